//! The raw store on SQLite: one thread that writes.

use super::rows::TABLES;
use super::{Job, QUEUE};
use crate::Result;
use rusqlite::{CachedStatement, Connection, params};
use std::path::Path;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

const CHECKIN: &str = "INSERT INTO checkins VALUES
    (?1, ?2, 1, ?3, ?4, NULL, ?5, NULL, 1, 'Europe/London', 20000, NULL, NULL, NULL, 0, 0, 0, NULL, ?5, ?5, 'bench')";
const PASS: &str = "UPDATE passes SET uses = uses + 1, updated_on = ?2 WHERE id = ?1";
const LEDGER: &str = "INSERT INTO ledger VALUES (?1, ?1, ?2, 0, 'GBP', ?3)";

/// Makes the tables and starts the writer.
pub(super) fn start(
    folder: &Path,
    passes: i64,
    queue: mpsc::Receiver<Job>,
) -> Result<JoinHandle<Result<()>>> {
    let connection = create(folder, passes)?;
    Ok(tokio::task::spawn_blocking(move || write_all(&connection, queue)))
}

fn create(folder: &Path, passes: i64) -> Result<Connection> {
    let connection = Connection::open(folder.join("raw.db"))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.execute_batch(TABLES)?;
    connection.execute(
        "WITH RECURSIVE n (id) AS (SELECT 0 UNION ALL SELECT id + 1 FROM n WHERE id + 1 < ?1)
         INSERT INTO passes SELECT id, id, 0, 0, 0 FROM n",
        [passes],
    )?;
    Ok(connection)
}

/// Writes until nobody can submit any more.
fn write_all(connection: &Connection, mut queue: mpsc::Receiver<Job>) -> Result<()> {
    let mut batch = Vec::with_capacity(QUEUE);
    while queue.blocking_recv_many(&mut batch, QUEUE) > 0 {
        commit(connection, &batch)?;
        for job in batch.drain(..) {
            let _ = job.done.send(());
        }
    }
    Ok(())
}

fn commit(connection: &Connection, batch: &[Job]) -> Result<()> {
    let transaction = connection.unchecked_transaction()?;
    let mut statements = Statements::prepare(connection)?;
    for job in batch {
        statements.write(job)?;
    }
    drop(statements);
    Ok(transaction.commit()?)
}

struct Statements<'c> {
    checkin: CachedStatement<'c>,
    pass: CachedStatement<'c>,
    ledger: CachedStatement<'c>,
}

impl<'c> Statements<'c> {
    fn prepare(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            checkin: connection.prepare_cached(CHECKIN)?,
            pass: connection.prepare_cached(PASS)?,
            ledger: connection.prepare_cached(LEDGER)?,
        })
    }

    fn write(&mut self, Job { row, .. }: &Job) -> Result<()> {
        self.checkin.execute(params![row.id, row.unique_id, row.customer, row.pass, row.now])?;
        self.pass.execute(params![row.pass, row.now])?;
        self.ledger.execute(params![row.id, row.customer, row.now])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::Row;
    use super::*;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn what_is_answered_is_in_the_tables() {
        let folder = tempfile::tempdir().unwrap();
        let (jobs, queue) = mpsc::channel(QUEUE);
        let writer = start(folder.path(), 10, queue).unwrap();
        let (done, committed) = oneshot::channel();
        jobs.send(Job { row: Row::new(1, 10), done }).await.ok().unwrap();
        committed.await.unwrap();
        drop(jobs);
        writer.await.unwrap().unwrap();
        let count =
            "SELECT (SELECT count(*) FROM checkins) + (SELECT count(*) FROM ledger) + sum(uses) FROM passes";
        let connection = Connection::open(folder.path().join("raw.db")).unwrap();
        assert_eq!(connection.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap(), 3);
    }
}
