//! The raw store on PostgreSQL: one connection, and per commit one statement that takes arrays.

use super::rows::{Row, TABLES};
use super::{Job, QUEUE};
use crate::Result;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, NoTls, Statement};

const WRITE: &str = "
    WITH rows AS (
        SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[])
            AS r (id, unique_id, customer, pass, now)),
    checkin AS (
        INSERT INTO checkins SELECT id, unique_id, 1, customer, pass, NULL, now, NULL, 1, 'Europe/London', 20000,
            NULL, NULL, NULL, 0, 0, 0, NULL, now, now, 'bench' FROM rows),
    used AS (
        UPDATE passes SET uses = uses + r.count, updated_on = r.now
            FROM (SELECT pass, count(*) AS count, max(now) AS now FROM rows GROUP BY pass) r WHERE id = r.pass)
    INSERT INTO ledger SELECT id, id, customer, 0, 'GBP', now FROM rows";

/// Makes the tables and starts the writer.
pub(super) async fn start(
    url: &str,
    passes: i64,
    queue: mpsc::Receiver<Job>,
) -> Result<JoinHandle<Result<()>>> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute(TABLES).await?;
    let fill = "INSERT INTO passes SELECT id, id, 0, 0, 0 FROM generate_series(0, $1::bigint - 1) AS n (id)";
    client.execute(fill, &[&passes]).await?;
    client.batch_execute("ANALYZE passes").await?;
    let write = client.prepare(WRITE).await?;
    Ok(tokio::spawn(write_all(client, write, queue)))
}

/// Writes until nobody can submit any more.
async fn write_all(client: Client, write: Statement, mut queue: mpsc::Receiver<Job>) -> Result<()> {
    let mut batch = Vec::with_capacity(QUEUE);
    while queue.recv_many(&mut batch, QUEUE).await > 0 {
        commit(&client, &write, &batch).await?;
        for job in batch.drain(..) {
            let _ = job.done.send(());
        }
    }
    Ok(())
}

async fn commit(client: &Client, write: &Statement, batch: &[Job]) -> Result<()> {
    let names: Vec<&str> = batch.iter().map(|job| job.row.unique_id.as_str()).collect();
    let ids = column(batch, |row| row.id);
    let customers = column(batch, |row| row.customer);
    let passes = column(batch, |row| row.pass);
    let times = column(batch, |row| row.now);
    client.execute(write, &[&ids, &names, &customers, &passes, &times]).await?;
    Ok(())
}

fn column(batch: &[Job], field: impl Fn(&Row) -> i64) -> Vec<i64> {
    batch.iter().map(|job| field(&job.row)).collect()
}
