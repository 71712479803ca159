//! What a decision comes to, as far as it is counted.

use vestibule_domain::Source;
use vestibule_domain::time::Instant;
use vestibule_records::{Checkin, Record, Row};

use crate::change::Change;
use crate::work::Snapshot;

/// What a decision comes to, as far as it is counted once it is durable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// The attempt it decided.
    pub attempted: Option<Attempted>,
    /// The visits it ended.
    pub departures: Departures,
}

/// An attempt, decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attempted {
    /// How it reached the house.
    pub source: Source,
    /// What it came to.
    pub came_to: CameTo,
}

/// What an attempt comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CameTo {
    /// A new visit.
    Admitted,
    /// A visit that was known goes on, or the same was said before.
    Again,
    /// Not let in, with the reason in one word for machines (`domain.md` 5.4).
    Refused(&'static str),
}

/// How a visit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Departed {
    /// Somebody left, or said so for them.
    Asked,
    /// Nothing was heard of them any more (`domain.md` 4.2).
    Idle,
    /// The business day was over (`domain.md` 4.1).
    CutOff,
}

/// Visits that a decision ended, by how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Departures {
    asked: u64,
    idle: u64,
    cut_off: u64,
}

impl Departures {
    /// The visits that were open before these changes, and are not afterwards.
    pub(crate) fn of(snapshot: &Snapshot, changes: &[Change]) -> Self {
        let mut departures = Self::default();
        for change in changes {
            let (Change::Update(after) | Change::Amend(after, _)) = change else { continue };
            let is_visit = std::ptr::eq(after.schema, Checkin::schema());
            let left = is_visit && !after.get("ToTime").is_null();
            if left
                && snapshot.before(after.schema, after.id()).is_some_and(|row| row.get("ToTime").is_null())
            {
                match departed(after, snapshot) {
                    Departed::Asked => departures.asked += 1,
                    Departed::Idle => departures.idle += 1,
                    Departed::CutOff => departures.cut_off += 1,
                }
            }
        }
        departures
    }

    /// Each way, with how many ended so.
    pub(crate) fn each(self) -> impl Iterator<Item = (Departed, u64)> {
        let all =
            [(Departed::Asked, self.asked), (Departed::Idle, self.idle), (Departed::CutOff, self.cut_off)];
        all.into_iter().filter(|(_, visits)| *visits > 0)
    }
}

/// How a visit ended: what the system ended, it ended at the end of the business day or when it was heard of last.
fn departed(visit: &Row, snapshot: &Snapshot) -> Departed {
    if visit.get("AutoCheckout").bool() != Some(true) {
        return Departed::Asked;
    }
    let location = visit.get("BusinessId").int().and_then(|id| snapshot.catalogue.location(id));
    let from = visit.get("FromTime").int().map(Instant::from_micros);
    let end = location.zip(from).map(|(location, from)| location.day_end(from).micros());
    if end == visit.get("ToTime").int() { Departed::CutOff } else { Departed::Idle }
}
