//! What a door, the Wi-Fi, a tile or a sensor tells, and what it means beside what is known.

mod common;

use common::*;
use proptest::prelude::*;
use vestibule_domain::signal::{length, timely};
use vestibule_domain::*;

const DOOR: Source = Source::DoorAccess;
const WIFI: Source = Source::NetworkActivity;
const WINDOWS: Windows = Windows { accept: Span::minutes(60), flag: Span::minutes(600) };

fn came_in(moment: &str) -> Told {
    Told::In { at: at(moment) }
}

fn went_out(moment: &str) -> Told {
    Told::Out { at: at(moment) }
}

fn seen(since: &str, last: &str) -> Told {
    Told::Present { since: at(since), seen: at(last) }
}

/// Tells a house something; in a word, what it came to. Of a device that is seen, the visit remembers when.
fn tell(house: &mut House, source: Source, told: Told, now: Instant) -> &'static str {
    let came_to = carry_out(house, source, told, now);
    let open = house.world.visits.iter_mut().find(|visit| visit.to.is_none());
    if let (Told::Present { seen, .. }, Some(open)) = (told, open)
        && came_to != "contradicts"
    {
        open.seen = open.seen.max(seen);
    }
    came_to
}

/// Tells a house something and carries out what it comes to, as a store does.
fn carry_out(house: &mut House, source: Source, told: Told, now: Instant) -> &'static str {
    match meaning(&house.world, source, told, &[], now) {
        Meaning::Arrive(attempt) => match admit(&house.world, &attempt, now) {
            Verdict::Admitted { changes, .. } => {
                house.carry_out(changes);
                "arrived"
            }
            Verdict::AlreadyInside { .. } => "known",
            Verdict::Refused(refusal) => refusal.code(),
        },
        Meaning::Leave { visit, at } => {
            let wanted = Attempt { source, from: visit.from, to: Some(at), pass: None, presumed: false };
            house.carry_out(revise(&house.world, &visit, &wanted, false, now).expect("may leave"));
            "left"
        }
        Meaning::Longer { visit, wanted } => {
            let changes = revise(&house.world, &visit, &wanted, wanted.presumed, now);
            house.carry_out(changes.expect("may last longer"));
            "longer"
        }
        Meaning::Witness { visit } => {
            let known =
                house.world.visits.iter_mut().find(|known| known.id == visit.id && known.to.is_none());
            if let Some(known) = known {
                known.seen = known.seen.max(told.at());
            }
            "witness"
        }
        Meaning::Contradicts(_) => "contradicts",
    }
}

/// The round that ends visits of silent devices.
fn round(house: &mut House, now: Instant) {
    let Some(open) = house.world.open_visit().cloned() else { return };
    if let Some(end) = idle::departure(open.from, open.seen, now) {
        house.carry_out(depart(&house.world, &open, end, true).expect("may end"));
    }
}

fn stays(house: &House) -> Vec<(Instant, Option<Instant>)> {
    let mut stays: Vec<_> = house.world.visits.iter().map(|visit| (visit.from, visit.to)).collect();
    stays.sort();
    stays
}

#[test]
fn a_door_lets_in_and_out() {
    let mut house = House::with(vec![day_pass(1)]);
    assert_eq!(tell(&mut house, DOOR, came_in("09:00"), at("09:00")), "arrived");
    assert_eq!(tell(&mut house, DOOR, went_out("12:00"), at("12:00")), "left");
    assert_eq!(stays(&house), [(at("09:00"), Some(at("12:00")))]);
}

#[test]
fn a_door_the_wifi_and_a_tablet_tell_of_one_visit() {
    let mut house = House::with(vec![day_pass(1)]);
    assert_eq!(tell(&mut house, DOOR, came_in("09:00"), at("09:00")), "arrived");
    assert_eq!(tell(&mut house, WIFI, seen("09:03", "09:03"), at("09:03")), "witness");
    assert_eq!(tell(&mut house, Source::Manual, came_in("09:10"), at("09:10")), "known");
    assert_eq!(stays(&house), [(at("09:00"), None)]);
}

#[test]
fn a_door_that_knows_no_direction_lets_in_whoever_is_outside_and_sees_whoever_is_inside() {
    let mut house = House::with(vec![day_pass(1)]);
    let passed = |moment: &str| Told::Passed { at: at(moment) };
    assert_eq!(tell(&mut house, DOOR, passed("09:00"), at("09:00")), "arrived");
    assert_eq!(tell(&mut house, DOOR, passed("12:00"), at("12:00")), "witness");
    assert_eq!(stays(&house), [(at("09:00"), None)]);
}

