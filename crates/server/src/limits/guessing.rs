//! Guessing is slowed. A PIN has five digits, so whoever may try often enough finds one.
//!
//! Wrong guesses are counted per location, for the address and for the device they come from, and for everybody
//! together. A few are free; after those each costs a wait that doubles, during which nothing is looked at. Time
//! forgives them one by one; a right guess does not, or who has one PIN could try all others in between. Where many
//! addresses guess together, the whole location is slowed, but not for an address from which people came in lately:
//! a kiosk goes on while strangers wait.
//!
//! Passwords of accounts are not guarded by this but by a [`Brake`](crate::limits::Brake), which says how it differs.
//!
//! What is counted is kept in memory, by each node for itself, and there is room for so many and no more.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use vestibule_domain::Mac;
use vestibule_domain::time::{Instant, Span};

/// Wrong guesses from one address or device that cost nothing.
const FREE: u32 = 5;
/// Wrong guesses at one location, from wherever they come, that cost nothing.
const FREE_FOR_ALL: u32 = 50;
/// The first wait.
const FIRST_WAIT: Span = Span::micros(10_000_000);
/// The longest wait.
const LONGEST_WAIT: Span = Span::minutes(15);
/// How long it takes until a wrong guess is forgiven.
const FORGIVEN_AFTER: Span = Span::minutes(2);
/// How long an address is known for a right guess.
const KNOWN_FOR: Span = Span::minutes(24 * 60);
/// Whom to remember at most.
const MOST: usize = 10_000;

/// Where a guess comes from, and what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Guesser {
    /// The location at which it is tried.
    pub(crate) location: i64,
    /// The address it comes from.
    pub(crate) address: IpAddr,
    /// The device it comes from, if it says so.
    pub(crate) device: Option<Mac>,
    /// The address is that of an access point: everybody's who is on it, so that one of them alone slows none but
    /// themselves.
    pub(crate) relayed: bool,
}

