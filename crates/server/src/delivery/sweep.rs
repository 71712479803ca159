//! Removing deliveries of long ago, and the jobs of those whom nobody tells anything any more.

use std::collections::HashSet;
use std::sync::Arc;

use vestibule_domain::time::Instant;
use vestibule_records::kept::{Delivery, Job};
use vestibule_records::{Filter, Record, Row, Schema, Test};
use vestibule_store::outbox::Addressee;
use vestibule_store::{
    Answer, Change, Decision, Mint, Query, Reply, Scope, Snapshot, StoreError, Viewer, Work,
};

use super::turns::{JOBS, job_name};
use crate::app::App;

/// Deliveries removed in one write.
const AT_ONCE: usize = 500;

/// Removes what is kept no longer, counted from the event on, or from when it was last asked for again.
pub(crate) async fn sweep(app: &App) -> Result<(), StoreError> {
    let oldest = app.now().minus(app.settings.retention.deliveries);
    for asked_again in [Test::IsNull, Test::AtMost(oldest.micros())] {
        loop {
            let old = app.store.list(old(oldest, asked_again.clone())).await?.rows;
            let whole = old.len() == AT_ONCE;
            remove(app, Delivery::schema(), old.iter().map(Row::id).collect()).await?;
            if !whole {
                break;
            }
        }
    }
    let idle = idle_jobs(app).await?;
    remove(app, Job::schema(), idle).await
}

/// Deliveries that were made so long ago, the oldest first.
fn old(oldest: Instant, asked_again: Test) -> Query {
    let is = |field, test| Filter::on::<Delivery>(field, test);
    let filters = vec![is("CreatedOn", Test::AtMost(oldest.micros())), is("ResentOn", asked_again)];
    let order = (Delivery::schema().position("CreatedOn").unwrap_or_default(), false);
    let limit = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
    Query { filters, order, limit, only: Some(&["Id"]), ..Query::all(Delivery::schema()) }
}

/// The jobs of webhooks and door systems that are switched off or gone. What they hold means nothing by then.
async fn idle_jobs(app: &App) -> Result<Vec<i64>, StoreError> {
    let jobs = app.store.list(Query::by::<Job>("Name", Test::Contains(JOBS.to_owned()))).await?.rows;
    let catalogue = app.store.catalogue().await?;
    let hooks = catalogue.hooks().iter().map(|hook| Addressee::Hook(hook.id));
    let doors = catalogue.doors().iter().map(|doors| Addressee::Doors(doors.location));
    let told: HashSet<String> = hooks.chain(doors).map(|whom| job_name(whom.number())).collect();
    let is_idle = |row: &&Row| {
        row.get("Name").text().is_some_and(|name| name.starts_with(JOBS) && !told.contains(name))
    };
    Ok(jobs.iter().filter(is_idle).map(Row::id).collect())
}

async fn remove(app: &App, schema: &'static Schema, ids: Vec<i64>) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let scope = Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups: Vec::new(), visit: None };
    let decide = move |_: &Snapshot, _: &mut Mint<'_>| Decision {
        changes: ids.iter().map(|id| Change::Delete(schema, *id)).collect(),
        answer: Answer::Ready(Reply { status: 200, body: Vec::new() }),
    };
    app.store.transact(Work { scope, key: None, now: app.now(), decide: Arc::new(decide) }).await.map(drop)
}
