//! What a location watches over beside passes: how many are inside, opening hours, who comes in twice or at two places.

mod common;

use std::sync::Arc;

use common::*;
use proptest::prelude::*;
use vestibule_domain::*;

use Strictness::{Off, Refuse};

/// Ann with a day pass of the network, at a Loft with other settings.
fn loft(change: impl FnOnce(&mut Location)) -> House {
    House::with(vec![on(day_pass(1), |terms| terms.owner = NETWORK)]).at_the_loft(change)
}

/// A Loft that holds so many, with so many inside.
fn holding(most: u32, when_full: Strictness, inside: u32) -> House {
    let mut house = loft(|loft| loft.capacity = Capacity { most: Some(most), when_full });
    house.world.inside = Some(inside);
    house
}

/// A Loft that is open on weekdays from nine to five.
fn open_on_weekdays(outside_hours: Strictness) -> House {
    loft(|loft| {
        loft.outside_hours = outside_hours;
        let weekdays = (1..=5).filter_map(Weekday::from_number);
        let hours = |weekday| Slot { weekday, from: time("09:00"), to: Some(time("17:00")) };
        loft.opening_hours = weekdays.map(hours).collect();
    })
}

/// The same house seen from the Mill, another location of the network, which minds who is at two places so much.
fn from_the_mill(mut house: House, two_places: Strictness) -> House {
    let mill = Arc::new(Location { two_places, ..location(MILL, "Mill") });
    house.world.elsewhere = vec![std::mem::replace(&mut house.world.location, mill)];
    house
}

fn remarks(verdict: &Verdict) -> Vec<Remark> {
    match verdict {
        Verdict::Admitted { remarks, .. } | Verdict::AlreadyInside { remarks, .. } => remarks.clone(),
        Verdict::Refused(refusal) => panic!("refused: {refusal:?}"),
    }
}

fn noted(house: &House, attempt: &Attempt) -> Vec<(&'static str, String)> {
    let remarks = remarks(&house.decide(attempt));
    remarks.iter().map(|remark| (remark.code(), remark.sentence(&house.world))).collect()
}

fn by(source: Source, from: &str) -> Attempt {
    Attempt { source, ..attempt(from) }
}

#[test]
fn the_last_place_is_given_away_and_no_more() {
    assert_eq!(noted(&holding(2, Refuse, 1), &attempt("10:00")), []);
    let said = "Loft is full (2 of 2)".to_owned();
    assert_eq!(holding(2, Refuse, 2).refusal(&attempt("10:00")), ("capacity_full", said));
    assert_eq!(holding(0, Refuse, 0).refused(&attempt("10:00")), Refusal::Full { inside: 0, most: 0 });
}

#[test]
fn over_capacity_is_remarked_upon_or_nothing_as_the_location_likes() {
    let said = "Ann Lee came in although Loft was full (3 of 2)".to_owned();
    assert_eq!(noted(&holding(2, Strictness::Remark, 3), &attempt("10:00")), [("capacity_full", said)]);
    assert_eq!(noted(&holding(2, Off, 3), &attempt("10:00")), []);
}

#[test]
fn capacity_counts_who_would_be_inside_however_late_it_is_told() {
    let mut house = holding(2, Refuse, 2);
    house.stays("10:00", "11:00");
    let told_late = admit(&house.world, &attempt("12:00"), at("18:00"));
    assert_eq!(told_late, Verdict::Refused(Refusal::Full { inside: 2, most: 2 }));
    let of_yesterday = admit(&house.world, &attempt("12:00"), at("2026-03-03 09:00"));
    assert!(matches!(of_yesterday, Verdict::Admitted { .. }), "{of_yesterday:?}");
}

#[test]
fn presence_without_a_person_takes_a_place_too() {
    let mut house = holding(2, Refuse, 2);
    house.world.customer = None;
    assert_eq!(house.refused(&attempt("10:00")).code(), "capacity_full");
}

