use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::time::TimeOfDay;

const MINUTE: Span = Span::minutes(1);

/// A visit by the minutes of its arrival and its departure.
type Stay = (Instant, Option<Instant>);

fn zone(name: &str) -> Zone {
    Zone::named(name).expect("a known zone")
}

fn date(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).expect("a date")
}

fn clock(hour: u8, minute: u8) -> TimeOfDay {
    TimeOfDay::new(hour, minute, 0, 0).expect("a time of day")
}

fn days(first: Date, many: i32) -> Vec<Date> {
    (0..many).filter_map(|nth| first.plus_days(nth)).collect()
}

/// From the beginning of the first of these days until the end of the last, or until now.
fn window(days: &[Date], zone: &Zone, now: Instant) -> Window {
    let from = zone.instant(days[0], TimeOfDay::MIDNIGHT);
    let to = zone.instant(days[days.len() - 1].tomorrow(), TimeOfDay::MIDNIGHT);
    Window { from, to: to.min(now).max(from) }
}

fn folded(days: &[Date], window: Window, by: By, zone: &Zone, stays: &[Stay]) -> Vec<Counts> {
    let mut tally = Tally::default();
    stays.iter().for_each(|(from, to)| tally.count(window, *from, *to));
    Grid::new(days.iter().copied(), window, by, zone).fold(&tally)
}

/// The same, by looking at every visit in every minute.
fn minute_by_minute(days: &[Date], window: Window, by: By, zone: &Zone, stays: &[Stay]) -> Vec<Counts> {
    let mut all: HashMap<Bucket, Counts> = HashMap::new();
    let mut at = window.from;
    while at < window.to {
        let bucket = bucket_of(at, by, zone);
        let counts = all.entry(bucket).or_insert(Counts::none(bucket));
        let is_inside = |(from, to): &&Stay| *from <= at && to.is_none_or(|to| at < to);
        let inside = stays.iter().filter(is_inside).count() as i64;
        counts.length = plus(counts.length, MINUTE.in_micros());
        counts.inside = plus(counts.inside, inside * MINUTE.in_micros());
        counts.arrivals += stays.iter().filter(|(from, _)| *from == at).count() as i64;
        counts.departures += stays.iter().filter(|(_, to)| *to == Some(at)).count() as i64;
        if at.since(window.from) % Window::QUARTER.in_micros() == 0 {
            let end = at.plus(Window::QUARTER).min(window.to);
            let is_there = |(from, to): &&Stay| *from < end && to.is_none_or(|to| to > at);
            counts.peak = counts.peak.max(stays.iter().filter(is_there).count() as i64);
        }
        at = at.plus(MINUTE);
    }
    buckets(days.iter().copied(), by)
        .into_iter()
        .map(|bucket| all.get(&bucket).copied().unwrap_or(Counts::none(bucket)))
        .collect()
}

fn only(counts: &[Counts], bucket: Bucket) -> Counts {
    *counts.iter().find(|counts| counts.bucket == bucket).expect("the bucket")
}

#[test]
fn an_hour_that_comes_twice_is_two_hours_and_one_that_is_skipped_is_none() {
    let london = zone("Europe/London");
    for (day, hours, of_one) in [(date(2026, 10, 25), 25, 2), (date(2026, 3, 29), 23, 0)] {
        let days = [day];
        let window = window(&days, &london, Instant::from_micros(i64::MAX));
        let inside: Vec<Stay> = vec![(window.from, Some(window.to))];
        let by_hour = folded(&days, window, By::Hour, &london, &inside);
        let one = only(&by_hour, Bucket::Hour(1));
        assert_eq!(
            (one.length, one.inside),
            (Span::minutes(of_one * 60), Span::minutes(of_one * 60)),
            "{day}"
        );
        let by_day = folded(&days, window, By::Day, &london, &inside);
        assert_eq!((by_day.len(), by_day[0].length), (1, Span::minutes(hours * 60)), "{day}");
    }
}

