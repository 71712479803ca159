//! What a location watches over beside passes: how many are inside, when it is open, who comes in twice or at two
//! places (`domain.md` 3.7).
//!
//! Gates look at what was decided and come last (`domain.md` 3.2, step 10): whoever has no pass hears of that. They
//! watch what happens now. A visit told of after it ended passes none of them; an arrival told of late passes that of
//! capacity alone, which counts who is inside now, however long since.

use crate::admission::Verdict;
use crate::location::{Capacity, Strictness};
use crate::refusal::Refusal;
use crate::remark::Remark;
use crate::source::Source;
use crate::stay::TOLERANCE;
use crate::time::Instant;
use crate::world::{Attempt, Changes, Visit, World};

/// What a gate says: nothing, a remark, or no.
type Word = Result<Option<Remark>, Refusal>;

/// Lets a verdict through the gates of the location: it gains their remarks.
///
/// # Errors
/// [`Refusal::Full`], [`Refusal::Closed`], [`Refusal::Passback`], [`Refusal::TwoPlaces`], where the location refuses.
pub(crate) fn guard(
    world: &World,
    attempt: &Attempt,
    verdict: Verdict,
    now: Instant,
) -> Result<Verdict, Refusal> {
    let is_late = now.since(attempt.from) > TOLERANCE.in_micros();
    match verdict {
        Verdict::AlreadyInside { visit, changes, mut remarks } => {
            if !is_late {
                remarks.extend(passback(world, attempt)?);
            }
            Ok(Verdict::AlreadyInside { visit, changes, remarks })
        }
        Verdict::Admitted { visit, changes, mut remarks } => {
            if let Some(opened) = opened(world, &changes) {
                if !is_late {
                    remarks.extend(two_places(world, opened)?);
                    remarks.extend(opening_hours(world, opened)?);
                }
                remarks.extend(capacity(world)?);
            }
            Ok(Verdict::Admitted { visit, changes, remarks })
        }
        Verdict::Refused(refusal) => Err(refusal),
    }
}

/// Whether one more may be inside: also whoever comes back by a correction that opens their visit again.
///
/// # Errors
/// [`Refusal::Full`], where the location refuses.
pub(crate) fn one_more(world: &World) -> Result<(), Refusal> {
    capacity(world).map(drop)
}

/// The visit on which somebody is inside here who was not before.
fn opened<'a>(world: &World, changes: &'a Changes) -> Option<&'a Visit> {
    let was_open = |visit: &Visit| world.open_visit().is_some_and(|open| open.id == visit.id);
    let here = |visit: &&Visit| visit.to.is_none() && visit.location == world.location.id;
    changes.visits.iter().find(here).filter(|visit| !was_open(visit))
}

fn capacity(world: &World) -> Word {
    let Capacity { most, when_full } = world.location.capacity;
    match (most, world.inside) {
        (Some(most), Some(inside)) if inside >= most => {
            when_full.about(Remark::Full { inside, most }, || Refusal::Full { inside, most })
        }
        _ => Ok(None),
    }
}

fn opening_hours(world: &World, arrived: &Visit) -> Word {
    let location = &world.location;
    if location.is_open(arrived.from) {
        return Ok(None);
    }
    let closed = || Refusal::Closed { hours: location.opening_hours.clone() };
    location.outside_hours.about(Remark::OutsideOpeningHours, closed)
}

/// Somebody who is inside comes in again, so that two may have come in on one card. Being seen on the Wi-Fi or by a
/// sensor is no coming in, and an arrival no later than the one on record is that one, told again.
fn passback(world: &World, attempt: &Attempt) -> Word {
    let is_passage = !matches!(attempt.source, Source::NetworkActivity | Source::Sensor);
    let open = world.open_visit().filter(|open| is_passage && attempt.from > open.from);
    let Some((open, visit)) = open.and_then(|open| Some((open, open.id.existing()?))) else {
        return Ok(None);
    };
    world.location.passback.about(Remark::Passback { visit }, || Refusal::Passback { since: open.from })
}

/// Somebody who is inside elsewhere comes in here, so that two may share what lets them in. A visit elsewhere whose
/// business day is over has ended; guests without an account share nothing.
fn two_places(world: &World, arrived: &Visit) -> Word {
    let is_elsewhere = |open: &&Visit| open.location != world.location.id;
    let goes_on = |open: &&Visit| {
        world.place(open.location).is_none_or(|place| place.day_end(open.from) > arrived.from)
    };
    let open = world.open_visit().filter(is_elsewhere).filter(goes_on).filter(|_| world.customer.is_some());
    let Some(&Visit { location, from: since, .. }) = open else {
        return Ok(None);
    };
    world.location.two_places.about(Remark::TwoPlaces { location }, || Refusal::TwoPlaces { location, since })
}

impl Strictness {
    /// What is said about something that ought not to be.
    fn about(self, remark: Remark, refusal: impl FnOnce() -> Refusal) -> Word {
        match self {
            Self::Off => Ok(None),
            Self::Remark => Ok(Some(remark)),
            Self::Refuse => Err(refusal()),
        }
    }
}
