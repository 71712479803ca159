//! Arrivals, departures and what stands between them.

mod common;

use std::sync::Arc;

use common::*;
use vestibule_domain::*;

/// Decides long after the attempt, as for a message that was late.
fn late(house: &House, attempt: &Attempt) -> Verdict {
    admit(&house.world, attempt, at("2026-03-05 12:00"))
}

fn recorded(house: &mut House, verdict: Verdict) -> Visit {
    let Verdict::Admitted { changes, .. } = verdict else {
        panic!("not admitted: {verdict:?}");
    };
    house.carry_out(changes).expect("a visit")
}

/// The same house seen from the Mill, another location of the network.
fn from_the_mill(mut house: House) -> House {
    let mill = Arc::new(location(MILL, "Mill"));
    house.world.elsewhere = vec![std::mem::replace(&mut house.world.location, mill)];
    house
}

fn of_the_network(pass: CustomerPass) -> CustomerPass {
    on(pass, |terms| terms.owner = NETWORK)
}

#[test]
fn nothing_starts_more_than_five_minutes_ahead() {
    let house = House::with(vec![day_pass(1)]);
    let ahead = |from| admit(&house.world, &attempt(from), at("09:00"));
    assert!(matches!(ahead("09:05"), Verdict::Admitted { .. }));
    let Verdict::Refused(refusal) = ahead("09:06") else {
        panic!("let in");
    };
    let skew = Span::minutes(6);
    assert_eq!(refusal, Refusal::TooFarAhead { ahead: skew });
    assert_eq!(refusal.sentence(&house.world), "The arrival is 6 minutes ahead of now");
}

#[test]
fn a_departure_is_later_than_the_arrival_and_not_in_the_future() {
    let house = House::with(vec![day_pass(1)]);
    for to in ["09:00", "08:00"] {
        let Verdict::Refused(refusal) = late(&house, &stay("09:00", to)) else {
            panic!("let in");
        };
        assert_eq!(refusal, Refusal::DepartureNotAfterArrival);
    }
    let Verdict::Refused(refusal) = admit(&house.world, &stay("09:00", "10:00"), at("09:30")) else {
        panic!("let in");
    };
    assert_eq!(refusal.code(), "departure_in_future");
}

#[test]
fn presence_without_a_person_takes_nothing() {
    let mut house = House::with(vec![]);
    house.world.customer = None;
    let visit = house.arrives("09:00");
    assert_eq!((visit.pass, visit.to), (None, None));
    assert!(house.ledger.is_empty());
}

#[test]
fn a_second_arrival_finds_the_customer_inside() {
    let mut house = House::with(vec![day_pass(1)]);
    let visit = house.arrives("09:00");
    for from in ["09:00", "11:00"] {
        let verdict = admit(&house.world, &attempt(from), at("11:00"));
        let Verdict::AlreadyInside { visit: open, changes, .. } = verdict else {
            panic!("{from}: {verdict:?}");
        };
        assert_eq!((VisitRef::Existing(open), changes), (visit.id, Changes::default()));
    }
}

#[test]
fn a_stay_recorded_afterwards_puts_nobody_outside() {
    let mut house = House::with(vec![day_pass(1)]).at_the_loft(|loft| loft.every_visit = true);
    let open = house.arrives("12:00");
    let verdict = admit(&house.world, &stay("09:00", "10:00"), at("12:30"));
    let visit = recorded(&mut house, verdict);
    assert_eq!((visit.from, visit.to), (at("09:00"), Some(at("10:00"))));
    // Even one that claims they left in the meantime.
    let claims = admit(&house.world, &stay("12:10", "12:20"), at("12:30"));
    assert!(matches!(claims, Verdict::AlreadyInside { visit, .. } if VisitRef::Existing(visit) == open.id));
    assert_eq!(house.world.open_visit(), Some(&open));
    assert!(house.pass(1).checked_in);
    assert_eq!(house.booked().0, 1);
}

#[test]
fn an_arrival_of_an_earlier_day_ends_at_its_cut_off() {
    let mut house = House::with(vec![time_pass(1, 300)]);
    let verdict = late(&house, &attempt("2026-03-02 21:00"));
    let visit = recorded(&mut house, verdict);
    assert_eq!((visit.to, visit.auto_checkout), (Some(at("2026-03-03 00:00")), true));
    assert_eq!(house.left(1), 120);
}

