//! Every visit, and what it took.

use std::collections::{BTreeMap, HashMap};

use vestibule_domain::ledger::Unit;
use vestibule_records::kept::LedgerEntry;
use vestibule_records::{Checkin, Filter, Record, Row, Test, write_instant};
use vestibule_store::ledger::posting;
use vestibule_store::{Reading, StoreError};

use super::pages::{all, each, within};
use super::{Finding, Seen, Span};

/// The visits of a span, and those that are gone and left entries.
pub(super) async fn seen<L: Reading + ?Sized>(reading: &L, span: Span) -> Result<Seen, StoreError> {
    let visits = all::<Checkin, L>(reading, within::<Checkin>("Id", &span)).await?;
    let mut took: BTreeMap<i64, Took> = BTreeMap::new();
    each::<LedgerEntry, L>(reading, within::<LedgerEntry>("CheckinId", &span), |row| add(&row, &mut took))
        .await?;
    let mut seen = Seen { rows: visits.len(), ..Seen::default() };
    for visit in &visits {
        seen.findings.extend(ends_before_it_began(visit));
        let took = took.remove(&visit.id()).unwrap_or_default();
        let gave = [("days taken", took.days), ("minutes taken", took.minutes)];
        let gave = gave.into_iter().filter(|(_, amount)| *amount < 0);
        seen.findings.extend(gave.map(|(what, amount)| {
            let customer = visit.get("CoworkerId").int();
            Finding::of::<Checkin>(visit.id(), customer, what, "nothing below zero", amount)
        }));
    }
    seen.findings.extend(took.into_iter().flat_map(|(id, took)| took.by_nobody(id)));
    Ok(seen)
}

/// What a visit took, all entries added up. Money is left out: what is billed stays charged when its visit goes.
#[derive(Default)]
struct Took {
    customer: i64,
    days: i128,
    minutes: i128,
}

/// Adds an entry up. One that moves nothing is told with its pass.
fn add(row: &Row, took: &mut BTreeMap<i64, Took>) {
    let Ok(entry) = LedgerEntry::from_row(row) else { return };
    let (Some(visit), Ok(posting)) = (entry.checkin_id, posting(&entry)) else { return };
    let sum = took.entry(visit).or_default();
    sum.customer = entry.coworker_id;
    let amount = posting.taken_by_visit().unwrap_or_default();
    match posting.unit {
        Unit::Days => sum.days = sum.days.saturating_add(amount),
        Unit::Minutes => sum.minutes = sum.minutes.saturating_add(amount),
        Unit::Money => {}
    }
}

impl Took {
    /// A visit that is gone has given everything back.
    fn by_nobody(&self, id: i64) -> Vec<Finding> {
        let kept = [("days taken", self.days), ("minutes taken", self.minutes)];
        let kept = kept.into_iter().filter(|(_, amount)| *amount != 0);
        kept.map(|(what, amount)| {
            Finding::of::<Checkin>(id, Some(self.customer), what, amount, "no such visit")
        })
        .collect()
    }
}

fn ends_before_it_began(visit: &Row) -> Option<Finding> {
    let [from, to] = ["FromTime", "ToTime"].map(|name| visit.get(name).int());
    let (from, to) = (from?, to?);
    (to <= from).then(|| {
        let customer = visit.get("CoworkerId").int();
        let expected = format!("later than {}", instant(from));
        Finding::of::<Checkin>(visit.id(), customer, "departure", expected, instant(to))
    })
}

fn instant(micros: i64) -> String {
    let mut out = Vec::new();
    write_instant(vestibule_domain::time::Instant::from_micros(micros), &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Customers who are inside twice.
pub(super) async fn open_twice<L: Reading + ?Sized>(reading: &L) -> Result<Seen, StoreError> {
    let mut inside: HashMap<i64, i64> = HashMap::new();
    let mut findings = Vec::new();
    let open = vec![
        Filter::on::<Checkin>("ToTime", Test::IsNull),
        Filter::on::<Checkin>("CoworkerId", Test::IsNotNull),
    ];
    each::<Checkin, L>(reading, open, |visit| {
        let customer = visit.get("CoworkerId").int().unwrap_or_default();
        if let Some(other) = inside.insert(customer, visit.id()) {
            let found = format!("open, as is Checkin {other}");
            findings.push(Finding::of::<Checkin>(
                visit.id(),
                Some(customer),
                "departure",
                "one open visit",
                found,
            ));
        }
    })
    .await?;
    Ok(Seen { findings, ..Seen::default() })
}
