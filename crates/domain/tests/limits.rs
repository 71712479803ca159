//! What the limits of a plan allow, at the Loft and elsewhere (`domain.md` 3.5).

mod common;

use std::sync::Arc;

use common::*;
use proptest::prelude::*;
use vestibule_domain::*;

/// A contract on the plan `Flex`, which limits this.
fn flex(limits: Limits) -> Contract {
    Contract {
        id: ContractId::new(1),
        plan: PLAN_A,
        plan_name: "Flex".into(),
        starts: None,
        renews: None,
        every: Every::Months(1),
        limits,
    }
}

fn days(days: PerPeriod) -> Limits {
    Limits { days, ..Limits::default() }
}

fn hours(hours: PerPeriod) -> Limits {
    Limits { hours, ..Limits::default() }
}

fn week(most: i64) -> PerPeriod {
    PerPeriod { week: Some(most), ..PerPeriod::default() }
}

fn month(most: i64) -> PerPeriod {
    PerPeriod { month: Some(most), ..PerPeriod::default() }
}

fn cycle(most: i64) -> PerPeriod {
    PerPeriod { cycle: Some(most), ..PerPeriod::default() }
}

/// Ann on these contracts, with six day passes and a time pass for the rest.
fn member(contracts: Vec<Contract>) -> House {
    let mut passes: Vec<_> = (1..=6).map(day_pass).collect();
    passes.push(time_pass(7, 100_000));
    House::with(passes).customer(|ann| {
        ann.plans = contracts.iter().map(|contract| contract.plan).collect();
        ann.contracts = contracts;
    })
}

/// The same, with minutes only.
fn by_the_hour(contracts: Vec<Contract>) -> House {
    let mut house = member(contracts);
    house.world.passes.retain(|pass| matches!(pass.right, Right::Time { .. }));
    house
}

fn sentence(datum: &str) -> String {
    format!("Ann Lee does not have a valid time pass for Loft: {datum}")
}

// 10; the 2nd of March 2026 is a Monday.
#[test]
fn two_days_a_week_are_two_days_however_often_one_comes_and_whatever_is_left() {
    let mut house = member(vec![flex(days(week(2)))]);
    for (from, to) in [("09:00", "10:00"), ("11:00", "12:00")] {
        house.stays(&format!("2026-03-02 {from}"), &format!("2026-03-02 {to}"));
    }
    house.stays("2026-03-03 09:00", "2026-03-03 10:00");
    house.stays("2026-03-03 19:00", "2026-03-03 20:00");
    let (code, said) = house.refusal(&attempt("2026-03-04 09:00"));
    assert_eq!(code, "limit_days_week");
    let datum = "the plan \"Flex\" gives 2 days a week, and 2 were used; again from Monday 2026-03-09";
    assert_eq!(said, sentence(datum));
    house.stays("2026-03-09 09:00", "2026-03-09 10:00");
}

#[test]
fn a_limit_of_nothing_never_has_room_again() {
    let house = member(vec![flex(days(week(0)))]);
    let datum = "the plan \"Flex\" gives 0 days a week, and 0 were used";
    assert_eq!(house.refusal(&attempt("2026-03-04 09:00")), ("limit_days_week", sentence(datum)));
    let wednesday = attempt("2026-03-04 09:00");
    let examined = examine(&house.world, &wednesday, wednesday.from, Vec::new);
    let said: Vec<_> = examined.passes.iter().flat_map(|pass| &pass.rules).collect();
    assert!(said.iter().any(|ruled| ruled.trial.outcome.is_err()));
    assert!(said.iter().all(|ruled| ruled.next.is_none()), "{said:?}");
}

#[test]
fn of_two_contracts_the_one_that_gives_something_says_when_there_is_room_again() {
    let renews = |day: &str, most: i64| Contract { renews: Some(at(day)), ..flex(days(cycle(most))) };
    let mut house = member(vec![renews("2026-03-10 00:00", 0), renews("2026-03-20 00:00", 1)]);
    house.stays("2026-03-03 09:00", "2026-03-03 10:00");
    let datum = "the plan \"Flex\" gives 1 day a billing cycle, and 1 was used; again from Friday 2026-03-20";
    assert_eq!(house.refusal(&attempt("2026-03-04 09:00")), ("limit_days_cycle", sentence(datum)));
}

