//! What came of tries, written down: of all that ended while the last were written, in one work.

use std::collections::BTreeMap;
use std::sync::Arc;

use vestibule_domain::time::Instant;
use vestibule_records::kept::{Delivery, Job};
use vestibule_records::{Base, Record, WebHook, WrongValue};
use vestibule_store::outbox::Addressee;
use vestibule_store::{
    Answer, Change, Decision, Mint, Reply, RowRef, Scope, Snapshot, StoreError, Viewer, Work,
};

use super::doors;
use super::schedule::{self, Told};
use super::standing::{Pauses, Standing};
use super::tried::Tried;
use super::turns::{job_name, standing};
use crate::app::App;
use crate::leases;

/// What a try changes of a delivery.
static OF_A_DELIVERY: [&str; 6] =
    ["Attempts", "DueOn", "DeliveredOn", "LastStatus", "LastError", "UpdatedOn"];
/// What a try changes of a webhook: nothing that the catalogue keeps.
static OF_A_HOOK: [&str; 3] = ["LastError", "ErrorCount", "LastTrigger"];
/// What the last of too many failures changes of it.
static OF_A_HOOK_SWITCHED_OFF: [&str; 3] = ["LastError", "ErrorCount", "Active"];
/// What tries change of the job of an addressee, where they change how it stands.
static OF_A_JOB: [&str; 4] = ["DueOn", "Failures", "LastError", "UpdatedOn"];

/// Writes down what came of these tries, in the order in which they ended.
///
/// # Errors
/// When the store fails; nothing is written then.
pub(super) async fn settle(app: &App, tried: &Arc<[Tried]>) -> Result<(), StoreError> {
    if tried.is_empty() {
        return Ok(());
    }
    let numbers = numbers(tried);
    let changed = |schema, id| RowRef { schema, id, changes: true };
    let deliveries = tried.iter().flat_map(|one| one.also.iter().chain([&one.delivery]));
    let hooks = numbers.iter().filter(|number| matches!(Addressee::of(**number), Addressee::Hook(_)));
    let rows = deliveries.map(|id| changed(Delivery::schema(), *id));
    let rows = rows.chain(hooks.map(|id| changed(WebHook::schema(), *id))).collect();
    let lookups = numbers.iter().map(|number| leases::named(&job_name(*number))).collect();
    let scope = Scope { viewer: Viewer::Everything, rows, lookups, visit: None };
    let (now, tried) = (app.now(), tried.clone());
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        let changes = Settling::new(snapshot, &tried, now).of(&tried, mint);
        Decision { changes, answer: Answer::Ready(Reply { status: 200, body: Vec::new() }) }
    };
    app.store.transact(Work { scope, key: None, now, decide: Arc::new(decide) }).await.map(drop)
}

/// The addressees of tries, each once.
fn numbers(tried: &[Tried]) -> Vec<i64> {
    let mut numbers: Vec<i64> = tried.iter().map(|one| one.addressee).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// An addressee as it was, and as it stands after the tries so far.
struct Answering {
    hook: Option<WebHook>,
    was_active: bool,
    job: Option<Job>,
    before: Standing,
    after: Standing,
    /// Why the last of the tries failed; null once one did not.
    why: Option<String>,
}

impl Answering {
    fn of(snapshot: &Snapshot, nth: usize, number: i64) -> Result<Self, WrongValue> {
        let row = snapshot.row(WebHook::schema(), number);
        let hook = row.map(WebHook::from_row).transpose()?;
        let job = snapshot.found[nth].first().map(Job::from_row).transpose()?;
        let before = standing(Addressee::of(number), hook.as_ref(), job.as_ref());
        let was_active = hook.as_ref().is_some_and(|hook| hook.active);
        Ok(Self { hook, was_active, job, before, after: before, why: None })
    }

    /// Takes note of a try; says whether it was the one that switches the webhook off.
    fn take_note(&mut self, tried: &Tried, now: Instant, pauses: Pauses) -> bool {
        self.after = self.after.after(&tried.told, tried.known, now, pauses);
        self.why = match &tried.told {
            Told::Failed { why, .. } => Some(why.clone()),
            Told::Delivered { .. } => None,
            Told::TooLate => self.why.take(),
        };
        let Some(hook) = &mut self.hook else { return false };
        let was_active = hook.active;
        schedule::take_note(hook, &tried.told, self.after, now);
        was_active && !hook.active
    }

    /// The changes that it comes to; its job keeps how it stands.
    fn noted(self, number: i64, now: Instant, mint: &mut Mint<'_>) -> Vec<Change> {
        let Self { hook, was_active, job, before, after, why } = self;
        let mut changes = Vec::new();
        if let Some(hook) = hook {
            let fields = if was_active && !hook.active { &OF_A_HOOK_SWITCHED_OFF } else { &OF_A_HOOK };
            changes.push(Change::Amend(hook.into_row(), fields));
        }
        if before != after {
            let stands = |job: Job| {
                let base = Base { updated_on: now, ..job.base };
                let (due_on, failures) = (after.paused_until, after.failures);
                Job { due_on, failures, last_error: why, base, ..job }.into_row()
            };
            changes.push(match job {
                Some(job) => Change::Amend(stands(job), &OF_A_JOB),
                None => Change::Insert(stands(leases::unheard_of(&job_name(number), mint))),
            });
        }
        changes
    }
}

/// The changes that tries come to.
struct Settling<'a> {
    snapshot: &'a Snapshot,
    now: Instant,
    answering: BTreeMap<i64, Answering>,
    changes: Vec<Change>,
}

