//! From the address of a database to a running store.

use std::path::Path;
use std::sync::Arc;

use vestibule_server::{App, Settings, SystemClock, SystemEntropy, seed};
use vestibule_store::{Reading, Store, StoreError};
use vestibule_store_postgres::{PostgresReading, PostgresStore};
use vestibule_store_sqlite::{SqliteReading, SqliteStore};

use crate::alone::Alone;

/// Opens the database and puts in what every installation needs.
pub(crate) async fn app(database: &str, settings: Settings) -> Result<App, String> {
    let node = Address::of(database)?.node();
    let settings = Settings { node: node.map(str::to_owned), ..settings };
    let app = App::new(store(database).await?, Arc::new(SystemClock), Arc::new(SystemEntropy), settings);
    seed::found(&app).await.map_err(|error| format!("{database}: {error}"))?;
    Ok(app)
}

/// Takes the right to serve a database, where only one server at a time may.
pub(crate) fn alone(database: &str) -> Result<Option<Alone>, String> {
    match Address::of(database)? {
        Address::Sqlite(path) => Alone::over(path).map(Some),
        Address::Postgres(_) => Ok(None),
    }
}

/// Opens the database as it is.
pub(crate) async fn store(database: &str) -> Result<Arc<dyn Store>, String> {
    let entropy = Arc::new(SystemEntropy);
    Ok(match Address::of(database)? {
        Address::Sqlite(path) => Arc::new(SqliteStore::open(path, entropy).map_err(wrong(database))?),
        Address::Postgres(url) => {
            Arc::new(PostgresStore::connect(url, entropy).await.map_err(wrong(database))?)
        }
    })
}

/// Opens a database that is there, to look at it and nothing else.
pub(crate) async fn to_look(database: &str) -> Result<Box<dyn Reading>, String> {
    Ok(match Address::of(database)? {
        Address::Sqlite(path) => Box::new(SqliteReading::open(path).map_err(wrong(database))?),
        Address::Postgres(url) => Box::new(PostgresReading::connect(url).await.map_err(wrong(database))?),
    })
}

/// Where a database is.
enum Address<'a> {
    Sqlite(&'a Path),
    Postgres(&'a str),
}

impl<'a> Address<'a> {
    fn of(database: &'a str) -> Result<Self, String> {
        if let Some(path) = database.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(Path::new(path)));
        }
        if database.starts_with("postgres://") || database.starts_with("postgresql://") {
            return Ok(Self::Postgres(database));
        }
        Err(format!("'{database}' is neither sqlite:PATH nor postgres://..."))
    }

    /// The name of the only node there is, where there is only one.
    const fn node(&self) -> Option<&'static str> {
        match self {
            Self::Sqlite(_) => Some("embedded"),
            Self::Postgres(_) => None,
        }
    }
}

/// What went wrong, with the address but for its password.
fn wrong(database: &str) -> impl Fn(StoreError) -> String + '_ {
    move |error| format!("{}: {error}", without_password(database))
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
