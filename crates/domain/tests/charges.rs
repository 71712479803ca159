//! What a session that was sold at the door is charged among the others of its day.

mod common;

use common::*;
use vestibule_domain::arithmetic::Takes;
use vestibule_domain::*;

/// 12.00 an hour.
fn hourly() -> House {
    House::selling(vec![offer(1, Some(60), 1_200)])
}

/// The same, with at least 50.00 and at most 100.00 a day.
fn bounded() -> House {
    hourly().at_the_loft(|loft| {
        loft.day_minimum = Some(gbp(5_000));
        loft.day_maximum = Some(gbp(10_000));
    })
}

/// The charge of a visit as it is now.
fn charge(house: &House, visit: &Visit) -> Charge {
    match arithmetic(&house.around(visit), visit).takes {
        Takes::Session(charge) => charge,
        other => panic!("not a session: {other:?}"),
    }
}

/// What the other sessions of its day are worth.
fn others(house: &House, visit: &Visit) -> Vec<Option<Money>> {
    charge(house, visit).day.expect("a day with bounds").others.iter().map(|other| other.worth).collect()
}

#[test]
fn where_a_day_has_no_bounds_every_session_stands_for_itself() {
    let mut house = hourly();
    house.stays("09:00", "10:00");
    house.world.passes[0].price = gbp(1);
    let second = house.stays("11:00", "12:00");
    assert_eq!((charge(&house, &second).charged, charge(&house, &second).day), (gbp(1_200), None));
    assert_eq!(house.charged(), 1_201);
}

#[test]
fn another_session_that_lay_in_a_booking_is_worth_nothing() {
    let mut house = bounded().at_the_loft(|loft| loft.leaves_out_bookings = true);
    house.world.bookings = vec![booking("09:00", "10:00")];
    house.stays("09:00", "10:00");
    let second = house.stays("11:00", "12:00");
    assert_eq!(others(&house, &second), [None]);
}

#[test]
fn another_session_of_which_only_the_price_is_known_is_worth_that() {
    let mut house = bounded();
    let imported = |id, price| CustomerPass {
        right: Right::Time { left: Minutes::ZERO, total: Minutes::new(60), used: Some(at("08:00")) },
        origin: Origin::PayAsYouGo,
        price: gbp(price),
        ..time_pass(id, 60)
    };
    house.world.passes = vec![imported(5, 2_000), imported(6, 0)];
    let visit = house.stays("11:00", "12:00");
    assert_eq!(others(&house, &visit), [Some(gbp(2_000)), None]);
    assert_eq!(charge(&house, &visit).charged, gbp(5_000 - 2_000));
}

#[test]
fn what_is_on_an_invoice_is_charged_as_it_stands_there() {
    let mut house = hourly();
    let visit = house.stays("09:00", "10:00");
    house.world.passes[0].price = gbp(999);
    assert_eq!(charge(&house, &visit).charged, gbp(1_200));
    house.world.passes[0].invoiced = true;
    assert_eq!(charge(&house, &visit).charged, gbp(999));
    let lines = arithmetic(&house.around(&visit), &visit).lines(&london());
    assert_eq!(lines.last().map(String::as_str), Some("on an invoice already, and stays: 9.99 GBP"));
}

#[test]
fn only_on_a_time_pass_is_it_noted_how_many_minutes_there_were() {
    let before = |visit: Visit| visit.settled.expect("it is over").minutes_before;
    assert_eq!(before(House::with(vec![time_pass(1, 480)]).stays("09:00", "10:00")), Some(Minutes::new(480)));
    assert_eq!(before(House::with(vec![day_pass(1)]).stays("09:00", "10:00")), None);
    assert_eq!(before(hourly().stays("09:00", "10:00")), None);
}

#[test]
fn a_stay_of_which_nothing_is_left_out_counts_a_quarter_however_short() {
    let billed = |left_out| Length::new(at("09:00"), at("09:00"), left_out).billed();
    assert_eq!(billed(Span::default()), Minutes::new(15));
}
