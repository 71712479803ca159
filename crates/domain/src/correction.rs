//! Correcting and deleting visits: reversals, then the same rules again (`domain.md` 4.6).

use crate::admission::standing;
use crate::arrival::Arrival;
use crate::attendance::stands_on;
use crate::block::{absorb, met};
use crate::departure::depart;
use crate::entry::enter;
use crate::gates;
use crate::pass::usable;
use crate::payg;
use crate::places::{leave_elsewhere, until_elsewhere};
use crate::refusal::Refusal;
use crate::reversal::{give_back, release};
use crate::stay::Stay;
use crate::time::Instant;
use crate::world::{Attempt, Changes, CustomerPass, PassRef, Right, Visit, VisitRef, World};

/// Makes a visit what it should have been, at the same location and for the same customer: a departure where only an
/// end is set on an open visit, nothing where nothing is different, a [correction](correct) otherwise. `auto` says
/// that the system, not a person, ends it.
///
/// # Errors
/// The refusals of a departure or of a correction, and of times that make no sense. Nothing changes then.
pub fn revise(
    world: &World,
    old: &Visit,
    wanted: &Attempt,
    auto: bool,
    now: Instant,
) -> Result<Changes, Refusal> {
    match (old.to, wanted.to) {
        (None, Some(to)) if old.from == wanted.from && !asks_another(old, wanted) => {
            Stay::planned(&world.location, wanted, now)?;
            depart(world, old, to, auto)
        }
        _ => correct(world, old, wanted, now),
    }
}

/// Gives a visit other times or another pass, at the same location and for the same customer.
///
/// What it took is given back and taken anew. It keeps its pass while its business day stays the same, whatever the
/// hours, and otherwise while the pass is still usable and no other is spent on the new day; else one is chosen as for a
/// new arrival. Ending an open visit
/// is a [departure](crate::departure::depart), not a correction; an end that is taken away opens the visit again. Other
/// visits here that it then overlaps become one with it, and it ends where they next arrive elsewhere.
///
/// # Errors
/// The refusals of an admission; [`Refusal::AnotherVisitOpen`] when it would be open beside another;
/// [`Refusal::Full`] when it is opened again and the location is full;
/// [`Refusal::AlreadyBilled`] when it would leave a pay-as-you-go pass that is on an invoice, or change another visit
/// that is. Nothing changes then.
pub fn correct(world: &World, old: &Visit, wanted: &Attempt, now: Instant) -> Result<Changes, Refusal> {
    let stay = Stay::planned(&world.location, wanted, now)?;
    if old.from == wanted.from && old.to == wanted.to && !asks_another(old, wanted) {
        return Ok(Changes::default());
    }
    if stay.to.is_none() {
        may_be_open(world, old)?;
    }
    if world.customer.is_none() {
        return place(world, old, wanted, stay);
    }
    let rest = without(world, old);
    let stay = until_elsewhere(&rest, Stay { seen: seen_still(old, stay), ..stay });
    let left = leave_elsewhere(&rest, stay, wanted)?;
    let corrected = absorb(&world.after(&left), old, &met(&rest, stay), stay, wanted)?;
    Ok(left.then(corrected))
}

/// The last arrival on a visit, unless the corrected stay does not hold it any more.
fn seen_still(old: &Visit, stay: Stay) -> Instant {
    let holds = stay.from <= old.seen && stay.to.is_none_or(|to| old.seen < to);
    if holds { old.seen } else { stay.from }
}

/// Puts a visit on this stay, and on the pass that is left to it.
///
/// # Errors
/// As for [`correct`], but whom it meets is not looked at.
pub(crate) fn place(world: &World, old: &Visit, wanted: &Attempt, stay: Stay) -> Result<Changes, Refusal> {
    let changes = match kept(world, old, wanted) {
        Kept::Nothing => Changes { visits: vec![moved(old, stay)], ..Changes::default() },
        Kept::Day(pass) => enter(&without(world, old), old.id, stay, Some(pass))?,
        Kept::Pass(id) => again(world, old, stay, id)?,
        Kept::Choice => otherwise(world, old, wanted, stay)?,
    };
    Ok(with_shares(world, old, changes))
}

/// Deletes a visit and gives back everything it took. A day pass on which other visits of that day stand stays used,
/// and the earliest of them takes it over; a pay-as-you-go pass on which nobody else stands is withdrawn.
///
/// # Errors
/// [`Refusal::AlreadyBilled`] when that pay-as-you-go pass is on an invoice.
pub fn forget(world: &World, visit: &Visit) -> Result<Changes, Refusal> {
    let mut changes = release(world, visit)?;
    if let VisitRef::Existing(id) = visit.id {
        changes.forgotten.push(id);
    }
    Ok(with_shares(world, visit, changes))
}

