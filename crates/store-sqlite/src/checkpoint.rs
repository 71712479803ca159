//! Moving the log into the database, beside the writer: a commit must not wait for pages of commits long done.
//!
//! The writer moves what is left when the log has grown long; by then most of it has been moved here, and only then
//! can the log begin anew.

use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};

use rusqlite::Connection;
use vestibule_store::StoreError;

use crate::connection;

/// Rows written between two checkpoints: a few thousand pages.
const ROWS_BETWEEN: usize = 800;

/// Tells the checkpointer when there is enough to move.
pub(crate) struct Checkpoints {
    due: SyncSender<()>,
    written: usize,
}

impl Checkpoints {
    /// Starts the checkpointer. It ends when this is dropped.
    pub(crate) fn start(path: &Path) -> Result<Self, StoreError> {
        let connection = connection::open(path)?;
        let (due, told) = sync_channel(1);
        let run = move || {
            while told.recv().is_ok() {
                checkpoint(&connection);
            }
        };
        let started = std::thread::Builder::new().name("sqlite-checkpoint".to_owned()).spawn(run);
        started.map_err(|error| StoreError::Database(error.to_string()))?;
        Ok(Self { due, written: 0 })
    }

    /// Counts rows that were committed.
    pub(crate) fn wrote(&mut self, rows: usize) {
        self.written += rows;
        if self.written >= ROWS_BETWEEN {
            self.written = 0;
            // Full: a checkpoint is under way and the next is due already.
            let _ = self.due.try_send(());
        }
    }
}

fn checkpoint(connection: &Connection) {
    // Passive: it waits for nobody and nobody for it. What it could not move, the next one does.
    if let Err(error) = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
        tracing::warn!(%error, "a checkpoint failed; the log keeps growing until the next");
    }
}
