//! A PostgreSQL of our own for the length of one run: found on this machine or installed, started in a
//! throw-away folder on a free port, stopped and removed however the run ends.

mod binaries;
mod cluster;
mod owner;

#[cfg(feature = "bench")]
pub(crate) use cluster::free_port;
pub(crate) use cluster::{Cluster, Durability};
