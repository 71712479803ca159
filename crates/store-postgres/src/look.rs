//! Looking at what a work would be decided on, beside the works that write.

use vestibule_store::{Scope, Snapshot};

use crate::connection::{self, Transaction};
use crate::fault::Fault;
use crate::house::House;
use crate::load::{self, Loaded, Purpose};

/// Loads a scope as of one moment. Nothing is locked.
pub(crate) async fn look(house: &House, scope: &Scope) -> Result<Snapshot, Fault> {
    match once(house, scope, false).await {
        Err(Fault::Stale) => {
            house.refresh().await?;
            once(house, scope, true).await
        }
        looked => looked,
    }
}

/// `fresh` says that the catalogue was loaded just now, so that it need not be questioned again.
async fn once(house: &House, scope: &Scope, fresh: bool) -> Result<Snapshot, Fault> {
    let catalogue = house.catalogue();
    let transaction = Transaction::on(connection::take(&house.pools.lookers).await?);
    let loaded = load::begin(&transaction, &[scope], &[], &catalogue, Purpose::Look).await;
    transaction.roll_back().await;
    let Loaded { mut snapshots, revision, .. } = loaded?;
    if revision > catalogue.version && !fresh {
        return Err(Fault::Stale);
    }
    // One scope was loaded, so there is one snapshot.
    snapshots.pop().ok_or(Fault::Stale)
}
