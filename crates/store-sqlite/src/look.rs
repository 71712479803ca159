//! A database that is only looked at.

use std::path::Path;

use vestibule_store::{Look, Migration, Page, Promise, Query, StoreError};

use crate::readers::Readers;
use crate::{connection, session};

/// A file that a server may be writing meanwhile. Nothing is created or changed.
pub struct SqliteLook {
    readers: Readers,
}

impl SqliteLook {
    /// Opens a database that is there.
    ///
    /// # Errors
    /// When there is none, or when it has not the shape that this program knows.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = connection::open_to_look(path)?;
        Migration::none_of(&connection::pending(&connection)?).map_err(StoreError::Database)?;
        Ok(Self { readers: Readers::new(path, connection::open_to_look) })
    }
}

impl Look for SqliteLook {
    fn look(&self, query: Query) -> Promise<'_, Page> {
        Box::pin(self.readers.read(move |connection| session::list(connection, &query)))
    }
}
