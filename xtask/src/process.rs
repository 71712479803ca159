//! Other programs: finding them, showing what is run, and not leaving them behind.

use crate::{Result, interrupt};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long a program that was asked to stop may take before it is made to.
const GRACE: Duration = Duration::from_secs(5);

/// The folder that holds the workspace.
pub(crate) fn workspace() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The folder that cargo builds in.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from)
}

/// The cargo that runs us, in the workspace's folder.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace());
    command
}

/// The first executable of this name in PATH.
pub(crate) fn find_in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Whether we are root, who may install packages and whom PostgreSQL refuses to serve.
pub(crate) fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Shows the command, runs it, and fails unless it succeeds.
pub(crate) fn must_succeed(command: &mut Command) -> Result<()> {
    show(command);
    let status = command.status().map_err(|error| cannot_run(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed: {status}", line(command)).into()) }
}

/// Shows the command and runs it to its end, or, when we are interrupted, ends it and all it started.
pub(crate) fn run_to_end(command: &mut Command) -> Result<ExitStatus> {
    show(command);
    let child = command.process_group(0).spawn().map_err(|error| cannot_run(command, &error))?;
    wait_or_end(child)
}

/// The exit code a shell would show for this status.
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

fn wait_or_end(mut child: Child) -> Result<ExitStatus> {
    let mut asked: Option<Instant> = None;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        match asked {
            None if interrupt::requested() => {
                signal_group(&child, "TERM");
                asked = Some(Instant::now());
            }
            Some(since) if since.elapsed() > GRACE => signal_group(&child, "KILL"),
            _ => {}
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The standard library can only kill one process, so the group's signal goes through `kill`.
fn signal_group(child: &Child, signal: &str) {
    let group = format!("-{}", child.id());
    let sent = Command::new("kill").args(["-s", signal, "--", &group]).stderr(Stdio::null()).status();
    if let Err(error) = sent {
        eprintln!("could not run kill: {error}");
    }
}

fn show(command: &Command) {
    println!("$ {}", line(command));
}

fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn cannot_run(command: &Command, error: &std::io::Error) -> String {
    format!("cannot run `{}`: {error}", line(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shown_line_is_what_one_would_type() {
        let mut command = Command::new("/usr/bin/cargo");
        command.args(["test", "--locked"]);
        assert_eq!(line(&command), "cargo test --locked");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = must_succeed(&mut Command::new("no-such-program")).unwrap_err();
        assert!(error.to_string().starts_with("cannot run `no-such-program`"), "{error}");
    }

    #[test]
    fn an_exit_code_is_handed_on() {
        let status = Command::new("sh").args(["-c", "exit 7"]).status().unwrap();
        assert_eq!(format!("{:?}", exit_code(status)), format!("{:?}", ExitCode::from(7)));
    }
}
