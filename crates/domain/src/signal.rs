//! What a door, the Wi-Fi, a tile or a sensor tells, and what it means in the world as it is (`domain.md` 6).
//!
//! A signal is never lost and never has the last word by itself: it comes to an attempt that the rules decide, to a
//! departure, to a witness of a visit that is known, or it contradicts what somebody said and is shown beside it.

use crate::idle::{self, PATIENCE};
use crate::source::Source;
use crate::stay::TOLERANCE;
use crate::time::{Instant, Span, Zone};
use crate::world::{Attempt, Visit, VisitRef, World};

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Told {
    /// They came in.
    In {
        /// When.
        at: Instant,
    },
    /// They went out.
    Out {
        /// When.
        at: Instant,
    },
    /// They passed, and nobody knows which way.
    Passed {
        /// When.
        at: Instant,
    },
    /// They made themselves known where people come in and go out by the same gesture.
    Tapped {
        /// When.
        at: Instant,
        /// Two taps within this are one.
        debounce: Span,
    },
    /// They are seen there: by the device they carry, or by a sensor.
    Present {
        /// Seen since then without a gap.
        since: Instant,
        /// Seen last.
        seen: Instant,
    },
}

impl Told {
    /// The last moment it speaks of.
    pub const fn at(self) -> Instant {
        match self {
            Self::In { at }
            | Self::Out { at }
            | Self::Passed { at }
            | Self::Tapped { at, .. }
            | Self::Present { seen: at, .. } => at,
        }
    }

    /// The first moment it speaks of.
    pub const fn since(self) -> Instant {
        match self {
            Self::Present { since, .. } => since,
            _ => self.at(),
        }
    }
}

/// How late a signal may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Windows {
    /// It is taken as if it came at once.
    pub accept: Span,
    /// It is taken, and flagged; what is later still is refused.
    pub flag: Span,
}

/// Why a signal is not taken at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Untimely {
    /// The clock it was told by runs ahead.
    Early {
        /// By how much.
        ahead: Span,
    },
    /// It comes too late to be believed.
    Late {
        /// By how much.
        by: Span,
        /// How late it may come.
        most: Span,
    },
}

/// Whether a signal comes in time; if it is to be flagged, how late it is. A clock more than five minutes ahead of ours
/// is wrong (DESIGN.md, decisions).
///
/// # Errors
/// When it comes too late, or before it happened.
pub fn timely(told: Told, windows: Windows, now: Instant) -> Result<Option<Span>, Untimely> {
    let late = Span::micros(now.since(told.at()));
    if told.at() > now.plus(TOLERANCE) {
        return Err(Untimely::Early { ahead: Span::micros(told.at().since(now)) });
    }
    if late > windows.flag.max(windows.accept) {
        return Err(Untimely::Late { by: late, most: windows.flag.max(windows.accept) });
    }
    Ok(Some(late).filter(|late| *late > windows.accept))
}

/// What a signal means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// They want to come in, or were there: [`admit`](crate::admit) decides.
    Arrive(Attempt),
    /// A visit ends, or ended, then: [`revise`](crate::revise) settles it.
    Leave {
        /// The visit.
        visit: Visit,
        /// Its end.
        at: Instant,
    },
    /// A visit that the system ended lasted longer: [`revise`](crate::revise) settles it, and the system still has the word.
    Longer {
        /// The visit.
        visit: Visit,
        /// What it is: `to` is `None` where it goes on.
        wanted: Attempt,
    },
    /// It bears witness of a visit that is known, and changes no minute of it.
    Witness {
        /// The visit.
        visit: Visit,
    },
    /// It does not go together with what is known; nothing changes, and both are shown.
    Contradicts(Contradiction),
}

/// How a signal contradicts what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Contradiction {
    /// They are seen, though they left, and somebody said so.
    SeenAfterLeaving {
        /// The visit that ended.
        visit: VisitRef,
        /// When.
        left: Instant,
    },
    /// They leave, and never came.
    NeverCame,
    /// They leave, though they came in again since.
    BackSince {
        /// The visit on which they came in.
        visit: VisitRef,
        /// When.
        entered: Instant,
    },
    /// They leave, though somebody said that they left at another time.
    LeftOtherwise {
        /// The visit that ended.
        visit: VisitRef,
        /// When.
        left: Instant,
    },
}

