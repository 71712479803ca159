//! The arithmetic of a visit as lines of text for people; nowhere else is it put into words.

use super::{Arithmetic, Takes, TakesDay, TakesMinutes};
use crate::charge::{Charge, Day, Rate};
use crate::minutes::Minutes;
use crate::money::Percent;
use crate::time::{Instant, Span, Zone};

impl Arithmetic {
    /// Each step as a line, times on the clocks of a zone.
    ///
    /// ```text
    /// 09:00 to 11:40: 160 min
    /// minus 60 min in bookings: 100 min
    /// in quarters of an hour: 105 min
    /// at 12.00 GBP per 60 min: 21.00 GBP
    /// minus 10 %: 18.90 GBP
    /// ```
    pub fn lines(&self, zone: &Zone) -> Vec<String> {
        let mut lines = self.time(zone);
        match &self.takes {
            Takes::Nothing => lines.push("on no pass: nothing is taken".into()),
            Takes::Day(day) => lines.extend(day.lines()),
            Takes::Minutes(_) if self.to.is_none() => {
                lines.push("minutes are taken from the pass at departure".into());
            }
            Takes::Minutes(minutes) => {
                lines.push(self.quarters());
                lines.extend(minutes.lines());
            }
            Takes::Session(charge) => {
                lines.push(self.quarters());
                lines.extend(charge.lines());
            }
        }
        lines
    }

    fn time(&self, zone: &Zone) -> Vec<String> {
        let Some(to) = self.to else {
            let (day, time) = zone.local(self.from);
            return vec![format!("{day} {time}, not over yet")];
        };
        let mut lines = vec![format!("{}: {}", between(self.from, to, zone), exact(self.length.whole()))];
        let left_out = self.length.left_out();
        // Time in bookings is left out of what is counted, and a day is not.
        if left_out > Span::default() && !matches!(self.takes, Takes::Nothing | Takes::Day(_)) {
            lines.push(format!("minus {} in bookings: {}", exact(left_out), exact(self.length.net())));
        }
        lines
    }

    fn quarters(&self) -> String {
        match (self.length.billed(), self.to) {
            (Minutes::ZERO, None) => "begins within a booking: nothing is billed yet".into(),
            (Minutes::ZERO, Some(_)) => "all of it in bookings: nothing is billed".into(),
            (billed, None) => format!("opens at a quarter of an hour: {billed}"),
            (billed, Some(_)) => format!("in quarters of an hour: {billed}"),
        }
    }
}

impl TakesDay {
    fn lines(&self) -> Vec<String> {
        let day = self.day.map_or_else(|| "its day".to_owned(), |day| day.to_string());
        if !self.first {
            return vec![format!("another visit of {day} took the day pass: nothing is taken")];
        }
        let mut lines = vec![format!("takes a day pass for {day}")];
        lines.extend(self.charge.iter().flat_map(Charge::lines));
        lines
    }
}

impl TakesMinutes {
    fn lines(&self) -> Vec<String> {
        let mut lines =
            vec![format!("taken from {} on the pass: {}, {} left", self.before, self.taken(), self.left())];
        if self.overtime() > Minutes::ZERO {
            lines.push(format!("{} beyond the pass, not charged", self.overtime()));
        }
        lines
    }
}

impl Charge {
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.session.counts() {
            lines.extend(self.worth());
            lines.extend(self.day.iter().flat_map(Day::lines));
        } else {
            lines.push("neither is anything charged, nor a daily minimum called for".into());
        }
        if self.invoiced {
            lines.push(format!("on an invoice already, and stays: {}", self.charged));
        }
        lines
    }

    fn worth(&self) -> Vec<String> {
        let (Some(gross), Some(worth)) = (self.session.gross(), self.session.worth()) else {
            return vec![format!("cannot be reckoned, and stays: {}", self.charged)];
        };
        let rate = &self.session.rate;
        let mut lines = vec![format!("{}: {gross}", priced(rate))];
        if rate.discount != Percent::NONE {
            lines.push(format!("minus {}: {worth}", rate.discount));
        }
        lines
    }
}

impl Day {
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.others.is_empty() {
            lines.push(format!("with the other sessions of {}: {}", self.day, self.sum));
        }
        let bounds = [("minimum", self.minimum), ("maximum", self.maximum)];
        let bounds = bounds.into_iter().filter_map(|(name, bound)| Some(format!("{name} {}", bound?)));
        let bounds: Vec<_> = bounds.collect();
        if !bounds.is_empty() {
            lines.push(format!("{} a day: {}", bounds.join(", "), self.due));
        }
        if !self.charged.is_zero() {
            lines.push(format!("minus {} charged for the other sessions: {}", self.charged, self.missing()));
        }
        lines
    }
}

fn priced(rate: &Rate) -> String {
    let price = if rate.of_plan { "at the plan's price of" } else { "at" };
    match rate.per {
        None => format!("{price} {} a day", rate.price),
        Some(per) => format!("{price} {} per {per}", rate.price),
    }
}

/// `09:00 to 11:40`, with the days where there are two.
fn between(from: Instant, to: Instant, zone: &Zone) -> String {
    let ((day, arrival), (last, departure)) = (zone.local(from), zone.local(to));
    if day == last {
        format!("{day} {arrival} to {departure}")
    } else {
        format!("{day} {arrival} to {last} {departure}")
    }
}

/// A length of time to the microsecond: `160 min`, `9 min 59.5 s`.
fn exact(span: Span) -> String {
    const MINUTE: i64 = 60_000_000;
    let (minutes, rest) = (span.in_micros() / MINUTE, span.in_micros() % MINUTE);
    if rest == 0 {
        return format!("{minutes} min");
    }
    let seconds = format!("{}.{:06}", rest / 1_000_000, rest % 1_000_000);
    let seconds = seconds.trim_end_matches('0').trim_end_matches('.');
    if minutes == 0 { format!("{seconds} s") } else { format!("{minutes} min {seconds} s") }
}
