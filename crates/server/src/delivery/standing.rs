//! How an addressee has been answering, and what may be tried of it for that.
//!
//! Failures in a row are tries that failed one after the other. After the first the addressee is in doubt: it may be the
//! message or it may be the receiver, so one try goes at a time, of another message if there is one. After the second it is
//! the receiver, and nothing is tried for a pause that grows with each failure. A success ends all of that. So a
//! receiver that is away for an hour fails seven times, however much waits for it, and one message that it cannot stand
//! costs the others next to nothing.

use vestibule_domain::time::{Instant, Span};
use vestibule_store::outbox::Addressee;

use super::schedule::Told;

/// Tries of one addressee under way at the same time.
pub(super) const PER_ADDRESSEE: usize = 16;
/// The pause after the first failure; each that follows is four times as long, up to the longest.
const FIRST_PAUSE: Span = Span::micros(10_000_000);
/// The longest pause of a webhook.
pub(super) const LONGEST_PAUSE: Span = Span::minutes(24 * 60);
/// The longest pause of a door system, in front of which somebody may stand.
const LONGEST_PAUSE_AT_A_DOOR: Span = Span::minutes(15);

/// How an addressee has been answering.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// Tries that failed, one after the other, since the last that did not.
    pub(super) failures: i64,
    /// Nothing is tried before.
    pub(super) paused_until: Option<Instant>,
}

impl Standing {
    /// Whether the next try may fail too.
    pub(super) const fn is_in_doubt(self) -> bool {
        self.failures > 0
    }

    /// Until when nothing is tried, if that is later than now.
    pub(super) fn pause(self, now: Instant) -> Option<Instant> {
        self.paused_until.filter(|until| *until > now)
    }

    /// How many more tries may start beside those under way.
    pub(super) fn room(self, under_way: usize, now: Instant) -> usize {
        let most = if self.is_in_doubt() { 1 } else { PER_ADDRESSEE };
        if self.pause(now).is_some() { 0 } else { most.saturating_sub(under_way) }
    }

    /// How it stands after a try that began when `known` tries in a row had failed. Those that were under way
    /// together when the first of them failed say no more than that one.
    pub(super) fn after(self, told: &Told, known: i64, now: Instant, pauses: Pauses) -> Self {
        match told {
            Told::Delivered { .. } => Self::default(),
            Told::Failed { .. } if known == self.failures => {
                let failures = self.failures.saturating_add(1);
                let paused_until = (failures > 1).then(|| now.plus(pauses.after(failures)));
                Self { failures, paused_until }
            }
            Told::Failed { .. } | Told::TooLate => self,
        }
    }
}

/// How long to wait after failures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pauses {
    longest: Span,
    /// Any number: it keeps those that failed together from being tried again together.
    chance: u64,
}

impl Pauses {
    /// The pauses of an addressee.
    pub(super) const fn of(addressee: Addressee, chance: u64) -> Self {
        let longest = match addressee {
            Addressee::Hook(_) => LONGEST_PAUSE,
            Addressee::Doors(_) => LONGEST_PAUSE_AT_A_DOOR,
        };
        Self { longest, chance }
    }

    /// How long to wait after so many failures: between three quarters of the pause and all of it.
    pub(super) fn after(self, failures: i64) -> Span {
        let quadruplings = u32::try_from(failures - 1).unwrap_or_default().min(12);
        let longest = (FIRST_PAUSE.in_micros() << (2 * quadruplings)).min(self.longest.in_micros());
        let spread = u64::try_from(longest / 4).unwrap_or(1).max(1);
        Span::micros(longest - i64::try_from(self.chance % spread).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_micros(1_800_000_000_000_000);
    const HOOK: Pauses = Pauses::of(Addressee::Hook(1), 0);

    fn failed() -> Told {
        Told::Failed { status: Some(500), why: "answered 500".to_owned() }
    }

    #[test]
    fn a_pause_is_shortened_by_a_quarter_at_most() {
        for chance in [0, 1, 12_345, u64::MAX] {
            for failures in 1..=40 {
                let shortened = Pauses::of(Addressee::Hook(1), chance).after(failures).in_micros();
                let whole = HOOK.after(failures).in_micros();
                assert!(shortened <= whole && shortened > whole / 4 * 3, "{failures} {chance}");
            }
        }
        let others = [1, 2].map(|chance| Pauses::of(Addressee::Hook(1), chance).after(1));
        assert_ne!(others[0], others[1]);
    }

    #[test]
    fn whoever_answers_takes_as_many_as_there_are_seats() {
        let well = Standing::default();
        assert_eq!(
            (well.room(0, NOW), well.room(PER_ADDRESSEE - 1, NOW), well.room(99, NOW)),
            (PER_ADDRESSEE, 1, 0)
        );
    }

    #[test]
    fn after_one_failure_one_is_tried_at_a_time_and_after_the_second_nothing_for_a_while() {
        let doubt = Standing::default().after(&failed(), 0, NOW, HOOK);
        assert_eq!((doubt.failures, doubt.room(0, NOW), doubt.room(1, NOW)), (1, 1, 0));
        let down = doubt.after(&failed(), 1, NOW, HOOK);
        let over = NOW.plus(Span::micros(40_000_000));
        assert_eq!((down.failures, down.room(0, NOW), down.pause(NOW)), (2, 0, Some(over)));
        assert_eq!((down.room(0, over), down.room(1, over), down.pause(over)), (1, 0, None));
    }

    #[test]
    fn those_that_were_under_way_together_fail_once() {
        let mut standing = Standing::default();
        for _ in 0..PER_ADDRESSEE {
            standing = standing.after(&failed(), 0, NOW, HOOK);
        }
        assert_eq!((standing.failures, standing.paused_until), (1, None));
    }

    #[test]
    fn a_success_ends_the_doubt_and_the_pause() {
        let down = Standing { failures: 9, paused_until: Some(NOW.plus(LONGEST_PAUSE)) };
        assert_eq!(down.after(&Told::Delivered { status: 200 }, 3, NOW, HOOK), Standing::default());
        assert_eq!(down.after(&Told::TooLate, 9, NOW, HOOK), down);
    }

    #[test]
    fn a_door_system_is_never_left_alone_for_longer_than_a_quarter_of_an_hour() {
        let doors = Pauses::of(Addressee::Doors(1), 0);
        let pauses: Vec<_> = (1..=7).map(|failures| doors.after(failures).in_seconds()).collect();
        assert_eq!(pauses, [10, 40, 160, 640, 900, 900, 900]);
    }
}
