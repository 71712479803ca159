//! FreeRADIUS as Debian ships it: its own configuration with nothing done but what its guide says to have the SQL module on
//! PostgreSQL, so with a `detail` file and its usual pool, told by its own `radclient`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use super::free_address;
use super::freeradius::{Running, STOCK, queries, with_schema};
use super::load::{Load, rate};
use crate::{Result, process};

/// The secret of `clients.conf`.
const SECRET: &str = "testing123";

/// Starts in a second, the time `radclient` takes to begin included; `None` where it is not installed.
pub(super) fn measure(load: &Load<'_>, folder: &Path) -> Result<Option<f64>> {
    let programs = process::find_in_path("freeradius").zip(process::find_in_path("radclient"));
    let (Some((server, client)), Some(queries)) = (programs, queries()) else { return Ok(None) };
    let cluster = with_schema(&queries)?;
    let accounting = free_address()?;
    let configuration = configure(folder, accounting.port(), cluster.port())?;
    let mut command = Command::new(server);
    command.args(["-f", "-l", "stdout", "-d"]).arg(&configuration);
    let _server = Running::start(&mut command, accounting, &folder.join("shipped.log"))?;
    let starts = load.packets.min(load.names.len());
    let packets = folder.join("starts");
    fs::write(&packets, told(&load.names[..starts]))?;
    let mut command = Command::new(client);
    command.args(["-q", "-p", "32", "-f"]).arg(&packets);
    command.args([&accounting.to_string(), "acct", SECRET]).stdout(Stdio::null());
    let begun = Instant::now();
    process::must_succeed(&mut command)?;
    Ok(Some(rate(starts, begun.elapsed())))
}

/// A copy of what is shipped, with the SQL module switched on, on ports and in folders of its own.
fn configure(folder: &Path, accounting: u16, database: u16) -> Result<PathBuf> {
    let (here, state) = (folder.join("shipped"), folder.join("state"));
    process::must_succeed(Command::new("cp").arg("-rL").arg(STOCK).arg(&here))?;
    for part in ["log/radacct", "run/freeradius"] {
        fs::create_dir_all(state.join(part))?;
    }
    let main = here.join("radiusd.conf");
    let log = format!("logdir = {}/log", state.display());
    let state = format!("localstatedir = {}", state.display());
    // Whoever measures owns the copy.
    set(&main, &main, &[("localstatedir =", &state), ("logdir =", &log), ("user =", ""), ("group =", "")])?;
    let site = here.join("sites-enabled/default");
    fs::write(&site, on_ports(&fs::read_to_string(&site)?, [free_address()?.port(), accounting]))?;
    let database = format!("radius_db = \"host=127.0.0.1 port={database} dbname=postgres user=vestibule\"");
    let on = [
        ("dialect =", "dialect = \"postgresql\""),
        ("driver =", "driver = \"rlm_sql_${dialect}\""),
        ("radius_db =", &*database),
    ];
    set(&here.join("mods-available/sql"), &here.join("mods-enabled/sql"), &on)?;
    Ok(here)
}

/// The site with these ports in place of the usual ones: of authentication and of accounting in turns, as it has them.
fn on_ports(site: &str, ports: [u16; 2]) -> String {
    let mut ports = ports.into_iter().cycle();
    let mut lines = String::new();
    for line in site.lines() {
        let port = if line.trim() == "port = 0" { ports.next() } else { None };
        lines.push_str(&port.map_or_else(|| line.to_owned(), |port| format!("port = {port}")));
        lines.push('\n');
    }
    lines
}

/// Writes a file with other lines in place of those that begin so.
fn set(from: &Path, to: &Path, lines: &[(&str, &str)]) -> Result<()> {
    let text = fs::read_to_string(from)?;
    let line = |line| {
        lines.iter().find(|(begin, _)| str::trim(line).starts_with(begin)).map_or(line, |(_, new)| *new)
    };
    let lines: Vec<_> = text.lines().map(line).collect();
    Ok(fs::write(to, lines.join("\n") + "\n")?)
}

/// A Start of everybody, as `radclient` reads it.
fn told(names: &[String]) -> String {
    let mut told = String::new();
    for (nth, name) in names.iter().enumerate() {
        // Writing to text cannot fail.
        let _ = write!(
            told,
            "Acct-Status-Type = Start\nUser-Name = \"{name}\"\nAcct-Session-Id = \"{nth:08X}\"\n\
             NAS-IP-Address = 192.0.2.1\nCalling-Station-Id = \"00-16-3E-{nth:06X}\"\n\
             Called-Station-Id = \"00-16-3E-FF-FF-01:Loft\"\n\n"
        );
    }
    told
}
