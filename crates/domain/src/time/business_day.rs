//! The day of a location: from cut-off to cut-off.

use std::fmt;

use super::civil::{Date, TimeOfDay};
use super::instant::{Instant, Span};
use super::zone::Zone;

/// The wall-clock time at which a location's business day ends and the next begins; midnight unless set
/// (`domain.md` 3.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct CutOff(pub TimeOfDay);

impl CutOff {
    /// The cut-off of a location that has not set one.
    pub const MIDNIGHT: Self = Self(TimeOfDay::MIDNIGHT);
}

/// A business day, named by the date on which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BusinessDay(pub Date);

impl fmt::Display for BusinessDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The business day an instant belongs to: the one whose [`day_bounds`] contain it.
///
/// ```
/// use vestibule_domain::{CutOff, Date, TimeOfDay, Zone, business_day};
///
/// let time = |hour| TimeOfDay::new(hour, 0, 0, 0).expect("a time of day");
/// let (zone, cut_off) = (Zone::utc(), CutOff(time(3)));
/// let tuesday = Date::new(2026, 3, 3).expect("a date");
/// let one_at_night = zone.instant(tuesday, time(1));
/// assert_eq!(business_day(one_at_night, &zone, cut_off).0, tuesday.yesterday());
/// ```
pub fn business_day(instant: Instant, zone: &Zone, cut_off: CutOff) -> BusinessDay {
    let (today, _) = zone.local(instant);
    // Clocks that are set back across midnight can show a date whose successor has already begun, and a zone
    // that skips a date has days without length: hence the bounds decide, not the date shown.
    [today.tomorrow(), today, today.yesterday()]
        .into_iter()
        .find(|date| start(*date, zone, cut_off) <= instant)
        .map_or(BusinessDay(today.yesterday().yesterday()), BusinessDay)
}

/// When a business day begins and when it ends; the end belongs to the next day.
pub fn day_bounds(day: BusinessDay, zone: &Zone, cut_off: CutOff) -> (Instant, Instant) {
    (start(day.0, zone, cut_off), start(day.0.tomorrow(), zone, cut_off))
}

fn start(date: Date, zone: &Zone, cut_off: CutOff) -> Instant {
    zone.instant(date, cut_off.0)
}

/// The business days of one location for many instants: while its clocks run evenly, they follow by arithmetic.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar<'a> {
    zone: &'a Zone,
    cut_off: CutOff,
    from: Instant,
    until: Instant,
    ahead: Span,
}

impl<'a> Calendar<'a> {
    /// A calendar that is quick from this instant on, until the clocks change.
    pub(crate) fn since(from: Instant, zone: &'a Zone, cut_off: CutOff) -> Self {
        // Clocks that were changed shortly before may have shown the beginning of a day twice, or not at all.
        let (ahead, until) = zone.steady(from.minus(Span::minutes(2 * 24 * 60)));
        Self { zone, cut_off, from, until, ahead }
    }

    /// The same as [`business_day`].
    pub(crate) fn day(&self, at: Instant) -> BusinessDay {
        if (self.from..self.until).contains(&at) {
            BusinessDay(at.plus(self.ahead).minus(Span::micros(self.cut_off.0.micros())).utc().0)
        } else {
            business_day(at, self.zone, self.cut_off)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_calendar_that_begins_while_a_time_is_shown_again_knows_that_the_day_began_the_first_time() {
        let zone = Zone::named("Europe/London").expect("a known zone");
        let cut_off = CutOff(TimeOfDay::new(1, 30, 0, 0).expect("a time of day"));
        let sunday = Date::new(2026, 10, 25).expect("a date");
        let set_back = Instant::from_utc(sunday, TimeOfDay::new(1, 0, 0, 0).expect("a time of day"));
        assert_eq!(Calendar::since(set_back, &zone, cut_off).day(set_back), BusinessDay(sunday));
    }

    proptest! {
        #[test]
        fn a_calendar_says_the_same_in_every_zone_and_at_every_change_of_clocks(
            zone in prop::sample::select(vec![
                "UTC", "Europe/London", "Africa/Casablanca", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns",
            ]),
            begin in 1_262_304_000_i64..1_798_761_600,
            minutes in prop::collection::vec(-3_000_i64..120_000, 1..40),
            cut_off in 0_i64..24 * 60,
        ) {
            let zone = Zone::named(zone).expect("a known zone");
            let cut_off = CutOff(TimeOfDay::from_micros(cut_off * 60_000_000).expect("a time of day"));
            let from = Instant::from_micros(begin * 1_000_000);
            let calendar = Calendar::since(from, &zone, cut_off);
            for minute in minutes {
                let at = from.plus(Span::minutes(minute));
                prop_assert_eq!(calendar.day(at), business_day(at, &zone, cut_off));
            }
        }
    }
}
