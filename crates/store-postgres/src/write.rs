//! Writing rows: one statement for many of a kind, their values as one array for each column.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use vestibule_records::schema::Link;
use vestibule_records::{Row, Schema, Value, WrongValue, kept};
use vestibule_store::sql::{self, Physical};
use vestibule_store::{Change, StoreError};

use crate::fault::Fault;
use crate::flight::{Flight, Param, param};

/// Changes that one statement carries out.
pub(crate) struct Group<'a> {
    operation: Operation,
    schema: &'static Schema,
    ids: Vec<i64>,
    rows: Vec<&'a Row>,
}

/// Deletes come first, so that what is unique is free again; then updates; inserts last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Operation {
    Delete,
    Update,
    /// An update of these fields only.
    Amend(&'static [&'static str]),
    Insert,
}

/// The changes of many works with a statement for each operation and record. `None` when two of them concern the
/// same row: then their order matters.
pub(crate) fn together<'a>(changes: &[&'a Change]) -> Option<Vec<Group<'a>>> {
    let mut touched = HashSet::new();
    let mut groups: Vec<Group<'a>> = Vec::new();
    for change in changes {
        let one = Group::of(change);
        if !touched.insert((one.schema.table, one.ids[0])) {
            return None;
        }
        match groups.iter_mut().find(|group| group.is_like(&one)) {
            Some(group) => group.take(one),
            None => groups.push(one),
        }
    }
    groups.sort_by_key(|group| group.operation);
    Some(groups)
}

/// The changes of one work in their order; inserts of the same record that follow one another share a statement.
pub(crate) fn in_order<'a>(changes: &[&'a Change]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for change in changes {
        let one = Group::of(change);
        match groups.last_mut() {
            Some(last) if one.operation == Operation::Insert && last.is_like(&one) => last.take(one),
            _ => groups.push(one),
        }
    }
    groups
}

impl<'a> Group<'a> {
    fn of(change: &'a Change) -> Self {
        let (operation, schema, id, row) = match change {
            Change::Delete(schema, id) => (Operation::Delete, *schema, *id, None),
            Change::Update(row) => (Operation::Update, row.schema, row.id(), Some(row)),
            Change::Amend(row, fields) | Change::Redact(row, fields) => {
                (Operation::Amend(fields), row.schema, row.id(), Some(row))
            }
            Change::Insert(row) => (Operation::Insert, row.schema, row.id(), Some(row)),
        };
        Self { operation, schema, ids: vec![id], rows: row.into_iter().collect() }
    }

    fn is_like(&self, other: &Self) -> bool {
        self.operation == other.operation && self.schema.table == other.schema.table
    }

    fn take(&mut self, other: Self) {
        self.ids.extend(other.ids);
        self.rows.extend(other.rows);
    }

    /// Puts the statements of the group on their way.
    pub(crate) async fn write(self, flight: &mut Flight<'a>) -> Result<(), Fault> {
        let Some(statements) = STATEMENTS.get(self.schema.table) else {
            return Err(Fault::Refused(StoreError::Database(format!(
                "{} is kept nowhere",
                self.schema.name
            ))));
        };
        match self.operation {
            Operation::Delete => {
                flight.steady(&statements.delete, vec![param(self.ids)]).await?;
                return Ok(());
            }
            Operation::Amend(fields) => {
                let columns = some_columns(self.schema, fields);
                flight.steady(&update(self.schema.table, &columns), self.arrays(&columns)?).await?;
                return Ok(());
            }
            Operation::Update => flight.steady(&statements.update, self.arrays(&statements.columns)?).await?,
            Operation::Insert => flight.steady(&statements.insert, self.arrays(&statements.columns)?).await?,
        };
        for (at, _, link) in self.schema.sets() {
            self.write_set(flight, at, link).await?;
        }
        self.write_codes(flight).await
    }

    /// Keeps what rows can be found by in step with them.
    async fn write_codes(&self, flight: &mut Flight<'a>) -> Result<(), Fault> {
        let Some(table) = self.schema.codes_table() else { return Ok(()) };
        if self.operation == Operation::Update {
            let clear = format!("DELETE FROM {table} WHERE row_id = ANY($1)");
            flight.steady(&clear, vec![param(self.ids.clone())]).await?;
        }
        let codes = self.rows.iter().flat_map(|row| row.codes().into_iter().map(|code| (row.id(), code)));
        let (rows, codes): (Vec<i64>, Vec<String>) = codes.unzip();
        if !rows.is_empty() {
            let insert =
                format!("INSERT INTO {table} (row_id, code) SELECT * FROM unnest($1::bigint[], $2::text[])");
            flight.steady(&insert, vec![param(rows), param(codes)]).await?;
        }
        Ok(())
    }

