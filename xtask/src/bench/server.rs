//! A server under measurement: started, waited for, watched through /proc, and killed at the end.

use crate::{Result, interrupt};
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long a server may take until it listens.
const PATIENCE: Duration = Duration::from_secs(60);
/// The kernel counts CPU time for us in hundredths of a second, on every Linux.
const MICROS_PER_TICK: f64 = 10_000.0;

/// A running server that is killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    started_in: Duration,
}

impl Server {
    /// Starts the program and waits for its `ready` line; what it logs goes to a file in the folder.
    pub(crate) fn start(command: &mut Command, folder: &Path) -> Result<Self> {
        let log = folder.join("server.log");
        let start = Instant::now();
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(&log)?).spawn()?;
        let lines = child.stdout.take().map(ready_lines).ok_or("a server without an output")?;
        let placeholder = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut server = Self { child, address: placeholder, started_in: Duration::ZERO };
        server.address = server.wait(&lines).map_err(|error| with_log(&error, &log))?;
        server.started_in = start.elapsed();
        Ok(server)
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// From the start of the process to its `ready` line.
    pub(crate) fn started_in(&self) -> Duration {
        self.started_in
    }

    /// The CPU time it has used, in user and in system mode, in microseconds.
    pub(crate) fn cpu_micros(&self) -> Result<f64> {
        cpu_micros(&self.child.id().to_string())
    }

    /// The most memory it has held, in MB.
    pub(crate) fn peak_memory(&self) -> Result<f64> {
        self.megabytes("VmHWM:")
    }

    /// The memory it holds, in MB.
    pub(crate) fn memory(&self) -> Result<f64> {
        self.megabytes("VmRSS:")
    }

    fn megabytes(&self, name: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no memory")?;
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes / 1024.0)
    }

    fn wait(&self, lines: &Receiver<String>) -> Result<SocketAddr> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            interrupt::check()?;
            match lines.recv_timeout(Duration::from_millis(100)) {
                Ok(ready) => return address_in(&ready),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err("the server ended before it was ready".into());
                }
            }
        }
        Err(format!("the server was not ready after {} s", PATIENCE.as_secs()).into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let killed = self.child.kill().and_then(|()| self.child.wait());
        if let Err(error) = killed {
            eprintln!("could not kill the server {}: {error}", self.child.id());
        }
    }
}

/// Reads the output to its end, so that the server never waits for us, and sends on what follows `ready `.
fn ready_lines(output: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(std::io::Result::ok) {
            if let Some(ready) = line.strip_prefix("ready ") {
                let _ = sender.send(ready.to_owned());
            }
        }
    });
    receiver
}

fn address_in(ready: &str) -> Result<SocketAddr> {
    let value: Value = serde_json::from_str(ready)?;
    let url = value["url"].as_str().ok_or("a ready line without a url")?;
    let authority = url.trim_start_matches("http://").trim_end_matches('/');
    let port = authority.rsplit(':').next().and_then(|port| port.parse().ok());
    let port: u16 = port.ok_or_else(|| format!("no port in {url}"))?;
    Ok(SocketAddr::from(([127, 0, 0, 1], port)))
}

fn with_log(error: &crate::Error, log: &PathBuf) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    format!("{error}; it says:\n{}", lines[lines.len().saturating_sub(20)..].join("\n"))
}

/// The CPU time a process has used, in microseconds.
pub(crate) fn cpu_micros(process: &str) -> Result<f64> {
    parse_cpu(&std::fs::read_to_string(format!("/proc/{process}/stat"))?)
}

/// The program's name may hold anything, so what counts begins after its last bracket.
fn parse_cpu(stat: &str) -> Result<f64> {
    let (_, fields) = stat.rsplit_once(") ").ok_or("a stat line without a name")?;
    let mut ticks = fields.split(' ').skip(11).map(str::parse::<f64>);
    let (user, system) = (ticks.next().ok_or("no user time")??, ticks.next().ok_or("no system time")??);
    Ok((user + system) * MICROS_PER_TICK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_user_and_system() {
        let stat = "42 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 4 0 99 0 0";
        assert_eq!(parse_cpu(stat).unwrap(), 2_000_000.0);
    }

    #[test]
    fn the_address_is_that_of_the_ready_line() {
        let address = address_in(r#"{"url":"http://loft.localhost:8700/"}"#).unwrap();
        assert_eq!(address, SocketAddr::from(([127, 0, 0, 1], 8700)));
        assert!(address_in("{}").is_err());
    }
}
