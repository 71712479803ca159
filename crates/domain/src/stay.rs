//! From when to when an attempt would be inside.

use crate::location::Location;
use crate::refusal::Refusal;
use crate::time::{Instant, Span};
use crate::world::Attempt;

/// How far ahead of now an arrival or a departure may lie, for clocks that run fast (DESIGN.md, decisions).
pub const TOLERANCE: Span = Span::minutes(5);

/// The stay an attempt leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stay {
    pub(crate) from: Instant,
    pub(crate) to: Option<Instant>,
    /// The system, not a person, says when it ended.
    pub(crate) auto: bool,
}

impl Stay {
    /// The stay as asked for; one that would still be open although its business day is over ends at that day's
    /// cut-off (DESIGN.md, decisions).
    pub(crate) fn planned(location: &Location, attempt: &Attempt, now: Instant) -> Result<Self, Refusal> {
        let from = attempt.from;
        if let Some(ahead) = too_far(from, now) {
            return Err(Refusal::TooFarAhead { ahead });
        }
        if let Some(to) = attempt.to {
            if to <= from {
                return Err(Refusal::DepartureNotAfterArrival);
            }
            if let Some(ahead) = too_far(to, now) {
                return Err(Refusal::DepartureInFuture { ahead });
            }
        }
        let over = Some(location.day_end(from)).filter(|end| attempt.to.is_none() && *end <= now);
        Ok(Self { from, to: attempt.to.or(over), auto: over.is_some() })
    }

    /// The same stay, ended by the system at `end` unless it ends earlier.
    pub(crate) fn ended_by(self, end: Instant) -> Self {
        match self.to {
            Some(to) if to <= end => self,
            _ => Self { to: Some(end), auto: true, ..self },
        }
    }
}

fn too_far(at: Instant, now: Instant) -> Option<Span> {
    (at > now.plus(TOLERANCE)).then(|| Span::micros(at.since(now)))
}
