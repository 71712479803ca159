//! How much of a location the plans of a customer give, and whether that is used (`domain.md` 2.9, 3.5).
//!
//! Stays count wherever they were: the plan owns the limit, not the place (7). Days are business days of the location
//! of each stay; a period is made of business days of the location that is visited.

use std::cell::OnceCell;
use std::cmp::Reverse;

use crate::customer::{Contract, Counted, Customer, Limits};
use crate::cycle::Cycle;
use crate::ids::ContractId;
use crate::location::Location;
use crate::time::{BusinessDay, Calendar, Date, Instant, TimeOfDay, day_bounds};
use crate::world::World;

const MICROS_PER_MINUTE: i64 = 60 * 1_000_000;

/// What a plan limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Business days with a stay that counts.
    Days,
    /// Hours inside on stays that count.
    Hours,
}

/// For how long a limit is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A billing cycle of the contract.
    Cycle,
}

/// A limit that is reached, so that nobody comes in on a pass that counts until the period is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// The contract whose plan sets it.
    pub contract: ContractId,
    /// What it limits.
    pub measure: Measure,
    /// For how long it is meant.
    pub period: Period,
    /// The most there is: days, or hours.
    pub limit: i64,
    /// What was used: days, or minutes.
    pub used: i64,
    /// When the next period begins.
    pub resets: Instant,
}

impl Reached {
    /// When there is room again; `None` where the limit is nothing at all, in whatever period.
    pub fn again(&self) -> Option<Instant> {
        Some(self.resets).filter(|_| self.limit > 0)
    }

    /// How long it lasts, to compare: for good is longest.
    const fn lasts(&self) -> (bool, Instant) {
        (self.limit == 0, self.resets)
    }

    /// The limit in one word for machines (`domain.md` 5.4).
    pub const fn code(&self) -> &'static str {
        match (self.measure, self.period) {
            (Measure::Days, Period::Week) => "limit_days_week",
            (Measure::Days, Period::Month) => "limit_days_month",
            (Measure::Days, Period::Cycle) => "limit_days_cycle",
            (Measure::Hours, Period::Week) => "limit_hours_week",
            (Measure::Hours, Period::Month) => "limit_hours_month",
            (Measure::Hours, Period::Cycle) => "limit_hours_cycle",
        }
    }
}

/// Which limits of their plans a customer has reached on arrival; of several, the one that lasts longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Allowance {
    days: Option<Reached>,
    hours: Option<Reached>,
}

impl Allowance {
    /// What this customer has left when they arrive at the location of this world.
    ///
    /// Of several contracts the most generous one counts, for each limit by itself; one that does not set a limit
    /// gives without end. All stays of the period count, also those after the arrival of an event that comes late.
    pub fn at(world: &World, customer: &Customer, at: Instant) -> Self {
        let unlimited = |contract: &Contract| contract.limits == Limits::default();
        if customer.contracts.is_empty() || customer.contracts.iter().any(unlimited) {
            return Self::default();
        }
        let today = world.location.business_day(at).0;
        let account = Account { world, at, today, days: OnceCell::new(), longest: OnceCell::new() };
        Self {
            days: account.longest(customer, Measure::Days),
            hours: account.longest(customer, Measure::Hours),
        }
    }

    /// The limit that keeps a visit that counts from beginning. One on a day pass that was spent today already adds
    /// no day (`domain.md` 3.2, step 6), but it does add hours.
    pub fn forbids(&self, spent_today: bool) -> Option<Reached> {
        let days = self.days.filter(|_| !spent_today);
        self.hours.into_iter().chain(days).max_by_key(Reached::lasts)
    }
}

/// A run of business days, without its end.
#[derive(Debug, Clone, Copy)]
struct Days {
    from: Date,
    to: Date,
}

/// What was used so far, as an arrival finds it.
struct Account<'a> {
    world: &'a World,
    at: Instant,
    today: Date,
    /// The days with a stay that counts, each once, in their order.
    days: OnceCell<Vec<Date>>,
    /// Microseconds inside, in whatever period and place.
    longest: OnceCell<i64>,
}

