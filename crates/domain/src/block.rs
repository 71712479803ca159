//! One visit for what is one stay: what overlaps is one visit, and a day on a day pass is one block from the first
//! arrival to the last departure (`domain.md` 4.3).

use crate::correction::{forget, place};
use crate::ids::VisitId;
use crate::refusal::Refusal;
use crate::stay::Stay;
use crate::world::{Attempt, Changes, CustomerPass, Right, Visit, VisitRef, World};

/// The visit here that already says what this stay says: it covers it, or it is over and began with this arrival.
pub(crate) fn known(world: &World, stay: Stay) -> Option<VisitId> {
    let says = |visit: &&Visit| {
        let covers = Stay::of(visit).covers(stay) && !says_when_it_ended(stay, visit);
        let began_so = stay.from == visit.from || stay.from == visit.seen;
        covers || (stay.is_open_ended() && visit.to.is_some() && began_so)
    };
    here(world).into_iter().find(says).and_then(|visit| match visit.id {
        VisitRef::Existing(id) => Some(id),
        VisitRef::New => None,
    })
}

/// The visits here that become one with this stay since they overlap it.
pub(crate) fn met(world: &World, stay: Stay) -> Vec<Visit> {
    here(world).into_iter().filter(|visit| Stay::of(visit).overlaps(stay)).cloned().collect()
}

/// The visits here that become one with this stay since it is on the same day pass on the same day, the gaps
/// between them included. Empty where each visit stands for itself, or where one on another pass lies between.
pub(crate) fn of_day(world: &World, stay: Stay, pass: &CustomerPass) -> Vec<Visit> {
    let day = world.location.business_day(stay.from);
    if world.location.every_visit || !pass.spent_on(day, &world.location) {
        return Vec::new();
    }
    let of_day =
        |visit: &&Visit| visit.pass == Some(pass.id) && world.location.business_day(visit.from) == day;
    let Some(latest) = here(world).into_iter().rfind(of_day) else {
        return Vec::new();
    };
    let block = met(world, Stay::of(latest).united(stay));
    if block.iter().all(|visit| visit.pass == Some(pass.id)) { block } else { Vec::new() }
}

/// Whether a visit is a block: they may have been away between its arrival and its departure.
pub(crate) fn is_block(world: &World, visit: &Visit) -> bool {
    let place = world.place(visit.location);
    let pass = visit.pass.and_then(|pass| world.pass(pass));
    place.is_some_and(|place| !place.every_visit)
        && pass.is_some_and(|pass| matches!(pass.right, Right::Day { .. }))
}

/// Makes these visits and the stay one: on the open visit, or else on the earliest. Minutes and money come out as if
/// it had been one visit from the beginning.
///
/// # Errors
/// [`Refusal::AlreadyBilled`] when one of them is on an invoice, and the refusals of a correction.
pub(crate) fn join(
    world: &World,
    visits: &[Visit],
    stay: Stay,
    attempt: &Attempt,
) -> Result<Option<(VisitRef, Changes)>, Refusal> {
    let Some(row) = visits.iter().min_by_key(|visit| (visit.to.is_some(), visit.from, visit.id)) else {
        return Ok(None);
    };
    unbilled(world, row)?;
    let others: Vec<_> = visits.iter().filter(|other| other.id != row.id).cloned().collect();
    let known = if says_when_it_ended(stay, row) {
        Stay { to: stay.to, auto: false, ..Stay::of(row) }
    } else {
        Stay::of(row).united(stay)
    };
    // It keeps its pass, whichever the newcomer asked for.
    let attempt = Attempt { pass: None, ..attempt.clone() };
    absorb(world, row, &others, known, &attempt).map(|changes| Some((row.id, changes)))
}

/// Puts a visit on the stay that it and the `others` make together; these are no more.
///
/// # Errors
/// As for [`join`]; of the visit itself, what is billed keeps its price.
pub(crate) fn absorb(
    world: &World,
    visit: &Visit,
    others: &[Visit],
    stay: Stay,
    attempt: &Attempt,
) -> Result<Changes, Refusal> {
    let mut gone = Changes::default();
    for other in others {
        unbilled(world, other)?;
        let forgotten = forget(&world.after(&gone), other)?;
        gone = gone.then(forgotten);
    }
    let stay = others.iter().map(Stay::of).fold(stay, Stay::united);
    let wanted = Attempt { from: stay.from, to: stay.to, ..attempt.clone() };
    let moved = place(&world.after(&gone), visit, &wanted, stay)?;
    Ok(gone.then(moved))
}

/// Refuses to touch a visit whose minutes are on an invoice.
pub(crate) fn unbilled(world: &World, visit: &Visit) -> Result<(), Refusal> {
    let pass = visit.pass.and_then(|pass| world.pass(pass));
    let billed = |pass: &CustomerPass| {
        pass.invoiced && pass.pay_as_you_go() && matches!(pass.right, Right::Time { .. })
    };
    if pass.is_some_and(billed) { Err(Refusal::AlreadyBilled) } else { Ok(()) }
}

/// Whether the stay begins with the last arrival on a visit of which nobody has said when it ended, and says so.
fn says_when_it_ended(stay: Stay, visit: &Visit) -> bool {
    !stay.is_open_ended() && Stay::of(visit).is_open_ended() && stay.from == visit.seen
}

/// The visits at this location, earliest first.
fn here(world: &World) -> Vec<&Visit> {
    let mut here: Vec<_> = world.visits.iter().filter(|visit| visit.location == world.location.id).collect();
    here.sort_by_key(|visit| (visit.from, visit.id));
    here
}
