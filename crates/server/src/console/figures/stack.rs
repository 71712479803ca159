//! What something is made of over time: a bar for each day or week, of parts that lie on one another.

use std::fmt::Write as _;
use std::ops::Range;

use vestibule_domain::time::Date;

use super::asked::monday;
use super::plot::{Line, Plot};
use super::table::Table;

const PLOT: Plot = Plot { width: 960, height: 320, left: 48, right: 12, top: 24, bottom: 30 };
/// Parts that are told apart; each has a pattern of its own.
const PARTS: usize = 6;
/// Days up to which each has a bar; of more, weeks have.
const MOST_DAYS: usize = 35;
/// The narrowest bar that a number fits on.
const NARROW: i64 = 24;
/// Room that the name of a bar takes.
const NAME: i64 = 56;

/// How often something happened on each of some days, by what kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kinds {
    /// The days, one after the other.
    pub(crate) days: Vec<Date>,
    /// The kinds, each with how often on which day.
    pub(crate) kinds: Vec<(String, Vec<i64>)>,
}

/// The first day of a bar, and the days that belong to it.
type Bar = (Date, Range<usize>);

/// The picture.
#[derive(Debug)]
pub(crate) struct Stack {
    /// Where it is drawn.
    pub(crate) plot: Plot,
    /// The lines behind it, each with its number.
    pub(crate) lines: Vec<Line>,
    /// The parts, the lowest first.
    pub(crate) parts: Vec<Part>,
    /// How many there were in all, above the bars: left, top, number.
    pub(crate) sums: Vec<(i64, i64, i64)>,
    /// The names of bars: left, name.
    pub(crate) names: Vec<(i64, String)>,
    /// What there is to see, in words.
    pub(crate) words: String,
    /// The numbers.
    pub(crate) table: Table,
}

/// What is of the same kind in all bars.
#[derive(Debug)]
pub(crate) struct Part {
    /// Its pattern.
    pub(crate) nth: usize,
    /// What it is called.
    pub(crate) name: String,
    /// How often it happened in all.
    pub(crate) times: i64,
    /// Its areas, as a path.
    pub(crate) path: String,
}

impl Kinds {
    /// The kinds that happened, the most frequent first; those past the last pattern together.
    fn ranked(&self) -> Vec<(String, Vec<i64>)> {
        let sum = |days: &[i64]| days.iter().sum::<i64>();
        let mut kinds: Vec<_> = self.kinds.iter().filter(|(_, days)| sum(days) > 0).cloned().collect();
        kinds.sort_by(|one, other| sum(&other.1).cmp(&sum(&one.1)).then_with(|| one.0.cmp(&other.0)));
        if kinds.len() > PARTS {
            let rest = kinds.split_off(PARTS - 1);
            let of_day = |day: usize| rest.iter().filter_map(|(_, days)| days.get(day)).sum();
            kinds.push(("Others".to_owned(), (0..self.days.len()).map(of_day).collect()));
        }
        kinds
    }

    /// The bars: each with its first day, and the days that belong to it.
    fn bars(&self) -> Vec<Bar> {
        let mut bars: Vec<Bar> = Vec::new();
        let by_week = self.days.len() > MOST_DAYS;
        for (nth, day) in self.days.iter().enumerate() {
            match bars.last_mut() {
                Some((first, days)) if by_week && monday(*first) == monday(*day) => days.end = nth + 1,
                _ => bars.push((*day, nth..nth + 1)),
            }
        }
        bars
    }
}

/// A picture of kinds over time; `what` is what is counted: "arrivals".
pub(crate) fn stack(kinds: &Kinds, what: &str) -> Stack {
    let bars = kinds.bars();
    let ranked = kinds.ranked();
    let sums: Vec<i64> =
        bars.iter().map(|(_, days)| ranked.iter().map(|kind| of_bar(days, kind)).sum()).collect();
    let top = Plot::nice(sums.iter().copied().max().unwrap_or_default());
    let columns = i64::try_from(bars.len()).unwrap_or(1);

    let mut below = vec![0; bars.len()];
    let mut parts = Vec::new();
    for (nth, kind) in ranked.iter().enumerate() {
        let mut path = String::new();
        for ((at, (_, days)), below) in (0..).zip(&bars).zip(&mut below) {
            let times = of_bar(days, kind);
            let (x, width) = PLOT.column(at, columns);
            let (floor, y) = (PLOT.y(*below, top), PLOT.y(*below + times, top));
            if times > 0 {
                let _ = write!(path, "M{} {y}h{w}v{h}h-{w}z", x + 1, w = width - 2, h = floor - y);
            }
            *below += times;
        }
        parts.push(Part { nth, name: kind.0.clone(), times: kind.1.iter().sum(), path });
    }
    let width = PLOT.column(0, columns).1;
    let middle = |at: i64| PLOT.column(at, columns).0 + width / 2;
    let above = (0..).zip(&sums).filter(|(_, sum)| **sum > 0 && width >= NARROW);
    let every = usize::try_from((NAME + width - 1) / width.max(1)).unwrap_or(1).max(1);
    let named = (0..).zip(&bars).step_by(every);
    Stack {
        plot: PLOT,
        lines: PLOT.lines(top),
        sums: above.map(|(at, sum)| (middle(at), PLOT.y(*sum, top) - 5, *sum)).collect(),
        names: named.map(|(at, (day, _))| (middle(at), short(*day))).collect(),
        words: words(&parts, &sums, what),
        table: numbers(kinds, &bars, what),
        parts,
    }
}

