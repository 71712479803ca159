//! Lines on their way to standard error. Nobody who answers a request waits for whoever reads the log: a thread of its own
//! writes what there is at once, and what finds its queue full is dropped and counted. Warnings and errors are written by
//! whoever has them, so that none is lost, not even with the process.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// Lines that may wait.
const LONGEST_QUEUE: usize = 8_192;
/// Bytes that are written at once, about.
const AT_ONCE: usize = 64 * 1024;
/// How long the end of the process waits for the last lines.
const LAST_LINES: Duration = Duration::from_secs(1);

/// Where lines go.
#[derive(Clone)]
pub(crate) struct Lines {
    queue: SyncSender<Waiting>,
    dropped: Arc<AtomicU64>,
}

enum Waiting {
    Line(Vec<u8>),
    /// Whoever waits until everything before it is written.
    Asks(SyncSender<()>),
}

impl Lines {
    /// Starts the thread.
    pub(crate) fn start() -> io::Result<Self> {
        Self::onto(io::stderr())
    }

    fn onto(out: impl Write + Send + 'static) -> io::Result<Self> {
        let (queue, waiting) = sync_channel(LONGEST_QUEUE);
        let dropped = Arc::new(AtomicU64::default());
        let lines = Self { queue, dropped: dropped.clone() };
        std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write_all(&waiting, &dropped, out))?;
        Ok(lines)
    }

    /// Waits, for a moment, until what was told before is written.
    pub(crate) fn flush(&self) {
        let (written, wait) = sync_channel(1);
        if self.queue.try_send(Waiting::Asks(written)).is_ok() {
            // Somebody who does not read his standard error does not keep the process.
            let _ = wait.recv_timeout(LAST_LINES);
        }
    }
}

/// Writes lines as they come, those that wait at the same moment at once.
fn write_all(waiting: &Receiver<Waiting>, dropped: &AtomicU64, mut out: impl Write) {
    let mut text = Vec::with_capacity(AT_ONCE);
    while let Ok(first) = waiting.recv() {
        let mut asking = Vec::new();
        let mut next = Some(first);
        while let Some(one) = next.take() {
            match one {
                Waiting::Line(line) => text.extend(line),
                Waiting::Asks(whom) => asking.push(whom),
            }
            if text.len() < AT_ONCE {
                next = waiting.try_recv().ok();
            }
        }
        let lost = dropped.swap(0, Ordering::Relaxed);
        if lost > 0 {
            let _ = writeln!(
                text,
                "{{\"level\":\"WARN\",\"message\":\"lines of the log were dropped\",\"lines\":{lost}}}"
            );
        }
        // A log that cannot be written is nothing that a log could tell of.
        let _ = out.write_all(&text).and_then(|()| out.flush());
        text.clear();
        for whom in asking {
            let _ = whom.send(());
        }
    }
}

/// Where one line goes.
pub(crate) enum Line<'a> {
    /// To standard error, now.
    Now(io::Stderr),
    /// To the queue.
    Later(&'a Lines),
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line::Later(self)
    }

    fn make_writer_for(&'a self, of: &Metadata<'_>) -> Line<'a> {
        if *of.level() <= Level::WARN { Line::Now(io::stderr()) } else { Line::Later(self) }
    }
}

impl Write for Line<'_> {
    /// Takes a line whole.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match self {
            Self::Now(out) => out.write_all(line)?,
            Self::Later(lines) => {
                if lines.queue.try_send(Waiting::Line(line.to_vec())).is_err() {
                    lines.dropped.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::channel;

    use super::*;

    /// Keeps what is written; the first write waits until it is let go.
    struct Slow {
        kept: Arc<Mutex<Vec<u8>>>,
        let_go: Option<Receiver<()>>,
    }

    impl Write for Slow {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            if let Some(let_go) = self.let_go.take() {
                let_go.recv().expect("let go");
            }
            self.kept.lock().unwrap().extend(text);
            Ok(text.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn whoever_logs_does_not_wait_for_a_slow_reader_and_what_was_lost_is_told() {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let (let_go, wait) = channel();
        let lines = Lines::onto(Slow { kept: kept.clone(), let_go: Some(wait) }).unwrap();
        let more = LONGEST_QUEUE * 2;
        for nth in 0..more {
            Line::Later(&lines).write_all(format!("line {nth}\n").as_bytes()).unwrap();
        }
        let_go.send(()).unwrap();
        let (mut written, mut lost) = (0, 0);
        // The queue may be full still, and what is flushed then is tried once more.
        while written + lost < more {
            lines.flush();
            let text = String::from_utf8(kept.lock().unwrap().clone()).unwrap();
            written = text.lines().filter(|line| line.starts_with("line ")).count();
            let told = text.lines().filter_map(|line| line.split_once("\"lines\":")?.1.strip_suffix('}'));
            lost = told.map(|lines| lines.parse::<usize>().unwrap()).sum();
        }
        assert_eq!(written + lost, more);
        assert!(lost > 0, "nothing was dropped");
    }
}
