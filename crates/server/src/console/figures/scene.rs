//! The location that is looked at, and what is counted there.

use std::collections::BTreeMap;
use std::sync::Arc;

use vestibule_domain::location::Location;
use vestibule_domain::occupancy::{By, Counts, Grid, Tally, Window};
use vestibule_domain::time::{Date, Instant, Span};
use vestibule_records::{Checkin, FailedCheckin, Record};
use vestibule_store::{Attendance, Of, Refusals};

use super::occupancy::{self, Occupancy};
use super::stack::Kinds;
use super::week::Whose;
use crate::api::Failure;
use crate::console::Desk;
use crate::console::settings::label;
use crate::presence::{Days, groups};

/// A location as somebody at the desk looks at it.
pub(super) struct Scene<'a> {
    /// Whose desk it is.
    pub(super) desk: &'a Desk<'a>,
    /// The location.
    pub(super) place: Arc<Location>,
    /// As of when.
    pub(super) now: Instant,
}

/// Who came in a period, by source.
pub(super) struct Counted {
    days: Days,
    window: Window,
    sources: BTreeMap<Option<String>, Tally>,
    unknown: Tally,
    by_day: Grid,
}

impl<'a> Scene<'a> {
    /// The location that a desk looks at.
    pub(super) fn of(desk: &'a Desk<'a>) -> Result<Self, Failure> {
        let place = desk.catalogue.location(desk.here.id).ok_or(Failure::NotFound)?.clone();
        Ok(Self { desk, place, now: desk.app.now() })
    }

    /// The day it is on the clocks of the location.
    pub(super) fn today(&self) -> Date {
        self.place.zone.local(self.now).0
    }

    /// Whether visits may be counted.
    pub(super) fn may_count(&self) -> bool {
        self.desk.caller.may(Checkin::schema(), "Read").is_ok()
    }

    /// Whether refusals may be counted.
    pub(super) fn may_count_refusals(&self) -> bool {
        self.desk.caller.may(FailedCheckin::schema(), "List").is_ok()
    }

    /// What has been of some days by now.
    pub(super) fn window(&self, days: Days) -> Window {
        days.window(&self.place, self.now)
    }

    /// The week of a customer.
    pub(super) fn week_of(&self, customer: i64, monday: Date) -> Whose<'_> {
        let location = self.place.id.get();
        Whose { location, zone: &self.place.zone, customer, monday, now: self.now }
    }

    /// Who came on these days.
    pub(super) async fn counted(&self, days: Days) -> Result<Counted, Failure> {
        let window = self.window(days);
        let (sources, unknown) = self.attended(window, Of::Source).await?;
        let by_day = Grid::new(days.each(), window, By::Day, &self.place.zone);
        Ok(Counted { days, window, sources, unknown, by_day })
    }

    /// What customers' visits come to, by what they have in common, and presence without one.
    pub(super) async fn attended(
        &self,
        window: Window,
        of: Of,
    ) -> Result<(BTreeMap<Option<String>, Tally>, Tally), Failure> {
        let location = self.place.id.get();
        let attended = self.desk.app.store.attendance(Attendance { location, window, of }).await?;
        Ok(groups(attended, of))
    }

    /// How many were inside on a day: all of them, since the house holds no more for knowing nobody's name.
    pub(super) async fn occupancy(&self, date: Date) -> Result<Occupancy, Failure> {
        let day = Days { first: date, last: date };
        let window = self.window(day);
        let (known, unknown) = self.attended(window, Of::All).await?;
        let mut all = unknown;
        known.values().for_each(|tally| all.add(tally));
        let counts = Grid::new(day.each(), window, By::Hour, &self.place.zone).fold(&all);
        Ok(occupancy::occupancy(date, &counts, self.place.capacity.most))
    }

    /// Why how many were refused on each of these days.
    pub(super) async fn reasons(&self, days: Days) -> Result<Kinds, Failure> {
        let (location, window) = (self.place.id.get(), self.window(days));
        let refused = self.desk.app.store.refusals(Refusals { location, window }).await?;
        let all: Vec<Date> = days.each().collect();
        let mut kinds: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for one in refused {
            let after = Window::QUARTER.in_micros().saturating_mul(one.quarter);
            let (date, _) = self.place.zone.local(window.from.plus(Span::micros(after)));
            let name = one.reason.as_deref().map_or_else(|| "No reason kept".to_owned(), words);
            let times = kinds.entry(name).or_insert_with(|| vec![0; all.len()]);
            let nth = usize::try_from(date.days_since(days.first)).ok();
            if let Some(of_day) = nth.and_then(|nth| times.get_mut(nth)) {
                *of_day += one.times;
            }
        }
        Ok(Kinds { days: all, kinds: kinds.into_iter().collect() })
    }
}

impl Counted {
    /// Customers by the hours of a week.
    pub(super) fn week_hours(&self, scene: &Scene<'_>) -> Vec<Counts> {
        let mut all = Tally::default();
        self.sources.values().for_each(|tally| all.add(tally));
        Grid::new(self.days.each(), self.window, By::WeekHour, &scene.place.zone).fold(&all)
    }

    /// How many customers came on each day, by source.
    pub(super) fn sources(&self) -> Kinds {
        let of = |(name, tally): (&Option<String>, &Tally)| {
            (label(name.as_deref().unwrap_or("None")), self.arrivals(tally).collect())
        };
        Kinds { days: self.days.each().collect(), kinds: self.sources.iter().map(of).collect() }
    }

    /// How many came without a customer.
    pub(super) fn unknown(&self) -> i64 {
        self.arrivals(&self.unknown).sum()
    }

    fn arrivals(&self, tally: &Tally) -> impl Iterator<Item = i64> + use<> {
        self.by_day.fold(tally).into_iter().map(|counts| counts.arrivals)
    }
}

/// A reason in words: `no_pass` is `No pass`.
fn words(code: &str) -> String {
    let text = code.replace('_', " ");
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().collect::<String>());
    first.unwrap_or_default() + letters.as_str()
}
