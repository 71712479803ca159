//! So many requests in so much time, for each who asks.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::Wait;
use crate::clock::Clock;

/// Who is remembered at most. Those go first whose requests no longer count, which takes a second or so after a
/// few; should so many be active within that second, all start afresh.
const MOST_KEYS: usize = 10_000;

type Limiter<K> = RateLimiter<K, DashMapStateStore<K>, ServerClock, NoOpMiddleware<Duration>>;

/// One window. It slides: after a burst of all that is allowed, requests come free again one by one.
pub(super) struct Window<K: Clone + Eq + Hash> {
    quota: Quota,
    clock: ServerClock,
    limiter: RwLock<Limiter<K>>,
}

impl<K: Clone + Eq + Hash> Window<K> {
    /// At most this many in each span of time; no window when that is zero.
    pub(super) fn new(most: u32, per: Duration, clock: Arc<dyn Clock>) -> Option<Self> {
        let most = NonZeroU32::new(most)?;
        let quota = Quota::with_period(per / most.get())?.allow_burst(most);
        let clock = ServerClock(clock);
        let limiter = RwLock::new(limiter(quota, &clock));
        Some(Self { quota, clock, limiter })
    }

    /// Counts a request.
    ///
    /// # Errors
    /// With how long to wait, when it came too soon.
    pub(super) fn count(&self, key: &K) -> Result<(), Wait> {
        self.make_room();
        let limiter = self.limiter.read().unwrap_or_else(PoisonError::into_inner);
        limiter.check_key(key).map_err(|not_until| Wait(not_until.wait_time_from(self.clock.now())))
    }

    fn make_room(&self) {
        if self.known() < MOST_KEYS {
            return;
        }
        let mut limiter = self.limiter.write().unwrap_or_else(PoisonError::into_inner);
        limiter.retain_recent();
        if limiter.len() >= MOST_KEYS {
            *limiter = self::limiter(self.quota, &self.clock);
        }
    }

    fn known(&self) -> usize {
        self.limiter.read().unwrap_or_else(PoisonError::into_inner).len()
    }
}

fn limiter<K: Clone + Eq + Hash>(quota: Quota, clock: &ServerClock) -> Limiter<K> {
    RateLimiter::new(quota, DashMapStateStore::default(), clock.clone())
}

/// The server's clock, as the limiter asks it: the time since 1970.
#[derive(Clone)]
struct ServerClock(Arc<dyn Clock>);

impl governor::clock::Clock for ServerClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.now().micros()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use vestibule_domain::time::Instant;

    use super::*;

    struct SetClock(AtomicI64);

    impl Clock for SetClock {
        fn now(&self) -> Instant {
            Instant::from_micros(self.0.load(Ordering::SeqCst))
        }
    }

    fn window(most: u32, per: Duration) -> (Window<usize>, Arc<SetClock>) {
        let clock = Arc::new(SetClock(AtomicI64::new(1_000_000_000_000_000)));
        (Window::new(most, per, clock.clone()).expect("a window"), clock)
    }

    #[test]
    fn requests_come_free_again_one_by_one() {
        let (window, clock) = window(2, Duration::from_secs(60));
        assert_eq!((window.count(&1), window.count(&1)), (Ok(()), Ok(())));
        assert_eq!(window.count(&1), Err(Wait(Duration::from_secs(30))));
        assert_eq!(window.count(&2), Ok(()), "somebody else");
        clock.0.fetch_add(30_000_000, Ordering::SeqCst);
        assert_eq!(window.count(&1), Ok(()));
        assert_eq!(window.count(&1), Err(Wait(Duration::from_secs(30))));
    }

    #[test]
    fn a_window_of_nothing_is_no_window() {
        let clock = Arc::new(SetClock(AtomicI64::new(0)));
        assert!(Window::<usize>::new(0, Duration::from_secs(60), clock).is_none());
    }

    #[test]
    fn the_idle_make_room_and_a_crowd_starts_afresh() {
        let (window, clock) = window(1, Duration::from_secs(60));
        for key in 0..MOST_KEYS {
            assert_eq!(window.count(&key), Ok(()));
        }
        assert!(window.count(&0).is_ok(), "forgotten with all the others");
        assert_eq!(window.known(), 1);
        for key in 1..MOST_KEYS {
            assert_eq!(window.count(&key), Ok(()));
        }
        clock.0.fetch_add(61_000_000, Ordering::SeqCst);
        assert_eq!(window.count(&MOST_KEYS), Ok(()));
        assert_eq!(window.known(), 1, "those whose minute is over are gone");
    }
}
