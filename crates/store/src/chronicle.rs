//! The chronicle: what happened at locations, written down in the transaction in which it happened.
//!
//! No handler says anything of it. What happened is derived from the changes of a decision, whoever listens, so no way in
//! can forget it. That a visit was merely heard of again is nothing: only its place, its customer and its times matter.
//!
//! The store numbers the entries of a commit in their order, last before it commits: see [`Happened`].

use std::collections::HashMap;

use vestibule_domain::time::Instant;
use vestibule_records::kept::{Happened, Happening};
use vestibule_records::{Base, Checkin, FailedCheckin, Id, Record, Row};

use crate::change::Change;
use crate::work::{Mint, Snapshot};

/// The fields of a visit that say where who was when.
const WHO_WHERE_WHEN: [&str; 4] = ["CoworkerId", "BusinessId", "FromTime", "ToTime"];

/// What the changes of a decision come to, in their order. The entries have no numbers yet.
pub(crate) fn happened(snapshot: &Snapshot, changes: &[Change], mint: &mut Mint<'_>) -> Vec<Row> {
    let mut told = Told { now: mint.now(), entries: Vec::new() };
    // What an earlier change of the same work made of a visit.
    let mut made: HashMap<i64, Option<&Row>> = HashMap::new();
    for change in changes {
        if std::ptr::eq(change.schema(), FailedCheckin::schema()) {
            if let Change::Insert(row) = change {
                told.put(Happening::Refusal, row, instant(row, "CheckinAttemptTime"));
            }
        } else if std::ptr::eq(change.schema(), Checkin::schema()) {
            let id = change.id();
            let known = || snapshot.before(Checkin::schema(), id);
            let before = made.get(&id).copied().unwrap_or_else(known);
            match change {
                Change::Insert(after) => told.made(after),
                Change::Update(after) => told.changed(before, after),
                Change::Amend(after, fields) if fields.iter().any(|name| WHO_WHERE_WHEN.contains(name)) => {
                    told.changed(before, after);
                }
                Change::Amend(..) | Change::Redact(..) => continue,
                Change::Delete(..) => told.deleted(before),
            }
            made.insert(id, after(change));
        }
    }
    told.entries.into_iter().map(|entry| numbered_later(entry, mint)).collect()
}

/// What there is to tell so far.
struct Told {
    now: Instant,
    entries: Vec<Happened>,
}

impl Told {
    /// A visit that is entered after it ended is no arrival: nobody came.
    fn made(&mut self, visit: &Row) {
        match is_open(visit) {
            true => self.put(Happening::Arrival, visit, instant(visit, "FromTime")),
            false => self.put(Happening::Correction, visit, self.now),
        }
    }

    fn changed(&mut self, before: Option<&Row>, after: &Row) {
        // Nobody knows how it was.
        let Some(before) = before else { return self.put(Happening::Correction, after, self.now) };
        let differs = |name: &&str| before.get(name) != after.get(name);
        let moved = differs(&"BusinessId");
        match (is_open(before), is_open(after)) {
            (true, false) => self.put(Happening::Departure, before, instant(after, "ToTime")),
            (false, true) => self.put(Happening::Arrival, after, came_again(before, after, self.now)),
            (true, true) if moved => {
                self.put(Happening::Departure, before, self.now);
                self.put(Happening::Arrival, after, self.now);
            }
            _ if WHO_WHERE_WHEN.iter().any(differs) => {
                if moved {
                    self.put(Happening::Correction, before, self.now);
                }
                self.put(Happening::Correction, after, self.now);
            }
            _ => {}
        }
    }

    fn deleted(&mut self, before: Option<&Row>) {
        // One that was not loaded was at nobody knows which location.
        let Some(before) = before else { return };
        let kind = if is_open(before) { Happening::Departure } else { Happening::Correction };
        self.put(kind, before, self.now);
    }

    fn put(&mut self, kind: Happening, row: &Row, at: Instant) {
        self.entries.push(Happened {
            kind,
            at,
            business_id: Id::new(row.get("BusinessId").int().unwrap_or_default()),
            record_id: row.id(),
            coworker_id: row.get("CoworkerId").int(),
            base: Base { created_on: self.now, updated_on: self.now, ..Base::default() },
        });
    }
}

/// When somebody came in whose visit was over: as it says, if it says so by this change.
fn came_again(before: &Row, after: &Row, now: Instant) -> Instant {
    let entered = after.get("EnteredOn");
    let said = entered.int().filter(|_| before.get("EnteredOn") != entered);
    said.map_or(now, Instant::from_micros)
}

/// The row as a change leaves it.
const fn after(change: &Change) -> Option<&Row> {
    match change {
        Change::Insert(row) | Change::Update(row) | Change::Amend(row, _) | Change::Redact(row, _) => {
            Some(row)
        }
        Change::Delete(..) => None,
    }
}

fn numbered_later(entry: Happened, mint: &mut Mint<'_>) -> Row {
    let base = Base { unique_id: mint.guid(), ..entry.base };
    Happened { base, ..entry }.into_row()
}

fn is_open(visit: &Row) -> bool {
    visit.get("ToTime").is_null()
}

