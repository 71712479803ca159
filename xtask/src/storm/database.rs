//! The fresh database of a run, and the binary that works on it.

use super::options::{Options, StoreKind};
use crate::bench::server::Server;
use crate::postgres::{Cluster, Durability, free_port};
use crate::{Error, Result, process};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// Who asks the API.
pub(super) const EMAIL: &str = "storm@example.com";
/// Their password.
pub(super) const PASSWORD: &str = "storm-password";

/// The locations that a network has from the start.
const LOCATIONS: [(&str, &str); 2] = [("Loft", "loft"), ("Yard", "yard")];

/// A fresh database, and what works on it.
pub(super) struct Database {
    binary: PathBuf,
    address: String,
    listen: SocketAddr,
    folder: TempDir,
    starts: AtomicUsize,
    // Dropped last, so that the server is gone before what it writes to.
    _cluster: Option<Cluster>,
}

impl Database {
    /// Makes one, with an administrator and two locations.
    pub(super) fn make(options: &Options, binary: PathBuf) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("vestibule-storm-").tempdir_in(process::target())?;
        let cluster = match options.store {
            StoreKind::Sqlite => None,
            StoreKind::Postgres => Some(Cluster::start(Durability::Full)?),
        };
        let address = match &cluster {
            None => format!("sqlite:{}", folder.path().join("storm.db").display()),
            Some(cluster) => cluster.url("postgres"),
        };
        let listen = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let starts = AtomicUsize::new(0);
        let database = Self { binary, address, listen, folder, starts, _cluster: cluster };
        database.configure()?;
        database.found()?;
        Ok(database)
    }

    /// Where the server listens, each time it is started.
    pub(super) fn listens(&self) -> SocketAddr {
        self.listen
    }

    /// Starts the server. What it logs is kept apart from what it logged when it was started before.
    pub(super) fn serve(&self) -> Result<Server> {
        let nth = self.starts.fetch_add(1, Ordering::Relaxed);
        let folder = self.folder.path().join(format!("start-{nth}"));
        std::fs::create_dir(&folder)?;
        let listen = self.listen.to_string();
        let mut command = self.command("serve", &["--listen", &listen]);
        Server::start(command.env("VESTIBULE_LOG", "warn").env("NO_COLOR", "1"), &folder)
    }

    /// Has the doctor look at it, and returns what differs.
    pub(super) fn examine(&self) -> Result<Vec<String>> {
        let output = self.command("doctor", &[]).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let said: Vec<String> = text.lines().map(|line| format!("doctor: {line}")).collect();
        if output.status.success() {
            println!("{}", said.join("\n"));
            return Ok(Vec::new());
        }
        if said.is_empty() { Err(failed("doctor", &output)) } else { Ok(said) }
    }

    /// What the server complained of beyond what a storm brings: errors and panics.
    pub(super) fn complaints(&self) -> Result<Vec<String>> {
        let mut complaints = Vec::new();
        for nth in 0..self.starts.load(Ordering::Relaxed) {
            let log = self.folder.path().join(format!("start-{nth}")).join("server.log");
            let text = String::from_utf8_lossy(&std::fs::read(log)?).into_owned();
            let bad = text.lines().filter(|line| line.contains("ERROR") || line.contains("panicked"));
            complaints.extend(
                bad.map(|line| format!("the server said, when it was started for the {nth}. time: {line}")),
            );
        }
        Ok(complaints)
    }

    /// Leaves everything where it is, for whoever wants to look, and says where.
    pub(super) fn keep(&mut self) -> PathBuf {
        self.folder.disable_cleanup(true);
        self.folder.path().to_owned()
    }

    fn configure(&self) -> Result<()> {
        let page = super::kept::PAGE;
        let text = format!("[webhooks]\nallow_private = true\n\n[compat]\nlargest_page = {page}\n");
        Ok(std::fs::write(self.config(), text)?)
    }

    fn found(&self) -> Result<()> {
        self.create("user", &["--email", EMAIL, "--admin", "--password-stdin"])?;
        for (name, address) in LOCATIONS {
            let known = ["--country", "GB", "--currency", "GBP", "--zone", "Europe/London"];
            self.create("location", &[&["--name", name, "--web-address", address][..], &known].concat())?;
        }
        Ok(())
    }

    fn create(&self, what: &str, arguments: &[&str]) -> Result<()> {
        let mut command = self.command(what, &["create"]);
        let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        if let Some(mut input) = child.stdin.take() {
            writeln!(input, "{PASSWORD}")?;
        }
        let output = child.wait_with_output()?;
        if output.status.success() { Ok(()) } else { Err(failed(what, &output)) }
    }

    fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.arg("--config").arg(self.config()).arg(name).args(arguments);
        command.args(["--database", &self.address]).current_dir(process::workspace());
        command
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("vestibule.toml")
    }
}

fn failed(what: &str, output: &Output) -> Error {
    format!("{what} failed: {}", String::from_utf8_lossy(&output.stderr)).into()
}