#[test]
fn a_visit_that_is_opened_again_needs_a_place() {
    let mut house = holding(2, Refuse, 1);
    let visit = house.stays("10:00", "11:00");
    house.world.inside = Some(2);
    let reopened = correct(&house.around(&visit), &visit, &attempt("10:00"), at("11:30"));
    assert_eq!(reopened, Err(Refusal::Full { inside: 2, most: 2 }));
    house.world.inside = Some(1);
    let open = correct(&house.around(&visit), &visit, &attempt("10:00"), at("11:30")).expect("room for one");
    house.carry_out(open);
    house.world.inside = Some(2);
    let open = house.world.open_visit().expect("inside").clone();
    let earlier = correct(&house.around(&open), &open, &attempt("09:00"), at("11:30"));
    assert!(earlier.is_ok(), "who is inside already keeps their place: {earlier:?}");
}

#[test]
fn whoever_has_no_pass_hears_of_that_before_the_gates() {
    let mut house = holding(2, Refuse, 2);
    house.world.passes.clear();
    assert_eq!(house.refused(&attempt("10:00")).code(), "no_pass");
}

#[test]
fn outside_of_the_opening_hours_the_door_stays_shut_where_the_location_says_so() {
    let house = open_on_weekdays(Refuse);
    let said = "Loft is closed now: it is open on Mon-Fri 09:00-17:00".to_owned();
    for closed in ["08:59", "17:00", "2026-03-07 12:00"] {
        assert_eq!(house.refusal(&attempt(closed)), ("outside_opening_hours", said.clone()), "{closed}");
    }
    for open in ["09:00", "16:59", "2026-03-06 12:00"] {
        assert_eq!(noted(&house, &attempt(open)), [], "{open}");
    }
}

#[test]
fn opening_hours_are_on_the_clock_of_the_location() {
    let berlin = Zone::named("Europe/Berlin").expect("Berlin");
    let house = open_on_weekdays(Refuse).at_the_loft(|loft| loft.zone = berlin);
    assert_eq!(noted(&house, &attempt("08:00")), []);
    assert_eq!(house.refused(&attempt("16:00")).code(), "outside_opening_hours");
}

#[test]
fn opening_hours_are_remarked_upon_or_for_information_only() {
    let said = "Ann Lee came in outside of the opening hours of Loft".to_owned();
    let early = attempt("08:00");
    assert_eq!(noted(&open_on_weekdays(Strictness::Remark), &early), [("outside_opening_hours", said)]);
    assert_eq!(noted(&open_on_weekdays(Off), &early), []);
    let always = loft(|loft| loft.outside_hours = Refuse);
    assert_eq!(noted(&always, &early), []);
}

#[test]
fn history_is_not_shut_out() {
    let mut house = open_on_weekdays(Refuse);
    house.stays("07:00", "08:00");
    let late = |minute| admit(&house.world, &attempt("08:30"), at(minute));
    assert!(matches!(late("08:36"), Verdict::Admitted { .. }));
    assert_eq!(late("08:35"), Verdict::Refused(house.refused(&attempt("08:30"))));
}

#[test]
fn who_is_inside_and_comes_in_again_is_let_be_remarked_upon_or_refused() {
    for (passback, expected) in [
        (Off, Ok(vec![])),
        (Strictness::Remark, Ok(vec!["Ann Lee came in at Loft again without having left"])),
        (Refuse, Err("Ann Lee is inside at Loft already, since 2026-03-02 at 09:00: leave first")),
    ] {
        let mut house = loft(|loft| loft.passback = passback);
        house.arrives("09:00");
        for source in [Source::DoorAccess, Source::Tile, Source::Manual, Source::None] {
            let again = by(source, "10:00");
            match (&expected, house.decide(&again)) {
                (Ok(said), Verdict::AlreadyInside { remarks, .. }) => {
                    let sentences: Vec<_> =
                        remarks.iter().map(|remark| remark.sentence(&house.world)).collect();
                    assert_eq!(sentences, *said, "{source:?}");
                    assert!(remarks.iter().all(|remark| remark.code() == "anti_passback"));
                }
                (Err(said), Verdict::Refused(_)) => {
                    assert_eq!(house.refusal(&again), ("anti_passback", (*said).to_owned()), "{source:?}");
                }
                (_, other) => panic!("{passback:?}, {source:?}: {other:?}"),
            }
        }
    }
}

