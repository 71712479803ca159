//! Looking at what a work would see.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio::task;
use vestibule_records::{BusinessSetting, Coworker, Id, Record, Row, Test};
use vestibule_store::{Change, Lookup, RowRef, Scope, Snapshot, Store, Viewer, VisitFacts, VisitScope};

use crate::Ground;
use crate::facts::{DAY, ids, used};
use crate::network::{ANN, BOB, CAT, HUB, LOFT, PLAN, base, contract, guid, held, network, visit};
use crate::works::{about, after_noon, done, filter, insert, noon, nothing, see, visit_of, work};

async fn look(store: &dyn Store, scope: Scope) -> Snapshot {
    store.look(scope).await.expect("a look")
}

fn told(facts: Option<&VisitFacts>) -> String {
    format!("{facts:?}")
}

/// Rows, lookups and what admission needs, with the eyes of the viewer.
pub async fn a_look_sees_what_a_work_would(ground: &dyn Ground) {
    let store = network(ground).await;
    for pass in [held(21, ANN), used(22, -30 * DAY), used(23, 60), held(24, BOB)] {
        insert(&*store, pass).await;
    }
    insert(&*store, contract(31, ANN, PLAN)).await;
    insert(&*store, visit(32, Some(ANN), after_noon(-30), None)).await;
    let by_email = filter::<Coworker>("Email", Test::Same("bob@example.com".into()));
    let row = |id, changes| RowRef { schema: Coworker::schema(), id, changes };
    let scope = Scope {
        viewer: Viewer::Locations(vec![LOFT]),
        rows: vec![row(ANN, true), row(BOB, false), row(CAT, true)],
        lookups: vec![
            Lookup::two(Coworker::schema(), vec![by_email.clone()]),
            Lookup::all(Coworker::schema(), vec![by_email]),
        ],
        visit: Some(VisitScope { pass: Some(guid(22).to_string()), visit: Some(32), ..visit_of(ANN) }),
    };
    let looked = look(&*store, scope.clone()).await;
    assert_eq!(ids(&looked.visit.as_ref().expect("asked for").passes), [21, 22, 23]);
    assert_eq!(looked.row(Coworker::schema(), ANN).map(|ann| ann.get("Businesses").ids().len()), Some(1));
    let seen = see(&*store, scope, |snapshot| {
        (snapshot.rows.clone(), snapshot.found.clone(), told(snapshot.visit.as_ref()))
    });
    assert_eq!((looked.rows, looked.found, told(looked.visit.as_ref())), seen.await);
}

/// Also what was changed in the catalogue.
pub async fn a_look_sees_what_was_committed_before(ground: &dyn Ground) {
    let store = network(ground).await;
    let sells = |looked: Snapshot| looked.visit.and_then(|facts| facts.location).expect("Loft").pay_as_you_go;
    assert!(!sells(look(&*store, about(visit_of(ANN))).await));
    let (business_id, value) = (Id::new(HUB), Some("True".to_owned()));
    let name = "Checkin.PayAsYouGo".to_owned();
    insert(&*store, BusinessSetting { business_id, name, value, base: base(21) }).await;
    insert(&*store, visit(22, Some(ANN), noon(), None)).await;
    let looked = look(&*store, about(visit_of(ANN))).await;
    assert_eq!(ids(&looked.visit.as_ref().expect("asked for").visits), [22]);
    assert!(sells(looked));
}

/// A look in the middle of a work about the same customer: it does not wait, and sees nothing of it.
pub async fn a_look_waits_for_nobody_who_writes(ground: &dyn Ground) {
    let store = network(ground).await;
    let seen: Arc<Mutex<Option<Vec<Row>>>> = Arc::default();
    let (keep, looker, runtime) = (seen.clone(), store.clone(), Handle::current());
    let scope = Scope {
        rows: vec![RowRef { schema: Coworker::schema(), id: ANN, changes: true }],
        ..about(visit_of(ANN))
    };
    let asked = scope.clone();
    let work = work(scope, move |_, _| {
        let (looker, runtime, asked) = (looker.clone(), runtime.clone(), asked.clone());
        let looking = move || runtime.block_on(look(&*looker, asked));
        // A decision may run on a thread of the runtime, which must not stand still meanwhile, or on one of its own.
        let inside = Handle::try_current().is_ok();
        let looked = if inside { task::block_in_place(looking) } else { looking() };
        *keep.lock().unwrap_or_else(PoisonError::into_inner) = looked.visit.map(|facts| facts.visits);
        done(vec![Change::Insert(visit(21, Some(ANN), noon(), None).into_row())])
    });
    store.transact(work).await.expect("a work");
    assert_eq!(seen.lock().unwrap_or_else(PoisonError::into_inner).take(), Some(Vec::new()));
    let after = look(&*store, about(visit_of(ANN))).await;
    assert_eq!(ids(&after.visit.expect("asked for").visits), [21]);
    assert!(look(&*store, nothing()).await.visit.is_none());
}

/// Whatever they share: each sees what was committed before they asked, and of their own customer only.
pub async fn many_who_look_at_once_see_each_what_was_there(ground: &dyn Ground) {
    let store = network(ground).await;
    let lookers: Vec<_> = (100..140)
        .map(|pass| {
            let (store, customer) = (store.clone(), if pass % 2 == 0 { ANN } else { BOB });
            tokio::spawn(async move {
                insert(&*store, held(pass, customer)).await;
                let looked = look(&*store, about(visit_of(customer))).await;
                (pass, ids(&looked.visit.expect("asked for").passes))
            })
        })
        .collect();
    for looker in lookers {
        let (pass, seen) = looker.await.expect("nobody panics");
        assert!(seen.contains(&pass), "{pass} in {seen:?}");
        assert!(seen.iter().all(|other| other % 2 == pass % 2), "of {pass} alone: {seen:?}");
    }
}
