//! `cargo xtask bench`: what the server does beside what the machine could do.
//!
//! Two floors stand beside every figure of ours: a bare HTTP echo of the same sizes (what HTTP alone
//! allows) and the raw store (what durable rows alone allow). All of them are measured in interleaved
//! rounds in one run, so that a noisy machine is noisy for all.
//!
//! The measuring itself is built in release mode, with the feature `bench`; without it this module only
//! builds that program and hands over.

mod options;

#[cfg(feature = "bench")]
mod attendance;
#[cfg(feature = "bench")]
mod echo;
#[cfg(feature = "bench")]
mod floors;
#[cfg(feature = "bench")]
pub(crate) mod http;
#[cfg(feature = "bench")]
pub(crate) mod load;
#[cfg(feature = "bench")]
mod machine;
#[cfg(feature = "bench")]
mod pages;
#[cfg(feature = "bench")]
mod parts;
#[cfg(feature = "bench")]
mod product;
#[cfg(feature = "bench")]
mod radius;
#[cfg(feature = "bench")]
mod raw;
#[cfg(feature = "bench")]
mod report;
#[cfg(feature = "bench")]
mod requests;
#[cfg(feature = "bench")]
mod rounds;
#[cfg(feature = "bench")]
pub(crate) mod server;
#[cfg(feature = "bench")]
mod stream;
#[cfg(feature = "bench")]
mod work;
#[cfg(feature = "bench")]
mod years;
#[cfg(feature = "bench")]
pub(crate) use {parts::Part, parts::run_part, rounds::run};

#[cfg_attr(not(feature = "bench"), expect(unused_imports, reason = "only the measuring program asks"))]
pub(crate) use options::{AttendanceOptions, Instead, Options, PagesOptions, RadiusOptions, StreamOptions};

/// Builds the measuring program and hands over to it.
#[cfg(not(feature = "bench"))]
pub(crate) fn run(options: &Options) -> crate::Result<std::process::ExitCode> {
    let needs_server = !options.floors_only && options.binary.is_none();
    crate::rebuild::run_again(crate::rebuild::Profile::Release, needs_server)
}
