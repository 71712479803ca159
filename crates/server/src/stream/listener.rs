//! One who listens: a task that tells them what they missed and then what happens, for as long as they may hear it and keep
//! up. Between it and the connection lies a short queue.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::stream;
use http::Request;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};
use vestibule_store::StoreError;

use super::asked::{Missed, Wanted};
use super::hub::Seat;
use super::log;
use super::told::{self, Kind, Told};
use crate::api::Failure;
use crate::app::App;
use crate::auth::{self, Caller};
use crate::settings::Streams;

/// How long a browser waits before it comes back.
const OPENING: &[u8] = b"retry: 2000\n\n";
/// Tells whoever stands between that the connection is alive.
const HEARTBEAT: &[u8] = b":\n\n";
/// How often it is asked whether they may still hear what they hear.
const CHECK_EVERY: Duration = Duration::from_secs(1);
/// How long a connection may take nothing at all.
const PATIENCE: Duration = Duration::from_secs(30);
/// Chunks between the task and the connection.
const QUEUE: usize = 16;
/// Bytes in one chunk, about: many events that come at once go out together.
const CHUNK: usize = 16 * 1024;

/// One who listens.
pub(super) struct Listener {
    app: App,
    /// As they asked, with their credentials.
    request: Request<()>,
    caller: Caller,
    wanted: Wanted,
    seat: Seat,
}

/// Why a stream ends.
enum End {
    /// They are too far behind.
    Behind,
    /// They are gone.
    Gone,
    /// What happened cannot be read.
    Unreadable(StoreError),
}

impl From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        Self::Unreadable(error)
    }
}

impl Listener {
    pub(super) fn new(app: &App, request: Request<()>, caller: Caller, wanted: Wanted, seat: Seat) -> Self {
        Self { app: app.clone(), request, caller, wanted, seat }
    }

    /// The body of the answer, which a task of its own fills.
    pub(super) fn start(self, missed: Missed) -> Body {
        let (out, queue) = mpsc::channel(QUEUE);
        tokio::spawn(self.run(missed, out));
        Body::from_stream(stream::unfold(queue, async |mut queue| {
            queue.recv().await.map(|chunk: Bytes| (Ok::<_, Infallible>(chunk), queue))
        }))
    }

    async fn run(self, missed: Missed, out: mpsc::Sender<Bytes>) {
        let ended = tokio::select! {
            ended = self.tell(missed, &out) => ended,
            () = out.closed() => Err(End::Gone),
            () = self.while_allowed() => Ok(()),
            () = self.app.streams.closed() => Ok(()),
        };
        match ended {
            Err(End::Unreadable(error)) => {
                tracing::warn!(%error, "a stream ended: the log could not be read")
            }
            Err(End::Behind) => {
                tracing::debug!(user = self.caller.user.get(), "a stream was too slow and is ended")
            }
            Err(End::Gone) | Ok(()) => {}
        }
        drop(self.seat);
    }

    /// Waits until they may no longer hear what they hear, or might hear more.
    async fn while_allowed(&self) {
        let mut checks = interval(CHECK_EVERY);
        loop {
            checks.tick().await;
            match auth::caller(&self.app, &self.request).await {
                Ok(now) if now.viewer == self.caller.viewer && now.rights == self.caller.rights => {}
                // Nobody knows better at the moment.
                Err(Failure::Store(_)) => {}
                Ok(_) | Err(_) => return,
            }
        }
    }

    async fn tell(&self, missed: Missed, out: &mpsc::Sender<Bytes>) -> Result<(), End> {
        send(out, Bytes::from_static(OPENING)).await?;
        if !missed.is_kept {
            send(out, told::reset(missed.last, self.app.now())).await?;
        }
        self.tell_occupancy(out).await?;
        // Whoever missed much reads it before events that come meanwhile begin to wait for them.
        let mut told = missed.last;
        loop {
            let head = self.app.store.last_happened().await?;
            self.tell_log(told, head, out).await?;
            let was_little = head - told <= LITTLE;
            told = head;
            if was_little {
                break;
            }
        }
        let events = self.app.streams.listen(&self.app).await?;
        let head = self.app.store.last_happened().await?;
        self.tell_log(told, head, out).await?;
        // What moved since it was counted moved before anybody was there to count again.
        if head > missed.head {
            self.tell_occupancy(out).await?;
        }
        let most = &self.app.settings.streams;
        Live { wanted: &self.wanted, told: head, events, out, most }.tell().await
    }

