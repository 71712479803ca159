//! The embedded store: SQLite with one writer thread and group commit, and a few readers that share what they look at.
//!
//! The writer owns every write. A work that was taken on is finished whether or not its caller still waits; the
//! reply goes out after the commit that holds it is on disk (`synchronous=FULL`). There is no timer: a batch is
//! what queued up while the last commit ran.

mod attendance;
mod checkpoint;
mod chronicle;
mod connection;
mod load;
mod on_site;
mod readers;
mod reading;
mod refusals;
mod session;
mod standing;
mod writer;

pub use reading::SqliteReading;

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{Notify, mpsc, oneshot, watch};
use vestibule_domain::time::Instant;
use vestibule_records::Row;
use vestibule_store::counted::{Counts, Standing};
use vestibule_store::{
    Attendance, Attended, Catalogue, Entropy, Migration, OnSite, Outcome, Page, Premises, Promise, Query,
    Refusals, Refused, Reply, Scope, Snapshot, Store, StoreError, Work,
};

use checkpoint::Checkpoints;
use readers::Readers;
use writer::{Job, Task};

/// How many works may wait before callers are asked to come back later.
const LONGEST_QUEUE: usize = 4096;
/// How many looks are left to each thread at work before another one is called: a look is short, and calling is not free.
const LOOKS_AT_HAND: usize = 4;

/// A store in one file.
pub struct SqliteStore {
    jobs: mpsc::Sender<Job>,
    readers: Readers,
    /// Apart from the readers of pages, so that nobody's look waits for a long page.
    lookers: Readers,
    shared: Arc<Shared>,
}

/// What the writer publishes.
#[derive(Default)]
struct Shared {
    catalogue: RwLock<Arc<Catalogue>>,
    access_revision: AtomicU64,
    /// Deliveries were committed.
    written: Notify,
    /// The number of the last thing that happened by a commit of this process.
    last_happened: watch::Sender<i64>,
    counts: Counts,
}

impl Shared {
    fn publish(&self, catalogue: Arc<Catalogue>) {
        *self.catalogue.write().unwrap_or_else(PoisonError::into_inner) = catalogue;
    }

    fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl SqliteStore {
    /// Opens a database, creating and migrating it where needed.
    ///
    /// # Errors
    /// When the file cannot be opened, or was migrated by a program that this one does not know.
    pub fn open(path: &Path, entropy: Arc<dyn Entropy>) -> Result<Self, StoreError> {
        let mut connection = connection::open_writer(path)?;
        connection::migrate(&mut connection)?;
        let shared = Arc::new(Shared::default());
        let (jobs, queue) = mpsc::channel(LONGEST_QUEUE);
        let checkpoints = Checkpoints::start(path)?;
        writer::start(connection, checkpoints, queue, shared.clone(), entropy)?;
        let readers = Readers::start(path, connection::open, 0)?;
        let lookers = Readers::start(path, connection::open_looker, LOOKS_AT_HAND)?;
        Ok(Self { jobs, readers, lookers, shared })
    }

    /// Hands a task to the writer.
    async fn ask(&self, task: Task) -> Result<Outcome, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.jobs.try_send(Job { task, reply }).map_err(|_| {
            self.shared.counts.turned_away();
            StoreError::Busy
        })?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Database("the writer is gone".to_owned())))
    }
}

impl Store for SqliteStore {
    fn list(&self, query: Query) -> Promise<'_, Page> {
        Box::pin(self.readers.read(move |connection| session::list(connection, &query)))
    }

    fn transact(&self, work: Work) -> Promise<'_, Outcome> {
        Box::pin(self.ask(Task::Work(work.on_behalf())))
    }

    fn look(&self, scope: Scope) -> Promise<'_, Snapshot> {
        let catalogue = self.shared.catalogue();
        Box::pin(self.lookers.read(move |connection| load::snapshot(connection, &scope, catalogue)))
    }

    fn catalogue(&self) -> Promise<'_, Arc<Catalogue>> {
        Box::pin(async move { Ok(self.shared.catalogue()) })
    }

    fn on_site(&self, premises: Vec<Premises>) -> Promise<'_, OnSite> {
        Box::pin(self.readers.read(move |connection| on_site::on_site(connection, &premises)))
    }

    fn attendance(&self, asked: Attendance) -> Promise<'_, Vec<Attended>> {
        Box::pin(self.readers.read(move |connection| attendance::attendance(connection, asked)))
    }

    fn refusals(&self, asked: Refusals) -> Promise<'_, Vec<Refused>> {
        Box::pin(self.readers.read(move |connection| refusals::refusals(connection, asked)))
    }

    fn due(&self, hooks: Vec<i64>, now: Instant, most: i64) -> Promise<'_, Vec<Row>> {
        Box::pin(self.readers.read(move |connection| load::due(connection, &hooks, now, most)))
    }

    fn written(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.shared.written.notified())
    }

    fn forget_keys(&self, used: Instant, most: i64) -> Promise<'_, i64> {
        Box::pin(async move {
            match self.ask(Task::ForgetKeys { used, most }).await? {
                Outcome::Done(Reply { body, .. }) => Ok(writer::count_in(&body)),
                Outcome::Replayed(_) | Outcome::KeyReused => Ok(0),
            }
        })
    }

    fn last_happened(&self) -> Promise<'_, i64> {
        Box::pin(self.readers.read(chronicle::last))
    }

    fn happened(&self, after: i64) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut last = self.shared.last_happened.subscribe();
        Box::pin(async move {
            // The sender is here for as long as the store is.
            let _ = last.wait_for(|last| *last > after).await;
        })
    }

    fn inside(&self, locations: Vec<i64>) -> Promise<'_, Vec<(i64, i64)>> {
        Box::pin(self.readers.read(move |connection| load::inside_each(connection, &locations)))
    }

    fn counts(&self) -> &Counts {
        &self.shared.counts
    }

    fn queue(&self) -> (usize, usize) {
        let most = self.jobs.max_capacity();
        (most - self.jobs.capacity(), most)
    }

    fn standing(&self, addressees: Vec<i64>) -> Promise<'_, Standing> {
        Box::pin(self.readers.read(move |connection| standing::standing(connection, &addressees)))
    }

    fn has_known_shape(&self) -> Promise<'_, ()> {
        Box::pin(self.readers.read(|connection| {
            Migration::none_of(&connection::pending(connection)?).map_err(StoreError::Database)
        }))
    }

    fn access_revision(&self) -> u64 {
        self.shared.access_revision.load(Ordering::Acquire)
    }
}
