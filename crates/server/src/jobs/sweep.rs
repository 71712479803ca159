//! What is kept for a time and then goes: a few hundred rows in a write, the oldest first, so that nobody waits long.

mod devices;

use std::sync::Arc;

use vestibule_domain::time::{Instant, Span};
use vestibule_records::kept::{Happened, Presence, RememberedPhone, Token};
use vestibule_records::{FailedCheckin, Filter, Record, Row, Schema, Signal, Test};
use vestibule_store::{
    Answer, Change, Decision, Key, Lookup, Mint, Query, Reply, Scope, Snapshot, StoreError, Viewer, Work,
};

use super::duty::Duty;
use crate::app::App;
use crate::delivery;
use crate::settings::Retention;

/// How often it is looked for what goes.
const OFTEN: Span = Span::minutes(60);
/// Rows in one write.
const AT_ONCE: i64 = 500;

/// Records of which go those whose instant is too long ago.
#[derive(Debug, Clone, Copy)]
struct Sweep {
    name: &'static str,
    schema: fn() -> &'static Schema,
    /// The field with the instant; an index is ordered by it.
    field: &'static str,
    /// How long after that instant they are kept; `None`: for good.
    kept: fn(&Retention) -> Option<Span>,
}

/// What goes, and when. A refresh token that was spent is kept until it would have been worthless anyway: as long as that, who
/// shows it again is told from who made one up.
const SWEEPS: [Sweep; 5] = [
    Sweep { name: "tokens", schema: Token::schema, field: "ExpiresOn", kept: |_| Some(Span::micros(0)) },
    Sweep {
        name: "phones",
        schema: RememberedPhone::schema,
        field: "ExpiresOn",
        kept: |_| Some(Span::micros(0)),
    },
    Sweep { name: "presences", schema: Presence::schema, field: "Seen", kept: |_| Some(Retention::days(1)) },
    Sweep { name: "signals", schema: Signal::schema, field: "CreatedOn", kept: |kept| kept.signals },
    Sweep {
        name: "failed-checkins",
        schema: FailedCheckin::schema,
        field: "CreatedOn",
        kept: |kept| kept.failed_checkins,
    },
];

/// The duties that see to it, each in its own time.
pub(super) fn duties(retention: &Retention) -> Vec<Duty> {
    let mut all: Vec<Duty> = SWEEPS.iter().filter_map(|sweep| sweep.duty(retention)).collect();
    all.push(Duty::every(OFTEN, "sweep/keys", |app| async move { forget_keys(&app).await }));
    all.push(Duty::every(OFTEN, "sweep/deliveries", |app| async move { delivery::sweep(&app).await }));
    let kept = retention.stream;
    all.push(Duty::every(OFTEN, "sweep/stream", move |app| async move { forget_happened(&app, kept).await }));
    all.extend(retention.mac_addresses.map(|kept| {
        Duty::every(OFTEN, "sweep/mac-addresses", move |app| async move { devices::forget(&app, kept).await })
    }));
    all
}

impl Sweep {
    fn duty(self, retention: &Retention) -> Option<Duty> {
        let kept = (self.kept)(retention)?;
        let name = format!("sweep/{}", self.name);
        Some(Duty::every(OFTEN, name, move |app| async move { self.remove(&app, kept).await }))
    }

    /// Removes what is kept no longer.
    async fn remove(self, app: &App, kept: Span) -> Result<(), StoreError> {
        let schema = (self.schema)();
        let old = vec![at_most(schema, self.field, app.now().minus(kept))];
        each_page(app, schema, self.field, old, move |row| Change::Delete(schema, row.id())).await
    }
}

/// Changes the rows that fit, the oldest first, a page in a write, until none fits any more. A row that fits no longer when it
/// is its turn is left as it is.
async fn each_page(
    app: &App,
    schema: &'static Schema,
    by: &str,
    filters: Vec<Filter>,
    change: impl Fn(&Row) -> Change + Clone + Send + Sync + 'static,
) -> Result<(), StoreError> {
    let order = (schema.position(by).unwrap_or_default(), false);
    loop {
        let all =
            Query { filters: filters.clone(), order, limit: AT_ONCE, sets: false, ..Query::all(schema) };
        let page = app.store.list(Query { only: Some(&["Id"]), ..all }).await?.rows;
        let ids: Vec<i64> = page.iter().map(Row::id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let whole = i64::try_from(ids.len()).is_ok_and(|count| count == AT_ONCE);
        let mut still = filters.clone();
        still.push(Filter { field: schema.position("Id").unwrap_or_default(), test: Test::In(ids) });
        write(app, Lookup::all(schema, still), change.clone()).await?;
        if !whole {
            return Ok(());
        }
    }
}

async fn write(
    app: &App,
    found: Lookup,
    change: impl Fn(&Row) -> Change + Send + Sync + 'static,
) -> Result<(), StoreError> {
    let scope = Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups: vec![found], visit: None };
    let decide = move |snapshot: &Snapshot, _: &mut Mint<'_>| Decision {
        changes: snapshot.found.iter().flatten().map(&change).collect(),
        answer: Answer::Ready(Reply { status: 200, body: Vec::new() }),
    };
    app.store.transact(Work { scope, key: None, now: app.now(), decide: Arc::new(decide) }).await.map(drop)
}

/// That an instant is not later than another.
fn at_most(schema: &'static Schema, field: &str, instant: Instant) -> Filter {
    Filter { field: schema.position(field).unwrap_or_default(), test: Test::AtMost(instant.micros()) }
}

/// Forgets the idempotency keys whose time is over.
async fn forget_keys(app: &App) -> Result<(), StoreError> {
    let used = app.now().minus(Span::micros(Key::KEPT_MICROS));
    while app.store.forget_keys(used, AT_ONCE).await? == AT_ONCE {}
    Ok(())
}

/// Removes what happened so long ago. Numbers follow the order of commits, so the first are the oldest, and no index by time
/// needs to be written with each check-in.
async fn forget_happened(app: &App, kept: Span) -> Result<(), StoreError> {
    let (schema, oldest) = (Happened::schema(), app.now().minus(kept));
    let order = (schema.position("Id").unwrap_or_default(), false);
    loop {
        let first = Query { order, limit: AT_ONCE, sets: false, ..Query::all(schema) };
        let first = app.store.list(Query { only: Some(&["Id", "CreatedOn"]), ..first }).await?.rows;
        let is_old = |row: &&Row| row.get("CreatedOn").int().is_some_and(|made| made <= oldest.micros());
        let old: Vec<i64> = first.iter().take_while(is_old).map(Row::id).collect();
        let whole = i64::try_from(old.len()).is_ok_and(|count| count == AT_ONCE);
        if old.is_empty() {
            return Ok(());
        }
        let ids = Filter { field: order.0, test: Test::In(old) };
        write(app, Lookup::all(schema, vec![ids]), move |row| Change::Delete(schema, row.id())).await?;
        if !whole {
            return Ok(());
        }
    }
}
