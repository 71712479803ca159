//! The developer's commands: `cargo xtask test`, `cargo xtask lint`, `cargo xtask clients`, `cargo xtask storm`, ...
//!
//! Nothing of the product lives here, and nothing here is shipped.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a tool, not the product: it measures real time, sleeps, and speaks through standard output"
)]

mod bench;
mod browser;
mod clients;
mod demo;
mod interrupt;
mod lint;
mod mosquitto;
mod openapi;
mod packages;
mod postgres;
mod process;
mod python;
#[cfg(not(feature = "bench"))]
mod rebuild;
mod schemathesis;
mod storm;
mod test;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// What any step may fail with: a sentence for the developer.
pub(crate) type Error = Box<dyn std::error::Error + Send + Sync>;
/// The result of a step.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// What a shell shows for a program that ctrl-C ended.
const INTERRUPTED: u8 = 130;

/// The developer's commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run all tests: the pages in a real browser, then all else on SQLite and on a throw-away PostgreSQL, with a real MQTT
    /// broker.
    Test {
        /// Handed to `cargo test`, after a `--`.
        #[arg(last = true)]
        cargo: Vec<String>,
    },
    /// Check formatting, lints, and the dependencies' licences and sources.
    Lint,
    /// Renew docs/openapi.json from the declarations.
    Openapi,
    /// Walk through the pages of a running demo in Debian's Chromium.
    Browser(browser::Options),
    /// Renew docs/screenshots from the pages of a running demo.
    Screenshots,
    /// Make a visit with every client in clients/, one of them generated from docs/openapi.json.
    Clients,
    /// Try made-up requests on every described operation of a running demo.
    Schemathesis(schemathesis::Options),
    /// Check people in while the server is killed and receivers of webhooks fail: nothing lost, nothing twice.
    Storm(storm::Options),
    /// Measure the server beside a bare echo and the raw store: one table, one run, one machine.
    Bench(bench::Options),
    #[cfg(feature = "bench")]
    #[command(flatten)]
    Part(bench::Part),
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            if interrupt::requested() { ExitCode::from(INTERRUPTED) } else { ExitCode::FAILURE }
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Test { cargo } => test::run(&cargo),
        Command::Lint => lint::run(),
        Command::Openapi => openapi::run(),
        Command::Browser(options) => browser::run(&options),
        Command::Screenshots => browser::screenshots(),
        Command::Clients => clients::run(),
        Command::Schemathesis(options) => schemathesis::run(&options),
        Command::Storm(options) => storm::run(&options),
        Command::Bench(options) => bench::run(&options),
        #[cfg(feature = "bench")]
        Command::Part(part) => bench::run_part(&part),
    }
}
