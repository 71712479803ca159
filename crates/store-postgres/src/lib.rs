//! The server store: PostgreSQL, or what speaks its protocol, with group commit for attempts and any number of
//! nodes over one database.
//!
//! # Who owns what
//!
//! The *committer* takes every work that is about a visit: one task with one connection, which loads, decides,
//! writes and commits whatever queued up during its last commit. Every other work runs by itself on a connection
//! of its own. Either way the store owns a work that was taken on: it is finished whether or not its caller still
//! waits, and the reply goes out after the commit.
//!
//! # What keeps works apart
//!
//! Whoever works on a customer holds the lock on their row; rows that will be changed are locked as they are
//! loaded; one open visit per customer and one answer per key are unique indexes. None of it depends on which node
//! a work runs on. What nodes keep in memory follows the numbers in `revisions`: every transaction reads them, and
//! a look once a second finds what others changed while nothing was written here.

mod alone;
mod attempt;
mod attendance;
mod chronicle;
mod committer;
mod connection;
mod fault;
mod flight;
mod headcount;
mod house;
mod ids;
mod keys;
mod load;
mod look;
mod migrate;
mod on_site;
mod questions;
mod reading;
mod refusals;
mod session;
mod standing;
mod visits;
mod write;

pub use migrate::{migrate, shape};
pub use reading::PostgresReading;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio_postgres::Client;
use vestibule_domain::time::Instant;
use vestibule_records::Row;
use vestibule_store::counted::{Counts, Standing};
use vestibule_store::{
    Attendance, Attended, Catalogue, Entropy, Migration, OnSite, Outcome, Page, Premises, Promise, Query,
    Refusals, Refused, Scope, Snapshot, Store, StoreError, Work,
};

use committer::Job;
use connection::Pools;
use house::House;

/// Works of their own that may wait before callers are asked to come back later.
const MOST_ALONE: usize = 4096;

/// A store in a PostgreSQL database.
pub struct PostgresStore {
    house: Arc<House>,
    jobs: mpsc::Sender<Job>,
    places: Arc<Semaphore>,
}

impl PostgresStore {
    /// Connects to a database, migrating it where needed, and loads the catalogue.
    ///
    /// # Errors
    /// When it cannot be reached, or was migrated by a program that this one does not know.
    pub async fn connect(url: &str, entropy: Arc<dyn Entropy>) -> Result<Self, StoreError> {
        migrate(url).await?;
        let house = Arc::new(House::new(Pools::new(url)?, entropy));
        house::watch(&house).await?;
        let jobs = committer::start(house.clone());
        Ok(Self { house, jobs, places: Arc::new(Semaphore::new(MOST_ALONE)) })
    }

    /// Hands a work to the committer.
    async fn queue(&self, work: Work) -> Result<Outcome, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.jobs.try_send(Job { work, reply }).map_err(|_| self.turned_away())?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Database("the committer is gone".to_owned())))
    }

    /// Runs a work by itself, in a task that outlives its caller.
    async fn run(&self, work: Work) -> Result<Outcome, StoreError> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| self.turned_away())?;
        let house = self.house.clone();
        let running = tokio::spawn(async move {
            let outcome = alone::alone(&house, &house.pools.writers, &work).await;
            house.counts.ended(&work, &outcome);
            drop(place);
            outcome
        });
        running.await.unwrap_or(Err(StoreError::Panicked))
    }

    fn turned_away(&self) -> StoreError {
        self.house.counts.turned_away();
        StoreError::Busy
    }
}

impl Store for PostgresStore {
    fn list(&self, query: Query) -> Promise<'_, Page> {
        Box::pin(async move {
            let connection = connection::take(&self.house.pools.readers).await?;
            Ok(session::list(&connection, &query).await?)
        })
    }

    fn transact(&self, work: Work) -> Promise<'_, Outcome> {
        Box::pin(async move {
            let work = work.on_behalf();
            if committer::takes(&work) { self.queue(work).await } else { self.run(work).await }
        })
    }

    fn look(&self, scope: Scope) -> Promise<'_, Snapshot> {
        Box::pin(async move { Ok(look::look(&self.house, &scope).await?) })
    }

    fn catalogue(&self) -> Promise<'_, Arc<Catalogue>> {
        Box::pin(async move { Ok(self.house.catalogue()) })
    }

    fn on_site(&self, premises: Vec<Premises>) -> Promise<'_, OnSite> {
        Box::pin(async move {
            let connection = connection::take(&self.house.pools.lookers).await?;
            Ok(on_site::on_site(connection, &premises).await?)
        })
    }

    fn attendance(&self, asked: Attendance) -> Promise<'_, Vec<Attended>> {
        Box::pin(async move {
            let connection = connection::take(&self.house.pools.readers).await?;
            Ok(attendance::attendance(connection, asked).await?)
        })
    }

    fn refusals(&self, asked: Refusals) -> Promise<'_, Vec<Refused>> {
        Box::pin(async move {
            let connection = connection::take(&self.house.pools.readers).await?;
            Ok(refusals::refusals(connection, asked).await?)
        })
    }

    fn due(&self, hooks: Vec<i64>, now: Instant, most: i64) -> Promise<'_, Vec<Row>> {
        Box::pin(async move {
            let connection = connection::take(&self.house.pools.readers).await?;
            Ok(load::due(&connection, &hooks, now, most).await?)
        })
    }

    fn written(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.house.written.notified())
    }

    fn forget_keys(&self, used: Instant, most: i64) -> Promise<'_, i64> {
        Box::pin(async move {
            let connection = connection::take(&self.house.pools.writers).await?;
            Ok(keys::forget(&connection, used, most).await?)
        })
    }

    fn last_happened(&self) -> Promise<'_, i64> {
        Box::pin(async move {
            let connection = connection::take(&self.house.pools.readers).await?;
            Ok(chronicle::last(&connection).await?)
        })
    }

    fn happened(&self, after: i64) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.house.happened(after))
    }

    fn inside(&self, locations: Vec<i64>) -> Promise<'_, Vec<(i64, i64)>> {
        Box::pin(async move {
            let connection = connection::take(&self.house.pools.readers).await?;
            Ok(load::inside_each(&connection, &locations).await?)
        })
    }

    fn counts(&self) -> &Counts {
        &self.house.counts
    }

    fn queue(&self) -> (usize, usize) {
        let queued = self.jobs.max_capacity() - self.jobs.capacity();
        let in_sight = self.house.counts.in_sight.load(Ordering::Relaxed);
        let alone = MOST_ALONE - self.places.available_permits();
        (queued + in_sight + alone, committer::LONGEST_QUEUE + MOST_ALONE)
    }

    fn standing(&self, addressees: Vec<i64>) -> Promise<'_, Standing> {
        Box::pin(async move {
            let connection = connection::take(&self.house.pools.readers).await?;
            Ok(standing::standing(&connection, &addressees).await?)
        })
    }

    fn has_known_shape(&self) -> Promise<'_, ()> {
        Box::pin(async move {
            let connection = connection::take(&self.house.pools.readers).await?;
            let client: &Client = &connection;
            Migration::none_of(&migrate::pending(client).await?).map_err(StoreError::Database)
        })
    }

    fn access_revision(&self) -> u64 {
        self.house.access_revision()
    }
}
