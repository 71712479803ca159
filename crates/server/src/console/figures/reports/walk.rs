//! Rows in the order of a field, a page at a time, each page found by where the last one ended.

use vestibule_records::{Filter, Record, Row, Test};
use vestibule_store::{Query, Store, StoreError, Viewer};

/// Rows that are read at once.
const PAGE: i64 = 1000;

/// A walk through the rows of a record.
///
/// What is changed meanwhile is told as it was or as it is; nothing that stays as it is is told twice or left out.
#[derive(Debug)]
pub(super) struct Walk {
    query: Query,
    /// Up to where it has come, by the field it goes by.
    from: i64,
    /// How many rows with just this value it has come by.
    past: i64,
    done: bool,
}

impl Walk {
    /// Through those rows of a record that a viewer sees and that pass these tests, in the order of a field, from this value
    /// of it on.
    pub(super) fn by<T: Record>(field: &str, from: i64, viewer: Viewer, filters: Vec<Filter>) -> Self {
        let by = T::schema().position(field).unwrap_or_default();
        let query = Query {
            viewer,
            filters,
            order: (by, false),
            limit: PAGE,
            sets: false,
            ..Query::all(T::schema())
        };
        Self { query, from, past: 0, done: false }
    }

    /// The next rows; none once all were there.
    pub(super) async fn next(&mut self, store: &dyn Store) -> Result<Vec<Row>, StoreError> {
        if self.done {
            return Ok(Vec::new());
        }
        let by = self.query.order.0;
        let mut query = Query { offset: self.past, ..self.query.clone() };
        query.filters.push(Filter { field: by, test: Test::AtLeast(self.from) });
        let rows = store.list(query).await?.rows;
        self.done = i64::try_from(rows.len()).unwrap_or(PAGE) < PAGE;
        let at = |row: &Row| row.values[by].int();
        if let Some(last) = rows.last().and_then(at) {
            let same = rows.iter().rev().take_while(|row| at(row) == Some(last)).count();
            let before = if last == self.from { self.past } else { 0 };
            (self.from, self.past) = (last, before + i64::try_from(same).unwrap_or_default());
        }
        Ok(rows)
    }
}
