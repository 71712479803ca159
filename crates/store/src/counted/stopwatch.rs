//! How long something took.

use std::time::Instant;

/// How long something took. It measures and decides nothing, so it asks the machine and not the server's clock.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "what is measured decides nothing")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Microseconds since it was started.
    #[must_use]
    pub fn micros(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}