#[test]
fn who_leaves_on_the_hour_is_not_inside_in_the_next_but_leaves_in_it() {
    let days = [date(2026, 9, 2)];
    let utc = Zone::utc();
    let at = |hour| utc.instant(days[0], clock(hour, 0));
    let window = window(&days, &utc, at(23));
    let counts = folded(&days, window, By::Hour, &utc, &[(at(9), Some(at(10))), (at(10), Some(at(11)))]);
    let ten = only(&counts, Bucket::Hour(10));
    assert_eq!((ten.arrivals, ten.departures, ten.peak, ten.inside), (1, 1, 1, Span::minutes(60)));
}

#[test]
fn seconds_count() {
    let days = [date(2026, 9, 2)];
    let utc = Zone::utc();
    let nine = utc.instant(days[0], clock(9, 0));
    let seconds = |seconds: i64| nine.plus(Span::micros(seconds * 1_000_000));
    let stays = [(seconds(1), Some(seconds(11))), (seconds(890), Some(seconds(910)))];
    let counts = folded(&days, window(&days, &utc, seconds(3600)), By::Hour, &utc, &stays);
    let counts = only(&counts, Bucket::Hour(9));
    assert_eq!((counts.inside, counts.peak), (Span::micros(30_000_000), 2));
}

#[test]
fn what_is_still_to_come_has_no_length() {
    let days = days(date(2026, 9, 2), 2);
    let utc = Zone::utc();
    let now = utc.instant(days[0], clock(12, 10));
    let window = window(&days, &utc, now);
    let counts = folded(&days, window, By::Day, &utc, &[(window.from, None)]);
    assert_eq!((counts[0].length, counts[0].inside), (Span::minutes(730), Span::minutes(730)));
    assert_eq!((counts[1].length, counts[1].peak), (Span::default(), 0));
}

#[test]
fn tallies_of_groups_add_up_to_that_of_all() {
    let days = [date(2026, 9, 2)];
    let utc = Zone::utc();
    let at = |hour, minute| utc.instant(days[0], clock(hour, minute));
    let window = window(&days, &utc, at(20, 0));
    let groups = [
        [(at(8, 0), Some(at(9, 5))), (at(0, 0).minus(MINUTE), None)],
        [(at(9, 1), None), (at(7, 59), Some(at(9, 0)))],
    ];
    let tally = |stays: &[Stay]| {
        let mut tally = Tally::default();
        stays.iter().for_each(|(from, to)| tally.count(window, *from, *to));
        tally
    };
    let mut sum = Tally::default();
    groups.iter().for_each(|group| sum.add(&tally(group)));
    assert_eq!(sum, tally(&groups.concat()));
}

proptest! {
    // Each case looks at every minute of some days.
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn counting_by_quarters_comes_to_the_same_as_looking_every_minute(
        zone_name in prop::sample::select(vec![
            "UTC", "Europe/London", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia",
        ]),
        by in prop::sample::select(vec![By::Hour, By::Weekday, By::Day, By::WeekHour]),
        // Late in March and in October clocks change; the last days of 2011 have one fewer in Apia.
        first in prop::sample::select(vec![date(2026, 3, 27), date(2026, 10, 23), date(2026, 4, 3), date(2011, 12, 28)]),
        many in 1_i32..4,
        stays in prop::collection::vec((-3_000_i64..6_000, prop::option::of(1_i64..4_000)), 0..12),
        now in 0_i64..6_000,
    ) {
        let zone = zone(zone_name);
        let days = days(first, many);
        let begin = zone.instant(first, TimeOfDay::MIDNIGHT);
        let window = window(&days, &zone, begin.plus(Span::minutes(now)));
        let stay = |(from, length): &(i64, Option<i64>)| {
            let from = begin.plus(Span::minutes(*from));
            (from, length.map(|length| from.plus(Span::minutes(length))))
        };
        let stays: Vec<Stay> = stays.iter().map(stay).collect();
        let counted = folded(&days, window, by, &zone, &stays);
        prop_assert_eq!(counted, minute_by_minute(&days, window, by, &zone, &stays));
    }
}
