//! How many messages came, and which topics lead nowhere.

use std::collections::HashSet;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use vestibule_records::SignalOutcome;

use crate::metrics::Metrics;
use crate::sources::Hearing;

/// Topics that lead nowhere of which one is told; of others not.
const MOST_TOPICS: usize = 1_000;

/// What a message counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// A reading that was taken.
    Taken,
    /// One that could not be read, or comes too late, and is kept with the reason.
    Unusable,
    /// One about nobody that is known.
    Stranger,
    /// One of a sensor that is not known, or not active.
    Unknown,
    /// One that the store can never take.
    PutAside,
}

/// The counts as labels, in their order.
const LABELS: [&str; 5] = ["taken", "unusable", "stranger", "unknown_sensor", "put_aside"];
/// The names of the counts, in their order.
const NAMES: [&str; 5] = ["taken", "unusable", "about strangers", "of unknown sensors", "put aside"];

/// What came, since the server started.
pub(super) struct Seen {
    metrics: Arc<Metrics>,
    counts: [AtomicU64; NAMES.len()],
    unknown: Mutex<HashSet<String>>,
}

impl Seen {
    pub(super) fn new(metrics: Arc<Metrics>) -> Self {
        Self { metrics, counts: Default::default(), unknown: Mutex::default() }
    }

    /// A message counts as this.
    pub(super) fn counted(&self, count: Count) {
        self.counts[count as usize].fetch_add(1, Ordering::Relaxed);
        self.metrics.mqtt.add(LABELS[count as usize], 1);
    }

    /// A message came to this.
    pub(super) fn came_to(&self, hearing: &Hearing) {
        self.counted(match hearing.outcome {
            SignalOutcome::Unreadable | SignalOutcome::TooLate | SignalOutcome::TooEarly => Count::Unusable,
            SignalOutcome::Unknown => Count::Stranger,
            _ => Count::Taken,
        });
    }

    /// A message came of a sensor that is not known. It is told once for each topic.
    pub(super) fn unknown(&self, topic: &str) {
        self.counted(Count::Unknown);
        if self.is_new(topic) {
            // Whoever publishes there chose it: it may be the address of somebody's phone.
            tracing::warn!("messages come of a sensor that is not known or not active");
            tracing::debug!(topic, "no active sensor is known by this topic");
        }
    }

    fn is_new(&self, topic: &str) -> bool {
        let mut known = self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
        known.len() < MOST_TOPICS && known.insert(topic.to_owned())
    }

    /// The counts, to be shown.
    pub(super) const fn count(&self) -> Counts<'_> {
        Counts(self)
    }
}

/// Counts, as they are shown.
pub(super) struct Counts<'a>(&'a Seen);

impl fmt::Display for Counts<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, (count, name)) in self.0.counts.iter().zip(NAMES).enumerate() {
            let separator = if nth == 0 { "" } else { ", " };
            write!(out, "{separator}{} {name}", count.load(Ordering::Relaxed))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use vestibule_domain::time::Instant;

    use super::*;

    fn nothing_yet() -> Seen {
        Seen::new(Arc::new(Metrics::new(Instant::from_micros(0))))
    }

    #[test]
    fn each_topic_is_told_once_and_not_for_ever() {
        let seen = nothing_yet();
        assert!(seen.is_new("a") && seen.is_new("b") && !seen.is_new("a"));
        for nth in 0..MOST_TOPICS {
            seen.is_new(&nth.to_string());
        }
        assert!(!seen.is_new("one more"));
    }

    #[test]
    fn messages_are_counted_by_what_they_came_to() {
        let seen = nothing_yet();
        for outcome in [SignalOutcome::Opened, SignalOutcome::Unreadable, SignalOutcome::Present] {
            seen.came_to(&Hearing::new(outcome, String::new()));
        }
        seen.unknown("x");
        let shown = seen.count().to_string();
        assert_eq!(shown, "2 taken, 1 unusable, 0 about strangers, 1 of unknown sensors, 0 put aside");
    }
}
