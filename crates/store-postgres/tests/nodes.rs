//! Several nodes over one database, and a database that goes away for a moment.

use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::NoTls;
use vestibule_records::{BusinessSetting, Checkin, Coworker, FailedCheckin, Id, Record};
use vestibule_store::{Change, Outcome, Store, StoreError, Work};
use vestibule_store_conformance::chronicle::follow;
use vestibule_store_conformance::entropy::Stirred;
use vestibule_store_conformance::fresh::FreshPostgres;
use vestibule_store_conformance::headcount::{crowd, entering, holds, inside, let_in};
use vestibule_store_conformance::network::{ANN, HUB, LOFT, base, blank, customer, network, user, visit};
use vestibule_store_conformance::taps::refusing;
use vestibule_store_conformance::teams::{TWENTY, arriving, assert_one_got_in, twenty_and_a_day};
use vestibule_store_conformance::works::{
    about, all, answered, at_once, count_done, done, insert, key, noon, nothing, see, to_change, visit_of,
    work, write,
};
use vestibule_store_conformance::{Ground, Opening};
use vestibule_store_postgres::PostgresStore;

struct Database(FreshPostgres);

impl Ground for Database {
    fn open(&self) -> Opening<'_> {
        Box::pin(async {
            let store = PostgresStore::connect(&self.0.url, Stirred::start()).await;
            Arc::new(store.expect("a store")) as _
        })
    }
}

/// Two nodes over a database with the network in it.
async fn two_nodes() -> Option<(Database, [Arc<dyn Store>; 2])> {
    let database = Database(FreshPostgres::create().await?);
    let first = network(&database).await;
    let second = database.open().await;
    Some((database, [first, second]))
}

