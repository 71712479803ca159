//! Delivery: what the outbox holds is sent to webhooks and door systems, at least once.
//!
//! # Who does what
//!
//! The store writes one delivery for each event and webhook, in the transaction of the change
//! ([`vestibule_store::outbox`]). The [`Deliverer`] is one task of the server: it asks the store what is due, hands each
//! delivery to a task of its own ([`tried`]), and has what came of those that ended meanwhile written down in one work
//! ([`settled`]). [`turns`] says which addressees are this node's, [`standing`] what may be tried of one that failed, and
//! [`schedule`] what goes next, when a failure is tried again, and when a webhook is switched off: plain functions over
//! plain data, but for the leases. [`post`] speaks HTTP, [`target`] keeps it away from private addresses, [`signature`]
//! signs. [`log`] shows what became of it all, and has it sent again.
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
//! slow takes up as many seats as one webhook may, and one that is dead a single one now and then.
//!
//! # What is not needed for correctness
//!
//! Being woken by a commit: the clock wakes it too. What is in memory here: the store alone knows what is due and how
//! everybody stands; the seats only keep a lane from being sent twice at once by this task. Leases: they keep nodes from
//! doing the same, and whoever lost one in the middle of a try has sent something twice, which receivers are told to
//! expect.

mod doors;
pub(crate) mod log;
pub(crate) mod post;
mod schedule;
mod settled;
mod signature;
mod standing;
mod sweep;
pub(crate) mod target;
mod tried;
mod turns;
#[cfg(test)]
mod weather;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{Id, JoinError, JoinSet};
use vestibule_records::Record as _;
use vestibule_records::kept::Delivery;
use vestibule_store::outbox::Addressee;
use vestibule_store::{Catalogue, StoreError};

use crate::app::App;
use post::Post;
use schedule::{Seat, Seats};
pub(crate) use sweep::sweep;
use tried::Tried;
use turns::Turns;

/// How often the outbox is looked at when no commit says that there is something in it.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long what is under way may take once the process is told to stop; what is not done by then is sent again.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// Sends what is due.
pub struct Deliverer {
    app: App,
    post: Post,
    turns: Turns,
    sending: JoinSet<Option<Tried>>,
    /// What is under way, or not written down yet.
    under_way: HashMap<Id, Seat>,
    /// What ended and is not written down yet.
    ended: Vec<(Id, Option<Tried>)>,
}

impl Deliverer {
    /// A deliverer for a server. Private addresses are refused unless its settings allow them.
    ///
    /// # Errors
    /// When there is no TLS to be had.
    pub fn new(app: &App) -> Result<Self, String> {
        let post = Post::new(app.settings.allow_private_targets)?;
        let (app, turns, sending) = (app.clone(), Turns::default(), JoinSet::new());
        Ok(Self { app, post, turns, sending, under_way: HashMap::new(), ended: Vec::new() })
    }