    async fn tell_occupancy(&self, out: &mpsc::Sender<Bytes>) -> Result<(), End> {
        if !self.wanted.kinds.contains(&Kind::Occupancy) {
            return Ok(());
        }
        let locations = self.wanted.locations(&*self.app.store.catalogue().await?);
        send(out, joined(&log::occupancy(&self.app, &locations).await?)).await
    }

    /// Tells what is wanted of the log after one number and up to another.
    async fn tell_log(&self, mut last: i64, head: i64, out: &mpsc::Sender<Bytes>) -> Result<(), End> {
        while last < head {
            let page = log::between(&self.app, &self.wanted, last, head).await?;
            last = if page.len() < log::PAGE { head } else { page.last().map_or(head, |told| told.id) };
            send(out, joined(&page)).await?;
        }
        Ok(())
    }
}

/// So few that they are read in a moment.
const LITTLE: i64 = 100;

fn joined(told: &[Told]) -> Bytes {
    told.iter().flat_map(|told| told.bytes.iter().copied()).collect()
}

async fn send(out: &mpsc::Sender<Bytes>, chunk: Bytes) -> Result<(), End> {
    if chunk.is_empty() {
        return Ok(());
    }
    match timeout(PATIENCE, out.send(chunk)).await {
        Ok(sent) => sent.map_err(|_| End::Gone),
        Err(_) => Err(End::Behind),
    }
}

/// Telling what happens as it happens.
struct Live<'a> {
    wanted: &'a Wanted,
    /// Everything up to this number was told before.
    told: i64,
    events: broadcast::Receiver<Arc<Told>>,
    out: &'a mpsc::Sender<Bytes>,
    most: &'a Streams,
}

impl Live<'_> {
    async fn tell(mut self) -> Result<(), End> {
        let mut heartbeats = every(self.most.heartbeat);
        heartbeats.tick().await;
        loop {
            let mut chunk = Vec::new();
            tokio::select! {
                told = self.events.recv() => match told {
                    Ok(told) => self.take(&told, &mut chunk),
                    Err(RecvError::Lagged(_)) => return Err(End::Behind),
                    // The task is gone; another one is there for who comes back.
                    Err(RecvError::Closed) => return Ok(()),
                },
                _ = heartbeats.tick() => chunk.extend_from_slice(HEARTBEAT),
            }
            while chunk.len() < CHUNK {
                match self.events.try_recv() {
                    Ok(told) => self.take(&told, &mut chunk),
                    Err(TryRecvError::Lagged(_)) => return Err(End::Behind),
                    Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                }
            }
            self.send(chunk.into()).await?;
        }
    }

    fn take(&self, told: &Told, chunk: &mut Vec<u8>) {
        let is_news = told.kind == Kind::Occupancy || told.id > self.told;
        if is_news && self.wanted.has(told) {
            chunk.extend_from_slice(&told.bytes);
        }
    }

    /// Sends a chunk as soon as the queue takes it, unless they fall too far behind meanwhile.
    async fn send(&self, chunk: Bytes) -> Result<(), End> {
        let watching = async {
            let mut looks = every(CHECK_EVERY);
            while self.events.len() <= self.most.behind {
                looks.tick().await;
            }
        };
        tokio::select! {
            biased;
            sent = send(self.out, chunk) => sent,
            () = watching => Err(End::Behind),
        }
    }
}

/// Ticks now and after each of these times, however late the one before came.
fn every(time: Duration) -> Interval {
    let mut ticks = interval(time);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
