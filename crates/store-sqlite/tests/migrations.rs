//! What a database held before a step is there after it.

use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::Connection;
use vestibule_records::{CoworkerTimePass, Record};
use vestibule_store::{Query, Reading};
use vestibule_store_conformance::entropy::Stirred;
use vestibule_store_conformance::ledger::{former_books, opened_books};
use vestibule_store_conformance::{Ground, Opening};
use vestibule_store_sqlite::{SqliteReading, SqliteStore};

#[test]
fn cards_that_were_there_are_found_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    drop(SqliteStore::open(&path, Stirred::start()).unwrap());
    let connection = Connection::open(&path).unwrap();
    // As if the step had not been taken, with customers from before it.
    let undo = "PRAGMA foreign_keys = OFF; DROP TABLE coworkers_codes; DROP TABLE devices; DROP INDEX failed_checkins_tap; \
                DROP INDEX checkins_token; DROP INDEX coworkers_user; ALTER TABLE failed_checkins DROP COLUMN tap; \
                ALTER TABLE failed_checkins DROP COLUMN nth_of_tap; ALTER TABLE checkins DROP COLUMN access_token_id; \
                ALTER TABLE checkins DROP COLUMN token_minutes; DELETE FROM migrations WHERE name = '0005_devices';";
    connection.execute_batch(undo).unwrap();
    let columns =
        "SELECT name FROM pragma_table_info('coworkers') WHERE \"notnull\" AND name NOT IN ('id', 'email')";
    let mut statement = connection.prepare(columns).unwrap();
    let needed: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let zeros = ", '0'".repeat(needed.len());
    let insert = format!(
        "INSERT INTO coworkers (id, email, access_card_id, key_fob_number, {}) VALUES (?1, ?1, ?2, ?3{zeros})",
        needed.join(", ")
    );
    let cards = [
        (1, Some("04:a1-b2 c3; 77"), Some("FOB.9")),
        (2, Some("o'\"x\\"), None),
        (3, None, None),
        (4, Some(""), Some("77,77")),
    ];
    for (id, card, fob) in cards {
        connection.execute(&insert, (id, card, fob)).unwrap();
    }
    drop(statement);
    drop(SqliteStore::open(&path, Stirred::start()).unwrap());
    let mut statement =
        connection.prepare("SELECT row_id, code FROM coworkers_codes ORDER BY row_id, code").unwrap();
    let codes: Vec<(i64, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let of_first: Vec<_> = codes.iter().filter(|(id, _)| *id == 1).map(|(_, code)| code.as_str()).collect();
    assert_eq!(of_first, ["04A1B2C3", "77", "FOB9"]);
    assert_eq!(codes.iter().filter(|(id, _)| *id == 4).count(), 1);
    assert!(codes.iter().all(|(id, _)| *id != 3));
}

struct File(PathBuf);

impl Ground for File {
    fn open(&self) -> Opening<'_> {
        Box::pin(async { Arc::new(SqliteStore::open(&self.0, Stirred::start()).expect("a store")) as _ })
    }
}

#[tokio::test]
async fn passes_that_were_there_open_with_what_they_hold() {
    let folder = tempfile::tempdir().unwrap();
    let file = File(folder.path().join("test.db"));
    former_books(&file).await;
    // As if the step had not been taken: one account, and a sign.
    let undo = "DELETE FROM ledger_entries WHERE checkin_id IS NULL; \
                UPDATE ledger_entries SET amount = -amount WHERE CASE unit WHEN 3 THEN credit = 6 ELSE credit = 3 END; \
                ALTER TABLE ledger_entries DROP COLUMN debit; ALTER TABLE ledger_entries DROP COLUMN credit; \
                DELETE FROM migrations WHERE name = '0007_ledger';";
    Connection::open(&file.0).unwrap().execute_batch(undo).unwrap();
    assert!(SqliteReading::open(&file.0).is_err(), "whoever only looks takes no step");
    opened_books(&*file.open().await).await;
    let look = SqliteReading::open(&file.0).unwrap();
    let passes = look.page(Query::all(CoworkerTimePass::schema())).await.unwrap().rows;
    assert_eq!(passes.len(), 10);
}

#[test]
fn whoever_only_looks_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mistyped.db");
    assert!(SqliteReading::open(&path).is_err());
    assert!(!path.exists());
}
