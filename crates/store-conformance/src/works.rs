//! Works for tests, made in a line.

use std::sync::{Arc, Mutex, PoisonError};

use vestibule_domain::time::{Date, Instant, Span, TimeOfDay};
use vestibule_records::{Filter, Record, Row, Test};
use vestibule_store::{
    Answer, Change, Decision, Key, Mint, Outcome, Page, Query, Reply, RowRef, Scope, Snapshot, Store,
    StoreError, Viewer, VisitScope, Work,
};

/// Noon of Monday, 2 March 2026, UTC: when things happen unless they say otherwise.
#[must_use]
pub fn noon() -> Instant {
    let date = Date::new(2026, 3, 2).expect("a date");
    Instant::from_utc(date, TimeOfDay::new(12, 0, 0, 0).expect("a time"))
}

/// So many minutes after noon, or before it.
#[must_use]
pub fn after_noon(minutes: i64) -> Instant {
    noon().plus(Span::minutes(minutes))
}

/// Sees the whole network and asks for nothing.
#[must_use]
pub const fn nothing() -> Scope {
    Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups: Vec::new(), visit: None }
}

/// Asks for a row, to change it.
#[must_use]
pub fn to_change<T: Record>(id: i64) -> Scope {
    Scope { rows: vec![RowRef { schema: T::schema(), id, changes: true }], ..nothing() }
}

/// Asks for what admission of a customer at noon needs.
#[must_use]
pub fn visit_of(customer: i64) -> VisitScope {
    let location = crate::network::LOFT;
    VisitScope {
        location,
        customer: Some(customer),
        instants: vec![noon()],
        visit: None,
        pass: None,
        tap: None,
    }
}

/// A scope that is about a visit only.
#[must_use]
pub fn about(visit: VisitScope) -> Scope {
    Scope { visit: Some(visit), ..nothing() }
}

/// A work that happens at noon.
pub fn work(
    scope: Scope,
    decide: impl Fn(&Snapshot, &mut Mint<'_>) -> Decision + Send + Sync + 'static,
) -> Work {
    Work { scope, key: None, now: noon(), decide: Arc::new(decide) }
}

/// A work that writes rows, whatever it sees.
#[must_use]
pub fn writing(changes: Vec<Change>) -> Work {
    work(nothing(), move |_, _| done(changes.clone()))
}

/// These changes, and `200 done`.
#[must_use]
pub fn done(changes: Vec<Change>) -> Decision {
    answered(changes, 200, "done")
}

/// These changes and this answer.
#[must_use]
pub fn answered(changes: Vec<Change>, status: u16, body: &str) -> Decision {
    Decision { changes, answer: Answer::Ready(reply(status, body)) }
}

/// A reply.
#[must_use]
pub fn reply(status: u16, body: &str) -> Reply {
    Reply { status, body: body.as_bytes().to_vec() }
}

/// A key of one actor, for a request of this fingerprint.
#[must_use]
pub fn key(key: &str, fingerprint: &str) -> Key {
    Key { actor: "kim@example.com".to_owned(), key: key.to_owned(), fingerprint: fingerprint.to_owned() }
}

/// Writes rows.
///
/// # Errors
/// As the store says.
pub async fn write(store: &dyn Store, changes: Vec<Change>) -> Result<Outcome, StoreError> {
    store.transact(writing(changes)).await
}

/// Inserts a record.
pub async fn insert<T: Record>(store: &dyn Store, record: T) {
    let outcome = write(store, vec![Change::Insert(record.into_row())]).await;
    assert!(outcome.is_ok(), "{} is inserted: {outcome:?}", T::schema().name);
}

/// What a decision with this scope sees.
pub async fn see<T: Send + 'static>(
    store: &dyn Store,
    scope: Scope,
    look: impl Fn(&Snapshot) -> T + Send + Sync + 'static,
) -> T {
    let seen = Arc::new(Mutex::new(None));
    let keep = seen.clone();
    let work = work(scope, move |snapshot, _| {
        *keep.lock().unwrap_or_else(PoisonError::into_inner) = Some(look(snapshot));
        done(Vec::new())
    });
    store.transact(work).await.expect("a work that only looks");
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner).take();
    seen.expect("the work was decided")
}

/// A list.
pub async fn list(store: &dyn Store, query: Query) -> Page {
    store.list(query).await.expect("a list")
}

/// The ids of the rows that pass a test, in the default order.
pub async fn ids<T: Record>(store: &dyn Store, field: &str, test: Test) -> Vec<i64> {
    list(store, Query::by::<T>(field, test)).await.rows.iter().map(Row::id).collect()
}

/// All rows of a record.
pub async fn all<T: Record>(store: &dyn Store) -> Vec<T> {
    let page = list(store, Query::all(T::schema())).await;
    page.rows.iter().map(|row| T::from_row(row).expect("a row as declared")).collect()
}

/// One row by its id.
pub async fn row<T: Record>(store: &dyn Store, id: i64) -> Option<Row> {
    list(store, Query::ids(T::schema(), Viewer::Everything, vec![id])).await.rows.pop()
}

/// One record by its id.
pub async fn get<T: Record>(store: &dyn Store, id: i64) -> Option<T> {
    row::<T>(store, id).await.map(|row| T::from_row(&row).expect("a row as declared"))
}

/// A condition on a field.
#[must_use]
pub fn filter<T: Record>(field: &str, test: Test) -> Filter {
    let field = T::schema().position(field).unwrap_or_else(|| panic!("{} has no {field}", T::schema().name));
    Filter { field, test }
}

/// Starts all works at the same moment and waits for their outcomes, in their order.
pub async fn at_once(store: &Arc<dyn Store>, works: Vec<Work>) -> Vec<Result<Outcome, StoreError>> {
    let started: Vec<_> = works
        .into_iter()
        .map(|work| {
            let store = store.clone();
            tokio::spawn(async move { store.transact(work).await })
        })
        .collect();
    let mut outcomes = Vec::with_capacity(started.len());
    for one in started {
        outcomes.push(one.await.expect("the caller does not panic"));
    }
    outcomes
}

/// How many of the outcomes were decided and committed.
#[must_use]
pub fn count_done(outcomes: &[Result<Outcome, StoreError>]) -> usize {
    outcomes.iter().filter(|outcome| matches!(outcome, Ok(Outcome::Done(_)))).count()
}
