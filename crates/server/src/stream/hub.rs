//! The hub of a node: one task that reads what is new and hands it to all who listen, there while somebody does.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;
use tokio::sync::{broadcast, watch};
use tokio::time::sleep;
use vestibule_store::StoreError;

use super::log;
use super::told::Told;
use crate::api::{Failure, envelope};
use crate::app::App;
use crate::settings::Streams;

/// How often the log is looked at when no commit of this node says that there is more: what other nodes commit is found
/// this way.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long a location that was counted is left alone.
const COUNT_EVERY: Duration = Duration::from_millis(250);

/// What those who listen at this node share.
#[derive(Debug)]
pub struct Hub {
    /// Where events are handed out, while there is a task that does. Held while it is decided whether there is one.
    handing: tokio::sync::Mutex<broadcast::WeakSender<Arc<Told>>>,
    /// How many listen, by user.
    seats: Mutex<HashMap<i64, usize>>,
    /// Whether the process is on its way out.
    closed: watch::Sender<bool>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            // Of a sender that is gone already.
            handing: tokio::sync::Mutex::new(broadcast::Sender::new(1).downgrade()),
            seats: Mutex::default(),
            closed: watch::Sender::new(false),
        }
    }
}

/// A place among those who listen, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    hub: Arc<Hub>,
    user: i64,
}

impl Hub {
    /// A place for one more.
    ///
    /// # Errors
    /// 503 when as many listen as may, or the process is on its way out.
    pub(super) fn seat(self: &Arc<Self>, user: i64, most: &Streams) -> Result<Seat, Failure> {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = seats.values().sum();
        let of_user = seats.get(&user).copied().unwrap_or_default();
        if *self.closed.borrow() {
            return Err(unavailable("The server is on its way out; try again in a moment"));
        }
        if all >= most.in_all {
            return Err(unavailable("As many listen as may; try again in a moment"));
        }
        if of_user >= most.per_user {
            return Err(unavailable("As many listen with this account as may; try again in a moment"));
        }
        seats.insert(user, of_user + 1);
        Ok(Seat { hub: self.clone(), user })
    }

    /// Whatever is committed from now on, and maybe something from before. There is a task that hands it out from then on.
    pub(super) async fn listen(&self, app: &App) -> Result<broadcast::Receiver<Arc<Told>>, StoreError> {
        let mut handing = self.handing.lock().await;
        if let Some(events) = handing.upgrade() {
            return Ok(events.subscribe());
        }
        let last = app.store.last_happened().await?;
        let (events, first) = broadcast::channel(app.settings.streams.behind.max(1));
        *handing = events.downgrade();
        tokio::spawn(Handing { app: app.clone(), events, last, moved: BTreeSet::new() }.run());
        Ok(first)
    }

    /// Ends all streams, and lets none begin: the process is on its way out.
    pub fn close(&self) {
        self.closed.send_replace(true);
    }

    /// Waits until all streams are to end.
    pub(super) async fn closed(&self) {
        // The sender is here for as long as the hub is.
        let _ = self.closed.subscribe().wait_for(|closed| *closed).await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.hub.seats.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_user) = seats.get_mut(&self.user) {
            *of_user -= 1;
            if *of_user == 0 {
                seats.remove(&self.user);
            }
        }
    }
}

fn unavailable(message: &str) -> Failure {
    Failure::Response(Box::new(envelope::failure(StatusCode::SERVICE_UNAVAILABLE, message)))
}

/// The task that hands events out.
struct Handing {
    app: App,
    events: broadcast::Sender<Arc<Told>>,
    /// The number of the last event that was handed out.
    last: i64,
    /// Where somebody came or left since it was counted.
    moved: BTreeSet<i64>,
}

/// What the task was woken by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Woken {
    /// This node committed something new.
    Hint,
    /// Locations may be counted again.
    Rested,
    /// Another node may have.
    Clock,
}

impl Handing {
    /// Hands out what is new until nobody listens.
    async fn run(mut self) {
        let store = self.app.store.clone();
        let mut rest = std::pin::pin!(sleep(Duration::ZERO));
        let mut woken = Woken::Clock;
        loop {
            let done = match woken {
                Woken::Rested => {
                    rest.set(sleep(COUNT_EVERY));
                    self.count().await.map(|()| 0)
                }
                Woken::Hint | Woken::Clock => self.hand_on().await,
            };
            if let Err(error) = &done {
                tracing::warn!(%error, "could not read what happened");
            }
            if self.is_alone().await {
                return;
            }
            // What cannot be read, or is gone already, is not looked for again at once.
            let trusts = done.is_ok_and(|many| many > 0 || woken != Woken::Hint);
            woken = tokio::select! {
                () = store.happened(self.last), if trusts => Woken::Hint,
                () = &mut rest, if trusts && !self.moved.is_empty() => Woken::Rested,
                () = sleep(LOOK_EVERY) => Woken::Clock,
            };
        }
    }

    /// Reads what is new and hands it on; says how many events that were.
    async fn hand_on(&mut self) -> Result<usize, StoreError> {
        let mut many = 0;
        loop {
            let page = log::after(&self.app, self.last).await?;
            many += page.len();
            let is_last = page.len() < log::PAGE;
            for told in page {
                self.last = told.id;
                if log::moves(told.kind) {
                    self.moved.insert(told.location);
                }
                self.hand(told);
            }
            if is_last {
                return Ok(many);
            }
        }
    }

    /// Hands on how many are inside where that may be another number.
    async fn count(&mut self) -> Result<(), StoreError> {
        let moved: Vec<i64> = self.moved.iter().copied().collect();
        log::occupancy(&self.app, &moved).await?.into_iter().for_each(|told| self.hand(told));
        self.moved.clear();
        Ok(())
    }

    fn hand(&self, told: Told) {
        // Whoever listened may have left meanwhile.
        let _ = self.events.send(Arc::new(told));
    }

    /// Whether nobody listens any more. From then on nobody begins to listen here.
    async fn is_alone(&self) -> bool {
        if self.events.receiver_count() > 0 {
            return false;
        }
        let mut handing = self.app.streams.handing.lock().await;
        let is_alone = self.events.receiver_count() == 0;
        if is_alone {
            *handing = broadcast::Sender::new(1).downgrade();
        }
        is_alone
    }
}
