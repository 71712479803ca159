//! `cargo xtask lint`: formatting, lints, and the dependencies.

use crate::{Result, process};
use std::process::ExitCode;

/// Runs every check that needs no test run.
pub(crate) fn run() -> Result<ExitCode> {
    process::must_succeed(process::cargo().args(["fmt", "--all", "--check"]))?;
    process::must_succeed(process::cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--features",
        "xtask/bench",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))?;
    check_dependencies()?;
    Ok(ExitCode::SUCCESS)
}

fn check_dependencies() -> Result<()> {
    if process::find_in_path("cargo-deny").is_none() {
        println!("cargo-deny is not installed: licences, sources and advisories were not checked.");
        println!("To check them: cargo install cargo-deny --locked");
        return Ok(());
    }
    process::must_succeed(process::cargo().args(["deny", "check"]))
}
