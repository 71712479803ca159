//! When to come again: what time alone will bring about, and what it will not.

mod common;

use common::*;
use vestibule_domain::next::{HORIZON, next_entry, next_within};
use vestibule_domain::*;

/// Open on this Monday only.
fn from_on(mut pass: CustomerPass, from: &str) -> CustomerPass {
    let hours = Slot { weekday: Weekday::Monday, from: time(from), to: None };
    pass = on(pass, |terms| terms.hours = vec![hours]);
    pass
}

fn asking(id: i64) -> Attempt {
    Attempt { pass: Some(CustomerPassId::new(id)), ..attempt("09:00") }
}

fn next(house: &House, attempt: &Attempt) -> Option<Instant> {
    next_entry(&house.world, attempt, attempt.from)
}

/// Ann has used the only day that her plan gives in so many months.
fn once_in(months: u32) -> House {
    let cycle = PerPeriod { cycle: Some(1), ..PerPeriod::default() };
    let limits = Limits { days: cycle, ..Limits::default() };
    let mut house = House::with(vec![day_pass(1), day_pass(2)])
        .subscribed(PLAN_A, limits)
        .customer(|ann| ann.contracts[0].every = Every::Months(months));
    house.stays("2026-03-02 07:00", "2026-03-02 08:00");
    house
}

#[test]
fn whoever_asks_for_a_pass_is_told_of_that_one() {
    let house = House::with(vec![from_on(day_pass(1), "14:00"), from_on(day_pass(2), "12:00")]);
    assert_eq!(next(&house, &attempt("09:00")), Some(at("12:00")));
    assert_eq!(next(&house, &asking(1)), Some(at("14:00")));
}

#[test]
fn what_is_sold_at_the_door_later_is_worth_waiting_for_where_it_is_sold_and_nothing_else_is_asked_for() {
    let later = Offer { terms: from_on(day_pass(9), "14:00").terms, ..offer(9, None, 2_000) };
    let mut house = House::selling(vec![later]);
    house.world.passes = vec![CustomerPass { expires: Some(at("08:00")), ..day_pass(1) }];
    assert_eq!(next(&house, &attempt("09:00")), Some(at("14:00")));
    assert_eq!(next(&house, &asking(1)), None);
    let house = house.at_the_loft(|loft| loft.pay_as_you_go = false);
    assert_eq!(next(&house, &attempt("09:00")), None);
}

#[test]
fn a_booking_here_is_worth_waiting_for() {
    let mut house = House::with(vec![CustomerPass { expires: Some(at("08:00")), ..day_pass(1) }]);
    house.world.bookings = vec![booking("14:00", "15:00")];
    assert_eq!(next(&house, &attempt("09:00")), Some(at("13:45")));
    assert_eq!(next(&house, &asking(1)), None, "the pass that is asked for does not serve then either");
    house.world.bookings[0].location = Some(MILL);
    assert_eq!(next(&house, &attempt("09:00")), None);
}

#[test]
fn what_comes_later_than_eight_weeks_from_now_is_as_good_as_never() {
    assert_eq!(HORIZON, Span::minutes(56 * 24 * 60));
    let tomorrow = attempt("2026-03-03 09:00");
    assert_eq!(next(&once_in(1), &tomorrow), Some(at("2026-04-01 00:00")));
    assert_eq!(next(&once_in(6), &tomorrow), None);
}

#[test]
fn hours_that_begin_now_begin_again_in_a_week() {
    let mondays = [Slot { weekday: Weekday::Monday, from: time("09:00"), to: Some(time("10:00")) }];
    assert_eq!(next_within(&london(), &mondays, at("09:00")), Some(at("2026-03-09 09:00")));
}

#[test]
fn what_a_day_or_an_instant_stands_in_the_way_of_is_cured_by_it_and_not_before() {
    let house = House::with(vec![]);
    let tomorrow = at("2026-03-03 00:00");
    for refusal in [
        Refusal::TokenNotYet(tomorrow),
        Refusal::VisitorNotToday(BusinessDay(date("2026-03-03"))),
        Refusal::Passback { since: at("09:00") },
        Refusal::TwoPlaces { location: LOFT, since: at("09:00") },
    ] {
        let again = |now| Examination::of(refusal.clone(), &house.world, at(now)).next();
        assert_eq!(again("10:00"), Some(tomorrow), "{refusal:?}");
        assert_eq!(again("2026-03-03 00:00"), None, "{refusal:?}");
        assert_eq!(again("2026-03-03 10:00"), None, "{refusal:?}");
    }
}
