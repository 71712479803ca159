//! Days, zones and clocks that jump.

mod common;

use common::{date, time};
use proptest::prelude::*;
use vestibule_domain::*;

fn zone(name: &str) -> Zone {
    Zone::named(name).expect("a known zone")
}

/// Zones whose clocks jump by an hour, by half an hour, across midnight, and over a whole day.
const ZONES: [&str; 6] = [
    "Europe/London",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
];

// domain.md appendix A, 23
#[test]
fn a_cut_off_that_is_skipped_falls_on_the_next_instant_there_is() {
    let berlin = zone("Europe/Berlin");
    let shown = |day: &str| berlin.local(berlin.instant(date(day), time("02:30"))).1;
    assert_eq!(shown("2026-03-29"), time("03:00"));
    let twice = berlin.instant(date("2026-10-25"), time("02:30"));
    assert_eq!(twice, Instant::from_utc(date("2026-10-25"), time("00:30")));
}

#[test]
fn lord_howe_jumps_by_half_an_hour() {
    let howe = zone("Australia/Lord_Howe");
    let skipped = howe.instant(date("2026-10-04"), time("02:15"));
    assert_eq!(skipped, Instant::from_utc(date("2026-10-03"), time("15:30")));
    assert_eq!(howe.local(skipped).1, time("02:30"));
    let twice = howe.instant(date("2026-04-05"), time("01:45"));
    assert_eq!(twice, Instant::from_utc(date("2026-04-04"), time("14:45")));
}

#[test]
fn a_day_that_was_skipped_has_no_length() {
    // Samoa went from 29 to 31 December 2011.
    let apia = zone("Pacific/Apia");
    let (from, to) = day_bounds(BusinessDay(date("2011-12-30")), &apia, CutOff::MIDNIGHT);
    assert_eq!(from, to);
    assert_eq!(business_day(from, &apia, CutOff::MIDNIGHT).0, date("2011-12-31"));
}

#[test]
fn a_clock_set_back_across_midnight_does_not_bring_yesterday_back() {
    // Newfoundland used to set clocks back at 00:01 to 23:01 of the day before.
    let st_johns = zone("America/St_Johns");
    let midnight = st_johns.instant(date("2010-11-07"), TimeOfDay::MIDNIGHT);
    let later = midnight.plus(Span::minutes(30));
    assert_eq!(st_johns.local(later).0, date("2010-11-06"));
    assert_eq!(business_day(later, &st_johns, CutOff::MIDNIGHT).0, date("2010-11-07"));
}

#[test]
fn leap_days_come_every_four_years_but_not_every_hundred() {
    assert_eq!(date("2028-02-28").tomorrow(), date("2028-02-29"));
    assert_eq!(date("2028-03-01").yesterday(), date("2028-02-29"));
    assert!(Date::new(2100, 2, 29).is_none() && Date::new(2000, 2, 29).is_some());
    assert_eq!(date("2026-12-31").plus_days(1), Some(date("2027-01-01")));
    assert_eq!(date("9999-12-31").plus_days(1), None);
    assert_eq!(date("2026-03-02").weekday(), Weekday::Monday);
    assert_eq!(date("1970-01-01").weekday(), Weekday::Thursday);
}

#[test]
fn instants_far_out_of_reach_do_not_panic() {
    for micros in [i64::MIN, i64::MAX] {
        let instant = Instant::from_micros(micros);
        let (shown, _) = zone("Europe/London").local(instant);
        assert_eq!(instant.utc().0, shown);
        let _ = business_day(instant, &zone("Europe/London"), CutOff::MIDNIGHT);
    }
}

#[test]
fn the_calendar_has_a_first_and_a_last_moment() {
    let shown = |micros| Instant::from_micros(micros).utc();
    let last = TimeOfDay::new(23, 59, 59, 999_999).expect("a time of day");
    assert_eq!(shown(i64::MIN), (date("1-01-01"), TimeOfDay::MIDNIGHT));
    assert_eq!(shown(i64::MAX), (date("9999-12-31"), last));
    for day in [date("1-01-01"), date("9999-12-31"), date("2000-02-29")] {
        let noon = Instant::from_utc(day, time("12:00"));
        assert_eq!(noon.utc(), (day, time("12:00")));
    }
}

#[test]
fn a_time_of_day_has_hours_minutes_seconds_and_microseconds() {
    let time = TimeOfDay::new(1, 2, 3, 4).expect("a time of day");
    assert_eq!((time.hour(), time.minute(), time.second(), time.microsecond()), (1, 2, 3, 4));
    assert_eq!(TimeOfDay::from_micros(time.micros()), Some(time));
    let day = Span::minutes(24 * 60).in_micros();
    assert_eq!((TimeOfDay::from_micros(-1), TimeOfDay::from_micros(day)), (None, None));
}

#[test]
fn a_zone_knows_its_name() {
    assert_eq!((zone("Europe/London").name(), Zone::utc().name()), ("Europe/London", "UTC"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn an_instant_lies_within_its_business_day(
        seconds in 0_i64..4_102_444_800,
        minutes in 0_i64..1_440,
        name in prop::sample::select(&ZONES[..]),
    ) {
        let (zone, instant) = (zone(name), Instant::from_micros(seconds * 1_000_000));
        let cut_off = CutOff(TimeOfDay::from_micros(minutes * 60_000_000).expect("a time of day"));
        let (from, to) = day_bounds(business_day(instant, &zone, cut_off), &zone, cut_off);
        prop_assert!(from <= instant && instant < to);
    }

    #[test]
    fn a_wall_clock_leads_back_to_its_instant_unless_it_shows_a_time_twice(
        seconds in 0_i64..4_102_444_800,
        name in prop::sample::select(&ZONES[..]),
    ) {
        let (zone, instant) = (zone(name), Instant::from_micros(seconds * 1_000_000));
        let (day, clock) = zone.local(instant);
        let back = zone.instant(day, clock);
        prop_assert!(back <= instant);
        prop_assert_eq!(zone.local(back), (day, clock));
        prop_assert!(instant.since(back) <= 3_600_000_000);
    }

    #[test]
    fn utc_and_back_is_the_same_instant(micros in -62_135_596_800_000_000_i64..253_402_300_800_000_000) {
        let instant = Instant::from_micros(micros);
        let (day, clock) = instant.utc();
        prop_assert_eq!(Instant::from_utc(day, clock), instant);
        prop_assert_eq!(Date::new(day.year(), day.month(), day.day()), Some(day));
    }
}
