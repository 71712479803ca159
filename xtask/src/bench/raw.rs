//! The second floor: what the durable rows of a check-in alone cost, without HTTP, rules or reading.
//!
//! Tasks hand jobs to one writer; the writer commits what queued while its last commit ran, and only then
//! tells each task. That is the durability, and the grouping, that the server has.

mod postgres;
mod rows;
mod sqlite;

use super::load::Tally;
use super::parts::RawStore;
use super::server::cpu_micros;
use crate::Result;
use rows::Row;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

/// As many jobs as may wait, and so the most that one commit holds.
const QUEUE: usize = 1024;

/// One check-in to be written, and whom to tell when it is durable.
struct Job {
    row: Row,
    done: oneshot::Sender<()>,
}

/// Measures the chosen database and prints one line of JSON.
pub(crate) async fn measure(options: &RawStore) -> Result<()> {
    let (jobs, queue) = mpsc::channel(QUEUE);
    let writer = match (&options.sqlite, &options.postgres) {
        (Some(folder), _) => sqlite::start(folder, options.passes, queue)?,
        (None, Some(url)) => postgres::start(url, options.passes, queue).await?,
        (None, None) => return Err("neither a folder nor an address".into()),
    };
    let before = cpu_micros("self")?;
    let mut tally = submit(options, jobs).await?;
    let cpu = cpu_micros("self")? - before;
    writer.await??;
    println!("{}", line(&mut tally, cpu));
    Ok(())
}

/// Submits jobs from all tasks until the time is over.
async fn submit(options: &RawStore, jobs: mpsc::Sender<Job>) -> Result<Tally> {
    let ids = Arc::new(AtomicI64::new(1));
    let start = Instant::now();
    let deadline = start + Duration::from_secs_f64(options.seconds);
    let mut tasks: JoinSet<Result<Vec<u32>>> = JoinSet::new();
    for _ in 0..options.tasks {
        tasks.spawn(submit_until(Arc::clone(&ids), options.passes, jobs.clone(), deadline));
    }
    drop(jobs);
    let mut tally = Tally::default();
    while let Some(latencies) = tasks.join_next().await {
        tally.latencies.extend(latencies??);
    }
    tally.elapsed = start.elapsed();
    Ok(tally)
}

async fn submit_until(
    ids: Arc<AtomicI64>,
    passes: i64,
    jobs: mpsc::Sender<Job>,
    deadline: Instant,
) -> Result<Vec<u32>> {
    let mut latencies = Vec::with_capacity(100_000);
    let mut now = Instant::now();
    while now < deadline {
        let id = ids.fetch_add(1, Ordering::Relaxed);
        let (done, committed) = oneshot::channel();
        let sent = now;
        jobs.send(Job { row: Row::new(id, passes), done }).await.map_err(|_| "the writer is gone")?;
        committed.await?;
        now = Instant::now();
        latencies.push(u32::try_from((now - sent).as_micros()).unwrap_or(u32::MAX));
    }
    Ok(latencies)
}

fn line(tally: &mut Tally, cpu: f64) -> String {
    let requests = tally.latencies.len();
    json!({
        "requests": requests,
        "seconds": tally.elapsed.as_secs_f64(),
        "p50": tally.percentile(0.50),
        "p99": tally.percentile(0.99),
        "cpu": cpu / requests as f64,
    })
    .to_string()
}
