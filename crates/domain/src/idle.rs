//! Devices that fall silent (`domain.md` 4.1, 4.2).

use crate::minutes::Minutes;
use crate::time::{Instant, Span};

/// How long a device may be silent before its owner is taken to be gone.
pub const PATIENCE: Span = Span::minutes(15);

/// When somebody who arrived at `from` and whose device was last seen at `seen` is taken to have left, as of `now`: when
/// it was seen last, and not within the shortest time that is billed. `None` while the silence is short.
///
/// ```
/// use vestibule_domain::{Instant, Span, idle::departure};
///
/// let arrival = Instant::from_micros(0);
/// let after = |minutes| arrival.plus(Span::minutes(minutes));
/// assert_eq!(departure(arrival, after(60), after(74)), None);
/// assert_eq!(departure(arrival, after(60), after(76)), Some(after(60)));
/// ```
pub fn departure(from: Instant, seen: Instant, now: Instant) -> Option<Instant> {
    let shortest = from.plus(Span::minutes(Minutes::SHORTEST.get()));
    (seen.plus(PATIENCE) <= now).then(|| seen.max(shortest).min(now))
}
