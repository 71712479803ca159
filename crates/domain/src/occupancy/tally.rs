//! What happened within a window, quarter by quarter.

use crate::time::{Instant, Span};

/// A stretch of time without its end, in quarters of an hour from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// From this instant on.
    pub from: Instant,
    /// Until just before this one.
    pub to: Instant,
}

impl Window {
    /// How long a quarter of an hour is.
    pub const QUARTER: Span = Span::minutes(15);

    /// The quarters in it, each by its beginning and its length; the last one may be cut short.
    pub fn quarters(self) -> impl Iterator<Item = (Instant, Span)> {
        let begins = move |begin: Instant| Some(begin.plus(Self::QUARTER)).filter(|next| *next < self.to);
        let first = Some(self.from).filter(|from| *from < self.to);
        std::iter::successors(first, move |begin| begins(*begin))
            .map(move |begin| (begin, Span::micros(self.to.since(begin).min(Self::QUARTER.in_micros()))))
    }

    /// Whether an instant lies in it.
    pub fn contains(self, at: Instant) -> bool {
        self.from <= at && at < self.to
    }

    /// In which quarter an instant lies, from 0, and how many microseconds after its beginning.
    fn place(self, at: Instant) -> Option<(u32, i64)> {
        let after = at.since(self.from);
        let quarter = u32::try_from(after / Self::QUARTER.in_micros()).ok()?;
        self.contains(at).then_some((quarter, after % Self::QUARTER.in_micros()))
    }
}

/// What happened in a quarter of an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quarter {
    /// How many came.
    pub arrivals: i64,
    /// Microseconds from the beginning of the quarter to each arrival, added up.
    pub arrivals_after: i64,
    /// How many left.
    pub departures: i64,
    /// Microseconds from the beginning of the quarter to each departure, added up.
    pub departures_after: i64,
    /// How many of them left at its very beginning, and so were not inside in it.
    pub gone_at_once: i64,
}

impl Quarter {
    fn add(&mut self, other: &Self) {
        self.arrivals += other.arrivals;
        self.arrivals_after += other.arrivals_after;
        self.departures += other.departures;
        self.departures_after += other.departures_after;
        self.gone_at_once += other.gone_at_once;
    }
}

/// What visits come to within a window.
///
/// The quarters of a day lie side by side, so that one is found without searching; a day on which nothing happened takes no
/// room.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    before: i64,
    days: Vec<Option<Box<[Quarter; QUARTERS]>>>,
}

/// Quarters in 24 hours.
const QUARTERS: usize = 96;

impl Tally {
    /// Counts a visit, as far as it lies in the window; one that is open goes on to the end of it.
    pub fn count(&mut self, window: Window, from: Instant, to: Option<Instant>) {
        if from >= window.to || to.is_some_and(|to| to < window.from) {
            return;
        }
        match window.place(from) {
            None => self.before += 1,
            Some((quarter, after)) => {
                let quarter = self.at(quarter);
                quarter.arrivals += 1;
                quarter.arrivals_after += after;
            }
        }
        if let Some((quarter, after)) = to.and_then(|to| window.place(to)) {
            let quarter = self.at(quarter);
            quarter.departures += 1;
            quarter.departures_after += after;
            quarter.gone_at_once += i64::from(after == 0);
        }
    }

    /// Adds people who were inside when the window began.
    pub fn add_before(&mut self, people: i64) {
        self.before += people;
    }

    /// Adds what was counted of a quarter, from 0.
    pub fn add_quarter(&mut self, nth: u32, quarter: &Quarter) {
        self.at(nth).add(quarter);
    }

    /// Adds what was counted of others.
    pub fn add(&mut self, other: &Self) {
        self.before += other.before;
        for (day, quarters) in other.days.iter().enumerate() {
            if let Some(quarters) = quarters {
                self.day(day).iter_mut().zip(quarters.iter()).for_each(|(own, more)| own.add(more));
            }
        }
    }

    /// How many were inside when the window began.
    pub const fn before(&self) -> i64 {
        self.before
    }

    /// What was counted of a quarter, from 0.
    pub fn quarter(&self, nth: u32) -> Quarter {
        let (day, within) = (nth as usize / QUARTERS, nth as usize % QUARTERS);
        self.days.get(day).and_then(Option::as_ref).map(|quarters| quarters[within]).unwrap_or_default()
    }

    fn at(&mut self, nth: u32) -> &mut Quarter {
        &mut self.day(nth as usize / QUARTERS)[nth as usize % QUARTERS]
    }

    fn day(&mut self, day: usize) -> &mut [Quarter; QUARTERS] {
        if self.days.len() <= day {
            self.days.resize_with(day + 1, || None);
        }
        self.days[day].get_or_insert_with(|| Box::new([Quarter::default(); QUARTERS]))
    }
}
