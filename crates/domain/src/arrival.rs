//! The moment at which a pass is asked for, seen with the eyes of the location.

use crate::customer::Customer;
use crate::limits::Allowance;
use crate::location::Location;
use crate::source::Source;
use crate::time::{BusinessDay, Instant, Slot, TimeOfDay, Weekday, business_day, day_bounds};
use crate::world::World;

/// Who arrives, where, when and how.
///
/// Weekday and time are those of the location visited, also for a pass of the network (`domain.md` 12, row 21).
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// Where.
    pub location: &'a Location,
    /// Who.
    pub customer: &'a Customer,
    /// How the signal came.
    pub source: Source,
    /// When.
    pub at: Instant,
    /// The business day it belongs to.
    pub day: BusinessDay,
    /// The weekday on the wall.
    pub weekday: Weekday,
    /// The time on the wall.
    pub time: TimeOfDay,
    /// What the limits of their plans leave them.
    pub allowance: Allowance,
}

impl<'a> Arrival<'a> {
    /// An arrival of this customer in this world, at this instant.
    pub fn new(world: &'a World, customer: &'a Customer, source: Source, at: Instant) -> Self {
        let location = &*world.location;
        let (date, time) = location.zone.local(at);
        Self {
            location,
            customer,
            source,
            at,
            day: location.business_day(at),
            weekday: date.weekday(),
            time,
            allowance: Allowance::at(world, customer, at),
        }
    }

    /// Whether it falls into these hours; no hours at all are all hours.
    pub fn is_within(&self, hours: &[Slot]) -> bool {
        hours.is_empty() || hours.iter().any(|slot| slot.contains(self.weekday, self.time))
    }
}

impl Location {
    /// The business day of this location that an instant belongs to.
    pub fn business_day(&self, at: Instant) -> BusinessDay {
        business_day(at, &self.zone, self.cut_off)
    }

    /// The cut-off that begins the business day of this instant.
    pub fn day_start(&self, at: Instant) -> Instant {
        day_bounds(self.business_day(at), &self.zone, self.cut_off).0
    }

    /// The cut-off that ends the business day of this instant; always later than it.
    pub fn day_end(&self, at: Instant) -> Instant {
        day_bounds(self.business_day(at), &self.zone, self.cut_off).1
    }
}