#[test]
fn a_late_message_of_another_day_is_recorded_beside_the_open_visit() {
    let mut house = House::with(vec![day_pass(1), day_pass(2)]);
    let open = house.arrives("2026-03-05 09:00");
    let verdict = late(&house, &attempt("2026-03-02 21:00"));
    let visit = recorded(&mut house, verdict);
    assert_eq!(visit.to, Some(at("2026-03-03 00:00")));
    assert_eq!(house.world.open_visit(), Some(&open));
}

#[test]
fn arriving_elsewhere_ends_the_former_visit_then() {
    let mut house = House::with(vec![of_the_network(time_pass(1, 300))]);
    house.arrives("09:00");
    let mut house = from_the_mill(house);
    let visit = house.arrives("10:20");
    let former = &house.world.visits[0];
    assert_eq!((former.to, former.auto_checkout), (Some(at("10:20")), false));
    assert_eq!((visit.location, visit.to), (MILL, None));
    assert_eq!(house.left(1), 210);
    assert!(house.pass(1).checked_in);
}

#[test]
fn minutes_spent_elsewhere_are_counted_before_a_pass_is_chosen() {
    let mut house = House::with(vec![of_the_network(time_pass(1, 60))]);
    house.arrives("09:00");
    let house = from_the_mill(house);
    assert_eq!(house.refusal(&attempt("10:00")).0, "pass_used_up");
}

#[test]
fn a_visit_elsewhere_is_settled_by_the_settings_there() {
    let mut house = House::selling(vec![offer(1, Some(60), 1_200)])
        .at_the_loft(|loft| loft.day_minimum = Some(gbp(5_000)));
    house.arrives("09:00");
    let mut house = from_the_mill(house);
    house.world.passes.push(of_the_network(day_pass(2)));
    house.arrives("10:00");
    assert_eq!(house.charged(), 5_000);
}

#[test]
fn who_is_known_to_be_elsewhere_since_then_had_left_by_then() {
    let mut house = House::with(vec![of_the_network(day_pass(1))]);
    let open = house.arrives("12:00");
    let mut house = from_the_mill(house);
    let verdict = admit(&house.world, &attempt("09:00"), at("12:30"));
    let visit = recorded(&mut house, verdict);
    assert_eq!((visit.location, visit.to), (MILL, Some(at("12:00"))));
    assert_eq!(house.world.open_visit(), Some(&open));
}

#[test]
fn two_arrivals_at_one_instant_leave_one_open_visit() {
    let mut house = House::with(vec![of_the_network(day_pass(1))]);
    house.arrives("09:00");
    let mut house = from_the_mill(house);
    let visit = house.arrives("09:00");
    assert_eq!(house.world.open_visit(), Some(&visit));
}

#[test]
fn the_pass_asked_for_goes_first_and_is_not_replaced() {
    let expired = CustomerPass { expires: Some(at("08:00")), ..day_pass(2) };
    let mut house = House::with(vec![day_pass(1), expired, time_pass(3, 60)]);
    let asking = |id| Attempt { pass: Some(CustomerPassId::new(id)), ..attempt("09:00") };
    let (code, sentence) = house.refusal(&asking(2));
    assert_eq!(code, "pass_expired");
    assert!(sentence.ends_with("\"Day Pass\" expired on 2026-03-02 at 08:00"));
    assert_eq!(house.refusal(&asking(9)).0, "no_pass");
    assert_eq!(pass_of(&house.admitted(&asking(3))), 3);
}

#[test]
fn the_refusal_tells_the_nearest_miss() {
    let elsewhere = on(day_pass(1), |terms| terms.locations = vec![MILL]);
    let members = on(day_pass(2), |terms| terms.audience = Audience::Members(vec![]));
    let spent = CustomerPass { right: Right::Day { used: Some(at("2026-03-01 09:00")) }, ..day_pass(3) };
    let house = House::with(vec![spent, members, elsewhere]);
    let Refusal::NoPass { considered, .. } = house.refused(&attempt("09:00")) else {
        panic!("another refusal");
    };
    let whys: Vec<_> = considered.into_iter().map(|miss| miss.why).collect();
    let spent_on = Why::AnotherDay(BusinessDay(date("2026-03-01")));
    assert_eq!(whys, [spent_on, Why::MembersOnly, Why::OtherLocation]);
    assert_eq!(house.refusal(&attempt("09:00")).0, "pass_other_location");
}

