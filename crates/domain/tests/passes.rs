//! Whom a pass serves.

mod common;

use common::*;
use vestibule_domain::*;

/// Why each of the passes that were considered does not serve.
fn whys(house: &House, from: &str) -> Vec<Why> {
    match house.refused(&attempt(from)) {
        Refusal::NoPass { considered, .. } => considered.into_iter().map(|miss| miss.why).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_pass_serves_those_whom_it_is_meant_for() {
    let (contact, on_a, on_b) = (vec![], vec![PLAN_A], vec![PLAN_B]);
    let (for_members, for_a) = (Audience::Members(vec![]), Audience::Members(vec![PLAN_A]));
    for (audience, plans, expected) in [
        (Audience::Anyone, &contact, None),
        (Audience::Anyone, &on_a, None),
        (Audience::Contacts, &contact, None),
        (Audience::Contacts, &on_a, Some(Why::ContactsOnly)),
        (for_members.clone(), &contact, Some(Why::MembersOnly)),
        (for_members, &on_a, None),
        (for_a.clone(), &contact, Some(Why::MembersOnly)),
        (for_a.clone(), &on_a, None),
        (for_a, &on_b, Some(Why::NotForPlan)),
    ] {
        let pass = on(day_pass(1), |terms| terms.audience = audience.clone());
        let house = House::with(vec![pass]).customer(|ann| ann.plans.clone_from(plans));
        match expected {
            Some(why) => assert_eq!(whys(&house, "09:00"), [why], "{audience:?} {plans:?}"),
            None => assert_eq!(pass_of(&house.clone().arrives("09:00")), 1, "{audience:?} {plans:?}"),
        }
    }
}

#[test]
fn minutes_that_are_left_serve_also_when_the_pass_was_once_used_up() {
    let used_up = Some(at("2026-03-01 12:00"));
    let refilled = Right::Time { left: Minutes::new(30), total: Minutes::new(60), used: used_up };
    let mut house = House::with(vec![CustomerPass { right: refilled, ..time_pass(1, 60) }]);
    assert_eq!(pass_of(&house.arrives("09:00")), 1);
}

#[test]
fn a_session_that_was_sold_and_is_over_is_no_pass_that_nearly_served() {
    let mut house = House::selling(vec![offer(1, Some(60), 1_200)]);
    house.stays("09:00", "10:00");
    let house = house.at_the_loft(|loft| loft.pay_as_you_go = false);
    assert_eq!(whys(&house, "11:00"), []);
}
