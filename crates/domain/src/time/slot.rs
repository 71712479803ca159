//! When a pass may be used.

use super::civil::{TimeOfDay, Weekday};

/// A stretch of one weekday, wall clock, without its end (`domain.md` 2.4, appendix A 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    /// On which day of the week.
    pub weekday: Weekday,
    /// From this time on.
    pub from: TimeOfDay,
    /// Until just before this time; `None`: until midnight at the end of the day.
    pub to: Option<TimeOfDay>,
}

impl Slot {
    /// Whether this moment of the week falls into it.
    pub fn contains(&self, weekday: Weekday, time: TimeOfDay) -> bool {
        self.weekday == weekday && self.from <= time && self.to.is_none_or(|to| time < to)
    }
}
