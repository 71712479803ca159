//! The worked examples of `domain.md`, appendix A, as far as the rules go; each names its number.

mod common;

use common::*;
use vestibule_domain::*;

fn slot(weekday: Weekday, from: &str, to: &str) -> Slot {
    Slot { weekday, from: time(from), to: Some(time(to)) }
}

fn weekday_mornings() -> CustomerPass {
    on(day_pass(1), |terms| {
        terms.name = "Morning Pass".into();
        terms.hours = Weekday::ALL[1..6].iter().map(|weekday| slot(*weekday, "09:00", "14:00")).collect();
    })
}

/// 20.00 an hour with at least 50.00 and at most 100.00 a day.
fn twenty_an_hour() -> House {
    House::selling(vec![offer(1, Some(60), 2_000)]).at_the_loft(|loft| {
        loft.day_minimum = Some(gbp(5_000));
        loft.day_maximum = Some(gbp(10_000));
    })
}

// 1
#[test]
fn one_day_pass_lasts_until_the_cut_off() {
    let mut house = House::with(vec![day_pass(1)]).at_the_loft(|loft| loft.cut_off = CutOff(time("03:00")));
    house.arrives("2026-03-02 22:00");
    house.leaves("2026-03-03 01:00");
    let again = house.arrives("2026-03-03 02:00");
    assert_eq!((pass_of(&again), house.booked().0), (1, 1));

    let (code, _) = house.refusal(&attempt("2026-03-03 03:00"));
    assert_eq!(code, "pass_used_up");
    house.world.passes.push(day_pass(2));
    assert_eq!(pass_of(&house.arrives("2026-03-03 03:00")), 2);
    let night = house.world.visits[0].clone();
    assert_eq!((night.to, night.auto_checkout), (Some(at("2026-03-03 03:00")), true));
}

// 3
#[test]
fn pay_as_you_go_counts_started_quarters() {
    for (to, pence) in [("09:45", 900), ("09:10", 300), ("09:46", 1_200)] {
        let mut house = House::selling(vec![offer(1, Some(60), 1_200)]);
        house.arrives("09:00");
        assert_eq!(house.charged(), 300);
        house.leaves(to);
        assert_eq!((house.charged(), house.booked().2), (pence, pence), "until {to}");
    }
}

// 4
#[test]
fn a_pay_as_you_go_day_costs_between_minimum_and_maximum() {
    for (to, pence) in [("10:00", 5_000), ("12:00", 6_000), ("15:00", 10_000)] {
        let mut house = twenty_an_hour();
        house.stays("09:00", to);
        assert_eq!(house.charged(), pence, "until {to}");
    }
}

// 4
#[test]
fn two_sessions_of_a_day_share_the_minimum() {
    let mut house = twenty_an_hour();
    house.stays("09:00", "10:00");
    house.stays("14:00", "15:00");
    assert_eq!(house.charged(), 5_000);
    house.stays("16:00", "17:00");
    assert_eq!(house.charged(), 6_000);
    house.stays("2026-03-03 09:00", "2026-03-03 10:00");
    assert_eq!(house.charged(), 11_000);
}

// 5
#[test]
fn the_minimum_beats_the_price_of_a_plan() {
    let mut house = twenty_an_hour().customer(|ann| ann.plans = vec![PLAN_A]);
    house.world.offers[0].price = gbp(100);
    house.stays("09:00", "10:00");
    assert_eq!(house.charged(), 5_000);
}

// 7
#[test]
fn a_low_day_pass_waits_for_a_normal_time_pass() {
    let low = on(day_pass(1), |terms| terms.priority = -1);
    assert_eq!(pass_of(&House::with(vec![low, time_pass(2, 60)]).arrives("09:00")), 2);
    let same = House::with(vec![time_pass(2, 60), day_pass(3)]).arrives("09:00");
    assert_eq!(pass_of(&same), 3);
}

// 8
#[test]
fn a_cheaper_pass_by_hand_goes_before_a_dearer_one_of_a_plan() {
    let (mut plan, mut hand) = (day_pass(1), day_pass(2));
    (plan.price, hand.price, hand.origin) = (gbp(2_000), gbp(1_000), Origin::Sold);
    assert_eq!(pass_of(&House::with(vec![plan, hand]).arrives("09:00")), 2);
}

// 9
#[test]
fn more_minutes_go_first() {
    let visit = House::with(vec![time_pass(1, 60), time_pass(2, 300)]).arrives("09:00");
    assert_eq!(pass_of(&visit), 2);
}

