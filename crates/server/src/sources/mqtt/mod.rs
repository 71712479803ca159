//! Readings of sensors over MQTT (`domain.md` 6.7): we listen at the operator's broker.
//!
//! The broker keeps a session for us, so what arrives while we are away is delivered when we are back. A message is
//! acknowledged once what it came to is on disk, and not before: what was under way when a connection, the broker or
//! this server went away comes again, and comes to the same. Whoever checks in never waits for any of this.

mod broker;
mod connection;
mod seen;
mod topic;

pub use broker::{Broker, Mqtt};

use std::time::Duration;

use tokio::sync::mpsc;
use vestibule_store::StoreError;

use super::sensors::{Arrived, Place};
use crate::app::App;
use connection::{Connection, Happening, Message, Receipts};
use seen::{Count, Seen};
use topic::Topic;

/// Messages that wait here to be taken; the broker holds back more.
const WAITING: usize = 256;
/// The pause before the first attempt to be back, and the longest one.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(60));
/// How often a message that the store has no answer for is tried again before it is put aside.
const TRIES: u32 = 5;

/// Listens to the broker.
pub struct Listener {
    app: App,
    mqtt: Mqtt,
    seen: Seen,
}

impl Listener {
    /// A listener of a server, if its operator named a broker.
    #[must_use]
    pub fn new(app: &App) -> Option<Self> {
        let mqtt = app.settings.mqtt.clone()?;
        Some(Self { app: app.clone(), mqtt, seen: Seen::new(app.metrics.clone()) })
    }

    /// Listens until it is told to stop. What it was about to take then comes again.
    pub async fn run(self, until: impl Future<Output = ()>) {
        tokio::select! {
            () = until => {}
            () = self.listen_for_ever() => {}
        }
        tracing::info!(counted = %self.seen.count(), "stopped listening to sensors");
    }

    async fn listen_for_ever(&self) {
        let (shortest, longest) = PAUSES;
        let mut pause = shortest;
        loop {
            let mut was_there = false;
            let why = self.listen(&mut was_there).await;
            if was_there {
                pause = shortest;
            }
            tracing::warn!(broker = %self.mqtt.broker, %why, counted = %self.seen.count(), again_in = ?pause, "no broker");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(longest);
        }
    }

    /// Listens over one connection until it is lost; says why it was.
    async fn listen(&self, was_there: &mut bool) -> String {
        let (mut connection, receipts) = Connection::new(&self.mqtt, &Topic::filters(&self.mqtt.prefix));
        let (queue, waiting) = mpsc::channel(WAITING);
        let receiving = async {
            loop {
                match connection.next().await {
                    Ok(Happening::Connected { resumed }) => {
                        *was_there = true;
                        tracing::info!(broker = %self.mqtt.broker, resumed, "listening to sensors");
                    }
                    Ok(Happening::Came(message)) => {
                        // Nobody takes it only when this is dropped as well.
                        let _ = queue.send(message).await;
                    }
                    Err(why) => return why,
                }
            }
        };
        tokio::select! {
            why = receiving => why,
            why = self.take_all(waiting, &receipts) => why,
        }
    }

    /// Takes messages one after the other, as they came; says why it cannot go on.
    async fn take_all(&self, mut waiting: mpsc::Receiver<Message>, receipts: &Receipts) -> String {
        while let Some(message) = waiting.recv().await {
            self.take(&message).await;
            if let Err(why) = receipts.give(&message).await {
                return why;
            }
        }
        "nothing can come any more".to_owned()
    }

    /// Takes a message, however often the store must be asked. One that it can never take is put aside, or nothing after
    /// it would ever be taken.
    async fn take(&self, message: &Message) {
        let (shortest, longest) = PAUSES;
        let (mut pause, mut tries) = (shortest, 0);
        while let Err(error) = self.heard(message).await {
            tries += 1;
            tracing::warn!(%error, tries, "a message could not be taken");
            tracing::debug!(topic = message.topic(), "the topic of a message that could not be taken");
            if tries >= TRIES && self.is_put_aside(message, &error).await {
                return;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(longest);
        }
    }

    async fn heard(&self, message: &Message) -> Result<(), StoreError> {
        let Some(place) = self.place(message).await? else {
            self.seen.unknown(message.topic());
            return Ok(());
        };
        let arrived = Arrived { payload: message.payload(), is_retained: message.is_retained() };
        let hearing = place.take(&self.app, &arrived).await?;
        self.seen.came_to(&hearing);
        Ok(())
    }

    async fn place(&self, message: &Message) -> Result<Option<Place>, StoreError> {
        match Topic::read(message.topic(), &self.mqtt.prefix) {
            Some(Topic::Sensor { location, reference }) => Place::find(&self.app, location, reference).await,
            None => Ok(None),
        }
    }

    /// Keeps a message with what is wrong, if the store keeps anything: while it is away, that is not the message's fault.
    async fn is_put_aside(&self, message: &Message, error: &StoreError) -> bool {
        let Ok(Some(place)) = self.place(message).await else { return false };
        let is_kept = place.put_aside(&self.app, message.payload(), error).await.is_ok();
        if is_kept {
            tracing::error!(%error, "a message cannot be taken, and is put aside");
            tracing::debug!(topic = message.topic(), "the topic of a message that is put aside");
            self.seen.counted(Count::PutAside);
        }
        is_kept
    }
}
