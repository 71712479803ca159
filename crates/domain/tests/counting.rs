//! What counts towards the limits of a plan while visits end, move and become one.

mod common;

use common::*;
use vestibule_domain::*;

fn days_a_week(most: i64) -> Limits {
    Limits { days: PerPeriod { week: Some(most), ..PerPeriod::default() }, ..Limits::default() }
}

fn hours_a_week(most: i64) -> Limits {
    Limits { hours: PerPeriod { week: Some(most), ..PerPeriod::default() }, ..Limits::default() }
}

#[test]
fn a_visit_that_nobody_ended_counts_beside_those_before_it() {
    let mut house = House::with((1..=4).map(day_pass).collect()).subscribed(PLAN_A, days_a_week(2));
    house.stays("2026-03-02 09:00", "2026-03-02 10:00");
    house.arrives("2026-03-03 09:00");
    assert_eq!(house.refusal(&attempt("2026-03-04 09:00")).0, "limit_days_week");
}

#[test]
fn a_visit_that_nobody_ended_on_a_pass_that_does_not_count_still_does_not() {
    let free = on(day_pass(1), |terms| {
        terms.counts_towards_plan_limits = false;
        terms.priority = 1;
    });
    let mut house = House::with(vec![free, day_pass(2)]).subscribed(PLAN_A, days_a_week(1));
    assert_eq!(pass_of(&house.arrives("2026-03-02 09:00")), 1);
    assert_eq!(pass_of(&house.arrives("2026-03-03 09:00")), 2);
}

#[test]
fn what_becomes_one_with_a_visit_that_is_corrected_does_not_count_against_it() {
    let mut house = House::with(vec![time_pass(1, 10_000)]).subscribed(PLAN_A, hours_a_week(3));
    let monday = house.stays("2026-03-02 09:00", "2026-03-02 10:00");
    house.stays("2026-03-03 09:00", "2026-03-03 12:00");
    let moved = house.corrects(&monday, &stay("2026-03-03 11:00", "2026-03-03 13:00"));
    assert_eq!((moved.from, moved.to), (at("2026-03-03 09:00"), Some(at("2026-03-03 13:00"))));
    assert_eq!(house.world.visits.len(), 1);
}
