//! One throw-away cluster, from `initdb` to its removal.

use super::binaries;
use super::owner::Owner;
use crate::Result;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The superuser of the cluster; it needs no password.
const USER: &str = "vestibule";
/// A free port may be taken between finding and using it; then we try another.
const ATTEMPTS: u32 = 3;

/// What a commit must survive.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Durability {
    /// Nothing: for tests, which throw the data away.
    None,
    /// A power cut: for measurements.
    Full,
}

/// A running PostgreSQL that stops and vanishes when it is dropped.
pub(crate) struct Cluster {
    programs: PathBuf,
    owner: Owner,
    port: u16,
    folder: TempDir,
}

impl Cluster {
    /// Makes a cluster in a folder of its own and starts it on a free port of 127.0.0.1.
    pub(crate) fn start(durability: Durability) -> Result<Self> {
        let programs = binaries::find_or_install()?;
        let owner = Owner::choose()?;
        let folder = tempfile::Builder::new().prefix("vestibule-pg-").tempdir()?;
        owner.take(folder.path())?;
        let mut cluster = Self { programs, owner, port: 0, folder };
        cluster.create(durability)?;
        cluster.listen()?;
        Ok(cluster)
    }

    /// The port it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Which PostgreSQL it is.
    pub(crate) fn version(&self) -> String {
        binaries::version(&self.programs)
    }

    /// The folder that holds everything of it.
    #[cfg_attr(not(feature = "bench"), expect(dead_code, reason = "only measurements name the disk"))]
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    fn create(&self, durability: Durability) -> Result<()> {
        let output = self
            .program("initdb")
            .arg("-D")
            .arg(self.data())
            .args(["-U", USER, "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
            .output()?;
        if !output.status.success() {
            return Err(format!("initdb failed: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
        }
        let file = self.data().join("postgresql.conf");
        let defaults = std::fs::read_to_string(&file)?;
        std::fs::write(&file, defaults + &settings(self.folder.path(), durability))?;
        Ok(())
    }

    fn listen(&mut self) -> Result<()> {
        for _ in 0..ATTEMPTS {
            self.port = free_port()?;
            if self.pg_ctl("start").arg("-o").arg(format!("-p {}", self.port)).status()?.success() {
                return Ok(());
            }
        }
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        Err(format!("PostgreSQL did not start; it says:\n{log}").into())
    }

    /// `pg_ctl`, silent: what matters is in the log.
    fn pg_ctl(&self, action: &str) -> Command {
        let mut command = self.program("pg_ctl");
        command.args([action, "-w", "-t", "60", "-D"]).arg(self.data());
        if action == "start" {
            command.arg("-l").arg(self.log());
        }
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// A program of PostgreSQL, in a folder its owner may enter.
    fn program(&self, name: &str) -> Command {
        let mut command = self.owner.command(&self.programs.join(name));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if !self.data().join("postmaster.pid").exists() {
            return;
        }
        let stopped = self.pg_ctl("stop").args(["-m", "immediate"]).status();
        if !stopped.is_ok_and(|status| status.success()) {
            eprintln!("could not stop the PostgreSQL on port {} in {:?}", self.port, self.folder.path());
        }
    }
}

fn settings(folder: &Path, durability: Durability) -> String {
    let sync = if durability == Durability::Full { "on" } else { "off" };
    format!(
        "\nlisten_addresses = '127.0.0.1'\n\
         unix_socket_directories = '{}'\n\
         max_connections = 200\n\
         fsync = {sync}\n\
         full_page_writes = {sync}\n\
         synchronous_commit = on\n",
        folder.display()
    )
}

/// A port of 127.0.0.1 that nobody uses at this moment.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measurements_keep_what_they_commit() {
        assert!(settings(Path::new("/tmp"), Durability::Full).contains("\nfsync = on\n"));
        assert!(settings(Path::new("/tmp"), Durability::None).contains("\nfsync = off\n"));
    }
}
