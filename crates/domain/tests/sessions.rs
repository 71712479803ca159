//! Until when somebody who is inside may stay.

mod common;

use std::sync::Arc;

use common::*;
use vestibule_domain::*;

fn ends(house: &House, visit: &Visit, now: &str) -> Instant {
    session_end(&house.world, visit, at(now))
}

fn slot(weekday: Weekday, from: &str, to: Option<&str>) -> Slot {
    Slot { weekday, from: time(from), to: to.map(time) }
}

/// Ann arrives on a day pass with these hours; when her session ends.
fn with_hours(hours: Vec<Slot>, arrival: &str) -> Instant {
    let mut house = House::with(vec![on(day_pass(1), |terms| terms.hours = hours)])
        .at_the_loft(|loft| loft.cut_off = CutOff(time("03:00")));
    let visit = house.arrives(arrival);
    ends(&house, &visit, arrival)
}

#[test]
fn a_session_ends_one_second_before_the_cut_off() {
    let mut house = House::with(vec![day_pass(1)]).at_the_loft(|loft| loft.cut_off = CutOff(time("03:00")));
    let visit = house.arrives("22:00");
    let second = Span::micros(1_000_000);
    assert_eq!(ends(&house, &visit, "22:00"), at("2026-03-03 03:00").minus(second));
    assert_eq!(ends(&house, &visit, "2026-03-03 02:00"), at("2026-03-03 03:00").minus(second));
}

#[test]
fn a_session_ends_with_the_minutes_of_its_pass() {
    let mut house = House::with(vec![time_pass(1, 90)]);
    let visit = house.arrives("09:00");
    assert_eq!(ends(&house, &visit, "09:00"), at("10:30"));
    assert_eq!(ends(&house, &visit, "10:00"), at("10:30"));
    assert_eq!(ends(&house, &visit, "11:00"), at("11:00"), "who stays on stays from minute to minute");
}

#[test]
fn a_session_that_is_paid_by_the_quarter_ends_with_the_day() {
    let mut house = House::selling(vec![offer(1, Some(60), 1_200)]);
    let visit = house.arrives("09:00");
    assert_eq!(ends(&house, &visit, "09:00"), at("2026-03-03 00:00").minus(Span::micros(1_000_000)));
}

#[test]
fn a_session_ends_when_its_pass_expires() {
    let mut house = House::with(vec![CustomerPass { expires: Some(at("17:00")), ..day_pass(1) }]);
    let visit = house.arrives("09:00");
    assert_eq!(ends(&house, &visit, "09:00"), at("17:00"));
}

#[test]
fn a_visit_that_is_over_ended_when_it_ended() {
    let mut house = House::with(vec![day_pass(1)]);
    house.arrives("09:00");
    let visit = house.leaves("12:00");
    assert_eq!(ends(&house, &visit, "15:00"), at("12:00"));
}

#[test]
fn a_session_ends_with_the_hours_of_its_pass() {
    let mornings = vec![slot(Weekday::Monday, "09:00", Some("14:00"))];
    assert_eq!(with_hours(mornings, "10:00"), at("14:00"));
}

#[test]
fn hours_that_follow_one_another_are_one_stretch() {
    let day = vec![
        slot(Weekday::Monday, "09:00", Some("12:00")),
        slot(Weekday::Monday, "12:00", Some("15:00")),
        slot(Weekday::Monday, "11:00", Some("13:00")),
        slot(Weekday::Monday, "16:00", Some("18:00")),
    ];
    assert_eq!(with_hours(day, "10:00"), at("15:00"));
    let night = vec![slot(Weekday::Monday, "20:00", None), slot(Weekday::Tuesday, "00:00", Some("02:00"))];
    assert_eq!(with_hours(night, "22:00"), at("2026-03-03 02:00"));
    let second = Span::micros(1_000_000);
    let always = (0..7).filter_map(Weekday::from_number).map(|day| slot(day, "00:00", None)).collect();
    assert_eq!(with_hours(always, "22:00"), at("2026-03-03 03:00").minus(second));
}

#[test]
fn hours_end_on_the_clock_on_the_wall_also_when_it_jumps() {
    // Clocks in London skip from 01:00 to 02:00 on this night, and show 01:00 twice on the other.
    let spring = vec![slot(Weekday::Sunday, "00:00", Some("01:30"))];
    assert_eq!(with_hours(spring, "2026-03-29 00:30"), Instant::from_utc(date("2026-03-29"), time("01:00")));
    let autumn = vec![slot(Weekday::Sunday, "00:00", Some("01:30"))];
    assert_eq!(with_hours(autumn, "2026-10-25 00:30"), Instant::from_utc(date("2026-10-25"), time("00:30")));
}

#[test]
fn a_day_of_23_or_of_25_hours_ends_at_its_cut_off() {
    let second = Span::micros(1_000_000);
    for (morning, hours) in [("2026-03-28 04:00", 22), ("2026-10-24 04:00", 24)] {
        let mut house =
            House::with(vec![day_pass(1)]).at_the_loft(|loft| loft.cut_off = CutOff(time("03:00")));
        let visit = house.arrives(morning);
        let length = ends(&house, &visit, morning).plus(second).since(at(morning));
        assert_eq!(length, Span::minutes(hours * 60).in_micros(), "{morning}");
    }
}

#[test]
fn presence_without_a_person_ends_with_the_day() {
    let mut house = House::with(vec![]);
    house.world.customer = None;
    let visit = house.arrives("09:00");
    assert_eq!(ends(&house, &visit, "09:00"), at("2026-03-03 00:00").minus(Span::micros(1_000_000)));
}

#[test]
fn the_cut_off_is_that_of_the_place_that_is_visited() {
    let mut house = House::with(vec![day_pass(1)]);
    Arc::make_mut(&mut house.world.location).zone = Zone::named("Asia/Kathmandu").expect("Kathmandu");
    let visit = house.arrives("09:00");
    let midnight = Instant::from_utc(date("2026-03-02"), time("18:15"));
    assert_eq!(ends(&house, &visit, "09:00"), midnight.minus(Span::micros(1_000_000)));
}
