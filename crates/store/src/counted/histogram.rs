//! How often a number was how large.

use std::sync::atomic::{AtomicU64, Ordering};

/// How often a number was how large: counts by bounds that are known beforehand.
pub struct Histogram {
    bounds: &'static [u64],
    /// One for each bound, and one for what is beyond the last.
    counts: Box<[AtomicU64]>,
    sum: AtomicU64,
}

/// A histogram at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// Each bound, with how many were no larger.
    pub up_to: Vec<(u64, u64)>,
    /// How many there were.
    pub count: u64,
    /// What they come to together.
    pub sum: u64,
}

impl Histogram {
    /// A histogram with these bounds, the smallest first.
    #[must_use]
    pub fn new(bounds: &'static [u64]) -> Self {
        let counts = (0..=bounds.len()).map(|_| AtomicU64::default()).collect();
        Self { bounds, counts, sum: AtomicU64::default() }
    }

    /// Takes in a number.
    pub fn observe(&self, number: u64) {
        let place = self.bounds.partition_point(|bound| *bound < number);
        self.counts[place].fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(number, Ordering::Relaxed);
    }

    /// As it is now. What comes in meanwhile may be in the sum and not yet in the counts.
    #[must_use]
    pub fn observed(&self) -> Observed {
        let sum = self.sum.load(Ordering::Relaxed);
        let mut count = 0;
        let mut so_far = |place: &AtomicU64| {
            count += place.load(Ordering::Relaxed);
            count
        };
        let up_to = self.bounds.iter().copied().zip(self.counts.iter().map(&mut so_far)).collect();
        let count = so_far(&self.counts[self.bounds.len()]);
        Observed { up_to, count, sum }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_counts_up_to_its_bound_and_beyond() {
        let histogram = Histogram::new(&[1, 10, 100]);
        [1, 2, 10, 11, 1_000].into_iter().for_each(|number| histogram.observe(number));
        let observed = histogram.observed();
        assert_eq!(observed, Observed { up_to: vec![(1, 1), (10, 3), (100, 4)], count: 5, sum: 1_024 });
    }
}
