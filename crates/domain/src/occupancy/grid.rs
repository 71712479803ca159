//! Quarters laid into buckets by the clocks of a place.

use super::tally::{Quarter, Tally, Window};
use crate::time::{Date, Instant, Span, Weekday, Zone};

/// Into which buckets time is laid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The 24 hours of a day, of all days together.
    Hour,
    /// The seven days of a week, of all weeks together.
    Weekday,
    /// Each day.
    Day,
    /// Each hour of each day of a week, of all weeks together.
    WeekHour,
}

/// A bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bucket {
    /// An hour of the day, 0 to 23.
    Hour(u8),
    /// A day of the week.
    Weekday(Weekday),
    /// A day.
    Day(Date),
    /// An hour of a day of the week.
    WeekHour(Weekday, u8),
}

/// What happened in a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Which.
    pub bucket: Bucket,
    /// How much time it stands for: an hour that came four times is four hours; none that is still to come.
    pub length: Span,
    /// How many came.
    pub arrivals: i64,
    /// How many left.
    pub departures: i64,
    /// The most people who were inside within one quarter of an hour of it; who left and who came within the same
    /// quarter both count.
    pub peak: i64,
    /// How long they were inside, all together.
    pub inside: Span,
}

impl Counts {
    const fn none(bucket: Bucket) -> Self {
        let none = Span::micros(0);
        Self { bucket, length: none, arrivals: 0, departures: 0, peak: 0, inside: none }
    }
}

/// Buckets, and which quarter of a window belongs to which.
#[derive(Debug, Clone)]
pub struct Grid {
    buckets: Vec<Bucket>,
    /// For each quarter how long it is, and the bucket it belongs to.
    quarters: Vec<(Span, usize)>,
}

impl Grid {
    /// The buckets of whole days, and of the window, which is what has been of them so far. Days of the week begin on
    /// Monday.
    pub fn new(days: impl Iterator<Item = Date>, window: Window, by: By, zone: &Zone) -> Self {
        let buckets = buckets(days, by);
        let of = |at: Instant| buckets.iter().position(|bucket| *bucket == bucket_of(at, by, zone));
        // Quarters follow one another, so that the bucket of the last one is most often that of the next one.
        let mut last = 0;
        let mut quarters = Vec::new();
        for (begin, length) in window.quarters() {
            if buckets.get(last) != Some(&bucket_of(begin, by, zone)) {
                let Some(next) = of(begin) else { continue };
                last = next;
            }
            quarters.push((length, last));
        }
        Self { buckets, quarters }
    }

    /// What a tally of the same window comes to in each bucket.
    pub fn fold(&self, tally: &Tally) -> Vec<Counts> {
        let mut all: Vec<_> = self.buckets.iter().map(|bucket| Counts::none(*bucket)).collect();
        let mut inside = tally.before();
        for (nth, (length, bucket)) in (0..).zip(&self.quarters) {
            let quarter = tally.quarter(nth);
            let counts = &mut all[*bucket];
            counts.length = plus(counts.length, length.in_micros());
            counts.inside = plus(counts.inside, quarter.time_inside(inside, *length));
            counts.arrivals += quarter.arrivals;
            counts.departures += quarter.departures;
            counts.peak = counts.peak.max(inside + quarter.arrivals - quarter.gone_at_once);
            inside += quarter.arrivals - quarter.departures;
        }
        all
    }
}

impl Quarter {
    /// Microseconds that people were inside in it, `before` of whom were when it began.
    const fn time_inside(&self, before: i64, length: Span) -> i64 {
        let came = self.arrivals * length.in_micros() - self.arrivals_after;
        let left = self.departures * length.in_micros() - self.departures_after;
        before * length.in_micros() + came - left
    }
}

const fn plus(span: Span, micros: i64) -> Span {
    Span::micros(span.in_micros().saturating_add(micros))
}

fn bucket_of(at: Instant, by: By, zone: &Zone) -> Bucket {
    let (date, time) = zone.local(at);
    match by {
        By::Hour => Bucket::Hour(time.hour()),
        By::Weekday => Bucket::Weekday(date.weekday()),
        By::Day => Bucket::Day(date),
        By::WeekHour => Bucket::WeekHour(date.weekday(), time.hour()),
    }
}

fn buckets(days: impl Iterator<Item = Date>, by: By) -> Vec<Bucket> {
    let week = || (1..=7).filter_map(|number| Weekday::from_number(number % 7));
    match by {
        By::Hour => (0..24).map(Bucket::Hour).collect(),
        By::Weekday => week().map(Bucket::Weekday).collect(),
        By::Day => days.map(Bucket::Day).collect(),
        By::WeekHour => week().flat_map(|day| (0..24).map(move |hour| Bucket::WeekHour(day, hour))).collect(),
    }
}

#[cfg(test)]
mod tests;
