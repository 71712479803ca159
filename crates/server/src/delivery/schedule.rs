//! What goes next, when a failure is tried again, and when a webhook is switched off.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use vestibule_domain::time::{Instant, Span};
use vestibule_records::WebHook;
use vestibule_records::kept::Delivery;

/// Deliveries of one webhook under way at the same time.
const PER_HOOK: usize = 4;
/// Deliveries under way at the same time.
const IN_ALL: usize = 64;
/// What is asked of the outbox for each webhook: as many as may start, beside as many as are under way already.
pub(super) const HEADS_PER_HOOK: i64 = 2 * PER_HOOK as i64;

/// The pause after the first failure; each that follows is four times as long, up to a day.
const FIRST_PAUSE: Span = Span::micros(10_000_000);
const LONGEST_PAUSE: Span = Span::minutes(24 * 60);
/// The longest pause of a door system, in front of which somebody may stand.
const LONGEST_PAUSE_AT_A_DOOR: Span = Span::minutes(15);
/// How long a delivery is tried, from the event on.
const PATIENCE: Span = Span::minutes(3 * 24 * 60);
/// Failures in a row after which a webhook is switched off (`contract.md 14`).
const MOST_FAILURES: i64 = 10;

/// What a delivery under way takes up: a part of what its webhook may, and its lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Seat {
    pub(super) hook: i64,
    pub(super) lane: i64,
}

/// The seats that are taken.
#[derive(Debug, Default)]
pub(super) struct Seats {
    taken: HashSet<Seat>,
    by_hook: HashMap<i64, usize>,
}

impl Seats {
    pub(super) fn taken(seats: impl Iterator<Item = Seat>) -> Self {
        let mut all = Self::default();
        for seat in seats {
            all.take(seat);
        }
        all
    }

    /// Whether one more delivery of a webhook may start.
    pub(super) fn has_room(&self, hook: i64) -> bool {
        self.taken.len() < IN_ALL && self.by_hook.get(&hook).copied().unwrap_or_default() < PER_HOOK
    }

    /// Takes a seat, if it is free.
    fn take(&mut self, seat: Seat) -> bool {
        let free = self.has_room(seat.hook) && self.taken.insert(seat);
        if free {
            *self.by_hook.entry(seat.hook).or_default() += 1;
        }
        free
    }
}

