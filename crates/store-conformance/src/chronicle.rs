//! What happened: written with the change or not at all, numbered in the order of commits.

use std::sync::Arc;

use vestibule_records::kept::{Happened, Happening};
use vestibule_records::{Checkin, FailedCheckin, Id, Record, Test};
use vestibule_store::{Change, Decision, Query, Store, StoreError, Work};

use crate::Ground;
use crate::headcount::crowd;
use crate::network::{ANN, BARN, BOB, CAT, LOFT, base, blank, network, visit};
use crate::works::{
    about, after_noon, all, at_once, count_done, done, insert, key, list, noon, visit_of, work, write,
    writing,
};

/// A visit that is opened, unless there is one.
fn arriving(customer: i64) -> Work {
    work(about(visit_of(customer)), move |_, mint| {
        done(vec![Change::Insert(visit(mint.id(), Some(customer), noon(), None).into_row())])
    })
}

/// A visit that is ended.
fn leaving(customer: i64) -> Work {
    work(about(visit_of(customer)), |snapshot, _| {
        let open = snapshot.visit.as_ref().and_then(|facts| facts.visits.first()).cloned();
        let ended = open.map(|mut visit| {
            visit.set("ToTime", vestibule_records::Value::Int(after_noon(5).micros()));
            Change::Update(visit)
        });
        done(ended.into_iter().collect())
    })
}

/// What happened, in the order of its numbers.
async fn chronicle(store: &dyn Store) -> Vec<Happened> {
    after(store, 0).await
}

/// What happened after this number.
pub async fn after(store: &dyn Store, last: i64) -> Vec<Happened> {
    let query = Query::by::<Happened>("Id", Test::AtLeast(last + 1));
    let rows = list(store, query).await.rows;
    rows.iter().map(|row| Happened::from_row(row).expect("an entry as declared")).collect()
}

fn numbers(happened: &[Happened]) -> Vec<i64> {
    happened.iter().map(|entry| entry.base.id).collect()
}

/// Arrivals, departures, refusals and corrections, numbered from one, with those they concern and nobody's name.
pub async fn what_happened_somewhere_is_written_with_the_change(ground: &dyn Ground) {
    let store = network(ground).await;
    assert_eq!(store.last_happened().await, Ok(0));
    store.transact(arriving(ANN)).await.expect("an arrival");
    store.transact(leaving(ANN)).await.expect("a departure");
    let refused = FailedCheckin {
        business_id: Id::new(BARN),
        checkin_attempt_time: after_noon(-3),
        base: base(31),
        ..blank()
    };
    let entered = visit(32, Some(BOB), after_noon(-9), Some(after_noon(-8)));
    write(&*store, vec![Change::Insert(refused.into_row()), Change::Insert(entered.into_row())])
        .await
        .expect("both");
    let happened = chronicle(&*store).await;
    let visits: Vec<i64> = all::<Checkin>(&*store).await.iter().map(|visit| visit.base.id).collect();
    let anns = visits.into_iter().find(|id| *id != 32).expect("a visit");
    let told: Vec<_> = happened
        .iter()
        .map(|one| (one.base.id, one.kind, one.at, one.business_id.get(), one.record_id, one.coworker_id))
        .collect();
    let expected = [
        (1, Happening::Arrival, noon(), LOFT, anns, Some(ANN)),
        (2, Happening::Departure, after_noon(5), LOFT, anns, Some(ANN)),
        (3, Happening::Refusal, after_noon(-3), BARN, 31, None),
        (4, Happening::Correction, noon(), LOFT, 32, Some(BOB)),
    ];
    assert_eq!(told, expected);
    assert!(happened.iter().all(|one| one.base.created_on == noon()));
    assert_eq!(store.last_happened().await, Ok(4));
}

/// Works that share a commit.
pub async fn each_of_a_batch_has_its_own_number(ground: &dyn Ground) {
    let store = network(ground).await;
    let people = crowd(&*store, 100).await;
    let outcomes = at_once(&store, people.iter().map(|id| arriving(*id)).collect()).await;
    assert_eq!(count_done(&outcomes), 100);
    let happened = chronicle(&*store).await;
    assert_eq!(numbers(&happened), (1..=100).collect::<Vec<_>>());
    let mut who: Vec<i64> = happened.iter().filter_map(|one| one.coworker_id).collect();
    who.sort_unstable();
    assert_eq!(who, people);
}

/// Neither a number nor an entry is left of it, and its neighbours have theirs.
pub async fn of_a_work_that_fails_nothing_happened(ground: &dyn Ground) {
    let store = network(ground).await;
    let opens = |id: i64, customer: i64| {
        work(about(visit_of(customer)), move |_, _| {
            done(vec![Change::Insert(visit(id, Some(customer), noon(), None).into_row())])
        })
    };
    let panics = work(about(visit_of(CAT)), |_, _| -> Decision { panic!("on purpose") });
    let alone = writing(vec![Change::Insert(visit(34, Some(99), noon(), None).into_row())]);
    let works = vec![opens(31, ANN), opens(32, ANN), panics, opens(33, BOB), alone];
    let outcomes = at_once(&store, works).await;
    assert_eq!(count_done(&outcomes), 2, "{outcomes:?}");
    assert!(outcomes.contains(&Err(StoreError::Panicked)));
    let happened = chronicle(&*store).await;
    assert_eq!(numbers(&happened), [1, 2]);
    let mut told: Vec<i64> = happened.iter().map(|one| one.record_id).collect();
    told.sort_unstable();
    let mut visits: Vec<i64> = all::<Checkin>(&*store).await.iter().map(|visit| visit.base.id).collect();
    visits.sort_unstable();
    assert_eq!(told, visits);
    store.transact(leaving(BOB)).await.expect("a departure");
    assert_eq!(numbers(&chronicle(&*store).await), [1, 2, 3]);
}

