//! Leases: of several nodes over one database, one is at a job at a time.
//!
//! A node holds a job for [`TERM`] and says so again before that is over. One that was killed says nothing, and its jobs
//! are free once their term is: nothing is lost with it but that time. A lease keeps nodes out of each other's way; it is no
//! promise that nothing is done twice. Whoever works under one is paused or cut off at any moment, so what a job does must
//! stand being done again.

use std::sync::Arc;

use vestibule_domain::time::{Instant, Span};
use vestibule_records::kept::Job;
use vestibule_records::{Base, Filter, Record as _, Test, Value, WrongValue};
use vestibule_store::{
    Answer, Change, Decision, Lookup, Mint, Outcome, Reply, Scope, Snapshot, StoreError, Viewer, Work,
};

use crate::app::App;

/// How long a job is left to a node that says nothing.
pub(crate) const TERM: Span = Span::micros(30_000_000);

/// What taking or leaving a job writes.
static OF_A_LEASE: [&str; 3] = ["Holder", "HeldUntil", "UpdatedOn"];

/// Holds these jobs for another term, those that no other node holds; says which those are. A job that nobody has heard of
/// is made.
///
/// # Errors
/// When the store fails. `Taken`, where another node made one of them at the same moment: ask again.
pub(crate) async fn hold(app: &App, names: &[String]) -> Result<Vec<String>, StoreError> {
    let (node, all) = (app.node.clone(), names.to_vec());
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let now = mint.now();
        let mut held = Vec::new();
        let mut changes = Vec::new();
        for (name, rows) in all.iter().zip(&snapshot.found) {
            let job = match rows.first().map(Job::from_row).transpose() {
                Ok(Some(job)) if !is_free(&job, &node, now) => continue,
                Ok(Some(job)) => Change::Amend(taken(job, &node, now).into_row(), &OF_A_LEASE),
                Ok(None) => Change::Insert(taken(unheard_of(name, mint), &node, now).into_row()),
                Err(wrong) => {
                    unreadable(name, wrong);
                    continue;
                }
            };
            changes.push(job);
            held.push(name.clone());
        }
        Decision { changes, answer: listing(&held) }
    };
    let outcome = app.store.transact(work(app, names, decide)).await?;
    Ok(names_in(&outcome))
}

/// Leaves these jobs to whoever wants them, those that this node holds.
///
/// # Errors
/// When the store fails; they are free once their term is over.
pub(crate) async fn leave(app: &App, names: &[String]) -> Result<(), StoreError> {
    let node = app.node.clone();
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let jobs = snapshot.found.iter().flatten().filter_map(|row| Job::from_row(row).ok());
        let ours = jobs.filter(|job| job.holder.as_deref() == Some(&*node));
        let left = ours.map(|job| Change::Amend(left(job, mint.now()).into_row(), &OF_A_LEASE));
        Decision { changes: left.collect(), answer: Answer::Ready(Reply { status: 200, body: Vec::new() }) }
    };
    app.store.transact(work(app, names, decide)).await.map(drop)
}

/// Whether a node may be at a job.
pub(crate) fn is_free(job: &Job, node: &str, now: Instant) -> bool {
    job.holder.as_deref().is_none_or(|holder| holder == node)
        || job.held_until.is_none_or(|until| until <= now)
}

/// The job, held by a node from now on.
pub(crate) fn taken(job: Job, node: &str, now: Instant) -> Job {
    let base = Base { updated_on: now, ..job.base };
    Job { holder: Some(node.to_owned()), held_until: Some(now.plus(TERM)), base, ..job }
}

/// The job, held by nobody.
pub(crate) fn left(job: Job, now: Instant) -> Job {
    Job { holder: None, held_until: None, base: Base { updated_on: now, ..job.base }, ..job }
}

/// A job that is not there yet.
pub(crate) fn unheard_of(name: &str, mint: &mut Mint<'_>) -> Job {
    let base = Base::made(mint.id(), mint.guid(), mint.now(), "");
    Job { name: name.to_owned(), base: Base { updated_by: None, ..base }, ..Job::default() }
}

/// The row of the job of this name, to change it.
pub(crate) fn named(name: &str) -> Lookup {
    let filter = Filter::on::<Job>("Name", Test::Is(Value::Text(name.to_owned())));
    Lookup::all(Job::schema(), vec![filter])
}

/// A write over the jobs of these names, which do not change meanwhile; `found` has a list for each, in their order.
pub(crate) fn work(
    app: &App,
    names: &[String],
    decide: impl Fn(&Snapshot, &mut Mint<'_>) -> Decision + Send + Sync + 'static,
) -> Work {
    let lookups = names.iter().map(|name| named(name)).collect();
    let scope = Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups, visit: None };
    Work { scope, key: None, now: app.now(), decide: Arc::new(decide) }
}

/// A reply that lists names.
pub(crate) fn listing(names: &[String]) -> Answer {
    Answer::Ready(Reply { status: 200, body: names.join("\n").into_bytes() })
}

/// The names that a reply lists.
pub(crate) fn names_in(outcome: &Outcome) -> Vec<String> {
    let (Outcome::Done(reply) | Outcome::Replayed(reply)) = outcome else { return Vec::new() };
    String::from_utf8_lossy(&reply.body).lines().map(str::to_owned).collect()
}

fn unreadable(name: &str, wrong: WrongValue) {
    tracing::error!(job = name, error = %StoreError::Corrupt(wrong), "a job cannot be read");
}

#[cfg(test)]
mod tests {
    use vestibule_domain::time::{Instant, Span};
    use vestibule_records::kept::Job;

    use super::{TERM, is_free, left, taken};

    const NOW: Instant = Instant::from_micros(1_000_000_000);

    #[test]
    fn a_job_is_left_to_its_node_until_the_term_is_over() {
        let held = taken(Job::default(), "one", NOW);
        let over = NOW.plus(TERM);
        assert!(is_free(&held, "one", NOW), "its own node goes on");
        assert!(!is_free(&held, "other", NOW));
        assert!(!is_free(&held, "other", over.minus(Span::micros(1))));
        assert!(is_free(&held, "other", over));
        assert!(is_free(&left(held, NOW), "other", NOW));
    }
}
