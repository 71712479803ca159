//! `cargo xtask test`: every test, in a browser and on both databases.

use crate::postgres::{Cluster, Durability};
use crate::{Result, browser, interrupt, mosquitto, packages, process};
use std::process::{Command, ExitCode};

/// Where the tests that need PostgreSQL look for it.
const DATABASE: &str = "TEST_DATABASE_URL";
/// Where the tests that need an MQTT broker look for the program.
const MOSQUITTO: &str = "TEST_MOSQUITTO";

/// Runs the tests, with a throw-away PostgreSQL and the mosquitto of this machine unless the environment names others. The
/// pages are walked through first, unless the caller chose what to run.
///
/// Says nothing after `cargo test` went well, so that its closing lines are the last ones.
pub(crate) fn run(extra: &[String]) -> Result<ExitCode> {
    interrupt::watch()?;
    packages::ensure_c_compiler()?;
    let pages = if selects(extra) { None } else { Some(browser::test(&[])?) };
    interrupt::check()?;
    let code = run_cargo(extra)?;
    match pages {
        Some(status) if !status.success() => Err("the pages failed in the browser, see above".into()),
        _ => Ok(code),
    }
}

fn run_cargo(extra: &[String]) -> Result<ExitCode> {
    packages::ensure("radclient", &["freeradius-utils"])?;
    let mut tests = cargo_test(extra);
    if std::env::var_os(MOSQUITTO).is_none() {
        tests.env(MOSQUITTO, mosquitto::find_or_install()?);
    }
    if std::env::var_os(DATABASE).is_some() {
        println!("Using the database that {DATABASE} names.");
        return Ok(process::exit_code(process::run_to_end(&mut tests)?));
    }
    let cluster = Cluster::start(Durability::None)?;
    println!("PostgreSQL {} listens on port {} for this run.", cluster.version(), cluster.port());
    interrupt::check()?;
    let status = process::run_to_end(tests.env(DATABASE, cluster.url("postgres")))?;
    Ok(process::exit_code(status))
}

fn cargo_test(extra: &[String]) -> Command {
    let mut command = process::cargo();
    command.arg("test").arg("--locked");
    if !selects_packages(extra) {
        command.args(["--workspace", "--features", "xtask/bench"]);
    }
    command.args(extra);
    command
}

/// Whether the caller chose packages, or some tests by their names.
fn selects(extra: &[String]) -> bool {
    selects_packages(extra) || extra.iter().any(|argument| argument == "--" || !argument.starts_with('-'))
}

/// Whether the caller chose packages, beside which `--workspace` would mean all of them after all.
fn selects_packages(extra: &[String]) -> bool {
    let for_cargo = extra.iter().take_while(|argument| *argument != "--");
    for_cargo.map(String::as_str).any(|argument| {
        argument.starts_with("--package") || (argument.starts_with("-p") && !argument.starts_with("--"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(command: &Command) -> Vec<String> {
        command.get_args().map(|word| word.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn all_of_the_workspace_is_tested_unless_packages_are_named() {
        let everything = words(&cargo_test(&["--no-fail-fast".into()]));
        assert_eq!(
            everything,
            ["test", "--locked", "--workspace", "--features", "xtask/bench", "--no-fail-fast"]
        );
        let one = words(&cargo_test(&["-p".into(), "vestibule-domain".into()]));
        assert_eq!(one, ["test", "--locked", "-p", "vestibule-domain"]);
    }

    #[test]
    fn the_browser_is_for_those_who_want_everything() {
        assert!(!selects(&[]));
        assert!(!selects(&["--no-fail-fast".into()]));
        assert!(selects(&["--".into(), "doors".into()]));
        assert!(selects(&["-p".into(), "xtask".into()]));
    }

    #[test]
    fn what_follows_the_dashes_belongs_to_the_tests() {
        assert!(!selects_packages(&["--".into(), "-p".into()]));
        assert!(selects_packages(&["--package=xtask".into()]));
    }
}
