//! What a bench run can be told.

use std::time::Duration;

/// What `cargo xtask bench` can be told.
#[derive(clap::Args, Clone)]
pub(crate) struct Options {
    /// How long each cell is measured, in seconds.
    #[arg(long, default_value_t = 2.0)]
    pub(crate) seconds: f64,
    /// How many rounds; each figure is the median of them.
    #[arg(long, default_value_t = 5)]
    pub(crate) rounds: usize,
    /// How many customers the database holds.
    #[arg(long, default_value_t = 20_000)]
    pub(crate) customers: usize,
    /// Also measure on a throw-away PostgreSQL with fsync on.
    #[arg(long)]
    pub(crate) postgres: bool,
    /// One round of half-second cells: does it work, not how fast is it.
    #[arg(long)]
    pub(crate) quick: bool,
    /// Only the two floors, without the server.
    #[arg(long)]
    pub(crate) floors_only: bool,
    /// Only the rows of the server whose names contain this, beside the echo; may come more than once. A row may find
    /// less done before it than in a whole run: who is asked about after `again` and `tap` has visits.
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Vec<String>,
    /// Measure this binary instead of building one.
    #[arg(long, global = true)]
    pub(crate) binary: Option<std::path::PathBuf>,
    /// Something else than requests over HTTP.
    #[command(subcommand)]
    pub(crate) instead: Option<Instead>,
}

/// What is measured instead of requests over HTTP.
#[derive(clap::Subcommand, Clone)]
pub(crate) enum Instead {
    /// Sessions that access points tell of over RADIUS, beside those that FreeRADIUS takes into PostgreSQL.
    Radius(RadiusOptions),
    /// Check-ins beside those who listen to them on the live stream, on SQLite.
    Stream(StreamOptions),
    /// Who is there and who came when, asked of years of visits.
    Attendance(AttendanceOptions),
    /// The pages of the desk, after years of visits.
    Pages(PagesOptions),
}

/// What `cargo xtask bench pages` can be told.
#[derive(clap::Args, Clone)]
pub(crate) struct PagesOptions {
    /// How many visits the database holds, spread over two years.
    #[arg(long, default_value_t = 1_000_000)]
    pub(crate) visits: u32,
    /// How many people are inside.
    #[arg(long, default_value_t = 300)]
    pub(crate) inside: u32,
    /// How many customers there are.
    #[arg(long, default_value_t = 20_000)]
    pub(crate) customers: usize,
    /// How often each page is asked for.
    #[arg(long, default_value_t = 50)]
    pub(crate) times: usize,
}

/// What `cargo xtask bench stream` can be told.
#[derive(clap::Args, Clone)]
pub(crate) struct StreamOptions {
    /// How many listen.
    #[arg(long, default_value_t = 200)]
    pub(crate) listeners: usize,
    /// How many check-ins are under way at once.
    #[arg(long, default_value_t = 64)]
    pub(crate) connections: usize,
}

/// What `cargo xtask bench attendance` can be told.
#[derive(clap::Args, Clone)]
pub(crate) struct AttendanceOptions {
    /// How many visits the database holds, spread over two years.
    #[arg(long, default_value_t = 1_000_000)]
    pub(crate) visits: u32,
    /// How many people are inside.
    #[arg(long, default_value_t = 300)]
    pub(crate) inside: u32,
    /// How many customers there are.
    #[arg(long, default_value_t = 20_000)]
    pub(crate) customers: usize,
    /// How often each question is asked.
    #[arg(long, default_value_t = 50)]
    pub(crate) times: u32,
}

/// What `cargo xtask bench radius` can be told.
#[derive(clap::Args, Clone)]
pub(crate) struct RadiusOptions {
    /// How many packets are told: a Start of every customer first, then what follows of their sessions.
    #[arg(long, default_value_t = 30_000)]
    pub(crate) packets: usize,
    /// How many customers the database holds; of ten, nine have passes.
    #[arg(long, default_value_t = 36_000)]
    pub(crate) customers: usize,
    /// How many packets are on their way at once.
    #[arg(long, default_value_t = 256)]
    pub(crate) in_flight: usize,
    /// Without FreeRADIUS, even where it is installed.
    #[arg(long)]
    pub(crate) alone: bool,
}

#[cfg_attr(not(feature = "bench"), expect(dead_code, reason = "only the measuring program asks"))]
impl Options {
    /// How many rounds this run has.
    pub(crate) fn rounds(&self) -> usize {
        if self.quick { 1 } else { self.rounds.max(1) }
    }

    /// Whether a row of this name is measured.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|part| name.contains(part.as_str()))
    }

    /// How long one cell is measured.
    pub(crate) fn cell(&self) -> Duration {
        let seconds = if self.quick { 0.5 } else { self.seconds };
        Duration::from_secs_f64(seconds.clamp(0.1, 600.0))
    }
}
