//! The committer: one task, one connection, one commit for all attempts that wait.
//!
//! There is no timer: a batch is what queued up while the last commit ran. Attempts of one customer, by one tap, on
//! one visit or under one key never share a batch; the later one waits for the next. A batch is one fate in PostgreSQL, so
//! one that fails is halved until what disturbs it stands alone.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::{mpsc, oneshot};
use vestibule_store::{Outcome, StoreError, Work};

use crate::alone::alone;
use crate::attempt::{Outcomes, attempt};
use crate::connection;
use crate::fault::Fault;
use crate::house::House;

/// Works in one commit at most.
const LARGEST_BATCH: usize = 256;
/// Works that the committer looks over for its next batch at most.
const MOST_IN_SIGHT: usize = 1024;
/// Works that may wait before callers are asked to come back later, those in sight included.
pub(crate) const LONGEST_QUEUE: usize = 4096;
/// Rows and lookups beside the visit that a work may bring into a batch.
const FEW_ROWS: usize = 4;

/// A work and where its answer goes.
pub(crate) struct Job {
    pub(crate) work: Work,
    pub(crate) reply: oneshot::Sender<Result<Outcome, StoreError>>,
}

/// What only one work of a batch may have.
#[derive(PartialEq, Eq, Hash)]
enum Claim {
    Customer(i64),
    Visit(i64),
    Key(String, String),
    Tap(String),
}

/// Whether a work may share a commit: it is about a visit and changes no other row that it names.
pub(crate) fn takes(work: &Work) -> bool {
    let scope = &work.scope;
    let few = scope.rows.len() + scope.lookups.len() <= FEW_ROWS;
    scope.visit.is_some() && few && scope.rows.iter().all(|row| !row.changes)
}

/// Starts the committer. Should it ever die, the process dies with it: no attempt would be answered any more.
pub(crate) fn start(house: Arc<House>) -> mpsc::Sender<Job> {
    let (jobs, queue) = mpsc::channel(LONGEST_QUEUE - MOST_IN_SIGHT);
    let committer = Committer { house, queue, in_sight: VecDeque::new() };
    let running = tokio::spawn(committer.run());
    tokio::spawn(async move {
        if running.await.is_err_and(|error| error.is_panic()) {
            tracing::error!("the committer died; stopping the process");
            std::process::abort();
        }
    });
    jobs
}

struct Committer {
    house: Arc<House>,
    queue: mpsc::Receiver<Job>,
    in_sight: VecDeque<Job>,
}

impl Committer {
    async fn run(mut self) {
        while self.look().await {
            let batch = pick(&mut self.in_sight);
            self.house.counts.in_sight.store(self.in_sight.len(), Ordering::Relaxed);
            self.settle(batch).await;
        }
    }

    /// Waits for works and takes in those that are there. False when there will be none any more.
    async fn look(&mut self) -> bool {
        if self.in_sight.is_empty() {
            match self.queue.recv().await {
                Some(job) => self.in_sight.push_back(job),
                None => return false,
            }
        }
        while self.in_sight.len() < MOST_IN_SIGHT {
            match self.queue.try_recv() {
                Ok(job) => self.in_sight.push_back(job),
                Err(_) => break,
            }
        }
        true
    }

    /// Runs a batch and answers each work once what it did is durable.
    async fn settle(&self, batch: Vec<Job>) {
        let mut parts = vec![batch];
        while let Some(mut part) = parts.pop() {
            match self.commit(&part).await {
                Ok(outcomes) => self.answer(part, outcomes),
                Err(Fault::Lost(error)) => {
                    tracing::error!(%error, works = part.len(), "a commit failed");
                    let outcomes = part.iter().map(|_| Err(error.clone())).collect();
                    self.answer(part, outcomes);
                }
                Err(fault) => {
                    tracing::debug!(?fault, works = part.len(), "a batch is split");
                    let second = part.split_off(part.len() / 2);
                    parts.extend([second, part]);
                }
            }
        }
    }

    async fn commit(&self, jobs: &[Job]) -> Result<Outcomes, Fault> {
        let (house, pool) = (&*self.house, &self.house.pools.committer);
        let works: Vec<&Work> = jobs.iter().map(|job| &job.work).collect();
        if let [work] = works[..] {
            return Ok(vec![alone(house, pool, work).await]);
        }
        match attempt(house, connection::take(pool).await?, &works, false).await {
            Err(Fault::Stale) => {
                house.refresh().await?;
                attempt(house, connection::take(pool).await?, &works, true).await
            }
            settled => settled,
        }
    }

    fn answer(&self, jobs: Vec<Job>, outcomes: Outcomes) {
        for (job, outcome) in jobs.into_iter().zip(outcomes) {
            self.house.counts.ended(&job.work, &outcome);
            // A caller that went away learns the outcome by repeating its key.
            let _ = job.reply.send(outcome);
        }
    }
}

/// Takes the works of the next batch out of those that wait, in their order; what has a claim in common with one
/// before it stays.
fn pick(waiting: &mut VecDeque<Job>) -> Vec<Job> {
    let mut batch = Vec::new();
    let mut left = VecDeque::new();
    let mut claimed = HashSet::new();
    while batch.len() < LARGEST_BATCH
        && let Some(job) = waiting.pop_front()
    {
        let claims = claims(&job.work);
        if claims.iter().any(|claim| claimed.contains(claim)) {
            left.push_back(job);
        } else {
            batch.push(job);
        }
        // Those of a work that stays count too: nobody overtakes it.
        claimed.extend(claims);
    }
    left.append(waiting);
    *waiting = left;
    batch
}

fn claims(work: &Work) -> Vec<Claim> {
    let visit = work.scope.visit.as_ref();
    let customer = visit.and_then(|visit| visit.customer).map(Claim::Customer);
    let tap = visit.and_then(|visit| visit.tap.clone()).map(Claim::Tap);
    let visit = visit.and_then(|visit| visit.visit).map(Claim::Visit);
    let key = work.key.as_ref().map(|key| Claim::Key(key.actor.clone(), key.key.clone()));
    [customer, tap, visit, key].into_iter().flatten().collect()
}
