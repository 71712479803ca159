//! The schedule put to receivers that come and go: a webhook, what it is told of, and a clock, without a server.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use vestibule_domain::time::{Instant, Span};
use vestibule_records::WebHook;
use vestibule_records::kept::Delivery;
use vestibule_store::outbox::Addressee;

use super::schedule::{self, HEADS, Seat, Seats, Told, choose};
use super::standing::{Pauses, Standing};

const HOOK: i64 = 1;
const START: Instant = Instant::from_micros(1_800_000_000_000_000);
const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3600 * SECOND;
/// The least that ten failures in a row take: nine pauses, each shortened by a quarter, all but the first.
const TEN_FAILURES: i64 = 227_360 * SECOND / 4 * 3;

/// What is under way: when it ends, what it is, what was known when it began, and what will come of it.
type Try = (Instant, usize, i64, Told);

/// A webhook and its receiver.
struct World<'a> {
    answers: &'a dyn Fn(&Delivery, Instant) -> bool,
    now: Instant,
    deliveries: Vec<Delivery>,
    hook: WebHook,
    standing: Standing,
    under_way: Vec<Try>,
    chance: u64,
    /// When each delivery arrived for good, by its place.
    told: Vec<(usize, Instant)>,
    /// When the failures in a row began.
    row_since: Option<Instant>,
    most_failures: i64,
}

impl<'a> World<'a> {
    /// Deliveries made in these lanes, so many microseconds after the start.
    fn of(made: &[(i64, i64)], chance: u64, answers: &'a dyn Fn(&Delivery, Instant) -> bool) -> Self {
        let mut made = made.to_vec();
        made.sort_by_key(|(_, after)| *after);
        let delivery = |(id, (lane, after)): (i64, (i64, i64))| {
            let on = START.plus(Span::micros(after));
            let mut delivery = Delivery { web_hook_id: HOOK, lane, due_on: Some(on), ..Delivery::default() };
            (delivery.base.id, delivery.base.created_on) = (id, on);
            delivery
        };
        Self {
            answers,
            now: START,
            deliveries: (0..).zip(made).map(delivery).collect(),
            hook: WebHook { active: true, ..WebHook::default() },
            standing: Standing::default(),
            under_way: Vec::new(),
            chance,
            told: Vec::new(),
            row_since: None,
            most_failures: 0,
        }
    }

    /// Goes on until nothing waits, or the webhook is switched off.
    fn run(mut self) -> Self {
        while self.hook.active && self.step() {}
        self
    }

    fn step(&mut self) -> bool {
        self.settle();
        self.start();
        let ends = self.under_way.iter().map(|(ends, ..)| *ends);
        let due = self.deliveries.iter().filter_map(|one| one.due_on).filter(|due| *due > self.now);
        let next = ends.chain(due).chain(self.standing.pause(self.now)).min();
        self.now = next.unwrap_or(self.now);
        next.is_some()
    }

    fn settle(&mut self) {
        let now = self.now;
        let (ended, rest) =
            std::mem::take(&mut self.under_way).into_iter().partition(|(ends, ..)| *ends <= now);
        self.under_way = rest;
        let ended: Vec<Try> = ended;
        for (_, at, known, told) in ended {
            self.chance = self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let pauses = Pauses::of(Addressee::Hook(HOOK), self.chance >> 8);
            schedule::settle(&mut self.deliveries[at], &told, now, pauses);
            self.standing = self.standing.after(&told, known, now, pauses);
            schedule::take_note(&mut self.hook, &told, self.standing, now);
            self.most_failures = self.most_failures.max(self.standing.failures);
            match told {
                Told::Failed { .. } => self.row_since = self.row_since.or(Some(now)),
                Told::Delivered { .. } => {
                    self.told.push((at, now));
                    self.row_since = None;
                }
                Told::TooLate => {}
            }
        }
    }

    /// What the store would say is due, as far as it is there yet.
    fn heads(&self) -> Vec<Delivery> {
        let mut lanes = BTreeSet::new();
        let waits = |one: &&Delivery| one.due_on.is_some() && one.base.created_on <= self.now;
        let first = self.deliveries.iter().filter(waits).filter(|one| lanes.insert(one.lane));
        let mut due: Vec<Delivery> = first.filter(|one| one.due_on <= Some(self.now)).cloned().collect();
        due.sort_by_key(|one| (one.due_on, one.base.id));
        due.truncate(usize::try_from(HEADS).unwrap());
        due
    }

