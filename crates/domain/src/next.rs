//! When what does not hold now will hold, as far as time alone brings that about.

use std::borrow::Cow;

use crate::admission::{Verdict, watched};
use crate::arrival::Arrival;
use crate::attendance::EARLY;
use crate::ids::CustomerPassId;
use crate::pass::{Trial, Why, trials, trials_of_terms};
use crate::payg::for_them;
use crate::refusal::Refusal;
use crate::time::{Instant, Slot, Span, Zone, day_bounds};
use crate::world::{Attempt, PassRef, World};

/// How far ahead is looked: what comes later than eight weeks from now is as good as never.
pub const HORIZON: Span = Span::minutes(8 * 7 * 24 * 60);

/// How often the rules are asked anew until nothing is hoped for any more: rules that shut each other out, such as two
/// sets of hours that never meet, would be asked for ever.
const MOST_STEPS: usize = 128;

/// The next instant at which this attempt would be let in if nothing changed but the time: when some pass serves, and
/// nothing else stands in the way. Plans give their passes meanwhile. `None` when that is not within [`HORIZON`], and for a stay that is over.
pub fn next_entry(world: &World, attempt: &Attempt, now: Instant) -> Option<Instant> {
    next_way_in(world, attempt, now).map(|way_in| way_in.at)
}

/// An instant at which an attempt would be let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WayIn {
    /// When.
    pub(crate) at: Instant,
    /// The pass it would stand on, if it needs one.
    pub(crate) on: Option<PassRef>,
}

/// As [`next_entry`], and on what: at a later instant the plans have given what they give until then.
pub(crate) fn next_way_in(world: &World, attempt: &Attempt, now: Instant) -> Option<WayIn> {
    if attempt.to.is_some() {
        return None;
    }
    let start = attempt.from.max(now);
    let (mut at, end) = (start, start.plus(HORIZON));
    for _ in 0..MOST_STEPS {
        let mut later = None;
        let world = if at > start { world.by(at) } else { Cow::Borrowed(world) };
        let then = Attempt { from: at, ..attempt.clone() };
        let watch = &mut |world: &World, arrival: &Arrival<'_>| {
            later = next_hope(world, arrival, attempt.pass, end);
        };
        let next = match watched(&world, &then, at, watch) {
            Verdict::Refused(Refusal::NoPass { .. } | Refusal::AskedPassUnusable(_)) => later,
            Verdict::Refused(other) => other.next(&world, at),
            Verdict::AlreadyInside { .. } => return Some(WayIn { at, on: None }),
            Verdict::Admitted { visit, changes, .. } => {
                let visits = changes.visits.iter().chain(&world.visits);
                return Some(WayIn { at, on: visits.filter(|one| one.id == visit).find_map(|one| one.pass) });
            }
        };
        at = next.filter(|next| *next > at && *next <= end)?;
    }
    None
}

/// The next instant at which all rules of some pass hold together: of the one asked for, or of any that they have, are
/// given by a plan or could be sold at the door; or at which a booking lets them in, as far as it is known.
fn next_hope(
    world: &World,
    arrival: &Arrival<'_>,
    asked: Option<CustomerPassId>,
    end: Instant,
) -> Option<Instant> {
    let asked_for = |id: PassRef| asked.is_none_or(|asked| id == PassRef::Existing(asked));
    let held = world.passes.iter().filter(|pass| asked_for(pass.id));
    let held =
        held.filter_map(|pass| all_hold(world, arrival, end, |then| failing(trials(pass, then), then)));
    let sells = world.location.pay_as_you_go && asked.is_none();
    let offered = world.offers.iter().filter(|offer| sells && for_them(offer, arrival));
    let offered = offered.filter_map(|offer| {
        all_hold(world, arrival, end, |then| failing(trials_of_terms(&offer.terms, then), then))
    });
    let given = world.coming.iter().filter(|_| asked.is_none()).filter_map(|coming| {
        let from = coming.next(arrival.at).filter(|from| *from <= end)?;
        let then = Arrival::new(world, arrival.customer, arrival.source, from);
        all_hold(world, &then, end, |then| failing(trials_of_terms(&coming.terms, then), then))
    });
    let bookings = world
        .bookings
        .iter()
        .filter(|booking| asked.is_none() && booking.location == Some(world.location.id));
    let booked = bookings.map(|booking| booking.from.minus(EARLY)).filter(|from| *from > arrival.at);
    held.chain(offered).chain(given).chain(booked).min()
}

/// What the rules of one pass say at a moment.
enum Failing {
    /// All of them hold.
    Nothing,
    /// All of those that do not hold will, though not necessarily together: not before this instant.
    Until(Instant),
    /// One of them never will.
    ForGood,
}

fn failing(trials: impl Iterator<Item = Trial>, arrival: &Arrival<'_>) -> Failing {
    let mut failing = Failing::Nothing;
    for why in trials.filter_map(|trial| trial.outcome.err()) {
        let Some(next) = why.next(arrival) else { return Failing::ForGood };
        failing = match failing {
            Failing::Until(other) => Failing::Until(other.max(next)),
            _ => Failing::Until(next),
        };
    }
    failing
}

