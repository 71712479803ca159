//! From the changes of a decision to the entries that its visits did not make.

use std::collections::BTreeMap;

use vestibule_domain::ledger::{Cause, Holding, rest};
use vestibule_domain::money::Currency;
use vestibule_records::kept::LedgerEntry;
use vestibule_records::{Base, CoworkerTimePass, Id, Record, Row, Schema};

use super::entry::{holding, posting, written};
use crate::change::Change;
use crate::work::{Mint, Snapshot};

/// The fields of a pass that say what it holds. An amendment that names none of them moves nothing.
const HELD: [&str; 4] = ["Used", "RemainingUses", "TotalUses", "Price"];

/// The entries that make those of every pass come to what it holds after these changes.
pub(crate) fn entries(snapshot: &Snapshot, changes: &[Change], mint: &mut Mint<'_>) -> Vec<Change> {
    let mut turns: BTreeMap<i64, Turn<'_>> = BTreeMap::new();
    for change in changes.iter().filter(|change| is::<CoworkerTimePass>(change.schema())) {
        let id = change.id();
        if let Some(turn) = Turn::of(change, turns.get(&id), snapshot) {
            turns.insert(id, turn);
        }
    }
    if turns.is_empty() {
        return Vec::new();
    }
    for change in changes {
        enter(change, &mut turns);
    }
    let rows = turns.into_iter().flat_map(|(id, turn)| turn.entries(id, mint));
    rows.map(|entry| Change::Insert(entry.into_row())).collect()
}

/// Counts what a visit enters on one of these passes.
fn enter(change: &Change, turns: &mut BTreeMap<i64, Turn<'_>>) {
    let Change::Insert(row) = change else { return };
    if !is::<LedgerEntry>(row.schema) {
        return;
    }
    let Ok(entry) = LedgerEntry::from_row(row) else { return };
    if let (Some(turn), Ok(posting)) = (turns.get_mut(&entry.coworker_time_pass_id), posting(&entry)) {
        turn.entered = turn.entered.and(&posting);
    }
}

/// What becomes of one pass.
struct Turn<'a> {
    before: Holding,
    after: Holding,
    /// What visits enter on it.
    entered: Holding,
    cause: Cause,
    /// Its row: as it will be, or as it was.
    row: &'a Row,
    /// The currency of its price.
    currency: Currency,
    /// Who does it, as far as the row says.
    by: Option<&'a str>,
}

impl<'a> Turn<'a> {
    /// `None` for a change that moves nothing, or of a pass that the work did not load. Of a pass that changes more
    /// than once, what it held before the `first` change counts, and what it holds after the last.
    fn of(change: &'a Change, first: Option<&Self>, snapshot: &'a Snapshot) -> Option<Self> {
        let (after, cause) = match change {
            Change::Insert(row) => (Some(row), Cause::Issue),
            Change::Amend(_, fields) if !fields.iter().any(|field| HELD.contains(field)) => return None,
            Change::Redact(..) => return None,
            Change::Update(row) | Change::Amend(row, _) => (Some(row), edited(snapshot)),
            Change::Delete(..) => (None, Cause::Issue),
        };
        let known = || snapshot.before(CoworkerTimePass::schema(), change.id());
        let row = after.or_else(known).or(first.map(|first| first.row))?;
        let terms = row.get("TimePassId").int().and_then(|id| snapshot.catalogue.terms(id));
        let currency = terms.map(|terms| terms.price.currency()).unwrap_or_default();
        let before = match (first, change) {
            (Some(first), _) => first.before,
            (None, Change::Insert(_)) => Holding::NOTHING,
            (None, _) => holding(known()?, currency),
        };
        Some(Self {
            before,
            after: after.map_or(Holding::NOTHING, |row| holding(row, currency)),
            entered: Holding::NOTHING,
            cause: first.map_or(cause, |first| first.cause),
            row,
            currency,
            by: after.and_then(|row| row.get("UpdatedBy").text()),
        })
    }

    fn entries(self, pass: i64, mint: &mut Mint<'_>) -> Vec<LedgerEntry> {
        let number = |name| self.row.get(name).int().unwrap_or_default();
        let about = LedgerEntry {
            business_id: Id::new(number("BusinessId")),
            coworker_id: number("CoworkerId"),
            coworker_time_pass_id: pass,
            ..LedgerEntry::default()
        };
        let postings = rest(self.before, self.after, self.entered, self.cause);
        let entered = postings.map(|posting| {
            let mut base = Base::made(mint.id(), mint.guid(), mint.now(), "");
            base.updated_by = self.by.map(str::to_owned);
            written(LedgerEntry { base, ..about.clone() }, &posting, Some(self.currency))
        });
        entered.collect()
    }
}

/// Why a pass changes that stays: a visit uses it, or else somebody edits it.
const fn edited(snapshot: &Snapshot) -> Cause {
    if snapshot.visit.is_some() { Cause::Visit } else { Cause::Hand }
}

fn is<T: Record>(schema: &Schema) -> bool {
    std::ptr::eq(schema, T::schema())
}
