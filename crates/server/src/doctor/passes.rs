//! Every pass against its entries.

use std::collections::BTreeMap;

use vestibule_domain::ledger::{Holding, Unit, differences};
use vestibule_domain::money::Currency;
use vestibule_records::kept::{LedgerEntry, LedgerUnit};
use vestibule_records::{CoworkerTimePass, Record, Row};
use vestibule_store::ledger::{holding, posting};
use vestibule_store::{Reading, StoreError};

use super::finding::shown;
use super::pages::{all, each, within};
use super::{Finding, Seen, Span};

/// The passes of a span, and those that are gone and left entries.
pub(super) async fn seen<L: Reading + ?Sized>(reading: &L, span: Span) -> Result<Seen, StoreError> {
    let passes = all::<CoworkerTimePass, L>(reading, within::<CoworkerTimePass>("Id", &span)).await?;
    let mut seen = Seen { rows: passes.len(), ..Seen::default() };
    let mut entered: BTreeMap<i64, Entered> = BTreeMap::new();
    each::<LedgerEntry, L>(reading, within::<LedgerEntry>("CoworkerTimePassId", &span), |row| {
        seen.entries += 1;
        if let Err(finding) = add(&row, &mut entered) {
            seen.findings.push(finding);
        }
    })
    .await?;
    for pass in &passes {
        let entered = entered.remove(&pass.id()).unwrap_or_default();
        seen.findings.extend(entered.against(pass));
        seen.findings.extend(below_zero(pass));
    }
    seen.findings.extend(entered.into_iter().flat_map(|(id, entered)| entered.of_nothing(id)));
    Ok(seen)
}

/// What the entries of a pass come to.
#[derive(Default)]
struct Entered {
    holding: Holding,
    customer: i64,
    /// The currency of its money: a definition may be priced in another by now.
    currency: Option<Currency>,
}

/// Adds an entry up, or says that it moves nothing.
fn add(row: &Row, entered: &mut BTreeMap<i64, Entered>) -> Result<(), Finding> {
    let unreadable = |found: &dyn std::fmt::Display| {
        let customer = row.get("CoworkerId").int();
        Finding::of::<LedgerEntry>(row.id(), customer, "what it moves", "an entry", found)
    };
    let entry = LedgerEntry::from_row(row).map_err(|wrong| unreadable(&wrong))?;
    let posting = posting(&entry).map_err(|wrong| unreadable(&wrong))?;
    let sum = entered.entry(entry.coworker_time_pass_id).or_default();
    sum.holding = sum.holding.and(&posting);
    sum.customer = entry.coworker_id;
    if entry.unit == LedgerUnit::MinorUnits {
        sum.currency = entry.currency.as_deref().and_then(Currency::of).or(sum.currency);
    }
    Ok(())
}

impl Entered {
    /// Where a pass does not hold what its entries say.
    fn against(&self, pass: &Row) -> Vec<Finding> {
        let priced = || pass.get("TimePassCurrencyCode").text().and_then(Currency::of);
        let currency = self.currency.or_else(priced);
        let held = holding(pass, currency.unwrap_or_default());
        let customer = pass.get("CoworkerId").int();
        let finding = |what, expected: String, found: String| {
            Finding::of::<CoworkerTimePass>(pass.id(), customer, what, expected, found)
        };
        let mut findings: Vec<Finding> = Vec::new();
        for (unit, expected, found) in differences(self.holding, held) {
            match unit {
                // Its days are about the flag, and that depends on the minutes: see below.
                Unit::Days => {}
                Unit::Minutes => {
                    findings.push(finding("minutes left", expected.to_string(), found.to_string()));
                }
                Unit::Money => {
                    findings.push(finding("price", shown(expected, currency), shown(found, currency)));
                }
            }
        }
        let is = |name| pass.get(name).bool() == Some(true);
        let is_time_pass = !pass.get("RemainingUses").is_null() || !pass.get("TotalUses").is_null();
        let times = self.holding.times_used(is_time_pass, is("IsPayAsYouGo"));
        if times != i128::from(is("Used")) {
            findings.push(finding("used", how_often(times), how_often(i128::from(is("Used")))));
        }
        findings
    }

    /// A pass that is gone holds nothing.
    fn of_nothing(&self, id: i64) -> Vec<Finding> {
        let finding = |(unit, expected, _): (Unit, i128, i128)| {
            let (what, expected) = match unit {
                Unit::Days => ("days left", expected.to_string()),
                Unit::Minutes => ("minutes left", expected.to_string()),
                Unit::Money => ("price", shown(expected, self.currency)),
            };
            Finding::of::<CoworkerTimePass>(id, Some(self.customer), what, expected, "no such pass")
        };
        differences(self.holding, Holding::NOTHING).map(finding).collect()
    }
}

fn how_often(times: i128) -> String {
    match times {
        0 => "no".to_owned(),
        1 => "yes".to_owned(),
        other => format!("{other} times"),
    }
}

/// There is nothing less than nothing left.
fn below_zero(pass: &Row) -> Vec<Finding> {
    let below = |name: &str| pass.get(name).int().filter(|number| *number < 0);
    let finding = |what, found: String| {
        let customer = pass.get("CoworkerId").int();
        Finding::of::<CoworkerTimePass>(pass.id(), customer, what, "nothing below zero", found)
    };
    let minutes = below("RemainingUses").map(|minutes| finding("minutes left", minutes.to_string()));
    let price = below("Price").map(|price| finding("price", shown(price.into(), None)));
    minutes.into_iter().chain(price).collect()
}
