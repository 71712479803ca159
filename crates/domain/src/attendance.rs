//! Whoever attends a booking needs no pass (`domain.md` 3.1 fact 9, 3.2 step 5, 6.8).

use crate::arrival::Arrival;
use crate::customer::Booking;
use crate::ids::{CustomerPassId, LocationId};
use crate::refusal::Refusal;
use crate::selection::choose;
use crate::time::{Instant, Span};
use crate::world::{CustomerPass, Right, World};

/// How long before a booking begins it lets in whom it is for (no source says).
pub const EARLY: Span = Span::minutes(15);

/// What an arrival stands on: a pass; nothing where a booking of the customer is running here and no minutes would be
/// counted. A location that leaves time in bookings out of what it counts lets them in on a pass with minutes if one
/// serves, so that what they stay beyond the booking is paid. A pass that is asked for is used in any case.
///
/// # Errors
/// As [`choose`].
pub(crate) fn stands_on(
    world: &World,
    arrival: &Arrival<'_>,
    asked: Option<CustomerPassId>,
) -> Result<Option<CustomerPass>, Refusal> {
    let attends = world.bookings.iter().any(|booking| booking.lets_in(arrival.location.id, arrival.at));
    if !attends || asked.is_some() {
        return choose(world, arrival, asked).map(Some);
    }
    if !arrival.location.leaves_out_bookings {
        return Ok(None);
    }
    let mut counted = world.clone();
    counted.passes.retain(|pass| matches!(pass.right, Right::Time { .. }));
    counted.offers.retain(|offer| offer.terms.minutes_included.is_some());
    Ok(choose(&counted, arrival, None).ok())
}

impl Booking {
    /// Whether it lets in at this location at this instant: from [`EARLY`] before it begins until it ends. One whose
    /// location is not known lets in nowhere.
    pub fn lets_in(&self, location: LocationId, at: Instant) -> bool {
        self.location == Some(location) && self.from.minus(EARLY) <= at && at < self.to
    }
}
