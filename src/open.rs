//! From the address of a database to a running store.

use std::path::Path;
use std::sync::Arc;

use vestibule_server::{App, Settings, SystemClock, SystemEntropy, seed};
use vestibule_store::Store;
use vestibule_store_postgres::PostgresStore;
use vestibule_store_sqlite::SqliteStore;

/// Opens the database and puts in what every installation needs.
pub(crate) async fn app(database: &str, settings: Settings) -> Result<App, String> {
    let app = App::new(store(database).await?, Arc::new(SystemClock), Arc::new(SystemEntropy), settings);
    seed::found(&app).await.map_err(|error| format!("{database}: {error}"))?;
    Ok(app)
}

/// Opens the database as it is.
pub(crate) async fn store(database: &str) -> Result<Arc<dyn Store>, String> {
    let entropy = Arc::new(SystemEntropy);
    let wrong = |error: vestibule_store::StoreError| format!("{}: {error}", without_password(database));
    if let Some(path) = database.strip_prefix("sqlite:") {
        return Ok(Arc::new(SqliteStore::open(Path::new(path), entropy).map_err(wrong)?));
    }
    if database.starts_with("postgres://") || database.starts_with("postgresql://") {
        return Ok(Arc::new(PostgresStore::connect(database, entropy).await.map_err(wrong)?));
    }
    Err(format!("'{database}' is neither sqlite:PATH nor postgres://..."))
}

/// The address without what is between the user's name and the host.
fn without_password(database: &str) -> String {
    match (database.find("://"), database.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            let user = database[scheme + 3..at].split(':').next().unwrap_or_default();
            format!("{}://{user}{}", &database[..scheme], &database[at..])
        }
        _ => database.to_owned(),
    }
}
