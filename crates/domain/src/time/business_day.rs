//! The day of a location: from cut-off to cut-off.

use std::fmt;

use super::civil::{Date, TimeOfDay};
use super::instant::Instant;
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
