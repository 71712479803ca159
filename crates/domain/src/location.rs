//! A location, as far as the rules look at it.

use crate::ids::LocationId;
use crate::money::{Currency, Money};
use crate::time::{CutOff, Instant, Slot, Zone};

/// A location and its settings (`domain.md` 10).
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// Its id.
    pub id: LocationId,
    /// Its name, for the sentence of a refusal.
    pub name: String,
    /// The zone in which its business days and opening hours are meant.
    pub zone: Zone,
    /// When its business day ends.
    pub cut_off: CutOff,
    /// The currency it charges in.
    pub currency: Currency,
    /// Its parents, nearest first: passes of the network are owned by one of them.
    pub ancestors: Vec<LocationId>,
    /// Whether passes are sold at the door when none fits (`domain.md` 3.6).
    pub pay_as_you_go: bool,
    /// The least a pay-as-you-go day costs, in `currency`.
    pub day_minimum: Option<Money>,
    /// The most a pay-as-you-go day costs, in `currency`.
    pub day_maximum: Option<Money>,
    /// Whether a known device checks its owner in without a word (`domain.md` 6.4).
    pub knows_devices: bool,
    /// Whether each visit of a day stands for itself, also on a day pass; otherwise a day is one block from the first
    /// arrival to the last departure (`domain.md` 4.3).
    pub every_visit: bool,
    /// Whether time in the customer's own bookings is left out of what is counted and charged (`domain.md` 4.4, 8).
    pub leaves_out_bookings: bool,
    /// How many people may be inside, and what happens to one more (`domain.md` 3.7).
    pub capacity: Capacity,
    /// When it is open, its own wall clock; empty: always.
    pub opening_hours: Vec<Slot>,
    /// What happens to an arrival outside of them (`domain.md` 3.7).
    pub outside_hours: Strictness,
    /// What happens when somebody comes in who is inside here already.
    pub passback: Strictness,
    /// What happens when somebody comes in who is inside at another location.
    pub two_places: Strictness,
}

impl Location {
    /// Whether it is open at this instant, by the clock on its wall.
    pub fn is_open(&self, at: Instant) -> bool {
        let (date, time) = self.zone.local(at);
        let mut hours = self.opening_hours.iter();
        self.opening_hours.is_empty() || hours.any(|slot| slot.contains(date.weekday(), time))
    }
}

/// What a location does about something that ought not to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strictness {
    /// Nothing.
    #[default]
    Off,
    /// It lets it happen, and makes a remark of it.
    Remark,
    /// It refuses.
    Refuse,
}

/// How many people may be inside at a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capacity {
    /// The most; `None`: any number.
    pub most: Option<u32>,
    /// What happens to one more.
    pub when_full: Strictness,
}
