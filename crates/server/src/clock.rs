//! The one place that knows the time, and the one place that knows chance.

use std::time::{SystemTime, UNIX_EPOCH};

use vestibule_domain::time::Instant;
use vestibule_store::Entropy;

/// What time it is. A test sets it.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Instant;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may ask")]
    fn now(&self) -> Instant {
        // A clock before 1970 is not set; the epoch is as good a guess as any.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// The randomness of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may ask")]
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no token and no id is safe to give out.
        getrandom::fill(bytes).expect("the operating system gives randomness");
    }
}
