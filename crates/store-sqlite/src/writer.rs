//! The writer: one thread, one connection, one commit for all works that wait.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rusqlite::{Connection, OptionalExtension as _};
use tokio::sync::{mpsc, oneshot};
use vestibule_domain::time::Instant;
use vestibule_records::{Row, Schema};
use vestibule_store::counted::{Stopwatch, Tally};
use vestibule_store::outbox::{self, Event};
use vestibule_store::{
    Answer, Catalogue, Change, Decided, Entropy, ID_BLOCK, Key, Mint, Outcome, Query, Reply, StoreError,
    Viewer, Work,
};

use crate::checkpoint::Checkpoints;
use crate::connection::failed;
use crate::{Shared, chronicle, load, session};

/// Forgets the oldest keys; an index by age finds them.
pub(crate) const FORGET_KEYS: &str = "\
DELETE FROM idempotency_keys WHERE (actor, key) IN
(SELECT actor, key FROM idempotency_keys WHERE created_on <= ?1 ORDER BY created_on LIMIT ?2)";

/// How many keys were forgotten, as the writer says it.
pub(crate) fn count_in(body: &[u8]) -> i64 {
    std::str::from_utf8(body).ok().and_then(|count| count.parse().ok()).unwrap_or_default()
}

/// Works in one commit at most.
const LARGEST_BATCH: usize = 256;
/// A block of ids is renewed when fewer are left: more than a work can use.
const FEW_IDS: i64 = ID_BLOCK / 2;

/// What the writer is asked.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are works, and a box would cost each an allocation"
)]
pub(crate) enum Task {
    Work(Work),
    /// To forget the keys that were first used at an instant or earlier, so many at most. The answer is how many.
    ForgetKeys {
        used: Instant,
        most: i64,
    },
}

/// A task and where its answer goes.
pub(crate) struct Job {
    pub(crate) task: Task,
    pub(crate) reply: oneshot::Sender<Result<Outcome, StoreError>>,
}

/// Starts the writer. Should it ever die, the process dies with it: nothing could be written any more.
pub(crate) fn start(
    connection: Connection,
    checkpoints: Checkpoints,
    queue: mpsc::Receiver<Job>,
    shared: Arc<Shared>,
    entropy: Arc<dyn Entropy>,
) -> Result<(), StoreError> {
    let catalogue = load::catalogue(&connection, 1)?;
    shared.publish(catalogue.clone());
    let mut writer = Writer {
        connection,
        checkpoints,
        rows: 0,
        shared,
        entropy,
        catalogue,
        next_id: 0,
        ids_end: 0,
        stale: false,
        access: false,
        told: false,
        happened: Vec::new(),
        tallies: Vec::new(),
    };
    writer.reserve_ids()?;
    let run = move || {
        if catch_unwind(AssertUnwindSafe(|| writer.run(queue))).is_err() {
            tracing::error!("the writer died; stopping the process");
            std::process::abort();
        }
    };
    std::thread::Builder::new()
        .name("sqlite-writer".to_owned())
        .spawn(run)
        .map(drop)
        .map_err(|error| StoreError::Database(error.to_string()))
}

/// How a task of a batch is run: the outer failure is the batch's.
type Run = fn(&mut Writer, &Task) -> Result<Result<Outcome, StoreError>, StoreError>;

struct Writer {
    connection: Connection,
    checkpoints: Checkpoints,
    /// Rows written in this batch.
    rows: usize,
    shared: Arc<Shared>,
    entropy: Arc<dyn Entropy>,
    catalogue: Arc<Catalogue>,
    next_id: i64,
    ids_end: i64,
    /// The catalogue was changed and must be loaded anew.
    stale: bool,
    /// Rights were changed in this batch.
    access: bool,
    /// Deliveries were written in this batch.
    told: bool,
    /// What happened in this batch.
    happened: Vec<Row>,
    /// What is counted of the works of this batch.
    tallies: Vec<Tally>,
}

impl Writer {
    fn run(&mut self, mut queue: mpsc::Receiver<Job>) {
        while let Some(first) = queue.blocking_recv() {
            let mut batch = vec![first];
            while batch.len() < LARGEST_BATCH {
                match queue.try_recv() {
                    Ok(job) => batch.push(job),
                    Err(_) => break,
                }
            }
            self.commit(batch);
        }
    }