#[test]
fn of_two_limits_the_one_that_is_never_lifted_is_told() {
    let no_week = PerPeriod { week: Some(0), ..month(1) };
    let mut house = member(vec![flex(days(month(1)))]);
    house.stays("2026-03-03 09:00", "2026-03-03 10:00");
    let house = house.customer(|ann| ann.contracts = vec![flex(days(no_week))]);
    let datum = "the plan \"Flex\" gives 0 days a week, and 1 was used";
    assert_eq!(house.refusal(&attempt("2026-03-04 09:00")), ("limit_days_week", sentence(datum)));
}

// 11
#[test]
fn a_pass_that_does_not_count_uses_no_day_and_serves_when_the_days_are_used() {
    let free = on(day_pass(9), |terms| {
        terms.counts_towards_plan_limits = false;
        terms.priority = 1;
    });
    let mut house = member(vec![flex(days(week(2)))]);
    house.world.passes.push(free.clone());
    assert_eq!(pass_of(&house.stays("2026-03-02 09:00", "2026-03-02 10:00")), 9);
    house.stays("2026-03-03 09:00", "2026-03-03 10:00");
    house.stays("2026-03-04 09:00", "2026-03-04 10:00");
    assert_eq!(house.refusal(&attempt("2026-03-05 09:00")).0, "limit_days_week");
    let another = CustomerPass { id: PassRef::Existing(CustomerPassId::new(10)), ..free };
    house.world.passes.push(another);
    assert_eq!(pass_of(&house.arrives("2026-03-05 09:00")), 10);
}

#[test]
fn money_at_the_door_does_not_lift_a_limit_unless_the_pass_does_not_count() {
    let mut house = House::selling(vec![offer(1, Some(60), 1_200), offer(2, None, 2_000)]).customer(|ann| {
        ann.plans = vec![PLAN_A];
        ann.contracts = vec![flex(days(week(1)))];
    });
    house.stays("2026-03-02 09:00", "2026-03-02 10:00");
    house.stays("2026-03-02 11:00", "2026-03-02 12:00");
    let mut spent = day_pass(3);
    spent.right = Right::Day { used: Some(at("2026-03-02 09:00")) };
    house.world.passes.push(spent);
    let (code, said) = house.refusal(&attempt("2026-03-03 09:00"));
    let datum = "the plan \"Flex\" gives 1 day a week, and 1 was used; again from Monday 2026-03-09";
    assert_eq!((code, said), ("limit_days_week", sentence(datum)));
    let terms = Arc::make_mut(&mut house.world.offers[1].terms);
    terms.counts_towards_plan_limits = false;
    assert!(!house.arrives("2026-03-03 09:00").counts_towards_plan_limits);
}

#[test]
fn the_pass_that_is_asked_for_meets_the_limit_too() {
    let mut house = member(vec![flex(days(month(1)))]);
    house.stays("2026-03-02 09:00", "2026-03-02 10:00");
    let asked = Attempt { pass: Some(CustomerPassId::new(7)), ..attempt("2026-03-31 09:00") };
    let (code, said) = house.refusal(&asked);
    let datum = "the plan \"Flex\" gives 1 day a month, and 1 was used; again from Wednesday 2026-04-01";
    assert_eq!((code, said), ("limit_days_month", sentence(datum)));
    house.arrives("2026-04-01 00:00");
}

#[test]
fn days_are_business_days_and_periods_are_made_of_them() {
    let mut house =
        member(vec![flex(days(week(1)))]).at_the_loft(|loft| loft.cut_off = CutOff(time("03:00")));
    house.stays("2026-03-03 22:00", "2026-03-03 23:00");
    house.stays("2026-03-04 01:00", "2026-03-04 02:59");
    let (_, said) = house.refusal(&attempt("2026-03-04 03:00"));
    assert!(said.ends_with("again from Monday 2026-03-09 at 03:00"), "{said}");
    // The night of Sunday belongs to the week that ends.
    assert_eq!(house.refusal(&attempt("2026-03-09 02:59")).0, "limit_days_week");
    house.stays("2026-03-09 03:00", "2026-03-09 04:00");
}

