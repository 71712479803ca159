//! A node at work: what is due and free is begun, a few jobs at a time.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use tokio::task::{Id, JoinError, JoinSet};
use vestibule_domain::time::Instant;
use vestibule_records::kept::Job;
use vestibule_records::{Filter, Record as _, Test};
use vestibule_store::{Query, StoreError};

use super::claims::{self, Which};
use super::duty::{Duty, Errand, MINUTE};
use super::held::carry_out;
use super::timetable::{self, Timetable};
use crate::app::App;
use crate::leases::{self, is_free};

/// Jobs that a node is at, at most: those that take long leave the others a place.
const SEATS: usize = 4;
/// Jobs that are read at a time, the longest due first.
const PAGE: i64 = 500;
/// How often the timetable is written while other nodes write it too.
const TRIES: usize = 3;

/// A node at work.
pub(super) struct Shift {
    app: App,
    duties: Vec<Duty>,
    renewed: Duration,
    /// The jobs there should be, by name.
    errands: BTreeMap<String, Errand>,
    /// By which catalogue the timetable was last looked at, and when.
    reviewed: Option<(i64, Instant)>,
    working: JoinSet<Result<(), StoreError>>,
    under_way: HashMap<Id, String>,
}

impl Shift {
    pub(super) fn new(app: App, duties: Vec<Duty>, renewed: Duration) -> Self {
        let (working, under_way) = (JoinSet::new(), HashMap::new());
        Self { app, duties, renewed, errands: BTreeMap::new(), reviewed: None, working, under_way }
    }

    /// Begins what is due and free; says how long there is nothing more to begin, unless something ends.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn begin(&mut self) -> Result<Duration, StoreError> {
        self.review_now_and_then().await?;
        let now = self.app.now();
        let jobs = claims::list(&self.app, soon(now)).await?;
        let ours = jobs.into_iter().filter(|job| self.errands.contains_key(&job.name));
        let at_hand: Vec<&String> = self.under_way.values().collect();
        let (ready, waiting): (Vec<Job>, Vec<Job>) = ours
            .filter(|job| !at_hand.contains(&&job.name))
            .partition(|job| timetable::is_due(job, now) && is_free(job, &self.app.node, now));
        let mut names: Vec<String> = ready.into_iter().map(|job| job.name).take(self.seats()).collect();
        // Nodes that begin the same ones take hold of them in the same order.
        names.sort_unstable();
        if !names.is_empty() {
            for name in claims::begin(&self.app, &names, Which::Due).await? {
                self.start(name);
            }
        }
        let next = waiting.iter().filter_map(|job| timetable::look_again(job, &self.app.node, now)).min();
        Ok(until(next, now))
    }

    /// Waits until something that is under way ends; at once where nothing is.
    pub(super) async fn ended(&mut self) -> bool {
        match self.working.join_next_with_id().await {
            Some(done) => {
                self.left(&done);
                true
            }
            None => false,
        }
    }

    /// Does every job that is free, one after the other, whenever it is due.
    ///
    /// # Errors
    /// When the store fails, or some job did: the first failure. The others are done all the same.
    pub(super) async fn go_round(&mut self) -> Result<(), StoreError> {
        self.review().await?;
        let mut came_of_it = Ok(());
        for duty in &self.duties {
            for errand in duty.errands(&*self.app.store.catalogue().await?) {
                let begun = claims::begin(&self.app, std::slice::from_ref(&errand.name), Which::Any).await?;
                if !begun.is_empty() {
                    came_of_it = came_of_it.and(carry_out(self.app.clone(), errand, self.renewed).await);
                }
            }
        }
        came_of_it
    }

    /// Breaks off what is under way, and leaves it to whoever wants it.
    pub(super) async fn stop(mut self) {
        self.working.shutdown().await;
        let names: Vec<String> = self.under_way.into_values().collect();
        if names.is_empty() {
            return;
        }
        if let Err(error) = leases::leave(&self.app, &names).await {
            tracing::warn!(%error, "jobs that were broken off are left once their term is over");
        }
    }

    /// Looks at the timetable where what it goes by has changed, and every minute: some of it is not kept in memory.
    async fn review_now_and_then(&mut self) -> Result<(), StoreError> {
        let version = self.app.store.catalogue().await?.version;
        let now = self.app.now();
        let recent = |at: Instant| (0..MINUTE.in_micros()).contains(&now.since(at));
        match self.reviewed {
            Some((by, at)) if by == version && recent(at) => Ok(()),
            _ => self.review().await,
        }
    }

    /// Makes the jobs in the store those that there should be.
    async fn review(&mut self) -> Result<(), StoreError> {
        let catalogue = self.app.store.catalogue().await?;
        let now = self.app.now();
        let errands = self.duties.iter().flat_map(|duty| duty.errands(&catalogue));
        self.errands = errands.map(|errand| (errand.name.clone(), errand)).collect();
        let timetable = self.timetable(now).await;
        for nth in 1..=TRIES {
            let jobs = claims::list(&self.app, Query::all(Job::schema())).await?;
            match claims::follow(&self.app, &timetable, &jobs).await {
                // Another node made one of them at the same moment.
                Err(StoreError::Taken) if nth < TRIES => {}
                followed => {
                    followed?;
                    break;
                }
            }
        }
        self.reviewed = Some((catalogue.version, now));
        Ok(())
    }

    /// When each is due by what is known now. One that cannot say does not keep the others from being seen to.
    async fn timetable(&self, now: Instant) -> Timetable {
        let kinds = self.duties.iter().map(|duty| duty.kind().to_owned()).collect();
        let mut timetable = Timetable { kinds, ..Timetable::default() };
        for (name, errand) in &self.errands {
            let next = errand.next(&self.app, now).await.unwrap_or_else(|error| {
                tracing::warn!(job = name, %error, "could not see when a job is next due");
                now.plus(MINUTE)
            });
            timetable.wanted.insert(name.clone(), next);
        }
        timetable
    }

    fn seats(&self) -> usize {
        SEATS.saturating_sub(self.under_way.len())
    }

    fn start(&mut self, name: String) {
        if let Some(errand) = self.errands.get(&name) {
            let doing = carry_out(self.app.clone(), errand.clone(), self.renewed);
            self.under_way.insert(self.working.spawn(doing).id(), name);
        }
    }

    fn left(&mut self, done: &Result<(Id, Result<(), StoreError>), JoinError>) {
        let id = match done {
            Ok((id, _)) => *id,
            Err(error) => error.id(),
        };
        self.under_way.remove(&id);
    }
}

/// What is due by the time anybody looks again.
fn soon(now: Instant) -> Query {
    let order = (Job::schema().position("DueOn").unwrap_or_default(), false);
    let filters = vec![Filter::on::<Job>("DueOn", Test::AtMost(now.plus(MINUTE).micros()))];
    Query { filters, order, limit: PAGE, ..Query::all(Job::schema()) }
}

/// How long until an instant: a minute at most, and a breath at least.
fn until(next: Option<Instant>, now: Instant) -> Duration {
    const BREATH: Duration = Duration::from_millis(50);
    const LONGEST: Duration = Duration::from_secs(60);
    let micros = next.map_or(u64::MAX, |next| u64::try_from(next.since(now)).unwrap_or_default());
    Duration::from_micros(micros).clamp(BREATH, LONGEST)
}
