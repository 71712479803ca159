//! The server's process, which is killed at random moments and started again.

use super::chance::Chance;
use super::database::Database;
use crate::bench::server::Server;
use crate::{Result, interrupt};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

/// How often it is looked whether the moment has come.
const LOOK: Duration = Duration::from_micros(300);
/// The longest time from the moment to the kill, which may fall anywhere into a write.
const SPREAD_MICROS: usize = 20_000;
/// The longest time nobody starts the server again.
const AWAY_MICROS: usize = 60_000;
/// Of five kills, how many come once nobody comes or goes any more, and only messages are under way.
const LATE: usize = 1;
/// The longest time between two of those.
const BETWEEN_MICROS: usize = 600_000;

/// When the server is killed.
pub(super) struct Killing {
    /// How much is acknowledged by then, for each kill while people come and go.
    early: Vec<usize>,
    /// How many follow.
    late: usize,
    chance: Chance,
}

impl Killing {
    /// So many kills, while some `acts` are acknowledged from now on and after that.
    pub(super) fn plan(kills: usize, from: usize, acts: usize, mut chance: Chance) -> Self {
        let late = kills * LATE / 5;
        let mut early: Vec<usize> = (late..kills).map(|_| from + chance.below(acts)).collect();
        early.sort_unstable();
        Self { early, late, chance }
    }

    /// Kills and starts as planned, and returns the server that is left, with how often it was killed.
    pub(super) fn run(
        mut self,
        database: &Database,
        mut server: Server,
        acknowledged: &Arc<AtomicUsize>,
        quiet: &AtomicBool,
    ) -> Result<(Server, usize)> {
        let mut kills = 0;
        for moment in std::mem::take(&mut self.early) {
            while acknowledged.load(Ordering::Relaxed) < moment && !quiet.load(Ordering::Relaxed) {
                sleep(LOOK);
            }
            server = self.kill(database, server)?;
            kills += 1;
        }
        while !quiet.load(Ordering::Relaxed) {
            sleep(LOOK);
        }
        for _ in 0..self.late {
            self.wait(BETWEEN_MICROS);
            server = self.kill(database, server)?;
            kills += 1;
        }
        Ok((server, kills))
    }

    fn kill(&mut self, database: &Database, server: Server) -> Result<Server> {
        interrupt::check()?;
        self.wait(SPREAD_MICROS);
        drop(server);
        self.wait(AWAY_MICROS);
        database.serve()
    }

    fn wait(&mut self, micros: usize) {
        sleep(Duration::from_micros(u64::try_from(self.chance.below(micros)).unwrap_or_default()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kills_are_spread_over_what_happens_and_follow_from_the_seed() {
        let plan = |seed| Killing::plan(50, 100, 1_000, Chance::new(seed));
        let killing = plan(3);
        assert_eq!((killing.early.len(), killing.late), (40, 10));
        assert!(killing.early.iter().all(|moment| (100..1_100).contains(moment)));
        assert!(killing.early[0] < 250 && killing.early[39] > 850, "{:?}", killing.early);
        assert_eq!(killing.early, plan(3).early);
    }
}
