//! Passes that a plan gives: once in every period, and no longer than that.

mod common;

use common::{at, date, london, time};
use proptest::prelude::*;
use vestibule_domain::cycle::{Cycle, Every};
use vestibule_domain::issuing::{
    Benefit, Clock, Contract, MOST_PASSES, Renewal, Set, due, next_look, period,
};
use vestibule_domain::*;

const RENEWALS: [Renewal; 5] =
    [Renewal::Week, Renewal::CalendarMonth, Renewal::Cycle, Renewal::Year, Renewal::Day];

fn contract(from: &str) -> Contract {
    let from = at(from);
    let cycle = Cycle { anchor: from, every: Every::Months(1) };
    Contract { from, until: None, paused: false, quantity: 1, cycle }
}

const fn benefit(renewal: Renewal) -> Benefit {
    Benefit { pass: PassId::new(1), count: 5, renewal }
}

fn due_at(contract: &Contract, renewal: Renewal, lapses: Option<Instant>, moment: &str) -> Option<Set> {
    let zone = london();
    due(contract, &benefit(renewal), lapses, at(moment), Clock { zone: &zone, cut_off: CutOff::MIDNIGHT })
}

#[test]
fn each_renewal_has_its_period() {
    let contract = contract("2026-01-31 10:00");
    for (renewal, from, until) in [
        (Renewal::Day, "2026-03-29", "2026-03-30"),
        (Renewal::Week, "2026-03-23", "2026-03-30"),
        (Renewal::CalendarMonth, "2026-03-01", "2026-04-01"),
        (Renewal::Cycle, "2026-02-28", "2026-03-31"),
        (Renewal::Year, "2026-01-31", "2027-01-31"),
    ] {
        // A Sunday, the night on which clocks go forward.
        let set = due_at(&contract, renewal, None, "2026-03-29 09:00").expect("due");
        let midnight = |day: &str| at(&format!("{day} 00:00"));
        assert_eq!((set.from, set.until), (midnight(from), midnight(until)), "{renewal:?}");
    }
}

#[test]
fn periods_begin_at_the_cut_off() {
    let (zone, cut_off) = (london(), CutOff(time("03:00")));
    let clock = Clock { zone: &zone, cut_off };
    let contract = contract("2026-01-31 10:00");
    for (renewal, from) in
        [(Renewal::Day, "2026-02-28"), (Renewal::Week, "2026-02-23"), (Renewal::CalendarMonth, "2026-02-01")]
    {
        // Sunday, 1 March, at two in the morning is still Saturday.
        let begins = period(&contract, renewal, at("2026-03-01 02:00"), clock).0;
        assert_eq!(begins, at(&format!("{from} 03:00")), "{renewal:?}");
    }
}

#[test]
fn a_contract_brings_passes_while_it_runs() {
    let runs = Contract { until: Some(at("2026-06-01 00:00")), ..contract("2026-03-02 00:00") };
    let due = |contract: &Contract, moment| due_at(contract, Renewal::Week, None, moment).is_some();
    assert!(!due(&runs, "2026-03-01 23:59"));
    assert!(due(&runs, "2026-03-02 00:00") && due(&runs, "2026-05-31 23:59"));
    assert!(!due(&runs, "2026-06-01 00:00"));
    assert!(!due(&Contract { paused: true, ..runs }, "2026-03-02 00:00"));
}

#[test]
fn a_plan_that_is_taken_twice_brings_twice_as_many_and_never_more_than_may_be_issued() {
    let count = |quantity| {
        let contract = Contract { quantity, ..contract("2026-03-02 00:00") };
        due_at(&contract, Renewal::Week, None, "2026-03-02 09:00").map(|set| set.count)
    };
    assert_eq!((count(1), count(2), count(0), count(-1)), (Some(5), Some(10), None, None));
    assert_eq!((count(101), count(i64::MAX)), (Some(MOST_PASSES), Some(MOST_PASSES)));
}

#[test]
fn a_single_pass_is_a_set_too() {
    let zone = london();
    let single = Benefit { count: 1, ..benefit(Renewal::Week) };
    let clock = Clock { zone: &zone, cut_off: CutOff::MIDNIGHT };
    let set = due(&contract("2026-03-02 00:00"), &single, None, at("2026-03-02 09:00"), clock);
    assert_eq!(set.map(|set| set.count), Some(1));
}

#[test]
fn a_set_keeps_its_end_when_the_periods_move() {
    let contract = contract("2026-03-02 00:00");
    let lapses = due_at(&contract, Renewal::CalendarMonth, None, "2026-03-02 09:00").map(|set| set.until);
    // The renewal is changed to weeks in the middle of the month.
    assert_eq!(due_at(&contract, Renewal::Week, lapses, "2026-03-20 09:00"), None);
    let next = due_at(&contract, Renewal::Week, lapses, "2026-04-01 00:00").expect("due");
    assert_eq!((next.from, next.until), (at("2026-04-01 00:00"), at("2026-04-06 00:00")));
}

