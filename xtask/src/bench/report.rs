//! The figures of a run, and the one table they end up in.

use super::load::Tally;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What one cell measured.
#[derive(Clone, Copy)]
pub(crate) struct Figure {
    /// Requests per second.
    pub(crate) rate: f64,
    /// Half of the requests took less, in milliseconds.
    pub(crate) p50: f64,
    /// All but one of a hundred took less, in milliseconds.
    pub(crate) p99: f64,
    /// CPU time of the measured process per request, in microseconds.
    pub(crate) cpu: f64,
    /// How long the load went on.
    pub(crate) seconds: f64,
}

/// A row of the table, at one number of connections.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Row {
    /// What is measured.
    pub(crate) name: &'static str,
    /// On which database, if on any.
    pub(crate) database: &'static str,
    /// How many requests are under way at once.
    pub(crate) connections: usize,
}

/// The bare HTTP echo, beside which all else stands.
pub(crate) const ECHO: &str = "bare HTTP echo";

/// All figures of a run, and what is to be said about it.
#[derive(Default)]
pub(crate) struct Report {
    cells: Vec<(Row, Vec<Figure>)>,
    notes: Vec<String>,
    memory: BTreeMap<&'static str, f64>,
}

impl Figure {
    /// The figure of a load during which the measured process used so much CPU time.
    pub(crate) fn new(tally: &mut Tally, cpu_micros: f64) -> Self {
        let requests = tally.latencies.len() as f64;
        Self {
            rate: requests / tally.elapsed.as_secs_f64(),
            p50: tally.percentile(0.50),
            p99: tally.percentile(0.99),
            cpu: cpu_micros / requests,
            seconds: tally.elapsed.as_secs_f64(),
        }
    }
}

impl Report {
    /// Adds what one round measured in a cell, and shows it.
    pub(crate) fn add(&mut self, row: Row, figure: Figure) {
        println!(
            "  {:>2} connections  {:<45} {:>9}/s  p99 {:>8.2} ms",
            row.connections,
            label(row),
            grouped(figure.rate),
            figure.p99
        );
        match self.cells.iter_mut().find(|(known, _)| *known == row) {
            Some((_, figures)) => figures.push(figure),
            None => self.cells.push((row, vec![figure])),
        }
    }

    /// Adds a remark; the same one only once.
    pub(crate) fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Remembers the most memory the server held on a database, in MB.
    pub(crate) fn peak_memory(&mut self, database: &'static str, megabytes: f64) {
        let peak = self.memory.entry(database).or_default();
        *peak = peak.max(megabytes);
    }

    /// The whole run as markdown, which reads well as plain text too.
    pub(crate) fn render(&self) -> String {
        let mut text = format!(
            "| {:<45} | connections | requests/s | p50 ms | p99 ms | CPU us/request | of the echo |\n\
             |:{:-<46}|------------:|-----------:|-------:|-------:|---------------:|------------:|\n",
            "", ""
        );
        for (row, figures) in self.in_order() {
            text += &self.line(*row, &median(figures));
        }
        text += "\n";
        for note in self.notes.iter().chain(&self.peaks()).chain(&self.noise()) {
            let _ = writeln!(text, "- {note}");
        }
        text
    }

    /// Cells of one row together, in the order in which the rows first appeared.
    fn in_order(&self) -> Vec<&(Row, Vec<Figure>)> {
        let order = |row: &Row| {
            self.cells.iter().position(|(other, _)| (other.name, other.database) == (row.name, row.database))
        };
        let mut cells: Vec<_> = self.cells.iter().collect();
        cells.sort_by_key(|(row, _)| order(row));
        cells
    }

    fn line(&self, row: Row, figure: &Figure) -> String {
        let ratio = self.echo(row.connections).map(|echo| figure.rate / median(echo).rate);
        let ratio = ratio.map_or_else(String::new, |ratio| format!("{:.0} %", ratio * 100.0));
        format!(
            "| {:<45} | {:>11} | {:>10} | {:>6.2} | {:>6.2} | {:>14.1} | {ratio:>11} |\n",
            label(row),
            row.connections,
            grouped(figure.rate),
            figure.p50,
            figure.p99,
            figure.cpu
        )
    }

    fn echo(&self, connections: usize) -> Option<&[Figure]> {
        let row = Row { name: ECHO, database: "", connections };
        self.cells.iter().find(|(known, _)| *known == row).map(|(_, figures)| figures.as_slice())
    }

    fn peaks(&self) -> Vec<String> {
        let peak = |(database, peak)| format!("peak memory over all cells, {database}: {peak:.0} MB");
        self.memory.iter().map(peak).collect()
    }

    /// How much the echo itself moved between rounds: less than that is not a difference.
    fn noise(&self) -> Vec<String> {
        let echoes = self.cells.iter().filter(|(row, _)| row.name == ECHO);
        let spreads = echoes.map(|(row, figures)| format!("{:.0} % at {}", spread(figures), row.connections));
        let spreads: Vec<String> = spreads.collect();
        vec![format!("noise: the echo's rate moved between rounds by {}", spreads.join(", "))]
    }
}

fn label(row: Row) -> String {
    if row.database.is_empty() { row.name.to_owned() } else { format!("{}, {}", row.name, row.database) }
}

/// From the slowest to the fastest round, in percent of the median.
fn spread(figures: &[Figure]) -> f64 {
    let rates = figures.iter().map(|figure| figure.rate);
    let (low, high) = rates.fold((f64::MAX, f64::MIN), |(low, high), rate| (low.min(rate), high.max(rate)));
    (high - low) / median(figures).rate * 100.0
}

/// The median of each measure by itself.
fn median(figures: &[Figure]) -> Figure {
    Figure {
        rate: median_of(figures.iter().map(|figure| figure.rate)),
        p50: median_of(figures.iter().map(|figure| figure.p50)),
        p99: median_of(figures.iter().map(|figure| figure.p99)),
        cpu: median_of(figures.iter().map(|figure| figure.cpu)),
        seconds: median_of(figures.iter().map(|figure| figure.seconds)),
    }
}

/// The median; of an even number the lower of the two in the middle.
pub(crate) fn median_of(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN)
}

/// A whole number with commas between the thousands.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(rate: f64) -> Figure {
        Figure { rate, p50: 1.0, p99: 2.0, cpu: 3.0, seconds: 2.0 }
    }

    #[test]
    fn thousands_are_told_apart() {
        assert_eq!(grouped(66_600.4), "66,600");
        assert_eq!(grouped(999.0), "999");
        assert_eq!(grouped(1_234_567.0), "1,234,567");
    }

    #[test]
    fn the_median_is_not_moved_by_one_bad_round() {
        assert_eq!(median_of([100.0, 3.0, 99.0].into_iter()), 99.0);
        assert_eq!(spread(&[figure(90.0), figure(100.0), figure(110.0)]), 20.0);
    }

    #[test]
    fn each_row_stands_beside_the_echo_of_as_many_connections() {
        let mut report = Report::default();
        for connections in [1, 16] {
            report.add(Row { name: ECHO, database: "", connections }, figure(200.0 * connections as f64));
            report.add(Row { name: "check-in", database: "SQLite", connections }, figure(100.0));
        }
        let text = report.render();
        assert!(text.contains("| check-in, SQLite "), "{text}");
        assert!(text.contains("|        50 % |") && text.contains("|         3 % |"), "{text}");
    }
}
