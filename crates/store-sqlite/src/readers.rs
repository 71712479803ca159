//! The readers: a few threads, each with a connection of its own. Reads that wait at the same moment share one look at the
//! database, as works share a commit: there is no timer, a batch is what queued up while the last one was read.

mod queue;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use tokio::sync::oneshot;
use vestibule_store::StoreError;

use crate::connection::failed;
use queue::{Queue, Read};

/// How many threads read. More only queue at the same cores.
const READERS: usize = 4;

/// Opens a connection to a file.
type Open = fn(&Path) -> Result<Connection, StoreError>;

/// The threads and what they are asked. Dropped, it waits for what is being read, and closes the connections.
pub(crate) struct Readers {
    queue: Arc<Queue>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    /// Readers of a file, each on a connection that is opened so when it is first needed. Each of those at work is left
    /// `patience` reads before another one is called: where reads are short, that costs more than to wait.
    pub(crate) fn start(path: &Path, open: Open, patience: usize) -> Result<Self, StoreError> {
        let queue = Arc::new(Queue::new(READERS, patience));
        let mut readers = Self { queue, threads: Vec::with_capacity(READERS) };
        for _ in 0..READERS {
            let mut reader =
                Reader { queue: readers.queue.clone(), path: path.to_owned(), open, connection: None };
            let started = thread::Builder::new().name("sqlite-reader".to_owned()).spawn(move || reader.run());
            readers.threads.push(started.map_err(|error| StoreError::Database(error.to_string()))?);
        }
        Ok(readers)
    }

    /// Runs a read as of one moment, no earlier than now. What nobody waits for any more is not read.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.queue.put(Box::new(move |connection| {
            if !reply.is_closed() {
                let _ = reply.send(connection.map_err(StoreError::clone).and_then(read));
            }
        }))?;
        // Only a panic drops a read whose caller still waits.
        answer.await.unwrap_or(Err(StoreError::Panicked))
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.queue.close();
        for thread in self.threads.drain(..) {
            // A reader catches what panics in a read; should it die all the same, there is nobody left to tell.
            let _ = thread.join();
        }
    }
}

struct Reader {
    queue: Arc<Queue>,
    path: PathBuf,
    open: Open,
    connection: Option<Connection>,
}

impl Reader {
    fn run(&mut self) {
        while let Some(batch) = self.queue.take() {
            let connection = self.connection.take().map_or_else(|| (self.open)(&self.path), Ok);
            match connection.and_then(begun) {
                Ok(connection) => self.connection = read_all(connection, batch),
                Err(error) => batch.into_iter().for_each(|read| read(Err(&error))),
            }
        }
    }
}

/// In a transaction that sees what was committed before its first read: all that was committed when the reads of the
/// batch were asked for, since the batch is complete.
fn begun(connection: Connection) -> Result<Connection, StoreError> {
    statement(&connection, "BEGIN")?;
    Ok(connection)
}

/// Runs a batch in a transaction that has begun. The connection, unless it cannot be relied on any more.
fn read_all(connection: Connection, batch: Vec<Read>) -> Option<Connection> {
    let mut sound = true;
    for read in batch {
        sound &= catch_unwind(AssertUnwindSafe(|| read(Ok(&connection)))).is_ok();
    }
    if let Err(error) = statement(&connection, "COMMIT") {
        tracing::warn!(%error, "reads could not be ended; their connection is closed");
        sound = false;
    }
    sound.then_some(connection)
}