/// The first instant, no earlier than this arrival and no later than `end`, at which `rules` find nothing that fails.
fn all_hold(
    world: &World,
    arrival: &Arrival<'_>,
    end: Instant,
    rules: impl Fn(&Arrival<'_>) -> Failing,
) -> Option<Instant> {
    let mut at = arrival.at;
    let mut failing = rules(arrival);
    for _ in 0..MOST_STEPS {
        at = match failing {
            Failing::Nothing => return Some(at),
            Failing::ForGood => return None,
            Failing::Until(next) if next <= at || next > end => return None,
            Failing::Until(next) => next,
        };
        failing = rules(&Arrival::new(world, arrival.customer, arrival.source, at));
    }
    None
}

impl Why {
    /// The next instant after this arrival at which the rule would hold, if nothing changed but the time; `None` when
    /// time does not cure it.
    pub fn next(&self, arrival: &Arrival<'_>) -> Option<Instant> {
        match self {
            Self::OutsideHours(hours) => next_within(&arrival.location.zone, hours, arrival.at),
            Self::Limit(reached) => reached.again().filter(|again| *again > arrival.at),
            Self::NotFound
            | Self::Expired(_)
            | Self::OtherLocation
            | Self::NotForPlan
            | Self::MembersOnly
            | Self::ContactsOnly
            | Self::UsedUp
            | Self::NotForNetwork
            | Self::AnotherDay(_)
            | Self::SpentByAnother
            | Self::NotShared => None,
        }
    }
}

impl Refusal {
    /// The next instant after `at` at which this would not be refused for the same reason, if nothing changed but the
    /// time; `None` when time does not cure it, and where it is a pass that is missing: see [`next_entry`].
    pub fn next(&self, world: &World, at: Instant) -> Option<Instant> {
        let location = &world.location;
        match self {
            Self::Closed { hours } => next_within(&location.zone, hours, at),
            Self::TwoPlaces { location, since } => {
                world.place(*location).map(|there| there.day_end(*since)).filter(|end| *end > at)
            }
            Self::Passback { since } => Some(location.day_end(*since)).filter(|end| *end > at),
            Self::TokenNotYet(from) => Some(*from).filter(|from| *from > at),
            Self::VisitorNotToday(day) => {
                Some(day_bounds(*day, &location.zone, location.cut_off).0).filter(|from| *from > at)
            }
            Self::CustomerInactive
            | Self::CustomerArchived
            | Self::NetworkNotAllowed
            | Self::DevicesNotAlone
            | Self::DeviceLimit { .. }
            | Self::TooFarAhead { .. }
            | Self::DepartureNotAfterArrival
            | Self::DepartureInFuture { .. }
            | Self::NoPass { .. }
            | Self::AskedPassUnusable(_)
            | Self::AnotherVisitOpen { .. }
            | Self::NotInside
            | Self::NotHere
            | Self::Full { .. }
            | Self::AlreadyBilled
            | Self::TokenExpired(_)
            | Self::TokenUsedUp
            | Self::TokenFull { .. }
            | Self::VisitorNotApproved
            | Self::Tile(_) => None,
        }
    }
}

/// The first instant after `after` that falls into these hours by the clock of a zone: where one of them begins, also
/// for the second time in a night in which the clock is set back, or where the clock jumps into one.
pub fn next_within(zone: &Zone, hours: &[Slot], after: Instant) -> Option<Instant> {
    match steady(zone, after) {
        Some(ahead) => next_begin(hours, after.plus(ahead)).map(|begin| begin.minus(ahead)),
        None => next_around_a_jump(zone, hours, after),
    }
}

/// A week later every slot has come round, whatever the clock does meanwhile.
const ROUND: i32 = 8;

/// How far the clock of a zone is ahead of UTC, where it is set neither forward nor back before every slot has come
/// round. Nowhere is it set both forward and back within so few days.
fn steady(zone: &Zone, after: Instant) -> Option<Span> {
    let ahead = |at: Instant| {
        let (date, time) = zone.local(at);
        Instant::from_utc(date, time).since(at)
    };
    let now = ahead(after);
    let later = after.plus(Span::minutes(i64::from(ROUND + 1) * 24 * 60));
    (ahead(later) == now).then(|| Span::micros(now))
}

/// The first beginning of a slot after `wall`, which is what a clock that nobody sets shows, as if it were UTC.
fn next_begin(hours: &[Slot], wall: Instant) -> Option<Instant> {
    let (today, _) = wall.utc();
    let dates = (0..=ROUND).filter_map(|days| today.plus_days(days));
    let begins = dates.flat_map(|date| {
        let of_day = hours.iter().filter(move |slot| slot.contains(date.weekday(), slot.from));
        of_day.map(move |slot| Instant::from_utc(date, slot.from))
    });
    begins.filter(|begin| *begin > wall).min()
}

fn next_around_a_jump(zone: &Zone, hours: &[Slot], after: Instant) -> Option<Instant> {
    let (today, _) = zone.local(after);
    let inside = |at: &Instant| {
        let (date, time) = zone.local(*at);
        hours.iter().any(|slot| slot.contains(date.weekday(), time))
    };
    // A clock that is set back over midnight shows a date again.
    let dates = (-1..=ROUND).filter_map(|days| today.plus_days(days));
    let begins = dates.flat_map(|date| {
        let of_day = hours.iter().filter(move |slot| slot.weekday == date.weekday());
        of_day.flat_map(move |slot| [Some(zone.instant(date, slot.from)), zone.again(date, slot.from)])
    });
    begins.flatten().chain(zone.next_jump(after)).filter(|at| *at > after).filter(inside).min()
}
