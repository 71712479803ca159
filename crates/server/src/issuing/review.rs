//! A plan whose passes were changed: every contract on it is looked at, a page at a time.

use std::sync::Arc;

use vestibule_domain::time::Instant;
use vestibule_records::kept::Review;
use vestibule_records::{Base, CoworkerContract, Filter, Id, Record, Row, Test, Value};
use vestibule_store::{
    Answer, Change, Decision, Mint, Query, Reply, RowRef, Scope, Snapshot, StoreError, Viewer, Work,
};

use super::{BY, look_at_all};
use crate::app::App;

/// Contracts of one plan that are looked at in a turn.
const PAGE: i64 = 100;
/// Plans that have a turn at a time.
const PLANS: i64 = 8;

/// The row that has the contracts of a plan looked at.
pub(crate) fn reviewed(plan: i64, now: Instant, by: &str, mint: &mut Mint<'_>) -> Change {
    let base = Base::made(mint.id(), mint.guid(), now, by);
    Change::Insert(Review { tariff_id: Id::new(plan), looked_up_to: 0, base }.into_row())
}

/// Gives the plans that were changed a turn each; says whether something is left to do.
///
/// # Errors
/// When the store fails: where a turn broke off, the next one goes on.
pub(crate) async fn review(app: &App) -> Result<bool, StoreError> {
    let waiting = Query { limit: PLANS, ..Query::all(Review::schema()) };
    let waiting = app.store.list(waiting).await?.rows;
    for row in &waiting {
        turn(app, Review::from_row(row)?).await?;
    }
    Ok(!waiting.is_empty())
}

async fn turn(app: &App, review: Review) -> Result<(), StoreError> {
    let is = |field, test| Filter::on::<CoworkerContract>(field, test);
    let filters = vec![
        is("TariffId", Test::Is(Value::Int(review.tariff_id.get()))),
        is("Id", Test::AtLeast(review.looked_up_to.saturating_add(1))),
    ];
    let order = (CoworkerContract::schema().position("Id").unwrap_or_default(), false);
    let page = Query { filters, order, limit: PAGE, sets: false, ..Query::all(CoworkerContract::schema()) };
    let contracts: Vec<i64> = app.store.list(page).await?.rows.iter().map(Row::id).collect();
    look_at_all(app, &contracts).await?;
    write_down(app, review.base.id, contracts.last().copied()).await
}

/// Notes how far a review has come; without a contract it is at its end. Another node may have come further.
async fn write_down(app: &App, review: i64, looked_up_to: Option<i64>) -> Result<(), StoreError> {
    let rows = vec![RowRef { schema: Review::schema(), id: review, changes: true }];
    let scope = Scope { viewer: Viewer::Everything, rows, lookups: Vec::new(), visit: None };
    let now = app.now();
    let decide = move |snapshot: &Snapshot, _: &mut Mint<'_>| {
        let row = snapshot.row(Review::schema(), review);
        let change = match (row, looked_up_to) {
            (None, _) => None,
            (Some(_), None) => Some(Change::Delete(Review::schema(), review)),
            (Some(row), Some(to)) => further(row, to, now),
        };
        let answer = Answer::Ready(Reply { status: 200, body: Vec::new() });
        Decision { changes: Vec::from_iter(change), answer }
    };
    app.store.transact(Work { scope, key: None, now, decide: Arc::new(decide) }).await.map(drop)
}

fn further(row: &Row, to: i64, now: Instant) -> Option<Change> {
    row.get("LookedUpTo").int().filter(|before| *before < to)?;
    let mut row = row.clone();
    row.set("LookedUpTo", Value::Int(to));
    row.set("UpdatedOn", Value::Int(now.micros()));
    row.set("UpdatedBy", Value::Text(BY.to_owned()));
    Some(Change::Amend(row, &["LookedUpTo", "UpdatedOn", "UpdatedBy"]))
}
