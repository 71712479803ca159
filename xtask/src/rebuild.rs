//! Builds the server and the measuring program, and hands over to the latter: what the bench and the storm need beside
//! the other commands is built only for them.

use crate::{Result, interrupt, packages, process};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// How the two are built.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Profile {
    /// As it is shipped: for figures.
    Release,
    /// As tests are: for whether it works.
    Dev,
}

/// Builds what is needed and runs the same command line again.
pub(crate) fn run_again(profile: Profile, needs_server: bool) -> Result<ExitCode> {
    interrupt::watch()?;
    packages::ensure_c_compiler()?;
    let mut build = process::cargo();
    build.args(["build", "--locked", "--package", "xtask", "--features", "xtask/bench"]);
    if profile == Profile::Release {
        build.arg("--release");
    }
    if needs_server {
        build.args(["--package", "vestibule"]);
    }
    process::must_succeed(&mut build)?;
    let mut program = Command::new(built(profile)?);
    Ok(process::exit_code(process::run_to_end(program.args(std::env::args_os().skip(1)))?))
}

/// The release build lies beside the debug build that we are.
fn built(profile: Profile) -> Result<PathBuf> {
    let this = std::env::current_exe()?;
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => "release",
    };
    let target = this.parent().and_then(|debug| debug.parent());
    Ok(target.ok_or("this program does not lie in a target folder")?.join(folder).join("xtask"))
}
