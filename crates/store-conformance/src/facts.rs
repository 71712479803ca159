//! What admission and departure get to see of a customer.

use vestibule_domain::time::Instant;
use vestibule_domain::world::PassRef;
use vestibule_domain::{Attempt, Source, Verdict, admit};
use vestibule_records::{
    Booking, Checkin, Coworker, CoworkerContract, CoworkerTimePass, Decimal, Id, Record, Row, Team,
};
use vestibule_store::{Book, Change, Snapshot, Store, VisitFacts, VisitScope};

use crate::Ground;
use crate::network::{
    ANN, BARN, BOB, LOFT, base, blank, contract, customer, guid, held, network, plan, team, visit,
};
use crate::works::{about, after_noon, insert, noon, see, visit_of, write};

pub(crate) const HOUR: i64 = 60;
pub(crate) const DAY: i64 = 24 * HOUR;

pub(crate) async fn facts(store: &dyn Store, scope: VisitScope) -> VisitFacts {
    see(store, about(scope), |snapshot| snapshot.visit.clone()).await.expect("asked for")
}

fn sorted(mut ids: Vec<i64>) -> Vec<i64> {
    ids.sort_unstable();
    ids
}

pub(crate) fn ids(rows: &[Row]) -> Vec<i64> {
    sorted(rows.iter().map(Row::id).collect())
}

/// Begun, not over, active, not cancelled, not paused.
pub async fn plans_of_running_contracts_only(ground: &dyn Ground) {
    let store = network(ground).await;
    let from = |minutes| Some(after_noon(minutes));
    let on = |plan| contract(plan + 100, ANN, plan);
    let contracts = [
        (true, CoworkerContract { ..on(21) }),
        (true, CoworkerContract { start_date: from(0), ..on(22) }),
        (true, CoworkerContract { cancellation_date: from(1), ..on(23) }),
        (false, CoworkerContract { start_date: from(1), ..on(24) }),
        (false, CoworkerContract { cancellation_date: from(0), ..on(25) }),
        (false, CoworkerContract { active: false, ..on(26) }),
        (false, CoworkerContract { cancelled: true, ..on(27) }),
        (false, CoworkerContract { in_paused_period: true, ..on(28) }),
        (false, CoworkerContract { coworker_id: Id::new(BOB), ..on(29) }),
    ];
    let mut expected = Vec::new();
    for (runs, contract) in contracts {
        let id = contract.tariff_id.get();
        insert(&*store, plan(id, &format!("Plan {id}"))).await;
        insert(&*store, contract).await;
        expected.extend(runs.then_some(id));
    }
    let ann = facts(&*store, visit_of(ANN)).await.customer.expect("Ann");
    assert_eq!(sorted(ann.plans), expected);
    let later = VisitScope { instants: vec![after_noon(1), noon()], ..visit_of(ANN) };
    let ann = facts(&*store, later).await.customer.expect("Ann");
    assert_eq!(sorted(ann.plans), [21, 22, 24], "the first instant is the moment of the attempt");
}

/// Names, discounts, and what the person is.
pub async fn teams_and_locations_of_a_customer(ground: &dyn Ground) {
    let store = network(ground).await;
    let discount = Some(Decimal::from_ten_thousandths(125_000));
    insert(&*store, Team { discount_time_passes: discount, ..team(21, "Blue", &[ANN, BOB]) }).await;
    insert(&*store, team(22, "Green", &[ANN])).await;
    insert(&*store, team(23, "Red", &[BOB])).await;
    let businesses = vec![Id::new(BARN), Id::new(LOFT)];
    insert(&*store, Coworker { businesses, active: false, archived: true, ..customer(31, "Dee", LOFT) })
        .await;
    let ann = facts(&*store, visit_of(ANN)).await.customer.expect("Ann");
    let teams: Vec<_> = ann.teams.iter().map(|team| (team.id, team.name.as_str(), team.discount)).collect();
    assert_eq!(teams, [(21, "Blue", Some(125_000)), (22, "Green", None)]);
    assert_eq!((ann.id, ann.full_name.as_str(), ann.active, ann.archived), (ANN, "Ann", true, false));
    assert_eq!((ann.businesses, ann.plans), (vec![LOFT], vec![]));
    let dee = facts(&*store, visit_of(31)).await.customer.expect("Dee");
    assert_eq!((dee.active, dee.archived, dee.businesses), (false, true, vec![LOFT, BARN]));
}

pub(crate) fn used(id: i64, minutes: i64) -> CoworkerTimePass {
    CoworkerTimePass { used: true, used_date: Some(after_noon(minutes)), ..held(id, ANN) }
}

/// Unused, used in the window, sold at the door around it; with a visit still open, also those used on its day and the
/// one it stands on.
pub async fn passes_that_matter(ground: &dyn Ground) {
    let store = network(ground).await;
    let passes = [
        held(21, ANN),
        used(22, -30 * DAY),
        used(23, -11 * HOUR),
        used(24, 11 * HOUR),
        used(25, -30 * HOUR),
        used(26, 36 * HOUR),
        held(27, BOB),
        CoworkerTimePass { expire_date: Some(after_noon(-DAY)), ..held(28, ANN) },
        used(29, -4 * DAY),
        CoworkerTimePass { is_pay_as_you_go: true, ..used(20, -30 * HOUR) },
        CoworkerTimePass { is_pay_as_you_go: true, ..used(19, -40 * HOUR) },
    ];
    for pass in passes {
        insert(&*store, pass).await;
    }
    assert_eq!(ids(&facts(&*store, visit_of(ANN)).await.passes), [20, 21, 23, 24, 28]);
    let two_days = VisitScope { instants: vec![noon(), after_noon(-DAY)], ..visit_of(ANN) };
    assert_eq!(ids(&facts(&*store, two_days).await.passes), [19, 20, 21, 23, 24, 25, 28]);
    let open = visit(31, Some(ANN), after_noon(-3 * DAY - HOUR), None);
    let coworker_time_pass_guid = Some(guid(22));
    insert(&*store, Checkin { coworker_time_pass_guid, ..open }).await;
    assert_eq!(ids(&facts(&*store, visit_of(ANN)).await.passes), [19, 20, 21, 22, 23, 24, 25, 28, 29]);
    assert_eq!(ids(&facts(&*store, visit_of(BOB)).await.passes), [27]);
}

