//! Rows as the API lists them to whoever is at the desk, and pages of them.

use vestibule_records::{Filter, Record, Row};
use vestibule_store::{Page, Query, StoreError};

use super::Desk;
use super::asked::Asked;
use crate::api::{Failure, envelope};

/// Rows on a page.
const SIZE: i64 = 25;
/// The last page that is asked for.
const LAST: i64 = 1_000_000;

/// The rows of a record that fit, in the order of a field, the largest first where `down`; `most` of them at most. `None`
/// where whoever is at the desk may not list it.
///
/// # Errors
/// When the store fails.
pub(super) async fn listed<T: Record>(
    desk: &Desk<'_>,
    filters: Vec<Filter>,
    (field, down): (&str, bool),
    most: i64,
) -> Result<Option<Vec<Row>>, Failure> {
    if desk.caller.may(T::schema(), "List").is_err() {
        return Ok(None);
    }
    let order = (T::schema().position(field).unwrap_or_default(), down);
    let viewer = desk.caller.viewer.clone();
    let query = Query { viewer, filters, order, limit: most, sets: false, ..Query::all(T::schema()) };
    let found = desk.app.store.list(query).await?;
    Ok(Some(found.rows.into_iter().map(Row::listed).collect()))
}

/// The row with this id.
///
/// # Errors
/// When whoever is at the desk may not read it, it is not there for them, or the store fails.
pub(super) async fn one<T: Record>(desk: &Desk<'_>, id: i64) -> Result<Row, Failure> {
    desk.caller.may(T::schema(), "Read")?;
    let query = Query::ids(T::schema(), desk.caller.viewer.clone(), vec![id]);
    desk.app.store.list(query).await?.rows.pop().ok_or(Failure::NotFound)
}

/// A row as the API shows it, which is how the API takes it back.
///
/// # Errors
/// When it cannot be written as JSON.
pub(super) fn shown(row: &Row) -> Result<serde_json::Map<String, serde_json::Value>, Failure> {
    serde_json::from_slice(&envelope::row(row))
        .map_err(|error| Failure::Store(StoreError::Database(error.to_string())))
}

/// Which page of a list is shown, and what leads to the others.
#[derive(Debug, Clone)]
pub(super) struct Pages {
    /// Which one, from 1.
    pub(super) nth: i64,
    /// How many there are.
    pub(super) last: i64,
    /// How many rows there are in all.
    pub(super) total: i64,
    /// The other fields of the address, ready to stand before `page=`.
    pub(super) with: String,
}

impl Pages {
    /// The page that is asked for, of rows that may be listed.
    ///
    /// # Errors
    /// When whoever is at the desk may not list them, or the store fails.
    pub(super) async fn read(
        desk: &Desk<'_>,
        asked: &Asked,
        query: Query,
        with: String,
    ) -> Result<(Vec<Row>, Self), Failure> {
        desk.caller.may(query.schema, "List")?;
        let (offset, limit) = Self::part(asked);
        let viewer = desk.caller.viewer.clone();
        let query = Query { viewer, offset, limit, sets: false, counted: true, ..query };
        let Page { rows, total } = desk.app.store.list(query).await?;
        Ok((rows.into_iter().map(Row::listed).collect(), Self::of(asked, total, with)))
    }

    /// Of what is asked for, how many rows come before it and how many it has at most.
    pub(super) fn part(asked: &Asked) -> (i64, i64) {
        ((Self::nth(asked) - 1) * SIZE, SIZE)
    }

    /// The page that is asked for, of so many rows in all.
    pub(super) fn of(asked: &Asked, total: i64, with: String) -> Self {
        let last = ((total + SIZE - 1) / SIZE).max(1);
        Self { nth: Self::nth(asked), last, total, with }
    }

    fn nth(asked: &Asked) -> i64 {
        asked.text("page").parse().unwrap_or(1).clamp(1, LAST)
    }
}
