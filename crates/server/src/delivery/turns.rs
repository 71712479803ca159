//! Whose turn it is: of several nodes over one database, one sends what waits for an addressee.
//!
//! It holds a lease for each of them, and renews it while there is something to send. Whoever begins a try has more than
//! ten seconds of its lease left, which is as long as a try takes: so where nodes are alive, nothing is sent twice, and
//! what is about one customer stays in order from one node to the next. A node that was paused in the middle of a try
//! finishes it, and by then another may have made the same one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use vestibule_domain::time::{Instant, Span};
use vestibule_records::kept::Job;
use vestibule_records::{Record as _, WebHook, WrongValue};
use vestibule_store::outbox::Addressee;
use vestibule_store::{RowRef, Scope, Snapshot, StoreError, Viewer};

use super::standing::Standing;
use crate::app::App;
use crate::leases;

/// What the jobs of delivery are called, before the number of the addressee.
pub(super) const JOBS: &str = "deliver/";
/// How much of a lease is left when it is renewed.
const HALF_THE_TERM: Span = Span::micros(leases::TERM.in_micros() / 2);
/// For how long it is taken for granted that another node sends, or that nothing is to be tried.
const PATROL: Span = Span::micros(5_000_000);

/// The job under whose lease an addressee is told.
pub(super) fn job_name(number: i64) -> String {
    format!("{JOBS}{number}")
}

/// How an addressee stands: a webhook says itself how often it failed, so that it is as good as new once somebody has
/// switched it on again.
pub(super) fn standing(addressee: Addressee, hook: Option<&WebHook>, job: Option<&Job>) -> Standing {
    let failures = match addressee {
        Addressee::Hook(_) => hook.and_then(|hook| hook.error_count).unwrap_or_default(),
        Addressee::Doors(_) => job.map_or(0, |job| job.failures),
    };
    let paused_until = job.filter(|_| failures > 0).and_then(|job| job.due_on);
    Standing { failures, paused_until }
}

/// Which addressees are this node's.
#[derive(Default)]
pub(super) struct Turns {
    /// Those it holds, or held not long ago.
    mine: BTreeSet<i64>,
    /// Those there is no sense in looking at before.
    not_before: HashMap<i64, Instant>,
    /// The catalogue that holds for.
    version: i64,
}

impl Turns {
    /// Whether something might be sent to an addressee now, as far as this node remembers. A new catalogue makes it
    /// forget: somebody may have switched on a webhook.
    pub(super) fn is_worth_a_look(&self, number: i64, version: i64, now: Instant) -> bool {
        version != self.version || self.not_before.get(&number).is_none_or(|then| *then <= now)
    }

    /// Of these addressees, those whose deliveries this node may send, and how they stand. Their leases are taken or
    /// renewed where that is needed, all with one write.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn take(
        &mut self,
        app: &App,
        numbers: &BTreeSet<i64>,
        version: i64,
    ) -> Result<BTreeMap<i64, Standing>, StoreError> {
        let now = app.now();
        if version != self.version {
            (self.version, self.not_before) = (version, HashMap::new());
        }
        let known = known(app, numbers).await?;
        let free = known
            .iter()
            .filter(|(_, one)| one.job.as_ref().is_none_or(|job| leases::is_free(job, &app.node, now)));
        let free: BTreeSet<i64> = free.map(|(number, _)| *number).collect();
        let lasts = |number: &i64| known[number].job.as_ref().is_some_and(|job| lasts(job, &app.node, now));
        let held = if free.iter().all(lasts) { None } else { hold(app, &free).await? };
        let mine = held.unwrap_or_else(|| free.into_iter().filter(lasts).collect());
        self.mine.extend(&mine);
        let mut standings = BTreeMap::new();
        for (number, Known { standing, .. }) in known {
            let not_before = if mine.contains(&number) {
                standings.insert(number, standing);
                standing.pause(now)
            } else {
                self.mine.remove(&number);
                Some(now.plus(PATROL))
            };
            match not_before {
                Some(then) => self.not_before.insert(number, then.min(now.plus(PATROL))),
                None => self.not_before.remove(&number),
            };
        }
        Ok(standings)
    }

    /// Leaves what this node holds to the others.
    ///
    /// # Errors
    /// When the store fails; it is free once the term is over.
    pub(super) async fn leave(self, app: &App) -> Result<(), StoreError> {
        let names: Vec<String> = self.mine.into_iter().map(job_name).collect();
        if names.is_empty() { Ok(()) } else { leases::leave(app, &names).await }
    }
}

