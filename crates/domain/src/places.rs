//! One place at a time: whoever arrives somewhere has left where they were (`domain.md` 7).

use std::sync::Arc;

use crate::block::{is_block, unbilled};
use crate::correction::place;
use crate::departure::depart;
use crate::location::Location;
use crate::refusal::Refusal;
use crate::stay::{SHORTEST, Stay};
use crate::time::Instant;
use crate::world::{Attempt, Changes, Visit, World};

/// The stay as far as it goes before they arrive somewhere else.
pub(crate) fn until_elsewhere(world: &World, stay: Stay) -> Stay {
    let arrivals = elsewhere(world).into_iter().flat_map(|visit| {
        let [first, last] = arrivals(world, visit);
        [(first, visit.location), (last, visit.location)]
    });
    let next = arrivals.filter(|arrival| *arrival > (stay.from, world.location.id)).min();
    next.map_or(stay, |(at, _)| stay.ended_by(at.max(stay.from.plus(SHORTEST))))
}

/// Ends what was going on elsewhere when this stay begins.
///
/// # Errors
/// [`Refusal::AlreadyBilled`] when a visit that is over would have to end earlier and is on an invoice.
pub(crate) fn leave_elsewhere(world: &World, stay: Stay, attempt: &Attempt) -> Result<Changes, Refusal> {
    let mut changes = Changes::default();
    for visit in elsewhere(world) {
        let [_, last] = arrivals(world, visit);
        let at = stay.from.max(visit.from.plus(SHORTEST));
        let goes_on = visit.to.is_none_or(|to| to > at);
        if goes_on && (last, visit.location) < (stay.from, world.location.id) {
            let ended = end(&world.after(&changes), visit, at, attempt)?;
            changes = changes.then(ended);
        }
    }
    Ok(changes)
}

/// Ends a visit elsewhere at `at`, by the settings there.
fn end(world: &World, visit: &Visit, at: Instant, attempt: &Attempt) -> Result<Changes, Refusal> {
    if visit.to.is_none() {
        return depart(world, visit, at, false);
    }
    unbilled(world, visit)?;
    let Some(there) = world.elsewhere.iter().find(|place| place.id == visit.location) else {
        return Ok(Changes::default());
    };
    let stay = Stay::of(visit).ended_by(at);
    let wanted = Attempt { from: stay.from, to: stay.to, pass: None, ..attempt.clone() };
    place(&world.seen_from(there), visit, &wanted, stay)
}

/// The first and the last arrival of a visit: of a block these are two, since they may have been away in between.
fn arrivals(world: &World, visit: &Visit) -> [Instant; 2] {
    [visit.from, if is_block(world, visit) { visit.seen } else { visit.from }]
}

/// The visits at other locations, earliest first.
fn elsewhere(world: &World) -> Vec<&Visit> {
    let mut elsewhere: Vec<_> =
        world.visits.iter().filter(|visit| visit.location != world.location.id).collect();
    elsewhere.sort_by_key(|visit| (visit.from, visit.id));
    elsewhere
}

impl World {
    /// The same world with another of its locations in the middle.
    fn seen_from(&self, there: &Arc<Location>) -> Self {
        let mut world = self.clone();
        world.elsewhere.retain(|place| place.id != there.id);
        world.elsewhere.push(std::mem::replace(&mut world.location, there.clone()));
        world
    }
}
