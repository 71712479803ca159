//! Visits corrected and deleted afterwards.

mod common;

use common::*;
use vestibule_domain::*;

#[test]
fn a_longer_stay_takes_the_difference() {
    let mut house = House::with(vec![time_pass(1, 300)]);
    let visit = house.stays("09:00", "10:00");
    let visit = house.corrects(&visit, &stay("09:00", "11:00"));
    assert_eq!((house.left(1), house.booked().1), (180, 120));
    house.corrects(&visit, &stay("10:30", "11:00"));
    assert_eq!((house.left(1), house.booked().1), (270, 30));
    assert_eq!(house.world.visits.len(), 1);
}

#[test]
fn a_used_up_pass_still_pays_for_its_own_visit() {
    let mut house = House::with(vec![time_pass(1, 60)]);
    let visit = house.stays("09:00", "10:00");
    house.corrects(&visit, &stay("09:00", "09:30"));
    assert_eq!((house.left(1), house.pass(1).used()), (30, None));
}

#[test]
fn the_same_day_keeps_its_pass_whatever_the_hours() {
    let mornings = on(day_pass(1), |terms| {
        terms.hours = vec![Slot { weekday: Weekday::Monday, from: time("09:00"), to: Some(time("14:00")) }];
    });
    let mut house = House::with(vec![mornings, time_pass(2, 60)]);
    let visit = house.stays("13:00", "15:00");
    let later = house.corrects(&visit, &stay("14:30", "15:00"));
    assert_eq!((pass_of(&later), house.pass(1).used()), (1, Some(at("14:30"))));
    assert_eq!(house.booked(), (1, 0, 0));

    let tuesday = stay("2026-03-03 09:00", "2026-03-03 09:30");
    let moved = house.corrects(&later, &tuesday);
    assert_eq!((pass_of(&moved), house.pass(1).used()), (2, None));
    assert_eq!(house.booked(), (0, 30, 0));
}

#[test]
fn another_pass_asked_for_frees_the_former() {
    let mut house = House::with(vec![day_pass(1), time_pass(2, 60)]);
    let visit = house.stays("09:00", "10:00");
    let asking = Attempt { pass: Some(CustomerPassId::new(2)), ..stay("09:00", "10:00") };
    let visit = house.corrects(&visit, &asking);
    assert_eq!((pass_of(&visit), house.pass(1).used(), house.left(2)), (2, None, 0));
    assert_eq!(house.booked(), (0, 60, 0));
}

#[test]
fn a_session_sold_at_the_door_is_charged_anew() {
    let mut house = House::selling(vec![offer(1, Some(60), 1_200)]);
    let visit = house.stays("09:00", "10:00");
    let visit = house.corrects(&visit, &stay("09:00", "09:30"));
    assert_eq!((house.charged(), house.booked().2), (600, 600));
    let tuesday = stay("2026-03-03 09:00", "2026-03-03 10:00");
    let moved = house.corrects(&visit, &tuesday);
    assert_eq!((moved.pass, house.charged()), (visit.pass, 1_200));
}

#[test]
fn what_is_billed_is_not_charged_anew() {
    let mut house = House::selling(vec![offer(1, Some(60), 1_200)]);
    let visit = house.stays("09:00", "10:00");
    house.world.passes[0].invoiced = true;
    let visit = house.corrects(&visit, &stay("09:00", "12:00"));
    assert_eq!((house.charged(), house.booked().2), (1_200, 1_200));

    house.world.passes.push(day_pass(2));
    let asking = Attempt { pass: Some(CustomerPassId::new(2)), ..stay("09:00", "12:00") };
    let refused = correct(&house.around(&visit), &visit, &asking, at("13:00"));
    assert_eq!(refused, Err(Refusal::AlreadyBilled));
    assert_eq!(forget(&house.around(&visit), &visit), Err(Refusal::AlreadyBilled));
}

