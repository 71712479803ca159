//! The run as a whole: what is started, the interleaved rounds, and the report.

use super::floors::{self, Echo, Sizes};
use super::machine::{self, CoreTime};
use super::product::{Place, Product, fresh_database};
use super::report::{ECHO, Figure, Report, Row, median_of};
use super::server::Server;
use super::{Instead, Options, attendance, pages, radius, stream};
use crate::postgres::{Cluster, Durability, free_port};
use crate::{Result, interrupt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use tempfile::TempDir;
use tokio::runtime::{self, Runtime};

/// How many requests are under way at once.
const CONNECTIONS: [usize; 3] = [1, 16, 64];
/// How often the start of the demo is timed.
const STARTS: usize = 3;
/// What the echo is given when no check-in was measured.
const TYPICAL: Sizes = Sizes { request: 82, reply: 1200 };

/// What a run works with.
struct Bench<'a> {
    options: &'a Options,
    runtime: Runtime,
    folder: TempDir,
    cluster: Option<&'a Cluster>,
    report: Report,
    before: CoreTime,
}

/// Measures, prints the table, and writes it beside the build.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    interrupt::watch()?;
    match &options.instead {
        Some(Instead::Radius(radius)) => return radius::run(radius, options.binary.as_deref()),
        Some(Instead::Stream(stream)) => return stream::run(stream, options),
        Some(Instead::Attendance(asked)) => return attendance::run(asked, options.binary.as_deref()),
        Some(Instead::Pages(asked)) => return pages::run(asked, options.binary.as_deref()),
        None => {}
    }
    let target = target_folder()?;
    let cluster = options.postgres.then(|| Cluster::start(Durability::Full)).transpose()?;
    let mut bench = Bench {
        options,
        runtime: runtime::Builder::new_current_thread().enable_all().build()?,
        folder: tempfile::Builder::new().prefix("bench-").tempdir_in(&target)?,
        cluster: cluster.as_ref(),
        report: Report::default(),
        before: CoreTime::now()?,
    };
    bench.describe_machine()?;
    bench.measure_all(&target)?;
    bench.publish(&target.join("bench.md"))?;
    Ok(ExitCode::SUCCESS)
}

