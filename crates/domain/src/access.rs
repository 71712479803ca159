//! Which groups of a door system somebody is in, and until when (`domain.md` 6.5, decision 0016).

use std::collections::BTreeMap;

use crate::arrival::Arrival;
use crate::customer::Booking;
use crate::ids::PassId;
use crate::pass::{Rule, trials};
use crate::source::Source;
use crate::time::{Instant, Span};
use crate::world::{CustomerPass, Right, World};

/// How long before a booking its doors open, and how long after it they stay open.
pub const AROUND_A_BOOKING: Span = Span::minutes(15);

/// A group of a door system: a name that means something only there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group(String);

impl Group {
    /// The groups of a field: one, or several with commas between them.
    pub fn all_in(field: &str) -> Vec<Self> {
        let names = field.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.map(|name| Self(name.to_owned())).collect()
    }

    /// As the door system knows it.
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// When somebody is no longer in a group, unless something changes before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    /// Then.
    At(Instant),
    /// Never.
    Further,
}

impl From<Option<Instant>> for Until {
    fn from(end: Option<Instant>) -> Self {
        end.map_or(Self::Further, Self::At)
    }
}

/// What puts somebody into groups at one location, beside the passes of the world.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grounds {
    /// The groups of each kind of pass.
    pub kinds: BTreeMap<PassId, Vec<Group>>,
    /// Their confirmed bookings, each with the groups of what is booked.
    pub bookings: Vec<(Booking, Vec<Group>)>,
    /// The groups of the desks they sit at.
    pub desks: Vec<Group>,
    /// When their contracts that run now end: it is through a contract that somebody has a desk.
    pub contracts: Vec<Until>,
}

/// The groups that the customer of a world is in at its location, each until the latest instant that anything gives.
/// Nobody who is suspended is in any.
///
/// A pass counts by the rules of admission, but for three that pass by the hour: when it may be used, what the limits of a
/// plan leave of it, and how the signal came. The door system has a schedule for its groups, and is told nothing but an end.
pub fn access(world: &World, grounds: &Grounds, now: Instant) -> BTreeMap<Group, Until> {
    let mut all = BTreeMap::new();
    let Some(customer) = world.customer.as_ref().filter(|customer| customer.active && !customer.archived)
    else {
        return all;
    };
    let arrival = Arrival::new(world, customer, Source::DoorAccess, now);
    for pass in world.passes.iter().filter(|pass| is_good(pass, &arrival)) {
        let groups = grounds.kinds.get(&pass.terms.id).into_iter().flatten();
        extend(&mut all, groups, end_of_pass(pass, &arrival));
    }
    for (booking, groups) in &grounds.bookings {
        let (opens, shuts) = around(booking.from, booking.to);
        if (opens..shuts).contains(&now) {
            extend(&mut all, groups, Until::At(shuts));
        }
    }
    if let Some(last) = grounds.contracts.iter().max() {
        extend(&mut all, &grounds.desks, *last);
    }
    all
}

/// When the doors of a booking open and shut.
pub fn around(from: Instant, to: Instant) -> (Instant, Instant) {
    (from.minus(AROUND_A_BOOKING), to.plus(AROUND_A_BOOKING))
}

fn extend<'a>(all: &mut BTreeMap<Group, Until>, groups: impl IntoIterator<Item = &'a Group>, until: Until) {
    for group in groups {
        let known = all.entry(group.clone()).or_insert(until);
        *known = until.max(*known);
    }
}

fn is_good(pass: &CustomerPass, arrival: &Arrival<'_>) -> bool {
    let passes_by = |rule| matches!(rule, Rule::Hours | Rule::Limits | Rule::Network);
    trials(pass, arrival).all(|trial| passes_by(trial.rule) || trial.outcome.is_ok())
}

/// A day pass is over with the day it is used on.
fn end_of_pass(pass: &CustomerPass, arrival: &Arrival<'_>) -> Until {
    let spent = matches!(pass.right, Right::Day { used: Some(_) });
    let day = if spent { Until::At(arrival.location.day_end(arrival.at)) } else { Until::Further };
    day.min(pass.expires.into())
}