    /// Columns of the rows, each as an array.
    fn arrays(&self, columns: &[Column]) -> Result<Vec<Param<'a>>, WrongValue> {
        values_of(&self.rows, columns)
    }

    async fn write_set(&self, flight: &mut Flight<'a>, at: usize, link: Link) -> Result<(), Fault> {
        let Link { table, this, that } = link;
        let (mut owners, mut froms, mut tos) = (Vec::new(), Vec::new(), Vec::new());
        for row in &self.rows {
            if let Value::Ids(ids) = &row.values[at] {
                owners.push(row.id());
                froms.extend(ids.iter().map(|_| row.id()));
                tos.extend(ids.iter().copied());
            }
        }
        if self.operation == Operation::Update && !owners.is_empty() {
            flight
                .steady(&format!("DELETE FROM {table} WHERE {this} = ANY($1)"), vec![param(owners)])
                .await?;
        }
        if !tos.is_empty() {
            let sql = format!(
                "INSERT INTO {table} ({this}, {that}) SELECT * FROM unnest($1::bigint[], $2::bigint[])"
            );
            flight.steady(&sql, vec![param(froms), param(tos)]).await?;
        }
        Ok(())
    }
}

/// A column: which field it is, its name, its shape.
pub(crate) type Column = (usize, &'static str, Physical);

/// The statements of a record, made once for the life of the process.
struct Statements {
    columns: Vec<Column>,
    delete: String,
    update: String,
    insert: String,
}

static STATEMENTS: LazyLock<HashMap<&'static str, Statements>> = LazyLock::new(|| {
    let all = kept::tables().into_iter().map(|schema| schema());
    all.map(|schema| (schema.table, Statements::of(schema))).collect()
});

impl Statements {
    fn of(schema: &'static Schema) -> Self {
        let (table, columns) = (schema.table, columns(schema));
        let (names, arrays) = (names(&columns), arrays(&columns));
        Self {
            delete: format!("DELETE FROM {table} WHERE id = ANY($1)"),
            update: update(table, &columns),
            insert: format!("INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})"),
            columns,
        }
    }
}

/// The columns of a record.
pub(crate) fn columns(schema: &'static Schema) -> Vec<Column> {
    sql::write(schema).columns
}

/// The columns of some fields, and the id.
fn some_columns(schema: &'static Schema, fields: &[&str]) -> Vec<Column> {
    let wanted = |column: &Column| column.1 == "id" || fields.contains(&schema.fields[column.0].name);
    columns(schema).into_iter().filter(wanted).collect()
}

fn update(table: &str, columns: &[Column]) -> String {
    let sets = columns.iter().filter(|(_, column, _)| *column != "id");
    let sets: Vec<_> = sets.map(|(_, column, _)| format!("{column} = u.{column}")).collect();
    let (sets, names, arrays) = (sets.join(", "), names(columns), arrays(columns));
    format!("UPDATE {table} t SET {sets} FROM unnest({arrays}) AS u({names}) WHERE t.id = u.id")
}

/// Their names, one after the other.
pub(crate) fn names(columns: &[Column]) -> String {
    columns.iter().map(|(_, column, _)| *column).collect::<Vec<_>>().join(", ")
}

/// A placeholder for the array of each column.
pub(crate) fn arrays(columns: &[Column]) -> String {
    let places = (1..).zip(columns).map(|(n, (_, _, shape))| format!("${n}::{}[]", type_name(*shape)));
    places.collect::<Vec<_>>().join(", ")
}

const fn type_name(shape: Physical) -> &'static str {
    match shape {
        Physical::Int => "bigint",
        Physical::Bool => "boolean",
        Physical::Text => "text",
    }
}

/// Columns of some rows, each as an array.
pub(crate) fn values_of<'a>(rows: &[&'a Row], columns: &[Column]) -> Result<Vec<Param<'a>>, WrongValue> {
    columns.iter().map(|(at, _, shape)| column(rows, *at, *shape)).collect()
}

/// One column of some rows as an array.
fn column<'a>(rows: &[&'a Row], at: usize, shape: Physical) -> Result<Param<'a>, WrongValue> {
    Ok(match shape {
        Physical::Int => Box::new(values(rows, at, Value::int)?),
        Physical::Bool => Box::new(values(rows, at, Value::bool)?),
        Physical::Text => Box::new(values(rows, at, Value::text)?),
    })
}

fn values<'a, T>(
    rows: &[&'a Row],
    at: usize,
    read: impl Fn(&'a Value) -> Option<T>,
) -> Result<Vec<Option<T>>, WrongValue> {
    let wrong = |row: &Row| WrongValue {
        field: format!("{}.{}", row.schema.name, row.schema.fields[at].name),
        found: format!("{:?}", row.values[at]),
    };
    let one = |row: &&'a Row| match &row.values[at] {
        Value::Null => Ok(None),
        value => read(value).map(Some).ok_or_else(|| wrong(row)),
    };
    rows.iter().map(one).collect()
}