#[test]
fn a_visit_opens_again_unless_another_is_open() {
    let mut house = House::with(vec![time_pass(1, 300)]);
    let visit = house.stays("09:00", "10:00");
    let reopened = correct(&house.around(&visit), &visit, &attempt("09:00"), at("11:00"));
    let mut again = house.clone();
    let open = again.carry_out(reopened.expect("may be opened")).expect("a visit");
    assert_eq!((open.to, again.left(1), again.pass(1).checked_in), (None, 300, true));

    house.arrives("11:00");
    let refused = correct(&house.around(&visit), &visit, &attempt("09:00"), at("11:00"));
    assert!(matches!(refused, Err(Refusal::AnotherVisitOpen { .. })));
}

#[test]
fn a_visit_of_an_earlier_day_opened_again_ends_at_its_cut_off() {
    let mut house = House::with(vec![time_pass(1, 600)]);
    let visit = house.stays("21:00", "22:00");
    let visit = house.corrects(&visit, &attempt("21:00"));
    assert_eq!((visit.to, visit.auto_checkout), (Some(at("2026-03-03 00:00")), true));
    assert_eq!(house.left(1), 420);
}

#[test]
fn a_correction_that_finds_no_pass_changes_nothing() {
    let mut house = House::with(vec![day_pass(1)]);
    let visit = house.stays("09:00", "10:00");
    house.world.passes[0].expires = Some(at("23:00"));
    let tuesday = stay("2026-03-03 09:00", "2026-03-03 10:00");
    let refused = correct(&house.around(&visit), &visit, &tuesday, at("2026-03-04 09:00"));
    assert_eq!(refused.map_err(|refusal| refusal.code()), Err("pass_expired"));
}

#[test]
fn presence_without_a_pass_is_corrected_without_one() {
    let mut house = House::with(vec![]);
    house.world.customer = None;
    let visit = house.stays("09:00", "10:00");
    let visit = house.corrects(&visit, &stay("09:00", "11:00"));
    assert_eq!((visit.to, visit.pass), (Some(at("11:00")), None));
    let visit = house.corrects(&visit, &attempt("21:00"));
    assert_eq!((visit.to, visit.auto_checkout), (Some(at("2026-03-03 00:00")), true));
    let visit = house.corrects(&visit, &stay("08:00", "11:00"));
    assert_eq!((visit.to, visit.auto_checkout), (Some(at("11:00")), false));
    assert_eq!([visit.from, visit.entered, visit.seen], [at("08:00"); 3]);
}

#[test]
fn a_day_pass_stays_used_while_another_visit_stands_on_it() {
    let mut house = House::with(vec![day_pass(1)]).at_the_loft(|loft| loft.every_visit = true);
    let first = house.stays("09:00", "10:00");
    let second = house.stays("14:00", "15:00");
    house.forgets(&first);
    assert_eq!(house.pass(1).used(), Some(at("14:00")));
    let moved = |entry: &&Entry| entry.visit == second.id && entry.amount == Amount::Days(1);
    assert_eq!((house.booked().0, house.ledger.iter().filter(moved).count()), (1, 1));
    house.forgets(&second);
    assert_eq!((house.pass(1).used(), house.booked().0), (None, 0));
}

#[test]
fn the_day_that_loses_a_session_still_costs_its_minimum() {
    let mut house = House::selling(vec![offer(1, Some(60), 2_000)])
        .at_the_loft(|loft| loft.day_minimum = Some(gbp(5_000)));
    let first = house.stays("09:00", "10:00");
    house.stays("14:00", "15:00");
    house.forgets(&first);
    assert_eq!((house.charged(), house.booked().2, house.world.passes.len()), (5_000, 5_000, 1));
}

