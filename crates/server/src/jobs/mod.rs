//! What falls due by itself: passes of plans whose period ended, visits whose device fell silent or whose day is over,
//! visits sold at the door that are to be billed, and door systems that are to know of bookings and contracts that begin or
//! end.
//!
//! [`Rounds`] is one task of the server. It makes a round when it starts, every minute from then on, and at the moment
//! the next period ends if that is sooner. Each customer is a write of their own, so a round that breaks off has done
//! what it did, and the next one goes on. Several nodes may each make rounds: the store lets only one of them give a set or
//! bill a pass. Nobody who checks in waits for a round.

mod collect;
mod cut_off;
mod ending;
mod idle;
mod notice;

use std::time::Duration;

use vestibule_domain::time::Instant;
use vestibule_store::StoreError;

use crate::access;
use crate::app::App;
use crate::issuing;

/// The longest pause between two rounds.
const ROUND_EVERY: Duration = Duration::from_secs(60);
/// The shortest, also where something is left to do.
const BREATH: Duration = Duration::from_millis(50);

/// Makes rounds.
pub struct Rounds {
    app: App,
}

impl Rounds {
    /// The rounds of a server.
    #[must_use]
    pub fn new(app: &App) -> Self {
        Self { app: app.clone() }
    }

    /// Makes rounds until it is told to stop; a round that is under way then is broken off.
    pub async fn run(self, until: impl Future<Output = ()>) {
        let mut until = std::pin::pin!(until);
        loop {
            let round = async {
                if let Err(error) = self.round().await {
                    tracing::warn!(%error, "a round was not finished; the next one goes on");
                }
                tokio::time::sleep(self.pause().await).await;
            };
            tokio::select! {
                () = &mut until => return,
                () = round => {}
            }
        }
    }

    /// Does what is due at this moment.
    ///
    /// # Errors
    /// When the store fails; what could be done in spite of that is done.
    pub async fn round(&self) -> Result<(), StoreError> {
        let issued = self.issue().await;
        let silent = idle::check_out(&self.app).await;
        let closed = cut_off::close_everywhere(&self.app).await;
        let collected = collect::collect(&self.app).await;
        let told = access::pass_boundaries(&self.app).await;
        issued.and(silent).and(closed).and(collected).and(told)
    }

    async fn issue(&self) -> Result<(), StoreError> {
        while issuing::review(&self.app).await? {}
        issuing::catch_up(&self.app).await
    }

    async fn next(&self, now: Instant) -> Result<Option<Instant>, StoreError> {
        let period = issuing::next_due(&self.app, now).await?;
        let boundary = access::next_boundary(&self.app, now).await?;
        let catalogue = self.app.store.catalogue().await?;
        let cut_offs = catalogue.locations().map(|location| cut_off::next(location, now));
        Ok(period.into_iter().chain(boundary).chain(cut_offs).min())
    }

    /// How long until the next round.
    async fn pause(&self) -> Duration {
        let now = self.app.now();
        match self.next(now).await {
            Ok(Some(next)) => {
                let micros = u64::try_from(next.since(now)).unwrap_or_default();
                Duration::from_micros(micros).clamp(BREATH, ROUND_EVERY)
            }
            Ok(None) => ROUND_EVERY,
            Err(error) => {
                tracing::warn!(%error, "could not see what is due next");
                ROUND_EVERY
            }
        }
    }
}
