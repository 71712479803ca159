//! Who was refused at a location and why, counted and not read one by one.

use vestibule_domain::occupancy::Window;

/// Which refusals to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusals {
    /// The location that refused.
    pub location: i64,
    /// When it was tried, from when to when.
    pub window: Window,
}

/// Refusals for the same reason within the same quarter of an hour.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// The reason in one word (`domain.md` 5.4); `None` where none was kept.
    pub reason: Option<String>,
    /// The quarter of an hour of the window, from 0.
    pub quarter: i64,
    /// How many there were.
    pub times: i64,
}
