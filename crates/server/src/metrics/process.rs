//! What the machine says of this process, under the names that all exporters use.

use std::fs;

use super::exposition::Exposition;

/// Parts of a second in which Linux tells processors' time, whatever it counts in itself.
const TICKS_MICROS: u64 = 10_000;

/// Writes what there is to read: on Linux, `/proc`; elsewhere nothing.
pub(super) fn write(out: &mut Exposition) {
    if let Some(micros) = fs::read_to_string("/proc/self/stat").ok().as_deref().and_then(processor_micros) {
        out.counter("process_cpu_seconds_total", "Processor time taken, in seconds.")
            .sample(&[], super::exposition::seconds(micros));
    }
    if let Some(bytes) = fs::read_to_string("/proc/self/status").ok().as_deref().and_then(resident_bytes) {
        out.gauge("process_resident_memory_bytes", "Memory in use, in bytes.").sample(&[], bytes);
    }
    if let Ok(open) = fs::read_dir("/proc/self/fd") {
        out.gauge("process_open_fds", "File descriptors open.").sample(&[], open.count());
    }
}

/// User and system time of `/proc/self/stat`. The second field is the name, between brackets, and may hold spaces.
fn processor_micros(stat: &str) -> Option<u64> {
    let after_name = &stat[stat.rfind(')')? + 1..];
    let mut times = after_name.split_ascii_whitespace().skip(11).map(str::parse::<u64>);
    let (user, system) = (times.next()?.ok()?, times.next()?.ok()?);
    Some((user + system) * TICKS_MICROS)
}

/// `VmRSS` of `/proc/self/status`.
fn resident_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_behind_whatever_the_name_is() {
        let stat = "71 (a b) c) S 1 71 71 0 -1 4194560 100 0 1 0 250 50 0 0 20 0 9 0 99 1 2";
        assert_eq!(processor_micros(stat), Some(3_000_000));
        assert_eq!(processor_micros("71 (x) S 1"), None);
    }

    #[test]
    fn memory_is_read_in_bytes() {
        assert_eq!(resident_bytes("Name:\tx\nVmRSS:\t   2048 kB\nThreads:\t9\n"), Some(2_097_152));
        assert_eq!(resident_bytes("Name:\tx\n"), None);
    }
}