#[test]
fn what_went_by_unseen_brings_nothing_afterwards() {
    let contract = contract("2026-03-02 00:00");
    let lapsed = Some(at("2026-03-09 00:00"));
    let set = due_at(&contract, Renewal::Week, lapsed, "2026-04-15 09:00").expect("due");
    assert_eq!((set.count, set.from), (5, at("2026-04-13 00:00")));
}

#[test]
fn a_contract_is_looked_at_when_something_may_be_due() {
    let zone = london();
    let clock = Clock { zone: &zone, cut_off: CutOff::MIDNIGHT };
    let running = contract("2026-03-02 00:00");
    let (week, month) = (at("2026-03-09 00:00"), at("2026-04-01 00:00"));
    let look = |contract: &Contract, moment: &str| next_look(contract, [month, week], at(moment), clock);
    assert_eq!(look(&running, "2026-03-02 09:00"), Some(week));
    assert_eq!(look(&running, "2026-02-20 09:00"), Some(running.from), "not begun");
    assert_eq!(look(&running, "2026-03-02 00:00"), Some(week), "it begins");
    let paused = Contract { paused: true, ..running };
    assert_eq!(look(&paused, "2026-03-05 09:00"), Some(at("2026-03-06 00:00")));
    let ending = Contract { until: Some(week), ..running };
    assert_eq!(look(&ending, "2026-03-02 09:00"), None, "it ends first");
    assert_eq!(look(&Contract { until: Some(at("2026-03-01 00:00")), ..running }, "2026-02-20 09:00"), None);
    assert_eq!(next_look(&running, [], at("2026-03-02 09:00"), clock), None, "a plan without passes");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn sets_follow_each_other_without_a_gap_and_never_two_at_a_time(
        start in 0_i64..2_000_000_000,
        mut moments in prop::collection::vec(0_i64..100 * 86_400, 1..40),
        renewal in prop::sample::select(&RENEWALS[..]),
        changed in prop::sample::select(&RENEWALS[..]),
        cut_off in 0_i64..1_440,
        name in prop::sample::select(&["Europe/London", "America/Sao_Paulo", "Australia/Lord_Howe"][..]),
    ) {
        let zone = Zone::named(name).expect("a known zone");
        let cut_off = CutOff(TimeOfDay::from_micros(cut_off * 60_000_000).expect("a time of day"));
        let clock = Clock { zone: &zone, cut_off };
        let from = Instant::from_micros(start * 1_000_000);
        let cycle = Cycle { anchor: from, every: Every::Weeks(3) };
        let contract = Contract { from, until: None, paused: false, quantity: 1, cycle };
        moments.sort_unstable();
        let half = moments.len() / 2;
        let mut last: Option<Set> = None;
        for (nth, moment) in moments.into_iter().enumerate() {
            let at = from.plus(Span::micros(moment * 1_000_000));
            let benefit = benefit(if nth < half { renewal } else { changed });
            match due(&contract, &benefit, last.map(|set| set.until), at, clock) {
                Some(set) => {
                    prop_assert!(set.from <= at && at < set.until, "of the period that runs");
                    prop_assert!(last.is_none_or(|last| last.until <= set.from), "after the one before");
                    prop_assert!(due(&contract, &benefit, Some(set.until), at, clock).is_none(), "once");
                    let end = due(&contract, &benefit, Some(set.until), set.until, clock);
                    prop_assert_eq!(end.map(|next| next.from), Some(set.until), "when it lapses, the next is due");
                    prop_assert_eq!(next_look(&contract, [set.until], at, clock), Some(set.until));
                    last = Some(set);
                }
                None => prop_assert!(last.is_some_and(|last| at < last.until), "somebody always has a set"),
            }
        }
    }

    #[test]
    fn a_period_is_the_same_wherever_one_stands_in_it(
        start in 0_i64..2_000_000_000,
        moment in 0_i64..2_000_000_000,
        part in 0_i64..1_000,
        renewal in prop::sample::select(&RENEWALS[..]),
    ) {
        let zone = london();
        let clock = Clock { zone: &zone, cut_off: CutOff(time("03:00")) };
        let from = Instant::from_micros(start * 1_000_000);
        let cycle = Cycle { anchor: from, every: Every::Months(1) };
        let contract = Contract { from, until: None, paused: false, quantity: 1, cycle };
        let around = |at| period(&contract, renewal, at, clock);
        let (begins, ends) = around(Instant::from_micros(moment * 1_000_000));
        let within = begins.plus(Span::micros(ends.since(begins) / 1_000 * part));
        prop_assert_eq!(around(within), (begins, ends));
        prop_assert_eq!(around(ends).0, ends);
    }
}

#[test]
fn a_leap_day_is_a_year_long_once() {
    let contract = contract("2028-02-29 09:00");
    let zone = london();
    let clock = Clock { zone: &zone, cut_off: CutOff::MIDNIGHT };
    let years = |day: &str| period(&contract, Renewal::Year, zone.instant(date(day), time("12:00")), clock);
    assert_eq!(years("2029-02-27"), (at("2028-02-29 00:00"), at("2029-02-28 00:00")));
    assert_eq!(years("2032-02-29"), (at("2032-02-29 00:00"), at("2033-02-28 00:00")));
}