#[test]
fn being_seen_is_not_coming_in() {
    let mut house = loft(|loft| loft.passback = Refuse);
    house.arrives("09:00");
    for source in [Source::NetworkActivity, Source::Sensor] {
        assert_eq!(noted(&house, &by(source, "10:00")), [], "{source:?}");
    }
}

#[test]
fn an_arrival_told_twice_or_late_is_no_second_one() {
    let mut house = loft(|loft| loft.passback = Refuse);
    house.arrives("09:00");
    assert_eq!(noted(&house, &by(Source::DoorAccess, "09:00")), []);
    let late = admit(&house.world, &by(Source::DoorAccess, "09:30"), at("10:00"));
    assert_eq!(remarks(&late), []);
}

#[test]
fn who_is_inside_elsewhere_moves_is_remarked_upon_or_stays_there() {
    let inside_at_the_loft = || {
        let mut house = loft(|_| ());
        house.arrives("09:00");
        house
    };
    let off = from_the_mill(inside_at_the_loft(), Off);
    assert_eq!(noted(&off, &attempt("10:00")), []);
    let flagging = from_the_mill(inside_at_the_loft(), Strictness::Remark);
    let said = "Ann Lee came in at Mill while inside at Loft".to_owned();
    assert_eq!(noted(&flagging, &attempt("10:00")), [("in_two_places", said)]);
    let Verdict::Admitted { changes, .. } = flagging.decide(&attempt("10:00")) else { panic!("not let in") };
    assert_eq!(changes.visits.iter().filter(|visit| visit.to.is_some()).count(), 1, "the former is closed");
    let refusing = from_the_mill(inside_at_the_loft(), Refuse);
    let said = "Ann Lee is inside at Loft, since 2026-03-02 at 09:00: leave there first".to_owned();
    assert_eq!(refusing.refusal(&attempt("10:00")), ("in_two_places", said));
}

#[test]
fn a_visit_elsewhere_of_a_day_that_is_over_is_no_second_place() {
    let mut house = loft(|_| ());
    house.world.passes.push(on(day_pass(2), |terms| terms.owner = NETWORK));
    house.arrives("09:00");
    let house = from_the_mill(house, Refuse);
    assert_eq!(noted(&house, &attempt("2026-03-03 00:00")), []);
    assert_eq!(noted(&house, &attempt("2026-03-03 08:00")), []);
}

#[test]
fn a_visit_recorded_after_the_fact_is_at_no_second_place() {
    let mut house = loft(|_| ());
    house.arrives("09:00");
    let house = from_the_mill(house, Refuse);
    assert_eq!(noted(&house, &stay("10:00", "11:00")), []);
    let told_late = admit(&house.world, &attempt("10:00"), at("11:00"));
    assert_eq!(remarks(&told_late), []);
}

/// Ann without a pass, with a booking from ten to eleven at this location.
fn booked(location: Option<LocationId>) -> House {
    let mut house = House::with(vec![]);
    let booking = Booking { id: BookingId::new(1), location, from: at("10:00"), to: at("11:00") };
    house.world.bookings = vec![booking];
    house
}

#[test]
fn a_booking_lets_in_from_a_quarter_of_an_hour_before_it_until_it_ends() {
    for (moment, lets_in) in
        [("09:44", false), ("09:45", true), ("10:00", true), ("10:59", true), ("11:00", false)]
    {
        let mut house = booked(Some(LOFT));
        if lets_in {
            let visit = house.arrives(moment);
            assert_eq!((visit.pass, visit.counts_towards_plan_limits), (None, false), "{moment}");
            assert_eq!(house.booked(), (0, 0, 0));
        } else {
            assert_eq!(house.refused(&attempt(moment)).code(), "no_pass", "{moment}");
        }
    }
}