/// What becomes of the pass of a visit that is corrected.
enum Kept {
    /// It stood on none, or on one that is gone, and takes nothing.
    Nothing,
    /// A day pass that stays used on its day.
    Day(CustomerPass),
    /// The same pass, given back and taken anew.
    Pass(PassRef),
    /// A pass is to be chosen.
    Choice,
}

fn kept(world: &World, old: &Visit, wanted: &Attempt) -> Kept {
    let Some(id) = old.pass else {
        return match wanted.pass {
            None => Kept::Nothing,
            Some(_) => Kept::Choice,
        };
    };
    let same_day = world.location.business_day(old.from) == world.location.business_day(wanted.from);
    match world.pass(id) {
        _ if asks_another(old, wanted) => Kept::Choice,
        None if same_day => Kept::Nothing,
        Some(pass) if same_day && matches!(pass.right, Right::Day { .. }) => {
            Kept::Day(used_from(world, old, wanted.from, pass))
        }
        Some(_) if same_day || still_usable(world, old, wanted, id) => Kept::Pass(id),
        _ => Kept::Choice,
    }
}

fn asks_another(old: &Visit, wanted: &Attempt) -> bool {
    wanted.pass.is_some_and(|asked| old.pass != Some(PassRef::Existing(asked)))
}

/// A day pass counts from the first visit on it, which may be this one at its new time.
fn used_from(world: &World, old: &Visit, from: Instant, pass: &CustomerPass) -> CustomerPass {
    let others = world.others_on(pass.id, old.id);
    let first = others.first().map_or(from, |other| other.from.min(from));
    let mut pass = pass.clone();
    if pass.used().is_some() {
        pass.right = Right::Day { used: Some(first) };
    }
    pass
}

/// Whether the pass, given back, serves on another day too, and none that is spent on that day would cost nothing.
fn still_usable(world: &World, old: &Visit, wanted: &Attempt, id: PassRef) -> bool {
    let freed = without(&world.after(&give_back(world, old)), old);
    let (Some(customer), Some(pass)) = (&world.customer, freed.pass(id)) else {
        return false;
    };
    let arrival = Arrival::new(&freed, customer, wanted.source, wanted.from);
    let spent = |pass: &CustomerPass| pass.spent_on(arrival.day, arrival.location);
    let costs_nothing = |other: &CustomerPass| spent(other) && usable(other, &arrival).is_ok();
    usable(pass, &arrival).is_ok() && (spent(pass) || !freed.passes.iter().any(costs_nothing))
}

fn again(world: &World, old: &Visit, stay: Stay, id: PassRef) -> Result<Changes, Refusal> {
    let back = give_back(world, old);
    let freed = without(&world.after(&back), old);
    let pass = freed.pass(id).cloned();
    Ok(back.then(enter(&freed, old.id, stay, pass)?))
}

fn otherwise(world: &World, old: &Visit, wanted: &Attempt, stay: Stay) -> Result<Changes, Refusal> {
    let back = release(world, old)?;
    let freed = without(&world.after(&back), old);
    let pass = match &world.customer {
        None => None,
        Some(customer) => {
            let arrival = Arrival::new(&freed, customer, wanted.source, wanted.from);
            stands_on(&freed, &arrival, wanted.pass)?
        }
    };
    Ok(back.then(enter(&freed, old.id, stay, pass)?))
}

fn may_be_open(world: &World, old: &Visit) -> Result<(), Refusal> {
    for other in &world.visits {
        match other.id {
            VisitRef::Existing(visit) if other.to.is_none() && other.id != old.id => {
                return Err(Refusal::AnotherVisitOpen { visit });
            }
            _ => {}
        }
    }
    match &world.customer {
        // Who is inside may have the time of arrival corrected even when suspended since.
        Some(customer) if old.to.is_some() => standing(customer)?,
        _ => {}
    }
    if old.to.is_some() { gates::one_more(world) } else { Ok(()) }
}

/// A visit that is corrected does not stand in its own way, nor count against itself.
fn without(world: &World, visit: &Visit) -> World {
    let mut world = world.clone();
    world.visits.retain(|other| other.id != visit.id);
    world.counted.retain(|stay| VisitRef::Existing(stay.visit) != visit.id);
    world
}

fn moved(old: &Visit, stay: Stay) -> Visit {
    Visit {
        from: stay.from,
        to: stay.to,
        auto_checkout: stay.auto,
        entered: stay.seen,
        seen: stay.seen,
        ..old.clone()
    }
}

/// Lets the pay-as-you-go sessions that stay on the day of `gone` share its minimum and maximum again. The day a
/// session moves to needs nothing: its own charge was computed with what is there.
fn with_shares(world: &World, gone: &Visit, changes: Changes) -> Changes {
    let sold = |id| world.pass(id).is_some_and(CustomerPass::pay_as_you_go);
    if !gone.pass.is_some_and(sold) {
        return changes;
    }
    let shares = payg::share_again(&world.after(&changes), gone);
    changes.then(shares)
}
