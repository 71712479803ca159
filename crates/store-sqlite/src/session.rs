//! Reading and writing rows on one connection.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, RwLock};

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Params, ToSql};
use vestibule_records::schema::Link;
use vestibule_records::{Row, Schema, Value, WrongValue, kept};
use vestibule_store::sql::{self, Dialect, Physical, Select, Statement};
use vestibule_store::{Change, Page, Query, StoreError};

use crate::connection::failed;

/// SQLite's way of saying things.
pub(crate) struct Sqlite;

impl Dialect for Sqlite {
    fn placeholder(&self, n: usize) -> String {
        format!("?{n}")
    }

    fn folded(&self, expression: &str) -> String {
        format!("fold({expression})")
    }

    fn order(&self, expression: &str, descending: bool) -> String {
        format!("{expression} {}", if descending { "DESC NULLS LAST" } else { "ASC NULLS FIRST" })
    }
}

/// A value on its way into SQLite.
struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null | Value::Ids(_) => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Bool(truth) => ValueRef::Integer(i64::from(*truth)),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// A page of a list, with collections where they are asked for.
pub(crate) fn list(connection: &Connection, query: &Query) -> Result<Page, StoreError> {
    let mut rows = rows(connection, query)?;
    if query.sets {
        for row in &mut rows {
            load_sets(connection, row)?;
        }
    }
    let total = if query.counted { count(connection, &sql::count(query, &Sqlite))? } else { 0 };
    Ok(Page { rows, total })
}

/// The rows of a query, without collections.
pub(crate) fn rows(connection: &Connection, query: &Query) -> Result<Vec<Row>, StoreError> {
    let statement = sql::list(query, &Sqlite);
    let values = rusqlite::params_from_iter(statement.values.iter().map(Bound));
    selected(connection, query.schema, &sql::selection(query), &statement.sql, values)
}

/// The rows that a statement made from a `Select` finds.
pub(crate) fn selected(
    connection: &Connection,
    schema: &'static Schema,
    select: &Select,
    sql: &str,
    params: impl Params,
) -> Result<Vec<Row>, StoreError> {
    let mut prepared = connection.prepare_cached(sql).map_err(failed)?;
    let mut found = prepared.query(params).map_err(failed)?;
    let mut rows = Vec::new();
    while let Some(row) = found.next().map_err(failed)? {
        rows.push(read(schema, select, row)?);
    }
    Ok(rows)
}

fn count(connection: &Connection, statement: &Statement) -> Result<i64, StoreError> {
    let values = rusqlite::params_from_iter(statement.values.iter().map(Bound));
    let mut prepared = connection.prepare_cached(&statement.sql).map_err(failed)?;
    prepared.query_row(values, |row| row.get(0)).map_err(failed)
}

fn read(schema: &'static Schema, select: &Select, row: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    // Collections are not columns: null until they are loaded.
    let mut values = vec![Value::Null; schema.fields.len()];
    for (nth, (at, shape)) in select.columns.iter().enumerate() {
        let stored = row.get_ref(nth).map_err(failed)?;
        values[*at] = value(stored, *shape).ok_or_else(|| WrongValue {
            field: format!("{}.{}", schema.name, schema.fields[*at].name),
            found: format!("{stored:?}"),
        })?;
    }
    Ok(Row { schema, values })
}

