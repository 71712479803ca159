//! `cargo xtask bench`: what the server does beside what the machine could do.
//!
//! Two floors stand beside every figure of ours: a bare HTTP echo of the same sizes (what HTTP alone
//! allows) and the raw store (what durable rows alone allow). All of them are measured in interleaved
//! rounds in one run, so that a noisy machine is noisy for all.
//!
//! The measuring itself is built in release mode, with the feature `bench`; without it this module only
//! builds that program and hands over.

mod options;

#[cfg(not(feature = "bench"))]
mod rebuild;
#[cfg(not(feature = "bench"))]
pub(crate) use rebuild::run;

#[cfg(feature = "bench")]
mod attendance;
#[cfg(feature = "bench")]
mod echo;
#[cfg(feature = "bench")]
mod floors;
#[cfg(feature = "bench")]
mod http;
#[cfg(feature = "bench")]
mod load;
#[cfg(feature = "bench")]
mod machine;
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
mod server;
#[cfg(feature = "bench")]
mod work;
#[cfg(feature = "bench")]
pub(crate) use {parts::Part, parts::run_part, rounds::run};

#[cfg_attr(not(feature = "bench"), expect(unused_imports, reason = "only the measuring program asks"))]
pub(crate) use options::{AttendanceOptions, Instead, Options, RadiusOptions};