impl<'a> Settling<'a> {
    fn new(snapshot: &'a Snapshot, tried: &[Tried], now: Instant) -> Self {
        let mut answering = BTreeMap::new();
        for (nth, number) in numbers(tried).into_iter().enumerate() {
            match Answering::of(snapshot, nth, number) {
                Ok(one) => drop(answering.insert(number, one)),
                Err(wrong) => unreadable(number, wrong),
            }
        }
        Self { snapshot, now, answering, changes: Vec::new() }
    }

    fn of(mut self, tried: &[Tried], mint: &mut Mint<'_>) -> Vec<Change> {
        for one in tried {
            if let Err(wrong) = self.settle(one, mint) {
                unreadable(one.delivery, wrong);
            }
        }
        for (number, answering) in self.answering {
            self.changes.extend(answering.noted(number, self.now, mint));
        }
        self.changes
    }

    /// What failed holds back those after it; what was told is told for all that were told with it.
    fn settle(&mut self, tried: &Tried, mint: &mut Mint<'_>) -> Result<(), WrongValue> {
        let addressee = Addressee::of(tried.addressee);
        let pauses = Pauses::of(addressee, tried.chance);
        let Some(answering) = self.answering.get_mut(&tried.addressee) else { return Ok(()) };
        let Some(mut first) = waiting(self.snapshot, tried.delivery)? else { return Ok(()) };
        schedule::settle(&mut first, &tried.told, self.now, pauses);
        if answering.take_note(tried, self.now, pauses) {
            // It goes out at once when the webhook is switched on again.
            first.due_on = first.due_on.map(|_| self.now);
            answering.after.paused_until = None;
        }
        if let Addressee::Doors(location) = addressee {
            let audit = doors::audit(&self.snapshot.catalogue, location, &first, &tried.told, mint);
            self.changes.extend(audit);
        }
        self.changes.push(Change::Amend(first.into_row(), &OF_A_DELIVERY));
        let with_it: &[i64] = if matches!(tried.told, Told::Delivered { .. }) { &tried.also } else { &[] };
        for id in with_it {
            let Some(mut delivery) = waiting(self.snapshot, *id)? else { continue };
            schedule::settle(&mut delivery, &tried.told, self.now, pauses);
            self.changes.push(Change::Amend(delivery.into_row(), &OF_A_DELIVERY));
        }
        Ok(())
    }
}

/// A delivery that still waits: it may be gone by now, or somebody else was faster.
fn waiting(snapshot: &Snapshot, id: i64) -> Result<Option<Delivery>, WrongValue> {
    let row = snapshot.row(Delivery::schema(), id).map(Delivery::from_row).transpose()?;
    Ok(row.filter(|delivery| delivery.due_on.is_some()))
}

fn unreadable(id: i64, wrong: WrongValue) {
    tracing::error!(delivery = id, error = %StoreError::Corrupt(wrong), "a delivery cannot be settled");
}
