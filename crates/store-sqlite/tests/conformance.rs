//! What every store promises, held against SQLite.

use std::sync::Arc;

use tempfile::TempDir;
use vestibule_store_conformance::entropy::Stirred;
use vestibule_store_conformance::{Ground, Opening, conformance};
use vestibule_store_sqlite::SqliteStore;

/// A database file in a folder of its own.
struct Folder(TempDir);

impl Ground for Folder {
    fn open(&self) -> Opening<'_> {
        Box::pin(async {
            let store = SqliteStore::open(&self.0.path().join("test.db"), Stirred::start());
            Arc::new(store.expect("a store")) as _
        })
    }
}

async fn folder() -> Option<Folder> {
    Some(Folder(TempDir::new().expect("a folder")))
}

conformance!(folder);
