//! The server as a newcomer starts it: `vestibule demo` on a free port, for as long as somebody asks it things.

use crate::{Result, process};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A running demo that is stopped when it is dropped.
pub(crate) struct Demo {
    child: Child,
    ready: String,
    /// Goes after the server has.
    _data: TempDir,
}

impl Demo {
    /// Builds the server, starts its demo and waits for the `ready` line.
    pub(crate) fn start() -> Result<Self> {
        process::must_succeed(process::cargo().args([
            "build",
            "--quiet",
            "--locked",
            "--package",
            "vestibule",
        ]))?;
        // Cargo puts it beside us.
        let mut command = Command::new(std::env::current_exe()?.with_file_name("vestibule"));
        let data = tempfile::Builder::new().prefix("vestibule-demo-").tempdir()?;
        command
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .env("VESTIBULE_LOG", "warn");
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().ok_or("a server without an output")?;
        let mut lines = BufReader::new(output).lines().map_while(std::io::Result::ok);
        let ready = lines.find_map(|line| line.strip_prefix("ready ").map(str::to_owned));
        // Dropping it ends a server that never became ready.
        let demo = Self { child, ready: ready.unwrap_or_default(), _data: data };
        if demo.ready.is_empty() { Err("the demo ended before it was ready".into()) } else { Ok(demo) }
    }

    /// What follows `ready `: a JSON object with where it listens and what to sign in with.
    pub(crate) fn ready(&self) -> &str {
        &self.ready
    }

    /// One member of that object.
    pub(crate) fn said(&self, name: &str) -> Result<&str> {
        member(&self.ready, name).ok_or_else(|| format!("no {name} in {}", self.ready).into())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let ended = self.child.kill().and_then(|()| self.child.wait());
        if let Err(error) = ended {
            eprintln!("could not end the demo {}: {error}", self.child.id());
        }
    }
}

/// A text of a flat JSON object whose texts need no escapes, which addresses and tokens do not.
fn member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = json.split_once(&format!("\"{name}\":\""))?;
    rest.split_once('"').map(|(text, _)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_line_says_where_and_who() {
        let ready = r#"{"url":"http://127.0.0.1:8700","token":"vst_a"}"#;
        assert_eq!(member(ready, "url"), Some("http://127.0.0.1:8700"));
        assert_eq!(member(ready, "token"), Some("vst_a"));
        assert_eq!(member(ready, "email"), None);
    }
}
