//! What the figures were measured on.

use crate::Result;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// How many syncs are timed.
const SYNCS: usize = 200;

/// The processor and the kernel.
pub(crate) fn processor_and_kernel() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{cores} cores ({}), kernel {}", processor(), kernel.trim())
}

/// The load average over one minute, five and fifteen.
pub(crate) fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

/// The time all cores together spent since the machine started, in ticks.
#[derive(Clone, Copy)]
pub(crate) struct CoreTime {
    all: f64,
    stolen: f64,
}

impl CoreTime {
    /// Up to now.
    pub(crate) fn now() -> Result<Self> {
        Self::parse(&fs::read_to_string("/proc/stat")?)
    }

    /// Of the time since then, what other machines on the same hardware took, in percent.
    pub(crate) fn stolen_since(self, before: Self) -> f64 {
        (self.stolen - before.stolen) / (self.all - before.all).max(1.0) * 100.0
    }

    /// The first line: user, nice, system, idle, iowait, irq, softirq, steal, and guests within the first.
    fn parse(stat: &str) -> Result<Self> {
        let line = stat.lines().next().ok_or("an empty /proc/stat")?;
        let words = line.split_whitespace().skip(1).take(8);
        let ticks: Vec<f64> = words.map_while(|word| word.parse().ok()).collect();
        Ok(Self { all: ticks.iter().sum(), stolen: ticks.get(7).copied().unwrap_or(0.0) })
    }
}

/// The disk of a folder: its file system, and what a durable write costs there.
pub(crate) fn disk(folder: &Path) -> Result<String> {
    let sync = sync_time(folder)?.as_micros();
    Ok(format!("{}, fdatasync {sync} us (median of {SYNCS})", file_system_of(folder)))
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown");
    line.trim_start_matches([' ', '\t', ':']).to_owned()
}

fn sync_time(folder: &Path) -> Result<Duration> {
    let path = folder.join("sync-probe");
    let mut file = fs::File::create(&path)?;
    let mut times = Vec::with_capacity(SYNCS);
    for _ in 0..SYNCS {
        file.write_all(&[0; 4096])?;
        let start = Instant::now();
        file.sync_data()?;
        times.push(start.elapsed());
    }
    fs::remove_file(&path)?;
    times.sort();
    Ok(times[SYNCS / 2])
}

fn file_system_of(folder: &Path) -> String {
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    file_system_in(&mounts, &folder).unwrap_or_else(|| "an unknown file system".to_owned())
}

/// The type of the file system whose mount point is the longest prefix of the folder.
fn file_system_in(mounts: &str, folder: &Path) -> Option<String> {
    let mounts = mounts.lines().filter_map(|line| {
        let (mount, system) = line.split_once(" - ")?;
        Some((mount.split(' ').nth(4)?, system.split(' ').next()?))
    });
    let best = mounts.filter(|(point, _)| folder.starts_with(point)).max_by_key(|(point, _)| point.len());
    best.map(|(_, system)| system.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stolen_time_is_a_share_of_all_time() {
        let before = CoreTime::parse("cpu  10 0 10 80 0 0 0 0 0 0\ncpu0 1 2 3").unwrap();
        let after = CoreTime::parse("cpu  40 0 10 130 0 0 0 20 30 0\n").unwrap();
        assert_eq!(after.stolen_since(before), 20.0);
    }

    #[test]
    fn the_nearest_mount_tells_the_file_system() {
        let mounts =
            "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 0:25 / /tmp rw,nosuid shared:5 - tmpfs tmpfs rw\n";
        assert_eq!(file_system_in(mounts, Path::new("/tmp/x")).as_deref(), Some("tmpfs"));
        assert_eq!(file_system_in(mounts, Path::new("/home")).as_deref(), Some("ext4"));
    }
}
