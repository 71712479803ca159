//! Billing cycles cover all of time, and each begins when its day does.

mod common;

use common::{at, date, london, time};
use proptest::prelude::*;
use vestibule_domain::cycle::{Cycle, Every};
use vestibule_domain::*;

const ZONES: [&str; 4] = ["Europe/London", "America/St_Johns", "Pacific/Apia", "America/Sao_Paulo"];

fn monthly(anchor: &str) -> Cycle {
    Cycle { anchor: at(anchor), every: Every::Months(1) }
}

fn around(cycle: Cycle, moment: &str) -> (Instant, Instant) {
    cycle.around(at(moment), &london(), CutOff::MIDNIGHT)
}

#[test]
fn a_cycle_that_began_on_the_31st_comes_back_to_it() {
    let cycle = monthly("2026-01-31 00:00");
    for (moment, from, until) in [
        ("2026-01-31 00:00", "2026-01-31 00:00", "2026-02-28 00:00"),
        ("2026-02-28 12:00", "2026-02-28 00:00", "2026-03-31 00:00"),
        ("2026-03-30 23:59", "2026-02-28 00:00", "2026-03-31 00:00"),
        ("2026-04-30 00:00", "2026-04-30 00:00", "2026-05-31 00:00"),
        ("2028-02-29 00:00", "2028-02-29 00:00", "2028-03-31 00:00"),
    ] {
        assert_eq!(around(cycle, moment), (at(from), at(until)), "{moment}");
    }
}

#[test]
fn cycles_are_counted_backwards_from_a_renewal_to_come() {
    let quarterly = Cycle { anchor: at("2026-05-15 00:00"), every: Every::Months(3) };
    assert_eq!(around(quarterly, "2026-03-02 09:00"), (at("2026-02-15 00:00"), at("2026-05-15 00:00")));
    let fortnightly = Cycle { anchor: at("2026-04-06 00:00"), every: Every::Weeks(2) };
    // The clocks go forward in between, and midnight stays midnight.
    assert_eq!(around(fortnightly, "2026-03-28 09:00"), (at("2026-03-23 00:00"), at("2026-04-06 00:00")));
}

#[test]
fn a_cycle_begins_at_the_cut_off_of_its_first_day() {
    let three = CutOff(time("03:00"));
    let around = |anchor: &str, moment: &str| monthly(anchor).around(at(moment), &london(), three);
    let march = (at("2026-03-01 03:00"), at("2026-04-01 03:00"));
    assert_eq!(around("2026-03-01 00:00", "2026-03-20 12:00"), march, "midnight names a date");
    assert_eq!(around("2026-03-01 03:00", "2026-03-20 12:00"), march);
    assert_eq!(around("2026-03-02 01:00", "2026-04-01 02:59"), march, "still the business day of the 1st");
}

#[test]
fn a_cycle_without_length_is_one_long() {
    let none = Cycle { anchor: at("2026-03-01 00:00"), every: Every::Weeks(0) };
    assert_eq!(around(none, "2026-03-02 09:00"), (at("2026-03-01 00:00"), at("2026-03-08 00:00")));
}

#[test]
fn a_length_that_cannot_be_is_the_shortest_or_the_longest() {
    assert_eq!(Every::of(-3, 0), Every::Months(1));
    assert_eq!(Every::of(i64::MAX, 0), Every::Months(u32::MAX));
}

#[test]
fn a_cycle_longer_than_the_calendar_has_no_end() {
    let endless = Cycle { anchor: at("2026-03-01 00:00"), every: Every::Months(u32::MAX) };
    let (from, until) = around(endless, "2026-03-02 09:00");
    assert_eq!(from, at("2026-03-01 00:00"));
    assert!(until > london().instant(date("9999-12-31"), time("23:59")));
    let (_, until) = around(endless, "2026-02-28 09:00");
    assert_eq!(until, at("2026-03-01 00:00"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn cycles_follow_each_other_without_a_gap(
        anchor in 0_i64..4_102_444_800,
        seconds in 0_i64..4_102_444_800,
        cut_off in 0_i64..1_440,
        count in 1_u32..30,
        weeks: bool,
        name in prop::sample::select(&ZONES[..]),
    ) {
        let zone = Zone::named(name).expect("a known zone");
        let cut_off = CutOff(TimeOfDay::from_micros(cut_off * 60_000_000).expect("a time of day"));
        let every = if weeks { Every::Weeks(count) } else { Every::Months(count) };
        let cycle = Cycle { anchor: Instant::from_micros(anchor * 1_000_000), every };
        let moment = Instant::from_micros(seconds * 1_000_000);
        let (from, until) = cycle.around(moment, &zone, cut_off);
        prop_assert!(from <= moment && moment < until);
        prop_assert_eq!(cycle.around(from, &zone, cut_off), (from, until));
        prop_assert_eq!(cycle.around(until, &zone, cut_off).0, until);
        prop_assert_eq!(cycle.around(from.minus(Span::micros(1)), &zone, cut_off).1, from);
        let first_of_its_day = day_bounds(business_day(from, &zone, cut_off), &zone, cut_off).0;
        prop_assert_eq!(from, first_of_its_day);
    }
}
