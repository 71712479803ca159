//! From when to when somebody is inside, as an attempt says it or as a visit has it.

use crate::location::Location;
use crate::refusal::Refusal;
use crate::time::{Instant, Span};
use crate::world::{Attempt, Visit};

/// How far ahead of now an arrival or a departure may lie, for clocks that run fast (DESIGN.md, decisions).
pub const TOLERANCE: Span = Span::minutes(5);

/// The shortest stay there is: none is empty.
pub(crate) const SHORTEST: Span = Span::micros(1);

/// A stay, half-open: whoever leaves at ten and comes at ten is not there twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stay {
    pub(crate) from: Instant,
    pub(crate) to: Option<Instant>,
    /// The system, not a person, says when it ended.
    pub(crate) auto: bool,
    /// The last arrival known of it; see [`Visit::seen`].
    pub(crate) seen: Instant,
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
        let presumed = attempt.presumed && attempt.to.is_some();
        Ok(Self { from, to: attempt.to.or(over), auto: presumed || over.is_some(), seen: from })
    }

    /// The stay that a visit is.
    pub(crate) fn of(visit: &Visit) -> Self {
        let auto = visit.auto_checkout && visit.to.is_some();
        Self { from: visit.from, to: visit.to, auto, seen: visit.seen }
    }

    /// The same stay, over at `end` unless it is over before.
    pub(crate) fn ended_by(self, end: Instant) -> Self {
        if self.end() <= end.micros() {
            return self;
        }
        let seen = if self.seen < end { self.seen } else { self.from };
        Self { to: Some(end), auto: false, seen, ..self }
    }

    /// Whether nobody has said when it ended: it is open, or the system ended it.
    pub(crate) const fn is_open_ended(self) -> bool {
        self.auto || self.to.is_none()
    }

    /// Whether they share a moment.
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.from.micros() < other.end() && other.from.micros() < self.end()
    }

    /// Whether the other lies within this one, and says no more of when it ended.
    pub(crate) fn covers(self, other: Self) -> bool {
        self.from <= other.from && other.ends() <= self.ends()
    }

    /// From the earlier arrival to the later departure. Of what has no end the last arrival is known still: it is the
    /// one that a departure belongs to.
    pub(crate) fn united(self, other: Self) -> Self {
        let (first, last) = if self.ends() < other.ends() { (self, other) } else { (other, self) };
        let goes_on = last.is_open_ended() && !first.is_open_ended();
        let seen = if goes_on { last.seen } else { first.seen.max(last.seen) };
        Self { from: first.from.min(last.from), seen, ..last }
    }

    /// When it ends, to compare: of two ends at one instant, a person's is the later.
    fn ends(self) -> (i64, bool) {
        (self.end(), !self.auto)
    }

    /// Where it ends, in microseconds; an open one never does.
    fn end(self) -> i64 {
        self.to.map_or(i64::MAX, Instant::micros)
    }
}

fn too_far(at: Instant, now: Instant) -> Option<Span> {
    (at > now.plus(TOLERANCE)).then(|| Span::micros(at.since(now)))
}