fn value(stored: ValueRef<'_>, shape: Physical) -> Option<Value> {
    Some(match (stored, shape) {
        (ValueRef::Null, _) => Value::Null,
        (ValueRef::Integer(number), Physical::Int) => Value::Int(number),
        (ValueRef::Integer(number), Physical::Bool) => Value::Bool(number != 0),
        (ValueRef::Text(text), Physical::Text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        _ => return None,
    })
}

/// Fills in the collections of a row.
pub(crate) fn load_sets(connection: &Connection, row: &mut Row) -> Result<(), StoreError> {
    let id = row.id();
    for (at, _, link) in row.schema.sets() {
        let Link { table, this, that } = link;
        let sql = format!("SELECT {that} FROM {table} WHERE {this} = ?1 ORDER BY {that}");
        let mut prepared = connection.prepare_cached(&sql).map_err(failed)?;
        let ids = prepared.query_map([id], |row| row.get(0)).map_err(failed)?;
        row.values[at] = Value::Ids(ids.collect::<Result<_, _>>().map_err(failed)?);
    }
    Ok(())
}

/// Carries out one change.
pub(crate) fn apply(connection: &Connection, change: &Change) -> Result<(), StoreError> {
    match change {
        Change::Insert(row) => insert(connection, row),
        Change::Update(row) => write(connection, row, statements(row.schema).1),
        Change::Amend(row, fields) | Change::Redact(row, fields) => amend(connection, row, fields),
        Change::Delete(schema, id) => {
            let mut prepared = connection
                .prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", schema.table))
                .map_err(failed)?;
            prepared.execute([id]).map_err(failed).map(drop)
        }
    }
}

/// Writes a new row.
pub(crate) fn insert(connection: &Connection, row: &Row) -> Result<(), StoreError> {
    write(connection, row, statements(row.schema).0)
}

fn amend(connection: &Connection, row: &Row, fields: &'static [&'static str]) -> Result<(), StoreError> {
    let amendment = Amendment::of(row.schema, fields);
    let id = Value::Int(row.id());
    let values = amendment.places.iter().map(|at| Bound(&row.values[*at])).chain([Bound(&id)]);
    let mut prepared = connection.prepare_cached(&amendment.sql).map_err(failed)?;
    prepared.execute(rusqlite::params_from_iter(values)).map_err(failed).map(drop)
}

/// `UPDATE` of some fields of a record, and where a row has them.
struct Amendment {
    sql: String,
    places: Vec<usize>,
}