/// An addressee as the store knows it.
struct Known {
    job: Option<Job>,
    standing: Standing,
}

async fn known(app: &App, numbers: &BTreeSet<i64>) -> Result<BTreeMap<i64, Known>, StoreError> {
    let row = |number: &i64| match Addressee::of(*number) {
        Addressee::Hook(id) => Some(RowRef { schema: WebHook::schema(), id, changes: false }),
        Addressee::Doors(_) => None,
    };
    let rows = numbers.iter().filter_map(row).collect();
    let lookups = numbers.iter().map(|number| leases::named(&job_name(*number))).collect();
    let scope = Scope { viewer: Viewer::Everything, rows, lookups, visit: None };
    let snapshot = app.store.look(scope).await?;
    let known = numbers.iter().enumerate().map(|(nth, number)| Ok((*number, one(&snapshot, nth, *number)?)));
    Ok(known.collect::<Result<_, WrongValue>>()?)
}

fn one(snapshot: &Snapshot, nth: usize, number: i64) -> Result<Known, WrongValue> {
    let hook = snapshot.row(WebHook::schema(), number).map(WebHook::from_row).transpose()?;
    let job = snapshot.found[nth].first().map(Job::from_row).transpose()?;
    let standing = standing(Addressee::of(number), hook.as_ref(), job.as_ref());
    Ok(Known { job, standing })
}

/// Whether a node holds a job for long enough to begin something.
fn lasts(job: &Job, node: &str, now: Instant) -> bool {
    let until = job.held_until.filter(|_| job.holder.as_deref() == Some(node));
    until.is_some_and(|until| until > now.plus(HALF_THE_TERM))
}

/// Takes or renews the leases of addressees; those it got. `None` where another node hears of one at the same moment: the
/// next look shows whose it is.
async fn hold(app: &App, numbers: &BTreeSet<i64>) -> Result<Option<BTreeSet<i64>>, StoreError> {
    let names: Vec<String> = numbers.iter().copied().map(job_name).collect();
    let held = match leases::hold(app, &names).await {
        Err(StoreError::Taken) => return Ok(None),
        held => held?,
    };
    let number = |name: &String| name.strip_prefix(JOBS)?.parse().ok();
    Ok(Some(held.iter().filter_map(number).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_micros(1_800_000_000_000_000);

    #[test]
    fn a_try_begins_under_a_lease_that_outlasts_it() {
        let job = leases::taken(Job::default(), "one", NOW);
        let late = NOW.plus(HALF_THE_TERM);
        assert!(lasts(&job, "one", NOW) && lasts(&job, "one", late.minus(Span::micros(1))));
        assert!(!lasts(&job, "one", late), "it is renewed first");
        assert!(!lasts(&job, "other", NOW));
    }

    #[test]
    fn a_webhook_that_was_switched_on_again_stands_as_if_nothing_had_been() {
        let job = Job { failures: 9, due_on: Some(NOW), ..Job::default() };
        let counted = |error_count| WebHook { error_count, ..WebHook::default() };
        let stands = |error_count| standing(Addressee::Hook(7), Some(&counted(error_count)), Some(&job));
        assert_eq!(stands(Some(0)), Standing::default());
        assert_eq!(stands(Some(9)), Standing { failures: 9, paused_until: Some(NOW) });
        assert_eq!(standing(Addressee::Doors(7), None, Some(&job)).failures, 9);
        assert_eq!(standing(Addressee::Hook(7), None, None), Standing::default());
    }
}
