//! When what was sold at the door is billed.

mod common;

use common::{House, LOFT, at, gbp, location, offer};
use vestibule_domain::billing::{Collection, collection, has_fallen_due, is_due};
use vestibule_domain::*;

/// A pass sold at nine on Monday; its holder leaves at ten.
fn sold(minutes: Option<i64>) -> CustomerPass {
    let mut house = House::selling(vec![offer(1, minutes, 2_000)]);
    house.arrives("09:00");
    assert!(!is_due(&house.world.passes[0]), "somebody inside may yet owe more");
    house.leaves("10:00");
    assert!(is_due(&house.world.passes[0]));
    house.world.passes.remove(0)
}

#[test]
fn a_visit_is_billed_once_it_is_over() {
    let collected = collection(&sold(Some(60)), &location(LOFT, "Loft"), false);
    assert_eq!(collected, Collection::ByItself(at("09:00")));
}

#[test]
fn what_further_visits_may_share_is_billed_at_the_end_of_the_day() {
    let plain = location(LOFT, "Loft");
    let three = CutOff(common::time("03:00"));
    let least = Location { day_minimum: Some(gbp(5_000)), ..plain.clone() };
    let most = Location { day_maximum: Some(gbp(9_000)), cut_off: three, ..plain.clone() };
    for (minutes, place, end) in [
        (None, plain, "2026-03-03 00:00"),
        (Some(60), least, "2026-03-03 00:00"),
        (Some(60), most, "2026-03-03 03:00"),
    ] {
        assert_eq!(collection(&sold(minutes), &place, false), Collection::ByItself(at(end)));
    }
}

#[test]
fn what_costs_nothing_is_never_due() {
    let due = |minor| has_fallen_due(Some(gbp(minor)), false, None, at("09:00"));
    assert_eq!((due(0), due(1)), (false, true));
}

#[test]
fn a_member_may_pay_with_the_plan() {
    let place = Location { day_minimum: Some(gbp(5_000)), ..location(LOFT, "Loft") };
    for minutes in [None, Some(60)] {
        assert_eq!(collection(&sold(minutes), &place, true), Collection::WithThePlan);
    }
}

#[test]
fn one_that_was_never_used_waits_for_no_day() {
    let unused = CustomerPass { right: Right::Day { used: None }, ..sold(None) };
    let Collection::ByItself(from) = collection(&unused, &location(LOFT, "Loft"), false) else {
        panic!("waits for a plan")
    };
    assert!(from < at("2000-01-01 00:00"));
}