/// Says what a signal about the customer of this world means. `departures` are instants at which they were told to leave
/// while no visit was known, in any order: an arrival that is told later ends with the first one after it.
///
/// A departure that somebody told has more weight than a device that is still seen: a session on the Wi-Fi that began
/// before it never opens a visit again, and a new one only after the time for which a device may be silent. What is seen
/// speaks for the business day on which it was seen last.
pub fn meaning(world: &World, source: Source, told: Told, departures: &[Instant], now: Instant) -> Meaning {
    match told {
        Told::In { at } => match holding(world, at) {
            // They came and went since: what lies within says nothing new, and nobody comes back by it.
            Some(over) if over.to.is_some() => Meaning::Witness { visit: over.clone() },
            _ => arrive(world, source, at, departures),
        },
        Told::Out { at } => out(world, at),
        Told::Passed { at } => match holding(world, at) {
            Some(visit) => Meaning::Witness { visit: visit.clone() },
            None => arrive(world, source, at, departures),
        },
        Told::Tapped { at, debounce } => match echoed(world, at, debounce) {
            Some(visit) => Meaning::Witness { visit: visit.clone() },
            None if was_inside(world, at) => out(world, at),
            None => arrive(world, source, at, departures),
        },
        Told::Present { since, seen } => present(world, source, since, seen, now),
    }
}

/// The visit here on which they came in or went out just before an instant.
fn echoed(world: &World, at: Instant, debounce: Span) -> Option<&Visit> {
    let just_before = |then: Instant| (0..debounce.in_micros()).contains(&at.since(then));
    here(world).find(|visit| just_before(visit.entered) || visit.to.is_some_and(just_before))
}

/// Whether they were inside here at an instant, as far as is known.
fn was_inside(world: &World, at: Instant) -> bool {
    holding(world, at).is_some_and(|visit| world.location.day_end(visit.seen) > at)
}

/// An arrival, told at once or late: then it ends with the first departure after it that is known of its business day,
/// whether that found no visit to end, or ended one that began later.
fn arrive(world: &World, source: Source, at: Instant, departures: &[Instant]) -> Meaning {
    let end = world.location.day_end(at);
    let orphans = departures.iter().filter(|left| at < **left && **left <= end).map(|left| (*left, false));
    let later = here(world).filter(|visit| at < visit.from && visit.from < end);
    let next = later.min_by_key(|visit| (visit.from, visit.id));
    let over = next.and_then(|visit| Some((visit.to?, visit.auto_checkout)));
    let ended = orphans.chain(over).min();
    let presumed = ended.is_some_and(|(_, presumed)| presumed);
    Meaning::Arrive(Attempt { source, from: at, to: ended.map(|(to, _)| to), pass: None, presumed })
}

fn out(world: &World, at: Instant) -> Meaning {
    let before = |visit: &&Visit| visit.from < at && world.location.day_end(visit.seen) >= at;
    let Some(visit) = here(world).filter(before).max_by_key(|visit| (visit.from, visit.id)) else {
        return Meaning::Contradicts(Contradiction::NeverCame);
    };
    let leave = Meaning::Leave { visit: visit.clone(), at };
    match visit.to {
        None if at < visit.entered => {
            Meaning::Contradicts(Contradiction::BackSince { visit: visit.id, entered: visit.entered })
        }
        None => leave,
        // The system ended it for want of a better word: here is one.
        Some(_) if visit.auto_checkout => leave,
        Some(left) if apart(left, at) <= TOLERANCE => Meaning::Witness { visit: visit.clone() },
        Some(left) => Meaning::Contradicts(Contradiction::LeftOtherwise { visit: visit.id, left }),
    }
}