fn instant(row: &Row, name: &str) -> Instant {
    Instant::from_micros(row.get(name).int().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vestibule_records::Value;

    use super::*;
    use crate::catalogue::Catalogue;
    use crate::work::{Entropy, Lacking};

    const NOW: Instant = Instant::from_micros(9_000);

    struct Zeros;

    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    /// A visit of somebody at a location, in microseconds.
    fn visit(location: i64, from: i64, to: Option<i64>) -> Row {
        let mut row = Checkin {
            coworker_id: Some(Id::new(7)),
            business_id: Id::new(location),
            from_time: Instant::from_micros(from),
            to_time: to.map(Instant::from_micros),
            ..Checkin::default()
        };
        row.base.id = 5;
        row.into_row()
    }

    /// What happened, when and where.
    fn told(before: Option<Row>, changes: &[Change]) -> Vec<(Happening, i64, i64)> {
        let snapshot = Snapshot {
            catalogue: Arc::new(Catalogue::default()),
            rows: before.into_iter().map(|row| (("Checkin", row.id()), row)).collect(),
            found: Vec::new(),
            visit: None,
            lacking: Lacking::default(),
        };
        let mut next = 1;
        let rows = happened(&snapshot, changes, &mut Mint::new(&mut next, NOW, &Zeros));
        let entries = rows.iter().map(|row| Happened::from_row(row).expect("an entry"));
        entries
            .map(|entry| {
                assert_eq!((entry.record_id, entry.coworker_id, entry.base.created_on), (5, Some(7), NOW));
                (entry.kind, entry.at.micros(), entry.business_id.get())
            })
            .collect()
    }

    use Happening::{Arrival, Correction, Departure, Refusal};

    #[test]
    fn a_visit_is_an_arrival_and_then_a_departure() {
        assert_eq!(told(None, &[Change::Insert(visit(1, 10, None))]), [(Arrival, 10, 1)]);
        let over = Change::Update(visit(1, 10, Some(20)));
        assert_eq!(told(Some(visit(1, 10, None)), std::slice::from_ref(&over)), [(Departure, 20, 1)]);
        let both = [Change::Insert(visit(1, 10, None)), over];
        assert_eq!(told(None, &both), [(Arrival, 10, 1), (Departure, 20, 1)]);
    }

    #[test]
    fn one_that_is_opened_again_is_an_arrival_when_they_came_in() {
        let before = visit(1, 10, Some(20));
        assert_eq!(told(Some(before.clone()), &[Change::Update(visit(1, 10, None))]), [(Arrival, 9_000, 1)]);
        let mut entered = visit(1, 10, None);
        entered.set("EnteredOn", Value::Int(30));
        assert_eq!(told(Some(before), &[Change::Update(entered)]), [(Arrival, 30, 1)]);
    }

    #[test]
    fn who_is_moved_leaves_there_and_comes_in_here() {
        let moved = told(Some(visit(1, 10, None)), &[Change::Update(visit(2, 10, None))]);
        assert_eq!(moved, [(Departure, 9_000, 1), (Arrival, 9_000, 2)]);
    }

    #[test]
    fn what_is_set_right_afterwards_is_a_correction_wherever_it_was() {
        assert_eq!(told(None, &[Change::Insert(visit(1, 10, Some(20)))]), [(Correction, 9_000, 1)]);
        let over = || Some(visit(1, 10, Some(20)));
        assert_eq!(told(over(), &[Change::Update(visit(1, 10, Some(30)))]), [(Correction, 9_000, 1)]);
        assert_eq!(
            told(Some(visit(1, 10, None)), &[Change::Update(visit(1, 5, None))]),
            [(Correction, 9_000, 1)]
        );
        let moved = told(over(), &[Change::Update(visit(2, 10, Some(20)))]);
        assert_eq!(moved, [(Correction, 9_000, 1), (Correction, 9_000, 2)]);
        assert_eq!(told(None, &[Change::Update(visit(1, 10, None))]), [(Correction, 9_000, 1)]);
    }

    #[test]
    fn what_is_deleted_is_a_departure_while_it_is_open() {
        let delete = || [Change::Delete(Checkin::schema(), 5)];
        assert_eq!(told(Some(visit(1, 10, None)), &delete()), [(Departure, 9_000, 1)]);
        assert_eq!(told(Some(visit(1, 10, Some(20))), &delete()), [(Correction, 9_000, 1)]);
        assert_eq!(told(None, &delete()), []);
    }

    #[test]
    fn that_a_visit_was_heard_of_again_is_nothing() {
        let mut seen = visit(1, 10, None);
        seen.set("LastActivity", Value::Int(40));
        assert_eq!(told(Some(visit(1, 10, None)), &[Change::Update(seen.clone())]), []);
        assert_eq!(told(None, &[Change::Amend(seen, &["LastActivity", "MacAddresses"])]), []);
    }

    #[test]
    fn a_refusal_is_told_once_and_not_when_it_is_rewritten() {
        let refused = FailedCheckin {
            coworker_id: Some(Id::new(7)),
            business_id: Id::new(1),
            checkin_attempt_time: Instant::from_micros(11),
            base: Base { id: 5, ..Base::default() },
            ..FailedCheckin::default()
        };
        assert_eq!(told(None, &[Change::Insert(refused.clone().into_row())]), [(Refusal, 11, 1)]);
        assert_eq!(told(None, &[Change::Update(refused.into_row())]), []);
    }
}