#[test]
fn a_stay_elsewhere_counts_by_the_clocks_there() {
    let mut mill = location(MILL, "Mill");
    mill.zone = Zone::named("Pacific/Auckland").expect("Auckland");
    let mut house = member(vec![flex(days(week(1)))]);
    house.world.elsewhere.push(Arc::new(mill));
    // Sunday noon in London is Monday in Auckland.
    let from = at("2026-03-01 12:00");
    let stay = |from: Instant| Counted {
        visit: VisitId::new(1),
        location: MILL,
        from,
        to: Some(from.plus(Span::minutes(30))),
    };
    house.world.counted = vec![stay(from)];
    assert_eq!(house.refusal(&attempt("2026-03-03 09:00")).0, "limit_days_week");
    house.clone().arrives("2026-03-02 09:00");
    house.world.counted = vec![stay(at("2026-03-01 10:59"))];
    house.arrives("2026-03-03 09:00");
}

#[test]
fn a_message_that_comes_late_counts_the_days_after_it_too() {
    let mut house = member(vec![flex(days(week(2)))]);
    house.stays("2026-03-05 09:00", "2026-03-05 10:00");
    house.stays("2026-03-06 09:00", "2026-03-06 10:00");
    assert_eq!(house.refusal(&stay("2026-03-02 09:00", "2026-03-02 10:00")).0, "limit_days_week");
    house.stays("2026-03-01 09:00", "2026-03-01 10:00");
    house.stays("2026-03-05 19:00", "2026-03-05 20:00");
}

#[test]
fn hours_are_the_time_inside_and_keep_out_also_on_a_day_pass_spent_today() {
    let mut house = member(vec![flex(hours(week(4)))]).at_the_loft(|loft| loft.every_visit = true);
    house.stays("2026-03-02 09:00", "2026-03-02 11:00");
    house.stays("2026-03-03 09:00", "2026-03-03 10:59");
    house.stays("2026-03-03 11:30", "2026-03-03 11:40");
    let (code, said) = house.refusal(&attempt("2026-03-03 12:00"));
    let datum =
        "the plan \"Flex\" gives 4 hours a week, and 4 h 9 min were used; again from Monday 2026-03-09";
    assert_eq!((code, said), ("limit_hours_week", sentence(datum)));
    house.arrives("2026-03-09 00:00");
}

#[test]
fn whole_hours_are_told_without_minutes() {
    let mut house = by_the_hour(vec![flex(hours(week(4)))]);
    house.stays("2026-03-02 09:00", "2026-03-02 13:00");
    let (_, said) = house.refusal(&attempt("2026-03-03 12:00"));
    assert!(said.contains("gives 4 hours a week, and 4 were used"), "{said}");
}

#[test]
fn an_open_stay_counts_until_the_arrival_elsewhere_but_not_beyond_its_day() {
    let mill = location(MILL, "Mill");
    let mut house = by_the_hour(vec![flex(hours(week(3)))]);
    house.world.passes = vec![on(time_pass(7, 100_000), |terms| terms.owner = NETWORK)];
    house.arrives("2026-03-02 09:00");
    house.world.location = Arc::new(mill);
    house.world.elsewhere = vec![Arc::new(location(LOFT, "Loft"))];
    assert_eq!(house.refusal(&attempt("2026-03-02 12:00")).0, "limit_hours_week");
    house.clone().arrives("2026-03-02 11:59");

    let mut night = by_the_hour(vec![flex(hours(week(3)))]);
    night.arrives("2026-03-02 22:00");
    night.arrives("2026-03-03 09:00");
}

