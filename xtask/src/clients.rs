//! `cargo xtask clients`: clients that are not ours make a visit on one demo, each given its address alone. One of them
//! is generated from `docs/openapi.json` and compiled first.

use crate::demo::Demo;
use crate::{Result, interrupt, packages, process, python};
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// Lets every client loose on a demo of their own, and says which of them failed.
pub(crate) fn run() -> Result<ExitCode> {
    interrupt::watch()?;
    packages::ensure("npm", &["nodejs", "npm"])?;
    packages::ensure("curl", &["curl"])?;
    packages::ensure("jq", &["jq"])?;
    let programs = python::environment("clients", &folder("python").join("requirements.txt"))?;
    process::must_succeed(&mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    process::must_succeed(&mut npm(&["run", "--silent", "generate"]))?;
    process::must_succeed(&mut npm(&["run", "--silent", "compile"]))?;
    let demo = Demo::start()?;
    let clients = [
        ("curl", script("bash", "curl", "visit.sh")),
        ("JavaScript", script("node", "javascript", "visit.mjs")),
        ("Python", script(programs.join("python"), "python", "visit.py")),
        ("the published library", script(programs.join("python"), "python", "published.py")),
        ("the generated client", typescript(&demo)),
    ];
    let mut failed = Vec::new();
    for (name, mut client) in clients {
        let status = process::run_to_end(client.env("VESTIBULE_URL", demo.said("url")?))?;
        if interrupt::requested() {
            return Ok(process::exit_code(status));
        }
        if !status.success() {
            failed.push(name);
        }
    }
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(format!("not every client made its visit: {}", failed.join(", ")).into())
}

fn script(program: impl AsRef<OsStr>, language: &str, file: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(file).current_dir(folder(language));
    command
}

fn typescript(demo: &Demo) -> Command {
    let mut command = npm(&["run", "--silent", "visit", "--"]);
    command.arg(demo.ready());
    command
}

fn npm(arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(folder("typescript"));
    command
}

fn folder(language: &str) -> PathBuf {
    process::workspace().join("clients").join(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_about_clients_shows_the_programs_as_they_are() {
        let page = read(process::workspace().join("docs/clients.md"));
        for (kind, programs) in [
            ("sh", &[folder("curl").join("visit.sh")][..]),
            ("js", &[folder("javascript").join("visit.mjs")]),
            ("python", &[folder("python").join("visit.py"), folder("python").join("published.py")]),
        ] {
            let programs: Vec<String> = programs.iter().map(|file| read(file.clone())).collect();
            let shown: Vec<&str> = page
                .split(&format!("```{kind}\n"))
                .skip(1)
                .filter_map(|rest| rest.split("```").next())
                .collect();
            assert!(!shown.is_empty(), "nothing of {kind} is shown");
            for part in shown {
                assert!(programs.iter().any(|program| program.contains(part)), "not in the program:\n{part}");
            }
        }
    }

    fn read(file: PathBuf) -> String {
        std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }
}
