//! Slows down who guesses a long secret that one account has, such as a password.
//!
//! The door has a brake of its own (`limits::guessing`), and for a reason: what is guessed there is short and
//! somebody's, so that whoever has a PIN must not buy more guesses with it, strangers from many addresses are counted
//! together, and the wait has to grow. Here a right guess tells who it was, so it wipes the slate; each key is counted
//! for itself, so that nobody can lock out somebody else; and the wait is over when the window is, since argon2 has
//! made the guesses of a window few already.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use vestibule_domain::time::{Instant, Span};

use super::Wait;

/// Keys remembered at most. A password takes some twenty milliseconds to check, so nobody fills this within a
/// minute; whoever manages to is back to a fresh start, no further.
const MOST_KEYS: usize = 10_000;

/// Counts wrong guesses for each key, say an e-mail and the address it is tried from. After `allowed` of them, who
/// goes on has to wait until `window` has passed since the first.
///
/// It takes no part in whether a guess is right. Ask [`check`](Self::check) before looking, then tell it with
/// [`missed`](Self::missed) or [`forget`](Self::forget).
pub struct Brake<K> {
    allowed: u32,
    window: Span,
    guesses: Mutex<HashMap<K, Guesses>>,
}

#[derive(Debug, Clone, Copy)]
struct Guesses {
    wrong: u32,
    since: Instant,
}

impl<K: Eq + Hash> Brake<K> {
    /// A brake that lets this many wrong guesses pass in a window of time.
    #[must_use]
    pub fn new(allowed: u32, window: Span) -> Self {
        Self { allowed, window, guesses: Mutex::default() }
    }

    /// Whether another guess may be made now.
    ///
    /// # Errors
    /// With how long to wait.
    pub fn check(&self, key: &K, now: Instant) -> Result<(), Wait> {
        match self.guesses().get(key) {
            Some(guesses) if guesses.wrong >= self.allowed && !self.is_over(*guesses, now) => {
                let left = guesses.since.plus(self.window).since(now);
                Err(Wait(Duration::from_micros(u64::try_from(left).unwrap_or_default())))
            }
            _ => Ok(()),
        }
    }

    /// Counts a wrong guess.
    pub fn missed(&self, key: K, now: Instant) {
        let mut all = self.guesses();
        if all.len() >= MOST_KEYS && !all.contains_key(&key) {
            all.retain(|_, guesses| !self.is_over(*guesses, now));
            if all.len() >= MOST_KEYS {
                all.clear();
            }
        }
        let guesses = all.entry(key).or_insert(Guesses { wrong: 0, since: now });
        if self.is_over(*guesses, now) {
            *guesses = Guesses { wrong: 0, since: now };
        }
        guesses.wrong = guesses.wrong.saturating_add(1);
    }

    /// Forgets the wrong guesses: the right one was made.
    pub fn forget(&self, key: &K) {
        self.guesses().remove(key);
    }

    /// Whether the window has passed. A clock that was set back ends it too: nobody waits for longer than it.
    fn is_over(&self, guesses: Guesses, now: Instant) -> bool {
        now < guesses.since || now >= guesses.since.plus(self.window)
    }

    fn guesses(&self) -> MutexGuard<'_, HashMap<K, Guesses>> {
        self.guesses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(seconds * 1_000_000)
    }

    fn brake() -> Brake<u32> {
        Brake::new(3, Span::minutes(1))
    }

    #[test]
    fn after_so_many_wrong_guesses_the_next_one_waits_for_the_end_of_the_window() {
        let brake = brake();
        for second in 0..3 {
            assert_eq!(brake.check(&1, at(second)), Ok(()));
            brake.missed(1, at(second));
        }
        assert_eq!(brake.check(&1, at(20)), Err(Wait(Duration::from_secs(40))));
        assert_eq!(brake.check(&2, at(20)), Ok(()), "somebody else");
        assert_eq!(brake.check(&1, at(60)), Ok(()));
    }

    #[test]
    fn the_right_guess_is_a_fresh_start() {
        let brake = brake();
        brake.missed(1, at(0));
        brake.missed(1, at(0));
        brake.forget(&1);
        brake.missed(1, at(1));
        brake.missed(1, at(1));
        assert_eq!(brake.check(&1, at(1)), Ok(()));
    }

    #[test]
    fn a_new_window_starts_with_the_first_wrong_guess_after_the_last_one() {
        let brake = brake();
        for second in [0, 1, 61, 62] {
            brake.missed(1, at(second));
        }
        assert_eq!(brake.check(&1, at(63)), Ok(()));
        brake.missed(1, at(63));
        assert_eq!(brake.check(&1, at(64)), Err(Wait(Duration::from_secs(57))));
    }

    #[test]
    fn a_clock_that_is_set_back_makes_nobody_wait() {
        let brake = brake();
        for _ in 0..3 {
            brake.missed(1, at(1000));
        }
        assert_eq!(brake.check(&1, at(10)), Ok(()));
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let brake = Brake::new(3, Span::minutes(1));
        for key in 0..3 * MOST_KEYS {
            brake.missed(key, at(0));
        }
        assert!(brake.guesses().len() <= MOST_KEYS);
    }
}
