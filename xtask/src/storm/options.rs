//! What a storm can be told.

use std::path::PathBuf;

/// What `cargo xtask storm` can be told.
#[derive(clap::Args, Clone)]
pub(crate) struct Options {
    /// How many arrivals there are; people leave as often.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) check_ins: usize,
    /// How often the server is killed with SIGKILL and started again.
    #[arg(long, default_value_t = 50)]
    pub(crate) kills: usize,
    /// For how many seconds the third receiver is down. What it missed is tried again after some 10 seconds, 50, 210 and
    /// so on, so a longer time takes longer still.
    #[arg(long, default_value_t = 5)]
    pub(crate) down: u64,
    /// How long the second receiver takes to answer, in milliseconds.
    #[arg(long, default_value_t = 200)]
    pub(crate) slow: u64,
    /// Where chance begins; by the clock unless given. Who comes and when the server is killed follows from it, how far
    /// it had got by then does not.
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Which store the server keeps it all in.
    #[arg(long, value_enum, default_value_t = StoreKind::Sqlite)]
    pub(crate) store: StoreKind,
    /// How many customers there are.
    #[arg(long, default_value_t = 300)]
    pub(crate) customers: usize,
    /// How many people are at the door at once.
    #[arg(long, default_value_t = 16)]
    pub(crate) connections: usize,
    /// How long all receivers may take to have heard it all once the doors are quiet, in seconds, beside the time one is
    /// down.
    #[arg(long, default_value_t = 600)]
    pub(crate) patience: u64,
    /// Build as tests are built: does it hold, not how fast is it.
    #[arg(long)]
    pub(crate) dev: bool,
    /// Use this server instead of building one.
    #[arg(long)]
    pub(crate) binary: Option<PathBuf>,
}

/// A store.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq)]
pub(crate) enum StoreKind {
    /// A file.
    Sqlite,
    /// A throw-away PostgreSQL.
    Postgres,
}
