//! `cargo xtask openapi`: renews `docs/openapi.json` from the declarations.

use crate::{Result, process};
use std::process::{ExitCode, Stdio};

/// Where the description is kept.
const FILE: &str = "docs/openapi.json";

/// Writes the description of the API where readers and generators find it.
pub(crate) fn run() -> Result<ExitCode> {
    let mut command = process::cargo();
    command.args(["run", "--quiet", "--locked", "-p", "vestibule-server", "--example", "openapi"]);
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Ok(process::exit_code(output.status));
    }
    std::fs::write(process::workspace().join(FILE), output.stdout)?;
    println!("{FILE} is renewed.");
    Ok(ExitCode::SUCCESS)
}
