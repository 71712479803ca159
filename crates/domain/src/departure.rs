//! Leaving: what a visit takes at its end (`domain.md` 4.4).

use crate::minutes::{Minutes, quarters};
use crate::payg;
use crate::refusal::Refusal;
use crate::time::Instant;
use crate::world::{Amount, Changes, CustomerPass, Entry, Right, Visit, World};

/// Closes an open visit at `to`; `auto` says that the system closes it, not a person.
///
/// A time pass pays for the quarters stayed with as many minutes as it has; overtime is not charged. A
/// pay-as-you-go session is settled for the quarters stayed. A day pass was taken on arrival.
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
    let closed = Visit { to: Some(to), auto_checkout: auto, ..visit.clone() };
    let mut changes = Changes::default();
    if let Some(mut pass) = visit.pass.and_then(|id| world.pass(id)).cloned() {
        changes.entries = settle(world, &mut pass, &closed, to);
        changes.passes.push(pass);
    }
    changes.visits.push(closed);
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
        Right::Time { left, total, used } => {
            let taken = quarters(visit.from, to).min(left);
            let left = left.minus(taken);
            let used = used.or((left == Minutes::ZERO).then_some(to));
            pass.right = Right::Time { left, total, used };
            minutes(pass, visit, taken)
        }
    }
}

fn minutes(pass: &CustomerPass, visit: &Visit, taken: Minutes) -> Vec<Entry> {
    if taken == Minutes::ZERO {
        return Vec::new();
    }
    vec![Entry { visit: visit.id, pass: pass.id, amount: Amount::Minutes(taken.get()) }]
}