/// Who guessed how often.
#[derive(Debug, Default)]
pub struct Guesses(Mutex<HashMap<(i64, Whose), Slate>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Whose {
    Address(IpAddr),
    Device(Mac),
    Everybody,
}

/// What is remembered of one of them.
#[derive(Debug, Clone, Copy, Default)]
struct Slate {
    wrong: u32,
    /// When the last wrong guess was counted.
    at: Instant,
    /// Nothing is looked at before.
    until: Instant,
    /// When the last right guess was made.
    right: Option<Instant>,
}

impl Guesses {
    /// Whether a guess may be looked at.
    ///
    /// # Errors
    /// With the wait that is left.
    pub(crate) fn may_guess(&self, guesser: &Guesser, now: Instant) -> Result<(), Span> {
        let slates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        wait(&slates, guesser, now)
    }

    /// Takes note of a guess that was looked at. Of many that were looked at together, as many count as would have
    /// one after the other; the others must be answered as if they had not been looked at.
    ///
    /// # Errors
    /// With the wait that is left.
    pub(crate) fn note(&self, guesser: &Guesser, right: bool, now: Instant) -> Result<(), Span> {
        let mut slates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        wait(&slates, guesser, now)?;
        make_room(&mut slates, now);
        if right {
            slates.entry((guesser.location, guesser.from())).or_default().right = Some(now);
            return Ok(());
        }
        for (whose, free) in judges(&slates, guesser, now) {
            slates.entry((guesser.location, whose)).or_default().count(free, now);
        }
        Ok(())
    }
}

impl Guesser {
    /// The address, or the network of addresses that one household has.
    fn from(&self) -> Whose {
        Whose::Address(match self.address {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            address @ IpAddr::V4(_) => address,
        })
    }
}

type Slates = HashMap<(i64, Whose), Slate>;

/// On whose slates a guess counts, with what is free there.
fn judges(slates: &Slates, guesser: &Guesser, now: Instant) -> Vec<(Whose, u32)> {
    let own = slates.get(&(guesser.location, guesser.from()));
    let known = own.is_some_and(|slate| slate.is_known(now));
    let device = guesser.device.map(|device| (Whose::Device(device), FREE));
    let everybody = (!known).then_some((Whose::Everybody, FREE_FOR_ALL));
    let free = if guesser.relayed && guesser.device.is_some() { FREE_FOR_ALL } else { FREE };
    [Some((guesser.from(), free)), device, everybody].into_iter().flatten().collect()
}

fn wait(slates: &Slates, guesser: &Guesser, now: Instant) -> Result<(), Span> {
    let judges = judges(slates, guesser, now).into_iter();
    let waits = judges.filter_map(|(whose, _)| slates.get(&(guesser.location, whose))?.wait(now));
    waits.max().map_or(Ok(()), Err)
}

/// Forgets those who have nothing against or for them any more; when that is nobody, the one not heard of for longest.
fn make_room(slates: &mut Slates, now: Instant) {
    // One guess adds three at most.
    if slates.len() + 3 <= MOST {
        return;
    }
    slates.retain(|_, slate| slate.is_known(now) || slate.held(now) > 0);
    while slates.len() + 3 > MOST {
        let oldest =
            slates.iter().min_by_key(|(_, slate)| slate.right.max(Some(slate.at))).map(|(whose, _)| *whose);
        let Some(oldest) = oldest else { return };
        slates.remove(&oldest);
    }
}

impl Slate {
    /// The wrong guesses that are not forgiven yet.
    fn held(&self, now: Instant) -> u32 {
        let forgiven = now.since(self.at).max(0) / FORGIVEN_AFTER.in_micros();
        self.wrong.saturating_sub(u32::try_from(forgiven).unwrap_or(u32::MAX))
    }

    fn wait(&self, now: Instant) -> Option<Span> {
        (self.until > now).then(|| Span::micros(self.until.since(now)))
    }

    fn is_known(&self, now: Instant) -> bool {
        self.right.is_some_and(|right| now.since(right) < KNOWN_FOR.in_micros())
    }

    fn count(&mut self, free: u32, now: Instant) {
        self.wrong = self.held(now).saturating_add(1);
        self.at = now;
        if let Some(beyond) = self.wrong.checked_sub(free) {
            let wait = FIRST_WAIT.in_micros() << beyond.min(10);
            self.until = now.plus(Span::micros(wait.min(LONGEST_WAIT.in_micros())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOFT: i64 = 1;
    const YARD: i64 = 2;

    fn second(second: i64) -> Instant {
        Instant::from_micros(1_772_000_000_000_000).plus(Span::micros(second * 1_000_000))
    }

    fn at(location: i64, address: &str) -> Guesser {
        Guesser { location, address: address.parse().unwrap(), device: None, relayed: false }
    }

    fn kiosk() -> Guesser {
        at(LOFT, "192.0.2.1")
    }

    /// So many wrong guesses, as far as they are looked at; how many were.
    fn wrong(guesses: &Guesses, guesser: &Guesser, count: u32, now: Instant) -> u32 {
        let looked_at = (0..count)
            .filter(|_| guesses.may_guess(guesser, now).is_ok() && guesses.note(guesser, false, now).is_ok());
        u32::try_from(looked_at.count()).unwrap()
    }

    fn wait_at(guesses: &Guesses, guesser: &Guesser, now: Instant) -> i64 {
        guesses.may_guess(guesser, now).map_or_else(Span::in_seconds, |()| 0)
    }

    #[test]
    fn a_few_are_free_and_then_each_costs_twice_the_wait() {
        let guesses = Guesses::default();
        assert_eq!(wrong(&guesses, &kiosk(), 100, second(0)), FREE);
        assert_eq!(wait_at(&guesses, &kiosk(), second(0)), 10);
        assert_eq!(wait_at(&guesses, &kiosk(), second(4)), 6);
        assert_eq!(wrong(&guesses, &kiosk(), 100, second(10)), 1);
        assert_eq!(wait_at(&guesses, &kiosk(), second(10)), 20);
        assert_eq!(wrong(&guesses, &kiosk(), 100, second(30)), 1);
        assert_eq!(wait_at(&guesses, &kiosk(), second(30)), 40);
    }

    #[test]
    fn whoever_goes_on_finds_no_more_than_a_handful_in_an_hour() {
        let guesses = Guesses::default();
        let mut looked_at = 0;
        for now in 0..3_600 {
            looked_at += wrong(&guesses, &kiosk(), 1, second(now));
            assert!(wait_at(&guesses, &kiosk(), second(now)) <= 15 * 60);
        }
        assert!(looked_at <= 40, "{looked_at}");
    }

    #[test]
    fn a_right_one_works_again_after_the_wait() {
        let guesses = Guesses::default();
        wrong(&guesses, &kiosk(), 5, second(0));
        assert!(guesses.note(&kiosk(), true, second(9)).is_err(), "not looked at before");
        assert_eq!(guesses.note(&kiosk(), true, second(10)), Ok(()));
    }

    #[test]
    fn a_right_one_in_between_buys_no_more_guesses() {
        let guesses = Guesses::default();
        let pair = |_| {
            let _ = guesses.note(&kiosk(), true, second(0));
            wrong(&guesses, &kiosk(), 1, second(0))
        };
        assert_eq!((0..100).map(pair).sum::<u32>(), FREE);
    }

    #[test]
    fn time_forgives() {
        let guesses = Guesses::default();
        for now in 0..60 {
            assert_eq!(wrong(&guesses, &kiosk(), 1, second(now * 120)), 1, "one in two minutes is a slip");
        }
        wrong(&guesses, &kiosk(), 5, second(10_000));
        assert_eq!(wrong(&guesses, &kiosk(), 100, second(10_000 + 10 * 120)), FREE);
    }

    #[test]
    fn those_that_are_looked_at_together_count_as_if_one_after_the_other() {
        let guesses = Guesses::default();
        let may = (0..100).filter(|_| guesses.may_guess(&kiosk(), second(0)).is_ok()).count();
        let told = (0..100).filter(|_| guesses.note(&kiosk(), false, second(0)).is_ok()).count();
        assert_eq!((may, told), (100, 5));
    }

    #[test]
    fn another_location_and_another_address_are_not_concerned() {
        let guesses = Guesses::default();
        wrong(&guesses, &kiosk(), 5, second(0));
        assert_eq!(wait_at(&guesses, &at(YARD, "192.0.2.1"), second(0)), 0);
        assert_eq!(wait_at(&guesses, &at(LOFT, "192.0.2.2"), second(0)), 0);
    }

    #[test]
    fn a_household_has_one_slate_and_a_device_its_own() {
        let guesses = Guesses::default();
        wrong(&guesses, &at(LOFT, "2001:db8::1"), 5, second(0));
        assert_eq!(wait_at(&guesses, &at(LOFT, "2001:db8::2"), second(0)), 10);
        assert_eq!(wait_at(&guesses, &at(LOFT, "2001:db8:0:1::2"), second(0)), 0);
        let device = Mac::parse("00:00:5e:00:53:01");
        let roaming = |host: u32| Guesser { device, ..at(LOFT, &format!("198.51.100.{host}")) };
        let looked_at: u32 = (1..100).map(|host| wrong(&guesses, &roaming(host), 1, second(0))).sum();
        assert_eq!(looked_at, FREE);
    }

    #[test]
    fn one_of_many_behind_an_access_point_slows_none_but_themselves() {
        let guesses = Guesses::default();
        let behind = |device: u8| Guesser {
            device: Mac::parse(&format!("00005e0053{device:02x}")),
            relayed: true,
            ..kiosk()
        };
        assert_eq!(wrong(&guesses, &behind(0), 100, second(0)), FREE);
        assert_eq!(wait_at(&guesses, &behind(1), second(0)), 0);
        let looked_at: u32 = (1..=255).map(|device| wrong(&guesses, &behind(device), 100, second(0))).sum();
        assert_eq!(looked_at, FREE_FOR_ALL - FREE, "devices that one makes up buy no more");
    }

    #[test]
    fn a_flood_from_everywhere_slows_strangers_and_not_the_kiosk() {
        let guesses = Guesses::default();
        guesses.note(&kiosk(), true, second(0)).unwrap();
        let flood: u32 = (0..250)
            .map(|host| wrong(&guesses, &at(LOFT, &format!("198.51.100.{host}")), 5, second(1)))
            .sum();
        assert_eq!(flood, FREE_FOR_ALL);
        assert!(wait_at(&guesses, &at(LOFT, "203.0.113.1"), second(1)) > 0);
        assert_eq!(wait_at(&guesses, &kiosk(), second(1)), 0);
        assert_eq!(wait_at(&guesses, &at(YARD, "203.0.113.1"), second(1)), 0);
        assert_eq!(wrong(&guesses, &kiosk(), 100, second(1)), FREE, "its own slips count all the same");
    }

    #[test]
    fn there_is_room_for_so_many_and_no_more() {
        let guesses = Guesses::default();
        for n in 0..30_000_u32 {
            let address = IpAddr::V4(n.to_be_bytes().into());
            let location = i64::from(n / 40);
            let _ = guesses.note(
                &Guesser { location, address, device: None, relayed: false },
                false,
                second(i64::from(n)),
            );
        }
        assert!(guesses.0.lock().unwrap().len() <= MOST);
    }
}
