//! What happened, numbered and written last before the commit.

use rusqlite::Connection;
use vestibule_records::{Row, Value};
use vestibule_store::StoreError;

use crate::connection::failed;
use crate::session;

const MOVE_ON: &str = "UPDATE happened_head SET id = id + ?1 RETURNING id - ?1";

/// Numbers what happened in a batch, in its order, and writes it. Another process may write to the same file: the numbers
/// come from the database and not from the writer, so that they are in the order of commits.
pub(crate) fn write(connection: &Connection, happened: &mut [Row]) -> Result<(), StoreError> {
    if happened.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(happened.len()).unwrap_or(i64::MAX);
    let mut head = connection.prepare_cached(MOVE_ON).map_err(failed)?;
    let before: i64 = head.query_row([count], |row| row.get(0)).map_err(failed)?;
    for (id, row) in (before + 1..).zip(happened) {
        row.set("Id", Value::Int(id));
        session::insert(connection, row)?;
    }
    Ok(())
}

/// The number of the last thing that happened.
pub(crate) fn last(connection: &Connection) -> Result<i64, StoreError> {
    let mut head = connection.prepare_cached("SELECT id FROM happened_head").map_err(failed)?;
    head.query_row([], |row| row.get(0)).map_err(failed)
}
