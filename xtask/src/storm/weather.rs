//! The three receivers, and what befalls them.

use super::history::History;
use super::judge::telling;
use super::receiver::Receiver;
use crate::{Result, interrupt};
use std::sync::Arc;
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

/// How often it is looked whether the time is up.
const LOOK: Duration = Duration::from_millis(20);

/// The receivers.
pub(super) struct Weather {
    /// All three: the one that is well, the one that is slow, the one that is down for a while.
    pub(super) receivers: [Arc<Receiver>; 3],
}

impl Weather {
    /// All three, up and listening.
    pub(super) fn fair() -> Result<Self> {
        let start = |name| Receiver::start(name).map(Arc::new);
        Ok(Self { receivers: [start("good")?, start("slow")?, start("down")?] })
    }

    /// Slows one of them down, and takes another down for a while.
    pub(super) fn worsen(&self, slow: u64, down: Duration) -> JoinHandle<Result<()>> {
        self.receivers[1].slow_down(slow);
        let receiver = Arc::clone(&self.receivers[2]);
        if !down.is_zero() {
            receiver.fall();
        }
        std::thread::spawn(move || {
            let begun = Instant::now();
            while begun.elapsed() < down && !interrupt::requested() {
                sleep(LOOK.min(down));
            }
            receiver.rise()
        })
    }

    /// How much of what they must hear each of them has not heard yet.
    pub(super) fn outstanding(&self, history: &History) -> [(&'static str, usize); 3] {
        self.receivers
            .each_ref()
            .map(|receiver| (receiver.name, telling::outstanding(history, &receiver.heard())))
    }
}
