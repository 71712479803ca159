//! Reaching PostgreSQL: the pools, and a connection while it is inside a transaction.

use std::ops::Deref;
use std::time::Duration;

use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime,
};
use tokio_postgres::{Config, NoTls};
use vestibule_store::StoreError;

use crate::fault::{Fault, describe};

/// Connections for reading at most.
const READERS: usize = 6;
/// Connections for looking at most.
const LOOKERS: usize = 4;
/// Connections for works that run on their own at most.
const WRITERS: usize = 6;
/// How long to wait for a connection to be made, unless the address says otherwise.
const PATIENCE: Duration = Duration::from_secs(5);

/// The connections of a node. Lost ones are replaced when they are next asked for.
pub(crate) struct Pools {
    /// For lists and for the catalogue.
    pub(crate) readers: Pool,
    /// For looking at what a work would see.
    pub(crate) lookers: Pool,
    /// For works that run on their own.
    pub(crate) writers: Pool,
    /// The one connection of the committer.
    pub(crate) committer: Pool,
}

impl Pools {
    /// Pools for an address; nothing is connected yet.
    pub(crate) fn new(url: &str) -> Result<Self, StoreError> {
        let config = config(url)?;
        Ok(Self {
            readers: pool(&config, READERS, Use::Read)?,
            lookers: pool(&config, LOOKERS, Use::Write)?,
            writers: pool(&config, WRITERS, Use::Write)?,
            committer: pool(&config, 1, Use::Write)?,
        })
    }
}

/// A pool that can write nothing; nothing is connected yet.
pub(crate) fn looking(url: &str) -> Result<Pool, StoreError> {
    pool(&config(url)?, 1, Use::Look)
}

/// What the connections of a pool are for.
#[derive(Clone, Copy)]
enum Use {
    Read,
    Write,
    Look,
}

/// Reads an address.
pub(crate) fn config(url: &str) -> Result<Config, StoreError> {
    let mut config: Config =
        url.parse().map_err(|error: tokio_postgres::Error| StoreError::Database(error.to_string()))?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    if config.get_application_name().is_none() {
        config.application_name("vestibule");
    }
    Ok(config)
}

fn pool(config: &Config, size: usize, what_for: Use) -> Result<Pool, StoreError> {
    let fast = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config(config.clone(), NoTls, fast);
    let builder = Pool::builder(manager).max_size(size).runtime(Runtime::Tokio1);
    let builder = match what_for {
        Use::Read => builder,
        Use::Write => builder.post_create(Hook::async_fn(|connection, _| Box::pin(plan_once(connection)))),
        Use::Look => builder.post_create(Hook::async_fn(|connection, _| Box::pin(only_look(connection)))),
    };
    builder.build().map_err(|error| StoreError::Database(error.to_string()))
}

async fn only_look(connection: &ClientWrapper) -> Result<(), HookError> {
    let only_look = "SET default_transaction_read_only = on";
    connection.batch_execute(only_look).await.map_err(HookError::Backend)
}

const SETTINGS: [&str; 4] =
    ["plan_cache_mode = force_generic_plan", "enable_seqscan = off", "enable_hashjoin = off", "jit = off"];

/// The statements of works are the same every time, and planning them takes longer than running them: they are
/// planned once, whatever the values. All of them look up by key; a plan made while a table was small or had no
/// statistics must not read it whole for ever after. Nor are they worth compiling, which a high cost would bring about.
/// What does not know a setting does without.
async fn plan_once(connection: &ClientWrapper) -> Result<(), HookError> {
    for setting in SETTINGS {
        if let Err(error) = connection.batch_execute(&format!("SET {setting}")).await {
            tracing::debug!(error = describe(&error), setting, "statements are planned without it");
        }
    }
    Ok(())
}

/// A connection inside a transaction. One that is not ended properly goes, and its connection with it, so that the
/// next to use the pool never finds itself inside somebody else's transaction.
pub(crate) struct Transaction(Option<Object>);

impl Transaction {
    /// Takes a connection on which a transaction is about to begin.
    pub(crate) fn on(connection: Object) -> Self {
        Self(Some(connection))
    }

    /// The transaction was committed or rolled back: the connection goes back to its pool.
    pub(crate) fn ended(mut self) {
        drop(self.0.take());
    }

    /// Rolls back whatever state the transaction is in.
    pub(crate) async fn roll_back(self) {
        if self.batch_execute("ROLLBACK").await.is_ok() {
            self.ended();
        }
    }
}

impl Deref for Transaction {
    type Target = ClientWrapper;

    fn deref(&self) -> &ClientWrapper {
        self.0.as_ref().expect("there until the transaction ends, which consumes it")
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(Object::take(connection));
        }
    }
}

/// A connection of a pool.
pub(crate) async fn take(pool: &Pool) -> Result<Object, Fault> {
    Ok(pool.get().await?)
}
