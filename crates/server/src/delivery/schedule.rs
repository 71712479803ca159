//! What goes next, when a delivery that failed is tried again, and when a webhook is switched off.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use vestibule_domain::time::{Instant, Span};
use vestibule_records::WebHook;
use vestibule_records::kept::Delivery;

use super::standing::{LONGEST_PAUSE, PER_ADDRESSEE, Pauses, Standing};

/// Deliveries under way at the same time.
const IN_ALL: usize = 256;
/// What is asked of the outbox for each addressee: as many as may start, beside as many as are under way already.
pub(super) const HEADS: i64 = 2 * PER_ADDRESSEE as i64;

/// How long a delivery is tried, from the event on, or from when it was asked for again.
const PATIENCE: Span = Span::minutes(3 * 24 * 60);
/// Failures in a row after which a webhook is switched off (`contract.md 14`).
const MOST_FAILURES: i64 = 10;

/// What a delivery under way takes up: a part of what its addressee may, and its lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Seat {
    pub(super) addressee: i64,
    pub(super) lane: i64,
}

/// The seats that are taken.
#[derive(Debug, Default)]
pub(super) struct Seats {
    taken: HashSet<Seat>,
    by_addressee: HashMap<i64, usize>,
}

impl Seats {
    pub(super) fn taken(seats: impl Iterator<Item = Seat>) -> Self {
        let mut all = Self::default();
        for seat in seats {
            if all.taken.insert(seat) {
                *all.by_addressee.entry(seat.addressee).or_default() += 1;
            }
        }
        all
    }

    /// How many deliveries of an addressee are under way.
    fn of(&self, addressee: i64) -> usize {
        self.by_addressee.get(&addressee).copied().unwrap_or_default()
    }

    /// Whether one more delivery of an addressee may start, however it stands.
    pub(super) fn has_room(&self, addressee: i64) -> bool {
        self.taken.len() < IN_ALL && self.of(addressee) < PER_ADDRESSEE
    }

    /// Takes a seat, if it is free.
    fn take(&mut self, seat: Seat) -> bool {
        let free = self.has_room(seat.addressee) && self.taken.insert(seat);
        if free {
            *self.by_addressee.entry(seat.addressee).or_default() += 1;
        }
        free
    }
}

