//! Who is there, and who came and went: as the stores find them.

use vestibule_domain::occupancy::{Tally, Window};
use vestibule_domain::time::{Instant, Span};
use vestibule_records::{Checkin, CheckinSource, FailedCheckin, Id, Row, Value, Visitor};
use vestibule_store::{Attendance, Of, Premises, Refusals, Refused};

use crate::Ground;
use crate::facts::DAY;
use crate::network::{ANN, BOB, CAT, HUB, LOFT, base, network, visit};
use crate::works::{after_noon, insert, noon};

/// From noon on, for so many minutes.
const fn minutes(minutes: i64) -> Span {
    Span::minutes(minutes)
}

fn counted(window: Window, stays: &[(Instant, Option<Instant>)]) -> Tally {
    let mut tally = Tally::default();
    stays.iter().for_each(|(from, to)| tally.count(window, *from, *to));
    tally
}

/// Visits of every kind: before the window, into it, through it, in it, out of it, and those that go on.
pub async fn visits_are_counted_by_quarters_and_groups(ground: &dyn Ground) {
    let store = network(ground).await;
    let window = Window { from: noon(), to: noon().plus(minutes(6 * 60)) };
    let at = |minute| noon().plus(minutes(minute));
    let long_ago = after_noon(-40 * DAY);
    let stays = [
        (Some(ANN), at(-300), Some(at(-1))),
        (Some(ANN), at(-90), Some(at(0))),
        (Some(BOB), at(1), Some(at(15))),
        (Some(BOB), at(15), Some(at(16))),
        (Some(CAT), long_ago, Some(at(100))),
        (Some(CAT), at(350), Some(at(400))),
        (None, long_ago.plus(minutes(5)), None),
        (None, at(30), None),
        (None, at(360), None),
    ];
    for (nth, (customer, from, to)) in (30..).zip(stays) {
        let named = customer.map(|customer| format!("Plan of {customer}"));
        let (source, tariff_at_the_time_of_checkin) = (CheckinSource::Sensor, named);
        let stay = visit(nth, customer, from, to);
        insert(&*store, Checkin { source, tariff_at_the_time_of_checkin, ..stay }).await;
    }
    insert(&*store, Checkin { business_id: Id::new(HUB), ..visit(60, None, at(3), Some(at(5))) }).await;

    let groups = |of: Of, what: fn(Option<i64>) -> Value| {
        let mut groups: Vec<(bool, Value)> =
            stays.iter().map(|(who, ..)| (who.is_some(), what(*who))).collect();
        groups.sort_by_key(|group| format!("{group:?}"));
        groups.dedup();
        (of, groups, what)
    };
    let named = |who: Option<i64>| who.map_or(Value::Null, |who| Value::Text(format!("Plan of {who}")));
    for (of, expected, what) in [
        groups(Of::All, |_| Value::Null),
        groups(Of::Team, |_| Value::Null),
        groups(Of::Plan, named),
        groups(Of::Source, |_| Value::Int(CheckinSource::Sensor.number())),
    ] {
        let asked = Attendance { location: LOFT, window, of };
        let mut found = store.attendance(asked).await.expect("counted");
        found.sort_by_key(|group| format!("{:?}", (group.known, &group.what)));
        let found: Vec<_> = found.into_iter().map(|group| (group.known, group.what, group.tally)).collect();
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(known, shared)| {
                let own = |(who, ..): &&(Option<i64>, _, _)| who.is_some() == known && what(*who) == shared;
                let own: Vec<_> = stays.iter().filter(own).map(|(_, from, to)| (*from, *to)).collect();
                (known, shared, counted(window, &own))
            })
            .collect();
        assert_eq!(found, expected, "{of:?}");
    }
}

/// Refusals in a window, from its first instant until just before its end, by why and when.
pub async fn refusals_are_counted_by_quarters_and_reasons(ground: &dyn Ground) {
    let store = network(ground).await;
    let window = Window { from: noon(), to: noon().plus(minutes(60)) };
    let tried = [
        (-1, Some("no_pass"), LOFT),
        (0, Some("no_pass"), LOFT),
        (14, Some("no_pass"), LOFT),
        (15, Some("no_pass"), LOFT),
        (16, Some("capacity_full"), LOFT),
        (17, None, LOFT),
        (59, None, LOFT),
        (60, Some("no_pass"), LOFT),
        (20, Some("no_pass"), HUB),
    ];
    for (id, (minute, reason, location)) in (80..).zip(tried) {
        let refusal = FailedCheckin {
            business_id: Id::new(location),
            checkin_attempt_time: noon().plus(minutes(minute)),
            reason: reason.map(str::to_owned),
            base: base(id),
            ..FailedCheckin::default()
        };
        insert(&*store, refusal).await;
    }
    let mut found = store.refusals(Refusals { location: LOFT, window }).await.expect("counted");
    found.sort();
    let refused =
        |reason: Option<&str>, quarter, times| Refused { reason: reason.map(str::to_owned), quarter, times };
    let expected = [
        refused(None, 1, 1),
        refused(None, 3, 1),
        refused(Some("capacity_full"), 1, 1),
        refused(Some("no_pass"), 0, 2),
        refused(Some("no_pass"), 1, 1),
    ];
    assert_eq!(found, expected);
    let elsewhere = store.refusals(Refusals { location: CAT, window }).await.expect("counted");
    assert_eq!(elsewhere, [], "at no location");
}

/// Open visits of whichever day, visitors of this one, and whose they are.
pub async fn who_is_there_is_found_with_all_that_is_theirs(ground: &dyn Ground) {
    let store = network(ground).await;
    for one in [
        visit(21, Some(ANN), noon(), None),
        visit(22, None, after_noon(-3 * DAY), None),
        visit(23, Some(BOB), after_noon(-60), Some(noon())),
        Checkin { business_id: Id::new(HUB), ..visit(24, Some(CAT), noon(), None) },
    ] {
        insert(&*store, one).await;
    }
    let visitor = |id, arrival_date, departure_date| Visitor {
        business_id: Id::new(LOFT),
        full_name: format!("Visitor {id}"),
        email: format!("v{id}@example.com"),
        coworker_id: Some(Id::new(BOB)),
        expected_arrival: noon(),
        arrived: true,
        arrival_date: Some(arrival_date),
        departure_date,
        base: base(id),
        ..Visitor::default()
    };
    for one in [
        visitor(71, noon(), None),
        visitor(72, noon(), Some(after_noon(5))),
        visitor(73, after_noon(-DAY), None),
        Visitor { arrived: false, arrival_date: None, ..visitor(74, noon(), None) },
    ] {
        insert(&*store, one).await;
    }
    let premises = |location| Premises { location, since: after_noon(-720).micros() };
    let ids = |rows: &[Row]| rows.iter().map(Row::id).collect::<Vec<_>>();
    let there = store.on_site(vec![premises(LOFT)]).await.expect("found");
    assert_eq!((ids(&there.visits), ids(&there.visitors)), (vec![21, 22], vec![71]));
    assert_eq!(ids(&there.customers), [ANN, BOB]);
    assert!(there.customer(BOB).is_some() && there.customer(CAT).is_none());
    let both = store.on_site(vec![premises(LOFT), premises(HUB)]).await.expect("found");
    assert_eq!((ids(&both.visits), both.customers.len()), (vec![21, 22, 24], 3));
    let nowhere = store.on_site(Vec::new()).await.expect("nobody");
    assert_eq!(nowhere, vestibule_store::OnSite::default());
}
