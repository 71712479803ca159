//! What stands in the database just now.

use vestibule_domain::time::Instant;

/// Deliveries that are counted for each addressee at most: who waits for more is known to wait.
pub const MOST_COUNTED: i64 = 100_000;

/// What stands in the database just now, of what grows and shrinks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Locations, each with the visits that are open there. One where nobody is, is not there.
    pub inside: Vec<(i64, i64)>,
    /// What waits to be told.
    pub waiting: Vec<Waiting>,
}

/// Deliveries that wait for one addressee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The webhook, or the door system, by its number among deliveries.
    pub addressee: i64,
    /// How many wait; [`MOST_COUNTED`] where it is more.
    pub deliveries: i64,
    /// Since when the oldest of them does.
    pub since: Instant,
}
