//! The load: connections that each send, wait, and send again until the time is over.

use super::http::Connection;
use super::work::Work;
use crate::{Result, interrupt};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// What is loaded, and how.
#[derive(Clone)]
pub(crate) struct Load {
    /// What is measured, for messages.
    pub(crate) name: &'static str,
    /// Where the server listens.
    pub(crate) address: SocketAddr,
    /// How many requests are under way at once.
    pub(crate) connections: usize,
    /// When to stop.
    pub(crate) duration: Duration,
    /// The status every answer must have.
    pub(crate) status: u16,
    /// The requests.
    pub(crate) work: Arc<Work>,
}

/// What one load measured.
#[derive(Default)]
pub(crate) struct Tally {
    /// From the first request to the last answer.
    pub(crate) elapsed: Duration,
    /// How long each request took, in microseconds.
    pub(crate) latencies: Vec<u32>,
}

impl Tally {
    /// The latency below which this share of the requests was answered, in milliseconds.
    pub(crate) fn percentile(&mut self, share: f64) -> f64 {
        self.latencies.sort_unstable();
        percentile(&self.latencies, share)
    }
}

/// Loads the server; any answer with another status than the expected one ends the run.
pub(crate) async fn run(load: &Load) -> Result<Tally> {
    let mut connections = Vec::with_capacity(load.connections);
    for _ in 0..load.connections {
        connections.push(Connection::open(load.address).await?);
    }
    let start = Instant::now();
    let mut tasks: JoinSet<Result<Vec<u32>>> = JoinSet::new();
    for connection in connections {
        tasks.spawn(send_until(load.clone(), connection, start + load.duration));
    }
    let mut tally = Tally::default();
    while let Some(latencies) = tasks.join_next().await {
        tally.latencies.extend(latencies??);
    }
    tally.elapsed = start.elapsed();
    interrupt::check()?;
    Ok(tally)
}

async fn send_until(load: Load, mut connection: Connection, deadline: Instant) -> Result<Vec<u32>> {
    let mut latencies = Vec::with_capacity(100_000);
    let mut request = Vec::new();
    let mut now = Instant::now();
    while now < deadline && !interrupt::requested() && load.work.write_next(&mut request) {
        let sent = now;
        let (status, body) = connection.send(&request).await?;
        if status != load.status {
            return Err(unexpected(&load, status, &request, body).into());
        }
        now = Instant::now();
        latencies.push(u32::try_from((now - sent).as_micros()).unwrap_or(u32::MAX));
    }
    Ok(latencies)
}

fn unexpected(load: &Load, status: u16, request: &[u8], answer: &[u8]) -> String {
    let body =
        request.windows(4).position(|window| window == b"\r\n\r\n").map_or(&[][..], |at| &request[at + 4..]);
    let answer = &answer[..answer.len().min(600)];
    format!(
        "{}: the server answered {status} instead of {}\n  request body: {}\n  answer: {}",
        load.name,
        load.status,
        String::from_utf8_lossy(body),
        String::from_utf8_lossy(answer)
    )
}

/// The value at this share of sorted microseconds, in milliseconds.
pub(crate) fn percentile(sorted: &[u32], share: f64) -> f64 {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).map_or(f64::NAN, |micros| f64::from(*micros) / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_ranks_of_what_was_seen() {
        let micros: Vec<u32> = (1..=1000).collect();
        assert_eq!((percentile(&micros, 0.5), percentile(&micros, 0.99)), (0.5, 0.99));
        assert_eq!(percentile(&[7000], 0.99), 7.0);
        assert!(percentile(&[], 0.5).is_nan());
    }
}
