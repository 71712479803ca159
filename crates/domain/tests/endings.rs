//! Visits that nobody ends: by the cut-off of their day, or by the silence of a device.

mod common;

use common::{LOFT, at, at_most, date, location, time};
use proptest::prelude::*;
use vestibule_domain::*;

/// The loft, whose day ends then.
fn loft(cut_off: &str) -> Location {
    Location { cut_off: CutOff(time(cut_off)), ..location(LOFT, "Loft") }
}

/// An open visit from an instant on, heard of last at another.
fn visit(from: Instant, seen: Instant) -> Visit {
    Visit {
        id: VisitRef::Existing(VisitId::new(1)),
        location: LOFT,
        from,
        to: None,
        pass: None,
        counts_towards_plan_limits: false,
        auto_checkout: false,
        entered: from,
        seen,
        settled: None,
    }
}

fn by(cause: Cause, at: Instant) -> Option<Ending> {
    Some(Ending { at, cause })
}

#[test]
fn whoever_is_still_inside_leaves_at_the_cut_off_of_their_day_however_late_it_is_looked_at() {
    let inside = visit(at("09:15"), at("17:40"));
    let ends = |now: &str| ending(&loft("22:00"), &inside, false, at(now));
    assert_eq!(ends("21:59"), None);
    for late in ["22:00", "22:01", "2026-03-04 08:00"] {
        assert_eq!(ends(late), by(Cause::CutOff, at("22:00")), "{late}");
    }
    let over = Visit { to: Some(at("18:00")), ..inside };
    assert_eq!(ending(&loft("22:00"), &over, false, at("23:00")), None);
}

#[test]
fn of_silence_and_the_cut_off_whichever_comes_first_has_the_word() {
    let heard = |seen: &str| visit(at("09:15"), at(seen));
    let ends = |seen: &str, now: &str| ending(&loft("22:00"), &heard(seen), true, at(now));
    assert_eq!(ends("17:40", "17:54"), None);
    for late in ["17:55", "22:00", "2026-03-04 08:00"] {
        assert_eq!(ends("17:40", late), by(Cause::Silence, at("17:40")), "{late}");
    }
    assert_eq!(ends("21:45", "22:00"), by(Cause::Silence, at("21:45")), "patience was over just then");
    assert_eq!(ends("21:46", "21:59"), None);
    for late in ["22:00", "22:01", "2026-03-04 08:00"] {
        assert_eq!(ends("21:46", late), by(Cause::CutOff, at("22:00")), "{late}");
    }
    assert_eq!(ends("09:16", "09:31"), by(Cause::Silence, at("09:30")), "no stay is shorter");
}

#[test]
fn a_cut_off_that_moved_ends_the_day_on_which_they_came_in_last() {
    let here = visit(at("09:15"), at("20:30"));
    let ends = |visit: &Visit, cut_off: &str| ending(&loft(cut_off), visit, false, at("21:00"));
    assert_eq!(ends(&here, "20:00"), by(Cause::CutOff, at("20:00")), "the day is over, as it is told now");
    assert_eq!(ends(&here, "23:00"), None, "the day is longer");
    let again = Visit { entered: at("20:30"), ..here };
    assert_eq!(ends(&again, "20:00"), None, "they came in after it");
}

#[test]
fn a_cut_off_in_the_night_the_clocks_change_is_the_first_there_is() {
    let berlin = Location { zone: Zone::named("Europe/Berlin").expect("Berlin"), ..loft("02:30") };
    for (evening, utc) in [("2026-03-28", "01:00"), ("2026-10-24", "00:30")] {
        let from = berlin.zone.instant(date(evening), time("20:00"));
        let end = Instant::from_utc(date(evening).tomorrow(), time(utc));
        assert_eq!(
            ending(&berlin, &visit(from, from), false, at("2026-12-01 09:00")),
            by(Cause::CutOff, end)
        );
    }
}

proptest! {
    #![proptest_config(at_most(512))]

    #[test]
    fn however_often_and_late_it_is_looked_at_a_visit_ends_once_and_within_its_day(
        zone in prop::sample::select(vec!["UTC", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"]),
        cut_off in 0_i64..24 * 60,
        from in 1_262_304_000_i64..1_798_761_600,
        stayed in 0_i64..30 * 60,
        falls_silent: bool,
        looks in prop::collection::vec(0_i64..10 * 24 * 60, 1..8),
    ) {
        let cut_off = CutOff(TimeOfDay::from_micros(cut_off * 60_000_000).expect("a time of day"));
        let zone = Zone::named(zone).expect("a known zone");
        let place = Location { zone, cut_off, ..location(LOFT, "Loft") };
        let from = Instant::from_micros(from * 1_000_000);
        // Whoever is seen, is seen on the business day of their arrival.
        let seen = from.plus(Span::minutes(stayed)).min(place.day_end(from).minus(Span::micros(1)));
        let inside = visit(from, seen);
        let found: Vec<_> =
            looks.iter().filter_map(|late| ending(&place, &inside, falls_silent, seen.plus(Span::minutes(*late)))).collect();
        prop_assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{found:?}");
        for Ending { at, cause } in found {
            prop_assert!(from < at && at <= place.day_end(from));
            prop_assert!(seen <= at || cause == Cause::Silence);
            prop_assert!(falls_silent || cause == Cause::CutOff);
        }
        // A day at the latest after it began, which may have 25 hours, or be one that was skipped.
        prop_assert!(ending(&place, &inside, falls_silent, place.day_end(from)).is_some());
    }
}
