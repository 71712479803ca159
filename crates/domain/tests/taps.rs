//! What a tap at the door means, after whatever happened before it.

mod common;

use std::sync::Arc;

use common::*;
use proptest::prelude::*;
use vestibule_domain::*;

const DEBOUNCE: Span = Span::micros(3_000_000);

fn a(gesture: Gesture) -> Tap {
    Tap { gesture, source: Source::DoorAccess, unattended: false, debounce: DEBOUNCE, refused: None }
}

fn seconds(after: Instant, seconds: i64) -> Instant {
    after.plus(Span::micros(seconds * 1_000_000))
}

/// Taps and carries out what the tap comes to, as a store does; what was said.
fn happen(house: &mut House, wanted: &Tap, now: Instant) -> String {
    match tap(&house.world, wanted, now) {
        Step::Enter(attempt) => match admit(&house.world, &attempt, now) {
            Verdict::Admitted { changes, .. } => {
                house.carry_out(changes);
                "in".into()
            }
            Verdict::AlreadyInside { .. } => "in".into(),
            Verdict::Refused(refusal) => refusal.code().into(),
        },
        Step::Leave { visit, at } => {
            let changes = depart(&house.world, &visit, at, false).expect("may leave");
            house.carry_out(changes);
            "out".into()
        }
        Step::Again(Before::Entered(_)) => "in".into(),
        Step::Again(Before::Left(_)) => "out".into(),
        Step::Again(Before::Refused) => "refused".into(),
        Step::Refuse(refusal) => refusal.code().into(),
    }
}

#[test]
fn a_toggle_lets_in_and_out_and_in_again() {
    for every_visit in [false, true] {
        let mut house = House::with(vec![day_pass(1)]).at_the_loft(|loft| loft.every_visit = every_visit);
        let said: Vec<_> = ["09:00", "12:00", "13:00", "18:00"]
            .map(|moment| happen(&mut house, &a(Gesture::Toggle), at(moment)))
            .into();
        assert_eq!(said, ["in", "out", "in", "out"]);
        assert_eq!(house.world.visits.len(), if every_visit { 2 } else { 1 });
    }
}

#[test]
fn whoever_comes_in_again_is_not_put_out_by_the_echo() {
    let mut house = House::with(vec![day_pass(1)]);
    for moment in ["09:00", "12:00", "13:00"] {
        happen(&mut house, &a(Gesture::Toggle), at(moment));
    }
    let echo = tap(&house.world, &a(Gesture::Toggle), seconds(at("13:00"), 2));
    assert_eq!(echo, Step::Again(Before::Entered(house.world.visits[0].clone())));
    assert_eq!((house.world.visits[0].from, house.world.visits[0].to), (at("09:00"), None));
    assert_eq!(happen(&mut house, &a(Gesture::Toggle), seconds(at("13:00"), 3)), "out");
}

#[test]
fn a_second_toggle_within_the_debounce_is_an_echo_of_the_first() {
    let mut house = House::with(vec![day_pass(1)]);
    let nine = at("09:00");
    assert_eq!(happen(&mut house, &a(Gesture::Toggle), nine), "in");
    let inside = house.world.clone();
    for later in [0, 1, 2] {
        let said = tap(&house.world, &a(Gesture::Toggle), seconds(nine, later));
        assert_eq!(said, Step::Again(Before::Entered(inside.visits[0].clone())));
    }
    assert_eq!(happen(&mut house, &a(Gesture::Toggle), seconds(nine, 3)), "out");
    assert!(matches!(tap(&house.world, &a(Gesture::Toggle), seconds(nine, 4)), Step::Again(Before::Left(_))));
    assert_eq!(happen(&mut house, &a(Gesture::Toggle), seconds(nine, 6)), "in");
}

#[test]
fn a_clock_that_runs_behind_still_hears_the_echo() {
    let mut house = House::with(vec![day_pass(1)]);
    happen(&mut house, &a(Gesture::Toggle), at("09:00"));
    let behind = at("09:00").minus(Span::minutes(1));
    assert!(matches!(tap(&house.world, &a(Gesture::Toggle), behind), Step::Again(Before::Entered(_))));
}