    /// Runs a batch in one transaction and answers once it is durable.
    fn commit(&mut self, batch: Vec<Job>) {
        let version = self.catalogue.version;
        (self.access, self.told, self.rows) = (false, false, 0);
        let took = Stopwatch::start();
        // Hardly ever does a work fail once it is decided, so a failure costs the batch a second run rather than
        // every work a savepoint.
        let outcomes = match self.run_batch(&batch, Self::run_plainly) {
            Err(_) => self.run_batch(&batch, Self::run_alone),
            outcomes => outcomes,
        };
        match outcomes {
            Ok(outcomes) => {
                self.count(&batch, &outcomes, &took);
                if self.access {
                    self.shared.access_revision.fetch_add(1, Ordering::AcqRel);
                }
                if self.refresh().is_ok() && self.catalogue.version != version {
                    self.shared.publish(self.catalogue.clone());
                }
                if self.told {
                    self.shared.written.notify_one();
                }
                if let Some(last) = self.happened.last() {
                    self.shared.last_happened.send_replace(last.id());
                }
                self.checkpoints.wrote(self.rows);
                for (job, outcome) in batch.into_iter().zip(outcomes) {
                    // A caller that went away learns the outcome by repeating its key.
                    let _ = job.reply.send(outcome);
                }
            }
            Err(error) => {
                tracing::error!(%error, works = batch.len(), "a commit failed");
                for job in batch {
                    let outcome = Err(error.clone());
                    self.ended(&job.task, &outcome);
                    let _ = job.reply.send(outcome);
                }
            }
        }
    }

    /// Counts what a batch came to, now that it is durable.
    fn count(&self, batch: &[Job], outcomes: &[Result<Outcome, StoreError>], took: &Stopwatch) {
        let counts = &self.shared.counts;
        counts.committed(batch.len(), took);
        self.tallies.iter().for_each(|tally| counts.durable(tally));
        for (job, outcome) in batch.iter().zip(outcomes) {
            self.ended(&job.task, outcome);
        }
    }

    /// Counts what became of a work.
    fn ended(&self, task: &Task, outcome: &Result<Outcome, StoreError>) {
        if let Task::Work(work) = task {
            self.shared.counts.ended(work, outcome);
        }
    }

    /// Runs a batch in one transaction; of a batch that fails nothing is left.
    fn run_batch(&mut self, batch: &[Job], run: Run) -> Result<Vec<Result<Outcome, StoreError>>, StoreError> {
        let ids = (self.next_id, self.ids_end);
        self.happened.clear();
        let outcomes = self.run_all(batch, run);
        if outcomes.is_err() {
            let _ = self.connection.execute_batch("ROLLBACK");
            self.stale = true;
            // A block that was reserved meanwhile is not.
            (self.next_id, self.ids_end) = ids;
        }
        outcomes
    }

    fn run_all(&mut self, batch: &[Job], run: Run) -> Result<Vec<Result<Outcome, StoreError>>, StoreError> {
        self.statement("BEGIN IMMEDIATE")?;
        self.tallies.clear();
        let mut outcomes = Vec::with_capacity(batch.len());
        for job in batch {
            if self.ids_end - self.next_id < FEW_IDS {
                self.reserve_ids()?;
            }
            outcomes.push(run(self, &job.task)?);
        }
        chronicle::write(&self.connection, &mut self.happened)?;
        self.statement("COMMIT")?;
        Ok(outcomes)
    }

    /// Runs one task; should it fail, so does its batch.
    fn run_plainly(&mut self, task: &Task) -> Result<Result<Outcome, StoreError>, StoreError> {
        self.run_task(task).map(Ok)
    }

    /// Runs one task so that its failure leaves no trace and does not disturb its neighbours.
    fn run_alone(&mut self, task: &Task) -> Result<Result<Outcome, StoreError>, StoreError> {
        self.statement("SAVEPOINT work")?;
        let outcome = self.run_task(task);
        if outcome.is_err() {
            self.statement("ROLLBACK TO work")?;
        }
        self.statement("RELEASE work")?;
        Ok(outcome)
    }

    fn run_task(&mut self, task: &Task) -> Result<Outcome, StoreError> {
        match task {
            Task::Work(work) => self.run_work(work),
            Task::ForgetKeys { used, most } => self.forget_keys(*used, *most),
        }
    }

    fn run_work(&mut self, work: &Work) -> Result<Outcome, StoreError> {
        if let Some(outcome) = work.key.as_ref().map(|key| self.recall(key, work)).transpose()?.flatten() {
            return Ok(outcome);
        }
        self.refresh()?;
        let mut snapshot = load::snapshot(&self.connection, &work.scope, self.catalogue.clone())?;
        let mut mint = Mint::new(&mut self.next_id, work.now, &*self.entropy);
        let mut decided = work.decided(&snapshot, &mut mint)?;
        let lacking = load::found(&self.connection, snapshot.lacking.said())?;
        if !lacking.is_empty() {
            snapshot.found.extend(lacking);
            decided = work.decided(&snapshot, &mut mint)?;
        }
        let Decided { changes, answer, events, happened, tally } = decided;
        self.write(&changes)?;
        if !events.is_empty() {
            self.tell(&events, &snapshot.catalogue, work.now)?;
        }
        // Before the commit: what the catalogue cannot be made from is not committed.
        self.refresh()?;
        let reply = self.reply(answer)?;
        if let Some(key) = &work.key {
            self.remember(key, work, &reply)?;
        }
        self.tallies.push(tally);
        // Last: of a work that fails nothing happened.
        self.rows += happened.len();
        self.happened.extend(happened);
        Ok(Outcome::Done(reply))
    }

