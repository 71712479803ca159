//! What the machine must have besides Rust: found, installed where we may, or named.

use crate::{Result, process};
use std::process::Command;

/// Makes sure there is a C compiler, which the bundled SQLite is built with.
pub(crate) fn ensure_c_compiler() -> Result<()> {
    if process::find_in_path("cc").is_some() {
        return Ok(());
    }
    println!("No C compiler found; the bundled SQLite needs one.");
    install(&["gcc", "libc6-dev"])
}

/// Makes sure there is a program, from these packages.
pub(crate) fn ensure(program: &str, packages: &[&str]) -> Result<()> {
    if process::find_in_path(program).is_some() {
        return Ok(());
    }
    println!("No {program} found.");
    install(packages)
}

/// Installs Debian packages when we may, and otherwise says what to install.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    if process::find_in_path("apt-get").is_none() || !process::is_root() {
        return Err(advice(packages).into());
    }
    println!("Installing {}.", packages.join(" and "));
    process::must_succeed(&mut apt_get(&["update"]))?;
    process::must_succeed(apt_get(&["install", "-y", "--no-install-recommends"]).args(packages))
}

fn apt_get(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn advice(packages: &[&str]) -> String {
    let packages = packages.join(" ");
    format!(
        "please install it and try again: on Debian or Ubuntu\n\n    \
         sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}\n\n\
         elsewhere the package of the same purpose"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_can_be_pasted() {
        assert!(advice(&["gcc", "libc6-dev"]).contains("--no-install-recommends gcc libc6-dev\n"));
    }
}
