//! Opening and migrating.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};
use vestibule_store::{Migration, StoreError};

/// The steps, oldest first.
static MIGRATIONS: [Migration; 26] = [
    Migration { name: "0001_tables", sql: include_str!("../migrations/0001_tables.sql") },
    Migration { name: "0002_keys_and_indexes", sql: include_str!("../migrations/0002_keys_and_indexes.sql") },
    Migration { name: "0003_presence", sql: include_str!("../migrations/0003_presence.sql") },
    Migration { name: "0004_billing", sql: include_str!("../migrations/0004_billing.sql") },
    Migration { name: "0005_devices", sql: include_str!("../migrations/0005_devices.sql") },
    Migration { name: "0006_webhooks", sql: include_str!("../migrations/0006_webhooks.sql") },
    Migration { name: "0007_ledger", sql: include_str!("../migrations/0007_ledger.sql") },
    Migration { name: "0008_admission", sql: include_str!("../migrations/0008_admission.sql") },
    Migration { name: "0009_issues", sql: include_str!("../migrations/0009_issues.sql") },
    Migration { name: "0010_arithmetic", sql: include_str!("../migrations/0010_arithmetic.sql") },
    Migration { name: "0011_entered", sql: include_str!("../migrations/0011_entered.sql") },
    Migration { name: "0012_unused_passes", sql: include_str!("../migrations/0012_unused_passes.sql") },
    Migration { name: "0013_signals", sql: include_str!("../migrations/0013_signals.sql") },
    Migration { name: "0015_access", sql: include_str!("../migrations/0015_access.sql") },
    Migration { name: "0016_sensors", sql: include_str!("../migrations/0016_sensors.sql") },
    Migration { name: "0017_phones", sql: include_str!("../migrations/0017_phones.sql") },
    Migration {
        name: "0018_reference_numbers",
        sql: include_str!("../migrations/0018_reference_numbers.sql"),
    },
    Migration { name: "0019_jobs", sql: include_str!("../migrations/0019_jobs.sql") },
    Migration { name: "0020_happened", sql: include_str!("../migrations/0020_happened.sql") },
    Migration { name: "0021_sweeps", sql: include_str!("../migrations/0021_sweeps.sql") },
    Migration { name: "0022_delivery_log", sql: include_str!("../migrations/0022_delivery_log.sql") },
    Migration { name: "0023_attendance", sql: include_str!("../migrations/0023_attendance.sql") },
    Migration { name: "0025_evidence", sql: include_str!("../migrations/0025_evidence.sql") },
    Migration { name: "0027_second_factor", sql: include_str!("../migrations/0027_second_factor.sql") },
    Migration { name: "0030_tablets", sql: include_str!("../migrations/0030_tablets.sql") },
    Migration { name: "0031_refusal_reasons", sql: include_str!("../migrations/0031_refusal_reasons.sql") },
];

/// How long a reader waits for a lock, in milliseconds. In WAL mode readers hardly ever do.
const PATIENCE_MS: u32 = 5_000;

/// Pages of the database the writer keeps, in KiB.
const WRITER_CACHE_KIB: i64 = 32 * 1024;
/// Pages that one who looks keeps, in KiB, until somebody writes.
const LOOKER_CACHE_KIB: i64 = 8 * 1024;
/// How many pages the log may grow before the writer moves them into the database. A commit of a full batch writes
/// some hundred; moving them after each would cost two more waits for the disk every time.
const PAGES_IN_LOG: i64 = 8_000;

/// Opens the connection that writes.
pub(crate) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    let connection = open(path)?;
    connection
        .execute_batch(&format!(
            "PRAGMA cache_size = -{WRITER_CACHE_KIB}; PRAGMA wal_autocheckpoint = {PAGES_IN_LOG};"
        ))
        .map_err(failed)?;
    Ok(connection)
}

/// Opens a connection that looks at customers and what is theirs, which lies all over the file.
pub(crate) fn open_looker(path: &Path) -> Result<Connection, StoreError> {
    let connection = open(path)?;
    connection.execute_batch(&format!("PRAGMA cache_size = -{LOOKER_CACHE_KIB};")).map_err(failed)?;
    Ok(connection)
}

/// Opens a connection that reads.
pub(crate) fn open(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path).map_err(failed)?;
    connection
        .execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = \
             {PATIENCE_MS}; PRAGMA temp_store = MEMORY;"
        ))
        .map_err(failed)?;
    made_ready(connection)
}

/// Opens a connection that only looks: nothing is created, nothing can be written.
pub(crate) fn open_to_look(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, LOOKING).map_err(failed)?;
    let settings =
        format!("PRAGMA query_only = ON; PRAGMA busy_timeout = {PATIENCE_MS}; PRAGMA temp_store = MEMORY;");
    connection.execute_batch(&settings).map_err(failed)?;
    made_ready(connection)
}

/// Without a flag to create. One to write is needed to take part in the log beside a server.
const LOOKING: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// What every connection needs.
fn made_ready(connection: Connection) -> Result<Connection, StoreError> {
    connection.set_prepared_statement_cache_capacity(256);
    // A statement is planned once, not again for every value bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failed)?;
    // SQLite's own lower() knows ASCII only; searching must find JOSÉ by josé.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection
        .create_scalar_function("fold", 1, flags, |context| {
            Ok(context.get::<Option<String>>(0)?.map(|text| text.to_lowercase()))
        })
        .map_err(failed)?;
    Ok(connection)
}

pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    connection
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, checksum INTEGER NOT NULL) STRICT",
        )
        .map_err(failed)?;
    for step in pending(connection)? {
        let transaction = connection.transaction().map_err(failed)?;
        transaction.execute_batch(step.sql).map_err(failed)?;
        transaction
            .execute("INSERT INTO migrations (name, checksum) VALUES (?1, ?2)", (step.name, step.checksum()))
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
    }
    Ok(())
}

/// The steps that are still to do.
pub(crate) fn pending(connection: &Connection) -> Result<Vec<&'static Migration>, StoreError> {
    let mut statement = connection.prepare("SELECT name, checksum FROM migrations").map_err(failed)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
    let done = rows.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    Migration::pending(&MIGRATIONS, &done).map_err(StoreError::Database)
}

/// What a failure of SQLite means to the caller.
pub(crate) fn failed(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error() {
        Some(code) if code.code == ErrorCode::ConstraintViolation => match code.extended_code {
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => StoreError::StillReferred,
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => StoreError::Taken,
            _ => StoreError::Database(error.to_string()),
        },
        _ => StoreError::Database(error.to_string()),
    }
}
