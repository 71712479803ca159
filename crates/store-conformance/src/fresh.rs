//! A PostgreSQL database for one test: a copy of one that was migrated once, dropped at the end.

use std::time::Duration;

use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error, NoTls};

use crate::entropy::random;

/// Where tests find PostgreSQL.
const URL: &str = "TEST_DATABASE_URL";
/// Tries while a connection to the database that is copied is still on its way out.
const MOST_TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// The PostgreSQL to test with. `None`, having said so, when there is none.
///
/// # Panics
/// When there is none where there must be one: in CI, or with `VESTIBULE_REQUIRE_POSTGRES` set.
#[must_use]
pub fn postgres_url() -> Option<String> {
    let url = std::env::var(URL).ok().filter(|url| !url.is_empty());
    if url.is_none() {
        let needed = ["CI", "VESTIBULE_REQUIRE_POSTGRES"].iter().any(|name| std::env::var_os(name).is_some());
        assert!(!needed, "{URL} is not set: run the tests with `cargo xtask test`");
        eprintln!("skipped: {URL} is not set; `cargo xtask test` starts a PostgreSQL and sets it");
    }
    url
}

/// A migrated database of its own for one test, dropped with it.
pub struct FreshPostgres {
    /// Where it is.
    pub url: String,
    server: String,
    name: String,
}

impl FreshPostgres {
    /// Makes one on the server of [`postgres_url`]; `None` when there is none.
    ///
    /// # Panics
    /// When the server does not do its part.
    pub async fn create() -> Option<Self> {
        let server = postgres_url()?;
        let template = template(&server).await;
        let name = format!("vestibule_test_{:016x}", random());
        run(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .await
            .expect("a copy of the template");
        Some(Self { url: with_database(&server, &name), server, name })
    }
}

impl Drop for FreshPostgres {
    /// Drops the database, whoever is still connected to it.
    fn drop(&mut self) {
        let (server, statement) = (self.server.clone(), format!("DROP DATABASE {} WITH (FORCE)", self.name));
        // A runtime of its own, since the one of the test may be on its way out.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|runtime| runtime.block_on(run(&server, &statement)))
        });
        if !matches!(dropping.join(), Ok(Ok(Ok(())))) {
            eprintln!("the database {} could not be dropped", self.name);
        }
    }
}

/// The database that tests are copies of, made by whoever needs it first. Its name tells its shape, so one of
/// former migrations is never taken for it.
async fn template(server: &str) -> String {
    let name = format!("vestibule_template_{:016x}", vestibule_store_postgres::shape());
    if !exists(server, &name).await {
        // Made aside and renamed when it is complete: of several who do so at once one wins, and all are served.
        let aside = format!("vestibule_making_{:016x}", random());
        run(server, &format!("CREATE DATABASE {aside}")).await.expect("an empty database");
        vestibule_store_postgres::migrate(&with_database(server, &aside)).await.expect("a migrated database");
        if run(server, &format!("ALTER DATABASE {aside} RENAME TO {name}")).await.is_err() {
            assert!(exists(server, &name).await, "neither this nor another test could make {name}");
            run(server, &format!("DROP DATABASE {aside} WITH (FORCE)"))
                .await
                .expect("what was made aside goes");
        }
    }
    name
}

async fn exists(server: &str, name: &str) -> bool {
    let client = connect(server).await;
    let found = client.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).await;
    !found.expect("the list of databases").is_empty()
}

/// Runs one statement on the server, waiting while the database it is about is still in use.
async fn run(server: &str, statement: &str) -> Result<(), Error> {
    let client = connect(server).await;
    for _ in 1..MOST_TRIES {
        match client.batch_execute(statement).await {
            Err(error) if error.code() == Some(&SqlState::OBJECT_IN_USE) => tokio::time::sleep(PAUSE).await,
            done => return done,
        }
    }
    client.batch_execute(statement).await
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("PostgreSQL answers");
    tokio::spawn(connection);
    client
}

/// The same address with another database.
fn with_database(url: &str, name: &str) -> String {
    let start = url.find("://").map_or(0, |at| at + 3);
    let (place, options) = url[start..].split_once('?').map_or((&url[start..], None), |(a, b)| (a, Some(b)));
    let host = place.split_once('/').map_or(place, |(host, _)| host);
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    format!("{}{host}/{name}{options}", &url[..start])
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn the_database_of_an_address_is_replaced() {
        for (url, expected) in [
            ("postgres://me@127.0.0.1:5432/postgres", "postgres://me@127.0.0.1:5432/x"),
            ("postgres://me@localhost", "postgres://me@localhost/x"),
            ("postgresql://h/a?sslmode=disable", "postgresql://h/x?sslmode=disable"),
            ("postgres://h?connect_timeout=1", "postgres://h/x?connect_timeout=1"),
        ] {
            assert_eq!(with_database(url, "x"), expected);
        }
    }
}
