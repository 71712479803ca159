use crate::time::{Date, Instant, Zone};

/// What is counted until a pass of a product can no longer be used (`domain.md 2.7`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Cycles of the customer's main contract: whatever the count, the one that runs.
    Cycle,
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months, to the same day or the last one there is.
    Month,
    /// Years, likewise.
    Year,
    /// Months, to the end of their last day; the first is the one that runs.
    LastDayOfMonth,
}

/// How long what is released may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiry {
    /// What is counted.
    pub period: Period,
    /// How many; less than one counts as one.
    pub count: i64,
}

impl Expiry {
    /// The instant from which something that is released now can no longer be used: the same time of day on the
    /// clocks of a location. `None` for never: a cycle without a main contract, or past the calendar's end.
    #[must_use]
    pub fn from(self, now: Instant, zone: &Zone, cycle_ends: Option<Instant>) -> Option<Instant> {
        let (today, time) = zone.local(now);
        let count = i32::try_from(self.count.max(1)).ok()?;
        let same_time = |date: Date| zone.instant(date, time);
        match self.period {
            Period::Cycle => cycle_ends.filter(|ends| *ends > now),
            Period::Day => today.plus_days(count).map(same_time),
            Period::Week => today.plus_days(count.checked_mul(7)?).map(same_time),
            Period::Month => today.plus_months(count.into()).map(same_time),
            Period::Year => today.plus_months(i64::from(count) * 12).map(same_time),
            Period::LastDayOfMonth => {
                let first = Date::new(today.year(), today.month(), 1)?;
                first
                    .plus_months(count.into())
                    .map(|next| zone.instant(next, crate::time::TimeOfDay::MIDNIGHT))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::TimeOfDay;

    fn at(date: &str, hour: u8) -> (Date, TimeOfDay) {
        let part =
            |range| date.get(range).and_then(|part: &str| part.parse::<i16>().ok()).unwrap_or_default();
        let small = |range| i8::try_from(part(range)).unwrap_or_default();
        let date = Date::new(part(0..4), small(5..7), small(8..10)).expect("a date");
        (date, TimeOfDay::new(hour, 0, 0, 0).expect("a time"))
    }

    fn ends(period: Period, count: i64, from: &str) -> Option<(Date, TimeOfDay)> {
        let london = Zone::named("Europe/London").expect("a zone");
        let (date, time) = at(from, 9);
        let ends = Expiry { period, count }.from(london.instant(date, time), &london, None)?;
        Some(london.local(ends))
    }

    #[test]
    fn what_is_counted_ends_at_the_same_time_of_day() {
        for (period, count, ends_on) in [
            (Period::Day, 1, "2026-03-29"),
            (Period::Week, 2, "2026-04-11"),
            (Period::Month, 3, "2026-06-28"),
            (Period::Year, 1, "2027-03-28"),
        ] {
            // The clocks change in between, and nine stays nine.
            assert_eq!(ends(period, count, "2026-03-28"), Some(at(ends_on, 9)), "{period:?}");
        }
    }

    #[test]
    fn a_month_without_that_day_ends_on_its_last() {
        assert_eq!(ends(Period::Month, 1, "2026-01-31"), Some(at("2026-02-28", 9)));
        assert_eq!(ends(Period::Year, 1, "2028-02-29"), Some(at("2029-02-28", 9)));
        assert_eq!(ends(Period::Month, 12, "2026-12-31"), Some(at("2027-12-31", 9)));
    }

    #[test]
    fn the_last_day_of_the_month_is_usable_to_its_end() {
        assert_eq!(ends(Period::LastDayOfMonth, 1, "2026-12-15"), Some(at("2027-01-01", 0)));
        assert_eq!(ends(Period::LastDayOfMonth, 0, "2026-12-31"), Some(at("2027-01-01", 0)));
        assert_eq!(ends(Period::LastDayOfMonth, 2, "2026-12-15"), Some(at("2027-02-01", 0)));
    }

    #[test]
    fn a_cycle_ends_with_the_main_contracts_and_never_without_one() {
        let now = Instant::from_micros(1_000);
        let cycle = Expiry { period: Period::Cycle, count: 1 };
        let later = Instant::from_micros(2_000);
        assert_eq!(cycle.from(now, &Zone::utc(), Some(later)), Some(later));
        assert_eq!(cycle.from(now, &Zone::utc(), Some(now)), None);
        assert_eq!(cycle.from(now, &Zone::utc(), None), None);
    }

    #[test]
    fn past_the_end_of_the_calendar_is_never() {
        for period in [Period::Day, Period::Week, Period::Month, Period::Year, Period::LastDayOfMonth] {
            assert_eq!(ends(period, i64::MAX, "2026-03-28"), None, "{period:?}");
            assert_eq!(ends(period, i64::from(i32::MAX), "2026-03-28"), None, "{period:?}");
        }
    }
}
