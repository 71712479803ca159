//! Minutes of a time pass, and how a stay is counted in them.

use std::fmt;

use crate::time::{Instant, Span};

/// Billing counts in steps of a quarter of an hour (`domain.md` 4.4).
const QUARTER: i64 = 15;

const MICROS_PER_MINUTE: i64 = 60 * 1_000_000;

const MICROS_PER_QUARTER: i64 = QUARTER * MICROS_PER_MINUTE;

/// A number of minutes, never negative.
///
/// Arithmetic saturates: taking more than there is leaves none, so overtime can not turn into a debt.
///
/// ```
/// use vestibule_domain::Minutes;
///
/// assert_eq!(Minutes::new(30).minus(Minutes::new(45)), Minutes::ZERO);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Minutes(i64);

impl Minutes {
    /// No minutes.
    pub const ZERO: Self = Self(0);

    /// The shortest time that is billed (`domain.md` 4.4).
    pub const SHORTEST: Self = Self(QUARTER);

    /// That many minutes; a negative number counts as none.
    pub const fn new(minutes: i64) -> Self {
        if minutes < 0 { Self(0) } else { Self(minutes) }
    }

    /// How many.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum; stays at the largest number there is rather than overflow.
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What remains after taking `other`; none when that is more than there is.
    pub const fn minus(self, other: Self) -> Self {
        Self::new(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Minutes {
    /// Writes `75 min`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} min", self.0)
    }
}

/// The minutes that a stay began, as the minutes of an access token are counted (`domain.md` 2.12).
///
/// ```
/// use vestibule_domain::{Instant, Minutes, Span, minutes::started};
///
/// let arrival = Instant::from_micros(0);
/// assert_eq!(started(arrival, arrival.plus(Span::minutes(10))), Minutes::new(10));
/// assert_eq!(started(arrival, arrival.plus(Span::micros(1))), Minutes::new(1));
/// ```
pub fn started(from: Instant, to: Instant) -> Minutes {
    let length = to.since(from).max(0);
    Minutes::new(length.saturating_add(MICROS_PER_MINUTE - 1) / MICROS_PER_MINUTE)
}

/// Time rounded up to quarters of an hour, and never less than one: a started quarter counts whole (`domain.md` 4.4
/// and 12, rows 2 and 3).
///
/// ```
/// use vestibule_domain::{Minutes, Span, minutes::quarters};
///
/// assert_eq!(quarters(Span::minutes(10)), Minutes::new(15));
/// assert_eq!(quarters(Span::minutes(46)), Minutes::new(60));
/// ```
pub const fn quarters(time: Span) -> Minutes {
    let started = (time.in_micros().saturating_sub(1)) / MICROS_PER_QUARTER + 1;
    if started < 1 { Minutes::SHORTEST } else { Minutes::new(started.saturating_mul(QUARTER)) }
}
