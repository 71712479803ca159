//! The pool of readers: a few connections, each used by one blocking task at a time.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;
use vestibule_store::StoreError;

/// Readers at most. More only queue at the same cores.
const READERS: usize = 4;

pub(crate) struct Readers {
    path: PathBuf,
    open: fn(&Path) -> Result<Connection, StoreError>,
    idle: Arc<Mutex<Vec<Connection>>>,
    places: Arc<Semaphore>,
}

impl Readers {
    /// Readers of a file, each on a connection that is opened so.
    pub(crate) fn new(path: &Path, open: fn(&Path) -> Result<Connection, StoreError>) -> Self {
        let places = Arc::new(Semaphore::new(READERS));
        Self { path: path.to_owned(), open, idle: Arc::default(), places }
    }

    /// Runs a read on a connection of the pool.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let gone = |_| StoreError::Database("the readers are gone".to_owned());
        let place = self.places.clone().acquire_owned().await.map_err(gone)?;
        let (idle, path, open) = (self.idle.clone(), self.path.clone(), self.open);
        let reading = tokio::task::spawn_blocking(move || {
            let waiting = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let connection = waiting.map_or_else(|| open(&path), Ok)?;
            let result = read(&connection);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            drop(place);
            result
        });
        reading.await.map_err(|_| StoreError::Panicked)?
    }
}