/// Every kind on every day.
pub(crate) fn by_day(kinds: &Kinds, what: &str) -> Table {
    let days: Vec<Bar> = kinds.days.iter().enumerate().map(|(nth, day)| (*day, nth..nth + 1)).collect();
    numbers(kinds, &days, what)
}

/// Every kind in every bar.
fn numbers(kinds: &Kinds, bars: &[Bar], what: &str) -> Table {
    let row = |(first, days): &Bar| {
        let times: Vec<i64> = kinds.kinds.iter().map(|kind| of_bar(days, kind)).collect();
        let sum: i64 = times.iter().sum();
        let cells = times.into_iter().chain([sum]).map(|number| number.to_string());
        std::iter::once(first.to_string()).chain(cells).collect()
    };
    let is_by_week = bars.len() < kinds.days.len();
    let (what_by, of) = if is_by_week { ("week", "Week from") } else { ("day", "Day") };
    let names = kinds.kinds.iter().map(|(name, _)| name.clone());
    Table {
        caption: format!("{what} by {what_by}"),
        head: std::iter::once(of.to_owned()).chain(names).chain(["All".to_owned()]).collect(),
        rows: bars.iter().map(row).collect(),
    }
}

/// How often a kind happened in a bar.
fn of_bar(days: &Range<usize>, (_, times): &(String, Vec<i64>)) -> i64 {
    times.get(days.clone()).unwrap_or_default().iter().sum()
}

fn words(parts: &[Part], sums: &[i64], what: &str) -> String {
    let all: i64 = sums.iter().sum();
    let each: Vec<String> = parts.iter().map(|part| format!("{} {}", part.name, part.times)).collect();
    if all == 0 { format!("{what}: none.") } else { format!("{what}: {all} in all. {}.", each.join(", ")) }
}

/// `2 Sep`.
fn short(day: Date) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = usize::try_from(day.month() - 1).ok().and_then(|month| MONTHS.get(month));
    format!("{} {}", day.day(), month.copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(days: usize, kinds: &[(&str, i64)]) -> Kinds {
        let first = Date::new(2026, 8, 5).expect("a date");
        let days: Vec<_> =
            std::iter::successors(Some(first), |day| Some(day.tomorrow())).take(days).collect();
        let kind = |(name, times): &(&str, i64)| ((*name).to_owned(), vec![*times; days.len()]);
        Kinds { kinds: kinds.iter().map(kind).collect(), days }
    }

    #[test]
    fn a_month_is_shown_by_days_and_a_year_by_weeks() {
        let month = kinds(28, &[("Door", 2), ("Wi-Fi", 3)]);
        let picture = stack(&month, "Arrivals");
        assert_eq!((picture.sums.len(), picture.sums[0].2), (28, 5));
        let year = kinds(365, &[("Door", 2)]);
        assert_eq!(year.bars().len(), 53);
        assert_eq!(year.bars()[0].1, 0..5, "from a Wednesday to Sunday");
        let table = stack(&year, "Arrivals").table;
        assert_eq!((table.rows.len(), &*table.caption), (53, "Arrivals by week"));
        assert_eq!(table.rows[1], ["2026-08-10", "14", "14"]);
        assert_eq!(by_day(&year, "Arrivals").rows.len(), 365);
    }

    #[test]
    fn parts_past_the_last_pattern_are_shown_together_and_counted_apart() {
        let many =
            kinds(1, &[("a", 9), ("b", 8), ("c", 7), ("d", 6), ("e", 5), ("f", 4), ("g", 3), ("h", 0)]);
        let picture = stack(&many, "Refusals");
        let parts: Vec<_> = picture.parts.iter().map(|part| (&*part.name, part.times)).collect();
        assert_eq!(parts, [("a", 9), ("b", 8), ("c", 7), ("d", 6), ("e", 5), ("Others", 7)]);
        assert_eq!(picture.table.rows[0].len(), 10, "a day, eight kinds and their sum");
        assert_eq!(picture.table.rows[0][9], "42");
    }

    #[test]
    fn where_nothing_happened_nothing_is_drawn() {
        let picture = stack(&kinds(3, &[]), "Refusals");
        assert_eq!((picture.parts.len(), picture.sums.len(), &*picture.words), (0, 0, "Refusals: none."));
    }
}
