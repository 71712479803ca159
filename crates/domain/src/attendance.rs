//! Whoever attends a booking needs no pass (`domain.md` 3.1 fact 9, 3.2 step 5, 6.8).

use crate::arrival::Arrival;
use crate::customer::Booking;
use crate::ids::{CustomerPassId, LocationId};
use crate::refusal::Refusal;
use crate::selection::choose;
use crate::time::{Instant, Span};
use crate::world::{CustomerPass, World};

/// How long before a booking begins it lets in whom it is for (no source says).
pub const EARLY: Span = Span::minutes(15);

/// What an arrival stands on: nothing where a booking of the customer is running here, whatever passes there are;
/// otherwise a pass. A pass that is asked for is used all the same.
///
/// # Errors
/// As [`choose`].
pub(crate) fn stands_on(
    world: &World,
    arrival: &Arrival<'_>,
    asked: Option<CustomerPassId>,
) -> Result<Option<CustomerPass>, Refusal> {
    let attends = world.bookings.iter().any(|booking| booking.lets_in(arrival.location.id, arrival.at));
    if attends && asked.is_none() {
        return Ok(None);
    }
    choose(world, arrival, asked).map(Some)
}

impl Booking {
    /// Whether it lets in at this location at this instant: from [`EARLY`] before it begins until it ends. One whose
    /// location is not known lets in nowhere.
    pub fn lets_in(&self, location: LocationId, at: Instant) -> bool {
        self.location == Some(location) && self.from.minus(EARLY) <= at && at < self.to
    }
}
