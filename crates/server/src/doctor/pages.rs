//! Reading rows a page at a time.

use vestibule_records::{Filter, Record, Row, Schema, Test};
use vestibule_store::{Query, Reading, StoreError};

use super::{PAGE, Span};

/// The rows of a record from an id on that pass these tests, in the order of their ids.
pub(super) fn after(schema: &'static Schema, from: i64, mut filters: Vec<Filter>) -> Query {
    let id = schema.position("Id").unwrap_or_default();
    filters.push(Filter { field: id, test: Test::AtLeast(from) });
    Query { filters, order: (id, false), limit: PAGE, sets: false, ..Query::all(schema) }
}

/// That a field is within a span.
pub(super) fn within<T: Record>(field: &str, span: &Span) -> Vec<Filter> {
    vec![
        Filter::on::<T>(field, Test::AtLeast(*span.start())),
        Filter::on::<T>(field, Test::AtMost(*span.end())),
    ]
}

/// Shows every row of a record that passes these tests, in the order of their ids.
pub(super) async fn each<T: Record, L: Reading + ?Sized>(
    reading: &L,
    filters: Vec<Filter>,
    mut show: impl FnMut(Row),
) -> Result<(), StoreError> {
    let mut from = i64::MIN;
    loop {
        let rows = reading.page(after(T::schema(), from, filters.clone())).await?.rows;
        let is_last = rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        let next = rows.last().and_then(|row| row.id().checked_add(1));
        rows.into_iter().for_each(&mut show);
        match next {
            Some(next) if !is_last => from = next,
            _ => return Ok(()),
        }
    }
}

/// Every row of a record that passes these tests.
pub(super) async fn all<T: Record, L: Reading + ?Sized>(
    reading: &L,
    filters: Vec<Filter>,
) -> Result<Vec<Row>, StoreError> {
    let mut rows = Vec::new();
    each::<T, L>(reading, filters, |row| rows.push(row)).await?;
    Ok(rows)
}
