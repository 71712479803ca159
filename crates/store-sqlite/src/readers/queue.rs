//! What waits for a reader.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};

use rusqlite::Connection;
use vestibule_store::StoreError;

/// Reads in one batch at most: the last waits for all before it.
const LARGEST_BATCH: usize = 16;
/// How many reads may wait before callers are asked to come back later.
const LONGEST_QUEUE: usize = 4096;

/// A read that knows where its answer goes. Without a connection it hands on why there is none.
pub(super) type Read = Box<dyn FnOnce(Result<&Connection, &StoreError>) + Send>;

/// Reads, in the order in which they were asked for.
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    readers: usize,
    patience: usize,
}

#[derive(Default)]
struct Waiting {
    reads: VecDeque<Read>,
    /// Readers with nothing to do. The one that came last goes first: what it read last is still at hand.
    idle: Vec<Thread>,
    closed: bool,
}

impl Queue {
    /// For so many readers. Each of those at work is left so many reads before another one is called.
    pub(super) fn new(readers: usize, patience: usize) -> Self {
        Self { waiting: Mutex::default(), readers, patience }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn at_work(&self, waiting: &Waiting) -> usize {
        self.readers.saturating_sub(waiting.idle.len())
    }

    /// Adds a read, and calls a reader where those at work have enough to do.
    pub(super) fn put(&self, read: Read) -> Result<(), StoreError> {
        let mut waiting = self.lock();
        if waiting.reads.len() >= LONGEST_QUEUE {
            return Err(StoreError::Busy);
        }
        waiting.reads.push_back(read);
        let enough = waiting.reads.len() > self.patience * self.at_work(&waiting);
        let reader = if enough { waiting.idle.pop() } else { None };
        drop(waiting);
        if let Some(reader) = reader {
            reader.unpark();
        }
        Ok(())
    }

    /// Waits for reads; the oldest of them, a share that leaves as much to each other at work. `None` once it is closed.
    pub(super) fn take(&self) -> Option<Vec<Read>> {
        let this = thread::current();
        let mut waiting = self.lock();
        loop {
            if waiting.closed {
                return None;
            }
            if !waiting.reads.is_empty() {
                let share = waiting.reads.len().div_ceil(self.at_work(&waiting).max(1)).min(LARGEST_BATCH);
                return Some(waiting.reads.drain(..share).collect());
            }
            waiting.idle.push(this.clone());
            drop(waiting);
            thread::park();
            waiting = self.lock();
            // A thread may wake without having been called.
            waiting.idle.retain(|idle| idle.id() != this.id());
        }
    }

    /// Lets every reader go; what waits is dropped.
    pub(super) fn close(&self) {
        let mut waiting = self.lock();
        waiting.closed = true;
        waiting.reads.clear();
        waiting.idle.drain(..).for_each(|reader| reader.unpark());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn each_reader_takes_its_share_oldest_first() {
        let (queue, kept) = (Queue::new(4, 0), Arc::new(Mutex::new(Vec::new())));
        for nth in 0..9 {
            let kept = kept.clone();
            queue.put(Box::new(move |_| kept.lock().unwrap().push(nth))).unwrap();
        }
        let batch = queue.take().unwrap();
        batch.into_iter().for_each(|read| read(Err(&StoreError::Busy)));
        assert_eq!(*kept.lock().unwrap(), [0, 1, 2]);
        assert_eq!(queue.take().unwrap().len(), 2);
        queue.lock().idle.push(thread::current());
        assert_eq!(queue.take().unwrap().len(), 2);
        queue.close();
        assert!(queue.take().is_none());
    }

    #[test]
    fn who_comes_when_too_many_wait_is_asked_to_come_back() {
        let queue = Queue::new(4, 0);
        for _ in 0..LONGEST_QUEUE {
            queue.put(Box::new(|_| ())).unwrap();
        }
        assert_eq!(queue.put(Box::new(|_| ())), Err(StoreError::Busy));
        assert_eq!(queue.take().unwrap().len(), LARGEST_BATCH);
    }

    #[test]
    fn another_reader_is_called_when_those_at_work_have_enough() {
        let queue = Queue::new(2, 2);
        let idle = |queue: &Queue| queue.lock().idle.len();
        queue.lock().idle = vec![thread::current(); 2];
        let mut left = Vec::new();
        for _ in 0..4 {
            queue.put(Box::new(|_| ())).unwrap();
            left.push(idle(&queue));
        }
        // The first is called at once; the second when the third read waits for it.
        assert_eq!(left, [1, 1, 0, 0]);
    }
}
