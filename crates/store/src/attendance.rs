//! Who came and went at a location, counted and not read one by one.

use vestibule_domain::occupancy::{Tally, Window};
use vestibule_records::Value;

/// Which visits to count, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attendance {
    /// The location.
    pub location: i64,
    /// From when to when; an open visit goes on to the end, so it is not to lie in the future.
    pub window: Window,
    /// What tells groups apart.
    pub of: Of,
}

/// What tells groups of visits apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Nothing.
    All,
    /// The names of the plans that the visit keeps.
    Plan,
    /// The names of the teams that the visit keeps.
    Team,
    /// Its source.
    Source,
}

impl Of {
    /// What is selected for it from `checkins`.
    #[must_use]
    pub const fn expression(self) -> &'static str {
        match self {
            Self::All => "NULL",
            Self::Plan => "tariff_at_the_time_of_checkin",
            Self::Team => "teams_at_the_time_of_checkin",
            Self::Source => "source",
        }
    }
}

/// What the visits of a group come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attended {
    /// Whether they are visits of customers; presence without one is counted apart.
    pub known: bool,
    /// What they have in common, as it is kept: names with commas between them, the number of a source, or null.
    pub what: Value,
    /// What they come to.
    pub tally: Tally,
}