/// A repetition happens to nobody.
pub async fn what_is_repeated_under_a_key_happened_once(ground: &dyn Ground) {
    let store = network(ground).await;
    let keyed = || Work { key: Some(key("k", "f")), ..arriving(ANN) };
    let outcomes = at_once(&store, vec![keyed(), keyed(), keyed()]).await;
    assert_eq!(count_done(&outcomes), 1);
    assert_eq!(numbers(&chronicle(&*store).await), [1]);
}

/// Reads what happened after what was read before, until so much was read; the numbers, in the order in which they were
/// seen.
pub async fn follow(store: Arc<dyn Store>, until: usize) -> Vec<i64> {
    let (mut seen, mut last) = (Vec::new(), 0);
    while seen.len() < until {
        for entry in after(&*store, last).await {
            last = entry.base.id;
            seen.push(last);
        }
        tokio::task::yield_now().await;
    }
    seen
}

/// Whatever number of works write meanwhile, in batches and alone: what is seen is each number once, in their order.
pub async fn who_follows_misses_nothing_and_sees_nothing_twice(ground: &dyn Ground) {
    let store = network(ground).await;
    let people = crowd(&*store, 120).await;
    // With what is corrected alone, two for each of the people and one for every third.
    let until = 120 * 2 + 40;
    let following = tokio::spawn(follow(store.clone(), until));
    for wave in people.chunks(40) {
        let alone = wave.iter().filter(|id| **id % 3 == 0).map(|id| {
            let entered = visit(50_000 + id, Some(*id), after_noon(-9), Some(after_noon(-8)));
            writing(vec![Change::Insert(entered.into_row())])
        });
        let works = wave.iter().map(|id| arriving(*id)).chain(alone).collect();
        assert!(at_once(&store, works).await.iter().all(Result::is_ok));
        assert!(
            at_once(&store, wave.iter().map(|id| leaving(*id)).collect()).await.iter().all(Result::is_ok)
        );
    }
    let seen = following.await.expect("who follows does not panic");
    let all: Vec<i64> = (1..=i64::try_from(until).expect("a number")).collect();
    assert_eq!(seen, all);
    assert_eq!(store.last_happened().await, Ok(all.len() as i64));
}

/// Also when what happened before was removed meanwhile, and when the store is opened anew.
pub async fn numbers_go_on_where_they_were(ground: &dyn Ground) {
    let store = network(ground).await;
    store.transact(arriving(ANN)).await.expect("an arrival");
    write(&*store, vec![Change::Delete(Happened::schema(), 1)]).await.expect("removed");
    drop(store);
    let store = ground.open().await;
    assert_eq!(store.last_happened().await, Ok(1));
    store.transact(arriving(BOB)).await.expect("an arrival");
    assert_eq!(numbers(&chronicle(&*store).await), [2]);
}

/// Also those who begin to wait after the commit they wait for; nobody is woken by what they know.
pub async fn a_commit_wakes_all_who_wait(ground: &dyn Ground) {
    let store = network(ground).await;
    let waiting: Vec<_> = (0..3)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.happened(0).await })
        })
        .collect();
    insert(&*store, crate::network::team(21, "Crew", &[ANN])).await;
    assert!(waiting.iter().all(|one| !one.is_finished()), "a team is not what they wait for");
    store.transact(arriving(ANN)).await.expect("an arrival");
    for one in waiting {
        one.await.expect("woken");
    }
    store.happened(0).await;
    let later = {
        let store = store.clone();
        tokio::spawn(async move { store.happened(1).await })
    };
    store.transact(arriving(BOB)).await.expect("an arrival");
    later.await.expect("woken");
}

/// Locations where nobody is are not named.
pub async fn who_is_inside_is_counted_by_location(ground: &dyn Ground) {
    let store = network(ground).await;
    let at_the_barn = Checkin { business_id: Id::new(BARN), ..visit(23, Some(CAT), noon(), None) };
    let over = visit(24, Some(ANN), after_noon(-9), Some(after_noon(-8)));
    for one in [visit(21, Some(ANN), noon(), None), visit(22, None, noon(), None), at_the_barn, over] {
        insert(&*store, one).await;
    }
    let inside = async |locations: &[i64]| {
        let mut counts = store.inside(locations.to_vec()).await.expect("a count");
        counts.sort_unstable();
        counts
    };
    assert_eq!(inside(&[LOFT, BARN, 1]).await, [(LOFT, 2), (BARN, 1)]);
    assert_eq!(inside(&[BARN]).await, [(BARN, 1)]);
    assert_eq!(inside(&[]).await, []);
}
