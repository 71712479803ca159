//! From instants to the wall clock of a place, and back.

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use super::civil::{Date, TimeOfDay};
use super::instant::{Instant, Span};

/// A time zone of the IANA database, such as `Europe/London`.
///
/// ```
/// use vestibule_domain::{Date, TimeOfDay, Zone};
///
/// let london = Zone::named("Europe/London").expect("a known zone");
/// let night = Date::new(2026, 3, 29).expect("a date");
/// let skipped = TimeOfDay::new(1, 30, 0, 0).expect("a time of day");
/// let (_, shown) = london.local(london.instant(night, skipped));
/// assert_eq!(shown.to_string(), "02:00");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of this name; `None` when the database does not know it.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// UTC.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// Its name in the IANA database.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// What a clock there shows at this instant; kept within the years 1 to 9999.
    pub fn local(&self, instant: Instant) -> (Date, TimeOfDay) {
        let offset = self.0.to_offset(timestamp(instant));
        Date::split(instant.plus(span(offset)).micros())
    }

    /// How far clocks there are ahead of UTC at this instant, and when that may change next.
    pub(super) fn steady(&self, instant: Instant) -> (Span, Instant) {
        let at = timestamp(instant);
        let change = self.0.following(at).next();
        let until = change.map_or(i64::MAX, |change| change.timestamp().as_microsecond());
        (span(self.0.to_offset(at)), Instant::from_micros(until))
    }

    /// The instant at which a clock there shows this. A time that the clock skips: the next instant there is;
    /// one that it shows twice: the first (`domain.md` 3.8).
    pub fn instant(&self, date: Date, time: TimeOfDay) -> Instant {
        let wall = Instant::from_utc(date, time);
        match self.0.to_ambiguous_timestamp(civil(date, time)).offset() {
            AmbiguousOffset::Unambiguous { offset } => wall.minus(span(offset)),
            AmbiguousOffset::Fold { before, .. } => wall.minus(span(before)),
            AmbiguousOffset::Gap { before, after } => self.end_of_gap(wall, before, after),
        }
    }

    /// The second instant at which a clock there shows this, where it is set back over it and shows it twice.
    pub fn again(&self, date: Date, time: TimeOfDay) -> Option<Instant> {
        match self.0.to_ambiguous_timestamp(civil(date, time)).offset() {
            AmbiguousOffset::Fold { after, .. } => Some(Instant::from_utc(date, time).minus(span(after))),
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Gap { .. } => None,
        }
    }

    /// The next moment after `after` at which a clock there is set forward or back, if one is known.
    pub fn next_jump(&self, after: Instant) -> Option<Instant> {
        let mut jumps = self.0.following(timestamp(after));
        jumps.next().map(|jump| Instant::from_micros(jump.timestamp().as_microsecond()))
    }

    /// The moment the clock jumps over `wall`.
    fn end_of_gap(&self, wall: Instant, before: Offset, after: Offset) -> Instant {
        // Read with the offset after the jump, the skipped time lies just before the jump.
        self.0
            .following(timestamp(wall.minus(span(after))))
            .find(|jump| jump.offset() == after)
            .map_or(wall.minus(span(before)), |jump| Instant::from_micros(jump.timestamp().as_microsecond()))
    }
}

fn span(offset: Offset) -> Span {
    Span::micros(i64::from(offset.seconds()) * 1_000_000)
}

/// Offsets do not change beyond the years the library knows, so its ends stand for everything outside.
fn timestamp(instant: Instant) -> Timestamp {
    let end = if instant.micros() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_microsecond(instant.micros()).unwrap_or(end)
}

fn civil(date: Date, time: TimeOfDay) -> DateTime {
    // Both types admit only values that the library admits too.
    let day =
        jiff::civil::Date::new(date.year(), date.month(), date.day()).unwrap_or(jiff::civil::Date::ZERO);
    let clock = Time::new(
        time.hour() as i8,
        time.minute() as i8,
        time.second() as i8,
        time.microsecond() as i32 * 1_000,
    )
    .unwrap_or(Time::midnight());
    DateTime::from_parts(day, clock)
}