    fn start(&mut self) {
        let seats = self
            .under_way
            .iter()
            .map(|(_, at, ..)| Seat { addressee: HOOK, lane: self.deliveries[*at].lane });
        let standings = BTreeMap::from([(HOOK, self.standing)]);
        for delivery in choose(self.heads(), &standings, Seats::taken(seats), self.now) {
            let at = usize::try_from(delivery.base.id).unwrap();
            let (told, takes) = if schedule::is_too_late(&delivery, self.now) {
                (Told::TooLate, 0)
            } else if (self.answers)(&delivery, self.now) {
                (Told::Delivered { status: 200 }, SECOND / 20)
            } else {
                (Told::Failed { status: None, why: "away".to_owned() }, 1 + delivery.base.id % 10 * SECOND)
            };
            self.under_way.push((self.now.plus(Span::micros(takes)), at, self.standing.failures, told));
        }
    }

    /// Whether everything arrived once, and in order for each lane.
    fn is_all_told(&self) -> bool {
        let lanes = self.deliveries.iter().map(|one| one.lane).collect::<BTreeSet<_>>();
        let of =
            |lane| self.told.iter().map(|(at, _)| *at).filter(move |at| self.deliveries[*at].lane == lane);
        self.told.len() == self.deliveries.len()
            && lanes.into_iter().all(|lane| of(lane).is_sorted_by(|a, b| a < b))
    }
}

/// Whether a receiver that is away and back for these times in turn, and then stays, is there.
fn is_there(pattern: &[(i64, i64)], at: Instant) -> bool {
    let mut since = at.since(START);
    for (away, back) in pattern {
        if since < *away {
            return false;
        }
        since -= away;
        if since < *back {
            return true;
        }
        since -= back;
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn everything_is_told_in_order_to_a_receiver_that_is_back_for_good_within_three_days(
        made in prop::collection::vec((0..9_i64, 0..30 * HOUR), 1..80),
        pattern in prop::collection::vec((1..20 * HOUR, prop_oneof![1..3 * SECOND, 1..9 * HOUR]), 0..12),
        chance: u64,
    ) {
        let first = made.iter().map(|(_, after)| *after).min().unwrap_or_default();
        let mut pattern = pattern;
        while pattern.iter().map(|(away, back)| away + back).sum::<i64>() > first + 72 * HOUR {
            pattern.pop();
        }
        let answers = |_: &Delivery, at| is_there(&pattern, at);
        let world = World::of(&made, chance, &answers).run();
        if world.hook.active {
            prop_assert!(world.is_all_told(), "{:?}", world.deliveries);
            prop_assert_eq!(world.hook.error_count, Some(0));
        } else {
            prop_assert_eq!(world.hook.error_count, Some(10));
            let row = world.now.since(world.row_since.unwrap());
            prop_assert!(row >= TEN_FAILURES, "{}", row / HOUR);
        }
    }

    #[test]
    fn a_receiver_that_is_away_once_for_less_than_ten_failures_take_is_never_switched_off(
        made in prop::collection::vec((0..400_i64, 0..40 * HOUR), 1..400),
        away in 1..TEN_FAILURES,
        chance: u64,
    ) {
        let answers = |_: &Delivery, at: Instant| at.since(START) >= away;
        let world = World::of(&made, chance, &answers).run();
        prop_assert!(world.hook.active && world.is_all_told(), "{}", world.most_failures);
    }
}

#[test]
fn an_hour_away_is_seven_failures_however_much_waits() {
    for many in [1, 20, 1000] {
        let made: Vec<_> = (0..many).map(|nth| (nth % 300, nth * SECOND)).collect();
        let answers = |_: &Delivery, at: Instant| at.since(START) >= HOUR;
        let world = World::of(&made, 7, &answers).run();
        assert!(world.is_all_told());
        assert!((5..=7).contains(&world.most_failures), "{}", world.most_failures);
        let (first, last) = (world.told[0].1, world.told[world.told.len() - 1].1);
        assert!(last.since(first) < 15 * SECOND, "all that waited goes out: {}", last.since(first));
    }
}

#[test]
fn one_message_that_a_receiver_cannot_stand_hardly_slows_the_others() {
    let others = (0..3 * 24 * 60).map(|minute| (1 + minute % 50, minute * 60 * SECOND));
    let made: Vec<_> = std::iter::once((0, 0)).chain(others).collect();
    let answers = |delivery: &Delivery, _| delivery.lane != 0;
    let world = World::of(&made, 3, &answers).run();
    assert!(world.hook.active);
    assert_eq!(world.told.len(), made.len() - 1);
    for (at, told) in &world.told {
        let waited = told.since(world.deliveries[*at].base.created_on);
        assert!(waited < 50 * SECOND, "{}", waited / SECOND);
    }
    let poison = world.deliveries.iter().find(|one| one.lane == 0).unwrap();
    assert_eq!((poison.due_on, poison.delivered_on), (None, None), "it is given up in the end");
}
