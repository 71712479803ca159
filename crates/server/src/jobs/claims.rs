//! What is written about jobs: each in one small write, decided on the rows as they are at that moment.

use vestibule_domain::time::Instant;
use vestibule_records::kept::Job;
use vestibule_records::{Record as _, Row};
use vestibule_store::{Change, Decision, Mint, Query, Snapshot, StoreError};

use super::timetable::{self, Edit, Timetable};
use crate::app::App;
use crate::leases::{is_free, listing, names_in, taken, unheard_of, work};

/// What beginning a job writes.
static OF_A_BEGINNING: [&str; 4] = ["Holder", "HeldUntil", "BegunOn", "UpdatedOn"];
/// What holding on to it writes.
static OF_A_LEASE: [&str; 2] = ["HeldUntil", "UpdatedOn"];
/// What the end of it writes.
static OF_AN_END: [&str; 7] =
    ["DueOn", "Holder", "HeldUntil", "DoneOn", "Failures", "LastError", "UpdatedOn"];
/// What bringing it forward writes.
static OF_A_TIME: [&str; 2] = ["DueOn", "UpdatedOn"];

/// Jobs in one write at most.
const AT_ONCE: usize = 100;

/// Whether the time of a job matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Only what is due.
    Due,
    /// Whatever is free.
    Any,
}

/// How the work on a job ended.
#[derive(Debug, Clone)]
pub(super) enum End {
    /// It was done, and is due again then.
    Done(Instant),
    /// It was not, for a reason.
    Failed(String),
}

/// Begins those of these jobs that no other node is at; says which those are.
///
/// # Errors
/// When the store fails.
pub(super) async fn begin(app: &App, names: &[String], which: Which) -> Result<Vec<String>, StoreError> {
    let node = app.node.clone();
    let begun = edit(app, names.to_vec(), move |job, mint| {
        let may = which == Which::Any || timetable::is_due(&job, mint.now());
        let may = may && is_free(&job, &node, mint.now());
        may.then(|| Change::Amend(timetable::begun(job, &node, mint.now()).into_row(), &OF_A_BEGINNING))
    });
    begun.await
}

/// Holds on to a job for another term; false when it is not this node's any more.
///
/// # Errors
/// When the store fails.
pub(super) async fn renew(app: &App, name: &str) -> Result<bool, StoreError> {
    let node = app.node.clone();
    let renewed = edit(app, vec![name.to_owned()], move |job, mint| {
        let ours = job.holder.as_deref() == Some(&*node);
        ours.then(|| Change::Amend(taken(job, &node, mint.now()).into_row(), &OF_A_LEASE))
    });
    Ok(!renewed.await?.is_empty())
}

/// Writes down how the work on a job ended, and leaves it. What another node took over meanwhile is left to it.
///
/// # Errors
/// When the store fails; the job is done again once its term is over.
pub(super) async fn settle(app: &App, name: &str, end: End) -> Result<(), StoreError> {
    let node = app.node.clone();
    let chance = chance(app);
    let settled = edit(app, vec![name.to_owned()], move |job, mint| {
        let ours = job.holder.as_deref() == Some(&*node);
        let ended = |job| match &end {
            End::Done(next) => timetable::done(job, mint.now(), *next),
            End::Failed(why) => timetable::failed(job, mint.now(), why, chance),
        };
        ours.then(|| Change::Amend(ended(job).into_row(), &OF_AN_END))
    });
    settled.await.map(drop)
}

/// Makes the rows of a timetable what they should be.
///
/// # Errors
/// When the store fails. `Taken`, where another node made one of them at the same moment.
pub(super) async fn follow(app: &App, timetable: &Timetable, jobs: &[Job]) -> Result<(), StoreError> {
    let names: Vec<String> = timetable.edits(jobs).into_keys().collect();
    for names in names.chunks(AT_ONCE) {
        let (all, timetable) = (names.to_vec(), timetable.clone());
        let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
            let rows = all.iter().zip(&snapshot.found);
            let changes = rows.filter_map(|(name, rows)| followed(name, rows.first(), &timetable, mint));
            Decision { changes: changes.collect(), answer: listing(&[]) }
        };
        app.store.transact(work(app, names, decide)).await?;
    }
    Ok(())
}

fn followed(name: &str, row: Option<&Row>, timetable: &Timetable, mint: &mut Mint<'_>) -> Option<Change> {
    let job = row.and_then(read);
    let now = mint.now();
    match (timetable.edit(name, job.as_ref())?, job) {
        (Edit::Make, _) => {
            let made = Job { due_on: Some(now), ..unheard_of(name, mint) };
            Some(Change::Insert(made.into_row()))
        }
        (Edit::BringForward(next), Some(job)) => {
            let sooner = timetable::brought_forward(job, now, next);
            Some(Change::Amend(sooner.into_row(), &OF_A_TIME))
        }
        (Edit::Remove, Some(job)) => Some(Change::Delete(Job::schema(), job.base.id)),
        (Edit::BringForward(_) | Edit::Remove, None) => None,
    }
}

/// The jobs that a query finds.
///
/// # Errors
/// When they cannot be read.
pub(super) async fn list(app: &App, query: Query) -> Result<Vec<Job>, StoreError> {
    let rows = app.store.list(Query { sets: false, ..query }).await?.rows;
    Ok(rows.iter().filter_map(read).collect())
}

/// Changes jobs one by one; says the names of those that were.
async fn edit(
    app: &App,
    names: Vec<String>,
    change: impl Fn(Job, &Mint<'_>) -> Option<Change> + Send + Sync + 'static,
) -> Result<Vec<String>, StoreError> {
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let jobs = snapshot.found.iter().flatten().filter_map(read);
        let changed = jobs.filter_map(|job| Some((job.name.clone(), change(job, mint)?)));
        let (names, changes): (Vec<String>, Vec<Change>) = changed.unzip();
        Decision { changes, answer: listing(&names) }
    };
    Ok(names_in(&app.store.transact(work(app, &names, decide)).await?))
}

fn read(row: &Row) -> Option<Job> {
    let job = Job::from_row(row);
    job.inspect_err(|wrong| tracing::error!(job = row.id(), %wrong, "a job cannot be read")).ok()
}

fn chance(app: &App) -> u64 {
    let mut bytes = [0; 8];
    app.entropy.fill(&mut bytes);
    u64::from_ne_bytes(bytes)
}
