//! The last arrival that is known of a visit: a block has several, and a departure belongs to the last.

mod common;

use std::sync::Arc;

use common::*;
use vestibule_domain::*;

/// Ann with minutes of the network, at the Loft.
fn with_minutes() -> House {
    House::with(vec![on(time_pass(1, 10_000), |terms| terms.owner = NETWORK)])
}

/// The same house seen from the Mill.
fn from_the_mill(mut house: House) -> House {
    let mill = Arc::new(location(MILL, "Mill"));
    house.world.elsewhere = vec![std::mem::replace(&mut house.world.location, mill)];
    house
}

/// The visit at the Loft as it is now: from when to when, and the last arrival.
fn at_the_loft(house: &House) -> (Instant, Option<Instant>, Instant) {
    let visit = house.world.visits.iter().find(|visit| visit.location == LOFT).expect("a visit");
    (visit.from, visit.to, visit.seen)
}

#[test]
fn of_stays_that_become_one_the_last_arrival_is_known_still() {
    let mut house = with_minutes();
    house.stays("10:00", "11:00");
    house.stays("09:00", "12:00");
    assert_eq!(at_the_loft(&house), (at("09:00"), Some(at("12:00")), at("10:00")));
}

#[test]
fn a_visit_that_ends_with_an_arrival_elsewhere_knows_the_last_arrival_before_that() {
    let mut house = with_minutes();
    house.stays("10:00", "11:00");
    house.stays("09:00", "12:00");
    for (arrival, seen) in [("11:30", "10:00"), ("10:00", "09:00"), ("09:30", "09:00")] {
        let mut without_its_pass = house.clone();
        without_its_pass.world.passes = vec![on(time_pass(2, 600), |terms| terms.owner = NETWORK)];
        for house in [house.clone(), without_its_pass] {
            let mut house = from_the_mill(house);
            house.arrives(arrival);
            assert_eq!(at_the_loft(&house), (at("09:00"), Some(at(arrival)), at(seen)), "{arrival}");
        }
    }
}

#[test]
fn a_visit_that_the_system_ended_is_ended_by_whoever_arrives_elsewhere_before() {
    let tuesday = at("2026-03-03 09:00");
    let mut house = with_minutes();
    for arrival in ["20:00", "22:00"] {
        let Verdict::Admitted { changes, .. } = admit(&house.world, &attempt(arrival), tuesday) else {
            panic!("not admitted");
        };
        house.carry_out(changes);
        house = from_the_mill(house);
    }
    let ends: Vec<_> = house.world.visits.iter().map(|visit| (visit.to, visit.auto_checkout)).collect();
    assert_eq!(ends, [(Some(at("22:00")), false), (Some(at("2026-03-03 00:00")), true)]);
}

#[test]
fn a_visit_that_is_no_block_has_one_arrival() {
    let days = House::with(vec![on(day_pass(1), |terms| terms.owner = NETWORK), day_pass(2)]);
    for mut house in [with_minutes(), days.at_the_loft(|loft| loft.every_visit = true)] {
        house.stays("09:00", "10:00");
        house.arrives("09:30");
        assert_eq!(at_the_loft(&house), (at("09:00"), None, at("09:30")));
        let mut house = from_the_mill(house);
        assert_eq!(house.arrives("09:15").to, None);
        assert_eq!(at_the_loft(&house), (at("09:00"), Some(at("09:15")), at("09:00")));
    }
}

#[test]
fn a_visit_elsewhere_that_ended_with_the_arrival_is_left_as_it_is() {
    let mut house = House::selling(vec![offer(1, Some(60), 1_200)]);
    house.stays("09:00", "10:00");
    house.world.passes[0].invoiced = true;
    house.world.passes.push(on(day_pass(2), |terms| terms.owner = NETWORK));
    let mut house = from_the_mill(house);
    assert_eq!(pass_of(&house.arrives("10:00")), 2);
}

#[test]
fn a_visit_that_ends_with_an_arrival_elsewhere_keeps_its_pass_and_its_first_use() {
    let of_the_network = |id| on(day_pass(id), |terms| terms.owner = NETWORK);
    let mut house = House::with(vec![of_the_network(1), of_the_network(2)]);
    house.stays("09:00", "16:00");
    let mut house = from_the_mill(house);
    house.admitted(&Attempt { pass: Some(CustomerPassId::new(2)), ..stay("12:00", "13:00") });
    assert_eq!(at_the_loft(&house), (at("09:00"), Some(at("12:00")), at("09:00")));
    assert_eq!(pass_of(&house.world.visits[0]), 1);
    assert_eq!(house.pass(1).used(), Some(at("09:00")));
}

#[test]
fn a_block_uses_its_pass_from_the_first_arrival_on() {
    let mut house = House::with(vec![day_pass(1)]);
    house.stays("09:00", "10:00");
    house.stays("14:00", "16:00");
    assert_eq!(house.pass(1).used(), Some(at("09:00")));
}

#[test]
fn a_visit_that_is_corrected_knows_its_last_arrival_while_that_lies_within_it() {
    let mut house = House::with(vec![day_pass(1)]);
    house.stays("09:00", "10:00");
    let block = house.stays("14:00", "16:00");
    assert_eq!(at_the_loft(&house), (at("09:00"), Some(at("16:00")), at("14:00")));
    for (from, to, seen) in [
        ("09:00", "15:00", "14:00"),
        ("09:00", "14:00", "09:00"),
        ("09:00", "13:00", "09:00"),
        ("14:30", "16:00", "14:30"),
    ] {
        let mut without_its_pass = house.clone();
        without_its_pass.world.passes.clear();
        for mut house in [house.clone(), without_its_pass] {
            let corrected = house.corrects(&block, &stay(from, to));
            assert_eq!((corrected.from, corrected.seen), (at(from), at(seen)), "{from} to {to}");
        }
    }
}