#[test]
fn the_other_ranks_decide_in_their_order() {
    let (mut plan, mut hand, mut soon) = (day_pass(3), day_pass(1), day_pass(2));
    hand.origin = Origin::Sold;
    assert_eq!(pass_of(&House::with(vec![hand, plan.clone()]).arrives("09:00")), 3);

    let roaming = on(day_pass(1), |terms| terms.owner = NETWORK);
    let listed = on(day_pass(2), |terms| terms.locations = vec![LOFT, MILL]);
    let passes = vec![roaming, listed.clone()];
    assert_eq!(pass_of(&House::with(passes).arrives("09:00")), 2);
    assert_eq!(pass_of(&House::with(vec![listed, plan.clone()]).arrives("09:00")), 3);

    soon.expires = Some(at("23:00"));
    plan.expires = Some(at("22:00"));
    let passes = vec![day_pass(1), soon, plan];
    assert_eq!(pass_of(&House::with(passes).arrives("09:00")), 3);
    assert_eq!(pass_of(&House::with(vec![day_pass(5), day_pass(4)]).arrives("09:00")), 4);
}

// 12
#[test]
fn a_pass_of_another_plan_does_not_serve() {
    let for_a = on(day_pass(1), |terms| {
        terms.audience = Audience::Members(vec![PLAN_A]);
    });
    let mut house = House::with(vec![for_a]).customer(|ann| ann.plans = vec![PLAN_B]);
    let (code, sentence) = house.refusal(&attempt("09:00"));
    assert_eq!(code, "pass_not_for_plan");
    assert_eq!(
        sentence,
        "Ann Lee does not have a valid time pass for Loft: \"Day Pass\" is for members of another plan"
    );
    house = house.customer(|ann| ann.plans.push(PLAN_A));
    assert_eq!(pass_of(&house.arrives("09:00")), 1);
}

// 13
#[test]
fn hours_are_those_of_the_wall_and_end_before_their_end() {
    let house = House::with(vec![weekday_mornings()]);
    for outside in ["2026-03-07 10:00", "2026-03-06 14:00", "2026-03-06 08:59"] {
        let (code, sentence) = house.refusal(&attempt(outside));
        assert_eq!(code, "pass_outside_hours", "{outside}");
        assert!(sentence.ends_with(
            "does not have a valid time pass for Loft: \"Morning Pass\" may only be used on Mon-Fri 09:00-14:00"
        ));
    }
    // In summer London is an hour ahead of UTC.
    for inside in ["2026-03-06 09:00", "2026-03-06 13:59", "2026-06-05 09:00"] {
        house.clone().arrives(inside);
    }
}

// 14
#[test]
fn wifi_needs_a_pass_that_allows_it() {
    let wired = on(day_pass(1), |terms| terms.network_check_in = false);
    let mut house = House::with(vec![wired]);
    let wifi = Attempt { source: Source::NetworkActivity, ..attempt("09:00") };
    assert_eq!(house.refusal(&wifi).0, "network_not_allowed");
    house.arrives("09:00");
}

// 20
#[test]
fn a_suspended_customer_is_refused_whatever_they_hold() {
    let house = House::with(vec![day_pass(1)]).customer(|ann| ann.active = false);
    let refusal = house.refused(&attempt("09:00"));
    assert_eq!(refusal, Refusal::CustomerInactive);
    assert_eq!(refusal.sentence(&house.world), "Ann Lee is not active");
    let archived = house.customer(|ann| ann.archived = true);
    assert_eq!(archived.refusal(&attempt("09:00")).0, "customer_archived");
}

// 23
#[test]
fn a_visit_left_open_closes_at_the_cut_off_also_when_clocks_change() {
    // Berlin skips 02:00 to 03:00 on 29 March, and shows 02:00 to 03:00 twice on 25 October.
    let berlin = Zone::named("Europe/Berlin").expect("Berlin");
    for (evening, closes_utc) in [("2026-03-28", "01:00"), ("2026-10-24", "00:30")] {
        let mut house = House::with(vec![day_pass(1)]).at_the_loft(|loft| {
            loft.zone = berlin.clone();
            loft.cut_off = CutOff(time("02:30"));
        });
        let from = berlin.instant(date(evening), time("20:00"));
        let late = Attempt { from, ..attempt("09:00") };
        let Verdict::Admitted { changes, .. } = admit(&house.world, &late, at("2026-12-01 09:00")) else {
            panic!("refused");
        };
        let visit = house.carry_out(changes).expect("a visit");
        let end = Instant::from_utc(date(evening).tomorrow(), time(closes_utc));
        assert_eq!((visit.to, visit.auto_checkout), (Some(end), true));
    }
}
