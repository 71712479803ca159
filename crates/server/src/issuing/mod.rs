//! Passes that plans give (`domain.md` 2.6): issued when a contract is made or changed, when a pass is put into a plan,
//! and whenever a period ends.
//!
//! # Who does what
//!
//! The rules are pure ([`vestibule_domain::issuing`]): which set is due, and when to look again. [`look`] puts them to a
//! contract and turns their answer into rows. Whoever writes a contract looks at it in the same write. Everything else is
//! one write per contract: [`catch_up`] looks at those whose time has come, and [`review`] at those on a plan whose
//! passes were changed, a page at a time, however many they are.
//!
//! # What keeps a set from being given twice
//!
//! An `IssuedSet` says what a contract brought last, and is written with the passes. The contract is locked meanwhile,
//! and an index allows one set for each contract, benefit and period: of several nodes that look at the same moment one
//! gives it. Passes that somebody deletes are not given again, since the mark stays.
//!
//! # What it costs
//!
//! A contract knows when it is next to be looked at (`PassesDueOn`, indexed), so a round in which nothing is due asks
//! three small questions, whatever the number of contracts.

mod look;
mod review;

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::future::join_all;
use vestibule_domain::time::{Instant, Span};
use vestibule_records::{CoworkerContract, Filter, Record, Row, Test, Value, WrongValue};
use vestibule_store::{
    Answer, Decision, Mint, Outcome, Query, Reply, RowRef, Scope, Snapshot, StoreError, Viewer, Work,
};

pub(crate) use look::{Look, sets_of};
pub(crate) use review::{review, reviewed};

use crate::app::App;

/// Who is named as having written what comes of itself.
pub(crate) const BY: &str = "vestibule";

/// Contracts that are read at a time.
const PAGE: i64 = 500;
/// Contracts that are looked at at a time: their writes share a commit, and leave the others their turn.
const AT_ONCE: usize = 16;

/// Looks at every contract whose time has come.
///
/// # Errors
/// When the store cannot be read, or some contracts could not be looked at; those are still due.
pub(crate) async fn catch_up(app: &App) -> Result<(), StoreError> {
    let mut seen = HashSet::new();
    loop {
        let mut due = contracts(app, Test::IsNull).await?;
        due.extend(contracts(app, Test::AtMost(app.now().micros())).await?);
        due.retain(|id| seen.insert(*id));
        if due.is_empty() {
            return Ok(());
        }
        look_at_all(app, &due).await?;
    }
}

/// When the next contract is due after an instant, if one is.
///
/// # Errors
/// When the store cannot be read.
pub(crate) async fn next_due(app: &App, now: Instant) -> Result<Option<Instant>, StoreError> {
    let later = Test::AtLeast(now.plus(Span::micros(1)).micros());
    let first = app.store.list(Query { limit: 1, ..by_due(later) }).await?.rows;
    let due = first.first().and_then(|row| row.get("PassesDueOn").int());
    Ok(due.filter(|due| *due != look::NEVER.micros()).map(Instant::from_micros))
}

async fn contracts(app: &App, test: Test) -> Result<Vec<i64>, StoreError> {
    let page = app.store.list(Query { limit: PAGE, ..by_due(test) }).await?;
    Ok(page.rows.iter().map(Row::id).collect())
}

fn by_due(test: Test) -> Query {
    let order = CoworkerContract::schema().position("PassesDueOn").unwrap_or_default();
    let filters = vec![Filter::on::<CoworkerContract>("PassesDueOn", test)];
    Query { filters, order: (order, false), sets: false, ..Query::all(CoworkerContract::schema()) }
}

/// Looks at contracts, a few at a time; one that fails does not keep the others from their turn.
async fn look_at_all(app: &App, contracts: &[i64]) -> Result<(), StoreError> {
    let mut failed = None;
    for some in contracts.chunks(AT_ONCE) {
        let looks = join_all(some.iter().map(|contract| look_at(app, *contract))).await;
        failed = failed.or_else(|| looks.into_iter().find_map(Result::err));
    }
    failed.map_or(Ok(()), Err)
}

/// Looks at a contract: gives what is due, and writes down when to look again.
async fn look_at(app: &App, contract: i64) -> Result<(), StoreError> {
    let rows = vec![RowRef { schema: CoworkerContract::schema(), id: contract, changes: true }];
    let scope =
        Scope { viewer: Viewer::Everything, rows, lookups: vec![look::sets_of(contract)], visit: None };
    let now = app.now();
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let changes = looked_at(snapshot, contract, now, mint).unwrap_or_else(|wrong| {
            tracing::error!(contract, %wrong, "a contract cannot be looked at");
            Vec::new()
        });
        Decision { changes, answer: Answer::Ready(Reply { status: 200, body: Vec::new() }) }
    };
    match app.store.transact(Work { scope, key: None, now, decide: Arc::new(decide) }).await {
        // Another node gave the same set at the same moment.
        Err(StoreError::Taken) | Ok(Outcome::Done(_) | Outcome::Replayed(_) | Outcome::KeyReused) => Ok(()),
        Err(error) => Err(error),
    }
}

fn looked_at(
    snapshot: &Snapshot,
    contract: i64,
    now: Instant,
    mint: &mut Mint<'_>,
) -> Result<Vec<vestibule_store::Change>, WrongValue> {
    let Some(row) = snapshot.row(CoworkerContract::schema(), contract) else { return Ok(Vec::new()) };
    let Some(look) = Look::at(row, snapshot, now)? else { return Ok(Vec::new()) };
    let mut changes = look.changes(now, BY, mint);
    let next = Value::Int(look.next.micros());
    if row.get("PassesDueOn") != &next {
        let mut row = row.clone();
        row.set("PassesDueOn", next);
        changes.push(vestibule_store::Change::Amend(row, &["PassesDueOn"]));
    }
    Ok(changes)
}
