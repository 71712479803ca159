//! Until when somebody who is inside may stay, as far as can be said now (`contract.md` 13.1).

use crate::time::{Instant, Slot, Span, TimeOfDay, Zone};
use crate::world::{CustomerPass, Right, Visit, World};

/// Business days that a pass may be open without a break before it is taken to be always open.
const WITHOUT_A_BREAK: usize = 8;

/// When the session of a visit ends: with the visit where it is over, and else one second before the cut-off of its
/// business day (`domain.md` 4.2), or earlier where the hours, the minutes or the validity of its pass end earlier.
/// Never before `now` for a visit that is open.
pub fn session_end(world: &World, visit: &Visit, now: Instant) -> Instant {
    if let Some(to) = visit.to {
        return to;
    }
    let last_second = world.location.day_end(visit.seen).minus(Span::micros(1_000_000));
    let pass = visit.pass.and_then(|id| world.pass(id));
    let ends = pass.into_iter().flat_map(|pass| pass_ends(pass, visit.from, &world.location.zone));
    ends.fold(last_second, Instant::min).max(now)
}

fn pass_ends(pass: &CustomerPass, from: Instant, zone: &Zone) -> impl Iterator<Item = Instant> {
    let minutes = match pass.right {
        // Sold for as long as it lasts: what it holds is the step it is charged in.
        Right::Time { left, .. } if !pass.pay_as_you_go() => Some(from.plus(Span::minutes(left.get()))),
        Right::Time { .. } | Right::Day { .. } => None,
    };
    [hours_end(&pass.terms.hours, from, zone), minutes, pass.expires].into_iter().flatten()
}

/// When the opening hours that hold this instant end; `None` when none do, or when they never end. Hours that follow
/// one another without a gap, across midnight too, are one stretch.
fn hours_end(hours: &[Slot], at: Instant, zone: &Zone) -> Option<Instant> {
    let (mut date, mut time) = zone.local(at);
    let mut inside = false;
    for _ in 0..hours.len().saturating_add(1).saturating_mul(WITHOUT_A_BREAK) {
        let weekday = date.weekday();
        let open = hours.iter().filter(|slot| slot.contains(weekday, time));
        // Without an end of its own a slot lasts until midnight, later than any that has one.
        match open.max_by_key(|slot| (slot.to.is_none(), slot.to)) {
            None => return inside.then(|| zone.instant(date, time)),
            Some(Slot { to: Some(to), .. }) => time = *to,
            Some(Slot { to: None, .. }) => (date, time) = (date.tomorrow(), TimeOfDay::MIDNIGHT),
        }
        inside = true;
    }
    None
}