#[test]
fn without_a_debounce_every_toggle_counts() {
    let mut house = House::with(vec![day_pass(1)]);
    let eager = Tap { debounce: Span::micros(0), ..a(Gesture::Toggle) };
    let said: Vec<_> = (0..4).map(|_| happen(&mut house, &eager, at("09:00"))).collect();
    assert_eq!(said[..2], ["in", "out"]);
    assert!(house.world.visits.iter().filter(|visit| visit.to.is_none()).count() <= 1);
}

#[test]
fn whoever_is_refused_is_refused_the_same_way_until_the_debounce_is_over() {
    let house = House::with(vec![day_pass(1)]);
    let refused = Tap { refused: Some(at("09:00")), ..a(Gesture::Enter) };
    let later = |later| tap(&house.world, &refused, seconds(at("09:00"), later));
    assert_eq!(later(2), Step::Again(Before::Refused));
    assert!(matches!(later(3), Step::Enter(_)));
}

#[test]
fn of_a_refusal_and_an_arrival_the_later_one_is_echoed() {
    let mut house = House::with(vec![day_pass(1)]);
    house.arrives("09:00");
    let refused = |at| Tap { refused: Some(at), ..a(Gesture::Toggle) };
    let just_after = seconds(at("09:00"), 1);
    for no_later in [-1, 0] {
        let before = tap(&house.world, &refused(seconds(at("09:00"), no_later)), just_after);
        assert!(matches!(before, Step::Again(Before::Entered(_))), "{before:?}");
    }
    let after = tap(&house.world, &refused(seconds(at("09:00"), 1)), just_after);
    assert_eq!(after, Step::Again(Before::Refused));
}

#[test]
fn leaving_needs_somebody_inside() {
    let mut house = House::with(vec![day_pass(1)]);
    assert_eq!(happen(&mut house, &a(Gesture::Leave), at("09:00")), "not_inside");
    house.arrives("09:00");
    assert_eq!(happen(&mut house, &a(Gesture::Leave), at("09:00")), "out", "another gesture is no echo");
    assert_eq!(happen(&mut house, &a(Gesture::Leave), seconds(at("09:00"), 2)), "out");
    assert_eq!(happen(&mut house, &a(Gesture::Leave), at("09:01")), "not_inside");
    assert_eq!(Refusal::NotHere.sentence(&house.world), "Ann Lee is not inside at Loft",);
}

#[test]
fn a_suspended_customer_may_still_leave() {
    let mut house = House::with(vec![day_pass(1)]);
    house.arrives("09:00");
    let mut house = house.customer(|ann| ann.active = false);
    assert_eq!(happen(&mut house, &a(Gesture::Toggle), at("12:00")), "out");
    assert_eq!(happen(&mut house, &a(Gesture::Toggle), at("13:00")), "customer_inactive");
}

#[test]
fn a_toggle_where_one_is_not_inside_lets_in_there() {
    let mut house = House::with(vec![on(day_pass(1), |terms| terms.owner = NETWORK)]);
    house.arrives("09:00");
    let loft = house.world.location.clone();
    house.world.elsewhere = vec![loft];
    house.world.location = Arc::new(location(MILL, "Mill"));
    assert_eq!(happen(&mut house, &a(Gesture::Leave), at("09:00")), "not_inside");
    assert_eq!(happen(&mut house, &a(Gesture::Toggle), at("09:30")), "in");
    let open: Vec<_> = house.world.visits.iter().filter(|visit| visit.to.is_none()).collect();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].location, MILL);
}

#[test]
fn whoever_forgot_to_leave_comes_in_anew_the_next_morning() {
    let mut house = House::with(vec![day_pass(1), day_pass(2)]);
    house.arrives("09:00");
    assert_eq!(happen(&mut house, &a(Gesture::Toggle), at("2026-03-03 09:00")), "in");
    assert_eq!(house.world.visits[0].to, Some(at("2026-03-03 00:00")));
    assert!(house.world.visits[0].auto_checkout);
}

