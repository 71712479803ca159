//! Delivery: what the outbox holds is sent to webhooks and door systems, at least once.
//!
//! # Who does what
//!
//! The store writes one delivery for each event and webhook, in the transaction of the change
//! ([`vestibule_store::outbox`]). The [`Deliverer`] is one task of the server: it asks the store what is due, hands each
//! delivery to a task of its own, and writes down what came of it as a work like any other. [`schedule`] decides what
//! goes next, when a failure is tried again, and when a webhook is switched off: plain functions over plain data.
//! [`post`] speaks HTTP, [`target`] keeps it away from private addresses, [`signature`] signs.
//!
//! A door system is told how things stand at that moment ([`doors`]), so what waits for the same customer is told at
//! once. It is never switched off.
//!
//! Nobody who checks in ever waits for any of this. A deliverer that is gone is no loss but of time: what is due stays
//! due, and whoever comes next sends it.
//!
//! # What is promised
//!
//! At least once: a delivery counts as made once its success is on disk, so a crash between the answer and the commit
//! sends it again, under the same `webhook-id`. In order for each customer and webhook: of a lane only the oldest
//! that waits is ever under way, and one that failed holds back those after it, and nothing else. A receiver that is
//! slow or dead takes up as many seats as one webhook may, and no more.
//!
//! # What is not needed for correctness
//!
//! Being woken by a commit: the clock wakes it too. What is in memory here: the store alone knows what is due; the
//! seats only keep a lane from being sent twice at once by this task. Several nodes over one database each run a
//! deliverer, and until they agree who sends what, a receiver may hear the same thing from each.

mod doors;
pub(crate) mod post;
mod schedule;
mod signature;
mod sweep;
pub(crate) mod target;
mod tried;

use std::collections::HashMap;
use std::time::Duration;

use tokio::task::{Id, JoinError, JoinSet};
use vestibule_domain::time::{Instant, Span};
use vestibule_records::Record as _;
use vestibule_records::kept::Delivery;
use vestibule_store::outbox::Addressee;
use vestibule_store::{Catalogue, StoreError};

use crate::app::App;
use post::Post;
use schedule::{Seat, Seats};
pub(crate) use sweep::sweep;

/// How often the outbox is looked at when no commit says that there is something in it.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long what is under way may take once the process is told to stop; what is not done by then is sent again.
const LAST_ANSWERS: Duration = Duration::from_secs(10);
/// How often what was delivered long ago is removed.
const SWEEP_EVERY: Span = Span::minutes(60);

/// Sends what is due.
pub struct Deliverer {
    app: App,
    post: Post,
    sending: JoinSet<()>,
    under_way: HashMap<Id, Seat>,
}

impl Deliverer {
    /// A deliverer for a server. Private addresses are refused unless its settings allow them.
    ///
    /// # Errors
    /// When there is no TLS to be had.
    pub fn new(app: &App) -> Result<Self, String> {
        let post = Post::new(app.settings.allow_private_targets)?;
        Ok(Self { app: app.clone(), post, sending: JoinSet::new(), under_way: HashMap::new() })
    }

    /// Sends until it is told to stop, then waits a little for the answers that are still to come.
    pub async fn run(mut self, until: impl Future<Output = ()>) {
        let mut until = std::pin::pin!(until);
        let store = self.app.store.clone();
        let mut swept_on = None;
        loop {
            if let Err(error) = self.start().await {
                tracing::warn!(%error, "could not look into the outbox");
            }
            self.sweep_now_and_then(&mut swept_on).await;
            tokio::select! {
                () = &mut until => break,
                Some(done) = self.sending.join_next_with_id() => self.leave(done),
                () = store.written() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        let finish = async { while self.sending.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST_ANSWERS, finish).await.is_err() {
            tracing::info!("deliveries under way were cut off and will be sent again");
        }
    }

    /// Sends what is due at this moment, and what becomes due by that; says how many tries it took.
    ///
    /// # Errors
    /// When the outbox cannot be read.
    pub async fn deliver_due(&mut self) -> Result<usize, StoreError> {
        let mut tries = 0;
        loop {
            tries += self.start().await?;
            match self.sending.join_next_with_id().await {
                Some(done) => self.leave(done),
                None => return Ok(tries),
            }
        }
    }

    /// Removes deliveries of long ago, whatever became of them.
    ///
    /// # Errors
    /// When the outbox cannot be read or written.
    pub async fn sweep(&self) -> Result<(), StoreError> {
        sweep::sweep(&self.app).await
    }

    /// Starts what is due and has a seat; says how many.
    async fn start(&mut self) -> Result<usize, StoreError> {
        let catalogue = self.app.store.catalogue().await?;
        let seats = Seats::taken(self.under_way.values().copied());
        let hooks = catalogue.hooks().iter().map(|hook| Addressee::Hook(hook.id));
        let doors = catalogue.doors().iter().map(|doors| Addressee::Doors(doors.location));
        let all = hooks.chain(doors).map(Addressee::number);
        let addressees: Vec<i64> = all.filter(|whom| seats.has_room(*whom)).collect();
        if addressees.is_empty() {
            return Ok(0);
        }
        let due = self.app.store.due(addressees, self.app.now(), schedule::HEADS_PER_HOOK).await?;
        let due = due.iter().map(Delivery::from_row).collect::<Result<Vec<_>, _>>()?;
        let chosen = schedule::choose(due, seats);
        let count = chosen.len();
        for delivery in chosen {
            let seat = Seat { hook: delivery.web_hook_id, lane: delivery.lane };
            if let Some(trying) = self.attempt(&catalogue, delivery) {
                self.under_way.insert(trying, seat);
            }
        }
        Ok(count)
    }

    /// Tries a delivery in a task of its own, if whoever it is for is still there.
    fn attempt(&mut self, catalogue: &Catalogue, delivery: Delivery) -> Option<Id> {
        let (app, post) = (self.app.clone(), self.post.clone());
        let trying = match Addressee::of(delivery.web_hook_id) {
            Addressee::Hook(id) => {
                let hook = catalogue.hooks().get(id)?.clone();
                let secret =
                    catalogue.setting(hook.location, SHARED_SECRET).filter(|secret| !secret.is_empty());
                let secret = secret.map(str::to_owned);
                self.sending.spawn(tried::attempt(app, post, hook, secret, delivery))
            }
            Addressee::Doors(location) => {
                let doors = catalogue.doors().at(location)?.clone();
                self.sending.spawn(doors::attempt(app, post, doors, delivery))
            }
        };
        Some(trying.id())
    }

    fn leave(&mut self, done: Result<(Id, ()), JoinError>) {
        let id = done.map_or_else(|error| error.id(), |(id, ())| id);
        self.under_way.remove(&id);
    }

    async fn sweep_now_and_then(&self, swept_on: &mut Option<Instant>) {
        let now = self.app.now();
        if swept_on.is_some_and(|swept_on| now.since(swept_on) < SWEEP_EVERY.in_micros()) {
            return;
        }
        *swept_on = Some(now);
        if let Err(error) = self.sweep().await {
            tracing::warn!(%error, "could not sweep out deliveries of long ago");
        }
    }
}

/// The setting that holds the secret which deliveries of a location, and of those below it, are signed with.
pub(crate) const SHARED_SECRET: &str = "WebHooks.SharedSecret";
