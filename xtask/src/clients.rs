//! `cargo xtask clients`: a client generated from `docs/openapi.json` compiles, and makes a visit.

use crate::demo::Demo;
use crate::{Result, interrupt, packages, process};
use std::process::{Command, ExitCode};

/// Generates the client, compiles it, and lets it loose on a demo of its own.
pub(crate) fn run() -> Result<ExitCode> {
    interrupt::watch()?;
    packages::ensure("npm", &["nodejs", "npm"])?;
    process::must_succeed(&mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    process::must_succeed(&mut npm(&["run", "--silent", "generate"]))?;
    process::must_succeed(&mut npm(&["run", "--silent", "compile"]))?;
    let demo = Demo::start()?;
    let status = process::run_to_end(npm(&["run", "--silent", "visit", "--"]).arg(demo.ready()))?;
    Ok(process::exit_code(status))
}

fn npm(arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(process::workspace().join("clients/typescript"));
    command
}