#[test]
fn a_minute_in_two_places_is_one_minute() {
    let mut house = by_the_hour(vec![flex(hours(week(3)))]);
    let counted = |visit, from, to| Counted {
        visit: VisitId::new(visit),
        location: LOFT,
        from: at(from),
        to: Some(at(to)),
    };
    house.world.counted = vec![
        counted(1, "09:00", "11:00"),
        counted(2, "09:30", "10:00"),
        counted(3, "10:00", "11:59"),
        // Only half of it lies in this week.
        counted(4, "2026-03-01 23:59", "2026-03-02 00:00"),
    ];
    house.clone().arrives("12:30");
    house.world.counted.push(counted(5, "2026-03-01 23:00", "2026-03-02 00:01"));
    assert_eq!(house.refusal(&attempt("12:30")).0, "limit_hours_week");
}

#[test]
fn a_cycle_goes_by_its_own_contract() {
    let renewing = |day: &str| Contract { renews: Some(at(day)), ..flex(days(cycle(1))) };
    let mut house = member(vec![renewing("2026-03-15 00:00")]);
    house.stays("2026-02-16 09:00", "2026-02-16 10:00");
    let (code, said) = house.refusal(&attempt("2026-03-14 09:00"));
    let datum = "the plan \"Flex\" gives 1 day a billing cycle, and 1 was used; again from Sunday 2026-03-15";
    assert_eq!((code, said), ("limit_days_cycle", sentence(datum)));
    house.clone().arrives("2026-03-15 09:00");

    let weekly = |contract: Contract| Contract { every: Every::Weeks(2), ..contract };
    let house = house.customer(|ann| ann.contracts = vec![weekly(renewing("2026-03-15 00:00"))]);
    assert_eq!(house.refusal(&attempt("2026-02-27 09:00")).0, "limit_days_cycle");
    house.clone().arrives("2026-03-01 09:00");
    // Where nobody has noted when a cycle begins, it is the month.
    let house = house.customer(|ann| ann.contracts = vec![flex(days(cycle(1)))]);
    assert_eq!(house.refusal(&attempt("2026-02-28 09:00")).0, "limit_days_cycle");
    house.clone().arrives("2026-03-01 09:00");
}

#[test]
fn of_several_contracts_the_most_generous_counts_for_each_limit() {
    let of = |id, limits| Contract { id: ContractId::new(id), ..flex(limits) };
    let both = |one, other| {
        let mut house = member(vec![of(1, one), of(2, other)]);
        house.stays("2026-03-02 09:00", "2026-03-02 10:00");
        house.stays("2026-03-03 09:00", "2026-03-03 10:00");
        house
    };
    let wednesday = attempt("2026-03-04 09:00");
    both(days(week(2)), days(week(3))).admitted(&wednesday);
    both(days(week(1)), Limits::default()).admitted(&wednesday);
    both(days(week(1)), hours(week(40))).admitted(&wednesday);
    let house = both(days(week(1)), days(week(2)));
    let (_, said) = house.refusal(&wednesday);
    assert!(said.contains("gives 2 days a week, and 2 were used"), "{said}");
}

#[test]
fn of_several_limits_the_one_that_lasts_longest_is_named() {
    let limits = Limits { days: PerPeriod { week: Some(1), month: Some(1), cycle: None }, hours: week(1) };
    let mut house = member(vec![flex(limits)]);
    house.stays("2026-03-02 09:00", "2026-03-02 11:00");
    assert_eq!(house.refusal(&attempt("2026-03-03 09:00")).0, "limit_days_month");
    assert_eq!(house.refusal(&attempt("2026-03-02 19:00")).0, "limit_hours_week");
    assert_eq!(house.refusal(&attempt("2026-03-09 09:00")).0, "limit_days_month");
    house.arrives("2026-04-01 09:00");
}

#[test]
fn a_limit_of_nothing_lets_nobody_in_and_a_contact_has_no_limits() {
    let mut house = member(vec![flex(days(month(0)))]);
    let (code, said) = house.refusal(&attempt("09:00"));
    assert_eq!(code, "limit_days_month");
    assert!(said.contains("gives 0 days a month, and 0 were used"), "{said}");
    assert_eq!(member(vec![flex(hours(cycle(0)))]).refusal(&attempt("09:00")).0, "limit_hours_cycle");
    house = house.customer(|ann| (ann.plans, ann.contracts) = (vec![], vec![]));
    house.arrives("09:00");
}

