//! The columns that the declarations come to, for each store to hold against its catalogue of tables.

use vestibule_records::kept::tables;
use vestibule_store::sql::{Physical, physical};

/// A column: its table, its name, its shape, whether it may be null.
pub type Column = (String, String, Physical, bool);

/// The columns of all records and link tables, sorted.
#[must_use]
pub fn declared() -> Vec<Column> {
    let mut columns = Vec::new();
    for schema in tables() {
        let schema = schema();
        for (_, field) in schema.columns() {
            columns.push((
                schema.table.to_owned(),
                field.column.to_owned(),
                physical(field.kind),
                field.nullable,
            ));
        }
        for (_, _, link) in schema.sets() {
            for column in [link.this, link.that] {
                columns.push((link.table.to_owned(), column.to_owned(), Physical::Int, false));
            }
        }
    }
    sorted(columns)
}

/// Columns in the order of [`declared`], each once.
#[must_use]
pub fn sorted(mut columns: Vec<Column>) -> Vec<Column> {
    columns.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    columns.dedup();
    columns
}

/// Whether a table is one of the declared ones, and not one of a store's own.
#[must_use]
pub fn is_declared(table: &str) -> bool {
    declared().iter().any(|(known, ..)| known == table)
}