#[test]
fn the_refusal_tells_which_pass_lapsed_last() {
    let lapsed = |id, end: &str| CustomerPass { expires: Some(at(end)), ..day_pass(id) };
    let house = House::with(vec![lapsed(1, "07:00"), lapsed(2, "08:00"), lapsed(3, "06:00")]);
    let (code, sentence) = house.refusal(&attempt("09:00"));
    assert_eq!(code, "pass_expired");
    assert!(sentence.ends_with("\"Day Pass\" expired on 2026-03-02 at 08:00"), "{sentence}");
}

#[test]
fn a_pass_of_the_network_serves_below_it_and_one_of_a_location_only_there() {
    let house = House::with(vec![day_pass(1), of_the_network(day_pass(2))]);
    assert_eq!(pass_of(&from_the_mill(house).arrives("09:00")), 2);
}

#[test]
fn a_time_pass_pays_what_it_has_and_no_more() {
    let mut house = House::with(vec![time_pass(1, 60)]);
    house.stays("09:00", "09:10");
    assert_eq!((house.left(1), house.pass(1).used()), (45, None));
    house.stays("10:00", "12:00");
    assert_eq!((house.left(1), house.booked().1), (0, 60));
    assert_eq!(house.pass(1).used(), Some(at("12:00")));
}

#[test]
fn a_departure_needs_an_open_visit_and_a_later_time() {
    let mut house = House::with(vec![day_pass(1)]);
    let open = house.arrives("09:00");
    let too_early = depart(&house.world, &open, at("09:00"), false);
    assert_eq!(too_early, Err(Refusal::DepartureNotAfterArrival));
    let gone = house.leaves("10:00");
    assert!(!house.pass(1).checked_in);
    assert_eq!(depart(&house.world, &gone, at("11:00"), false), Err(Refusal::NotInside));
}

#[test]
fn the_lowest_price_per_minute_is_sold() {
    let sold = |offers| {
        let mut house = House::selling(offers);
        let visit = house.arrives("12:00");
        house.pass(pass_of(&visit)).terms.id.get()
    };
    let hours = vec![offer(1, Some(60), 1_200), offer(2, Some(300), 5_000)];
    assert_eq!(sold(hours), 2);
    // At noon the rest of the day is 720 minutes, so 100.00 for the day is cheaper than 10.00 an hour.
    let day = vec![offer(1, Some(60), 1_000), offer(2, None, 10_000)];
    assert_eq!(sold(day), 2);
    let day = vec![offer(1, Some(60), 1_000), offer(2, None, 12_001)];
    assert_eq!(sold(day), 1);
    let same = vec![offer(3, Some(60), 1_000), offer(2, Some(60), 1_000), offer(1, Some(120), 2_000)];
    assert_eq!(sold(same), 2);
}

#[test]
fn only_what_suits_is_sold() {
    let mut members = offer(1, Some(60), 100);
    members.for_contacts = false;
    let mut dollars = offer(2, Some(60), 100);
    dollars.price = Money::new(100, Currency::of("USD").expect("dollars"));
    let house = House::selling(vec![members, dollars, offer(3, Some(0), 100)]);
    let no_pass = |pay_as_you_go| Refusal::NoPass { considered: vec![], pay_as_you_go };
    assert_eq!(house.refused(&attempt("09:00")), no_pass(NotSold::NoneSuits));
    let off = house.at_the_loft(|loft| loft.pay_as_you_go = false);
    assert_eq!(off.refused(&attempt("09:00")), no_pass(NotSold::SwitchedOff));
    let bare = House::selling(vec![]);
    assert_eq!(bare.refused(&attempt("09:00")), no_pass(NotSold::NothingOffered));
}

