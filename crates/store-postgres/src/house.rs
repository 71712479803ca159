//! What all works of a node share: connections, ids, the catalogue, and the revisions other nodes may have made.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::Duration;

use tokio::sync::{Mutex, Notify, watch};
use vestibule_store::counted::Counts;
use vestibule_store::{Catalogue, Entropy, StoreError};

use crate::connection::{self, Pools};
use crate::fault::Fault;
use crate::ids::Ids;
use crate::load;

/// How often a node looks for what others changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What all works of a node share.
pub(crate) struct House {
    pub(crate) pools: Pools,
    pub(crate) ids: Ids,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) counts: Counts,
    catalogue: RwLock<Arc<Catalogue>>,
    access_revision: AtomicU64,
    /// Deliveries were committed here.
    pub(crate) written: Notify,
    /// The number of the last thing that happened by a commit of this node.
    last_happened: watch::Sender<i64>,
    /// One load of the catalogue at a time: the others find it done.
    loading: Mutex<()>,
}

impl House {
    /// A house whose catalogue is still empty.
    pub(crate) fn new(pools: Pools, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            pools,
            ids: Ids::default(),
            entropy,
            counts: Counts::default(),
            catalogue: RwLock::default(),
            access_revision: AtomicU64::new(0),
            written: Notify::new(),
            last_happened: watch::Sender::default(),
            loading: Mutex::default(),
        }
    }

    /// The catalogue as last loaded.
    pub(crate) fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Loads the catalogue anew where the database has a later one.
    pub(crate) async fn refresh(&self) -> Result<(), Fault> {
        let _alone = self.loading.lock().await;
        let connection = connection::take(&self.pools.readers).await?;
        if let Some(later) = load::catalogue(connection, self.catalogue().version).await? {
            *self.catalogue.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(later);
        }
        Ok(())
    }

    /// The revision of users and rights, as far as this node knows.
    pub(crate) fn access_revision(&self) -> u64 {
        self.access_revision.load(Ordering::Acquire)
    }

    /// Takes note of a revision of users and rights.
    pub(crate) fn note_access(&self, revision: i64) {
        self.access_revision.fetch_max(u64::try_from(revision).unwrap_or_default(), Ordering::AcqRel);
    }

    /// Takes note of the last thing that happened by a commit.
    pub(crate) fn note_happened(&self, last: i64) {
        // Commits end here in whatever order.
        self.last_happened.send_if_modified(|known| {
            let is_later = *known < last;
            *known = last.max(*known);
            is_later
        });
    }

    /// Waits until something happened by a commit of this node, with a number above this one.
    pub(crate) async fn happened(&self, after: i64) {
        // The sender is here for as long as the house stands.
        let _ = self.last_happened.subscribe().wait_for(|last| *last > after).await;
    }

    /// Looks for what other nodes changed.
    async fn look(&self) -> Result<(), Fault> {
        let connection = connection::take(&self.pools.readers).await?;
        let statement = connection.prepare_cached("SELECT catalogue, access FROM revisions").await?;
        let revisions = connection.query_one(&statement, &[]).await?;
        drop(connection);
        self.note_access(revisions.try_get(1)?);
        if revisions.try_get::<_, i64>(0)? > self.catalogue().version {
            self.refresh().await?;
        }
        Ok(())
    }
}

/// Looks for changes now, and from then on for as long as the house stands.
pub(crate) async fn watch(house: &Arc<House>) -> Result<(), StoreError> {
    house.refresh().await?;
    house.look().await?;
    tokio::spawn(keep_watch(Arc::downgrade(house)));
    Ok(())
}

async fn keep_watch(house: Weak<House>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Some(house) = house.upgrade() else { return };
        if let Err(fault) = house.look().await {
            tracing::warn!(error = %fault.into_error(), "could not look for changes of other nodes");
        }
    }
}
