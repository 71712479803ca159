//! The rule of rules: may this person come in (`domain.md` 3.2).

use crate::arrival::Arrival;
use crate::attendance::stands_on;
use crate::customer::Customer;
use crate::departure::depart;
use crate::entry::enter;
use crate::gates;
use crate::ids::VisitId;
use crate::refusal::Refusal;
use crate::remark::Remark;
use crate::source::Source;
use crate::stay::Stay;
use crate::time::{Instant, Span};
use crate::world::{Attempt, Changes, Visit, VisitRef, World};

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
    /// The customer is inside here already; nothing new is opened.
    AlreadyInside {
        /// The visit that is open.
        visit: VisitId,
        /// What else changes: nothing, as the rules stand.
        changes: Changes,
        /// What is to be noted of it.
        remarks: Vec<Remark>,
    },
    /// Nothing changes, and why.
    Refused(Refusal),
}

/// Decides an attempt. The verdict depends on the arguments and on nothing else.
///
/// In this order: the times must make sense; the customer must be active; whoever is inside here already stays inside,
/// and whoever is inside elsewhere leaves there; the Wi-Fi must be allowed to check them in; then whoever attends a
/// booking needs no pass, and for others the pass that fits best is used, or one is sold at the door, or the refusal
/// says why not; last come the gates of the location. A customer's visit that is still open although its business day is over ends at that
/// cut-off, whether or not a job has already seen to it.
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
        return enter(world, VisitRef::New, planned, None).map(opened);
    };
    standing(customer)?;
    let (stay, before) = match meet(world, attempt, planned)? {
        Meeting::Inside(visit) => return Ok(inside(visit)),
        Meeting::Free(stay, before) => (stay, before),
    };
    if attempt.source == Source::NetworkActivity && !customer.network_check_in {
        return Err(Refusal::NetworkNotAllowed);
    }
    let world = world.after(&before);
    let arrival = Arrival::new(&world, customer, attempt.source, attempt.from);
    watch(&world, &arrival);
    let pass = stands_on(&world, &arrival, attempt.pass)?;
    let entered = enter(&world, VisitRef::New, stay, pass)?;
    Ok(opened(before.then(entered)))
}

/// Whether the customer's account lets them in at all (`domain.md` 3.1, 2.10).
pub(crate) const fn standing(customer: &Customer) -> Result<(), Refusal> {
    if customer.archived {
        Err(Refusal::CustomerArchived)
    } else if customer.active {
        Ok(())
    } else {
        Err(Refusal::CustomerInactive)
    }
}

fn inside(visit: VisitId) -> Verdict {
    Verdict::AlreadyInside { visit, changes: Changes::default(), remarks: Vec::new() }
}

fn opened(changes: Changes) -> Verdict {
    Verdict::Admitted { visit: VisitRef::New, changes, remarks: Vec::new() }
}

/// How an attempt stands to the visit that is open.
enum Meeting {
    /// It finds the customer inside on this visit.
    Inside(VisitId),
    /// It may go on with this stay, once these changes are made.
    Free(Stay, Changes),
}

/// Keeps to one open visit per customer (`domain.md` 7). An attempt that says itself when it ended is history and
/// disturbs nobody.
fn meet(world: &World, attempt: &Attempt, stay: Stay) -> Result<Meeting, Refusal> {
    match world.open_visit() {
        Some(open) if attempt.to.is_none() => {
            let cut_off = world.place(open.location).map(|location| location.day_end(open.from));
            match cut_off {
                Some(end) if end <= stay.from => {
                    depart(world, open, end, true).map(|gone| Meeting::Free(stay, gone))
                }
                _ if open.location == world.location.id => Ok(meet_here(open, stay)),
                _ => meet_elsewhere(world, open, stay),
            }
        }
        _ => Ok(Meeting::Free(stay, Changes::default())),
    }
}

/// A late message about an earlier business day is recorded beside the open visit; any other finds them inside.
fn meet_here(open: &Visit, stay: Stay) -> Meeting {
    match (stay.to, open.id) {
        (Some(to), _) if to <= open.from => Meeting::Free(stay, Changes::default()),
        (_, VisitRef::Existing(visit)) => Meeting::Inside(visit),
        (_, VisitRef::New) => Meeting::Free(stay, Changes::default()),
    }
}

/// The later arrival is where the customer is: the earlier one ends there and then.
fn meet_elsewhere(world: &World, open: &Visit, stay: Stay) -> Result<Meeting, Refusal> {
    if stay.from < open.from {
        return Ok(Meeting::Free(stay.ended_by(open.from), Changes::default()));
    }
    // A stay is never empty, so two arrivals at one instant leave the former the shortest there is.
    let shortest = open.from.plus(Span::micros(1));
    let gone = depart(world, open, stay.from.max(shortest), false)?;
    Ok(Meeting::Free(stay, gone))
}
