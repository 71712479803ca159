//! The text format of Prometheus, version 0.0.4: a family has a kind, a help and samples.

use std::fmt::{Display, Write as _};

use vestibule_store::counted::Observed;

/// Labels of a sample.
pub(super) type Labels<'a> = [(&'static str, &'a str)];

/// What is exposed, as text.
#[derive(Default)]
pub(super) struct Exposition(String);

/// A family while it is written.
pub(super) struct Written<'a> {
    text: &'a mut String,
    name: &'static str,
}

impl Exposition {
    /// A family of numbers that only grow; the name ends in `_total`.
    pub(super) fn counter(&mut self, name: &'static str, help: &str) -> Written<'_> {
        self.family(name, "counter", help)
    }

    /// A family of numbers that come and go.
    pub(super) fn gauge(&mut self, name: &'static str, help: &str) -> Written<'_> {
        self.family(name, "gauge", help)
    }

    /// A family of how often numbers were how large.
    pub(super) fn histogram(&mut self, name: &'static str, help: &str) -> Written<'_> {
        self.family(name, "histogram", help)
    }

    fn family(&mut self, name: &'static str, kind: &str, help: &str) -> Written<'_> {
        let Self(text) = self;
        let help = help.replace('\\', "\\\\").replace('\n', "\\n");
        // Writing to a string does not fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        Written { text, name }
    }

    /// All of it.
    pub(super) fn text(self) -> String {
        self.0
    }
}

impl Written<'_> {
    /// A sample of the family.
    pub(super) fn sample(&mut self, labels: &Labels<'_>, value: impl Display) {
        self.line("", labels, None, value);
    }

    /// A histogram of the family, whose numbers are shown in this unit.
    pub(super) fn observed<D: Display>(
        &mut self,
        labels: &Labels<'_>,
        observed: &Observed,
        unit: impl Fn(u64) -> D,
    ) {
        for (bound, count) in &observed.up_to {
            self.line("_bucket", labels, Some(&unit(*bound).to_string()), count);
        }
        self.line("_bucket", labels, Some("+Inf"), observed.count);
        self.line("_sum", labels, None, unit(observed.sum));
        self.line("_count", labels, None, observed.count);
    }

    fn line(&mut self, suffix: &str, labels: &Labels<'_>, bound: Option<&str>, value: impl Display) {
        let _ = write!(self.text, "{}{suffix}", self.name);
        let all = labels.iter().copied().chain(bound.map(|bound| ("le", bound)));
        let mut before = '{';
        for (name, value) in all {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.text, "{before}{name}=\"{value}\"");
            before = ',';
        }
        let end = if before == ',' { "}" } else { "" };
        let _ = writeln!(self.text, "{end} {value}");
    }
}

/// Microseconds in seconds, as a decimal.
pub(super) fn seconds(micros: u64) -> String {
    let fraction = format!("{:06}", micros % 1_000_000);
    match fraction.trim_end_matches('0') {
        "" => (micros / 1_000_000).to_string(),
        fraction => format!("{}.{fraction}", micros / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_written_with_its_kind_and_its_labels_escaped() {
        let mut out = Exposition::default();
        let mut family = out.counter("cards_total", "Cards, \\ and\nmore");
        family.sample(&[("of", "a \"b\"\\\n"), ("to", "c")], 3);
        out.gauge("people_inside", "People").sample(&[], 7);
        assert_eq!(
            out.text(),
            "# HELP cards_total Cards, \\\\ and\\nmore\n# TYPE cards_total counter\n\
             cards_total{of=\"a \\\"b\\\"\\\\\\n\",to=\"c\"} 3\n\
             # HELP people_inside People\n# TYPE people_inside gauge\npeople_inside 7\n"
        );
    }

    #[test]
    fn a_histogram_ends_with_all_there_were() {
        let mut out = Exposition::default();
        let observed = Observed { up_to: vec![(500, 1), (2_000_000, 2)], count: 3, sum: 9_000_500 };
        out.histogram("took_seconds", "Took").observed(&[("of", "x")], &observed, seconds);
        let lines: Vec<_> = out.0.lines().skip(2).map(str::to_owned).collect();
        assert_eq!(
            lines,
            [
                "took_seconds_bucket{of=\"x\",le=\"0.0005\"} 1",
                "took_seconds_bucket{of=\"x\",le=\"2\"} 2",
                "took_seconds_bucket{of=\"x\",le=\"+Inf\"} 3",
                "took_seconds_sum{of=\"x\"} 9.0005",
                "took_seconds_count{of=\"x\"} 3",
            ]
        );
    }
}