#[test]
fn who_leaves_without_having_come_contradicts_and_an_arrival_told_later_ends_there() {
    let house = House::with(vec![day_pass(1)]);
    let left = meaning(&house.world, DOOR, went_out("12:00"), &[], at("12:00"));
    assert_eq!(left, Meaning::Contradicts(Contradiction::NeverCame));
    let departures = [at("12:00"), at("15:00"), at("08:00")];
    let arrival = meaning(&house.world, DOOR, came_in("09:00"), &departures, at("16:00"));
    let Meaning::Arrive(attempt) = arrival else { panic!("{arrival:?}") };
    assert_eq!((attempt.from, attempt.to), (at("09:00"), Some(at("12:00"))));
}

#[test]
fn a_phone_that_is_seen_after_its_owner_left_opens_nothing() {
    let mut house = House::with(vec![day_pass(1)]);
    tell(&mut house, DOOR, came_in("09:00"), at("09:00"));
    tell(&mut house, DOOR, went_out("12:00"), at("12:00"));
    // On the way to the lift.
    assert_eq!(tell(&mut house, WIFI, seen("09:03", "12:04"), at("12:04")), "witness");
    // Forgotten on the desk.
    assert_eq!(tell(&mut house, WIFI, seen("09:03", "14:00"), at("14:00")), "contradicts");
    // A new session right after it is no arrival either; one that goes on is.
    assert_eq!(tell(&mut house, WIFI, seen("12:06", "12:07"), at("12:07")), "contradicts");
    assert_eq!(tell(&mut house, WIFI, seen("12:06", "12:20"), at("12:20")), "arrived");
}

#[test]
fn who_left_by_another_word_is_told_apart() {
    let mut house = House::with(vec![day_pass(1)]);
    tell(&mut house, DOOR, came_in("09:00"), at("09:00"));
    tell(&mut house, DOOR, went_out("12:00"), at("12:00"));
    assert_eq!(tell(&mut house, DOOR, went_out("12:03"), at("12:03")), "witness");
    assert_eq!(tell(&mut house, DOOR, went_out("13:00"), at("13:00")), "contradicts");
    tell(&mut house, DOOR, came_in("14:00"), at("14:00"));
    assert_eq!(tell(&mut house, DOOR, went_out("13:30"), at("14:10")), "contradicts");
}

#[test]
fn the_end_that_the_system_found_gives_way_to_the_door() {
    let mut house = House::with(vec![day_pass(1)]);
    tell(&mut house, WIFI, seen("09:00", "10:00"), at("10:00"));
    round(&mut house, at("10:20"));
    assert_eq!(stays(&house), [(at("09:00"), Some(at("10:00")))]);
    assert_eq!(tell(&mut house, DOOR, went_out("11:00"), at("11:00")), "left");
    assert_eq!(stays(&house), [(at("09:00"), Some(at("11:00")))]);
}

#[test]
fn a_session_over_the_cut_off_is_a_visit_of_each_day() {
    let mut house = House::with(vec![day_pass(1), day_pass(2)]);
    tell(&mut house, WIFI, seen("2026-03-09 22:00", "2026-03-09 22:00"), at("2026-03-09 22:00"));
    let cut_off = house.world.location.day_end(at("2026-03-09 22:00"));
    let later = cut_off.plus(Span::minutes(30));
    let since = at("2026-03-09 22:00");
    assert_eq!(tell(&mut house, WIFI, Told::Present { since, seen: later }, later), "arrived");
    assert_eq!(stays(&house), [(since, Some(cut_off)), (cut_off, None)]);
}

#[test]
fn signals_come_in_time_late_or_not_at_all() {
    let nine = at("09:00");
    let told = came_in("09:00");
    assert_eq!(timely(told, WINDOWS, at("10:00")), Ok(None));
    assert_eq!(timely(told, WINDOWS, at("10:01")), Ok(Some(Span::minutes(61))));
    assert_eq!(timely(told, WINDOWS, at("19:00")), Ok(Some(Span::minutes(600))));
    let late = timely(told, WINDOWS, at("19:01")).unwrap_err();
    assert_eq!(late, Untimely::Late { by: Span::minutes(601), most: Span::minutes(600) });
    assert_eq!(late.sentence(), "It came 10 hours late; at most 10 hours are taken");
    assert_eq!(timely(told, WINDOWS, nine.minus(Span::minutes(5))), Ok(None));
    let early = timely(told, WINDOWS, nine.minus(Span::minutes(6))).unwrap_err();
    assert_eq!(
        early.sentence(),
        "The clock of the sender is 6 minutes ahead of ours; at most 5 minutes are taken"
    );
}

