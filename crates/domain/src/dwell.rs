//! From presence to a check-in: who is only passing by is not checked in (`domain.md` 6.7, 11).
//!
//! A sensor says again and again that somebody is there. What it said is kept as a [`Presence`]; once that has lasted
//! as long as the sensor's rule asks, it is told to the rules of admission.

use crate::idle::PATIENCE;
use crate::time::{Instant, Span};

/// What a reading says of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// They are there.
    Present,
    /// They are not.
    Absent,
}

/// That a sensor sees somebody, without a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// The first sighting.
    pub since: Instant,
    /// The last one.
    pub seen: Instant,
}

impl Presence {
    /// Whether it has lasted. Nothing but sightings counts: time that went by since the last one does not.
    #[must_use]
    pub const fn has_lasted(self, dwell: Span) -> bool {
        self.seen.since(self.since) >= dwell.in_micros()
    }
}

/// The presence after a reading of the instant `at`, where a check-in takes presence that has lasted for `dwell`.
///
/// A sighting lengthens it, and begins it anew after a silence of more than [`PATIENCE`]. One that comes out of order
/// says nothing new: it never lengthens presence, and never takes anything from it. That somebody is gone ends what
/// has not lasted yet; what has lasted may be a visit, which ends by silence alone, since sensors lose sight of people
/// who sit still.
///
/// ```
/// use vestibule_domain::dwell::{Presence, Reading, after};
/// use vestibule_domain::{Instant, Span};
///
/// let at = |minutes| Instant::from_micros(0).plus(Span::minutes(minutes));
/// let five = Span::minutes(5);
/// let first = after(None, Reading::Present, at(0), five);
/// let later = after(first, Reading::Present, at(6), five);
/// assert_eq!(later, Some(Presence { since: at(0), seen: at(6) }));
/// assert!(later.is_some_and(|presence| presence.has_lasted(five)));
/// ```
#[must_use]
pub fn after(known: Option<Presence>, reading: Reading, at: Instant, dwell: Span) -> Option<Presence> {
    match (known, reading) {
        (None, Reading::Absent) => None,
        (None, Reading::Present) => Some(Presence { since: at, seen: at }),
        (Some(known), Reading::Present) => Some(sighted(known, at)),
        (Some(known), Reading::Absent) => lost(known, at, dwell),
    }
}

fn sighted(known: Presence, at: Instant) -> Presence {
    if at <= known.seen {
        return known;
    }
    let is_silent = at.since(known.seen) > PATIENCE.in_micros();
    Presence { since: if is_silent { at } else { known.since }, seen: at }
}

/// What is left when they were not there at an instant.
fn lost(known: Presence, at: Instant, dwell: Span) -> Option<Presence> {
    if at < known.since || known.has_lasted(dwell) {
        return Some(known);
    }
    // Late word that they were away meanwhile leaves the last sighting.
    (at < known.seen).then_some(Presence { since: known.seen, seen: known.seen })
}
