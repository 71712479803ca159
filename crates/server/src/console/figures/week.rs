//! A week of one customer: when they were inside, day by day, on the clocks of the location.

use vestibule_domain::time::{Date, Instant, TimeOfDay, Zone};
use vestibule_records::{Checkin, Filter, Id, Record, Row, Test, Value, WrongValue};
use vestibule_store::{Query, StoreError};

use super::table::{Table, head};
use crate::app::App;
use crate::console::settings::label;
use crate::presence::source_name;

/// Visits that are shown at most.
const MOST: i64 = 500;
const LEFT: i64 = 64;
const TOP: i64 = 24;
const ROW: i64 = 34;
const WIDTH: i64 = 960;
/// Room that the times of a bar take.
const TIMES: i64 = 92;
const DAY_MINUTES: i64 = 24 * 60;

/// The picture.
#[derive(Debug)]
pub(crate) struct Week {
    /// Its size.
    pub(crate) size: (i64, i64),
    /// The hours: where and which.
    pub(crate) hours: Vec<(i64, String)>,
    /// The days: where and which.
    pub(crate) days: Vec<(i64, String)>,
    /// The stays.
    pub(crate) bars: Vec<Bar>,
    /// What there is to see, in words.
    pub(crate) words: String,
    /// The numbers.
    pub(crate) table: Table,
}

/// What of a stay lies on one day.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    /// Left, top and width.
    pub(crate) at: (i64, i64, i64),
    /// Whether it goes on.
    pub(crate) open: bool,
    /// From when to when, and where that stands, if there is room.
    pub(crate) times: Option<(i64, String)>,
}

/// Whose week, where, and as of when.
pub(crate) struct Whose<'a> {
    /// The location.
    pub(crate) location: i64,
    /// Its clocks.
    pub(crate) zone: &'a Zone,
    /// The customer.
    pub(crate) customer: i64,
    /// The first day.
    pub(crate) monday: Date,
    /// As of when.
    pub(crate) now: Instant,
}

impl Whose<'_> {
    fn begin(&self, day: Date) -> Instant {
        self.zone.instant(day, TimeOfDay::MIDNIGHT)
    }

    fn days(&self) -> impl Iterator<Item = Date> {
        std::iter::successors(Some(self.monday), |day| Some(day.tomorrow())).take(7)
    }

    fn span(&self) -> (Instant, Instant) {
        (self.begin(self.monday), self.begin(self.monday.plus_days(7).unwrap_or(self.monday)))
    }

    /// The visits that reach into the week, the first to come first.
    pub(crate) async fn visits(&self, app: &App) -> Result<Vec<Checkin>, StoreError> {
        let (from, to) = self.span();
        let mut visits = Vec::new();
        for reaches in [Test::AtLeast(from.micros()), Test::IsNull] {
            let is = |field, test| Filter::on::<Checkin>(field, test);
            let query = Query {
                filters: vec![
                    is("CoworkerId", Test::Is(Value::Int(self.customer))),
                    is("BusinessId", Test::Is(Value::Int(self.location))),
                    is("FromTime", Test::AtMost(to.micros() - 1)),
                    is("ToTime", reaches),
                ],
                limit: MOST,
                sets: false,
                ..Query::all(Checkin::schema())
            };
            let rows = app.store.list(query).await?.rows;
            visits.extend(rows.iter().map(Checkin::from_row).collect::<Result<Vec<_>, WrongValue>>()?);
        }
        visits.sort_by_key(|visit| (visit.from_time, visit.base.id));
        Ok(visits)
    }

    /// The picture of these visits.
    pub(crate) fn picture(&self, visits: &[Checkin]) -> Week {
        let mut bars = Vec::new();
        for (nth, day) in (0..).zip(self.days()) {
            let mut free = LEFT;
            for visit in visits {
                bars.extend(self.bar(visit, nth, day, &mut free));
            }
        }
        let hours = (0..=24).step_by(3).map(|hour| (x(hour * 60), format!("{hour:02}")));
        let days = (0..).zip(self.days());
        Week {
            size: (WIDTH, TOP + 7 * ROW + 4),
            hours: hours.collect(),
            days: days
                .map(|(nth, day)| {
                    (TOP + nth * ROW + 21, format!("{} {}", &day.weekday().name()[..3], day.day()))
                })
                .collect(),
            bars,
            words: self.words(visits),
            table: Table {
                caption: format!("Visits from {} on", self.monday),
                head: head(&["Came", "Left", "Minutes", "Source"]),
                rows: visits.iter().map(|visit| self.row(visit)).collect(),
            },
        }
    }

    /// What of a visit lies on a day; `free` is where the row is free of bars and their times.
    fn bar(&self, visit: &Checkin, nth: i64, day: Date, free: &mut i64) -> Option<Bar> {
        let (begin, end) = (self.begin(day), self.begin(day.tomorrow()));
        let left = visit.to_time.unwrap_or(self.now.max(visit.from_time));
        let (from, to) = (visit.from_time.max(begin), left.min(end));
        if from >= end || to < begin || (to == begin && visit.from_time < begin) {
            return None;
        }
        let minute =
            |at: Instant| if at >= end { DAY_MINUTES } else { self.zone.local(at).1.micros() / 60_000_000 };
        let (x0, x1) = (x(minute(from)), x(minute(to)));
        let width = (x1 - x0).max(3);
        let open = visit.to_time.is_none();
        let text = format!(
            "{}–{}",
            self.clock(visit.from_time),
            if open { "…".to_owned() } else { self.clock(left) }
        );
        let inside = (width >= TIMES).then_some(x0 + 6);
        let beside = Some(x0 + width + 6).filter(|x| x + TIMES <= WIDTH);
        let times = inside.or(beside).filter(|x| *x >= *free).map(|x| (x, text));
        *free = (*free).max(times.as_ref().map_or(0, |(x, _)| x + TIMES)).max(x0 + width);
        Some(Bar { at: (x0, TOP + nth * ROW + 4, width), open, times })
    }

    fn clock(&self, at: Instant) -> String {
        let (_, time) = self.zone.local(at);
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    fn row(&self, visit: &Checkin) -> Vec<String> {
        let wall = |at: Instant| format!("{} {}", self.zone.local(at).0, self.clock(at));
        let left = visit.to_time.unwrap_or(self.now.max(visit.from_time));
        vec![
            wall(visit.from_time),
            visit.to_time.map(wall).unwrap_or_default(),
            (left.since(visit.from_time) / 60_000_000).to_string(),
            label(source_name(visit.source.number())),
        ]
    }

    fn words(&self, visits: &[Checkin]) -> String {
        let (from, to) = self.span();
        let inside = |visit: &Checkin| {
            let left = visit.to_time.unwrap_or(self.now);
            left.min(to).since(visit.from_time.max(from)).max(0)
        };
        let minutes = visits.iter().map(inside).sum::<i64>() / 60_000_000;
        match visits.len() {
            0 => "No visits this week.".to_owned(),
            1 => format!("1 visit, {minutes} minutes inside this week."),
            many => format!("{many} visits, {minutes} minutes inside this week."),
        }
    }
}

