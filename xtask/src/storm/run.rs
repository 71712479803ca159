//! The run as a whole: three calm parts to compare, then the storm, then the judgement.

use super::caller::Caller;
use super::chance::Chance;
use super::crowd::{Crowd, Done, Part};
use super::database::{Database, EMAIL, PASSWORD};
use super::history::History;
use super::judge::{money, telling, visits};
use super::killing::Killing;
use super::report::{self, Pace};
use super::town::{self, Town};
use super::weather::Weather;
use super::{Options, kept};
use crate::bench::server::Server;
use crate::{Result, interrupt};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// Of so many check-ins, one is in each of the calm parts; within bounds.
const CALM: usize = 10;
const FEWEST: usize = 40;
const MOST: usize = 1_000;
/// How many requests there are a second in the calm parts, all connections together.
const A_SECOND: usize = 100;
/// How often it is looked whether all is told.
const LOOK: Duration = Duration::from_millis(250);
/// How many violations of a kind are shown.
const SHOWN: usize = 10;
/// How long it is waited for what should not come any more.
const AFTERWARDS: Duration = Duration::from_secs(1);

/// A run under way.
struct Storm<'a> {
    options: &'a Options,
    runtime: Runtime,
    database: Database,
    town: Town,
    caller: Caller,
    crowd: Crowd,
    weather: Weather,
    history: History,
    chance: Chance,
    paces: Vec<Pace>,
    in_vain: usize,
    repeated: usize,
    violations: Vec<String>,
}

/// Lets it loose, and fails where something that was promised did not hold.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    interrupt::watch()?;
    let seed = options.seed.unwrap_or_else(by_the_clock);
    println!("A storm of {} check-ins with {} kills, seed {seed}", options.check_ins, options.kills);
    let binary = options.binary.clone().map_or_else(beside_us, Ok)?;
    let runtime = Runtime::new()?;
    let database = Database::make(options, binary)?;
    let server = database.serve()?;
    let mut storm = Storm::gather(options, runtime, database, seed)?;
    let kills = storm.rage(server)?;
    storm.tell(kills);
    report::violations(&storm.violations, seed);
    if storm.violations.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    println!("everything is left in {}", storm.database.keep().display());
    Ok(ExitCode::FAILURE)
}

impl<'a> Storm<'a> {
    /// Fills the database, and gathers everybody.
    fn gather(options: &'a Options, runtime: Runtime, database: Database, seed: u64) -> Result<Self> {
        let mut chance = Chance::new(seed);
        let listens = database.listens();
        let mut caller = runtime.block_on(Caller::sign_in(listens, EMAIL, PASSWORD))?;
        let town = runtime.block_on(town::settle(&mut caller, options.customers.max(20)))?;
        let crowd = Crowd::new(&town, &caller, options.connections, &mut chance);
        Ok(Self {
            options,
            runtime,
            database,
            town,
            caller,
            crowd,
            weather: Weather::fair()?,
            history: History::default(),
            chance,
            paces: Vec::new(),
            in_vain: 0,
            repeated: 0,
            violations: Vec::new(),
        })
    }

    /// All parts, and the judgement; says how often the server was killed.
    fn rage(&mut self, server: Server) -> Result<usize> {
        let calm = (self.options.check_ins / CALM).clamp(FEWEST, MOST);
        self.calm("no webhooks", calm, false)?;
        for receiver in &self.weather.receivers {
            self.runtime.block_on(town::subscribe(&mut self.caller, &self.town, receiver))?;
        }
        self.calm("webhooks, receivers well", calm, true)?;
        self.wait_until_told(Duration::ZERO)?;
        let down = Duration::from_secs(self.options.down);
        let outage = self.weather.worsen(self.options.slow, down);
        self.calm("webhooks, one down, one slow", calm, true)?;
        let rest = self.options.check_ins.saturating_sub(3 * calm);
        let (server, kills) = self.storm(server, rest)?;
        self.wait_until_told(down)?;
        outage.join().map_err(|_| "the receiver that was down did not come back")??;
        self.judge(server)?;
        Ok(kills)
    }

    /// A part in which nobody hurries and nothing is killed.
    fn calm(&mut self, name: &'static str, check_ins: usize, told: bool) -> Result<()> {
        let pause =
            Duration::from_secs(2) * u32::try_from(self.options.connections)? / u32::try_from(A_SECOND)?;
        let left = Arc::new(AtomicUsize::new(check_ins));
        let done = self.runtime.block_on(self.crowd.come_and_go(&Part { left, pause, told }))?;
        self.note(name, done);
        Ok(())
    }

