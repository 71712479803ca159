//! How long a stay is, and how much of it counts: time in the customer's own bookings may be left out
//! (`domain.md` 4.4, 8).

use crate::customer::Booking;
use crate::location::Location;
use crate::minutes::{Minutes, quarters};
use crate::time::{Instant, Span};
use crate::world::{Visit, World};

/// How long a stay is, and how much of that was in bookings that are left out.
///
/// One rule for time passes and pay-as-you-go: what is left out is taken off first, exact to the microsecond; the
/// rest is rounded once, up to quarters of an hour, and never less than one (`domain.md` 8 and 12, row 2). A stay that
/// lies in bookings from end to end counts nothing (12, row 24).
///
/// For time passes 4.4 proposes to round first and take off after. That would bill 25 minutes, or 8, where 4.4
/// reports quarters and a shortest unit of 15 minutes, and so is not followed. Where bookings begin and end on
/// quarters after the arrival, and something is left, both come to the same (appendix A 6).
///
/// ```
/// use vestibule_domain::{Instant, Length, Minutes, Span};
///
/// let nine = Instant::from_micros(0);
/// let length = Length::new(nine, nine.plus(Span::minutes(160)), Span::minutes(60));
/// assert_eq!((length.net(), length.billed()), (Span::minutes(100), Minutes::new(105)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    whole: Span,
    left_out: Span,
}

impl Length {
    /// A stay from an instant until another, of which this much is left out, at most all of it.
    pub fn new(from: Instant, to: Instant, left_out: Span) -> Self {
        let whole = to.since(from).max(0);
        let left_out = left_out.in_micros().clamp(0, whole);
        Self { whole: Span::micros(whole), left_out: Span::micros(left_out) }
    }

    /// The length of a visit as far as it has gone. One that ended goes by what was left out then; an open one by its
    /// first instant, so that it opens at a quarter of an hour, and at nothing when it begins within a booking.
    pub fn of(world: &World, visit: &Visit) -> Self {
        let Some(to) = visit.to else {
            let first = visit.from.plus(Span::micros(1));
            return Self::new(visit.from, first, left_out(world, visit, first));
        };
        Self::new(visit.from, to, visit.settled.unwrap_or_default().left_out)
    }

    /// All of it.
    pub const fn whole(self) -> Span {
        self.whole
    }

    /// What was in bookings and is left out.
    pub const fn left_out(self) -> Span {
        self.left_out
    }

    /// What counts, exactly.
    pub const fn net(self) -> Span {
        Span::micros(self.whole.in_micros() - self.left_out.in_micros())
    }

    /// What counts in started quarters of an hour.
    pub const fn billed(self) -> Minutes {
        if self.net().in_micros() == 0 && self.left_out.in_micros() > 0 {
            return Minutes::ZERO;
        }
        quarters(self.net())
    }
}

/// The time from the arrival of a visit until `to` that its location leaves out.
pub(crate) fn left_out(world: &World, visit: &Visit, to: Instant) -> Span {
    let place = world.place(visit.location);
    place.map_or(Span::default(), |location| in_bookings(location, &world.bookings, visit.from, to))
}

/// The time from an arrival at a location until `to` that the location leaves out: what lies in bookings of the customer
/// that are there or nobody knows where, counted once where they overlap.
pub fn in_bookings(location: &Location, bookings: &[Booking], from: Instant, to: Instant) -> Span {
    if !location.leaves_out_bookings {
        return Span::default();
    }
    let here = |booking: &&Booking| booking.location.is_none_or(|place| place == location.id);
    let mut parts: Vec<_> = bookings
        .iter()
        .filter(here)
        .map(|booking| (booking.from.max(from), booking.to.min(to)))
        .filter(|(from, to)| from < to)
        .collect();
    parts.sort_unstable();
    let (mut sum, mut until) = (0_i64, from);
    for (from, to) in parts {
        sum = sum.saturating_add(to.since(from.max(until)).max(0));
        until = until.max(to);
    }
    Span::micros(sum)
}