#[test]
fn a_visit_that_is_corrected_does_not_count_against_itself() {
    let mut house = member(vec![flex(days(week(1)))]);
    let monday = house.stays("2026-03-02 09:00", "2026-03-02 10:00");
    let tuesday = house.corrects(&monday, &stay("2026-03-03 09:00", "2026-03-03 10:00"));
    assert_eq!(house.refusal(&attempt("2026-03-04 09:00")).0, "limit_days_week");
    house.forgets(&tuesday);
    let wednesday = house.stays("2026-03-04 09:00", "2026-03-04 10:00");
    house.stays("2026-03-09 09:00", "2026-03-09 10:00");
    let back = correct(
        &house.around(&wednesday),
        &wednesday,
        &stay("2026-03-10 09:00", "2026-03-10 10:00"),
        at("2026-04-01 12:00"),
    );
    assert_eq!(back.expect_err("two days a week").code(), "limit_days_week");
}

/// Stays of four weeks, some at once, none open.
fn stays() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0_i64..28 * 1_440, 1_i64..900), 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_limit_is_reached_exactly_when_counting_by_hand_says_so(
        stays in stays(),
        moment in 7_i64 * 1_440..21 * 1_440,
        most in 0_i64..6,
        most_hours in 0_i64..40,
    ) {
        // Four weeks of UTC from a Monday, before the clocks of London change.
        let begin = at("2026-02-02 00:00");
        let minute = |minute: i64| begin.plus(Span::minutes(minute));
        let counted = |(visit, (from, length)): (i64, &(i64, i64))| Counted {
            visit: VisitId::new(visit),
            location: LOFT,
            from: minute(*from),
            to: Some(minute(from + length)),
        };
        let mut house = by_the_hour(vec![flex(days(week(most)))]);
        house.world.counted = (1..).zip(&stays).map(counted).collect();

        let monday = moment / (7 * 1_440) * 7 * 1_440;
        let this_week = monday..monday + 7 * 1_440;
        let day = |minute: i64| minute / 1_440;
        let mut used: Vec<_> =
            stays.iter().filter(|(from, _)| this_week.contains(from)).map(|(from, _)| day(*from)).collect();
        used.sort_unstable();
        used.dedup();
        let full = !used.contains(&day(moment)) && used.len() as i64 >= most;
        let arrival = Attempt { from: minute(moment), ..attempt("00:00") };
        let refused = |house: &House| matches!(house.decide(&arrival), Verdict::Refused(_));
        prop_assert_eq!(refused(&house), full);

        let inside = |minute: &i64| stays.iter().any(|(from, length)| (*from..from + length).contains(minute));
        let minutes = this_week.clone().filter(inside).count() as i64;
        let house = house.customer(|ann| ann.contracts = vec![flex(hours(week(most_hours)))]);
        prop_assert_eq!(refused(&house), minutes >= most_hours * 60);
    }

    #[test]
    fn who_keeps_to_the_rules_never_has_more_days_than_the_plan_gives(
        arrivals in prop::collection::vec((0_i64..21, 0_i64..1_380, 1_i64..50), 1..40),
        most in 0_i64..5,
    ) {
        let mut house = by_the_hour(vec![flex(days(week(most)))]);
        for (day, minute, length) in arrivals {
            let from = at("2026-02-02 00:00").plus(Span::minutes(day * 1_440 + minute));
            let stay = Attempt { from, to: Some(from.plus(Span::minutes(length))), ..attempt("00:00") };
            if let Verdict::Admitted { changes, .. } = house.decide(&stay) {
                house.carry_out(changes);
            }
        }
        let mut days: Vec<_> =
            house.world.visits.iter().map(|visit| house.world.location.business_day(visit.from).0).collect();
        days.sort_unstable();
        days.dedup();
        let week = |day: &Date| day.days_since(date("2026-02-02")) / 7;
        for nth in 0..3 {
            prop_assert!(days.iter().filter(|day| week(day) == nth).count() as i64 <= most);
        }
    }
}
