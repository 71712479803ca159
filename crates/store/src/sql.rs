//! The statements that record declarations come to. Only what is the same for every record is made here: lists and
//! filters, and plain inserts, updates and deletes. Everything that knows a particular record, each database has
//! in its own SQL.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock, RwLock};

use vestibule_records::schema::{Field, Hop, Joined, Kind, Role};
use vestibule_records::{At, Filter, Schema, Test, Value};

use crate::query::{Query, Viewer};

/// What differs between the databases in the statements made here.
pub trait Dialect {
    /// The `n`th placeholder, from 1.
    fn placeholder(&self, n: usize) -> String;
    /// Text without regard to letter case, for searching in it.
    fn folded(&self, expression: &str) -> String;
    /// How nulls sort: last when ascending, as `ORDER BY` takes it.
    fn order(&self, expression: &str, descending: bool) -> String;
}

/// The shape of a value in a column: three are all there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Physical {
    /// A 64-bit integer.
    Int,
    /// True or false.
    Bool,
    /// Text.
    Text,
}

/// The column shape of a kind.
#[must_use]
pub const fn physical(kind: Kind) -> Physical {
    match kind {
        Kind::Boolean => Physical::Bool,
        Kind::Text | Kind::Guid => Physical::Text,
        _ => Physical::Int,
    }
}

/// How a record is read: the columns of its own table and of those it refers to.
#[derive(Debug)]
pub struct Select {
    /// `SELECT ... FROM ... LEFT JOIN ...`, up to the conditions.
    pub head: String,
    /// `FROM ... LEFT JOIN ...` alone.
    pub from: String,
    /// Which field each selected column is, with its shape.
    pub columns: Vec<(usize, Physical)>,
    expressions: HashMap<usize, String>,
    location: Option<String>,
}

