//! Arrivals by hour and weekday, as a map whose cells are the darker the more came.

use std::fmt::Write as _;

use vestibule_domain::occupancy::{Bucket, Counts};
use vestibule_domain::time::Weekday;

use super::table::{Table, head};

const CELL: (i64, i64) = (54, 22);
const MARGIN: (i64, i64) = (44, 22);
/// How many shades there are beside none.
const SHADES: i64 = 5;
/// Hours that are always shown: those of a working day.
const USUAL: (u8, u8) = (8, 18);

/// The map.
#[derive(Debug)]
pub(crate) struct Heat {
    /// Its size.
    pub(crate) size: (i64, i64),
    /// The days of the week: where and which.
    pub(crate) days: Vec<(i64, &'static str)>,
    /// The hours: where and which.
    pub(crate) hours: Vec<(i64, String)>,
    /// For each shade the cells that have it, as a path.
    pub(crate) shades: Vec<(i64, String)>,
    /// The numbers in the cells.
    pub(crate) numbers: Vec<Number>,
    /// What there is to see, in words.
    pub(crate) words: String,
    /// The numbers.
    pub(crate) table: Table,
}

/// A number in a cell.
#[derive(Debug)]
pub(crate) struct Number {
    /// Where.
    pub(crate) at: (i64, i64),
    /// The shade behind it.
    pub(crate) shade: i64,
    /// How many came.
    pub(crate) arrivals: i64,
}

/// A map of the hours of a week, each with what was counted of it.
pub(crate) fn heat(counts: &[Counts]) -> Heat {
    let week = || (1..=7).filter_map(|number| Weekday::from_number(number % 7));
    let of = |day: Weekday, hour: u8| {
        let found = counts.iter().find(|counts| counts.bucket == Bucket::WeekHour(day, hour));
        found.map_or(0, |counts| counts.arrivals)
    };
    let most = counts.iter().map(|counts| counts.arrivals).max().unwrap_or_default();
    let busy = counts.iter().filter(|counts| counts.arrivals > 0).filter_map(|counts| match counts.bucket {
        Bucket::WeekHour(_, hour) => Some(hour),
        _ => None,
    });
    let (first, last) = busy.fold(USUAL, |(first, last), hour| (first.min(hour), last.max(hour)));

    let mut shades: Vec<(i64, String)> = (0..=SHADES).map(|shade| (shade, String::new())).collect();
    let mut numbers = Vec::new();
    for (row, hour) in (0..).zip(first..=last) {
        for (column, day) in (0..).zip(week()) {
            let arrivals = of(day, hour);
            let shade = shade(arrivals, most);
            let (x, y) = (MARGIN.0 + column * CELL.0, MARGIN.1 + row * CELL.1);
            if let Some((_, path)) = shades.iter_mut().find(|(known, _)| *known == shade) {
                let _ = write!(path, "M{x} {y}h{w}v{h}h-{w}z", w = CELL.0 - 2, h = CELL.1 - 2);
            }
            if arrivals > 0 {
                numbers.push(Number { at: (x + CELL.0 / 2 - 1, y + 15), shade, arrivals });
            }
        }
    }
    shades.retain(|(_, path)| !path.is_empty());
    let hours =
        (0..).zip(first..=last).map(|(row, hour)| (MARGIN.1 + row * CELL.1 + 15, format!("{hour:02}")));
    let days = (0..)
        .zip(week())
        .map(|(column, day)| (MARGIN.0 + column * CELL.0 + CELL.0 / 2 - 1, &day.name()[..3]));
    Heat {
        size: (MARGIN.0 + 7 * CELL.0, MARGIN.1 + (i64::from(last - first) + 1) * CELL.1),
        days: days.collect(),
        hours: hours.collect(),
        shades,
        numbers,
        words: words(counts, most),
        table: Table {
            caption: "Arrivals of customers by hour and weekday".to_owned(),
            head: std::iter::once("Hour").chain(week().map(Weekday::name)).map(str::to_owned).collect(),
            rows: (0..24)
                .map(|hour| {
                    let cells = week().map(|day| of(day, hour).to_string());
                    std::iter::once(format!("{hour:02}:00")).chain(cells).collect()
                })
                .collect(),
        },
    }
}

/// Which of the shades: none for none, and the last one for the most.
fn shade(arrivals: i64, most: i64) -> i64 {
    if most == 0 { 0 } else { (arrivals * SHADES + most - 1) / most }
}

fn words(counts: &[Counts], most: i64) -> String {
    let all: i64 = counts.iter().map(|counts| counts.arrivals).sum();
    match counts.iter().find(|counts| counts.arrivals == most).map(|counts| counts.bucket) {
        Some(Bucket::WeekHour(day, hour)) if most > 0 => {
            format!("{all} arrivals; most of them, {most}, on {}s from {hour:02}:00 on.", day.name())
        }
        _ => "Nobody came.".to_owned(),
    }
}

/// The head of a table of hours.
pub(crate) fn hours_head() -> Vec<String> {
    head(&["Hour", "Arrivals", "Departures", "Most inside", "Inside on average"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_domain::time::Span;

    fn arrivals(day: Weekday, hour: u8, arrivals: i64) -> Counts {
        let none = Span::micros(0);
        let bucket = Bucket::WeekHour(day, hour);
        Counts { bucket, length: none, arrivals, departures: 0, peak: 0, inside: none }
    }

    #[test]
    fn the_most_are_the_darkest_and_one_is_not_none() {
        assert_eq!([0, 1, 50, 100].map(|arrivals| shade(arrivals, 100)), [0, 1, 3, 5]);
        assert_eq!(shade(0, 0), 0);
    }

    #[test]
    fn each_cell_with_arrivals_has_its_number() {
        let map = heat(&[arrivals(Weekday::Monday, 9, 7), arrivals(Weekday::Sunday, 23, 1)]);
        let numbers: Vec<_> = map.numbers.iter().map(|number| (number.arrivals, number.shade)).collect();
        assert_eq!(numbers, [(7, 5), (1, 1)]);
        assert_eq!(map.hours.last().expect("hours").1, "23", "an hour outside of the usual ones is shown");
        assert_eq!(map.table.rows[9][1..3], ["7", "0"]);
        assert_eq!(map.words, "8 arrivals; most of them, 7, on Mondays from 09:00 on.");
    }

    #[test]
    fn a_week_in_which_nobody_came_has_no_numbers() {
        let map = heat(&[]);
        assert_eq!((map.numbers.len(), &*map.words, map.shades.len()), (0, "Nobody came.", 1));
    }
}