#[test]
fn deleting_a_visit_withdraws_the_pass_sold_for_it() {
    let mut house = House::selling(vec![offer(1, None, 2_000)]).at_the_loft(|loft| loft.every_visit = true);
    let first = house.stays("09:00", "10:00");
    let second = house.stays("14:00", "15:00");
    house.forgets(&first);
    assert_eq!((house.charged(), house.booked()), (2_000, (1, 0, 2_000)));
    house.forgets(&second);
    assert!(house.world.passes.is_empty() && house.world.visits.is_empty());
    assert_eq!(house.booked(), (0, 0, 0));
}

#[test]
fn deleting_an_earlier_visit_leaves_the_customer_inside() {
    let mut house = House::with(vec![day_pass(1)]).at_the_loft(|loft| loft.every_visit = true);
    let first = house.stays("09:00", "10:00");
    house.arrives("11:00");
    house.forgets(&first);
    assert!(house.pass(1).checked_in);
    house.leaves("12:00");
    assert!(!house.pass(1).checked_in);
}

#[test]
fn a_day_pass_counts_from_the_first_visit_that_stands_on_it() {
    let mut house = House::with(vec![day_pass(1)]).at_the_loft(|loft| loft.every_visit = true);
    let first = house.stays("09:00", "10:00");
    house.stays("11:00", "12:00");
    house.corrects(&first, &stay("13:00", "14:00"));
    assert_eq!(house.pass(1).used(), Some(at("11:00")));
}

#[test]
fn who_was_suspended_since_is_not_let_in_by_a_correction() {
    let mut house = House::with(vec![time_pass(1, 300)]);
    let visit = house.stays("09:00", "10:00");
    house = house.customer(|ann| ann.active = false);
    let reopened = correct(&house.around(&visit), &visit, &attempt("09:00"), at("11:00"));
    assert_eq!(reopened, Err(Refusal::CustomerInactive));
    house.corrects(&visit, &stay("09:00", "10:30"));
    assert_eq!(house.left(1), 210);
}

#[test]
fn who_is_inside_may_have_the_arrival_corrected_even_when_suspended_since() {
    let mut house = House::with(vec![time_pass(1, 300)]);
    let visit = house.arrives("09:00");
    let house = house.customer(|ann| ann.active = false);
    let earlier = correct(&house.around(&visit), &visit, &attempt("08:30"), at("11:00"));
    assert_eq!(earlier.map(|changes| changes.visits[0].from), Ok(at("08:30")));
}

#[test]
fn a_visit_whose_pass_is_gone_is_corrected_on_its_day() {
    let mut house = House::with(vec![day_pass(1)]);
    let visit = house.stays("09:00", "10:00");
    house.world.passes.clear();
    let visit = house.corrects(&visit, &stay("09:00", "11:00"));
    assert_eq!((visit.to, pass_of(&visit)), (Some(at("11:00")), 1));
    house.world.passes.push(day_pass(2));
    let visit = house.corrects(&visit, &stay("2026-03-03 09:00", "2026-03-03 11:00"));
    assert_eq!(pass_of(&visit), 2, "another day needs a pass");
}

#[test]
fn other_hours_on_a_day_pass_move_nothing_in_the_ledger() {
    let mut house = House::with(vec![day_pass(1)]);
    let visit = house.stays("09:00", "10:00");
    let longer = correct(&house.around(&visit), &visit, &stay("08:00", "12:00"), at("13:00"));
    assert_eq!(longer.map(|changes| changes.entries), Ok(vec![]));
}

#[test]
fn a_visit_that_took_nothing_leaves_the_pass_used_up_when_it_is_deleted() {
    let mut house = House::with(vec![time_pass(1, 60)]);
    house.arrives("09:00");
    let used = Some(at("09:30"));
    // Somebody else of the team used it up meanwhile.
    house.world.passes[0].right = Right::Time { left: Minutes::ZERO, total: Minutes::new(60), used };
    let visit = house.leaves("10:00");
    assert_eq!(house.booked().1, 0);
    house.forgets(&visit);
    assert_eq!((house.left(1), house.pass(1).used()), (0, used));
}

