//! Removing deliveries of long ago.

use std::sync::Arc;

use vestibule_domain::time::Instant;
use vestibule_records::kept::Delivery;
use vestibule_records::{Record, Row};
use vestibule_store::{
    Answer, Change, Decision, Mint, Query, Reply, Scope, Snapshot, StoreError, Viewer, Work,
};

use crate::app::App;

/// Deliveries removed in one write.
const AT_ONCE: usize = 500;

/// Removes what is kept no longer, counted from the event on. Ids grow with time, so what is oldest is found first, without an index of its own.
pub(crate) async fn sweep(app: &App) -> Result<(), StoreError> {
    let oldest = app.now().minus(app.settings.retention.deliveries);
    loop {
        let limit = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        let first = app.store.list(Query { limit, ..Query::all(Delivery::schema()) }).await?;
        let old: Vec<i64> = first.rows.iter().filter(|row| made_before(row, oldest)).map(Row::id).collect();
        if old.is_empty() {
            return Ok(());
        }
        let whole = old.len() == AT_ONCE;
        remove(app, old).await?;
        if !whole {
            return Ok(());
        }
    }
}

fn made_before(row: &Row, oldest: Instant) -> bool {
    row.get("CreatedOn").int().is_some_and(|made| made < oldest.micros())
}

async fn remove(app: &App, ids: Vec<i64>) -> Result<(), StoreError> {
    let scope = Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups: Vec::new(), visit: None };
    let decide = move |_: &Snapshot, _: &mut Mint<'_>| Decision {
        changes: ids.iter().map(|id| Change::Delete(Delivery::schema(), *id)).collect(),
        answer: Answer::Ready(Reply { status: 200, body: Vec::new() }),
    };
    app.store.transact(Work { scope, key: None, now: app.now(), decide: Arc::new(decide) }).await.map(drop)
}