    fn write(&mut self, changes: &[Change]) -> Result<(), StoreError> {
        for change in changes {
            self.stale |= change.affects() == Some("catalogue");
            self.access |= change.affects() == Some("access");
            session::apply(&self.connection, change)?;
        }
        self.rows += changes.len();
        Ok(())
    }

    /// Writes what there is to tell, each record as it now is.
    fn tell(&mut self, events: &[Event], catalogue: &Catalogue, now: Instant) -> Result<(), StoreError> {
        let mut shown: HashMap<(&str, i64), Row> = HashMap::new();
        for (schema, id) in events.iter().filter_map(Event::reads) {
            if !shown.contains_key(&(schema.name, id))
                && let Some(row) = self.shown(schema, id)?
            {
                shown.insert((schema.name, id), row);
            }
        }
        let mut mint = Mint::new(&mut self.next_id, now, &*self.entropy);
        let deliveries = outbox::deliveries(events, &shown, catalogue, now, &mut mint);
        self.told |= !deliveries.is_empty();
        self.write(&deliveries)
    }

    /// A row as it now is, with the names it joins and its collections.
    fn shown(&self, schema: &'static Schema, id: i64) -> Result<Option<Row>, StoreError> {
        let query = Query::ids(schema, Viewer::Everything, vec![id]);
        Ok(session::list(&self.connection, &query)?.rows.pop())
    }

    fn reply(&self, answer: Answer) -> Result<Reply, StoreError> {
        match answer {
            Answer::Ready(reply) => Ok(reply),
            Answer::Shown { schema, id, reply } => {
                let row = self.shown(schema, id)?;
                let row = row.ok_or_else(|| StoreError::Database(format!("{} {id} is gone", schema.name)))?;
                catch_unwind(AssertUnwindSafe(|| reply(&row))).map_err(|_| StoreError::Panicked)
            }
        }
    }

    /// What was answered under a key before.
    fn recall(&self, key: &Key, work: &Work) -> Result<Option<Outcome>, StoreError> {
        let sql = "SELECT fingerprint, status, body FROM idempotency_keys WHERE actor = ?1 AND key = ?2 AND created_on > ?3";
        let mut prepared = self.connection.prepare_cached(sql).map_err(failed)?;
        let oldest = work.now.micros() - Key::KEPT_MICROS;
        let found = prepared
            .query_row((&key.actor, &key.key, oldest), |row| {
                Ok((row.get::<_, String>(0)?, Reply { status: row.get(1)?, body: row.get(2)? }))
            })
            .optional()
            .map_err(failed)?;
        Ok(found.map(|(fingerprint, reply)| {
            if fingerprint == key.fingerprint { Outcome::Replayed(reply) } else { Outcome::KeyReused }
        }))
    }

    fn remember(&self, key: &Key, work: &Work, reply: &Reply) -> Result<(), StoreError> {
        let now = work.now.micros();
        // One of the same name that was not recalled has expired.
        let sql = "INSERT OR REPLACE INTO idempotency_keys (actor, key, fingerprint, status, body, created_on) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut prepared = self.connection.prepare_cached(sql).map_err(failed)?;
        prepared
            .execute((&key.actor, &key.key, &key.fingerprint, reply.status, &reply.body, now))
            .map_err(failed)
            .map(drop)
    }

    fn forget_keys(&self, used: Instant, most: i64) -> Result<Outcome, StoreError> {
        let mut prepared = self.connection.prepare_cached(FORGET_KEYS).map_err(failed)?;
        let forgotten = prepared.execute((used.micros(), most)).map_err(failed)?;
        Ok(Outcome::Done(Reply { status: 200, body: forgotten.to_string().into_bytes() }))
    }

    /// Loads the catalogue anew where it was changed.
    fn refresh(&mut self) -> Result<(), StoreError> {
        if self.stale {
            let version = self.catalogue.version + 1;
            let loaded = catch_unwind(AssertUnwindSafe(|| load::catalogue(&self.connection, version)));
            self.catalogue = loaded.map_err(|_| StoreError::Panicked)??;
            self.stale = false;
        }
        Ok(())
    }

    fn reserve_ids(&mut self) -> Result<(), StoreError> {
        let end: i64 = self
            .connection
            .query_row("UPDATE id_blocks SET next = next + ?1 RETURNING next", [ID_BLOCK], |row| row.get(0))
            .map_err(failed)?;
        (self.next_id, self.ids_end) = (end - ID_BLOCK, end);
        Ok(())
    }

    fn statement(&self, sql: &str) -> Result<(), StoreError> {
        let mut prepared = self.connection.prepare_cached(sql).map_err(failed)?;
        prepared.execute([]).map_err(failed).map(drop)
    }
}