#[test]
fn a_session_moved_to_another_day_leaves_the_minimum_to_those_that_stay() {
    let mut house = House::selling(vec![offer(1, Some(60), 2_000)])
        .at_the_loft(|loft| loft.day_minimum = Some(gbp(5_000)));
    let first = house.stays("09:00", "10:00");
    house.stays("14:00", "15:00");
    house.corrects(&first, &stay("2026-03-03 09:00", "2026-03-03 10:00"));
    assert_eq!((house.charged(), house.booked().2), (10_000, 10_000));
}

#[test]
fn an_end_set_on_an_open_visit_is_a_departure() {
    let mut house = House::with(vec![time_pass(1, 300)]);
    let open = house.arrives("09:00");
    let world = house.around(&open);
    let revised = revise(&world, &open, &stay("09:00", "10:10"), true, at("12:00"));
    assert_eq!(revised, depart(&world, &open, at("10:10"), true));
    house.carry_out(revised.expect("may leave"));
    assert_eq!(house.left(1), 225);
}

#[test]
fn an_end_with_another_arrival_or_another_pass_is_a_correction() {
    let mut house = House::with(vec![time_pass(1, 300), time_pass(2, 300)]);
    let open = house.arrives("09:00");
    let revised = |wanted| revise(&house.around(&open), &open, &wanted, false, at("12:00")).expect("allowed");
    let mut later = house.clone();
    assert_eq!(later.carry_out(revised(stay("09:30", "10:00"))).expect("a visit").from, at("09:30"));
    assert_eq!(later.left(1), 270);
    let asking = Attempt { pass: Some(CustomerPassId::new(2)), ..stay("09:00", "10:00") };
    let mut other = house.clone();
    assert_eq!(pass_of(&other.carry_out(revised(asking)).expect("a visit")), 2);
    assert_eq!((other.left(1), other.left(2)), (300, 240));
}

#[test]
fn an_end_that_lies_ahead_is_no_departure() {
    let mut house = House::with(vec![time_pass(1, 300)]);
    let open = house.arrives("09:00");
    let refused = revise(&house.around(&open), &open, &stay("09:00", "10:10"), false, at("10:00"));
    assert!(matches!(refused, Err(Refusal::DepartureInFuture { .. })), "{refused:?}");
}

#[test]
fn other_times_are_a_correction_and_the_same_times_are_nothing() {
    let mut house = House::with(vec![time_pass(1, 300)]);
    let visit = house.stays("09:00", "10:00");
    let world = house.around(&visit);
    let longer = stay("09:00", "11:00");
    assert_eq!(
        revise(&world, &visit, &longer, false, at("12:00")),
        correct(&world, &visit, &longer, at("12:00"))
    );
    let same = revise(&world, &visit, &stay("09:00", "10:00"), false, at("12:00"));
    assert_eq!(same, Ok(Changes::default()));
}

#[test]
fn the_cheapest_of_a_members_plan_prices_counts_and_the_largest_discount() {
    let terms = offer(1, Some(60), 1_200).terms;
    let prices = [(PlanId::new(1), gbp(900)), (PlanId::new(2), gbp(600)), (PlanId::new(3), gbp(100))];
    let pays = |plans: &[i64]| {
        let plans: Vec<PlanId> = plans.iter().copied().map(PlanId::new).collect();
        payg::price_for(&plans, &terms, &prices).minor()
    };
    assert_eq!((pays(&[1, 2]), pays(&[1]), pays(&[4]), pays(&[])), (600, 900, 1_200, 1_200));
    let percent = |hundredths| Percent::new(hundredths).expect("a part of a whole");
    assert_eq!(payg::best_discount([percent(1_000), percent(1_500)].into_iter()), percent(1_500));
    assert_eq!(payg::best_discount(std::iter::empty()), Percent::NONE);
}
