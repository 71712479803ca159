//! Builds the server and the measuring program in release mode, and hands over to the latter.

use super::Options;
use crate::{Result, interrupt, packages, process};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// Builds what is needed and runs the same command line again, in release mode.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    interrupt::watch()?;
    packages::ensure_c_compiler()?;
    let mut build = process::cargo();
    build.args(["build", "--release", "--locked", "--package", "xtask", "--features", "xtask/bench"]);
    if !options.floors_only && options.binary.is_none() {
        build.args(["--package", "vestibule"]);
    }
    process::must_succeed(&mut build)?;
    let mut bench = Command::new(release_program()?);
    Ok(process::exit_code(process::run_to_end(bench.args(std::env::args_os().skip(1)))?))
}

/// The release build lies beside the debug build that we are.
fn release_program() -> Result<PathBuf> {
    let this = std::env::current_exe()?;
    let target = this.parent().and_then(|debug| debug.parent());
    Ok(target.ok_or("this program does not lie in a target folder")?.join("release").join("xtask"))
}
