//! `cargo xtask storm`: people come and go while the server is killed and what it tells does not get through. In the
//! end, nothing that was acknowledged is missing, nothing is told out of order, and nothing is taken twice.
//!
//! The server is the binary, on a fresh database, filled through its API. Everybody who comes or goes repeats the same
//! request under the same `Idempotency-Key` until it is answered; what was answered is remembered here ([`history`]).
//! Three receivers hear it all: one that is well, one that takes its time, one that is down for a while. When all is
//! told, [`judge`] holds what was answered against what the server keeps and what the receivers heard.

mod options;

#[cfg(feature = "bench")]
mod caller;
#[cfg(feature = "bench")]
mod chance;
#[cfg(feature = "bench")]
mod crowd;
#[cfg(feature = "bench")]
mod database;
#[cfg(feature = "bench")]
mod history;
#[cfg(feature = "bench")]
mod judge;
#[cfg(feature = "bench")]
mod kept;
#[cfg(feature = "bench")]
mod killing;
#[cfg(feature = "bench")]
mod receiver;
#[cfg(feature = "bench")]
mod report;
#[cfg(feature = "bench")]
mod run;
#[cfg(feature = "bench")]
mod signature;
#[cfg(feature = "bench")]
mod town;
#[cfg(feature = "bench")]
mod weather;

pub(crate) use options::Options;
#[cfg(feature = "bench")]
pub(crate) use run::run;

/// Builds the server and the program that lets the storm loose, and hands over to the latter.
#[cfg(not(feature = "bench"))]
pub(crate) fn run(options: &Options) -> crate::Result<std::process::ExitCode> {
    use crate::rebuild::{Profile, run_again};
    let profile = if options.dev { Profile::Dev } else { Profile::Release };
    run_again(profile, options.binary.is_none())
}
