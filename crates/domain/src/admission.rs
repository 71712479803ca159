//! The rule of rules: may this person come in (`domain.md` 3.2).

use crate::arrival::Arrival;
use crate::attendance::stands_on;
use crate::block::{join, known, met, of_day};
use crate::customer::Customer;
use crate::departure::depart;
use crate::entry::enter;
use crate::gates;
use crate::ids::VisitId;
use crate::places::{leave_elsewhere, until_elsewhere};
use crate::refusal::Refusal;
use crate::remark::Remark;
use crate::source::Source;
use crate::stay::Stay;
use crate::time::Instant;
use crate::world::{Attempt, Changes, VisitRef, World};

/// What an attempt leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// A visit is recorded; carry the changes out, all or nothing.
    Admitted {
        /// The visit: a new one, or an earlier one of the day that goes on.
        visit: VisitRef,
        /// What becomes of the world.
        changes: Changes,
        /// What is to be noted of it.
        remarks: Vec<Remark>,
    },
    /// A visit here says it already: the customer is inside on it, or was then. Nothing of it changes.
    AlreadyInside {
        /// That visit.
        visit: VisitId,
        /// What else changes: a visit whose business day is over ends.
        changes: Changes,
        /// What is to be noted of it.
        remarks: Vec<Remark>,
    },
    /// Nothing changes, and why.
    Refused(Refusal),
}

/// Decides an attempt. The verdict depends on the arguments and on nothing else.
///
/// In this order: the times must make sense; the customer must be active; what a visit here says already changes
/// nothing; the Wi-Fi must be allowed to check them in; whoever was elsewhere leaves there; a stay that overlaps visits
/// here becomes one with them; whoever attends a booking needs no pass; for others the pass that fits best is used, or
/// one is sold at the door, or the refusal says why not; on a day pass that is spent on this day already the visit of
/// that day goes on; last come the gates of the location. A customer's visit that is still open although its business
/// day is over ends at that cut-off, whether or not a job has already seen to it.
pub fn admit(world: &World, attempt: &Attempt, now: Instant) -> Verdict {
    watched(world, attempt, now, &mut |_, _| ())
}

/// Is shown the world and the arrival for which a pass is chosen, if it comes to that.
pub(crate) type Watch<'a> = &'a mut dyn FnMut(&World, &Arrival<'_>);

/// Decides an attempt, while somebody watches.
pub(crate) fn watched(world: &World, attempt: &Attempt, now: Instant, watch: Watch<'_>) -> Verdict {
    let decided = decide(world, attempt, now, watch);
    decided.and_then(|verdict| gates::guard(world, attempt, verdict, now)).unwrap_or_else(Verdict::Refused)
}

fn decide(world: &World, attempt: &Attempt, now: Instant, watch: Watch<'_>) -> Result<Verdict, Refusal> {
    let planned = Stay::planned(&world.location, attempt, now)?;
    let Some(customer) = &world.customer else {
        let changes = enter(world, VisitRef::New, planned, None)?;
        return Ok(admitted((VisitRef::New, changes)));
    };
    standing(customer)?;
    let overdue = leave_yesterday(world, planned.from.max(now))?;
    let world = world.once(&overdue);
    let stay = until_elsewhere(&world, planned);
    if let Some(visit) = known(&world, planned).or_else(|| known(&world, stay)) {
        return Ok(Verdict::AlreadyInside { visit, changes: overdue, remarks: Vec::new() });
    }
    if attempt.source == Source::NetworkActivity && !customer.network_check_in {
        return Err(Refusal::NetworkNotAllowed);
    }
    let left = leave_elsewhere(&world, stay, attempt)?;
    let (visit, entered) = record(&world.once(&left), customer, attempt, stay, watch)?;
    Ok(admitted((visit, overdue.then(left).then(entered))))
}

/// Records a stay: on the visits it overlaps, or on the block of the day that its pass is spent on, or on its own.
fn record(
    world: &World,
    customer: &Customer,
    attempt: &Attempt,
    stay: Stay,
    watch: Watch<'_>,
) -> Result<(VisitRef, Changes), Refusal> {
    if let Some(joined) = join(world, &met(world, stay), stay, attempt)? {
        return Ok(joined);
    }
    let arrival = Arrival::new(world, customer, attempt.source, attempt.from);
    watch(world, &arrival);
    let pass = stands_on(world, &arrival, attempt.pass)?;
    let block = pass.as_ref().map_or_else(Vec::new, |pass| of_day(world, stay, pass));
    if let Some(joined) = join(world, &block, stay, attempt)? {
        return Ok(joined);
    }
    Ok((VisitRef::New, enter(world, VisitRef::New, stay, pass)?))
}

/// Ends a visit that is still open although its business day is over, at that cut-off.
fn leave_yesterday(world: &World, now: Instant) -> Result<Changes, Refusal> {
    let Some(open) = world.open_visit() else { return Ok(Changes::default()) };
    match world.place(open.location).map(|place| place.day_end(open.seen)) {
        Some(end) if end <= now => depart(world, open, end, true),
        _ => Ok(Changes::default()),
    }
}

/// Whether the customer's account lets them in at all (`domain.md` 3.1, 2.10).
///
/// # Errors
/// [`Refusal::CustomerArchived`], [`Refusal::CustomerInactive`].
pub const fn standing(customer: &Customer) -> Result<(), Refusal> {
    if customer.archived {
        Err(Refusal::CustomerArchived)
    } else if customer.active {
        Ok(())
    } else {
        Err(Refusal::CustomerInactive)
    }
}

fn admitted((visit, changes): (VisitRef, Changes)) -> Verdict {
    Verdict::Admitted { visit, changes, remarks: Vec::new() }
}
