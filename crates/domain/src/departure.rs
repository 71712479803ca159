//! Leaving: what a visit takes at its end (`domain.md` 4.4).

use crate::arithmetic::{Arithmetic, Takes};
use crate::length::left_out;
use crate::minutes::Minutes;
use crate::payg;
use crate::refusal::Refusal;
use crate::time::Instant;
use crate::world::{Amount, Changes, CustomerPass, Entry, Right, Settled, Visit, World};

/// Closes an open visit at `to`; `auto` says that the system closes it, not a person.
///
/// A time pass pays for the quarters stayed with as many minutes as it has; overtime is not charged. A
/// pay-as-you-go session is settled for the quarters stayed. A day pass was taken on arrival. Where the location says
/// so, time in bookings does not count. What the visit is counted with is kept with it, so that bookings, plans and
/// prices may change afterwards: only a correction counts anew.
///
/// # Errors
/// [`Refusal::NotInside`] when the visit is closed already; [`Refusal::DepartureNotAfterArrival`].
pub fn depart(world: &World, visit: &Visit, to: Instant, auto: bool) -> Result<Changes, Refusal> {
    if visit.to.is_some() {
        return Err(Refusal::NotInside);
    }
    if to <= visit.from {
        return Err(Refusal::DepartureNotAfterArrival);
    }
    let pass = visit.pass.and_then(|id| world.pass(id));
    let settled = Settled {
        left_out: left_out(world, visit, to),
        minutes_before: pass.and_then(CustomerPass::minutes_left),
    };
    let seen = if visit.seen < to { visit.seen } else { visit.from };
    let closed = Visit { to: Some(to), auto_checkout: auto, seen, settled: Some(settled), ..visit.clone() };
    let mut changes = Changes::default();
    if let Some(mut pass) = pass.cloned() {
        changes.entries = settle(world, &mut pass, &closed, to);
        changes.passes.push(pass);
    }
    changes.visits.push(closed.clone());
    if changes.entries.iter().any(gives_back) {
        // Another session may have been spared by what this one gives back.
        let shares = payg::share_again(&world.after(&changes), &closed);
        return Ok(changes.then(shares));
    }
    Ok(changes)
}

fn settle(world: &World, pass: &mut CustomerPass, visit: &Visit, to: Instant) -> Vec<Entry> {
    // A stay recorded after the fact must not put outside who is inside on the same pass.
    let own = world.others_on(pass.id, visit.id);
    pass.checked_in = pass.others_inside || own.iter().any(|other| other.to.is_none());
    match pass.right {
        Right::Day { .. } => Vec::new(),
        Right::Time { total, used, .. } if pass.pay_as_you_go() => {
            pass.right = Right::Time { left: Minutes::ZERO, total, used: used.or(Some(visit.from)) };
            payg::reprice(world, pass, visit)
        }
        Right::Time { total, used, .. } => {
            let Takes::Minutes(minutes) = Arithmetic::of(world, Some(pass), visit).takes else {
                return Vec::new();
            };
            let left = minutes.left();
            let used = used.or((left == Minutes::ZERO).then_some(to));
            pass.right = Right::Time { left, total, used };
            taken(pass, visit, minutes.taken())
        }
    }
}

fn taken(pass: &CustomerPass, visit: &Visit, taken: Minutes) -> Vec<Entry> {
    if taken == Minutes::ZERO {
        return Vec::new();
    }
    vec![Entry { visit: visit.id, pass: pass.id, amount: Amount::Minutes(taken.get()) }]
}

/// Whether an entry lowers a charge: the visit opened before it was known that it begins within a booking.
const fn gives_back(entry: &Entry) -> bool {
    matches!(entry.amount, Amount::Charge(money) if money.minor() < 0)
}