impl Amendment {
    /// Made once for the life of the process: there are as many as the source names.
    fn of(schema: &'static Schema, fields: &'static [&'static str]) -> Arc<Self> {
        type Asked = (&'static str, &'static [&'static str]);
        static MADE: LazyLock<RwLock<HashMap<Asked, Arc<Amendment>>>> = LazyLock::new(RwLock::default);
        let asked = (schema.table, fields);
        if let Some(made) = MADE.read().ok().and_then(|made| made.get(&asked).cloned()) {
            return made;
        }
        let places = fields.iter().filter_map(|name| schema.position(name)).collect();
        let made = Arc::new(Self { sql: sql::amend(schema, fields, &Sqlite), places });
        if let Ok(mut all) = MADE.write() {
            all.insert(asked, made.clone());
        }
        made
    }
}

/// `INSERT` and `UPDATE` of a record, made once for the life of the process.
fn statements(schema: &'static Schema) -> (&'static str, &'static str) {
    type Made = HashMap<&'static str, (&'static str, &'static str)>;
    static MADE: LazyLock<Made> = LazyLock::new(|| {
        let made = |schema: fn() -> &'static Schema| {
            let schema = schema();
            let pair = (sql::insert(schema, &Sqlite), sql::update(schema, &Sqlite));
            (schema.table, (&*pair.0.leak(), &*pair.1.leak()))
        };
        kept::tables().into_iter().map(made).collect()
    });
    MADE.get(schema.table).copied().unwrap_or_default()
}

fn write(connection: &Connection, row: &Row, sql: &str) -> Result<(), StoreError> {
    let values = row.schema.columns().map(|(at, _)| Bound(&row.values[at]));
    let mut prepared = connection.prepare_cached(sql).map_err(failed)?;
    prepared.execute(rusqlite::params_from_iter(values)).map_err(failed)?;
    for (at, _, link) in row.schema.sets() {
        if let Value::Ids(ids) = &row.values[at] {
            write_set(connection, link, row.id(), ids)?;
        }
    }
    write_codes(connection, row)
}

/// Keeps what a row can be found by in step with it.
fn write_codes(connection: &Connection, row: &Row) -> Result<(), StoreError> {
    let Some(table) = row.schema.codes_table() else { return Ok(()) };
    let clear = format!("DELETE FROM {table} WHERE row_id = ?1");
    connection.prepare_cached(&clear).map_err(failed)?.execute([row.id()]).map_err(failed)?;
    let insert = format!("INSERT INTO {table} (row_id, code) VALUES (?1, ?2)");
    let mut insert = connection.prepare_cached(&insert).map_err(failed)?;
    for code in row.codes() {
        insert.execute((row.id(), code)).map_err(failed)?;
    }
    Ok(())
}

fn write_set(connection: &Connection, link: Link, id: i64, ids: &[i64]) -> Result<(), StoreError> {
    let Link { table, this, that } = link;
    let mut clear =
        connection.prepare_cached(&format!("DELETE FROM {table} WHERE {this} = ?1")).map_err(failed)?;
    clear.execute([id]).map_err(failed)?;
    let insert = format!("INSERT INTO {table} ({this}, {that}) VALUES (?1, ?2)");
    let mut insert = connection.prepare_cached(&insert).map_err(failed)?;
    for other in ids {
        insert.execute([id, *other]).map_err(failed)?;
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use vestibule_records::kept::{Delivery, Device, Job, Presence, RememberedPhone, Token};
    use vestibule_records::{
        Checkin, Coworker, CoworkerContract, CoworkerTimePass, FailedCheckin, Filter, Record, Signal, Test,
    };
    use vestibule_store::Viewer;

    use super::*;
    use crate::connection;

    /// How SQLite would look up the rows of a record.
    fn plan<T: Record>(field: &str, test: Test) -> Vec<String> {
        let viewer = Viewer::Locations(vec![1, 2]);
        explained(&Query { viewer, limit: 100, ..Query::by::<T>(field, test) })
    }

    fn explained(query: &Query) -> Vec<String> {
        let statement = sql::list(query, &Sqlite);
        steps(&statement.sql, rusqlite::params_from_iter(statement.values.iter().map(Bound)))
    }

    /// How SQLite would run a statement with so many values.
    pub(crate) fn plan_of(sql: &str, values: usize) -> Vec<String> {
        steps(sql, rusqlite::params_from_iter(vec![7; values]))
    }

    fn steps(sql: &str, values: impl Params) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = connection::open_writer(&folder.path().join("test.db")).unwrap();
        connection::migrate(&mut connection).unwrap();
        let mut explained = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        explained.query_map(values, |row| row.get(3)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn what_falls_due_is_found_by_an_index() {
        let is = |field, test| Filter::on::<CoworkerContract>(field, test);
        let sold = |field, test| Filter::on::<CoworkerTimePass>(field, test);
        let open = |field, test| Filter::on::<Checkin>(field, test);
        let after = Test::AtLeast(7);
        for (query, index) in [
            (
                ordered::<CoworkerContract>("PassesDueOn", vec![is("PassesDueOn", Test::IsNull)]),
                "coworker_contracts_passes_due (passes_due_on=?)",
            ),
            (
                ordered::<CoworkerContract>("PassesDueOn", vec![is("PassesDueOn", Test::AtMost(7))]),
                "coworker_contracts_passes_due (passes_due_on<?)",
            ),
            (
                ordered::<CoworkerContract>("PassesDueOn", vec![is("PassesDueOn", after.clone())]),
                "coworker_contracts_passes_due (passes_due_on>?)",
            ),
            (
                ordered::<CoworkerContract>(
                    "Id",
                    vec![is("TariffId", Test::Is(Value::Int(7))), is("Id", after.clone())],
                ),
                "coworker_contracts_plan (tariff_id=? AND id>?)",
            ),
            (
                ordered::<Checkin>(
                    "Id",
                    vec![
                        open("ToTime", Test::IsNull),
                        open("AutoCheckout", Test::Is(Value::Bool(true))),
                        open("LastActivity", Test::AtMost(7)),
                        open("Id", after.clone()),
                    ],
                ),
                "checkins_idle (auto_checkout=? AND id>?)",
            ),
            (
                ordered::<Checkin>(
                    "Id",
                    vec![
                        open("ToTime", Test::IsNull),
                        open("BusinessId", Test::Is(Value::Int(7))),
                        open("FromTime", Test::AtMost(7)),
                        open("Id", after.clone()),
                    ],
                ),
                "checkins_inside (business_id=? AND rowid>?)",
            ),
            (
                ordered::<CoworkerTimePass>(
                    "Id",
                    vec![
                        sold("IsPayAsYouGo", Test::Is(Value::Bool(true))),
                        sold("LeftToBillRun", Test::Is(Value::Bool(false))),
                        sold("Invoiced", Test::Is(Value::Bool(false))),
                        sold("CheckedIn", Test::Is(Value::Bool(false))),
                        sold("Price", Test::AtLeast(1)),
                        sold("Id", after),
                    ],
                ),
                "coworker_time_passes_to_collect (is_pay_as_you_go=? AND left_to_bill_run=? AND id>?)",
            ),
        ] {
            let steps = explained(&query);
            assert!(steps.iter().any(|step| step.contains(index)), "{index}: {steps:?}");
            assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "sorted: {steps:?}");
        }
    }

    #[test]
    fn what_is_kept_for_a_time_is_found_by_an_index_oldest_first() {
        let old = || Test::AtMost(7);
        let seen = "MacAddresses";
        let visits = Filter::on::<Checkin>(seen, Test::IsNotNull);
        let refusals = Filter::on::<FailedCheckin>(seen, Test::IsNotNull);
        for (query, index) in [
            (by_age::<Token>("ExpiresOn", old()), "tokens_expires_on (expires_on<?)"),
            (by_age::<RememberedPhone>("ExpiresOn", old()), "remembered_phones_expires_on (expires_on<?)"),
            (by_age::<Presence>("Seen", old()), "presences_seen (seen<?)"),
            (by_age::<Signal>("CreatedOn", old()), "signals_created_on (created_on<?)"),
            (by_age::<FailedCheckin>("CreatedOn", old()), "failed_checkins_created_on (created_on<?)"),
            (by_age::<Job>("DueOn", old()), "jobs_due (due_on<?)"),
            (with(by_age::<Checkin>("ToTime", old()), visits), "checkins_devices (to_time<?)"),
            (
                with(by_age::<FailedCheckin>("CreatedOn", old()), refusals),
                "failed_checkins_devices (created_on<?)",
            ),
        ] {
            let steps = explained(&query);
            assert!(steps.iter().any(|step| step.contains(index)), "{index}: {steps:?}");
            assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "sorted: {steps:?}");
        }
    }

    #[test]
    fn the_log_of_deliveries_is_read_by_an_index() {
        let is = |field, number| Filter::on::<Delivery>(field, Test::Is(Value::Int(number)));
        let newest = |filters| {
            let order = (Delivery::schema().position("CreatedOn").unwrap(), true);
            Query { order, ..ordered::<Delivery>("CreatedOn", filters) }
        };
        let made = |test| Filter::on::<Delivery>("CreatedOn", test);
        let missed =
            vec![is("WebHookId", 7), made(Test::AtLeast(7)), Filter::on::<Delivery>("DueOn", Test::IsNull)];
        for (query, index) in [
            (newest(Vec::new()), "deliveries_made"),
            (newest(vec![is("WebHookId", 7)]), "deliveries_told (web_hook_id=?)"),
            (newest(vec![is("RecordId", 7)]), "deliveries_about (record_id=?)"),
            (ordered::<Delivery>("CreatedOn", missed), "deliveries_told (web_hook_id=? AND created_on>?)"),
            (ordered::<Delivery>("CreatedOn", vec![made(Test::AtMost(7))]), "deliveries_made (created_on<?)"),
        ] {
            let steps = explained(&query);
            assert!(steps.iter().any(|step| step.contains(index)), "{index}: {steps:?}");
            assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "sorted: {steps:?}");
        }
    }

    #[test]
    fn the_oldest_keys_are_found_by_an_index() {
        let steps = steps(crate::writer::FORGET_KEYS, [7, 100]);
        assert!(
            steps.iter().any(|step| step.contains("idempotency_keys_created_on (created_on<?)")),
            "{steps:?}"
        );
        assert!(!steps.iter().any(|step| step.starts_with("SCAN")), "{steps:?}");
    }

    fn by_age<T: Record>(field: &str, test: Test) -> Query {
        ordered::<T>(field, vec![Filter::on::<T>(field, test)])
    }

    fn with(mut query: Query, more: Filter) -> Query {
        query.filters.push(more);
        query
    }

    fn ordered<T: Record>(by: &str, filters: Vec<Filter>) -> Query {
        let order = (T::schema().position(by).unwrap(), false);
        Query { filters, order, limit: 100, ..Query::all(T::schema()) }
    }

    #[test]
    fn whoever_taps_is_found_by_an_index() {
        let text = || Value::Text("48213".to_owned());
        let plans = [
            (
                plan::<Coworker>("AccessCardId", Test::Code("04A1".to_owned())),
                "SEARCH l USING PRIMARY KEY (code=?)",
            ),
            (plan::<Coworker>("AccessPincode", Test::Is(text())), "coworkers_pincode (access_pincode=?)"),
            (plan::<Coworker>("Email", Test::Same("a@b.io".to_owned())), "coworkers_email (<expr>=?)"),
            (plan::<Coworker>("UserId", Test::Is(Value::Int(7))), "coworkers_user (user_id=?)"),
            (plan::<Device>("Mac", Test::Is(text())), "devices_mac (mac=?)"),
        ];
        for (plan, index) in plans {
            assert!(plan.iter().any(|step| step.contains(index)), "{index}: {plan:?}");
            assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{plan:?}");
        }
    }
}
