//! How a decision is carried out and answered.

use std::sync::Arc;

use vestibule_records::{
    Business, BusinessSetting, Checkin, Coworker, CoworkerAccessControlAudit, FailedCheckin, Filter, Id,
    Record, Row, Test,
};
use vestibule_store::{Answer, Change, Decision, Lookup, Outcome, StoreError, Work};

use crate::Ground;
use crate::network::{ANN, BOB, CAT, HUB, LOFT, base, blank, business, customer, network, visit};
use crate::works::{
    about, all, answered, at_once, done, get, insert, noon, nothing, reply, row, to_change, visit_of, work,
    write, writing,
};

fn setting(id: i64, name: &str, value: &str) -> Row {
    let (business_id, value) = (Id::new(HUB), Some(value.to_owned()));
    BusinessSetting { business_id, name: name.into(), value, base: base(id) }.into_row()
}

/// What a decision lacks is loaded for it, and it is made again: nothing is left of what it came to before, and its
/// neighbours hear nothing of it.
pub async fn a_decision_that_lacks_something_is_made_again_with_it(ground: &dyn Ground) {
    let store = network(ground).await;
    let works = [ANN, BOB, CAT].into_iter().cycle().zip(1..=20).map(|(who, nth)| {
        work(about(visit_of(who)), move |snapshot, _| {
            if who == BOB {
                let everyone = Filter::on::<Coworker>("Id", Test::In(vec![ANN, BOB, CAT]));
                snapshot.lacking.say(vec![
                    Lookup::all(Coworker::schema(), vec![everyone]),
                    Lookup::all(FailedCheckin::schema(), Vec::new()),
                ]);
            }
            let found: Vec<_> = snapshot.found.iter().map(|rows| rows.len().min(3)).collect();
            let note = CoworkerAccessControlAudit {
                coworker_id: Id::new(who),
                description: Some(format!("{found:?}")),
                base: base(100 + nth),
                ..blank()
            };
            answered(vec![Change::Insert(note.into_row())], 200, &format!("{found:?}"))
        })
    });
    for (nth, outcome) in at_once(&store, works.collect()).await.into_iter().enumerate() {
        let expected = if nth % 3 == 1 { "[3, 0]" } else { "[]" };
        assert_eq!(outcome, Ok(Outcome::Done(reply(200, expected))));
    }
    let notes = all::<CoworkerAccessControlAudit>(&*store).await;
    let said = |who: i64| notes.iter().filter(move |note| note.coworker_id.get() == who);
    assert_eq!(notes.len(), 20);
    assert!(said(BOB).all(|note| note.description.as_deref() == Some("[3, 0]")), "{notes:?}");
    assert!(said(ANN).all(|note| note.description.as_deref() == Some("[]")), "{notes:?}");
}

/// Later changes see earlier ones: the same row twice, a parent before its child, a name freed and taken.
pub async fn changes_happen_in_their_order(ground: &dyn Ground) {
    let store = network(ground).await;
    let changes = vec![
        Change::Insert(business(21, "Annexe", Some(LOFT)).into_row()),
        Change::Insert(customer(22, "Dee", 21).into_row()),
        Change::Insert(setting(23, "First", "1")),
        Change::Insert(setting(24, "Second", "1")),
        Change::Update(setting(23, "First", "2")),
        Change::Update(setting(23, "First", "3")),
        Change::Delete(BusinessSetting::schema(), 24),
        Change::Insert(setting(25, "Second", "again")),
        Change::Update(setting(25, "Third", "moved")),
        Change::Insert(setting(26, "Second", "and again")),
    ];
    write(&*store, changes).await.expect("the changes");
    let settings = all::<BusinessSetting>(&*store).await;
    let settings: Vec<_> =
        settings.iter().map(|one| (one.base.id, one.name.as_str(), one.value.as_deref())).collect();
    assert_eq!(
        settings,
        [(23, "First", Some("3")), (25, "Third", Some("moved")), (26, "Second", Some("and again"))]
    );
    assert!(get::<Business>(&*store, 21).await.is_some());
    assert!(get::<Coworker>(&*store, 22).await.is_some());
}

fn showing<T: Record>(changes: Vec<Change>, id: i64, make: fn(&Row) -> String) -> Decision {
    let reply = Arc::new(move |row: &Row| reply(201, &make(row)));
    Decision { changes, answer: Answer::Shown { schema: T::schema(), id, reply } }
}

/// With the names it joins and its collections.
pub async fn an_answer_shows_the_row_after_the_write(ground: &dyn Ground) {
    let store = network(ground).await;
    let (ann, show) =
        (customer(ANN, "Annie", LOFT), |row: &Row| format!("{}", row.get("Businesses").ids().len()));
    let update = ann.into_row();
    let outcome = store
        .transact(work(nothing(), move |_, _| {
            showing::<Coworker>(vec![Change::Update(update.clone())], ANN, show)
        }))
        .await;
    assert_eq!(outcome, Ok(Outcome::Done(reply(201, "1"))));
    let opened = visit(21, Some(ANN), noon(), None).into_row();
    let title =
        |row: &Row| format!("{} at {}", row.title(), row.get("BusinessName").text().unwrap_or_default());
    let work = work(about(visit_of(ANN)), move |_, _| {
        showing::<Checkin>(vec![Change::Insert(opened.clone())], 21, title)
    });
    assert_eq!(store.transact(work).await, Ok(Outcome::Done(reply(201, "Annie at Loft"))));
}

