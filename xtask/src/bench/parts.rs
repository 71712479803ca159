//! The floors as programs of their own: the bench starts itself again as one of these, so that each has
//! a process whose CPU time can be read.

use super::{echo, raw};
use crate::Result;
use std::path::PathBuf;
use std::process::ExitCode;

/// A part of the bench that runs in a process of its own.
#[derive(clap::Subcommand)]
pub(crate) enum Part {
    /// Answer every POST with a JSON body of one size.
    #[command(hide = true)]
    EchoServer {
        /// How many bytes an answer has.
        #[arg(long, default_value_t = 1200)]
        reply: usize,
    },
    /// Write check-ins into a bare database and print the figures.
    #[command(hide = true)]
    RawStore(RawStore),
}

/// How the raw store is measured.
#[derive(clap::Args)]
pub(crate) struct RawStore {
    /// An empty folder for SQLite.
    #[arg(long, required_unless_present = "postgres")]
    pub(crate) sqlite: Option<PathBuf>,
    /// The address of an empty PostgreSQL database, instead.
    #[arg(long, conflicts_with = "sqlite")]
    pub(crate) postgres: Option<String>,
    /// How many tasks wait for a commit at once.
    #[arg(long, default_value_t = 16)]
    pub(crate) tasks: usize,
    /// For how long, in seconds.
    #[arg(long, default_value_t = 2.0)]
    pub(crate) seconds: f64,
    /// How many passes there are to update.
    #[arg(long, default_value_t = 20_000)]
    pub(crate) passes: i64,
}

/// Runs one part until it is done or killed.
pub(crate) fn run_part(part: &Part) -> Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new()?;
    match part {
        Part::EchoServer { reply } => runtime.block_on(echo::serve(*reply))?,
        Part::RawStore(options) => runtime.block_on(raw::measure(options))?,
    }
    Ok(ExitCode::SUCCESS)
}
