//! When presence is enough for a check-in.

use proptest::prelude::*;
use vestibule_domain::dwell::Reading::{Absent, Present};
use vestibule_domain::dwell::{Presence, Reading, after};
use vestibule_domain::idle::PATIENCE;
use vestibule_domain::{Instant, Span};

const FIVE_MINUTES: Span = Span::minutes(5);

fn at(minute: i64) -> Instant {
    Instant::from_micros(0).plus(Span::minutes(minute))
}

fn from_to(since: i64, seen: i64) -> Option<Presence> {
    Some(Presence { since: at(since), seen: at(seen) })
}

/// What readings come to, in the order in which they arrive.
fn told(readings: &[(Reading, i64)], dwell: Span) -> Option<Presence> {
    readings.iter().fold(None, |known, (reading, minute)| after(known, *reading, at(*minute), dwell))
}

fn seen(minutes: &[i64]) -> Option<Presence> {
    let readings: Vec<_> = minutes.iter().map(|minute| (Present, *minute)).collect();
    told(&readings, FIVE_MINUTES)
}

fn is_enough(presence: Option<Presence>) -> bool {
    presence.is_some_and(|presence| presence.has_lasted(FIVE_MINUTES))
}

#[test]
fn who_passes_by_is_never_there_long_enough() {
    assert!(!is_enough(seen(&[0])));
    assert!(!is_enough(seen(&[0, 1, 2, 4])));
    assert!(!is_enough(seen(&[0, 60, 120, 180])), "every hour anew");
}

#[test]
fn who_stays_is() {
    assert_eq!(seen(&[0, 2, 5]), from_to(0, 5));
    assert!(is_enough(seen(&[0, 2, 5])));
}

#[test]
fn without_a_dwell_time_one_sighting_is_enough() {
    assert!(
        told(&[(Present, 0)], Span::minutes(0)).is_some_and(|presence| presence.has_lasted(Span::minutes(0)))
    );
}

#[test]
fn a_silence_longer_than_the_patience_begins_it_anew() {
    assert_eq!(seen(&[0, 15]), from_to(0, 15));
    assert_eq!(seen(&[0, 16]), from_to(16, 16));
}

#[test]
fn a_reading_that_comes_late_neither_lengthens_nor_shortens() {
    assert_eq!(seen(&[3, 5, 0]), from_to(3, 5));
    assert_eq!(seen(&[0, 5, 3]), from_to(0, 5));
    assert_eq!(seen(&[60, 5]), from_to(60, 60));
}

#[test]
fn going_away_ends_what_has_not_lasted() {
    assert_eq!(told(&[(Present, 0), (Absent, 2)], FIVE_MINUTES), None);
    assert_eq!(told(&[(Present, 0), (Absent, 2), (Present, 4), (Present, 6)], FIVE_MINUTES), from_to(4, 6));
}

#[test]
fn what_has_lasted_ends_by_silence_alone() {
    let stays = [(Present, 0), (Present, 6), (Absent, 7), (Present, 9)];
    assert_eq!(told(&stays[..3], FIVE_MINUTES), from_to(0, 6));
    assert_eq!(told(&stays, FIVE_MINUTES), from_to(0, 9));
}

#[test]
fn late_word_of_an_absence_leaves_the_last_sighting() {
    assert_eq!(told(&[(Present, 0), (Present, 4), (Absent, 2)], FIVE_MINUTES), from_to(4, 4));
    assert_eq!(told(&[(Present, 3), (Absent, 2)], FIVE_MINUTES), from_to(3, 3), "they came after that");
    assert_eq!(told(&[(Absent, 2)], FIVE_MINUTES), None);
}

/// Minutes of an afternoon, so that readings fall close together as well as apart.
fn readings() -> impl Strategy<Value = Vec<(Reading, i64)>> {
    let reading = prop_oneof![5 => Just(Present), 1 => Just(Absent)];
    prop::collection::vec((reading, 0_i64..120), 1..40)
}

proptest! {
    // Of what a sensor saw, presence is a stretch from sighting to sighting in which it was never silent for long.
    #[test]
    fn presence_is_made_of_sightings(readings in readings(), dwell in 0_i64..30) {
        if let Some(presence) = told(&readings, Span::minutes(dwell)) {
            let mut sightings: Vec<Instant> =
                readings.iter().filter(|(reading, _)| *reading == Present).map(|(_, minute)| at(*minute)).collect();
            sightings.sort_unstable();
            sightings.retain(|sighting| (presence.since..=presence.seen).contains(sighting));
            prop_assert_eq!(sightings.first(), Some(&presence.since));
            prop_assert_eq!(sightings.last(), Some(&presence.seen));
            prop_assert!(sightings.windows(2).all(|pair| pair[1].since(pair[0]) <= PATIENCE.in_micros()));
        }
    }

    // In whatever order they arrive, sightings never come to more than they would in the order of their times.
    #[test]
    fn disorder_never_lengthens(minutes in prop::collection::vec(0_i64..120, 1..40)) {
        let mut ordered = minutes.clone();
        ordered.sort_unstable();
        let (as_they_came, in_order) = (seen(&minutes).expect("somebody"), seen(&ordered).expect("somebody"));
        prop_assert_eq!(as_they_came.seen, in_order.seen);
        prop_assert!(as_they_came.since >= in_order.since);
    }

    // The same reading again, as a broker may deliver it, changes nothing.
    #[test]
    fn the_same_reading_twice_is_one(readings in readings(), dwell in 0_i64..30) {
        let dwell = Span::minutes(dwell);
        let twice: Vec<_> = readings.iter().flat_map(|reading| [*reading, *reading]).collect();
        prop_assert_eq!(told(&readings, dwell), told(&twice, dwell));
    }

    // A shorter rule is never slower to be met.
    #[test]
    fn who_is_there_long_enough_for_long_is_for_short(minutes in prop::collection::vec(0_i64..120, 1..40), short in 0_i64..30, more in 0_i64..30) {
        let presence = seen(&minutes).expect("somebody");
        let has_lasted = |minutes| presence.has_lasted(Span::minutes(minutes));
        prop_assert!(!has_lasted(short + more) || has_lasted(short));
    }
}