    /// Sends until it is told to stop, then waits a little for the answers that are still to come, and leaves the rest to
    /// other nodes.
    pub async fn run(mut self, until: impl Future<Output = ()>) {
        let mut until = std::pin::pin!(until);
        let store = self.app.store.clone();
        loop {
            if let Err(error) = self.go_on().await {
                tracing::warn!(%error, "deliveries do not go on for a moment");
                // The store is spared meanwhile.
                tokio::select! {
                    () = &mut until => break,
                    () = tokio::time::sleep(LOOK_EVERY) => continue,
                }
            }
            tokio::select! {
                () = &mut until => break,
                Some(done) = self.sending.join_next_with_id() => self.came_back(done),
                () = store.written() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        self.finish().await;
    }

    /// Sends what is due at this moment, and what becomes due by that; says how many tries it took.
    ///
    /// # Errors
    /// When the outbox cannot be read or written.
    pub async fn deliver_due(&mut self) -> Result<usize, StoreError> {
        let mut tries = 0;
        loop {
            tries += self.go_on().await?;
            match self.sending.join_next_with_id().await {
                Some(done) => self.came_back(done),
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

    /// Writes down what ended, and starts what is due; says how many that is.
    async fn go_on(&mut self) -> Result<usize, StoreError> {
        self.settle().await?;
        self.start().await
    }

    /// Writes down what ended by now. Its lanes stay taken until it is written.
    async fn settle(&mut self) -> Result<(), StoreError> {
        while let Some(done) = self.sending.try_join_next_with_id() {
            self.came_back(done);
        }
        let tried: Arc<[Tried]> = self.ended.iter().filter_map(|(_, tried)| tried.clone()).collect();
        let settled = settled::settle(&self.app, &tried).await;
        if matches!(settled, Err(StoreError::Busy | StoreError::Database(_))) {
            return settled;
        }
        // Where it can never be written it is due still, and is sent again.
        for (id, _) in self.ended.drain(..) {
            self.under_way.remove(&id);
        }
        settled
    }

    /// Starts what is due and has a seat; says how many.
    async fn start(&mut self) -> Result<usize, StoreError> {
        let (catalogue, now) = (self.app.store.catalogue().await?, self.app.now());
        let seats = Seats::taken(self.under_way.values().copied());
        let hooks = catalogue.hooks().iter().map(|hook| Addressee::Hook(hook.id));
        let doors = catalogue.doors().iter().map(|doors| Addressee::Doors(doors.location));
        let all = hooks.chain(doors).map(Addressee::number);
        let may_start =
            |whom: &i64| seats.has_room(*whom) && self.turns.is_worth_a_look(*whom, catalogue.version, now);
        let addressees: Vec<i64> = all.filter(may_start).collect();
        if addressees.is_empty() {
            return Ok(0);
        }
        let due = self.app.store.due(addressees, now, schedule::HEADS).await?;
        let due = due.iter().map(Delivery::from_row).collect::<Result<Vec<_>, _>>()?;
        let busy = self.under_way.values().map(|seat| seat.addressee);
        let wanted: BTreeSet<i64> = due.iter().map(|delivery| delivery.web_hook_id).chain(busy).collect();
        if wanted.is_empty() {
            return Ok(0);
        }
        let standings = self.turns.take(&self.app, &wanted, catalogue.version).await?;
        let chosen = schedule::choose(due, &standings, seats, now);
        let count = chosen.len();
        for delivery in chosen {
            let seat = Seat { addressee: delivery.web_hook_id, lane: delivery.lane };
            let known = standings.get(&seat.addressee).map_or(0, |standing| standing.failures);
            if let Some(trying) = self.attempt(&catalogue, delivery, known) {
                self.under_way.insert(trying, seat);
            }
        }
        Ok(count)
    }

    /// Tries a delivery in a task of its own, if whoever it is for is still there.
    fn attempt(&mut self, catalogue: &Catalogue, delivery: Delivery, known: i64) -> Option<Id> {
        let (app, post) = (self.app.clone(), self.post.clone());
        let trying = match Addressee::of(delivery.web_hook_id) {
            Addressee::Hook(id) => {
                let hook = catalogue.hooks().get(id)?.clone();
                let secret =
                    catalogue.setting(hook.location, SHARED_SECRET).filter(|secret| !secret.is_empty());
                let secret = secret.map(str::to_owned);
                let attempt = tried::attempt(app, post, hook, secret, delivery, known);
                self.sending.spawn(async { Some(attempt.await) })
            }
            Addressee::Doors(location) => {
                let doors = catalogue.doors().at(location)?.clone();
                self.sending.spawn(doors::attempt(app, post, doors, delivery, known))
            }
        };
        Some(trying.id())
    }

    fn came_back(&mut self, done: Result<(Id, Option<Tried>), JoinError>) {
        self.ended.push(done.unwrap_or_else(|error| (error.id(), None)));
    }

    /// Waits a little for what is under way, and leaves all turns to other nodes.
    async fn finish(mut self) {
        let last_answers = async {
            while let Some(done) = self.sending.join_next_with_id().await {
                self.came_back(done);
            }
        };
        if tokio::time::timeout(LAST_ANSWERS, last_answers).await.is_err() {
            tracing::info!("deliveries under way were cut off and will be sent again");
        }
        let settled = self.settle().await;
        if let Err(error) = settled.and(self.turns.leave(&self.app).await) {
            tracing::warn!(%error, "what was sent last is not written down; it is sent again");
        }
    }
}

/// The setting that holds the secret which deliveries of a location, and of those below it, are signed with.
pub(crate) const SHARED_SECRET: &str = "WebHooks.SharedSecret";