impl Bench<'_> {
    fn describe_machine(&mut self) -> Result<()> {
        self.report.note(machine::processor_and_kernel());
        self.report.note(format!("SQLite on {}", machine::disk(self.folder.path())?));
        if let Some(cluster) = self.cluster {
            let note = "CPU on PostgreSQL is that of our process; the database's own is not in it";
            self.report.note(note.to_owned());
            let disk = machine::disk(cluster.folder())?;
            self.report.note(format!("PostgreSQL {} with fsync on, on {disk}", cluster.version()));
        }
        self.report.note(format!("load average before: {}", machine::load_average()));
        Ok(())
    }

    fn measure_all(&mut self, target: &Path) -> Result<()> {
        if self.options.floors_only {
            return self.rounds(TYPICAL, &[]);
        }
        let built = target.join("release").join("vestibule");
        let binary = self.options.binary.clone().unwrap_or(built);
        if !binary.is_file() {
            return Err(format!("there is no server at {}", binary.display()).into());
        }
        let folder = self.folder.path().to_owned();
        let mut products = vec![Product::seed(&binary, Place::Sqlite(&folder), self.options)?];
        if let Some(cluster) = self.cluster {
            products.push(Product::seed(&binary, Place::Postgres(cluster, &folder), self.options)?);
        }
        let sizes = self.sizes(&products[0])?;
        self.rounds(sizes, &products)?;
        if self.options.only.is_empty() { self.time_starts(&binary) } else { Ok(()) }
    }

    /// What a check-in weighs, and what the server weighs with everybody loaded and nothing done.
    fn sizes(&mut self, product: &Product) -> Result<Sizes> {
        let running = product.start(&self.runtime)?;
        let sizes = running.sizes(&self.runtime)?;
        let memory = running.peak_memory()?;
        let customers = self.options.customers;
        self.report
            .note(format!("peak memory after the first check-in, {customers} customers: {memory:.0} MB"));
        Ok(sizes)
    }

    fn rounds(&mut self, sizes: Sizes, products: &[Product]) -> Result<()> {
        let Sizes { request, reply } = sizes;
        self.report.note(format!("bodies as of a check-in: {request} bytes sent, {reply} answered"));
        let (rounds, seconds) = (self.options.rounds(), self.options.cell().as_secs_f64());
        self.report.note(format!("median of {rounds} rounds of {seconds} s per cell"));
        let echo = Echo::start(sizes, self.folder.path())?;
        for round in 1..=rounds {
            println!("Round {round} of {rounds}");
            for connections in CONNECTIONS {
                self.floors(&echo, connections)?;
                for product in products {
                    self.product(product, connections)?;
                }
            }
        }
        Ok(())
    }

    fn floors(&mut self, echo: &Echo, connections: usize) -> Result<()> {
        let figure = echo.measure(&self.runtime, connections, self.options.cell())?;
        self.report.add(Row { name: ECHO, database: "", connections }, figure);
        if !self.options.only.is_empty() {
            return interrupt::check();
        }
        let figure = floors::raw_sqlite(self.options, self.folder.path(), connections)?;
        self.report.add(Row { name: "raw store", database: "SQLite", connections }, figure);
        if let Some(cluster) = self.cluster {
            let url = fresh_database(cluster, "template1")?;
            let figure = floors::raw_postgres(self.options, &url, connections)?;
            self.report.add(Row { name: "raw store", database: "PostgreSQL", connections }, figure);
        }
        interrupt::check()
    }

    fn product(&mut self, product: &Product, connections: usize) -> Result<()> {
        let running = product.start(&self.runtime)?;
        for (name, figure) in running.measure(&self.runtime, connections)? {
            self.add(Row { name, database: product.database(), connections }, figure);
        }
        let memory = running.peak_memory()?;
        self.report.peak_memory(product.database(), memory);
        Ok(())
    }

    /// Adds a figure, and says so when the customers were used up before the time was.
    fn add(&mut self, row: Row, figure: Figure) {
        if figure.seconds < 0.9 * self.options.cell().as_secs_f64() {
            let Row { name, database, connections } = row;
            self.report.note(format!(
                "{name}, {database}, at {connections}: all customers came before the time was over"
            ));
        }
        self.report.add(row, figure);
    }

    fn time_starts(&mut self, binary: &Path) -> Result<()> {
        let mut times = Vec::new();
        for _ in 0..STARTS {
            let data = tempfile::tempdir_in(self.folder.path())?;
            let mut command = Command::new(binary);
            command.args(["demo", "--listen", &format!("127.0.0.1:{}", free_port()?), "--data"]);
            let server = Server::start(command.arg(data.path()), self.folder.path())?;
            times.push(server.started_in().as_secs_f64() * 1000.0);
        }
        let time = median_of(times.into_iter());
        self.report.note(format!("`vestibule demo` in an empty folder is ready after {time:.0} ms"));
        Ok(())
    }

    fn publish(&mut self, file: &Path) -> Result<()> {
        self.report.note(format!("load average after: {}", machine::load_average()));
        let stolen = CoreTime::now()?.stolen_since(self.before);
        self.report
            .note(format!("other machines on the same hardware took {stolen:.1} % of the cores' time"));
        let text = self.report.render();
        std::fs::write(file, format!("# Measured by `cargo xtask bench`\n\n{text}"))?;
        println!("\n{text}\nwritten to {}", file.display());
        Ok(())
    }
}

/// The build's folder, on the disk that the developer works on; this program lies in `release` below it.
pub(super) fn target_folder() -> Result<PathBuf> {
    let this = std::env::current_exe()?;
    let target =
        this.parent().and_then(Path::parent).ok_or("this program does not lie in a target folder")?;
    Ok(target.to_owned())
}