/// How a record is written.
#[derive(Debug)]
pub struct Write {
    /// Its columns, `id` included, with their positions and shapes.
    pub columns: Vec<(usize, &'static str, Physical)>,
}

/// How a record is read; made once.
#[must_use]
pub fn select(schema: &'static Schema) -> Arc<Select> {
    static MADE: LazyLock<RwLock<HashMap<&'static str, Arc<Select>>>> = LazyLock::new(RwLock::default);
    if let Some(made) = MADE.read().ok().and_then(|made| made.get(schema.table).cloned()) {
        return made;
    }
    let made = Arc::new(make_select(schema));
    if let Ok(mut all) = MADE.write() {
        all.insert(schema.table, made.clone());
    }
    made
}

/// How the rows of a query are read: all fields, or those it asks for.
#[must_use]
pub fn selection(query: &Query) -> Arc<Select> {
    type Asked = (&'static str, &'static [&'static str]);
    static MADE: LazyLock<RwLock<HashMap<Asked, Arc<Select>>>> = LazyLock::new(RwLock::default);
    let Some(only) = query.only else { return select(query.schema) };
    let asked = (query.schema.table, only);
    if let Some(made) = MADE.read().ok().and_then(|made| made.get(&asked).cloned()) {
        return made;
    }
    let made = Arc::new(narrowed(&select(query.schema), query.schema, only));
    if let Ok(mut all) = MADE.write() {
        all.insert(asked, made.clone());
    }
    made
}

/// Only these columns; the databases leave out the joins that nothing is read of.
fn narrowed(all: &Select, schema: &Schema, only: &[&str]) -> Select {
    let asked = |at: usize| schema.fields[at].name == "Id" || only.contains(&schema.fields[at].name);
    let columns: Vec<_> = all.columns.iter().copied().filter(|(at, _)| asked(*at)).collect();
    let names: Vec<_> = columns.iter().map(|(at, _)| all.expressions[at].as_str()).collect();
    Select {
        head: format!("SELECT {}{}", names.join(", "), all.from),
        from: all.from.clone(),
        columns,
        expressions: all.expressions.clone(),
        location: all.location.clone(),
    }
}

/// How a record's own table is read, without the names it joins: what decisions need, at half the price.
#[must_use]
pub fn own(schema: &'static Schema) -> Select {
    let columns: Vec<_> = write(schema).columns;
    let names: Vec<_> = columns.iter().map(|(_, column, _)| format!("t.{column}")).collect();
    let from = format!(" FROM {} t", schema.table);
    Select {
        head: format!("SELECT {}{from}", names.join(", ")),
        from,
        columns: columns.into_iter().map(|(at, _, shape)| (at, shape)).collect(),
        expressions: HashMap::new(),
        location: None,
    }
}

/// The columns of a record's table.
#[must_use]
pub fn write(schema: &'static Schema) -> Write {
    let columns = schema.columns().map(|(at, field)| (at, field.column, physical(field.kind)));
    Write { columns: columns.collect() }
}

fn make_select(schema: &'static Schema) -> Select {
    let mut joins = Joins::default();
    let mut select = Select {
        head: String::new(),
        from: String::new(),
        columns: Vec::new(),
        expressions: HashMap::new(),
        location: None,
    };
    for (at, field) in schema.fields.iter().enumerate() {
        let Some(expression) = joins.expression(field) else {
            continue;
        };
        select.columns.push((at, physical_read(field)));
        select.expressions.insert(at, expression);
    }
    if let At::Column(joined) = &schema.at {
        select.location = Some(joins.column(joined));
    }
    let columns: Vec<&str> = select.columns.iter().map(|(at, _)| select.expressions[at].as_str()).collect();
    select.from = format!(" FROM {} t{}", schema.table, joins.sql);
    select.head = format!("SELECT {}{}", columns.join(", "), select.from);
    select
}

/// A joined enum is read as its number.
const fn physical_read(field: &Field) -> Physical {
    match field.kind {
        Kind::EnumName(_) => Physical::Int,
        kind => physical(kind),
    }
}

/// The joins of a statement, each way of references followed once.
#[derive(Default)]
struct Joins {
    ways: Vec<Vec<Hop>>,
    sql: String,
}

impl Joins {
    fn expression(&mut self, field: &Field) -> Option<String> {
        match &field.role {
            Role::Stored | Role::Internal => Some(format!("t.{}", field.column)),
            Role::Joined(joined) if field.nullable => Some(self.column(joined)),
            // A number that is 0 where nothing is referred to.
            Role::Joined(joined) => Some(format!("COALESCE({}, 0)", self.column(joined))),
            _ => None,
        }
    }

    fn column(&mut self, joined: &Joined) -> String {
        format!("{}.{}", self.alias(&joined.hops), joined.column)
    }

    fn alias(&mut self, hops: &[Hop]) -> String {
        let Some((last, before)) = hops.split_last() else {
            return "t".to_owned();
        };
        if let Some(known) = self.ways.iter().position(|way| way == hops) {
            return format!("j{known}");
        }
        let from = self.alias(before);
        let alias = format!("j{}", self.ways.len());
        self.ways.push(hops.to_vec());
        let _ = write!(self.sql, " LEFT JOIN {} {alias} ON {alias}.id = {from}.{}", last.table, last.column);
        alias
    }
}

/// A statement with the values of its placeholders.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The text.
    pub sql: String,
    /// The values.
    pub values: Vec<Value>,
}

/// The statement of a list.
#[must_use]
pub fn list(query: &Query, dialect: &dyn Dialect) -> Statement {
    let select = selection(query);
    let mut statement = Statement { sql: select.head.clone(), values: Vec::new() };
    conditions(query, &select, dialect, &mut statement);
    let order = select.expressions.get(&query.order.0).map_or("t.id", String::as_str);
    // Only where there are nulls must be said where they go: saying it keeps an index from being used.
    let nullable = query.schema.fields[query.order.0].nullable;
    let _ = match (nullable, query.order.1) {
        (true, descending) => write!(statement.sql, " ORDER BY {}", dialect.order(order, descending)),
        (false, true) => write!(statement.sql, " ORDER BY {order} DESC"),
        (false, false) => write!(statement.sql, " ORDER BY {order} ASC"),
    };
    if order != "t.id" {
        let _ = write!(statement.sql, ", t.id {}", if query.order.1 { "DESC" } else { "ASC" });
    }
    let _ = write!(statement.sql, " LIMIT {} OFFSET {}", query.limit, query.offset);
    statement
}

/// The statement that counts what a list could show.
#[must_use]
pub fn count(query: &Query, dialect: &dyn Dialect) -> Statement {
    let select = select(query.schema);
    // A joined name that no condition asks about would be fetched for every row that is counted.
    let asked = |filter: &Filter| matches!(query.schema.fields[filter.field].role, Role::Joined(_));
    let by_hop = matches!(&query.schema.at, At::Column(joined) if !joined.hops.is_empty());
    let plain = !query.filters.iter().any(asked) && (query.viewer == Viewer::Everything || !by_hop);
    let from = if plain { format!(" FROM {} t", query.schema.table) } else { select.from.clone() };
    let mut statement = Statement { sql: format!("SELECT COUNT(*){from}"), values: Vec::new() };
    conditions(query, &select, dialect, &mut statement);
    statement
}

fn conditions(query: &Query, select: &Select, dialect: &dyn Dialect, statement: &mut Statement) {
    let mut word = " WHERE ";
    if let Some(visible) = visible(query.schema, select, &query.viewer) {
        let _ = write!(statement.sql, "{word}{visible}");
        word = " AND ";
    }
    for filter in &query.filters {
        let field = &query.schema.fields[filter.field];
        let condition = match (&field.role, &filter.test) {
            (Role::Set(link), Test::Holds(id)) => {
                format!(
                    "EXISTS (SELECT 1 FROM {} l WHERE l.{} = t.id AND l.{} = {id})",
                    link.table, link.this, link.that
                )
            }
            // A collection is empty or it is not.
            (Role::Set(link), test) => {
                let not = if *test == Test::IsNull { "NOT " } else { "" };
                format!("{not}EXISTS (SELECT 1 FROM {} l WHERE l.{} = t.id)", link.table, link.this)
            }
            (_, Test::Code(code)) => {
                let Some(table) = query.schema.codes_table() else { continue };
                statement.values.push(Value::Text(code.clone()));
                let place = dialect.placeholder(statement.values.len());
                format!("t.id IN (SELECT l.row_id FROM {table} l WHERE l.code = {place})")
            }
            _ => match select.expressions.get(&filter.field) {
                Some(expression) => condition(expression, &filter.test, dialect, &mut statement.values),
                None => continue,
            },
        };
        let _ = write!(statement.sql, "{word}{condition}");
        word = " AND ";
    }
}

fn condition(expression: &str, test: &Test, dialect: &dyn Dialect, values: &mut Vec<Value>) -> String {
    let mut bind = |value: Value| {
        values.push(value);
        dialect.placeholder(values.len())
    };
    match test {
        Test::Is(value) => format!("{expression} = {}", bind(value.clone())),
        Test::In(ids) => format!("{expression} IN ({})", numbers(ids)),
        // `lower` and not `folded`: the unique indexes are made with it.
        Test::Same(text) => format!("lower({expression}) = lower({})", bind(Value::Text(text.clone()))),
        Test::Contains(text) => {
            let pattern = bind(Value::Text(format!("%{}%", escaped(text))));
            format!("{} LIKE {} ESCAPE '\\'", dialect.folded(expression), dialect.folded(&pattern))
        }
        Test::AtLeast(least) => format!("{expression} >= {}", bind(Value::Int(*least))),
        Test::AtMost(most) => format!("{expression} <= {}", bind(Value::Int(*most))),
        Test::Holds(_) | Test::Code(_) | Test::IsNotNull => format!("{expression} IS NOT NULL"),
        Test::IsNull => format!("{expression} IS NULL"),
    }
}

/// The condition under which a viewer sees a row; none when they see all.
fn visible(schema: &Schema, select: &Select, viewer: &Viewer) -> Option<String> {
    let Viewer::Locations(locations) = viewer else {
        return None;
    };
    match &schema.at {
        At::Everywhere => None,
        At::Column(_) => {
            Some(format!("{} IN ({})", select.location.as_deref().unwrap_or("t.id"), numbers(locations)))
        }
        At::Set(link) => Some(format!(
            "EXISTS (SELECT 1 FROM {} v WHERE v.{} = t.id AND v.{} IN ({}))",
            link.table,
            link.this,
            link.that,
            numbers(locations)
        )),
    }
}

/// Integers as a list; of none, one that no id equals.
#[must_use]
pub fn numbers(ids: &[i64]) -> String {
    if ids.is_empty() {
        return "-1".to_owned();
    }
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// `INSERT` of one row.
#[must_use]
pub fn insert(schema: &'static Schema, dialect: &dyn Dialect) -> String {
    let columns: Vec<_> = write(schema).columns.into_iter().map(|(_, column, _)| column).collect();
    let places: Vec<_> = (1..=columns.len()).map(|n| dialect.placeholder(n)).collect();
    format!("INSERT INTO {} ({}) VALUES ({})", schema.table, columns.join(", "), places.join(", "))
}

/// `UPDATE` of one row, all its columns in their order.
#[must_use]
pub fn update(schema: &'static Schema, dialect: &dyn Dialect) -> String {
    let mut sets = Vec::new();
    let mut id = String::new();
    for (n, (_, column, _)) in (1..).zip(write(schema).columns) {
        let place = dialect.placeholder(n);
        if column == "id" {
            id = place;
        } else {
            sets.push(format!("{column} = {place}"));
        }
    }
    format!("UPDATE {} SET {} WHERE id = {id}", schema.table, sets.join(", "))
}

/// `UPDATE` of some columns of one row, in the order of their names; the id comes last.
#[must_use]
pub fn amend(schema: &'static Schema, fields: &[&str], dialect: &dyn Dialect) -> String {
    let columns = fields.iter().filter_map(|name| schema.field(name)).map(|field| field.column);
    let sets = (1..).zip(columns).map(|(n, column)| format!("{column} = {}", dialect.placeholder(n)));
    let sets = sets.collect::<Vec<_>>().join(", ");
    format!("UPDATE {} SET {sets} WHERE id = {}", schema.table, dialect.placeholder(fields.len() + 1))
}
