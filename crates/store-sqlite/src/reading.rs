//! A database that is only looked at.

use std::path::Path;

use vestibule_store::{Migration, Page, Promise, Query, Reading, StoreError};

use crate::readers::Readers;
use crate::{connection, session};

/// A file that a server may be writing meanwhile. Nothing is created or changed.
pub struct SqliteReading {
    readers: Readers,
}

impl SqliteReading {
    /// Opens a database that is there.
    ///
    /// # Errors
    /// When there is none, or when it has not the shape that this program knows.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = connection::open_to_look(path)?;
        Migration::none_of(&connection::pending(&connection)?).map_err(StoreError::Database)?;
        Ok(Self { readers: Readers::start(path, connection::open_to_look, 0)? })
    }
}

impl Reading for SqliteReading {
    fn page(&self, query: Query) -> Promise<'_, Page> {
        Box::pin(self.readers.read(move |connection| session::list(connection, &query)))
    }
}
