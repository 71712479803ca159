//! The tables of the migrations are those of the declarations.

use rusqlite::Connection;
use vestibule_store::sql::Physical;
use vestibule_store_conformance::entropy::Stirred;
use vestibule_store_conformance::tables::{Column, declared, is_declared, sorted};
use vestibule_store_sqlite::SqliteStore;

#[test]
fn columns_equal_the_declarations() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    drop(SqliteStore::open(&path, Stirred::start()).unwrap());
    let connection = Connection::open(&path).unwrap();
    let mut statement = connection
        .prepare("SELECT m.name, c.name, c.type, c.\"notnull\" FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'")
        .unwrap();
    let columns = statement
        .query_map([], |row| {
            let (kind, not_null): (String, bool) = (row.get(2)?, row.get(3)?);
            let shape = if kind == "TEXT" { Physical::Text } else { Physical::Int };
            Ok((row.get(0)?, row.get(1)?, shape, !not_null))
        })
        .unwrap();
    let columns: Vec<Column> =
        columns.map(Result::unwrap).filter(|(table, ..): &Column| is_declared(table)).collect();
    let mut expected = declared();
    for (_, _, shape, _) in &mut expected {
        // SQLite keeps truths as integers.
        if *shape == Physical::Bool {
            *shape = Physical::Int;
        }
    }
    assert_eq!(sorted(columns), expected);
}
