//! Migrating. Several nodes may start together: each step is taken by whoever holds the one row of a table, since
//! advisory locks are not everywhere where PostgreSQL's protocol is spoken.

use std::time::Duration;

use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error, GenericClient, NoTls};
use vestibule_store::{Migration, StoreError};

use crate::connection;
use crate::fault::{Fault, describe};

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

/// Where the steps that were taken are noted, and the row that lets one node at a time take them.
const GROUNDWORK: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, checksum BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS migration_lock (id BIGINT PRIMARY KEY)",
    "INSERT INTO migration_lock (id) VALUES (1) ON CONFLICT DO NOTHING",
];

/// Tries when another node is at the same statement.
const MOST_TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// Brings a database to its present shape. [`connect`](crate::PostgresStore::connect) does so by itself; this is
/// for whoever wants the shape alone.
///
/// # Errors
/// When it cannot be reached, or was migrated by a program that this one does not know.
pub async fn migrate(url: &str) -> Result<(), StoreError> {
    let (mut client, connection) = connection::config(url)?.connect(NoTls).await.map_err(Fault::from)?;
    let speaking = tokio::spawn(connection);
    for statement in GROUNDWORK {
        lay(&client, statement).await?;
    }
    while take_step(&mut client).await? {}
    drop(client);
    let _ = speaking.await;
    Ok(())
}

/// A number that stands for the present shape: it changes with every migration.
#[must_use]
pub fn shape() -> i64 {
    MIGRATIONS.iter().fold(0, |shape, step| shape.rotate_left(1) ^ step.checksum())
}

/// Two nodes that create the same table at once: one is told that it is there, or that its name is taken.
async fn lay(client: &Client, statement: &str) -> Result<(), StoreError> {
    for _ in 1..MOST_TRIES {
        match client.batch_execute(statement).await {
            Ok(()) => return Ok(()),
            Err(error) if is_crowd(&error) => tokio::time::sleep(PAUSE).await,
            Err(error) => return Err(Fault::from(error).into_error()),
        }
    }
    client.batch_execute(statement).await.map_err(|error| Fault::from(error).into_error())
}

fn is_crowd(error: &Error) -> bool {
    let crowd = [
        SqlState::UNIQUE_VIOLATION,
        SqlState::DUPLICATE_TABLE,
        SqlState::DUPLICATE_OBJECT,
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
    ];
    error.code().is_some_and(|code| crowd.contains(code))
}

/// Takes the next step that is still to do. False when there is none.
async fn take_step(client: &mut Client) -> Result<bool, StoreError> {
    let transaction = client.transaction().await.map_err(Fault::from)?;
    transaction
        .query("SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE", &[])
        .await
        .map_err(Fault::from)?;
    let pending = pending(&transaction).await?;
    let Some(step) = pending.first() else {
        return Ok(false);
    };
    for statement in step.statements() {
        let failed = |error| StoreError::Database(format!("{}: {}", step.name, describe(&error)));
        transaction.batch_execute(statement).await.map_err(failed)?;
    }
    let note = "INSERT INTO migrations (name, checksum) VALUES ($1, $2)";
    transaction.execute(note, &[&step.name, &step.checksum()]).await.map_err(Fault::from)?;
    transaction.commit().await.map_err(Fault::from)?;
    Ok(true)
}

/// The steps that are still to do.
pub(crate) async fn pending(client: &impl GenericClient) -> Result<Vec<&'static Migration>, StoreError> {
    let done = client.query("SELECT name, checksum FROM migrations", &[]).await.map_err(Fault::from)?;
    let done = done.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    let done = done.collect::<Result<Vec<_>, Error>>().map_err(Fault::from)?;
    Migration::pending(&MIGRATIONS, &done).map_err(StoreError::Database)
}