/// Hands works out to the nodes in turn, all at the same moment.
async fn on_both(nodes: &[Arc<dyn Store>; 2], works: Vec<Work>) -> Vec<Result<Outcome, StoreError>> {
    let (mut even, mut odd) = (Vec::new(), Vec::new());
    for (nth, work) in works.into_iter().enumerate() {
        if nth % 2 == 0 { even.push(work) } else { odd.push(work) }
    }
    let (mut first, second) = tokio::join!(at_once(&nodes[0], even), at_once(&nodes[1], odd));
    first.extend(second);
    first
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_setting_written_on_one_node_is_seen_by_the_next_work_on_another() {
    let Some((_database, [first, second])) = two_nodes().await else {
        return;
    };
    for (value, id) in [("True", 21), ("False", 22)] {
        let (business_id, name) =
            (Id::new(if id == 21 { HUB } else { LOFT }), "Checkin.PayAsYouGo".to_owned());
        insert(&*first, BusinessSetting { business_id, name, value: Some(value.into()), base: base(id) })
            .await;
        let scope = if id == 21 { nothing() } else { about(visit_of(ANN)) };
        let seen = see(&*second, scope, |snapshot| {
            snapshot.catalogue.setting(LOFT, "checkin.payasyougo").map(str::to_owned)
        });
        assert_eq!(seen.await.as_deref(), Some(value));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_keeps_in_memory_follows_the_others_within_moments() {
    let Some((_database, [first, second])) = two_nodes().await else {
        return;
    };
    let (version, access) = (second.catalogue().await.unwrap().version, second.access_revision());
    insert(&*first, user(21, "Staff")).await;
    insert(
        &*first,
        BusinessSetting { business_id: Id::new(HUB), name: "A".into(), base: base(22), ..blank() },
    )
    .await;
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if second.access_revision() > access && second.catalogue().await.unwrap().version > version {
            return;
        }
    }
    panic!("the second node did not look");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_visit_opens_whichever_nodes_are_asked() {
    let Some((_database, nodes)) = two_nodes().await else {
        return;
    };
    let opening = |_| {
        work(about(visit_of(ANN)), |snapshot, mint| {
            let facts = snapshot.visit.as_ref().unwrap();
            if facts.visits.is_empty() {
                done(vec![Change::Insert(visit(mint.id(), Some(ANN), noon(), None).into_row())])
            } else {
                answered(Vec::new(), 200, "inside")
            }
        })
    };
    let outcomes = on_both(&nodes, (0..40).map(opening).collect()).await;
    assert_eq!(count_done(&outcomes), 40, "{outcomes:?}");
    assert_eq!(all::<Checkin>(&*nodes[0]).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_places_let_a_hundred_in_whichever_nodes_are_asked() {
    let Some((_database, nodes)) = two_nodes().await else {
        return;
    };
    holds(&*nodes[0], 100).await;
    let people = crowd(&*nodes[0], 500).await;
    let outcomes = on_both(&nodes, people.iter().map(|id| entering(*id, 100)).collect()).await;
    assert_eq!(count_done(&outcomes), 500, "{outcomes:?}");
    assert_eq!((let_in(&outcomes), inside(&*nodes[1]).await), (100, 100));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_has_one_effect_whichever_nodes_are_asked() {
    let Some((_database, nodes)) = two_nodes().await else {
        return;
    };
    for (name, scope) in [("a", nothing()), ("b", about(visit_of(ANN)))] {
        let writing = |_| {
            let work = work(scope.clone(), move |_, mint| {
                let id = mint.id();
                answered(vec![Change::Insert(customer(id, name, LOFT).into_row())], 201, &id.to_string())
            });
            Work { key: Some(key(name, "f")), ..work }
        };
        let outcomes = on_both(&nodes, (0..20).map(writing).collect()).await;
        let replayed = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Outcome::Replayed(_)))).count();
        assert_eq!((count_done(&outcomes), replayed), (1, 19), "{outcomes:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_update_is_lost_between_nodes() {
    let Some((_database, nodes)) = two_nodes().await else {
        return;
    };
    let adding = |nth| {
        let scope = if nth % 3 == 0 { about(visit_of(ANN)) } else { nothing() };
        let scope = vestibule_store::Scope { rows: to_change::<Coworker>(ANN).rows, ..scope };
        work(scope, |snapshot, _| {
            let mut ann = Coworker::from_row(snapshot.row(Coworker::schema(), ANN).unwrap()).unwrap();
            ann.minutes_since_last_renewal += 1;
            done(vec![Change::Update(ann.into_row())])
        })
    };
    let outcomes = on_both(&nodes, (0..60).map(adding).collect()).await;
    assert_eq!(count_done(&outcomes), 60, "{outcomes:?}");
    let ann = &all::<Coworker>(&*nodes[1]).await[0];
    assert_eq!(ann.minutes_since_last_renewal, 60);
}

/// PostgreSQL takes a second to notice each circle, so there are only a few.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn works_that_lock_in_opposite_orders_all_end() {
    let Some((_database, nodes)) = two_nodes().await else {
        return;
    };
    let rename = |nth: usize| {
        let ids = if nth.is_multiple_of(2) { [11, 12] } else { [12, 11] };
        let changes = ids.map(|id| Change::Update(customer(id, &format!("New{id}"), LOFT).into_row()));
        work(nothing(), move |_, _| done(changes.to_vec()))
    };
    let outcomes = on_both(&nodes, (0..4).map(rename).collect()).await;
    assert_eq!(count_done(&outcomes), 4, "{outcomes:?}");
}

/// Attempts that share commits on either node, and other works between them, each alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_follows_one_node_misses_nothing_that_happens_on_another() {
    let Some((_database, nodes)) = two_nodes().await else {
        return;
    };
    let people = crowd(&*nodes[0], 200).await;
    let following: Vec<_> = nodes.iter().map(|node| tokio::spawn(follow(node.clone(), 200))).collect();
    let coming = |id: &i64| {
        let change = Change::Insert(visit(50_000 + id, Some(*id), noon(), None).into_row());
        let scope = if id % 4 == 0 { nothing() } else { about(visit_of(*id)) };
        work(scope, move |_, _| done(vec![change.clone()]))
    };
    let outcomes = on_both(&nodes, people.iter().map(coming).collect()).await;
    assert_eq!(count_done(&outcomes), 200, "{outcomes:?}");
    for one in following {
        assert_eq!(one.await.unwrap(), (1..=200).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tap_that_reaches_two_nodes_is_refused_once() {
    let Some((_database, nodes)) = two_nodes().await else {
        return;
    };
    let outcomes = on_both(&nodes, (0..40).map(|_| refusing("a")).collect()).await;
    assert_eq!(count_done(&outcomes), 40, "{outcomes:?}");
    assert_eq!(all::<FailedCheckin>(&*nodes[0]).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_member_gets_the_day_of_the_payer_whichever_nodes_are_asked() {
    for _ in 0..5 {
        let Some(database) = FreshPostgres::create().await.map(Database) else {
            return;
        };
        let nodes = [twenty_and_a_day(&database).await, database.open().await];
        let outcomes = on_both(&nodes, TWENTY.map(arriving).collect()).await;
        assert_one_got_in(&*nodes[1], &outcomes).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_together_migrate_once() {
    let Some(fresh) = FreshPostgres::create().await else {
        return;
    };
    let (client, connection) = tokio_postgres::connect(&fresh.url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute("DROP SCHEMA public CASCADE").await.unwrap();
    client.batch_execute("CREATE SCHEMA public").await.unwrap();
    let starting: Vec<_> = (0..6)
        .map(|_| {
            let url = fresh.url.clone();
            tokio::spawn(async move { PostgresStore::connect(&url, Stirred::start()).await.map(drop) })
        })
        .collect();
    for one in starting {
        assert_eq!(one.await.unwrap(), Ok(()));
    }
    let steps = client.query("SELECT name FROM migrations", &[]).await.unwrap();
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
    assert_eq!(steps.len(), files.count());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_connections_are_replaced() {
    let Some((database, [store, _])) = two_nodes().await else {
        return;
    };
    let (client, connection) = tokio_postgres::connect(&database.0.url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let attempt = || work(about(visit_of(ANN)), |_, _| done(Vec::new()));
    store.transact(attempt()).await.unwrap();
    write(&*store, Vec::new()).await.unwrap();
    let all_others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    client.query(all_others, &[]).await.unwrap();
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let outcomes = tokio::join!(store.transact(attempt()), write(&*store, Vec::new()));
        if let (Ok(_), Ok(_)) = outcomes {
            all::<Coworker>(&*store).await;
            return;
        }
    }
    panic!("the store did not come back");
}