#[test]
fn a_day_sold_at_the_door_is_charged_once_and_a_session_each_time() {
    let mut house = House::selling(vec![offer(1, None, 2_000)]);
    house.stays("09:00", "10:00");
    house.stays("14:00", "15:00");
    assert_eq!((house.charged(), house.booked()), (2_000, (1, 0, 2_000)));

    let mut house = House::selling(vec![offer(1, Some(60), 1_200)]);
    house.stays("09:00", "10:00");
    house.stays("14:00", "14:30");
    assert_eq!((house.charged(), house.world.passes.len()), (1_800, 2));
}

#[test]
fn the_discount_is_taken_before_the_one_rounding() {
    let third = Percent::new(3_333).expect("a percentage");
    let mut house = House::selling(vec![offer(1, Some(60), 1_001)]).customer(|ann| ann.discount = third);
    house.stays("09:00", "09:15");
    // 10.01 / 4 * 0.6667 = 1.66842
    assert_eq!(house.charged(), 167);
}

#[test]
fn what_is_billed_keeps_its_price_at_departure() {
    let mut house = House::selling(vec![offer(1, Some(60), 1_200)]);
    house.arrives("09:00");
    house.world.passes[0].invoiced = true;
    house.leaves("11:00");
    assert_eq!((house.charged(), house.booked().2), (300, 300));
}

#[test]
fn a_day_pass_spent_today_goes_before_everything_else() {
    let low = on(day_pass(1), |terms| terms.priority = -1);
    let mut house = House::with(vec![low]);
    house.stays("09:00", "10:00");
    house.world.passes.push(on(day_pass(2), |terms| terms.priority = 9));
    assert_eq!(pass_of(&house.arrives("11:00")), 1);
    assert_eq!(pass_of(&house.clone().arrives("2026-03-03 09:00")), 2);
}

#[test]
fn a_pass_ends_at_the_instant_it_expires() {
    let mut pass = day_pass(1);
    pass.expires = Some(at("12:00"));
    let house = House::with(vec![pass]);
    assert_eq!(house.refusal(&attempt("12:00")).0, "pass_expired");
    house.clone().arrives("11:59");
}

#[test]
fn a_day_is_over_at_its_cut_off_and_not_before() {
    let house = House::with(vec![day_pass(1)]);
    let ends = |now| match admit(&house.world, &attempt("21:00"), at(now)) {
        Verdict::Admitted { changes, .. } => changes.visits[0].to,
        other => panic!("not admitted: {other:?}"),
    };
    assert_eq!(ends("23:59"), None);
    assert_eq!(ends("2026-03-03 00:00"), Some(at("2026-03-03 00:00")));
}

#[test]
fn members_pay_the_price_of_their_plan() {
    let mut house = House::selling(vec![offer(1, Some(60), 1_200)]);
    house.world.offers[0].price = gbp(400);
    house.stays("09:00", "10:00");
    assert_eq!(house.charged(), 400);
}

#[test]
fn a_session_already_billed_still_counts_towards_the_minimum() {
    let mut house = House::selling(vec![offer(1, Some(60), 2_000)])
        .at_the_loft(|loft| loft.day_minimum = Some(gbp(5_000)));
    house.stays("09:00", "10:00");
    house.world.passes[0].invoiced = true;
    house.stays("14:00", "15:00");
    assert_eq!(house.charged(), 5_000);
}

#[test]
fn a_visit_counts_towards_limits_when_its_pass_does() {
    let free = on(day_pass(1), |terms| terms.counts_towards_plan_limits = false);
    assert!(!House::with(vec![free]).arrives("09:00").counts_towards_plan_limits);
    assert!(House::with(vec![day_pass(1)]).arrives("09:00").counts_towards_plan_limits);
}

#[test]
fn a_departure_before_they_were_seen_last_forgets_that_they_were() {
    let mut house = House::with(vec![day_pass(1)]);
    let open = Visit { seen: at("12:00"), ..house.arrives("09:00") };
    let seen = |to: &str| depart(&house.world, &open, at(to), false).expect("may leave").visits[0].seen;
    assert_eq!([seen("11:00"), seen("12:00"), seen("12:01")], [at("09:00"), at("09:00"), at("12:00")]);
}