#[test]
fn a_booking_lets_in_where_it_is_and_nowhere_else() {
    for location in [Some(MILL), Some(NETWORK), None] {
        assert_eq!(booked(location).refused(&attempt("10:00")).code(), "no_pass", "{location:?}");
    }
}

#[test]
fn who_attends_a_booking_keeps_their_passes_unless_they_ask_for_one() {
    let mut house = booked(Some(LOFT));
    house.world.passes = vec![day_pass(1)];
    let asking = Attempt { pass: Some(CustomerPassId::new(1)), ..attempt("10:00") };
    assert_eq!(pass_of(&house.clone().admitted(&asking)), 1);
    assert_eq!(house.arrives("10:00").pass, None);
    assert_eq!(house.pass(1).right, Right::Day { used: None });
}

#[test]
fn nothing_is_sold_to_who_attends_a_booking() {
    let mut house = House::selling(vec![offer(5, None, 2_000)]);
    house.world.bookings = booked(Some(LOFT)).world.bookings;
    assert_eq!(house.arrives("10:00").pass, None);
    house.leaves("12:30");
    assert_eq!(house.charged(), 0);
}

#[test]
fn a_booking_does_not_let_in_who_may_not_come_at_all() {
    let suspended = booked(Some(LOFT)).customer(|ann| ann.active = false);
    assert_eq!(suspended.refused(&attempt("10:00")).code(), "customer_inactive");
    let unwired = booked(Some(LOFT)).customer(|ann| ann.network_check_in = false);
    assert_eq!(unwired.refused(&by(Source::NetworkActivity, "10:00")).code(), "network_not_allowed");
}

#[test]
fn a_visit_to_a_booking_stays_without_a_pass_when_it_is_corrected() {
    let mut house = booked(Some(LOFT));
    house.world.passes = vec![day_pass(1)];
    house.arrives("10:00");
    let visit = house.leaves("13:00");
    let corrected = house.corrects(&visit, &stay("10:15", "13:30"));
    assert_eq!((corrected.pass, house.booked()), (None, (0, 0, 0)));
}

#[test]
fn a_visit_that_is_moved_to_a_booking_gives_its_pass_back() {
    let mut house = booked(Some(LOFT));
    let mut pass = day_pass(1);
    pass.expires = Some(at("2026-03-02 00:00"));
    house.world.passes = vec![pass];
    let visit = house.stays("2026-03-01 10:00", "2026-03-01 11:00");
    let moved = house.corrects(&visit, &stay("10:00", "11:00"));
    assert_eq!((moved.pass, house.booked().0), (None, 0));
}

fn strictness() -> impl Strategy<Value = Strictness> {
    prop_oneof![Just(Off), Just(Strictness::Remark), Just(Refuse)]
}

proptest! {
    #[test]
    fn gates_only_remark_or_refuse(
        most in 0..4_u32, inside in 0..4_u32, full in strictness(), hours in strictness(), hour in 0..24,
    ) {
        let mut house = open_on_weekdays(hours);
        house.world.inside = Some(inside);
        let plain = house.clone().at_the_loft(|loft| loft.outside_hours = Off);
        let watched = house.at_the_loft(|loft| loft.capacity = Capacity { most: Some(most), when_full: full });
        let arrival = attempt(&format!("{hour:02}:00"));
        let (is_full, is_closed) = (inside >= most, !(9..17).contains(&hour));
        let refused = (is_full && full == Refuse) || (is_closed && hours == Refuse);
        match (plain.decide(&arrival), watched.decide(&arrival)) {
            (Verdict::Admitted { changes, .. }, Verdict::Admitted { changes: same, remarks, .. }) => {
                prop_assert!(!refused);
                prop_assert_eq!(changes, same);
                let expected = usize::from(is_full && full == Strictness::Remark)
                    + usize::from(is_closed && hours == Strictness::Remark);
                prop_assert_eq!(remarks.len(), expected);
            }
            (Verdict::Admitted { .. }, Verdict::Refused(_)) => prop_assert!(refused),
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
