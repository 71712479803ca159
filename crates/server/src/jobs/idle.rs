//! Visits that a device opened end when it falls silent (`domain.md` 4.1, 4.2, 12 row 15).

use std::sync::Arc;

use vestibule_domain::time::Instant;
use vestibule_domain::{depart, idle};
use vestibule_records::{Checkin, Filter, Id, Record, Test, Value};
use vestibule_store::{
    Answer, Book, Decision, Mint, Posting, Query, Reply, Scope, Snapshot, StoreError, Viewer, VisitScope,
    Work,
};

use crate::app::App;

/// Who writes what this round writes.
const BY: &str = "idle check-out";
/// Visits that are read at a time.
const PAGE: i64 = 500;

/// Ends every visit that ends by itself and of which nothing was heard for as long as a device may be silent: when it was
/// heard of last, however late this runs.
///
/// # Errors
/// When the store fails; what could be done in spite of that is done, and the next round does the rest.
pub(super) async fn check_out(app: &App) -> Result<(), StoreError> {
    let silent = app.now().minus(idle::PATIENCE);
    let (mut after, mut failed) = (0, Ok(()));
    loop {
        let rows = app.store.list(fallen_silent(silent, after)).await?.rows;
        for row in &rows {
            after = row.id();
            // One that cannot end does not keep the others from theirs.
            if let Err(error) = close(app, &Checkin::from_row(row)?).await {
                tracing::warn!(%error, visit = after, "a visit that fell silent was not ended");
                failed = failed.and(Err(error));
            }
        }
        if i64::try_from(rows.len()).unwrap_or(PAGE) < PAGE {
            return failed;
        }
    }
}

/// A page of open visits that end by themselves, and were heard of before an instant.
fn fallen_silent(silent: Instant, after: i64) -> Query {
    let is = |field, test| Filter::on::<Checkin>(field, test);
    let filters = vec![
        is("ToTime", Test::IsNull),
        is("AutoCheckout", Test::Is(Value::Bool(true))),
        is("LastActivity", Test::AtMost(silent.micros())),
        is("Id", Test::AtLeast(after + 1)),
    ];
    let order = (Checkin::schema().position("Id").unwrap_or_default(), false);
    Query { filters, order, limit: PAGE, sets: false, ..Query::all(Checkin::schema()) }
}

async fn close(app: &App, visit: &Checkin) -> Result<(), StoreError> {
    // A guest's minutes are counted down by their token, which sees to the end of their visits itself.
    if visit.access_token_id.is_some() {
        return Ok(());
    }
    let id = visit.base.id;
    let scope = VisitScope {
        location: visit.business_id.get(),
        customer: visit.coworker_id.map(Id::get),
        instants: std::iter::once(visit.from_time).chain(visit.last_activity).collect(),
        visit: Some(id),
        pass: None,
        tap: None,
    };
    let scope =
        Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups: Vec::new(), visit: Some(scope) };
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let changes = ended(id, snapshot, mint).unwrap_or_else(|error| {
            tracing::error!(%error, visit = id, "a visit that fell silent cannot be ended");
            Vec::new()
        });
        Decision { changes, answer: Answer::Ready(Reply { status: 200, body: Vec::new() }) }
    };
    app.store.transact(Work { scope, key: None, now: app.now(), decide: Arc::new(decide) }).await.map(drop)
}

/// Nothing where something was heard of it meanwhile, or somebody ended it.
fn ended(
    id: i64,
    snapshot: &Snapshot,
    mint: &mut Mint<'_>,
) -> Result<Vec<vestibule_store::Change>, StoreError> {
    let Some(book) = Book::open(snapshot)? else { return Ok(Vec::new()) };
    let (Some(visit), Some(row)) = (book.visit_of_id(id), book.row_of_visit(id)) else {
        return Ok(Vec::new());
    };
    let stored = Checkin::from_row(row)?;
    let seen = stored.last_activity.unwrap_or(visit.from);
    let at = idle::departure(visit.from, seen, mint.now());
    let Some(at) = at.filter(|_| visit.to.is_none() && stored.auto_checkout) else {
        return Ok(Vec::new());
    };
    let world = book.world();
    // Whoever is silent since before the cut-off was gone by then.
    let at = at.min(world.location.day_end(visit.from));
    let decided = match depart(&world, &visit, at, true) {
        Ok(decided) => decided,
        Err(refusal) => {
            tracing::warn!(visit = id, why = refusal.code(), "a visit that fell silent cannot end");
            return Ok(Vec::new());
        }
    };
    let posting = Posting { by: BY, now: mint.now(), wanted: None };
    Ok(book.post(&decided, &posting, mint).0)
}
