//! What holds of signals whatever is told, and in whatever order: an arrival that is told late ends with what is known of
//! its day, and no telling ever puts somebody in one place twice.

mod common;

use common::*;
use proptest::prelude::*;
use vestibule_domain::*;

const DOOR: Source = Source::DoorAccess;

fn arrival(house: &House, moment: &str, departures: &[Instant]) -> Attempt {
    match meaning(&house.world, DOOR, Told::In { at: at(moment) }, departures, at("23:00")) {
        Meaning::Arrive(attempt) => attempt,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_arrival_ends_with_the_first_departure_of_its_day() {
    let house = House::with(vec![day_pass(1)]);
    let next_day = at("2026-03-03 10:00");
    assert_eq!(
        arrival(&house, "09:00", &[at("15:00"), at("12:00"), at("09:00"), at("08:00")]).to,
        Some(at("12:00"))
    );
    assert_eq!(arrival(&house, "09:00", &[next_day]).to, None);
    assert_eq!(arrival(&house, "09:00", &[]).to, None);
}

#[test]
fn an_arrival_told_after_a_later_visit_is_over_ends_with_it() {
    let mut house = House::with(vec![day_pass(1)]);
    house.stays("10:00", "12:00");
    let told = arrival(&house, "09:00", &[]);
    assert_eq!((told.to, told.presumed), (Some(at("12:00")), false));
    assert_eq!(arrival(&house, "09:00", &[at("09:30")]).to, Some(at("09:30")));
    // After it, and on another day, the visit says nothing.
    assert_eq!(arrival(&house, "13:00", &[]).to, None);
    assert_eq!(arrival(&house, "2026-03-01 09:00", &[]).to, None);
}

#[test]
fn an_arrival_before_one_who_is_inside_ends_with_nothing() {
    let mut house = House::with(vec![day_pass(1)]);
    house.arrives("10:00");
    assert_eq!(arrival(&house, "09:00", &[]).to, None);
}

#[test]
fn what_lies_within_a_visit_that_is_over_is_a_witness_of_it() {
    let mut house = House::with(vec![day_pass(1)]);
    let visit = house.stays("09:00", "12:00");
    for told in [Told::In { at: at("10:00") }, Told::Passed { at: at("10:00") }, Told::In { at: at("09:00") }]
    {
        let meaning = meaning(&house.world, DOOR, told, &[], at("13:00"));
        assert_eq!(meaning, Meaning::Witness { visit: visit.clone() }, "{told:?}");
    }
    let back = meaning(&house.world, DOOR, Told::In { at: at("12:00") }, &[], at("13:00"));
    assert!(matches!(back, Meaning::Arrive(Attempt { to: None, .. })), "{back:?}");
}

/// Something told, in minutes of a Monday.
fn told() -> impl Strategy<Value = (Source, Told)> {
    let minute = |minute: i64| at("00:00").plus(Span::minutes(minute));
    let moment = (6 * 60..20 * 60_i64).prop_map(minute);
    prop_oneof![
        3 => moment.clone().prop_map(|at| (DOOR, Told::In { at })),
        3 => moment.clone().prop_map(|at| (DOOR, Told::Out { at })),
        1 => moment.clone().prop_map(|at| (DOOR, Told::Passed { at })),
        1 => moment.clone().prop_map(|at| (Source::Manual, Told::In { at })),
        2 => (moment, 0..180_i64).prop_map(|(seen, length)| {
            (Source::NetworkActivity, Told::Present { since: seen.minus(Span::minutes(length)), seen })
        }),
    ]
}

/// Carries out what something comes to, as a store does; departures that find no visit are kept.
fn tell(house: &mut House, orphans: &mut Vec<Instant>, (source, told): (Source, Told), now: Instant) {
    match meaning(&house.world, source, told, orphans, now) {
        Meaning::Arrive(attempt) => {
            if let Verdict::Admitted { changes, .. } = admit(&house.world, &attempt, now) {
                house.carry_out(changes);
            }
        }
        Meaning::Leave { visit, at } => {
            let wanted = Attempt { source, from: visit.from, to: Some(at), pass: None, presumed: false };
            if let Ok(changes) = revise(&house.world, &visit, &wanted, false, now) {
                house.carry_out(changes);
            }
        }
        Meaning::Longer { visit, wanted } => {
            if let Ok(changes) = revise(&house.world, &visit, &wanted, wanted.presumed, now) {
                house.carry_out(changes);
            }
        }
        Meaning::Contradicts(Contradiction::NeverCame) => orphans.push(told.at()),
        Meaning::Witness { .. } | Meaning::Contradicts(_) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn whatever_is_told_nobody_is_in_one_place_twice(
        all in prop::collection::vec(told(), 1..12),
        every_visit in any::<bool>(),
    ) {
        let passes = (1..=4).map(day_pass).collect();
        let mut house = House::with(passes).at_the_loft(|loft| loft.every_visit = every_visit);
        let mut orphans = Vec::new();
        for one in all {
            tell(&mut house, &mut orphans, one, at("21:00"));
            let mut stays: Vec<_> = house.world.visits.iter().map(|visit| (visit.from, visit.to)).collect();
            stays.sort();
            for pair in stays.windows(2) {
                prop_assert!(pair[0].1.is_some_and(|end| end <= pair[1].0), "{stays:?}");
            }
        }
    }

    /// What a door tells of a day, in whatever order, leaves nobody inside who went out last.
    #[test]
    fn who_came_and_went_is_outside_whichever_was_told_first(
        minutes in prop::collection::btree_set(6 * 60..20 * 60_i64, 2..6),
        order in any::<prop::sample::Index>(),
        turn in any::<bool>(),
    ) {
        let minutes: Vec<_> = minutes.into_iter().map(|minute| at("00:00").plus(Span::minutes(minute))).collect();
        let (came, left) = (minutes[0], *minutes.last().expect("two at least"));
        // Two at the outside, and whatever the door saw in between.
        let mut all: Vec<_> = minutes[1..minutes.len() - 1].iter().map(|at| Told::In { at: *at }).collect();
        all.extend([Told::In { at: came }, Told::Out { at: left }]);
        let start = order.index(all.len());
        all.rotate_left(start);
        if turn {
            all.reverse();
        }
        let (mut house, mut orphans) = (House::with(vec![day_pass(1)]), Vec::new());
        for told in all {
            tell(&mut house, &mut orphans, (DOOR, told), at("21:00"));
        }
        let stays: Vec<_> = house.world.visits.iter().map(|visit| (visit.from, visit.to)).collect();
        prop_assert_eq!(stays, vec![(came, Some(left))]);
    }
}
