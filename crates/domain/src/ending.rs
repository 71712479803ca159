//! Visits that nobody ends: the cut-off does, or the silence of a device (`domain.md` 3.8, 4.1, 4.2).

use crate::idle;
use crate::location::Location;
use crate::time::Instant;
use crate::world::Visit;

/// What ends a visit that nobody ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Nothing was heard of their device any more.
    Silence,
    /// The business day was over.
    CutOff,
}

/// The end of a visit that nobody ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// When it ends.
    pub at: Instant,
    /// By what.
    pub cause: Cause,
}

/// How a visit at `location` ends by itself, as of `now`; `None` while it goes on, or where it is over.
///
/// It ends at the cut-off of the business day on which they last came in. One that `falls_silent` ends when it was heard of
/// last, if the patience with it was over by that cut-off. So whichever came first has the word, however late either
/// is looked at, and what is looked at twice comes to the same.
pub fn ending(location: &Location, visit: &Visit, falls_silent: bool, now: Instant) -> Option<Ending> {
    if visit.to.is_some() {
        return None;
    }
    let cut_off = location.day_end(visit.entered);
    if falls_silent && visit.seen.plus(idle::PATIENCE) <= cut_off {
        let at = idle::departure(visit.from, visit.seen, now)?;
        return Some(Ending { at: at.min(cut_off), cause: Cause::Silence });
    }
    (cut_off <= now).then_some(Ending { at: cut_off, cause: Cause::CutOff })
}