#[test]
fn lengths_are_told_in_the_largest_unit_that_fits() {
    let told = [1, 119, 120, 7_199, 7_200, 172_799, 172_800]
        .map(|seconds| length(Span::micros(seconds * 1_000_000)));
    assert_eq!(
        told,
        ["1 second", "119 seconds", "2 minutes", "119 minutes", "2 hours", "47 hours", "2 days"]
    );
}

fn orders() -> impl Strategy<Value = Vec<(usize, i64)>> {
    let all: Vec<usize> = vec![0, 1, 2, 3, 0, 1, 2, 3, 3];
    let pauses = prop::collection::vec(prop_oneof![Just(0), 1..40_i64], all.len());
    (Just(all).prop_shuffle(), 4..9_usize, pauses).prop_map(|(order, repeated, pauses)| {
        let mut told: Vec<_> = order[..repeated].to_vec();
        // Each is told at least once.
        told.extend((0..4).filter(|packet| !order[..repeated].contains(packet)));
        told.into_iter().zip(pauses.into_iter().chain(std::iter::repeat(0))).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Start, Interim and Stop of a session, in any order, with repetitions and pauses and rounds in between.
    #[test]
    fn a_session_on_the_wifi_is_one_visit_in_whatever_order_it_is_told(told in orders(), every_visit in any::<bool>()) {
        let packets = ["09:00", "09:10", "09:20", "09:50"];
        let mut house = House::with(vec![day_pass(1)]).at_the_loft(|loft| loft.every_visit = every_visit);
        let mut now = at("09:50");
        for (packet, pause) in told {
            tell(&mut house, WIFI, seen("09:00", packets[packet]), now);
            round(&mut house, now);
            now = now.plus(Span::minutes(pause));
        }
        round(&mut house, at("12:00"));
        prop_assert_eq!(stays(&house), [(at("09:00"), Some(at("09:50")))]);
    }
}

fn tapped(moment: &str) -> Told {
    Told::Tapped { at: at(moment), debounce: Span::micros(3_000_000) }
}

#[test]
fn a_tap_that_is_told_late_lets_in_whoever_was_outside_and_out_whoever_was_inside() {
    let mut house = House::with(vec![day_pass(1)]);
    let manual = Source::Manual;
    assert_eq!(tell(&mut house, manual, tapped("09:00"), at("16:00")), "arrived");
    assert_eq!(tell(&mut house, manual, tapped("12:00"), at("16:00")), "left");
    assert_eq!(stays(&house), [(at("09:00"), Some(at("12:00")))]);
    assert_eq!(tell(&mut house, manual, tapped("13:00"), at("16:00")), "arrived");
}

#[test]
fn an_echo_of_a_tap_changes_nothing_however_late_both_are_told() {
    let mut house = House::with(vec![day_pass(1)]);
    let echo = |moment: &str| {
        let at = at(moment).plus(Span::micros(2_000_000));
        Told::Tapped { at, debounce: Span::micros(3_000_000) }
    };
    assert_eq!(tell(&mut house, Source::Manual, tapped("09:00"), at("16:00")), "arrived");
    assert_eq!(tell(&mut house, Source::Manual, echo("09:00"), at("16:00")), "witness");
    assert_eq!(tell(&mut house, Source::Manual, tapped("12:00"), at("16:00")), "left");
    assert_eq!(tell(&mut house, Source::Manual, echo("12:00"), at("16:00")), "witness");
    assert_eq!(stays(&house), [(at("09:00"), Some(at("12:00")))]);
}

#[test]
fn a_tap_before_somebody_is_known_to_have_left_contradicts_what_was_said() {
    let mut house = House::with(vec![day_pass(1)]);
    tell(&mut house, DOOR, came_in("09:00"), at("09:00"));
    tell(&mut house, DOOR, went_out("12:00"), at("12:00"));
    assert_eq!(tell(&mut house, Source::Manual, tapped("11:00"), at("16:00")), "contradicts");
    assert_eq!(stays(&house), [(at("09:00"), Some(at("12:00")))]);
}
