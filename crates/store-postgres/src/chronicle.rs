//! What happened, numbered and written last before the commit.

use std::sync::LazyLock;

use deadpool_postgres::ClientWrapper;
use vestibule_records::kept::Happened;
use vestibule_records::{Record, Row, Value};

use crate::fault::Fault;
use crate::flight::{Flight, param};
use crate::write::{self, Column};

/// Moves the head on and writes what happened, each entry after those before it. Whoever else has something to write waits
/// at the head until this transaction has ended, so that numbers are in the order of commits; what is rolled back moves
/// nothing on, so that there are no gaps.
static WRITE: LazyLock<(Vec<Column>, String)> = LazyLock::new(|| {
    let columns = write::columns(Happened::schema());
    let values = columns.iter().map(|(_, name, _)| match *name {
        "id" => "head.before + u.id".to_owned(),
        name => format!("u.{name}"),
    });
    let values = values.collect::<Vec<_>>().join(", ");
    let (names, arrays, count) = (write::names(&columns), write::arrays(&columns), columns.len() + 1);
    let statement = format!(
        "WITH head AS (UPDATE happened_head SET id = id + ${count} RETURNING id - ${count} AS before) \
         INSERT INTO happened ({names}) SELECT {values} FROM head, unnest({arrays}) AS u({names}) \
         RETURNING id"
    );
    (columns, statement)
});

/// Numbers what happened by the works of a transaction, so far from one.
pub(crate) fn count(happened: impl Iterator<Item = Row>) -> Vec<Row> {
    let numbered = |(nth, mut row): (i64, Row)| {
        row.set("Id", Value::Int(nth));
        row
    };
    (1..).zip(happened).map(numbered).collect()
}

/// Writes what happened: the last statement before the commit. Which one it is, if there is anything to write; it answers
/// with the numbers that were given.
pub(crate) async fn write<'a>(flight: &mut Flight<'a>, happened: &'a [Row]) -> Result<Option<usize>, Fault> {
    if happened.is_empty() {
        return Ok(None);
    }
    let (columns, statement) = &*WRITE;
    let rows: Vec<&Row> = happened.iter().collect();
    let mut params = write::values_of(&rows, columns)?;
    params.push(param(i64::try_from(rows.len()).unwrap_or(i64::MAX)));
    Ok(Some(flight.steady(statement, params).await?))
}

/// The number of the last thing that happened.
pub(crate) async fn last(connection: &ClientWrapper) -> Result<i64, Fault> {
    let statement = connection.prepare_cached("SELECT id FROM happened_head").await?;
    Ok(connection.query_one(&statement, &[]).await?.try_get(0)?)
}
