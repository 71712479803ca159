//! What is counted of a store's work, for those who watch over it: numbers that only grow, in atomics that nobody waits for.
//! Nothing here decides anything, and nothing is counted of a work before its commit.

mod family;
mod histogram;
mod standing;
mod stopwatch;
mod tally;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

pub use family::Family;
pub use histogram::{Histogram, Observed};
pub use standing::{MOST_COUNTED, Standing, Waiting};
pub use stopwatch::Stopwatch;
pub use tally::{Attempted, CameTo, Departed, Departures, Tally};

use crate::StoreError;
use crate::work::{Outcome, Work};

/// Bounds of how long a commit takes, in microseconds: from a page in the cache to a disk that is in trouble.
static COMMIT_MICROS: [u64; 14] = [
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    5_000_000,
];
/// Bounds of how many works share a commit; 256 are the most.
static BATCH_WORKS: [u64; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 256];
/// Places for attempts by source and what they came to: more than there are sources times codes of refusals.
const ATTEMPTS: usize = 512;

/// What is counted of a store on this node, since it was opened.
pub struct Counts {
    /// Attempts that were decided, by what they came to.
    pub attempts: Family<Attempted, AtomicU64>,
    /// Attempts that came again under their idempotency key, and were answered as the first time.
    pub attempts_replayed: AtomicU64,
    /// Visits that ended.
    pub departures: Family<Departed, AtomicU64>,
    /// How long it took to decide, write and commit what waited, in microseconds.
    pub commit_micros: Histogram,
    /// How many works shared a commit.
    pub batch_works: Histogram,
    /// How works ended, in a word.
    pub works: Family<&'static str, AtomicU64>,
    /// Works taken out of the queue that wait to be part of a batch.
    pub in_sight: AtomicUsize,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            attempts: Family::new(ATTEMPTS, AtomicU64::default),
            attempts_replayed: AtomicU64::default(),
            departures: Family::new(8, AtomicU64::default),
            commit_micros: Histogram::new(&COMMIT_MICROS),
            batch_works: Histogram::new(&BATCH_WORKS),
            works: Family::new(32, AtomicU64::default),
            in_sight: AtomicUsize::default(),
        }
    }
}

impl Counts {
    /// So many works were committed together; it took so long.
    pub fn committed(&self, works: usize, took: &Stopwatch) {
        self.commit_micros.observe(took.micros());
        self.batch_works.observe(works as u64);
    }

    /// What a work came to is durable.
    pub fn durable(&self, tally: &Tally) {
        if let Some(attempted) = tally.attempted {
            self.attempts.add(attempted, 1);
        }
        for (departed, visits) in tally.departures.each() {
            self.departures.add(departed, visits);
        }
    }

    /// A work ended so.
    pub fn ended(&self, work: &Work, outcome: &Result<Outcome, StoreError>) {
        self.works.add(word(outcome), 1);
        // What is about no visit that is known wants to open one.
        let is_attempt = work.scope.visit.as_ref().is_some_and(|visit| visit.visit.is_none());
        if is_attempt && matches!(outcome, Ok(Outcome::Replayed(_))) {
            self.attempts_replayed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A work was not taken on, since too many wait.
    pub fn turned_away(&self) {
        self.works.add("busy", 1);
    }
}

/// How a work ended, as a label.
const fn word(outcome: &Result<Outcome, StoreError>) -> &'static str {
    match outcome {
        Ok(Outcome::Done(_)) => "done",
        Ok(Outcome::Replayed(_)) => "replayed",
        Ok(Outcome::KeyReused) => "key_reused",
        Err(StoreError::Busy) => "busy",
        Err(StoreError::StillReferred | StoreError::Taken) => "constraint",
        Err(StoreError::Panicked) => "panicked",
        Err(StoreError::Corrupt(_)) => "corrupt",
        Err(StoreError::Database(_)) => "failed",
    }
}
