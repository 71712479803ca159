//! Points in time and the distance between them.

use super::civil::{Date, MICROS_PER_DAY, TimeOfDay};

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
///
/// Arithmetic saturates at the ends of the range, some 292,000 years away.
///
/// ```
/// use vestibule_domain::{Date, Instant, Span, TimeOfDay};
///
/// let nine = TimeOfDay::new(9, 0, 0, 0).expect("a time of day");
/// let morning = Instant::from_utc(Date::new(2026, 3, 2).expect("a date"), nine);
/// assert_eq!(morning.plus(Span::minutes(5)).since(morning), 300_000_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Instant(i64);

impl Instant {
    /// The instant that many microseconds after the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Later by `span`.
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// Earlier by `span`.
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// Microseconds from `other` to this; negative when `other` is later.
    pub const fn since(self, other: Self) -> i64 {
        self.0.saturating_sub(other.0)
    }

    /// The instant at which a clock that shows UTC shows this.
    pub const fn from_utc(date: Date, time: TimeOfDay) -> Self {
        // At most 2,932,896 days, so the product fits.
        Self(date.days_since_epoch() * MICROS_PER_DAY + time.micros())
    }

    /// What a clock that shows UTC shows. Outside the years 1 to 9999: the first or last instant within them.
    pub const fn utc(self) -> (Date, TimeOfDay) {
        Date::split(self.0)
    }
}

/// A length of time in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span(i64);

impl Span {
    /// That many microseconds.
    pub const fn micros(micros: i64) -> Self {
        Self(micros)
    }

    /// That many minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self(minutes.saturating_mul(60_000_000))
    }

    /// Its length in microseconds.
    pub const fn in_micros(self) -> i64 {
        self.0
    }

    /// Its length in whole seconds, rounded towards zero.
    pub const fn in_seconds(self) -> i64 {
        self.0 / 1_000_000
    }
}
