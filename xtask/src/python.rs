//! Programs and libraries of Python, pinned, in environments of their own under `target`.

use crate::{Result, packages, process};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with the programs of an environment that holds exactly what a `requirements.txt` pins.
pub(crate) fn environment(name: &str, requirements: &Path) -> Result<PathBuf> {
    let environment = process::target().join(name);
    let programs = environment.join("bin");
    if !programs.join("pip").exists() {
        packages::ensure("python3", &["python3", "python3-venv"])?;
        make(&environment)?;
    }
    let mut pip = Command::new(programs.join("pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    process::must_succeed(pip.arg(requirements))?;
    Ok(programs)
}

/// Debian's Python comes without `venv`, which is a package of its own.
fn make(environment: &Path) -> Result<()> {
    let make = || process::must_succeed(Command::new("python3").args(["-m", "venv"]).arg(environment));
    make().or_else(|_| {
        packages::install(&["python3-venv"])?;
        make()
    })
}
