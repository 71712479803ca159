//! The two floors, each in a process of its own: the echo, which runs all along, and the raw store, which
//! is started anew for every cell.

use super::load::{self, Load};
use super::report::Figure;
use super::server::Server;
use super::work::Work;
use super::{Options, requests};
use crate::Result;
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;

/// How long the echo is warmed up.
const WARM: Duration = Duration::from_millis(200);

/// The sizes of what is sent and answered, in bytes without the headers.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    /// The body of a check-in.
    pub(crate) request: usize,
    /// The body of its answer.
    pub(crate) reply: usize,
}

/// The echo, running.
pub(crate) struct Echo {
    server: Server,
    work: Arc<Work>,
}

impl Echo {
    /// Starts the echo with the sizes of a real check-in.
    pub(crate) fn start(sizes: Sizes, folder: &Path) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["echo-server", "--reply", &sizes.reply.to_string()]);
        let server = Server::start(&mut command, folder)?;
        let request = requests::echo(&server.address().to_string(), sizes.request);
        Ok(Self { server, work: Arc::new(Work::Same(request)) })
    }

    /// Measures one cell.
    pub(crate) fn measure(&self, runtime: &Runtime, connections: usize, cell: Duration) -> Result<Figure> {
        let load = Load {
            name: "the echo",
            address: self.server.address(),
            connections,
            duration: cell,
            status: 200,
            work: Arc::clone(&self.work),
        };
        runtime.block_on(load::run(&Load { duration: WARM, ..load.clone() }))?;
        let before = self.server.cpu_micros()?;
        let mut tally = runtime.block_on(load::run(&load))?;
        Ok(Figure::new(&mut tally, self.server.cpu_micros()? - before))
    }
}

/// Measures one cell of the raw store on SQLite, in a fresh folder below this one.
pub(crate) fn raw_sqlite(options: &Options, folder: &Path, tasks: usize) -> Result<Figure> {
    let fresh = tempfile::tempdir_in(folder)?;
    raw_store(options, tasks, "--sqlite", &fresh.path().to_string_lossy())
}

/// Measures one cell of the raw store on an empty PostgreSQL database.
pub(crate) fn raw_postgres(options: &Options, url: &str, tasks: usize) -> Result<Figure> {
    raw_store(options, tasks, "--postgres", url)
}

fn raw_store(options: &Options, tasks: usize, database: &str, place: &str) -> Result<Figure> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["raw-store", database, place]);
    command.args(["--tasks", &tasks.to_string(), "--seconds", &options.cell().as_secs_f64().to_string()]);
    command.args(["--passes", &options.customers.max(1).to_string()]);
    let output = command.output()?;
    if !output.status.success() {
        return Err(format!("the raw store failed: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let line: Value = serde_json::from_slice(&output.stdout)?;
    let field = |name: &str| line[name].as_f64().unwrap_or(f64::NAN);
    let (seconds, p50, p99, cpu) = (field("seconds"), field("p50"), field("p99"), field("cpu"));
    Ok(Figure { rate: field("requests") / seconds, p50, p99, cpu, seconds })
}
