//! Which groups of a door system somebody is in, and until when.

mod common;

use std::collections::BTreeMap;

use common::*;
use proptest::prelude::*;
use vestibule_domain::access::{Grounds, Group, Until, access};
use vestibule_domain::*;

fn groups(field: &str) -> Vec<Group> {
    Group::all_in(field)
}

/// Passes with these numbers are of kinds with these groups.
fn kinds(of: &[(i64, &str)]) -> Grounds {
    let kinds = of.iter().map(|(kind, field)| (PassId::new(*kind), groups(field)));
    Grounds { kinds: kinds.collect(), ..Grounds::default() }
}

/// What the door system is told at an instant, each group by its name.
fn told(house: &House, grounds: &Grounds, now: &str) -> Vec<(String, Until)> {
    let all = access(&house.world, grounds, at(now));
    all.into_iter().map(|(group, until)| (group.name().to_owned(), until)).collect()
}

fn further(name: &str) -> (String, Until) {
    (name.to_owned(), Until::Further)
}

fn until(name: &str, end: &str) -> (String, Until) {
    (name.to_owned(), Until::At(at(end)))
}

#[test]
fn a_field_holds_one_group_or_several() {
    assert_eq!(groups(" front , 7,,front"), [groups("front"), groups("7"), groups("front")].concat());
    assert_eq!(groups(" , "), []);
}

#[test]
fn a_pass_that_would_let_in_gives_the_groups_of_its_kind_until_it_expires() {
    let mut expiring = time_pass(2, 60);
    expiring.expires = Some(at("18:00"));
    let house = House::with(vec![day_pass(1), expiring]);
    let grounds = kinds(&[(1, "front,lift"), (2, "front,roof"), (3, "safe")]);
    assert_eq!(told(&house, &grounds, "09:00"), [further("front"), further("lift"), until("roof", "18:00")]);
    assert_eq!(told(&house, &grounds, "18:00"), [further("front"), further("lift")]);
}

#[test]
fn a_day_pass_that_is_used_counts_until_the_day_ends() {
    let mut house = House::with(vec![day_pass(1)]).at_the_loft(|loft| {
        loft.cut_off = CutOff(time("04:00"));
    });
    house.arrives("09:00");
    let grounds = kinds(&[(1, "front")]);
    assert_eq!(told(&house, &grounds, "12:00"), [until("front", "2026-03-03 04:00")]);
    assert_eq!(told(&house, &grounds, "2026-03-03 05:00"), []);
}

#[test]
fn a_pass_of_elsewhere_or_for_others_or_without_minutes_opens_nothing() {
    let elsewhere = on(day_pass(1), |terms| terms.locations = vec![MILL]);
    let for_members = on(day_pass(2), |terms| terms.audience = Audience::Members(vec![]));
    let house = House::with(vec![elsewhere, for_members, time_pass(3, 0)]);
    assert_eq!(told(&house, &kinds(&[(1, "a"), (2, "b"), (3, "c")]), "09:00"), []);
}

#[test]
fn hours_of_a_pass_are_left_to_the_door_system() {
    let evenings = Slot { weekday: Weekday::Monday, from: time("18:00"), to: Some(time("22:00")) };
    let house = House::with(vec![on(day_pass(1), |terms| terms.hours = vec![evenings])]);
    assert_eq!(told(&house, &kinds(&[(1, "front")]), "09:00"), [further("front")]);
}

#[test]
fn a_booking_opens_its_doors_a_quarter_of_an_hour_before_and_shuts_them_as_much_after() {
    let house = House::with(vec![]);
    let bookings = vec![(booking("10:00", "11:00"), groups("library"))];
    let grounds = Grounds { bookings, ..Grounds::default() };
    assert_eq!(told(&house, &grounds, "09:44"), []);
    assert_eq!(told(&house, &grounds, "09:45"), [until("library", "11:15")]);
    assert_eq!(told(&house, &grounds, "11:14"), [until("library", "11:15")]);
    assert_eq!(told(&house, &grounds, "11:15"), []);
}

#[test]
fn a_desk_is_had_through_a_contract_and_as_long_as_the_last_of_them() {
    let house = House::with(vec![]);
    let mut grounds = Grounds { desks: groups("desk 4"), ..Grounds::default() };
    assert_eq!(told(&house, &grounds, "09:00"), []);
    grounds.contracts = vec![Until::At(at("18:00")), Until::At(at("20:00"))];
    assert_eq!(told(&house, &grounds, "09:00"), [until("desk 4", "20:00")]);
    grounds.contracts.push(Until::Further);
    assert_eq!(told(&house, &grounds, "09:00"), [further("desk 4")]);
}

proptest! {
    /// Whatever somebody has, suspending them shuts every door, and another ground never shuts one.
    #[test]
    fn more_grounds_open_no_fewer_doors_and_nobody_suspended_has_any(
        bookings in prop::collection::vec((0_i64..600, 1_i64..300, 0_u8..4), 0..6),
        desk in 0_u8..4,
        member in any::<bool>(),
        minute in 0_i64..900,
    ) {
        let house = House::with(vec![day_pass(1)]);
        let later = |minutes| at("08:00").plus(Span::minutes(minutes));
        let booked = |(from, length, group): &(i64, i64, u8)| {
            let (from, to) = (later(*from), later(from + length));
            (Booking { from, to, ..booking("10:00", "11:00") }, groups(&group.to_string()))
        };
        let all = Grounds {
            bookings: bookings.iter().map(booked).collect(),
            desks: groups(&desk.to_string()),
            contracts: member.then_some(Until::Further).into_iter().collect(),
            ..kinds(&[(1, "1")])
        };
        let mut fewer = all.clone();
        fewer.bookings.pop();
        let now = later(minute);
        let (less, more): (BTreeMap<_, _>, BTreeMap<_, _>) =
            (access(&house.world, &fewer, now), access(&house.world, &all, now));
        for (group, until) in less {
            prop_assert!(more.get(&group).is_some_and(|also| *also >= until));
        }
        for suspended in [house.clone().customer(|ann| ann.active = false), house.customer(|ann| ann.archived = true)] {
            prop_assert!(access(&suspended.world, &all, now).is_empty());
        }
    }
}