/// Of the deliveries that are due, each the first of its lane, those that start now. Addressees take turns, so that none
/// waits for the backlog of another; of one in doubt the delivery goes that was tried least, so that none keeps others from
/// showing that it was the only one.
pub(super) fn choose(
    due: Vec<Delivery>,
    standings: &BTreeMap<i64, Standing>,
    mut seats: Seats,
    now: Instant,
) -> Vec<Delivery> {
    let mut waiting: BTreeMap<i64, VecDeque<Delivery>> = BTreeMap::new();
    for delivery in due {
        waiting.entry(delivery.web_hook_id).or_default().push_back(delivery);
    }
    for (addressee, deliveries) in &mut waiting {
        if standings.get(addressee).is_some_and(|standing| standing.is_in_doubt()) {
            deliveries.make_contiguous().sort_by_key(|delivery| delivery.attempts);
        }
    }
    let mut chosen = Vec::new();
    while !waiting.is_empty() {
        waiting.retain(|addressee, deliveries| {
            let Some(standing) = standings.get(addressee) else { return false };
            if standing.room(seats.of(*addressee), now) == 0 {
                return false;
            }
            let Some(delivery) = deliveries.pop_front() else { return false };
            if seats.take(Seat { addressee: *addressee, lane: delivery.lane }) {
                chosen.push(delivery);
            }
            true
        });
    }
    chosen
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Told {
    /// Answered with success.
    Delivered { status: u16 },
    /// Answered with anything else, or not at all.
    Failed { status: Option<u16>, why: String },
    /// Not even tried: the webhook was switched off for too long.
    TooLate,
}

/// When a delivery is tried for the last time, if it comes to that.
fn last_chance(delivery: &Delivery) -> Instant {
    delivery.resent_on.unwrap_or(delivery.base.created_on).plus(PATIENCE)
}

/// Whether a delivery has waited for so long that it is not worth telling any more: its last chance is over, and so is
/// any pause that may have kept it from that.
pub(super) fn is_too_late(delivery: &Delivery, now: Instant) -> bool {
    now > last_chance(delivery).plus(LONGEST_PAUSE)
}

/// Writes down what came of a try on its delivery.
pub(super) fn settle(delivery: &mut Delivery, told: &Told, now: Instant, pauses: Pauses) {
    delivery.base.updated_on = now;
    match told {
        Told::Delivered { status } => {
            delivery.attempts += 1;
            (delivery.due_on, delivery.delivered_on) = (None, Some(now));
            (delivery.last_status, delivery.last_error) = (Some(i64::from(*status)), None);
        }
        Told::Failed { status, why } => {
            delivery.attempts += 1;
            (delivery.last_status, delivery.last_error) = (status.map(i64::from), Some(why.clone()));
            let last = last_chance(delivery);
            delivery.due_on = (now < last).then(|| now.plus(pauses.after(delivery.attempts)).min(last));
        }
        Told::TooLate => {
            (delivery.due_on, delivery.last_error) = (None, Some("waited for too long".to_owned()));
        }
    }
}

/// Writes down on a webhook what came of a try of it, after which it stands so.
pub(super) fn take_note(hook: &mut WebHook, told: &Told, after: Standing, now: Instant) {
    match told {
        Told::Delivered { .. } => {
            (hook.last_trigger, hook.last_error, hook.error_count) = (Some(now), None, Some(0));
        }
        Told::Failed { why, .. } => {
            (hook.last_error, hook.error_count) = (Some(why.clone()), Some(after.failures));
            hook.active &= after.failures < MOST_FAILURES;
        }
        Told::TooLate => {}
    }
}

/// Has a delivery sent again, as if it had been made now: at once, and for as long.
pub(super) fn resend(delivery: &mut Delivery, now: Instant) {
    delivery.base.updated_on = now;
    (delivery.attempts, delivery.due_on, delivery.resent_on) = (0, Some(now), Some(now));
    (delivery.delivered_on, delivery.last_status, delivery.last_error) = (None, None, None);
}

#[cfg(test)]
mod tests {
    use vestibule_store::outbox::Addressee;

    use super::*;

    const START: Instant = Instant::from_micros(1_800_000_000_000_000);
    const SECOND: i64 = 1_000_000;
    const HOOK: Pauses = Pauses::of(Addressee::Hook(1), 0);

    fn delivery(addressee: i64, lane: i64) -> Delivery {
        let mut delivery =
            Delivery { web_hook_id: addressee, lane, due_on: Some(START), ..Delivery::default() };
        delivery.base.created_on = START;
        delivery
    }

    fn failed() -> Told {
        Told::Failed { status: Some(500), why: "answered 500".to_owned() }
    }

    fn well(addressees: impl IntoIterator<Item = i64>) -> BTreeMap<i64, Standing> {
        addressees.into_iter().map(|addressee| (addressee, Standing::default())).collect()
    }

    fn seats(chosen: &[Delivery]) -> Vec<(i64, i64)> {
        chosen.iter().map(|one| (one.web_hook_id, one.lane)).collect()
    }

    #[test]
    fn ten_tries_take_two_and_a_half_days_and_the_tenth_switches_off() {
        let (mut delivery, mut standing, mut now) = (delivery(1, 1), Standing::default(), START);
        let mut hook = WebHook { active: true, ..WebHook::default() };
        let mut pauses = Vec::new();
        for failures in 1..=10 {
            assert!(hook.active);
            settle(&mut delivery, &failed(), now, HOOK);
            standing = standing.after(&failed(), failures - 1, now, HOOK);
            take_note(&mut hook, &failed(), standing, now);
            assert_eq!(hook.error_count, Some(failures));
            let next = delivery.due_on.expect("tried again");
            assert!(standing.paused_until.is_none_or(|until| failures > 1 && until >= next));
            pauses.push(next.since(now) / SECOND);
            now = next;
        }
        assert_eq!(pauses[..9], [10, 40, 160, 640, 2560, 10_240, 40_960, 86_400, 86_400]);
        assert!(!hook.active);
        assert_eq!(now, START.plus(PATIENCE), "its last chance, were it switched on by then");
    }

    #[test]
    fn a_delivery_is_tried_at_its_last_chance_and_given_up_when_that_fails() {
        let mut late = delivery(1, 1);
        settle(&mut late, &failed(), START.plus(PATIENCE).minus(Span::micros(SECOND)), HOOK);
        assert_eq!(late.due_on, Some(START.plus(PATIENCE)));
        settle(&mut late, &failed(), START.plus(PATIENCE), HOOK);
        assert_eq!((late.due_on, late.delivered_on, late.attempts), (None, None, 2));
    }

    #[test]
    fn what_waited_for_longer_than_any_pause_is_given_up_untried() {
        let mut delivery = delivery(1, 1);
        let last = START.plus(PATIENCE).plus(LONGEST_PAUSE);
        assert!(!is_too_late(&delivery, last));
        assert!(is_too_late(&delivery, last.plus(Span::micros(1))));
        settle(&mut delivery, &Told::TooLate, START, HOOK);
        assert_eq!((delivery.due_on, delivery.attempts), (None, 0));
    }

    #[test]
    fn what_is_sent_again_is_due_at_once_and_has_its_time_anew() {
        let mut old = delivery(1, 1);
        settle(&mut old, &failed(), START.plus(PATIENCE), HOOK);
        let now = START.plus(PATIENCE).plus(PATIENCE);
        resend(&mut old, now);
        assert_eq!((old.due_on, old.attempts, old.last_error.as_deref()), (Some(now), 0, None));
        assert!(!is_too_late(&old, now.plus(PATIENCE)));
        settle(&mut old, &failed(), now, HOOK);
        assert_eq!(old.due_on, Some(now.plus(Span::micros(10 * SECOND))));
    }

    #[test]
    fn an_addressee_takes_so_many_seats_and_a_lane_one() {
        let due = (0..30).map(|lane| delivery(1, lane)).chain([delivery(2, 0), delivery(2, 0)]).collect();
        let taken = Seats::taken([Seat { addressee: 1, lane: 0 }].into_iter());
        let chosen = seats(&choose(due, &well([1, 2]), taken, START));
        assert_eq!(chosen.iter().filter(|(addressee, _)| *addressee == 2).count(), 1);
        assert_eq!(chosen.len(), PER_ADDRESSEE, "fifteen and one");
        assert!(!chosen.contains(&(1, 0)), "it is under way");
    }

    #[test]
    fn when_seats_are_few_addressees_take_turns() {
        let whole = (100..116).flat_map(|addressee| (0..16).map(move |lane| Seat { addressee, lane }));
        let taken = Seats::taken(whole.skip(4));
        let due = [1, 1, 1, 2, 3].into_iter().zip(0..).map(|(hook, lane)| delivery(hook, lane)).collect();
        assert_eq!(seats(&choose(due, &well(1..=3), taken, START)), [(1, 0), (2, 3), (3, 4), (1, 1)]);
    }

    #[test]
    fn in_doubt_one_goes_at_a_time_and_it_is_the_one_that_was_tried_least() {
        let due = || {
            [3, 0, 1].into_iter().zip(0..).map(|(attempts, lane)| Delivery { attempts, ..delivery(1, lane) })
        };
        let standing = |failures, paused_until| BTreeMap::from([(1, Standing { failures, paused_until })]);
        let doubt = standing(1, None);
        assert_eq!(seats(&choose(due().collect(), &doubt, Seats::default(), START)), [(1, 1)]);
        let taken = Seats::taken([Seat { addressee: 1, lane: 9 }].into_iter());
        assert_eq!(choose(due().collect(), &doubt, taken, START), []);
        let paused = standing(2, Some(START.plus(Span::micros(1))));
        assert_eq!(choose(due().collect(), &paused, Seats::default(), START), []);
        assert_eq!(
            choose(due().collect(), &well([2]), Seats::default(), START),
            [],
            "another node sends them"
        );
    }
}
