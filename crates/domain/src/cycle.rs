//! Billing cycles: when the one that runs began, and when the next one begins (`domain.md` 3.5).
//!
//! Cycles are counted from one date in whole months or weeks, forwards and backwards, so that they cover all of time
//! without a gap. Each begins with a business day of the location: at the cut-off, by the clocks there.

use crate::time::{BusinessDay, CutOff, Date, Instant, TimeOfDay, Zone, business_day, day_bounds};

/// How long a cycle is. Less than one counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Every {
    /// So many months, to the same day of the month or the last one there is.
    Months(u32),
    /// So many weeks.
    Weeks(u32),
}

impl Every {
    /// As a plan states it: in weeks where it names any, else in months, and in single months where it names neither.
    ///
    /// ```
    /// use vestibule_domain::cycle::Every;
    ///
    /// assert_eq!(Every::of(3, 0), Every::Months(3));
    /// assert_eq!(Every::of(1, 2), Every::Weeks(2));
    /// assert_eq!(Every::of(0, 0), Every::Months(1));
    /// ```
    #[must_use]
    pub fn of(months: i64, weeks: i64) -> Self {
        let count = |number: i64| u32::try_from(number).unwrap_or(if number < 0 { 0 } else { u32::MAX });
        if weeks > 0 { Self::Weeks(count(weeks)) } else { Self::Months(count(months).max(1)) }
    }
}

/// The billing cycles of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cycle {
    /// Where one of them begins: the next renewal, or else the start of the contract.
    pub anchor: Instant,
    /// How long each is.
    pub every: Every,
}

impl Cycle {
    /// When the cycle that holds an instant begins and when it ends; the end belongs to the next one. Beyond the
    /// calendar's ends there is only one.
    ///
    /// ```
    /// use vestibule_domain::cycle::{Cycle, Every};
    /// use vestibule_domain::{CutOff, Date, TimeOfDay, Zone};
    ///
    /// let london = Zone::named("Europe/London").expect("a known zone");
    /// let on = |month, day| london.instant(Date::new(2026, month, day).expect("a date"), TimeOfDay::MIDNIGHT);
    /// let monthly = Cycle { anchor: on(1, 31), every: Every::Months(1) };
    /// let around = |at| monthly.around(at, &london, CutOff::MIDNIGHT);
    /// assert_eq!(around(on(2, 27)), (on(1, 31), on(2, 28)));
    /// assert_eq!(around(on(3, 1)), (on(2, 28), on(3, 31)));
    /// ```
    #[must_use]
    pub fn around(&self, at: Instant, zone: &Zone, cut_off: CutOff) -> (Instant, Instant) {
        let (first, today) = (first_day(self.anchor, zone, cut_off), business_day(at, zone, cut_off).0);
        let starts = |count: i64| match self.every {
            Every::Months(months) => first.plus_months(count.checked_mul(i64::from(months.max(1)))?),
            Every::Weeks(weeks) => {
                let days = count.checked_mul(i64::from(weeks.max(1)))?.checked_mul(7)?;
                first.plus_days(i32::try_from(days).ok()?)
            }
        };
        let mut count = self.whole_cycles(first, today);
        if starts(count).is_some_and(|start| start > today) {
            count -= 1;
        }
        let begins = |count| starts(count).map(|date| day_bounds(BusinessDay(date), zone, cut_off).0);
        (
            begins(count).unwrap_or(Instant::from_micros(i64::MIN)),
            begins(count + 1).unwrap_or(Instant::from_micros(i64::MAX)),
        )
    }

    /// Cycles from the first day to another one, or one more where the last of them has not come to its day of the
    /// month yet.
    fn whole_cycles(&self, first: Date, today: Date) -> i64 {
        match self.every {
            Every::Months(months) => (today.months_since_year_zero() - first.months_since_year_zero())
                .div_euclid(i64::from(months.max(1))),
            Every::Weeks(weeks) => today.days_since(first).div_euclid(7 * i64::from(weeks.max(1))),
        }
    }
}

/// The day an anchor names: midnight on the clocks of the location stands for the date it shows, whenever the
/// business day begins; any other time is a moment of some business day.
fn first_day(anchor: Instant, zone: &Zone, cut_off: CutOff) -> Date {
    match zone.local(anchor) {
        (date, TimeOfDay::MIDNIGHT) => date,
        _ => business_day(anchor, zone, cut_off).0,
    }
}
