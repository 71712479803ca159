//! What a run comes to, in a few lines.

use super::crowd::Done;
use crate::bench::load::percentile;

/// How much longer half of the check-ins may take because receivers are slow or down, and how much of that is noise, in
/// milliseconds.
const MOST: (f64, f64) = (2.0, 10.0);

/// How long check-ins took in one part of the run, in milliseconds.
pub(super) struct Pace {
    name: &'static str,
    count: usize,
    p50: f64,
    p99: f64,
    longest: f64,
}

impl Pace {
    /// Of a part.
    pub(super) fn of(name: &'static str, done: &Done) -> Self {
        let mut sorted = done.latencies.clone();
        sorted.sort_unstable();
        let at = |share| percentile(&sorted, share);
        Self { name, count: sorted.len(), p50: at(0.5), p99: at(0.99), longest: at(1.0) }
    }

    /// Why check-ins took longer than before for the receivers' sake, if they did.
    pub(super) fn suffers(&self, before: &Self) -> Option<String> {
        let (times, noise) = MOST;
        (self.p50 > before.p50 * times + noise).then(|| {
            format!(
                "half of the check-ins took {:.1} ms with {}, and {:.1} ms with {}",
                self.p50, self.name, before.p50, before.name
            )
        })
    }
}

/// Prints how long check-ins took, each part beside the first.
pub(super) fn paces(paces: &[Pace]) {
    println!("\n{:<38} {:>6} {:>18} {:>18} {:>10}", "check-ins", "", "p50 ms", "p99 ms", "longest");
    for Pace { name, count, p50, p99, longest } in paces {
        let beside = |figure: f64, first: fn(&Pace) -> f64| {
            let ratio = paces.first().map_or(f64::NAN, |pace| figure / first(pace));
            format!("{figure:.2} ({ratio:.2} x)")
        };
        let (p50, p99) = (beside(*p50, |pace| pace.p50), beside(*p99, |pace| pace.p99));
        println!("{name:<38} {count:>6} {p50:>18} {p99:>18} {longest:>10.1}");
    }
}

/// Prints what is wrong, with what makes the run come again.
pub(super) fn violations(violations: &[String], seed: u64) {
    for violation in violations {
        println!("VIOLATION {violation}");
    }
    match violations.len() {
        0 => println!("seed {seed}: nothing lost, nothing twice, nothing out of order"),
        _ => println!("seed {seed}: not as promised"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(name: &'static str, millis: u32) -> Pace {
        Pace::of(name, &Done { latencies: vec![millis * 1_000; 10], ..Done::default() })
    }

    #[test]
    fn check_ins_that_wait_for_a_receiver_are_found() {
        let well = pace("receivers well", 5);
        assert_eq!(pace("one down, one slow", 15).suffers(&well), None);
        let said = pace("one down, one slow", 200).suffers(&well).unwrap();
        assert_eq!(
            said,
            "half of the check-ins took 200.0 ms with one down, one slow, and 5.0 ms with receivers well"
        );
    }
}