#[test]
fn nobody_leaves_after_the_cut_off_since_the_visit_ended_there() {
    let mut house = House::with(vec![day_pass(1)]);
    house.arrives("09:00");
    for now in ["2026-03-03 00:00", "2026-03-03 09:00"] {
        assert_eq!(happen(&mut house, &a(Gesture::Leave), at(now)), "not_inside");
    }
}

#[test]
fn leaving_elsewhere_or_at_the_cut_off_has_no_echo_here() {
    let midnight = at("2026-03-03 00:00");
    for by_the_system in [false, true] {
        let mut house = House::with(vec![day_pass(1), day_pass(2)]);
        let visit = house.arrives("23:00");
        let left = depart(&house.world, &visit, midnight, by_the_system).expect("may leave");
        house.carry_out(left);
        if !by_the_system {
            let loft = house.world.location.clone();
            house.world.elsewhere = vec![loft];
            house.world.location = Arc::new(location(MILL, "Mill"));
        }
        let again = tap(&house.world, &a(Gesture::Toggle), seconds(midnight, 1));
        assert!(matches!(again, Step::Enter(_)), "{again:?}");
    }
}

#[test]
fn a_device_alone_comes_in_only_where_devices_are_known() {
    let device = Tap { unattended: true, source: Source::NetworkActivity, ..a(Gesture::Enter) };
    let mut house = House::with(vec![day_pass(1)]);
    assert_eq!(happen(&mut house.clone(), &device, at("09:00")), "in");
    let mut strict = house.clone().at_the_loft(|loft| loft.knows_devices = false);
    assert_eq!(happen(&mut strict, &device, at("09:00")), "network_not_allowed");
    strict.arrives("09:00");
    assert_eq!(happen(&mut strict, &device, at("09:30")), "in", "who is inside is seen");
    assert_eq!(happen(&mut strict, &Tap { gesture: Gesture::Leave, ..device }, at("10:00")), "out");
    let device = Tap { source: Source::NetworkActivity, ..a(Gesture::Enter) };
    house = house.customer(|ann| ann.network_check_in = false);
    assert_eq!(happen(&mut house, &device, at("09:00")), "network_not_allowed");
    assert_eq!(happen(&mut house, &a(Gesture::Enter), at("09:00")), "in", "the door is not the Wi-Fi");
}

fn gestures() -> impl Strategy<Value = Gesture> {
    prop_oneof![Just(Gesture::Enter), Just(Gesture::Toggle), Just(Gesture::Leave)]
}

/// Taps with the time that passes before each, in tenths of a second; many come close together, some a day later.
fn taps() -> impl Strategy<Value = Vec<(Gesture, i64)>> {
    let pause = prop_oneof![0_i64..60, 0_i64..36_000, 0_i64..900_000];
    prop::collection::vec((gestures(), pause), 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_sequence_of_taps_leaves_at_most_one_visit_open(taps in taps(), passes in 0_i64..4) {
        let mut house = House::with((1..=passes).map(day_pass).collect());
        let mut now = at("09:00");
        for (gesture, pause) in taps {
            now = now.plus(Span::micros(pause * 100_000));
            happen(&mut house, &a(gesture), now);
            let open = house.world.visits.iter().filter(|visit| visit.to.is_none()).count();
            prop_assert!(open <= 1);
            prop_assert!(house.world.visits.iter().all(|visit| visit.to.is_none_or(|to| to > visit.from)));
        }
    }

    #[test]
    fn two_taps_within_the_debounce_are_one(taps in taps(), last in gestures(), apart in 0_i64..3_000_000) {
        let mut house = House::with((1..=3).map(day_pass).collect());
        let mut now = at("09:00");
        for (gesture, pause) in taps {
            now = now.plus(Span::micros(pause * 100_000));
            happen(&mut house, &a(gesture), now);
        }
        now = now.plus(Span::minutes(1));
        let first = happen(&mut house, &a(last), now);
        let once = house.clone();
        let refused = Some(now).filter(|_| !["in", "out"].contains(&first.as_str()));
        let second = happen(&mut house, &Tap { refused, ..a(last) }, now.plus(Span::micros(apart)));
        prop_assert_eq!(&house.world, &once.world);
        prop_assert_eq!(house.ledger, once.ledger);
        prop_assert!(second == first || second == "refused", "{} and then {}", first, second);
    }
}