impl Account<'_> {
    fn longest(&self, customer: &Customer, measure: Measure) -> Option<Reached> {
        let periods = [Period::Week, Period::Month, Period::Cycle];
        let reached = periods.into_iter().filter_map(|period| self.reached(customer, measure, period));
        let longest = reached.rev().max_by_key(Reached::lasts)?;
        // Whoever was here today already uses no other day.
        let counts_today = || self.days().binary_search(&self.today).is_ok();
        (measure == Measure::Hours || !counts_today()).then_some(longest)
    }

    /// The limit of this kind, where all contracts set one and none leaves anything: that which ends first.
    fn reached(&self, customer: &Customer, measure: Measure, period: Period) -> Option<Reached> {
        let limit = |contract: &Contract| match (measure, period) {
            (Measure::Days, Period::Week) => contract.limits.days.week,
            (Measure::Days, Period::Month) => contract.limits.days.month,
            (Measure::Days, Period::Cycle) => contract.limits.days.cycle,
            (Measure::Hours, Period::Week) => contract.limits.hours.week,
            (Measure::Hours, Period::Month) => contract.limits.hours.month,
            (Measure::Hours, Period::Cycle) => contract.limits.hours.cycle,
        };
        let mut first: Option<Reached> = None;
        for contract in &customer.contracts {
            let limit = limit(contract)?;
            if self.is_far_from(limit, measure) {
                return None;
            }
            let days = self.days_of(period, contract);
            let used = match measure {
                Measure::Days => self.days_used(days).filter(|used| *used >= limit)?,
                Measure::Hours => {
                    let inside = self.micros_used(days);
                    (inside >= hours(limit)).then_some(inside / MICROS_PER_MINUTE)?
                }
            };
            let resets = start(days.to, &self.world.location);
            let reached = Reached { contract: contract.id, measure, period, limit, used, resets };
            let known = first.into_iter();
            first = known.chain([reached]).min_by_key(|reached| (reached.lasts(), Reverse(reached.limit)));
        }
        first
    }

    fn days_of(&self, period: Period, contract: &Contract) -> Days {
        let today = self.today;
        match period {
            Period::Week => {
                let since_monday = i32::from((today.weekday().number() + 6) % 7);
                let from = today.plus_days(-since_monday).unwrap_or(today);
                Days { from, to: from.plus_days(7).unwrap_or(today) }
            }
            Period::Month => {
                let from = Date::new(today.year(), today.month(), 1).unwrap_or(today);
                Days { from, to: from.plus_months(1).unwrap_or(today) }
            }
            Period::Cycle => {
                let location = &self.world.location;
                let (from, to) = cycle(contract, location).around(self.at, &location.zone, location.cut_off);
                Days { from: location.business_day(from).0, to: location.business_day(to).0 }
            }
        }
    }

    /// Whether all stays together do not come to a limit, which is seen without any calendar.
    fn is_far_from(&self, limit: i64, measure: Measure) -> bool {
        let stays = &self.world.counted;
        match measure {
            Measure::Days => i64::try_from(stays.len()).is_ok_and(|stays| stays < limit),
            Measure::Hours => {
                let inside = |stay: &Counted| self.end_of(stay).since(stay.from).max(0);
                let together = || stays.iter().map(inside).fold(0, i64::saturating_add);
                *self.longest.get_or_init(together) < hours(limit)
            }
        }
    }

    /// Distinct business days with a stay that counts.
    fn days_used(&self, period: Days) -> Option<i64> {
        let before = |day: Date| self.days().partition_point(|known| *known < day);
        i64::try_from(before(period.to).checked_sub(before(period.from))?).ok()
    }

    /// Microseconds inside. A minute in two places at once is one minute.
    fn micros_used(&self, period: Days) -> i64 {
        let location = &self.world.location;
        let (from, to) = (start(period.from, location), start(period.to, location));
        let inside = |stay: &Counted| (stay.from.max(from), self.end_of(stay).min(to));
        let mut stays: Vec<_> =
            self.world.counted.iter().map(inside).filter(|(from, to)| from < to).collect();
        stays.sort_unstable();
        let (mut used, mut known) = (0_i64, from);
        for (from, to) in stays {
            used = used.saturating_add(to.since(from.max(known)).max(0));
            known = known.max(to);
        }
        used
    }

    fn days(&self) -> &[Date] {
        self.days.get_or_init(|| {
            let stays = &self.world.counted;
            let here = &self.world.location;
            let first = stays.iter().map(|stay| stay.from).min().unwrap_or(self.at);
            let calendar = Calendar::since(first, &here.zone, here.cut_off);
            let day = |stay: &Counted| match self.world.place(stay.location) {
                Some(place) if place.id != here.id => place.business_day(stay.from).0,
                // Of a location that is no more, by the clocks here.
                _ => calendar.day(stay.from).0,
            };
            let mut days: Vec<Date> = stays.iter().map(day).collect();
            days.sort_unstable();
            days.dedup();
            days
        })
    }

    /// A stay that is still open lasts until now, but no longer than its business day.
    fn end_of(&self, stay: &Counted) -> Instant {
        stay.to.unwrap_or_else(|| {
            let place = self.world.place(stay.location).unwrap_or(&self.world.location);
            self.at.min(place.day_end(stay.from))
        })
    }
}

/// The cycles of a contract; where nobody has noted when one begins, each begins with a month.
fn cycle(contract: &Contract, location: &Location) -> Cycle {
    let any_first_of_month = || location.zone.instant(Instant::from_micros(0).utc().0, TimeOfDay::MIDNIGHT);
    let anchor = contract.renews.or(contract.starts).unwrap_or_else(any_first_of_month);
    Cycle { anchor, every: contract.every }
}

fn start(day: Date, location: &Location) -> Instant {
    day_bounds(BusinessDay(day), &location.zone, location.cut_off).0
}

const fn hours(limit: i64) -> i64 {
    limit.saturating_mul(60 * MICROS_PER_MINUTE)
}