fn present(world: &World, source: Source, since: Instant, seen: Instant, now: Instant) -> Meaning {
    // Of a session that lasts over the cut-off, what was before it was told before it.
    let since = since.max(world.location.day_start(seen)).min(seen);
    if let Some((visit, left)) = left_before(world, seen) {
        let lingers = since < left || seen < left.plus(PATIENCE);
        if lingers && seen <= left.plus(TOLERANCE) {
            return Meaning::Witness { visit: visit.clone() };
        }
        if lingers {
            return Meaning::Contradicts(Contradiction::SeenAfterLeaving { visit: visit.id, left });
        }
    }
    let goes_on = |visit: &&Visit| {
        visit.to.is_none() && visit.from <= since && world.location.day_end(visit.seen) > seen
    };
    if let Some(open) = here(world).find(goes_on) {
        return Meaning::Witness { visit: open.clone() };
    }
    let heard_of = |from: Instant| {
        let to = idle::departure(from, seen, now);
        Attempt { source, from, to, pass: None, presumed: to.is_some() }
    };
    let cut_short =
        |visit: &&Visit| visit.auto_checkout && visit.to.is_some_and(|to| since < to && to < seen);
    match here(world).filter(cut_short).max_by_key(|visit| (visit.from, visit.id)) {
        Some(visit) => Meaning::Longer { visit: visit.clone(), wanted: heard_of(visit.from.min(since)) },
        None => Meaning::Arrive(heard_of(since)),
    }
}

/// The last departure here that somebody told, if it lies before `seen` and they have not come in since.
fn left_before(world: &World, seen: Instant) -> Option<(&Visit, Instant)> {
    let last = here(world).filter(|visit| visit.from <= seen).max_by_key(|visit| (visit.from, visit.id))?;
    let left = last.to.filter(|left| !last.auto_checkout && *left < seen)?;
    Some((last, left))
}

/// The visit here that holds an instant.
fn holding(world: &World, at: Instant) -> Option<&Visit> {
    here(world).find(|visit| visit.from <= at && visit.to.is_none_or(|to| at < to))
}

fn here(world: &World) -> impl Iterator<Item = &Visit> {
    world.visits.iter().filter(|visit| visit.location == world.location.id)
}

fn apart(one: Instant, other: Instant) -> Span {
    Span::micros(one.since(other).abs())
}

impl Untimely {
    /// For whoever looks after the thing that told it.
    pub fn sentence(self) -> String {
        match self {
            Self::Early { ahead } => format!(
                "The clock of the sender is {} ahead of ours; at most {} are taken",
                length(ahead),
                length(TOLERANCE)
            ),
            Self::Late { by, most } => {
                format!("It came {} late; at most {} are taken", length(by), length(most))
            }
        }
    }
}

impl Contradiction {
    /// The visit it is about, if there is one.
    pub const fn visit(self) -> Option<VisitRef> {
        match self {
            Self::NeverCame => None,
            Self::SeenAfterLeaving { visit, .. }
            | Self::BackSince { visit, .. }
            | Self::LeftOtherwise { visit, .. } => Some(visit),
        }
    }

    /// For whoever looks at the visit, with times on the clocks of the location.
    pub fn sentence(self, zone: &Zone) -> String {
        let clock = |at: Instant| zone.local(at).1;
        match self {
            Self::SeenAfterLeaving { left, .. } => {
                format!("They are still seen, though they left at {}", clock(left))
            }
            Self::NeverCame => "They leave, though they were not known to be inside".to_owned(),
            Self::BackSince { entered, .. } => {
                format!("They leave, though they came in again at {}", clock(entered))
            }
            Self::LeftOtherwise { left, .. } => {
                format!("They leave, though they are known to have left at {}", clock(left))
            }
        }
    }
}

/// How long something took, in the largest unit that fits.
pub fn length(span: Span) -> String {
    let seconds = span.in_micros() / 1_000_000;
    let (amount, unit) = match seconds {
        ..120 => (seconds, "second"),
        120..7_200 => (seconds / 60, "minute"),
        7_200..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{amount} {unit}{}", if amount == 1 { "" } else { "s" })
}