fn statement(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    let mut prepared = connection.prepare_cached(sql).map_err(failed)?;
    prepared.execute([]).map_err(failed).map(drop)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    use tempfile::TempDir;

    use super::*;
    use crate::connection;

    /// A database with one table, and a connection that writes.
    fn ground() -> (TempDir, PathBuf, Connection) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        let writer = writer(&path);
        (folder, path, writer)
    }

    fn writer(path: &Path) -> Connection {
        let connection = connection::open_writer(path).unwrap();
        connection.execute_batch("CREATE TABLE visits (id INTEGER PRIMARY KEY)").unwrap();
        connection
    }

    fn visits(connection: &Connection) -> i64 {
        connection.query_row("SELECT count(*) FROM visits", [], |row| row.get(0)).unwrap()
    }

    /// A read that keeps what it counts, after it has done something else.
    fn counting(kept: &mpsc::Sender<i64>, before: impl FnOnce() + Send + 'static) -> Read {
        let kept = kept.clone();
        Box::new(move |connection| {
            before();
            kept.send(visits(connection.unwrap())).unwrap();
        })
    }

    #[test]
    fn a_batch_sees_one_moment_and_the_next_one_what_was_written_since() {
        let (_folder, path, writer) = ground();
        let (kept, counts) = mpsc::channel();
        let adds = move || writer.execute_batch("INSERT INTO visits DEFAULT VALUES").unwrap();
        let batch = vec![counting(&kept, || ()), counting(&kept, adds), counting(&kept, || ())];
        let connection = begun(connection::open_looker(&path).unwrap()).unwrap();
        let connection = read_all(connection, batch).unwrap();
        assert_eq!(counts.try_iter().collect::<Vec<_>>(), [0, 0, 0]);
        read_all(begun(connection).unwrap(), vec![counting(&kept, || ())]).unwrap();
        assert_eq!(counts.try_iter().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_panic_does_not_disturb_its_neighbours_and_costs_the_connection() {
        let (_folder, path, _writer) = ground();
        let (kept, counts) = mpsc::channel();
        let panics = || panic!("a mistake in a read; this message belongs to a test");
        let batch = vec![counting(&kept, || ()), counting(&kept, panics), counting(&kept, || ())];
        let connection = begun(connection::open_looker(&path).unwrap()).unwrap();
        assert!(read_all(connection, batch).is_none());
        assert_eq!(counts.try_iter().count(), 2);
    }

    #[tokio::test]
    async fn readers_outlive_what_panics_in_them() {
        let (_folder, path, _writer) = ground();
        let readers = Readers::start(&path, connection::open_looker, 0).unwrap();
        for _ in 0..2 * READERS {
            let panics = |_: &Connection| panic!("a mistake in a read; this message belongs to a test");
            assert_eq!(readers.read::<(), _>(panics).await, Err(StoreError::Panicked));
        }
        assert_eq!(readers.read(|connection| Ok(visits(connection))).await, Ok(0));
    }

    #[tokio::test]
    async fn a_database_that_cannot_be_opened_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        let readers = Readers::start(&path, connection::open_to_look, 0).unwrap();
        let count = || readers.read(|connection| Ok(visits(connection)));
        assert!(matches!(count().await, Err(StoreError::Database(_))));
        let writer = writer(&path);
        assert_eq!(count().await, Ok(0));
        drop(writer);
    }

    /// A read under way, held until the sender is dropped; it counts when it is done.
    async fn held(
        readers: &Arc<Readers>,
        done: &Arc<AtomicUsize>,
    ) -> (mpsc::Sender<()>, tokio::task::JoinHandle<()>) {
        let (free, wait) = mpsc::channel::<()>();
        let (begins, begun) = oneshot::channel();
        let (readers, done) = (readers.clone(), done.clone());
        let caller = tokio::spawn(async move {
            let read = move |_: &Connection| {
                begins.send(()).unwrap();
                let _ = wait.recv();
                done.fetch_add(1, Ordering::SeqCst);
                Ok(())
            };
            readers.read(read).await.unwrap();
        });
        begun.await.unwrap();
        (free, caller)
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_not_read() {
        let (_folder, path, _writer) = ground();
        let readers = Arc::new(Readers::start(&path, connection::open_looker, 0).unwrap());
        let done = Arc::new(AtomicUsize::new(0));
        let mut all = Vec::new();
        for _ in 0..READERS {
            all.push(held(&readers, &done).await);
        }
        let count = done.clone();
        tokio::select! {
            biased;
            _ = readers.read(move |_| Ok(count.fetch_add(100, Ordering::SeqCst))) => panic!("all are held"),
            () = std::future::ready(()) => {}
        }
        drop(all);
        assert_eq!(readers.read(|connection| Ok(visits(connection))).await, Ok(0));
        assert!(done.load(Ordering::SeqCst) < 100);
    }

    #[tokio::test]
    async fn closing_waits_for_what_is_being_read() {
        let (_folder, path, _writer) = ground();
        let readers = Arc::new(Readers::start(&path, connection::open_looker, 0).unwrap());
        let done = Arc::new(AtomicUsize::new(0));
        let (free, caller) = held(&readers, &done).await;
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        let closing = thread::spawn(move || drop(Arc::into_inner(readers).unwrap()));
        drop(free);
        closing.join().unwrap();
        assert_eq!(done.load(Ordering::SeqCst), 1);
    }
}
