//! Who owns a work, and what outlives a store.

use std::collections::HashSet;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use vestibule_records::{BusinessSetting, Checkin, Id, Record, Row};
use vestibule_store::{Change, Outcome, Scope, Store, StoreError, Work};

use crate::Ground;
use crate::network::{ANN, BOB, HUB, base, blank, customer, network, visit};
use crate::works::{
    about, all, answered, at_once, count_done, done, get, insert, key, noon, nothing, visit_of, work,
};

/// Polls a work once and lets go of it.
async fn start_and_forget(store: &dyn Store, work: Work) {
    let mut promise = store.transact(work);
    poll_fn(|context| {
        let _ = promise.as_mut().poll(context);
        Poll::Ready(())
    })
    .await;
}

/// What was taken on is finished, and found again under its key.
pub async fn a_caller_that_goes_away_changes_nothing(ground: &dyn Ground) {
    let store = network(ground).await;
    let setting = BusinessSetting { business_id: Id::new(HUB), name: "A".into(), base: base(21), ..blank() };
    let cases: [(&str, Scope, Row); 2] = [
        ("a", nothing(), setting.into_row()),
        ("b", about(visit_of(ANN)), visit(22, Some(ANN), noon(), None).into_row()),
    ];
    for (name, scope, row) in cases {
        let work = || {
            let row = row.clone();
            let work =
                work(scope.clone(), move |_, _| answered(vec![Change::Insert(row.clone())], 201, "written"));
            Work { key: Some(key(name, "f")), ..work }
        };
        start_and_forget(&*store, work()).await;
        let outcome = store.transact(work()).await;
        assert!(matches!(outcome, Ok(Outcome::Replayed(_) | Outcome::Done(_))), "{outcome:?}");
    }
    // And without anybody asking again.
    let unseen = visit(23, Some(BOB), noon(), None).into_row();
    start_and_forget(
        &*store,
        work(about(visit_of(BOB)), move |_, _| done(vec![Change::Insert(unseen.clone())])),
    )
    .await;
    for _ in 0..200 {
        if get::<Checkin>(&*store, 23).await.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(get::<BusinessSetting>(&*store, 21).await.is_some());
    let mut visits: Vec<_> = all::<Checkin>(&*store).await.iter().map(|visit| visit.base.id).collect();
    visits.sort_unstable();
    assert_eq!(visits, [22, 23]);
}

/// Neither to works of the same moment, nor to a store that is opened later or beside it.
pub async fn ids_are_never_given_twice(ground: &dyn Ground) {
    let first = network(ground).await;
    let second = ground.open().await;
    let given = Arc::new(Mutex::new(Vec::new()));
    let minting = |scope: Scope| {
        let given = given.clone();
        work(scope, move |_, mint| {
            let some: Vec<(i64, String)> = (0..5).map(|_| (mint.id(), mint.guid().to_string())).collect();
            given.lock().unwrap_or_else(PoisonError::into_inner).extend(some);
            done(Vec::new())
        })
    };
    for store in [first, second, ground.open().await] {
        let works =
            (0..60).map(|nth| minting(if nth % 2 == 0 { nothing() } else { about(visit_of(ANN + nth % 3)) }));
        let outcomes = at_once(&store, works.collect()).await;
        assert_eq!(count_done(&outcomes), 60);
    }
    let given = given.lock().unwrap_or_else(PoisonError::into_inner);
    let ids: HashSet<i64> = given.iter().map(|(id, _)| *id).collect();
    let guids: HashSet<&str> = given.iter().map(|(_, guid)| guid.as_str()).collect();
    assert!(given.len() >= 900, "a decision may be asked again");
    assert_eq!((ids.len(), guids.len()), (given.len(), given.len()));
}

/// Rows, keys and the catalogue, after the store was closed.
pub async fn what_was_committed_is_there_again(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, visit(21, Some(ANN), noon(), None)).await;
    let refuse =
        || Work { key: Some(key("a", "f")), ..work(nothing(), |_, _| answered(Vec::new(), 400, "no")) };
    store.transact(refuse()).await.expect("a refusal");
    drop(store);
    let store = ground.open().await;
    assert_eq!(get::<Checkin>(&*store, 21).await, Some(visit(21, Some(ANN), noon(), None)));
    assert!(matches!(store.transact(refuse()).await, Ok(Outcome::Replayed(_))));
    assert!(store.catalogue().await.expect("a catalogue").location(HUB).is_some());
}

/// More than a store can hold: each work is done or told to come back, and none hangs.
pub async fn a_flood_is_answered(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, customer(21, "Dee", HUB)).await;
    let works = (0..9000).map(|nth: i64| {
        let scope = if nth % 4 == 0 { nothing() } else { about(visit_of(nth)) };
        work(scope, |_, _| done(Vec::new()))
    });
    let outcomes = at_once(&store, works.collect()).await;
    let busy = outcomes.iter().filter(|outcome| **outcome == Err(StoreError::Busy)).count();
    assert_eq!(count_done(&outcomes) + busy, 9000);
    assert!(store.transact(work(nothing(), |_, _| done(Vec::new()))).await.is_ok());
}
