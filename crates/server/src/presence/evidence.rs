//! By what, and when, somebody was last known to be there.

use vestibule_domain::time::Instant;
use vestibule_records::{Checkin, Row};

use super::source_name;
use crate::witnesses::Witnesses;

/// What was heard of somebody last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// When.
    pub(crate) at: Instant,
    /// By what, such as `Front door`.
    pub(crate) of: String,
}

impl Evidence {
    /// The last evidence of a visit: its witnesses, its devices, and its arrival.
    pub(crate) fn last(visit: &Checkin, row: &Row) -> Self {
        let source = || source_name(visit.source.number()).to_owned();
        let came = Self { at: visit.entered_on.unwrap_or(visit.from_time), of: source() };
        let device = visit.last_activity.map(|at| Self { at, of: "Device".to_owned() });
        let witnesses = Witnesses::of(row);
        let witnesses = witnesses
            .iter()
            .map(|witness| Self { at: witness.last, of: witness.name.clone().unwrap_or(witness.of.clone()) });
        // A witness says more than a time alone: of the same instant it is the one that is named.
        device
            .into_iter()
            .chain(witnesses)
            .fold(came, |last, next| if next.at >= last.at { next } else { last })
    }
}
