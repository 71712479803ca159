//! A database that is only looked at.

use deadpool_postgres::Pool;
use tokio_postgres::Client;
use vestibule_store::{Migration, Page, Promise, Query, Reading, StoreError};

use crate::{connection, migrate, session};

/// A database that servers may be writing meanwhile. Nothing is created or changed.
pub struct PostgresReading {
    readers: Pool,
}

impl PostgresReading {
    /// Connects to a database that is there.
    ///
    /// # Errors
    /// When it cannot be reached, or when it has not the shape that this program knows.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let readers = connection::looking(url)?;
        let connection = connection::take(&readers).await?;
        let client: &Client = &connection;
        Migration::none_of(&migrate::pending(client).await?).map_err(StoreError::Database)?;
        drop(connection);
        Ok(Self { readers })
    }
}

impl Reading for PostgresReading {
    fn page(&self, query: Query) -> Promise<'_, Page> {
        Box::pin(async move {
            let connection = connection::take(&self.readers).await?;
            Ok(session::list(&connection, &query).await?)
        })
    }
}
