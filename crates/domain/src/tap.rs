//! A tap: somebody makes themselves known at a door, at a tablet or on the Wi-Fi (`domain.md` 3.2 step 2, 4.1, 6.1).

use crate::refusal::Refusal;
use crate::source::Source;
use crate::time::{Instant, Span};
use crate::world::{Attempt, Visit, World};

/// What a tap asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gesture {
    /// To be inside.
    Enter,
    /// To be inside if outside, and outside if inside.
    Toggle,
    /// To be outside.
    Leave,
}

/// Somebody makes themselves known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tap {
    /// What it asks for.
    pub gesture: Gesture,
    /// How the signal came.
    pub source: Source,
    /// A device was recognised; nobody said who they are.
    pub unattended: bool,
    /// Two identical taps within this are one (DESIGN.md, decisions).
    pub debounce: Span,
    /// When an identical tap was last refused.
    pub refused: Option<Instant>,
}

/// What a tap comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// They want to come in: [`admit`](crate::admit) decides whether they may.
    Enter(Attempt),
    /// They leave: [`depart`](crate::depart) settles it.
    Leave {
        /// The visit that ends.
        visit: Visit,
        /// When it ends.
        at: Instant,
    },
    /// The tap before this one said it all: the same answer again, and nothing changes.
    Again(Before),
    /// It can not be.
    Refuse(Refusal),
}

/// What the tap before came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Before {
    /// They came in on this visit.
    Entered(Visit),
    /// They left this visit.
    Left(Visit),
    /// They were refused.
    Refused,
}

/// Says what a tap means, from what happened lately and nothing else. Whoever is inside elsewhere comes in here and
/// leaves there; a visit whose business day is over has ended, whether or not a job has already seen to it.
pub fn tap(world: &World, tap: &Tap, now: Instant) -> Step {
    if let Some(before) = before(world, tap, now) {
        return Step::Again(before);
    }
    match (tap.gesture, inside(world, now)) {
        (Gesture::Leave, None) => Step::Refuse(Refusal::NotHere),
        (Gesture::Leave | Gesture::Toggle, Some(visit)) => {
            // A stay is never empty: leaving at the instant of arrival is leaving right after it.
            let at = now.max(visit.from.plus(Span::micros(1)));
            Step::Leave { visit: visit.clone(), at }
        }
        (Gesture::Enter | Gesture::Toggle, None) if tap.unattended && !world.location.knows_devices => {
            Step::Refuse(Refusal::DevicesNotAlone)
        }
        (Gesture::Enter | Gesture::Toggle, _) => Step::Enter(attempt(tap, now)),
    }
}

/// The visit on which somebody is inside here.
fn inside(world: &World, now: Instant) -> Option<&Visit> {
    let here = |visit: &&Visit| visit.location == world.location.id;
    world.open_visit().filter(here).filter(|visit| world.location.day_end(visit.seen) > now)
}

const fn attempt(tap: &Tap, now: Instant) -> Attempt {
    Attempt { source: tap.source, from: now, to: None, pass: None, presumed: false }
}

/// What the tap before came to, if this is its echo; of several, the latest.
fn before(world: &World, tap: &Tap, now: Instant) -> Option<Before> {
    // A clock that runs behind the one that saw the tap before makes no difference.
    let lately = |at: &Instant| now.since(*at) < tap.debounce.in_micros();
    let moved = moved(world, tap.gesture).filter(|(at, _)| lately(at));
    let refused = tap.refused.filter(lately);
    match (moved, refused) {
        (Some((at, _)), Some(refused)) if refused > at => Some(Before::Refused),
        (Some((_, moved)), _) => Some(moved),
        (None, Some(_)) => Some(Before::Refused),
        (None, None) => None,
    }
}

/// The last visit here that such a gesture could have opened or closed, and when.
fn moved(world: &World, gesture: Gesture) -> Option<(Instant, Before)> {
    if let Some(open) = world.open_visit() {
        let here = open.location == world.location.id && gesture != Gesture::Leave;
        // To be let in twice does no harm, but nobody may be put out by the echo of what let them in.
        let came_in = if gesture == Gesture::Toggle { open.entered } else { open.from };
        return here.then(|| (came_in, Before::Entered(open.clone())));
    }
    if gesture == Gesture::Enter {
        return None;
    }
    let left =
        world.visits.iter().filter(|visit| visit.location == world.location.id && !visit.auto_checkout);
    let (at, visit) =
        left.filter_map(|visit| Some((visit.to?, visit))).max_by_key(|(at, visit)| (*at, visit.id))?;
    Some((at, Before::Left(visit.clone())))
}
