//! A location, as far as the rules look at it.

use crate::ids::LocationId;
use crate::money::{Currency, Money};
use crate::time::{CutOff, Date, Instant, Slot, Span, TimeOfDay, Zone};

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

    /// When it last opened or closed, no later than this instant, by its opening hours; `None` where it has none, or
    /// never closes.
    pub fn last_turn(&self, at: Instant) -> Option<Instant> {
        let (today, _) = self.zone.local(at);
        let days = (-8..=0).filter_map(|days| today.plus_days(days));
        let edges = |date: Date| {
            let of_day = self.opening_hours.iter().filter(move |slot| slot.weekday == date.weekday());
            of_day.flat_map(move |slot| {
                let end = slot.to.map_or((date.tomorrow(), TimeOfDay::MIDNIGHT), |to| (date, to));
                [(date, slot.from), end]
            })
        };
        let turns = days.flat_map(edges).map(|(date, time)| self.zone.instant(date, time));
        let is_turn =
            |edge: &Instant| *edge <= at && self.is_open(*edge) != self.is_open(edge.minus(Span::micros(1)));
        turns.filter(is_turn).max()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Weekday;

    #[test]
    fn it_last_opened_or_closed_by_its_hours_and_hours_that_follow_one_another_are_one() {
        let time = |hour| TimeOfDay::new(hour, 0, 0, 0).expect("a time of day");
        let slot = |weekday, from, to: Option<u8>| Slot { weekday, from: time(from), to: to.map(time) };
        let hours = vec![
            slot(Weekday::Friday, 20, None),
            slot(Weekday::Saturday, 0, Some(3)),
            slot(Weekday::Monday, 9, Some(18)),
        ];
        let place = |opening_hours| Location {
            id: LocationId::new(1),
            name: "Loft".into(),
            zone: Zone::named("Europe/London").expect("a known zone"),
            cut_off: CutOff::MIDNIGHT,
            currency: Currency::of("GBP").expect("a currency"),
            ancestors: vec![],
            pay_as_you_go: false,
            day_minimum: None,
            day_maximum: None,
            knows_devices: true,
            every_visit: false,
            leaves_out_bookings: false,
            capacity: Capacity::default(),
            opening_hours,
            outside_hours: Strictness::Off,
            passback: Strictness::Off,
            two_places: Strictness::Off,
        };
        let bar = place(hours);
        let at = |day, hour| bar.zone.instant(Date::new(2026, 9, day).expect("a date"), time(hour));
        assert_eq!(bar.last_turn(at(4, 23)), Some(at(4, 20)), "Friday night");
        assert_eq!(bar.last_turn(at(5, 1)), Some(at(4, 20)), "midnight is no turn");
        assert_eq!(bar.last_turn(at(6, 12)), Some(at(5, 3)));
        assert_eq!(bar.last_turn(at(7, 9)), Some(at(7, 9)));
        assert_eq!(place(vec![]).last_turn(at(7, 9)), None);
    }
}