/// Years of a plan leave hundreds of passes that lapsed unused. A refusal names the one that lapsed last, and an attempt
/// in the past finds those that had not lapsed on its day.
pub async fn of_passes_that_lapsed_the_last_and_those_of_the_day(ground: &dyn Ground) {
    let store = network(ground).await;
    let lapsed = |nth: i64, who| CoworkerTimePass {
        expire_date: Some(after_noon(-nth * DAY)),
        ..held(1_000 * who + nth, who)
    };
    let years = (1..=300).flat_map(|nth| [lapsed(nth, ANN), lapsed(nth, BOB)]);
    write(&*store, years.map(|pass| Change::Insert(pass.into_row())).collect()).await.expect("written");
    let nth_of = |nth: i64| 1_000 * ANN + nth;
    let passes = async |scope| ids(&facts(&*store, scope).await.passes);
    assert_eq!(passes(visit_of(ANN)).await, [nth_of(1)]);
    let then = VisitScope { instants: vec![after_noon(-290 * DAY - HOUR)], ..visit_of(ANN) };
    let not_lapsed_then: Vec<_> = (1..=291).map(nth_of).collect();
    assert_eq!(passes(then.clone()).await, not_lapsed_then);
    let in_the_past = see(&*store, about(then), |snapshot| decided(snapshot, after_noon(-290 * DAY - HOUR)));
    assert_eq!(in_the_past.await, Ok(nth_of(290)));
    let now = see(&*store, about(visit_of(ANN)), |snapshot| decided(snapshot, noon()));
    let words = "Ann does not have a valid time pass for Loft: \"Day pass\" expired on 2026-03-01 at 12:00";
    assert_eq!(now.await, Err(words.to_owned()));

    insert(&*store, visit(31, Some(ANN), after_noon(-DAY), None)).await;
    insert(&*store, CoworkerTimePass { expire_date: Some(noon()), ..held(32, ANN) }).await;
    insert(&*store, held(33, ANN)).await;
    assert_eq!(passes(visit_of(ANN)).await, [32, 33, nth_of(1)], "with a visit, too");
}

/// The pass on which somebody comes in, or why they do not.
fn decided(snapshot: &Snapshot, at: Instant) -> Result<i64, String> {
    let world = Book::open(snapshot).expect("as declared").expect("a location").world();
    let attempt = Attempt { source: Source::Manual, from: at, to: None, pass: None, presumed: false };
    match admit(&world, &attempt, noon()) {
        Verdict::Refused(refusal) => Err(refusal.sentence(&world)),
        Verdict::Admitted { changes, .. } => match changes.passes.first().map(|pass| pass.id) {
            Some(PassRef::Existing(id)) => Ok(id.get()),
            other => panic!("on {other:?}"),
        },
        Verdict::AlreadyInside { .. } => panic!("inside already"),
    }
}

/// However long ago it was used; but never somebody else's.
pub async fn a_pass_that_is_asked_for(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, used(21, -30 * DAY)).await;
    insert(&*store, CoworkerTimePass { coworker_id: Id::new(BOB), ..used(22, -30 * DAY) }).await;
    for (guid_of, expected) in [(21, vec![21]), (22, vec![]), (99, vec![])] {
        let scope = VisitScope { pass: Some(guid(guid_of).to_string()), ..visit_of(ANN) };
        assert_eq!(ids(&facts(&*store, scope).await.passes), expected);
    }
}

/// Confirmed ones only, anywhere, that overlap the business days or, longer, the visit that is open.
pub async fn bookings_that_overlap_the_time_that_matters(ground: &dyn Ground) {
    let store = network(ground).await;
    let booked = |id: i64, from: i64, to: i64| Booking {
        coworker_id: Some(Id::new(ANN)),
        business_id: Some(Id::new(BARN)),
        from_time: after_noon(from),
        to_time: after_noon(to),
        base: base(id),
        ..blank()
    };
    let bookings = [
        booked(21, -HOUR, HOUR),
        booked(22, -13 * HOUR, -12 * HOUR + 1),
        booked(23, -13 * HOUR, -12 * HOUR),
        booked(24, 12 * HOUR, 13 * HOUR),
        booked(25, 12 * HOUR - 1, 13 * HOUR),
        Booking { tentative: true, ..booked(26, -HOUR, HOUR) },
        Booking { coworker_id: Some(Id::new(BOB)), ..booked(27, -HOUR, HOUR) },
        booked(28, -2 * DAY, -2 * DAY + HOUR),
    ];
    for booking in bookings {
        insert(&*store, booking).await;
    }
    let of_ann = async || {
        let ann = facts(&*store, visit_of(ANN)).await.customer.expect("Ann");
        let bookings = ann.bookings.iter();
        assert!(bookings.clone().all(|booking| booking.location.map(|at| at.get()) == Some(BARN)));
        sorted(bookings.map(|booking| booking.id.get()).collect())
    };
    assert_eq!(of_ann().await, [21, 22, 25]);
    insert(&*store, visit(31, Some(ANN), after_noon(-2 * DAY), None)).await;
    assert_eq!(of_ann().await, [21, 22, 23, 25, 28]);
}
