//! What a calendar and a clock on the wall show.

use std::fmt;

pub(super) const MICROS_PER_DAY: i64 = 86_400_000_000;

/// A date of the Gregorian calendar, years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    year: i16,
    month: i8,
    day: i8,
}

impl Date {
    const FIRST: Self = Self { year: 1, month: 1, day: 1 };
    const LAST: Self = Self { year: 9999, month: 12, day: 31 };

    /// The date, if there is such a day in the years 1 to 9999.
    ///
    /// ```
    /// use vestibule_domain::Date;
    ///
    /// assert!(Date::new(2028, 2, 29).is_some());
    /// assert!(Date::new(2026, 2, 29).is_none());
    /// ```
    pub const fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 {
            return None;
        }
        if day > days_in_month(year, month) {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// 1 to 9999.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// 1 to 12.
    pub const fn month(self) -> i8 {
        self.month
    }

    /// 1 to 31.
    pub const fn day(self) -> i8 {
        self.day
    }

    /// The day of the week.
    pub const fn weekday(self) -> Weekday {
        // The epoch was a Thursday, four days after a Sunday.
        Weekday::ALL[(self.days_since_epoch() + 4).rem_euclid(7) as usize]
    }

    /// The day after; the last day of the year 9999 is its own.
    pub const fn tomorrow(self) -> Self {
        Self::split((self.days_since_epoch() + 1) * MICROS_PER_DAY).0
    }

    /// The day before; the first day of the year 1 is its own.
    pub const fn yesterday(self) -> Self {
        Self::split((self.days_since_epoch() - 1) * MICROS_PER_DAY).0
    }

    /// That many days later, or earlier when negative; `None` outside the years 1 to 9999.
    pub fn plus_days(self, days: i32) -> Option<Self> {
        let wanted = self.days_since_epoch() + i64::from(days);
        let (date, _) = Self::split(wanted.checked_mul(MICROS_PER_DAY)?);
        (date.days_since_epoch() == wanted).then_some(date)
    }

    /// The same day that many months later, or earlier when negative; where there is none, the last one of that
    /// month. `None` outside the years 1 to 9999.
    ///
    /// ```
    /// use vestibule_domain::Date;
    ///
    /// let new_years_eve = Date::new(2026, 12, 31).expect("a date");
    /// assert_eq!(new_years_eve.plus_months(2), Date::new(2027, 2, 28));
    /// assert_eq!(new_years_eve.plus_months(-12), Date::new(2025, 12, 31));
    /// ```
    pub fn plus_months(self, months: i64) -> Option<Self> {
        let months = self.months_since_year_zero().checked_add(months)?;
        let year = i16::try_from(months.div_euclid(12)).ok()?;
        let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
        (1..=self.day).rev().find_map(|day| Self::new(year, month, day))
    }

    /// Days from another date to this; negative when that is later.
    pub const fn days_since(self, other: Self) -> i64 {
        self.days_since_epoch() - other.days_since_epoch()
    }

    /// Whole months from the beginning of the year 0 to the month of this.
    pub(crate) const fn months_since_year_zero(self) -> i64 {
        self.year as i64 * 12 + self.month as i64 - 1
    }

    /// Days from 1970-01-01 to this; Howard Hinnant's `days_from_civil`.
    pub(super) const fn days_since_epoch(self) -> i64 {
        // Years that begin in March put the leap day last.
        let month = self.month as i64;
        let year = self.year as i64 - (month <= 2) as i64;
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + self.day as i64 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// Splits microseconds since the epoch of a clock without zone, kept within the years 1 to 9999.
    pub(super) const fn split(micros: i64) -> (Self, TimeOfDay) {
        let days = micros.div_euclid(MICROS_PER_DAY);
        if days < Self::FIRST.days_since_epoch() {
            return (Self::FIRST, TimeOfDay::MIDNIGHT);
        }
        if days > Self::LAST.days_since_epoch() {
            return (Self::LAST, TimeOfDay::LAST);
        }
        (Self::from_days(days), TimeOfDay(micros.rem_euclid(MICROS_PER_DAY)))
    }

    /// The inverse of `days_since_epoch`, for days within the range; Howard Hinnant's `civil_from_days`.
    const fn from_days(days: i64) -> Self {
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = (shifted_month + 2) % 12 + 1;
        Self {
            year: (era * 400 + year_of_era + (month <= 2) as i64) as i16,
            month: month as i8,
            day: (day_of_year - (153 * shifted_month + 2) / 5 + 1) as i8,
        }
    }
}

const fn days_in_month(year: i16, month: i8) -> i8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    /// Writes `2026-03-29`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A time of day on the wall: microseconds since midnight, less than 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct TimeOfDay(i64);

impl TimeOfDay {
    /// 00:00.
    pub const MIDNIGHT: Self = Self(0);

    const LAST: Self = Self(MICROS_PER_DAY - 1);

    /// The time of day, if it is less than 24:00:00; there are no leap seconds.
    pub const fn new(hour: u8, minute: u8, second: u8, micro: u32) -> Option<Self> {
        if hour > 23 || minute > 59 || second > 59 || micro > 999_999 {
            return None;
        }
        let seconds = hour as i64 * 3_600 + minute as i64 * 60 + second as i64;
        Some(Self(seconds * 1_000_000 + micro as i64))
    }

    /// The time that many microseconds after midnight, if that is less than 24 hours.
    pub const fn from_micros(micros: i64) -> Option<Self> {
        if micros < 0 || micros >= MICROS_PER_DAY { None } else { Some(Self(micros)) }
    }

    /// Microseconds since midnight.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// 0 to 23.
    pub const fn hour(self) -> u8 {
        (self.0 / 3_600_000_000) as u8
    }

    /// 0 to 59.
    pub const fn minute(self) -> u8 {
        (self.0 / 60_000_000 % 60) as u8
    }

    /// 0 to 59.
    pub const fn second(self) -> u8 {
        (self.0 / 1_000_000 % 60) as u8
    }

    /// 0 to 999,999.
    pub const fn microsecond(self) -> u32 {
        (self.0 % 1_000_000) as u32
    }
}

impl fmt::Display for TimeOfDay {
    /// Writes `09:00`; seconds are for machines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())
    }
}

/// A day of the week, numbered from Sunday (`domain.md` 2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weekday {
    /// 0.
    Sunday,
    /// 1.
    Monday,
    /// 2.
    Tuesday,
    /// 3.
    Wednesday,
    /// 4.
    Thursday,
    /// 5.
    Friday,
    /// 6.
    Saturday,
}

impl Weekday {
    /// All seven, Sunday first, so that the index is the number.
    pub const ALL: [Self; 7] = [
        Self::Sunday,
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
    ];

    /// The day with this number, 0 for Sunday to 6 for Saturday.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }

    /// 0 for Sunday to 6 for Saturday.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Its name in full: `Monday`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sunday => "Sunday",
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
            Self::Saturday => "Saturday",
        }
    }
}

impl fmt::Display for Weekday {
    /// Writes `Mon`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sunday => "Sun",
            Self::Monday => "Mon",
            Self::Tuesday => "Tue",
            Self::Wednesday => "Wed",
            Self::Thursday => "Thu",
            Self::Friday => "Fri",
            Self::Saturday => "Sat",
        })
    }
}