fn x(minute: i64) -> i64 {
    LEFT + (WIDTH - LEFT - 16) * minute / DAY_MINUTES
}

/// The name of a customer, if whoever asks sees them.
pub(crate) fn name_of(row: &Row) -> String {
    row.get("FullName").text().map_or_else(|| format!("Customer {}", row.id()), str::to_owned)
}

/// A number that somebody sent as that of a customer.
pub(crate) fn customer(sent: &str) -> Option<i64> {
    sent.parse().ok().filter(|id| Id::<Checkin>::new(*id).get() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_domain::time::Span;
    use vestibule_records::CheckinSource;

    fn at(zone: &Zone, day: i8, hour: u8) -> Instant {
        let date = Date::new(2026, 8, day).expect("a date");
        zone.instant(date, TimeOfDay::new(hour, 0, 0, 0).expect("a time"))
    }

    #[test]
    fn a_night_is_a_bar_on_each_of_its_days() {
        let zone = Zone::named("Europe/London").expect("a zone");
        let monday = Date::new(2026, 8, 3).expect("a date");
        let now = at(&zone, 9, 12);
        let whose = Whose { location: 1, zone: &zone, customer: 1, monday, now };
        let visit = |from, to| Checkin {
            source: CheckinSource::Manual,
            from_time: from,
            to_time: to,
            ..Checkin::default()
        };
        let picture = whose.picture(&[
            visit(at(&zone, 3, 22), Some(at(&zone, 4, 2))),
            visit(at(&zone, 5, 0).minus(Span::minutes(60)), Some(at(&zone, 5, 0))),
            visit(at(&zone, 9, 9), None),
        ]);
        let bars: Vec<_> = picture.bars.iter().map(|bar| (bar.at.0, bar.at.2, bar.open)).collect();
        let hours = |from: i64, to: i64| (x(from * 60), x(to * 60) - x(from * 60));
        let expected = [hours(22, 24), hours(0, 2), hours(23, 24), hours(9, 12)];
        let ends_open = [false, false, false, true];
        let expected: Vec<_> =
            expected.iter().zip(ends_open).map(|((x, width), open)| (*x, *width, open)).collect();
        assert_eq!(bars, expected, "what ends at midnight is not there on the next day");
        assert_eq!(picture.words, "3 visits, 480 minutes inside this week.");
        assert_eq!(picture.table.rows[0], ["2026-08-03 22:00", "2026-08-04 02:00", "240", "Manual"]);
    }
}
