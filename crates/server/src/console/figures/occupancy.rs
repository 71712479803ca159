//! How many were inside over a day, against how many the location holds.

use vestibule_domain::occupancy::{Bucket, Counts};
use vestibule_domain::time::Date;

use super::heat::hours_head;
use super::plot::{Line, Plot};
use super::table::Table;
use crate::presence::hundredths;

const PLOT: Plot = Plot { width: 960, height: 300, left: 48, right: 12, top: 24, bottom: 28 };

/// The picture of a day.
#[derive(Debug)]
pub(crate) struct Occupancy {
    /// Where it is drawn.
    pub(crate) plot: Plot,
    /// The lines behind it, each with its number.
    pub(crate) lines: Vec<Line>,
    /// The hours.
    pub(crate) bars: Vec<Bar>,
    /// How many it holds, and how high that is.
    pub(crate) capacity: Option<Line>,
    /// What there is to see, in words.
    pub(crate) words: String,
    /// The numbers.
    pub(crate) table: Table,
}

/// The most who were inside within an hour.
#[derive(Debug)]
pub(crate) struct Bar {
    /// Left, top, width and height.
    pub(crate) area: (i64, i64, i64, i64),
    /// Where its numbers stand.
    pub(crate) middle: i64,
    /// The hour.
    pub(crate) hour: String,
    /// How many; none for an hour that is still to come.
    pub(crate) peak: Option<i64>,
}

/// The picture of a day of whose hours this was counted, with everybody who was inside.
pub(crate) fn occupancy(date: Date, counts: &[Counts], capacity: Option<u32>) -> Occupancy {
    let peak = counts.iter().map(|counts| counts.peak).max().unwrap_or_default();
    let top = Plot::nice(peak.max(capacity.map_or(0, i64::from)));
    let hours = i64::try_from(counts.len()).unwrap_or(24).max(1);
    let bars = (0..).zip(counts).map(|(nth, counts)| {
        let (x, width) = PLOT.column(nth, hours);
        let y = PLOT.y(counts.peak, top);
        Bar {
            area: (x + 2, y, width - 4, PLOT.floor() - y),
            middle: x + width / 2,
            hour: name(counts.bucket),
            peak: (counts.length.in_micros() > 0).then_some(counts.peak),
        }
    });
    let most = capacity.map(|most| Line { y: PLOT.y(i64::from(most), top), label: format!("Holds {most}") });
    let busiest = counts.iter().find(|counts| counts.peak == peak).map(|counts| name(counts.bucket));
    let holds = capacity.map_or(String::new(), |most| format!(" It holds {most}."));
    Occupancy {
        plot: PLOT,
        lines: PLOT.lines(top),
        bars: bars.collect(),
        capacity: most,
        words: match busiest {
            Some(hour) if peak > 0 => format!("At most {peak} were inside, from {hour}:00 on.{holds}"),
            _ => format!("Nobody was inside.{holds}"),
        },
        table: Table {
            caption: format!("Who was inside on {date}, with and without an account"),
            head: hours_head(),
            rows: counts.iter().map(row).collect(),
        },
    }
}

fn name(bucket: Bucket) -> String {
    match bucket {
        Bucket::Hour(hour) | Bucket::WeekHour(_, hour) => format!("{hour:02}"),
        Bucket::Day(date) => date.to_string(),
        Bucket::Weekday(day) => day.name().to_owned(),
    }
}

fn row(counts: &Counts) -> Vec<String> {
    let length = counts.length.in_micros();
    let average =
        (length > 0).then(|| hundredths(counts.inside.in_micros() as f64 / length as f64).to_string());
    vec![
        format!("{}:00", name(counts.bucket)),
        counts.arrivals.to_string(),
        counts.departures.to_string(),
        counts.peak.to_string(),
        average.unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_domain::time::Span;

    #[test]
    fn the_bar_of_a_full_house_reaches_its_capacity() {
        let hour = Span::minutes(60);
        let full = Counts {
            bucket: Bucket::Hour(9),
            length: hour,
            arrivals: 40,
            departures: 0,
            peak: 40,
            inside: hour,
        };
        let none = Span::micros(0);
        let to_come = Counts {
            bucket: Bucket::Hour(10),
            length: none,
            arrivals: 0,
            departures: 0,
            peak: 0,
            inside: none,
        };
        let date = Date::new(2026, 9, 2).expect("a date");
        let picture = occupancy(date, &[full, to_come], Some(40));
        assert_eq!(picture.bars[0].area.1, picture.capacity.as_ref().expect("a line").y);
        assert_eq!((picture.bars[0].peak, picture.bars[1].peak), (Some(40), None));
        assert_eq!(picture.table.rows, [["09:00", "40", "0", "40", "1"], ["10:00", "0", "0", "0", ""]]);
        assert_eq!(picture.words, "At most 40 were inside, from 09:00 on. It holds 40.");
    }
}
