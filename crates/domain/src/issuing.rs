//! Passes that a plan gives to its members, anew in every period (`domain.md` 2.6).
//!
//! What is given together is a [`Set`]: it lapses when its period ends, and by then the next one is due. Only the period
//! that runs is ever given: one that went by while nobody looked brings nothing afterwards. When the periods
//! themselves are moved, a set that was given keeps its end, and the next one begins there.

use crate::cycle::{Cycle, Every};
use crate::ids::PassId;
use crate::time::{BusinessDay, CutOff, Date, Instant, Weekday, Zone, business_day, day_bounds};

/// Passes that one set has at most (`domain.md` 2.8, 2.11).
pub const MOST_PASSES: i64 = 500;

/// How long a set lasts, and how often one is given. Every period begins with a business day of the location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Renewal {
    /// A calendar week, from Monday.
    Week,
    /// A calendar month.
    CalendarMonth,
    /// A billing cycle of the contract.
    Cycle,
    /// A year, counted from the start of the contract.
    Year,
    /// A business day.
    Day,
}

/// Passes that a plan includes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Benefit {
    /// Which pass.
    pub pass: PassId,
    /// How many in a period.
    pub count: i64,
    /// The period.
    pub renewal: Renewal,
}

/// A contract, as far as its plan gives passes through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contract {
    /// In force from then on; years are counted from it.
    pub from: Instant,
    /// No longer in force from then on.
    pub until: Option<Instant>,
    /// Paused contracts bring nothing until they go on.
    pub paused: bool,
    /// How many times the plan is taken.
    pub quantity: i64,
    /// Its billing cycles.
    pub cycle: Cycle,
}

/// Passes of a benefit that are given together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Set {
    /// How many.
    pub count: i64,
    /// When its period begins.
    pub from: Instant,
    /// When its passes lapse and the next set is due.
    pub until: Instant,
}

/// The clock of a location: its zone, and when its business days begin.
#[derive(Debug, Clone, Copy)]
pub struct Clock<'a> {
    /// The zone.
    pub zone: &'a Zone,
    /// The cut-off.
    pub cut_off: CutOff,
}

impl Contract {
    /// Whether it brings passes at an instant.
    #[must_use]
    pub fn runs(&self, at: Instant) -> bool {
        !self.paused && self.from <= at && self.until.is_none_or(|until| at < until)
    }

    /// How many passes one set has: as often as the plan is taken, within [`MOST_PASSES`].
    fn passes(&self, benefit: &Benefit) -> i64 {
        benefit.count.saturating_mul(self.quantity).min(MOST_PASSES)
    }
}

/// The set that is due at an instant, if any. `lapses` is when the set that was given last does.
#[must_use]
pub fn due(
    contract: &Contract,
    benefit: &Benefit,
    lapses: Option<Instant>,
    at: Instant,
    clock: Clock<'_>,
) -> Option<Set> {
    let count = contract.passes(benefit);
    if count < 1 || !contract.runs(at) || lapses.is_some_and(|lapses| at < lapses) {
        return None;
    }
    let (from, until) = period(contract, benefit.renewal, at, clock);
    Some(Set { count, from: lapses.map_or(from, |lapses| lapses.max(from)), until })
}

/// When a contract is next to be looked at, once everything due at an instant is given: `lapse` are the ends of the
/// sets of its benefits. `None` when it will bring nothing more by itself.
#[must_use]
pub fn next_look(
    contract: &Contract,
    lapse: impl IntoIterator<Item = Instant>,
    at: Instant,
    clock: Clock<'_>,
) -> Option<Instant> {
    let next = if at < contract.from {
        contract.from
    } else if contract.paused {
        // Nobody says when it goes on: it is asked once a day.
        period(contract, Renewal::Day, at, clock).1
    } else {
        lapse.into_iter().min()?
    };
    contract.until.is_none_or(|until| next < until).then_some(next)
}

/// When the period that holds an instant begins and ends; the end belongs to the next one.
#[must_use]
pub fn period(contract: &Contract, renewal: Renewal, at: Instant, clock: Clock<'_>) -> (Instant, Instant) {
    let Clock { zone, cut_off } = clock;
    let today = business_day(at, zone, cut_off);
    let counted_from = |anchor: Date, every| {
        let anchor = day_bounds(BusinessDay(anchor), zone, cut_off).0;
        Cycle { anchor, every }.around(at, zone, cut_off)
    };
    match renewal {
        Renewal::Day => day_bounds(today, zone, cut_off),
        Renewal::Week => counted_from(monday(today.0), Every::Weeks(1)),
        Renewal::CalendarMonth => counted_from(first_of_month(today.0), Every::Months(1)),
        Renewal::Cycle => contract.cycle.around(at, zone, cut_off),
        Renewal::Year => Cycle { anchor: contract.from, every: Every::Months(12) }.around(at, zone, cut_off),
    }
}

/// The Monday on or before a date; before the first of them, the calendar's first day.
fn monday(date: Date) -> Date {
    let since = (date.weekday().number() + 7 - Weekday::Monday.number()) % 7;
    date.plus_days(-i32::from(since)).unwrap_or(date)
}

fn first_of_month(date: Date) -> Date {
    Date::new(date.year(), date.month(), 1).unwrap_or(date)
}
