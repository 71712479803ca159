//! Whom a tile is kept for, and the pass it lets in on.

mod common;

use common::*;
use vestibule_domain::*;

fn kept_for_plans(plans: &[(PlanId, &str)]) -> KeptFor {
    let plans = plans.iter().map(|(plan, name)| (*plan, (*name).to_owned())).collect();
    KeptFor { plans, ..KeptFor::default() }
}

fn kept_for_passes(passes: &[(i64, &str)]) -> KeptFor {
    let passes = passes.iter().map(|(pass, name)| (PassId::new(*pass), (*name).to_owned())).collect();
    KeptFor { passes, ..KeptFor::default() }
}

fn desk(name: &str, taken_by: Option<i64>) -> Desk {
    Desk { name: name.to_owned(), taken_by: taken_by.map(CustomerId::new) }
}

fn words(refused: Result<(), TileRefusal>) -> (&'static str, String) {
    let refusal = refused.expect_err("refused");
    (refusal.code(), refusal.sentence())
}

#[test]
fn a_tile_that_is_kept_for_nobody_in_particular_is_for_everybody() {
    let house = House::with(vec![]);
    assert_eq!(KeptFor::default().admits(&house.world), Ok(()));
    assert_eq!(KeptFor::default().arrival(&house.world, attempt("09:00")), Ok(attempt("09:00")));
}

#[test]
fn a_tile_that_is_kept_for_plans_is_for_members_on_one_of_them() {
    let kept = kept_for_plans(&[(PLAN_A, "Gold"), (PlanId::new(8), "Silver"), (PlanId::new(9), "Bronze")]);
    let on = |plan| House::with(vec![]).subscribed(plan, Limits::default());
    assert_eq!(kept.admits(&on(PLAN_A).world), Ok(()));
    let sentence = "This tile is kept for members on \"Gold\", \"Silver\" or \"Bronze\"".to_owned();
    assert_eq!(words(kept.admits(&on(PLAN_B).world)), ("tile_restricted", sentence.clone()));
    assert_eq!(words(kept.admits(&House::with(vec![]).world)).1, sentence);
}

#[test]
fn a_tile_that_is_kept_for_desks_is_for_whoever_sits_there() {
    let world = House::with(vec![]).world;
    let kept = |desks| KeptFor { desks, ..KeptFor::default() };
    assert_eq!(kept(vec![desk("A1", Some(8)), desk("A2", Some(7))]).admits(&world), Ok(()));
    let empty = kept(vec![desk("A1", None), desk("A2", Some(8))]);
    let sentence = "This tile is kept for whoever sits at \"A1\" or \"A2\"".to_owned();
    assert_eq!(words(empty.admits(&world)), ("tile_restricted", sentence));
    // Nobody in particular sits at no desk.
    assert!(empty.admits(&World { customer: None, ..world }).is_err());
}

#[test]
fn each_restriction_that_is_given_must_fit() {
    let kept = KeptFor { desks: vec![desk("A1", Some(7))], ..kept_for_plans(&[(PLAN_A, "Gold")]) };
    assert!(kept.admits(&House::with(vec![]).world).is_err());
    assert_eq!(kept.admits(&House::with(vec![]).subscribed(PLAN_A, Limits::default()).world), Ok(()));
}

fn asked(house: &House, kept: &KeptFor) -> Result<Attempt, Refusal> {
    kept.arrival(&house.world, attempt("09:00"))
}

#[test]
fn a_tile_that_is_kept_for_passes_lets_in_on_the_best_of_these_and_on_no_other() {
    let better = CustomerPass { price: gbp(0), ..day_pass(1) };
    let listed = CustomerPass { price: gbp(500), ..day_pass(2) };
    let dearer = CustomerPass { price: gbp(900), ..day_pass(3) };
    let house = House::with(vec![better, dearer, listed]);
    let kept = kept_for_passes(&[(2, "Two"), (3, "Three")]);
    let asked = asked(&house, &kept).expect("let in");
    assert_eq!(asked.pass, Some(CustomerPassId::new(2)));
    let Verdict::Admitted { changes, .. } = admit(&house.world, &asked, at("09:00")) else {
        panic!("refused")
    };
    assert_eq!(changes.visits[0].pass, Some(PassRef::Existing(CustomerPassId::new(2))));
}

#[test]
fn who_has_none_of_these_passes_is_told_which_and_nothing_is_sold_to_them() {
    let mut house = House::selling(vec![offer(2, None, 1_000)]);
    house.world.passes.push(day_pass(1));
    let refusal = asked(&house, &kept_for_passes(&[(2, "Day Pass")])).expect_err("refused");
    assert_eq!(refusal.code(), "tile_restricted");
    assert_eq!(refusal.sentence(&house.world), "This tile is kept for visits on \"Day Pass\"");
}

#[test]
fn who_has_such_a_pass_that_does_not_serve_is_told_why() {
    let lapsed = CustomerPass { expires: Some(at("08:00")), ..day_pass(2) };
    let house = House::with(vec![day_pass(1), lapsed]);
    let refusal = asked(&house, &kept_for_passes(&[(2, "Day Pass")])).expect_err("refused");
    assert_eq!(refusal.code(), "pass_expired");
    assert!(refusal.sentence(&house.world).ends_with("\"Day Pass\" expired on 2026-03-02 at 08:00"));
}

/// Ann, inside since nine on her first day pass.
fn inside() -> House {
    let mut house = House::with(vec![day_pass(1), day_pass(2)]);
    let Verdict::Admitted { changes, .. } = admit(&house.world, &attempt("09:00"), at("09:00")) else {
        panic!("refused")
    };
    house.world = house.world.after(&changes);
    house
}

#[test]
fn who_is_inside_already_needs_no_other_pass() {
    let house = inside();
    let again = kept_for_passes(&[(2, "Two")]).arrival(&house.world, attempt("10:00"));
    assert_eq!(again, Ok(attempt("10:00")));
}

#[test]
fn a_tile_that_is_kept_for_passes_lets_out_who_came_on_one_of_them() {
    let house = inside();
    let visit = house.world.open_visit().expect("inside");
    assert_eq!(kept_for_passes(&[(1, "One")]).lets_out(&house.world, visit), Ok(()));
    assert_eq!(KeptFor::default().lets_out(&house.world, visit), Ok(()));
    let refused = kept_for_passes(&[(2, "Two")]).lets_out(&house.world, visit);
    assert_eq!(words(refused).1, "This tile is kept for visits on \"Two\"");
}

#[test]
fn distances_are_told_as_people_say_them() {
    let away = |metres| TileRefusal::TooFar { metres, within: 100 }.sentence();
    assert_eq!(away(340), "You seem to be 340 m away; this tile works within 100 m");
    assert_eq!(away(3_449), "You seem to be 3.4 km away; this tile works within 100 m");
    assert_eq!(away(21_999), "You seem to be 21 km away; this tile works within 100 m");
    assert_eq!(away(8_000_000), "You seem to be more than 100 km away; this tile works within 100 m");
    assert_eq!(TileRefusal::TooFar { metres: 340, within: 100 }.code(), "too_far");
    let inexact = TileRefusal::Inexact { accuracy: 2_000, needed: 50 };
    assert!(
        inexact.sentence().starts_with("Your phone knows where it is only to 2.0 km; this tile needs 50 m")
    );
    for refusal in [inexact, TileRefusal::NoPosition, TileRefusal::Unplaced] {
        assert_eq!(refusal.code(), "no_position");
    }
    assert_eq!(TileRefusal::Unsupported.code(), "tile_unsupported");
}
