//! What every store promises, held against PostgreSQL.

use std::sync::Arc;

use vestibule_store_conformance::entropy::Stirred;
use vestibule_store_conformance::fresh::FreshPostgres;
use vestibule_store_conformance::{Ground, Opening, conformance};
use vestibule_store_postgres::PostgresStore;

/// A database of its own.
struct Database(FreshPostgres);

impl Ground for Database {
    fn open(&self) -> Opening<'_> {
        Box::pin(async {
            let store = PostgresStore::connect(&self.0.url, Stirred::start()).await;
            Arc::new(store.expect("a store")) as _
        })
    }
}

async fn database() -> Option<Database> {
    FreshPostgres::create().await.map(Database)
}

conformance!(database);
