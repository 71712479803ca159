//! Where the server's data lies: a seeded database, and fresh copies of it.

use crate::Result;
use crate::postgres::Cluster;
use std::fs;
use std::path::{Path, PathBuf};
use tokio::runtime::Runtime;
use tokio_postgres::NoTls;

/// A database that can be seeded once and copied often.
#[derive(Clone, Copy)]
pub(crate) enum Place<'a> {
    /// Files in a folder.
    Sqlite(&'a Path),
    /// Databases of a cluster, and a folder for the logs.
    Postgres(&'a Cluster, &'a Path),
}

impl<'a> Place<'a> {
    /// What the table calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(..) => "PostgreSQL",
        }
    }

    /// Where logs may go.
    pub(super) fn folder(self) -> &'a Path {
        match self {
            Self::Sqlite(folder) | Self::Postgres(_, folder) => folder,
        }
    }

    /// Makes room for the seeded database.
    pub(super) fn prepare(self) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(cluster, _) => execute(cluster, "postgres", &["CREATE DATABASE seeded"]),
        }
    }

    /// The address of the seeded database.
    pub(super) fn seeded(self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", folder.join("seeded.db").display()),
            Self::Postgres(cluster, _) => cluster.url("seeded"),
        }
    }

    /// What a database that has been running for a day has behind it.
    pub(super) fn settle(self) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(cluster, _) => execute(cluster, "seeded", &["VACUUM ANALYZE", "CHECKPOINT"]),
        }
    }

    /// Copies the seeded database over the last copy, and returns the copy's address.
    pub(super) fn fresh(self) -> Result<String> {
        match self {
            Self::Sqlite(folder) => copy_files(folder),
            Self::Postgres(cluster, _) => fresh_database(cluster, "seeded"),
        }
    }
}

/// A fresh database made from a template; the one before it is dropped.
pub(crate) fn fresh_database(cluster: &Cluster, template: &str) -> Result<String> {
    let create = format!("CREATE DATABASE fresh TEMPLATE {template}");
    let statements = ["DROP DATABASE IF EXISTS fresh WITH (FORCE)", &create, "CHECKPOINT"];
    execute(cluster, "postgres", &statements)?;
    Ok(cluster.url("fresh"))
}

fn copy_files(folder: &Path) -> Result<String> {
    for suffix in ["", "-wal", "-shm"] {
        let file = |name: &str| -> PathBuf { folder.join(format!("{name}.db{suffix}")) };
        if file("fresh").exists() {
            fs::remove_file(file("fresh"))?;
        }
        if suffix != "-shm" && file("seeded").exists() {
            fs::copy(file("seeded"), file("fresh"))?;
            fs::File::open(file("fresh"))?.sync_all()?;
        }
    }
    Ok(format!("sqlite:{}", folder.join("fresh.db").display()))
}

fn execute(cluster: &Cluster, database: &str, statements: &[&str]) -> Result<()> {
    Runtime::new()?.block_on(async {
        let (client, connection) = tokio_postgres::connect(&cluster.url(database), NoTls).await?;
        tokio::spawn(connection);
        for statement in statements {
            client.batch_execute(statement).await?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_copy_forgets_what_happened_to_the_last() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("seeded.db"), "seeded").unwrap();
        fs::write(folder.path().join("fresh.db"), "used").unwrap();
        fs::write(folder.path().join("fresh.db-wal"), "used").unwrap();
        copy_files(folder.path()).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("fresh.db")).unwrap(), "seeded");
        assert!(!folder.path().join("fresh.db-wal").exists());
    }
}
