//! Entering on a pass: what a visit takes at its start.

use crate::departure::depart;
use crate::payg;
use crate::refusal::Refusal;
use crate::stay::Stay;
use crate::world::{
    Amount, Changes, CustomerPass, Entry, Holder, Origin, PassRef, Right, Visit, VisitRef, World,
};

/// Puts the visit `id` on `pass`, or on none, for this stay; a stay that is over is settled at once.
pub(crate) fn enter(
    world: &World,
    id: VisitRef,
    stay: Stay,
    pass: Option<CustomerPass>,
) -> Result<Changes, Refusal> {
    let visit = Visit {
        id,
        location: world.location.id,
        from: stay.from,
        to: None,
        pass: pass.as_ref().map(|pass| pass.id),
        counts_towards_plan_limits: pass.as_ref().is_some_and(|pass| pass.terms.counts_towards_plan_limits),
        auto_checkout: false,
        settled: None,
        entered: stay.seen,
        seen: stay.seen,
    };
    let opened = open(world, visit.clone(), pass);
    match stay.to {
        None => Ok(opened),
        Some(to) => {
            let closed = depart(&world.after(&opened), &visit, to, stay.auto)?;
            Ok(opened.then(closed))
        }
    }
}

fn open(world: &World, visit: Visit, pass: Option<CustomerPass>) -> Changes {
    let mut changes = Changes::default();
    if let Some(mut pass) = pass {
        changes.entries = take(world, &mut pass, &visit);
        pass.checked_in = true;
        changes.passes.push(pass);
    }
    changes.visits.push(visit);
    changes
}

/// A day pass is taken at its first visit (`domain.md` 4.5) and pay-as-you-go is charged; the minutes of a time pass
/// are counted at departure (4.4).
fn take(world: &World, pass: &mut CustomerPass, visit: &Visit) -> Vec<Entry> {
    let mut entries = Vec::new();
    let first = pass.used().is_none();
    let by = world.customer.as_ref().map(|customer| customer.id).filter(|_| pass.holder != Holder::Own);
    match &mut pass.right {
        Right::Day { used } if first => {
            *used = Some(visit.from);
            pass.used_by = by;
            entries.push(day(pass.id, visit.id, 1));
        }
        Right::Time { used, .. } if first && pass.origin == Origin::PayAsYouGo => {
            *used = Some(visit.from);
        }
        Right::Day { .. } | Right::Time { .. } => return entries,
    }
    if pass.pay_as_you_go() {
        entries.extend(payg::reprice(world, pass, visit));
    }
    entries
}

/// The entry that takes, or gives back, days of a day pass.
pub(crate) const fn day(pass: PassRef, visit: VisitRef, days: i64) -> Entry {
    Entry { visit, pass, amount: Amount::Days(days) }
}
