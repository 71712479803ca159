//! `cargo xtask bench radius`: how many sessions a second are on disk before they are answered.
//!
//! The same generator tells the same packets to a server of ours on SQLite and, where Debian's `freeradius` and
//! `freeradius-postgresql` are installed, to FreeRADIUS with its stock SQL module into a throw-away PostgreSQL with fsync
//! on, in the same run on the same machine. After that FreeRADIUS is told the same Starts as Debian ships it.

mod freeradius;
mod load;
mod shipped;

use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::process::{Command, ExitCode};

use super::RadiusOptions;
use super::machine;
use super::rounds::target_folder;
use super::server::Server;
use crate::{Result, process};
use load::{Figures, Load};

/// The secret that `bench-seed` gives its RADIUS server.
pub(super) const SECRET: &str = "bench";

/// Measures and prints.
pub(crate) fn run(options: &RadiusOptions, binary: Option<&Path>) -> Result<ExitCode> {
    let target = target_folder()?;
    let built = target.join("release").join("vestibule");
    let binary = binary.unwrap_or(&built);
    if !binary.is_file() {
        return Err(format!("there is no server at {}", binary.display()).into());
    }
    let folder = tempfile::Builder::new().prefix("bench-radius-").tempdir_in(&target)?;
    println!("{}; load average {}", machine::processor_and_kernel(), machine::load_average());
    println!("SQLite on {}", machine::disk(folder.path())?);
    let names = names(options.customers);
    let load = Load { packets: options.packets, in_flight: options.in_flight, names: &names };
    ours(&load, options.customers, binary, folder.path())?;
    if !options.alone {
        match freeradius::measure(&load, folder.path())? {
            Some(figures) => println!("FreeRADIUS set up for this, PostgreSQL: {figures}"),
            None => println!("FreeRADIUS is not installed: apt-get install freeradius freeradius-postgresql"),
        }
        match shipped::measure(&load, folder.path())? {
            Some(rate) => {
                println!("FreeRADIUS as Debian ships it, PostgreSQL, radclient -p 32: {rate:.0} Starts/s")
            }
            None => println!("There is no radclient: apt-get install freeradius-utils"),
        }
    }
    println!("load average {}", machine::load_average());
    Ok(ExitCode::SUCCESS)
}

fn ours(load: &Load<'_>, customers: usize, binary: &Path, folder: &Path) -> Result<()> {
    let database = format!("sqlite:{}", folder.join("radius.db").display());
    println!("Seeding {customers} customers.");
    let mut seed = Command::new(binary);
    seed.args(["bench-seed", "--database", &database, "--customers", &customers.to_string()]);
    process::must_succeed(seed.stdout(std::process::Stdio::null()))?;
    let address = free_address()?;
    let mut command = Command::new(binary);
    command.args([
        "serve",
        "--database",
        &database,
        "--listen",
        "127.0.0.1:0",
        "--radius",
        &address.to_string(),
    ]);
    let server = Server::start(&mut command, folder)?;
    let watch = || Ok((server.cpu_micros()?, server.memory()?));
    let figures = load.run(address, SECRET, &watch)?;
    println!("Vestibule, SQLite: {figures}");
    println!("Vestibule, SQLite: peak memory {:.0} MB", server.peak_memory()?);
    Ok(())
}

/// The e-mail addresses of those who have passes, as `bench-seed` makes them.
fn names(customers: usize) -> Vec<String> {
    let with_pass = (0..customers).filter(|nth| nth % 10 != 0);
    with_pass.map(|nth| format!("customer{nth}@example.com")).collect()
}

fn free_address() -> Result<SocketAddr> {
    Ok(UdpSocket::bind("127.0.0.1:0")?.local_addr()?)
}

/// Figures as they are printed of any server.
impl std::fmt::Display for Figures {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "{:.0} Starts/s ({} of them), {:.0} packets/s in all, p50 {:.1} ms, p99 {:.1} ms, {:.0} us CPU a packet, {} sent again",
            self.starts_per_second,
            self.starts,
            self.packets_per_second,
            self.p50.as_secs_f64() * 1e3,
            self.p99.as_secs_f64() * 1e3,
            self.cpu_per_packet,
            self.sent_again,
        )
    }
}
