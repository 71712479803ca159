//! The worked examples of `domain.md`, appendix A, by their numbers. Those of the wire (16, 17, 18, 25, and what 15, 20
//! and 24 say of it) stand in the tests of the API under the same numbers.

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

#[test]
fn vector_01_one_day_pass_lasts_until_the_cut_off() {
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

#[test]
fn vector_02_a_day_is_one_block_unless_every_visit_is_recorded() {
    for (every_visit, blocks) in
        [(false, vec![("09:00", "18:00")]), (true, vec![("09:00", "13:00"), ("14:00", "18:00")])]
    {
        let mut house =
            House::with(vec![day_pass(1), day_pass(2)]).at_the_loft(|loft| loft.every_visit = every_visit);
        house.arrives("09:00");
        house.leaves("13:00");
        house.arrives("14:00");
        house.leaves("18:00");
        let recorded: Vec<_> = house.world.visits.iter().map(|visit| (visit.from, visit.to)).collect();
        let expected: Vec<_> = blocks.into_iter().map(|(from, to)| (at(from), Some(at(to)))).collect();
        assert_eq!((recorded, house.booked().0), (expected, 1), "every visit: {every_visit}");
    }
}

#[test]
fn vector_03_pay_as_you_go_counts_started_quarters() {
    for (to, pence) in [("09:45", 900), ("09:10", 300), ("09:46", 1_200)] {
        let mut house = House::selling(vec![offer(1, Some(60), 1_200)]);
        house.arrives("09:00");
        assert_eq!(house.charged(), 300);
        house.leaves(to);
        assert_eq!((house.charged(), house.booked().2), (pence, pence), "until {to}");
    }
}

#[test]
fn vector_04_a_pay_as_you_go_day_costs_between_minimum_and_maximum() {
    for (to, pence) in [("10:00", 5_000), ("12:00", 6_000), ("15:00", 10_000)] {
        let mut house = twenty_an_hour();
        house.stays("09:00", to);
        assert_eq!(house.charged(), pence, "until {to}");
    }
}

#[test]
fn vector_04_two_sessions_of_a_day_share_the_minimum() {
    let mut house = twenty_an_hour();
    house.stays("09:00", "10:00");
    house.stays("14:00", "15:00");
    assert_eq!(house.charged(), 5_000);
    house.stays("16:00", "17:00");
    assert_eq!(house.charged(), 6_000);
    house.stays("2026-03-03 09:00", "2026-03-03 10:00");
    assert_eq!(house.charged(), 11_000);
}

#[test]
fn vector_05_the_minimum_beats_the_price_of_a_plan() {
    let mut house = twenty_an_hour().customer(|ann| ann.plans = vec![PLAN_A]);
    house.world.offers[0].price = gbp(100);
    house.stays("09:00", "10:00");
    assert_eq!(house.charged(), 5_000);
}

#[test]
fn vector_06_time_in_ones_own_booking_is_left_out() {
    let mut house = House::with(vec![time_pass(1, 480)]).at_the_loft(|loft| loft.leaves_out_bookings = true);
    house.world.bookings = vec![booking("11:00", "13:00")];
    house.arrives("09:00");
    house.leaves("17:00");
    assert_eq!((house.left(1), house.booked().1), (120, 360));
}

#[test]
fn vector_07_a_low_day_pass_waits_for_a_normal_time_pass() {
    let low = on(day_pass(1), |terms| terms.priority = -1);
    assert_eq!(pass_of(&House::with(vec![low, time_pass(2, 60)]).arrives("09:00")), 2);
    let same = House::with(vec![time_pass(2, 60), day_pass(3)]).arrives("09:00");
    assert_eq!(pass_of(&same), 3);
}

#[test]
fn vector_08_a_cheaper_pass_by_hand_goes_before_a_dearer_one_of_a_plan() {
    let (mut plan, mut hand) = (day_pass(1), day_pass(2));
    (plan.price, hand.price, hand.origin) = (gbp(2_000), gbp(1_000), Origin::Sold);
    assert_eq!(pass_of(&House::with(vec![plan, hand]).arrives("09:00")), 2);
}

#[test]
fn vector_09_more_minutes_go_first() {
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

/// Ann on a plan of two days a week, with passes for more; the Mondays and Tuesdays are those of that week.
fn two_days_a_week(passes: Vec<CustomerPass>) -> House {
    let limits = Limits { days: PerPeriod { week: Some(2), ..PerPeriod::default() }, ..Limits::default() };
    House::with(passes).subscribed(PLAN_A, limits).at_the_loft(|loft| loft.every_visit = true)
}

#[test]
fn vector_10_the_limit_of_a_plan_counts_days_and_passes_do_not_help() {
    let mut house = two_days_a_week((1..=5).map(day_pass).collect());
    for (from, to) in [("2026-03-02 09:00", "2026-03-02 12:00"), ("2026-03-02 13:00", "2026-03-02 18:00")] {
        house.arrives(from);
        house.leaves(to);
    }
    house.arrives("2026-03-03 09:00");
    house.leaves("2026-03-03 18:00");
    assert_eq!(house.refusal(&attempt("2026-03-04 09:00")).0, "limit_days_week");
    house.arrives("2026-03-09 09:00");
}

#[test]
fn vector_11_a_pass_that_does_not_count_leaves_the_limit_alone() {
    let extra = |id| on(day_pass(id), |terms| terms.counts_towards_plan_limits = false);
    let mut house = two_days_a_week(vec![extra(1)]);
    house.stays("2026-03-02 09:00", "2026-03-02 18:00");
    house.world.passes.extend((2..=4).map(day_pass));
    house.stays("2026-03-03 09:00", "2026-03-03 18:00");
    assert_eq!(pass_of(&house.stays("2026-03-04 09:00", "2026-03-04 18:00")), 3);
    assert_eq!(house.refusal(&attempt("2026-03-05 09:00")).0, "limit_days_week");
    house.world.passes.push(extra(9));
    assert_eq!(pass_of(&house.arrives("2026-03-05 09:00")), 9);
}

#[test]
fn vector_12_a_pass_of_another_plan_does_not_serve() {
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

#[test]
fn vector_13_hours_are_those_of_the_wall_and_end_before_their_end() {
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

#[test]
fn vector_14_wifi_needs_a_pass_that_allows_it() {
    let wired = on(day_pass(1), |terms| terms.network_check_in = false);
    let mut house = House::with(vec![wired]);
    let wifi = Attempt { source: Source::NetworkActivity, ..attempt("09:00") };
    assert_eq!(house.refusal(&wifi).0, "network_not_allowed");
    house.arrives("09:00");
}

#[test]
fn vector_15_a_device_that_is_idle_leaves_when_it_was_last_seen() {
    let ends = |seen: &str, now: &str| idle::departure(at("09:00"), at(seen), at(now));
    assert_eq!(ends("11:00", "11:14"), None);
    assert_eq!(ends("11:00", "11:16"), Some(at("11:00")));
    assert_eq!(ends("09:02", "09:18"), Some(at("09:15")), "no stay is shorter than a quarter of an hour");
}

// Instants are kept as they are given; a quarter of an hour is the step of billing alone (DESIGN.md, decisions).
#[test]
fn vector_19_a_departure_at_the_arrival_is_refused_and_nothing_is_rounded() {
    let mut house = House::with(vec![day_pass(1)]);
    assert_eq!(house.refusal(&stay("09:00", "09:00")).0, "departure_not_after_arrival");
    let odd = at("09:07").plus(Span::micros(29_000_000));
    assert_eq!(house.admitted(&Attempt { from: odd, ..attempt("09:00") }).from, odd);
}

#[test]
fn vector_20_a_suspended_customer_is_refused_whatever_they_hold() {
    let house = House::with(vec![day_pass(1)]).customer(|ann| ann.active = false);
    let refusal = house.refused(&attempt("09:00"));
    assert_eq!(refusal, Refusal::CustomerInactive);
    assert_eq!(refusal.sentence(&house.world), "Ann Lee is not active");
    let archived = house.customer(|ann| ann.archived = true);
    assert_eq!(archived.refusal(&attempt("09:00")).0, "customer_archived");
}

/// The pass of the payer of Ann's team.
fn shared(pass: CustomerPass) -> CustomerPass {
    CustomerPass { holder: Holder::Payer { customer: CustomerId::new(99), team: TeamId::new(1) }, ..pass }
}

#[test]
fn vector_21_a_member_of_a_team_comes_in_on_a_pass_of_its_payer() {
    let mut house = House::with(vec![shared(day_pass(1))]);
    let visit = house.arrives("09:00");
    let ann = house.world.customer.as_ref().map(|ann| ann.id);
    assert_eq!((pass_of(&visit), house.pass(1).used_by), (1, ann));
    // Her payer can not come in on the day that she spent.
    let payers = CustomerPass { holder: Holder::Own, ..house.pass(1).clone() };
    let payer = House::with(vec![payers]).customer(|payer| payer.id = CustomerId::new(99));
    assert_eq!(payer.refusal(&attempt("10:00")).0, "pass_used_up");
}

#[test]
fn vector_22_an_own_pass_goes_before_an_equal_one_that_is_shared() {
    let mut house = House::with(vec![shared(day_pass(1)), day_pass(2)]);
    assert_eq!(pass_of(&house.arrives("09:00")), 2);
}

#[test]
fn vector_23_a_visit_left_open_closes_at_the_cut_off_also_when_clocks_change() {
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

#[test]
fn vector_24_two_reads_of_a_card_at_once_are_one_visit() {
    let mut house = House::with(vec![day_pass(1)]);
    let visit = house.arrives("09:00");
    let Verdict::AlreadyInside { visit: inside, .. } = house.decide(&attempt("09:00")) else {
        panic!("a second visit");
    };
    assert_eq!(VisitRef::Existing(inside), visit.id);

    let bounce = Tap {
        gesture: Gesture::Toggle,
        source: Source::DoorAccess,
        unattended: false,
        debounce: Span::micros(5_000_000),
        refused: None,
    };
    let later = at("09:00").plus(Span::micros(4_000_000));
    assert!(matches!(tap(&house.world, &bounce, later), Step::Again(Before::Entered(_))));
}
