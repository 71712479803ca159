//! Putting rows into a store that nobody asked for over the API.

use std::sync::Arc;

use vestibule_domain::time::Instant;
use vestibule_records::{Id, Record, Row, Value};
use vestibule_store::{
    Answer, Change, Decision, Mint, Outcome, Reply, Scope, Snapshot, StoreError, Viewer, Work,
};

use crate::app::App;

/// Rows being put in.
pub(super) struct Planting<'a, 'b> {
    mint: &'a mut Mint<'b>,
    now: Instant,
    changes: Vec<Change>,
}

impl Planting<'_, '_> {
    /// Puts in a record under a fresh id.
    pub(super) fn plant<T: Record>(&mut self, record: T) -> Id<T> {
        let id = Id::new(self.mint.id());
        self.plant_as(id, record);
        id
    }

    /// Puts in a record under a given id.
    pub(super) fn plant_as<T: Record>(&mut self, id: Id<T>, record: T) {
        let mut row = record.into_row();
        row.set("Id", Value::Int(id.get()));
        row.set("UniqueId", Value::Text(self.mint.guid().to_string()));
        row.set("CreatedOn", Value::Int(self.now.micros()));
        row.set("UpdatedOn", Value::Int(self.now.micros()));
        self.only_own_links(&mut row);
        self.changes.push(Change::Insert(row));
    }

    /// Links are written where they are named; the other side of a link table stays as it is.
    fn only_own_links(&self, row: &mut Row) {
        for (at, _, _) in row.schema.sets() {
            if row.values[at].ids().is_empty() {
                row.values[at] = Value::Null;
            }
        }
    }
}

/// Puts rows into the store in one write.
pub(super) async fn plant(
    app: &App,
    sow: impl Fn(&mut Planting<'_, '_>) + Send + Sync + 'static,
) -> Result<(), StoreError> {
    let now = app.now();
    let decide = move |_: &Snapshot, mint: &mut Mint<'_>| {
        let mut planting = Planting { mint, now, changes: Vec::new() };
        sow(&mut planting);
        let answer = Answer::Ready(Reply { status: 200, body: Vec::new() });
        Decision { changes: planting.changes, answer }
    };
    let scope = Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups: Vec::new(), visit: None };
    match app.store.transact(Work { scope, key: None, now, decide: Arc::new(decide) }).await? {
        Outcome::Done(_) | Outcome::Replayed(_) => Ok(()),
        Outcome::KeyReused => Err(StoreError::Taken),
    }
}
