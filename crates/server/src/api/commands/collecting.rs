//! Billing some passes of one customer without anybody asking for it: a bill run that was told what to look at.

use std::sync::Arc;

use vestibule_records::{Coworker, Record, Row};
use vestibule_store::{
    Answer, Decision, Mint, Query, Reply, RowRef, Scope, Snapshot, StoreError, Viewer, Work,
};

use super::asked::Asked;
use super::stage::{Before, Deed, Stop};
use super::{Run, billing};
use crate::app::App;
use crate::issuing::BY;

/// Puts these passes of a customer on invoices, those that are still due when it is decided. Who cannot be billed is told
/// of in the log.
///
/// # Errors
/// When the store fails.
pub(crate) async fn bill_passes(app: &App, customer: i64, passes: Vec<Row>) -> Result<(), StoreError> {
    let own = Query::ids(Coworker::schema(), Viewer::Everything, vec![customer]);
    let own = app.store.list(own).await?.rows;
    let before = Before { own, read: passes, catalogue: app.store.catalogue().await? };
    let asked = Asked::by_itself(billing::bill_run(), vec![customer]);
    let sight = (asked.command.sees)(&before);
    let own = RowRef { schema: Coworker::schema(), id: customer, changes: true };
    let rows = std::iter::once(own).chain(sight.rows).collect();
    let scope = Scope { viewer: Viewer::Everything, rows, lookups: sight.lookups, visit: None };
    let now = app.now();
    let run = Run { asked, before, now, by: BY.to_owned(), can_mail: false };
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let changes = match run.deed(snapshot, mint) {
            Ok(Deed { changes, .. }) => changes,
            Err(stop) => not_billed(customer, &stop),
        };
        Decision { changes, answer: Answer::Ready(Reply { status: 200, body: Vec::new() }) }
    };
    match app.store.transact(Work { scope, key: None, now, decide: Arc::new(decide) }).await {
        Err(StoreError::Taken) => {
            tracing::warn!(customer, "a visit is not billed: {}", super::TAKEN);
            Ok(())
        }
        outcome => outcome.map(drop),
    }
}

fn not_billed(customer: i64, stop: &Stop) -> Vec<vestibule_store::Change> {
    match stop {
        // The reason is a sentence for people, and may name them.
        Stop::Refused { why, .. } => {
            tracing::warn!(customer, "a visit is not billed");
            tracing::debug!(customer, why, "why a visit is not billed");
        }
        Stop::Wrong(error) => {
            tracing::warn!(customer, property = error.property, "a visit is not billed");
            tracing::debug!(customer, why = error.message, "why a visit is not billed");
        }
        Stop::Corrupt(wrong) => tracing::error!(customer, %wrong, "a visit is not billed"),
    }
    Vec::new()
}