    /// The part in which the server is killed again and again while everybody hurries.
    fn storm(&mut self, server: Server, check_ins: usize) -> Result<(Server, usize)> {
        let acknowledged = self.crowd.acknowledged();
        let from = acknowledged.load(Ordering::Relaxed);
        // For each arrival there is a departure, but for those who are refused.
        let killing = Killing::plan(self.options.kills, from, 2 * check_ins * 9 / 10, self.chance.split());
        let (quiet, database) = (AtomicBool::new(false), &self.database);
        let part = Part { left: Arc::new(AtomicUsize::new(check_ins)), pause: Duration::ZERO, told: true };
        let (crowd, runtime) = (&mut self.crowd, &self.runtime);
        let (done, killed) = std::thread::scope(|scope| {
            let killer = scope.spawn(|| killing.run(database, server, &acknowledged, &quiet));
            let done = runtime.block_on(crowd.come_and_go(&part));
            quiet.store(true, Ordering::Relaxed);
            (done, killer.join())
        });
        let killed = killed.map_err(|_| "the one who kills the server is dead")??;
        self.note("the storm, answered at once", done?);
        Ok(killed)
    }

    fn note(&mut self, name: &'static str, done: Done) {
        println!("{name}: {} acknowledged", done.acts.len());
        self.paces.push(Pace::of(name, &done));
        self.in_vain += done.in_vain;
        self.repeated += done.repeated;
        self.blame(done.violations);
        self.history.extend(done.acts);
    }

    /// Waits until every receiver has heard everything that can still come, or the time is up.
    fn wait_until_told(&mut self, down: Duration) -> Result<()> {
        let (begun, patience) = (Instant::now(), down + Duration::from_secs(self.options.patience));
        loop {
            interrupt::check()?;
            let outstanding = self.weather.outstanding(&self.history);
            if outstanding.iter().all(|(_, count)| *count == 0) {
                break;
            }
            let webhooks = self.runtime.block_on(kept::webhooks(&mut self.caller))?;
            let is_off = |name: &str| webhooks.iter().any(|webhook| webhook.name == name && !webhook.active);
            let waits = outstanding.iter().any(|(name, count)| *count > 0 && !is_off(name));
            if !waits || begun.elapsed() > patience {
                println!("given up after {} s: not told are {outstanding:?}", begun.elapsed().as_secs());
                break;
            }
            std::thread::sleep(LOOK);
        }
        std::thread::sleep(AFTERWARDS);
        Ok(())
    }

    fn judge(&mut self, server: Server) -> Result<()> {
        let kept = self.runtime.block_on(kept::read(&mut self.caller))?;
        drop(server);
        self.blame(visits::judge(&self.history, &kept));
        self.blame(money::judge(&self.town.customers, &kept));
        let off = kept.webhooks.iter().filter(|webhook| !webhook.active);
        let off = off.map(|kept::Webhook { id, name, last_error, .. }| {
            format!(
                "webhook {id} to {name} was switched off: {}",
                last_error.as_deref().unwrap_or("no error")
            )
        });
        self.blame(off.collect());
        for receiver in self.weather.receivers.clone() {
            let (wrong, heard) = telling::judge(receiver.name, &self.history, &receiver.heard());
            println!(
                "{}: {} messages, {} of them again",
                receiver.name,
                heard.first + heard.again,
                heard.again
            );
            self.blame(wrong);
        }
        let examined = self.database.examine()?;
        self.blame(examined);
        let complaints = self.database.complaints()?;
        self.blame(complaints);
        if let [_, well, worse, ..] = &self.paces[..]
            && !self.options.dev
        {
            let suffers = worse.suffers(well);
            self.blame(suffers.into_iter().collect());
        }
        Ok(())
    }

    /// Adds what one judge found, the first few of it and how much more: what follows from the same is not worth a page.
    fn blame(&mut self, mut found: Vec<String>) {
        let more = found.len().saturating_sub(SHOWN);
        found.truncate(SHOWN);
        if let Some(last) = found.last_mut().filter(|_| more > 0) {
            *last += &format!(" (and {more} more)");
        }
        self.violations.extend(found);
    }

    fn tell(&self, kills: usize) {
        let acts = self.history.all().len();
        println!(
            "{acts} arrivals, departures and refusals acknowledged; {} tries in vain, {} repeated after an answer; {kills} kills",
            self.in_vain, self.repeated
        );
        report::paces(&self.paces);
        println!();
    }
}

fn by_the_clock() -> u64 {
    jiff::Timestamp::now().as_microsecond().unsigned_abs() % 1_000_000
}

/// Cargo puts the server beside us.
fn beside_us() -> Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name("vestibule"))
}
