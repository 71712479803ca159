//! Reading rows on one connection.

use std::collections::HashMap;
use std::error::Error;

use deadpool_postgres::ClientWrapper;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use vestibule_records::schema::Link;
use vestibule_records::{Row, Schema, Test, Value, WrongValue};
use vestibule_store::sql::{self, Dialect, Physical, Select, Statement};
use vestibule_store::{Page, Query, Viewer};

use crate::fault::Fault;
use crate::flight::{Flight, param};

/// Lists that a connection keeps prepared at most; what comes after those is sent in full each time.
const MOST_PREPARED: usize = 400;

/// PostgreSQL's way of saying things.
pub(crate) struct Postgres;

impl Dialect for Postgres {
    fn placeholder(&self, n: usize) -> String {
        format!("${n}")
    }

    fn folded(&self, expression: &str) -> String {
        format!("lower({expression})")
    }

    fn order(&self, expression: &str, descending: bool) -> String {
        format!("{expression} {}", if descending { "DESC NULLS LAST" } else { "ASC NULLS FIRST" })
    }
}

/// A value on its way into PostgreSQL.
#[derive(Debug)]
pub(crate) struct Bound(pub(crate) Value);

impl Bound {
    /// The type to announce for a value; for a null, whatever the statement makes of it.
    pub(crate) const fn type_of(value: &Value) -> Type {
        match value {
            Value::Null | Value::Ids(_) => Type::UNKNOWN,
            Value::Int(_) => Type::INT8,
            Value::Bool(_) => Type::BOOL,
            Value::Text(_) => Type::TEXT,
        }
    }
}

impl ToSql for Bound {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (&self.0, kind) {
            (Value::Null | Value::Ids(_), _) => Ok(IsNull::Yes),
            (Value::Int(number), &Type::INT8) => number.to_sql(kind, out),
            (Value::Bool(truth), &Type::BOOL) => truth.to_sql(kind, out),
            (Value::Text(text), &(Type::TEXT | Type::VARCHAR)) => text.to_sql(kind, out),
            (value, kind) => Err(format!("{value:?} is no {kind}").into()),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::BOOL | Type::TEXT | Type::VARCHAR | Type::UNKNOWN)
    }

    to_sql_checked!();
}

/// A page of a list, with collections where they are asked for.
pub(crate) async fn list(connection: &ClientWrapper, query: &Query) -> Result<Page, Fault> {
    let steady = is_steady(query) && connection.statement_cache.size() < MOST_PREPARED;
    let mut flight = Flight::on(connection);
    read_list(&mut flight, steady, sql::list(query, &Postgres)).await?;
    if query.counted {
        read_list(&mut flight, steady, sql::count(query, &Postgres)).await?;
    }
    let mut answers = flight.land().await?.into_iter();
    let found = answers.next().unwrap_or_default();
    let mut rows = selected(query.schema, &sql::selection(query), &found)?;
    let count = answers.next().unwrap_or_default();
    let total = count.first().map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
    if query.sets {
        fill_sets(connection, rows.iter_mut().collect()).await?;
    }
    Ok(Page { rows, total })
}

/// Puts a list on its way.
async fn read_list(flight: &mut Flight<'_>, steady: bool, statement: Statement) -> Result<(), Fault> {
    if steady {
        let Statement { sql, values } = statement;
        let values = values.into_iter().map(|value| param(Bound(value))).collect();
        flight.steady(&sql, values).await?;
    } else {
        flight.once(statement);
    }
    Ok(())
}

/// Whether the statement's text holds no ids and no page, so that it is likely to come again.
fn is_steady(query: &Query) -> bool {
    let has_ids = |test: &Test| matches!(test, Test::In(_) | Test::Holds(_));
    query.viewer == Viewer::Everything
        && query.offset == 0
        && !query.filters.iter().any(|filter| has_ids(&filter.test))
}

/// The rows that a `SELECT` of a record's columns found, with the names it joins.
pub(crate) fn rows(schema: &'static Schema, found: &[tokio_postgres::Row]) -> Result<Vec<Row>, Fault> {
    selected(schema, &sql::select(schema), found)
}

/// The rows that a statement made from a `Select` found.
pub(crate) fn selected(
    schema: &'static Schema,
    select: &Select,
    found: &[tokio_postgres::Row],
) -> Result<Vec<Row>, Fault> {
    found.iter().map(|row| Ok(read(schema, &select.columns, row)?)).collect()
}

fn read(
    schema: &'static Schema,
    columns: &[(usize, Physical)],
    row: &tokio_postgres::Row,
) -> Result<Row, WrongValue> {
    // Collections are not columns: null until they are loaded.
    let mut values = vec![Value::Null; schema.fields.len()];
    for (nth, (at, shape)) in columns.iter().enumerate() {
        values[*at] = value(row, nth, *shape).map_err(|error| WrongValue {
            field: format!("{}.{}", schema.name, schema.fields[*at].name),
            found: error.to_string(),
        })?;
    }
    Ok(Row { schema, values })
}

fn value(row: &tokio_postgres::Row, nth: usize, shape: Physical) -> Result<Value, tokio_postgres::Error> {
    Ok(match shape {
        Physical::Int => row.try_get::<_, Option<i64>>(nth)?.map_or(Value::Null, Value::Int),
        Physical::Bool => row.try_get::<_, Option<bool>>(nth)?.map_or(Value::Null, Value::Bool),
        Physical::Text => row.try_get::<_, Option<String>>(nth)?.map_or(Value::Null, Value::Text),
    })
}

/// Fills in the collections of rows, of any records: one statement for each collection, all at once.
pub(crate) async fn fill_sets(connection: &ClientWrapper, rows: Vec<&mut Row>) -> Result<(), Fault> {
    let mut by_record: HashMap<&str, Vec<&mut Row>> = HashMap::new();
    for row in rows {
        if row.schema.sets().next().is_some() {
            by_record.entry(row.schema.name).or_default().push(row);
        }
    }
    if by_record.is_empty() {
        return Ok(());
    }
    let mut wanted: Vec<_> = by_record.into_values().collect();
    let mut flight = Flight::on(connection);
    for rows in &wanted {
        let ids: Vec<i64> = rows.iter().map(|row| row.id()).collect();
        for (_, _, Link { table, this, that }) in rows[0].schema.sets() {
            let sql =
                format!("SELECT {this}, {that} FROM {table} WHERE {this} = ANY($1) ORDER BY {this}, {that}");
            flight.steady(&sql, vec![param(ids.clone())]).await?;
        }
    }
    let mut answers = flight.land().await?.into_iter();
    for rows in &mut wanted {
        for (at, _, _) in rows[0].schema.sets() {
            put_set(rows, at, &answers.next().unwrap_or_default())?;
        }
    }
    Ok(())
}

fn put_set(rows: &mut [&mut Row], at: usize, links: &[tokio_postgres::Row]) -> Result<(), Fault> {
    let mut sets: HashMap<i64, Vec<i64>> = HashMap::new();
    for link in links {
        sets.entry(link.try_get(0)?).or_default().push(link.try_get(1)?);
    }
    for row in rows {
        row.values[at] = Value::Ids(sets.get(&row.id()).cloned().unwrap_or_default());
    }
    Ok(())
}
