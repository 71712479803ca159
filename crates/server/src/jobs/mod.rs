//! What falls due by itself: passes of plans whose period ended, visits whose device fell silent or whose day is over,
//! visits sold at the door that are to be billed, door systems that are to know of bookings and contracts that begin or end,
//! and what is kept only for a time.
//!
//! # Who does what
//!
//! Each [`Duty`] is a job in the store, or one at each location: a row that says when it is due and which node is at it.
//! [`timetable`] says which jobs there should be and when; plain functions. [`claims`] begins, holds and settles them, each
//! in one small write. [`shift`] is a node at work: it begins what is due and free, a few at a time. [`held`] keeps the
//! lease while the work goes on, and stops it when the lease is lost.
//!
//! # What is promised
//!
//! Whatever is due is begun by one of the nodes, and done again until it was done once: what a node that is killed was at
//! is free when its term is over. So every duty stands being done twice. One that fails, or panics, says why in its row,
//! and is tried again after a pause that grows; the others do not wait for it. Nobody who checks in waits for any of this.
//!
//! # Adding a duty
//!
//! A line in [`duties`].

mod claims;
mod collect;
mod cut_off;
mod duty;
mod ending;
mod held;
mod idle;
mod notice;
mod shift;
mod sweep;
mod timetable;

pub use duty::Duty;

use std::time::Duration;

use vestibule_store::StoreError;

use crate::access;
use crate::app::App;
use crate::issuing;
use crate::leases::TERM;
use duty::MINUTE;
use shift::Shift;

/// How long a node waits when it could not see what is due.
const ANOTHER_TRY: Duration = Duration::from_secs(5);

/// What falls due by itself.
fn duties(app: &App) -> Vec<Duty> {
    let mut all = vec![
        Duty::when(
            "issue-passes",
            |app, now| async move { issuing::next_due(&app, now).await },
            |app| async move { issue(&app).await },
        ),
        Duty::every(MINUTE, "idle-check-out", |app| async move { idle::check_out(&app).await }),
        Duty::at_each_location("cut-off", cut_off::next, |app, location| async move {
            cut_off::close(&app, location).await
        }),
        Duty::every(MINUTE, "collect", |app| async move { collect::collect(&app).await }),
        Duty::when(
            "access-boundaries",
            |app, now| async move { access::next_boundary(&app, now).await },
            |app| async move { access::pass_boundaries(&app).await },
        ),
    ];
    all.extend(sweep::duties(&app.settings.retention));
    all
}

async fn issue(app: &App) -> Result<(), StoreError> {
    while issuing::review(app).await? {}
    issuing::catch_up(app).await
}

/// A node that sees to what falls due.
pub struct Rounds {
    app: App,
    duties: Vec<Duty>,
    renewed: Duration,
}

impl Rounds {
    /// The rounds of a server.
    #[must_use]
    pub fn new(app: &App) -> Self {
        Self::over(app, duties(app))
    }

    /// Rounds over these duties alone.
    #[must_use]
    pub fn over(app: &App, duties: Vec<Duty>) -> Self {
        let half_a_term = Duration::from_micros(u64::try_from(TERM.in_micros() / 2).unwrap_or_default());
        Self { app: app.clone(), duties, renewed: half_a_term }
    }

    /// The same, with the duty of this name alone.
    #[must_use]
    pub fn only(mut self, name: &str) -> Self {
        self.duties.retain(|duty| duty.name() == name);
        self
    }

    /// The same, saying so often that it is still at what it does; half a term unless said.
    #[must_use]
    pub fn renewing(self, every: Duration) -> Self {
        Self { renewed: every, ..self }
    }

    /// Does what falls due until it is told to stop. What is under way then is broken off and left to whoever wants it.
    pub async fn run(self, until: impl Future<Output = ()>) {
        let mut until = std::pin::pin!(until);
        let mut shift = self.shift();
        loop {
            let pause = shift.begin().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "could not see what is due");
                ANOTHER_TRY
            });
            tokio::select! {
                () = &mut until => break,
                true = shift.ended() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        shift.stop().await;
    }

    /// Does at once whatever there is to do at this moment of the clock, one job after the other, as far as no other node
    /// is at it.
    ///
    /// # Errors
    /// When the store fails, or a job did; what could be done in spite of that is done.
    pub async fn round(&self) -> Result<(), StoreError> {
        self.shift().go_round().await
    }

    /// Does the jobs that are due at this moment of the clock, as far as no other node is at them; says how often it did one.
    ///
    /// # Errors
    /// When the store fails. A job that fails says so in its row.
    pub async fn turn(&self) -> Result<usize, StoreError> {
        let (mut shift, mut ended) = (self.shift(), 0);
        loop {
            shift.begin().await?;
            if !shift.ended().await {
                return Ok(ended);
            }
            ended += 1;
        }
    }

    fn shift(&self) -> Shift {
        Shift::new(self.app.clone(), self.duties.clone(), self.renewed)
    }
}