/// Then nothing is written either.
pub async fn a_row_that_is_gone_cannot_be_shown(ground: &dyn Ground) {
    let store = network(ground).await;
    let added = setting(21, "Kept", "no");
    let work =
        work(nothing(), move |_, _| showing::<Coworker>(vec![Change::Insert(added.clone())], 99, Row::title));
    assert!(matches!(store.transact(work).await, Err(StoreError::Database(_))));
    assert!(row::<BusinessSetting>(&*store, 21).await.is_none());
}

fn panicking(scope: vestibule_store::Scope) -> Work {
    work(scope, |_, _| panic!("a mistake in a rule; this message belongs to a test"))
}

/// Neither works of the same moment nor those after.
pub async fn a_panic_hurts_nobody_else(ground: &dyn Ground) {
    let store = network(ground).await;
    for round in 0..3 {
        let opens = |id, customer| {
            let opened = visit(id, Some(customer), noon(), Some(noon())).into_row();
            work(about(visit_of(customer)), move |_, _| done(vec![Change::Insert(opened.clone())]))
        };
        let first = 100 + round * 10;
        let works = vec![
            opens(first, ANN),
            panicking(about(visit_of(CAT))),
            opens(first + 1, BOB),
            panicking(to_change::<Coworker>(ANN)),
            writing(vec![Change::Insert(setting(first + 2, &format!("S{round}"), ""))]),
        ];
        let outcomes = at_once(&store, works).await;
        let done = Ok(Outcome::Done(reply(200, "done")));
        let panicked = Err(StoreError::Panicked);
        assert_eq!(outcomes, [done.clone(), panicked.clone(), done.clone(), panicked, done]);
    }
    assert_eq!(all::<Checkin>(&*store).await.len(), 6);
}

/// An answer is made after the write, in the same transaction.
pub async fn a_panic_in_an_answer_leaves_no_trace(ground: &dyn Ground) {
    let store = network(ground).await;
    let show: fn(&Row) -> String = |_| panic!("a mistake in a view; this message belongs to a test");
    for scope in [nothing(), about(visit_of(ANN))] {
        let added = setting(21, "Kept", "no");
        let work =
            work(scope, move |_, _| showing::<Coworker>(vec![Change::Insert(added.clone())], ANN, show));
        assert_eq!(store.transact(work).await, Err(StoreError::Panicked));
        assert!(row::<BusinessSetting>(&*store, 21).await.is_none());
    }
    insert(&*store, visit(22, Some(ANN), noon(), None)).await;
}

/// Attempts that share a commit: visits, refusals and mere questions, each with the facts of its own customer.
pub async fn a_batch_of_attempts_shows_each_its_own(ground: &dyn Ground) {
    let store = network(ground).await;
    let customers: Vec<i64> = (1000..1100).collect();
    let rows = customers.iter().map(|id| Change::Insert(customer(*id, &format!("c{id}"), LOFT).into_row()));
    write(&*store, rows.collect()).await.expect("the customers");
    let attempt = |id: i64| {
        work(about(visit_of(id)), move |snapshot, mint| {
            let facts = snapshot.visit.as_ref().expect("asked for");
            let name = facts.customer.as_ref().map(|customer| customer.full_name.clone()).unwrap_or_default();
            let row = match id % 3 {
                0 => visit(mint.id(), Some(id), noon(), None).into_row(),
                1 => refusal(mint.id(), id).into_row(),
                _ => return crate::works::answered(Vec::new(), 200, &name),
            };
            let shown: fn(&Row) -> String =
                |row| row.get("CoworkerFullName").text().unwrap_or_default().to_owned();
            let (schema, id, reply) =
                (row.schema, row.id(), Arc::new(move |row: &Row| reply(200, &shown(row))));
            Decision { changes: vec![Change::Insert(row)], answer: Answer::Shown { schema, id, reply } }
        })
    };
    let outcomes = at_once(&store, customers.iter().copied().map(attempt).collect()).await;
    for (id, outcome) in customers.iter().zip(outcomes) {
        assert_eq!(outcome, Ok(Outcome::Done(reply(200, &format!("c{id}")))));
    }
    assert_eq!((all::<Checkin>(&*store).await.len(), all::<FailedCheckin>(&*store).await.len()), (33, 34));
}

fn refusal(id: i64, customer: i64) -> FailedCheckin {
    let (coworker_id, business_id) = (Some(Id::new(customer)), Id::new(LOFT));
    FailedCheckin { coworker_id, business_id, checkin_attempt_time: noon(), base: base(id), ..blank() }
}