/// Of the deliveries that are due, each the first of its lane, those that start now: webhooks take turns, so that none
/// waits for the backlog of another.
pub(super) fn choose(due: Vec<Delivery>, mut seats: Seats) -> Vec<Delivery> {
    let mut by_hook: BTreeMap<i64, VecDeque<Delivery>> = BTreeMap::new();
    for delivery in due {
        by_hook.entry(delivery.web_hook_id).or_default().push_back(delivery);
    }
    let mut chosen = Vec::new();
    while !by_hook.is_empty() {
        by_hook.retain(|_, waiting| {
            let Some(delivery) = waiting.pop_front() else { return false };
            if seats.take(Seat { hook: delivery.web_hook_id, lane: delivery.lane }) {
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

/// Whether a delivery has waited for so long that it is not worth telling any more.
pub(super) fn is_too_late(delivery: &Delivery, now: Instant) -> bool {
    now.since(delivery.base.created_on) > PATIENCE.in_micros()
}

/// Writes down what came of a try on the delivery and, where it is still there, its webhook. `chance` is any number:
/// it keeps those that failed together from being tried again together.
pub(super) fn settle(
    delivery: &mut Delivery,
    hook: Option<&mut WebHook>,
    told: &Told,
    now: Instant,
    chance: u64,
) {
    note(delivery, told, now, chance, LONGEST_PAUSE);
    if let Some(hook) = hook {
        take_note(hook, told, now);
    }
}

/// The same on a delivery to a door system, which is never switched off, and never told too late.
pub(super) fn settle_at_a_door(delivery: &mut Delivery, told: &Told, now: Instant, chance: u64) {
    note(delivery, told, now, chance, LONGEST_PAUSE_AT_A_DOOR);
}

fn note(delivery: &mut Delivery, told: &Told, now: Instant, chance: u64, longest: Span) {
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
            let next = now.plus(pause(delivery.attempts, chance, longest));
            delivery.due_on = Some(next).filter(|next| !is_too_late(delivery, *next));
        }
        Told::TooLate => {
            (delivery.due_on, delivery.last_error) = (None, Some("was switched off for too long".to_owned()));
        }
    }
}

fn take_note(hook: &mut WebHook, told: &Told, now: Instant) {
    match told {
        Told::Delivered { .. } => {
            (hook.last_trigger, hook.last_error, hook.error_count) = (Some(now), None, Some(0));
        }
        Told::Failed { why, .. } => {
            let failures = hook.error_count.unwrap_or_default().saturating_add(1);
            (hook.last_error, hook.error_count) = (Some(why.clone()), Some(failures));
            hook.active &= failures < MOST_FAILURES;
        }
        Told::TooLate => {}
    }
}

/// How long to wait after so many failures: between three quarters of the pause and all of it.
fn pause(failures: i64, chance: u64, longest: Span) -> Span {
    let quadruplings = u32::try_from(failures - 1).unwrap_or_default().min(12);
    let longest = (FIRST_PAUSE.in_micros() << (2 * quadruplings)).min(longest.in_micros());
    let quarter = longest / 4;
    let spread = u64::try_from(quarter).unwrap_or(1).max(1);
    Span::micros(longest - i64::try_from(chance % spread).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Instant = Instant::from_micros(1_800_000_000_000_000);
    const SECOND: i64 = 1_000_000;

    fn delivery(hook: i64, lane: i64) -> Delivery {
        let mut delivery = Delivery { web_hook_id: hook, lane, due_on: Some(START), ..Delivery::default() };
        delivery.base.created_on = START;
        delivery
    }

    fn failed() -> Told {
        Told::Failed { status: Some(500), why: "answered 500".to_owned() }
    }

    fn hook() -> WebHook {
        WebHook { active: true, ..WebHook::default() }
    }

    #[test]
    fn ten_tries_take_two_and_a_half_days_and_the_tenth_switches_off() {
        let (mut delivery, mut hook, mut now) = (delivery(1, 1), hook(), START);
        let mut pauses = Vec::new();
        for _ in 0..9 {
            settle(&mut delivery, Some(&mut hook), &failed(), now, 0);
            let next = delivery.due_on.expect("tried again");
            pauses.push(next.since(now) / SECOND);
            now = next;
        }
        assert_eq!(pauses, [10, 40, 160, 640, 2560, 10_240, 40_960, 86_400, 86_400]);
        assert!(hook.active);
        settle(&mut delivery, Some(&mut hook), &failed(), now, 0);
        assert_eq!((hook.active, hook.error_count, delivery.attempts), (false, Some(10), 10));
        assert_eq!(delivery.due_on, None, "the next try would be more than three days after the event");
    }

    #[test]
    fn a_door_system_is_tried_again_at_least_every_quarter_of_an_hour_for_three_days() {
        let (mut delivery, mut now) = (delivery(-1, 1), START);
        let mut pauses = Vec::new();
        while let Some(due) = delivery.due_on {
            pauses.push(due.since(now) / SECOND);
            now = due;
            settle_at_a_door(&mut delivery, &failed(), now, 0);
        }
        assert_eq!(pauses[..7], [0, 10, 40, 160, 640, 900, 900]);
        assert!(now.since(START) > PATIENCE.in_micros() - 900 * SECOND, "{}", now.since(START));
    }

    #[test]
    fn a_pause_is_shortened_by_a_quarter_at_most() {
        for chance in [0, 1, 12_345, u64::MAX] {
            for failures in 1..=40 {
                let (whole, shortened) = (
                    pause(failures, 0, LONGEST_PAUSE).in_micros(),
                    pause(failures, chance, LONGEST_PAUSE).in_micros(),
                );
                assert!(shortened <= whole && shortened > whole / 4 * 3, "{failures} {chance}");
            }
        }
        assert_ne!(pause(1, 1, LONGEST_PAUSE), pause(1, 2, LONGEST_PAUSE));
    }

    #[test]
    fn a_success_ends_a_row_of_failures() {
        let (mut delivery, mut hook) = (delivery(1, 1), WebHook { error_count: Some(9), ..hook() });
        settle(&mut delivery, Some(&mut hook), &Told::Delivered { status: 204 }, START, 0);
        assert_eq!(
            (hook.error_count, hook.last_trigger, hook.last_error.as_deref()),
            (Some(0), Some(START), None)
        );
        assert_eq!(
            (delivery.due_on, delivery.delivered_on, delivery.last_status),
            (None, Some(START), Some(204))
        );
        settle(&mut delivery, Some(&mut hook), &failed(), START, 0);
        assert_eq!((hook.active, hook.error_count), (true, Some(1)));
    }

    #[test]
    fn what_waited_for_more_than_three_days_is_given_up_and_is_nobodys_failure() {
        let (mut delivery, mut hook) = (delivery(1, 1), hook());
        assert!(!is_too_late(&delivery, START.plus(PATIENCE)));
        assert!(is_too_late(&delivery, START.plus(PATIENCE).plus(Span::micros(1))));
        settle(&mut delivery, Some(&mut hook), &Told::TooLate, START, 0);
        assert_eq!((delivery.due_on, delivery.attempts, hook.error_count), (None, 0, None));
    }

    #[test]
    fn a_webhook_takes_so_many_seats_and_a_lane_one() {
        let due = (0..10).map(|lane| delivery(1, lane)).chain([delivery(2, 0), delivery(2, 0)]).collect();
        let chosen = choose(due, Seats::taken([Seat { hook: 1, lane: 0 }].into_iter()));
        let seats: Vec<_> = chosen.iter().map(|one| (one.web_hook_id, one.lane)).collect();
        assert_eq!(seats, [(2, 0), (1, 1), (1, 2), (1, 3)]);
    }

    #[test]
    fn when_seats_are_few_webhooks_take_turns() {
        let taken = (100..115).flat_map(|hook| (0..4).map(move |lane| Seat { hook, lane }));
        let due = [1, 1, 1, 2, 3].into_iter().zip(0..).map(|(hook, lane)| delivery(hook, lane)).collect();
        let chosen = choose(due, Seats::taken(taken));
        let seats: Vec<_> = chosen.iter().map(|one| (one.web_hook_id, one.lane)).collect();
        assert_eq!(seats, [(1, 0), (2, 3), (3, 4), (1, 1)]);
    }
}
