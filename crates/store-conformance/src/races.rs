//! Works of the same moment that want the same thing.

use vestibule_records::{Checkin, Coworker, CoworkerTimePass, Record, Value};
use vestibule_store::{Change, Outcome, Scope, StoreError, Work};

use crate::Ground;
use crate::network::{ANN, BOB, LOFT, customer, held, network, visit};
use crate::works::{
    about, all, answered, at_once, count_done, done, get, insert, noon, nothing, reply, to_change, visit_of,
    work, write,
};

/// Opens a visit where the snapshot shows none that is open, and says so; otherwise changes nothing.
fn opening(customer: i64) -> Work {
    work(about(visit_of(customer)), move |snapshot, mint| {
        let facts = snapshot.visit.as_ref().expect("asked for");
        if facts.visits.iter().any(|visit| visit.get("ToTime").is_null()) {
            return answered(Vec::new(), 200, "inside");
        }
        let visit = visit(mint.id(), Some(customer), noon(), None);
        answered(vec![Change::Insert(visit.into_row())], 201, "opened")
    })
}

fn count(outcomes: &[Result<Outcome, StoreError>], body: &str) -> usize {
    let is = |outcome: &&Result<Outcome, StoreError>| matches!(outcome, Ok(Outcome::Done(reply)) if reply.body == body.as_bytes());
    outcomes.iter().filter(is).count()
}

/// The others see the visit that the first one opened.
pub async fn one_of_twenty_opens_a_visit(ground: &dyn Ground) {
    let store = network(ground).await;
    let outcomes = at_once(&store, (0..20).map(|_| opening(ANN)).collect()).await;
    assert_eq!((count(&outcomes, "opened"), count(&outcomes, "inside")), (1, 19));
    assert_eq!(all::<Checkin>(&*store).await.len(), 1);
}

/// Those that do not look are stopped by the database.
pub async fn one_of_twenty_blind_writers_opens_a_visit(ground: &dyn Ground) {
    let store = network(ground).await;
    let blind = |scope: Scope| {
        work(scope, |_, mint| {
            done(vec![Change::Insert(visit(mint.id(), Some(ANN), noon(), None).into_row())])
        })
    };
    let works = (0..20).map(|nth| blind(if nth % 2 == 0 { nothing() } else { about(visit_of(ANN)) }));
    let outcomes = at_once(&store, works.collect()).await;
    let taken = outcomes.iter().filter(|outcome| **outcome == Err(StoreError::Taken)).count();
    assert_eq!((count_done(&outcomes), taken), (1, 19), "{outcomes:?}");
    assert_eq!(all::<Checkin>(&*store).await.len(), 1);
}

/// Attempts take it; others change it directly, by its id.
pub async fn a_pass_is_used_once(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, held(21, ANN)).await;
    let used = || CoworkerTimePass { used: true, used_date: Some(noon()), ..held(21, ANN) };
    let taking = || {
        work(about(visit_of(ANN)), move |snapshot, _| {
            let facts = snapshot.visit.as_ref().expect("asked for");
            let free = facts.passes.iter().any(|pass| pass.get("Used") == &Value::Bool(false));
            if free {
                done(vec![Change::Update(used().into_row())])
            } else {
                answered(Vec::new(), 400, "none left")
            }
        })
    };
    let using = || {
        work(to_change::<CoworkerTimePass>(21), move |snapshot, _| {
            let pass = snapshot.row(CoworkerTimePass::schema(), 21).expect("the pass");
            let free = pass.get("Used") == &Value::Bool(false);
            if free {
                done(vec![Change::Update(used().into_row())])
            } else {
                answered(Vec::new(), 400, "none left")
            }
        })
    };
    let works = (0..20).map(|nth| if nth % 2 == 0 { taking() } else { using() });
    let outcomes = at_once(&store, works.collect()).await;
    assert_eq!((count(&outcomes, "done"), count(&outcomes, "none left")), (1, 19), "{outcomes:?}");
}

/// Forty add one to a number of the same row.
pub async fn no_update_is_lost(ground: &dyn Ground) {
    let store = network(ground).await;
    let adding = |_| {
        work(to_change::<Coworker>(ANN), |snapshot, _| {
            let row = snapshot.row(Coworker::schema(), ANN).expect("Ann");
            let mut ann = Coworker::from_row(row).expect("as declared");
            ann.minutes_since_last_renewal += 1;
            done(vec![Change::Update(ann.into_row())])
        })
    };
    let outcomes = at_once(&store, (0..40).map(adding).collect()).await;
    assert_eq!(count_done(&outcomes), 40, "{outcomes:?}");
    assert_eq!(get::<Coworker>(&*store, ANN).await.expect("Ann").minutes_since_last_renewal, 40);
}

/// One visit wanted by works that know its customer, works that know only the visit, and works that know its row:
/// each adds a note, and none is lost.
pub async fn a_visit_and_its_customer_meet(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, visit(21, Some(ANN), noon(), None)).await;
    let mut nameless = visit_of(ANN);
    (nameless.customer, nameless.visit) = (None, Some(21));
    let noting = |scope: Scope| {
        work(scope, |snapshot, _| {
            let loaded = snapshot.visit.iter().flat_map(|facts| &facts.visits).chain(snapshot.rows.values());
            let row = loaded.into_iter().find(|row| row.id() == 21).expect("the visit");
            let mut visit = Checkin::from_row(row).expect("as declared");
            visit.mac_addresses = Some(visit.mac_addresses.unwrap_or_default() + "x");
            done(vec![Change::Update(visit.into_row())])
        })
    };
    let scopes = [about(visit_of(ANN)), about(nameless), to_change::<Checkin>(21)];
    let works = (0..30).map(|nth: usize| noting(scopes[nth % 3].clone()));
    let outcomes = at_once(&store, works.collect()).await;
    assert_eq!(count_done(&outcomes), 30, "{outcomes:?}");
    let visit = get::<Checkin>(&*store, 21).await.expect("the visit");
    assert_eq!(visit.mac_addresses.unwrap_or_default().len(), 30);
}

/// Each comes twice, to the same door at the same moment.
pub async fn many_customers_at_once(ground: &dyn Ground) {
    let store = network(ground).await;
    let customers: Vec<i64> = (1000..1200).collect();
    let rows = customers.iter().map(|id| Change::Insert(customer(*id, &format!("c{id}"), LOFT).into_row()));
    write(&*store, rows.collect()).await.expect("the customers");
    let works = customers.iter().chain(&customers).map(|id| opening(*id));
    let outcomes = at_once(&store, works.collect()).await;
    assert_eq!((count(&outcomes, "opened"), count(&outcomes, "inside")), (200, 200));
    let mut inside: Vec<_> = all::<Checkin>(&*store)
        .await
        .into_iter()
        .filter_map(|visit| visit.coworker_id)
        .map(|id| id.get())
        .collect();
    inside.sort_unstable();
    assert_eq!(inside, customers);
    assert_eq!(store.transact(opening(BOB)).await, Ok(Outcome::Done(reply(201, "opened"))));
}
