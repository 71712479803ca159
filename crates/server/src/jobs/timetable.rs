//! The timetable: which jobs there should be, when each is due, and what becomes of one that was done or failed. Plain
//! functions over plain data.

use std::collections::{BTreeMap, BTreeSet};

use vestibule_domain::time::{Instant, Span};
use vestibule_records::Base;
use vestibule_records::kept::Job;

use super::duty::kind;
use crate::leases::{is_free, left, taken};

/// What must become of the row of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit {
    /// There should be one, and is none: it is due at once, since nobody knows when it was last done.
    Make,
    /// It should be done sooner than the row says.
    BringForward(Instant),
    /// It has nothing to do any more: its location is gone, or what it removed is kept for good.
    Remove,
}

/// The jobs there should be.
#[derive(Debug, Clone, Default)]
pub(super) struct Timetable {
    /// When each is due by what is known now.
    pub(super) wanted: BTreeMap<String, Instant>,
    /// First words of names that are this timetable's; the jobs of others are left alone.
    pub(super) kinds: BTreeSet<String>,
}

impl Timetable {
    /// What must become of each job, of all there are.
    pub(super) fn edits(&self, jobs: &[Job]) -> BTreeMap<String, Edit> {
        let known: BTreeMap<&str, &Job> = jobs.iter().map(|job| (&*job.name, job)).collect();
        let names = self.wanted.keys().map(String::as_str).chain(known.keys().copied());
        let edits =
            names.filter_map(|name| Some((name.to_owned(), self.edit(name, known.get(name).copied())?)));
        edits.collect()
    }

    /// What must become of the job of this name, as it is. One that fails has its time to try again, which stands.
    pub(super) fn edit(&self, name: &str, job: Option<&Job>) -> Option<Edit> {
        match (job, self.wanted.get(name)) {
            (None, Some(_)) => Some(Edit::Make),
            (Some(job), Some(next)) => {
                let sooner = job.failures == 0 && job.due_on.is_none_or(|due| due > *next);
                sooner.then_some(Edit::BringForward(*next))
            }
            (Some(_), None) => self.kinds.contains(kind(name)).then_some(Edit::Remove),
            (None, None) => None,
        }
    }
}

/// Whether it is time for a job.
pub(super) fn is_due(job: &Job, now: Instant) -> bool {
    job.due_on.is_some_and(|due| due <= now)
}

/// When a node should look at a job again: when it is due, or once whoever holds it may be taken for dead.
pub(super) fn look_again(job: &Job, node: &str, now: Instant) -> Option<Instant> {
    let due = job.due_on?;
    if is_free(job, node, now) { Some(due) } else { Some(job.held_until.map_or(due, |until| until.max(due))) }
}

/// The job, begun by a node.
pub(super) fn begun(job: Job, node: &str, now: Instant) -> Job {
    Job { begun_on: Some(now), ..taken(job, node, now) }
}

/// The job, done, and due again then.
pub(super) fn done(job: Job, now: Instant, next: Instant) -> Job {
    Job { due_on: Some(next), done_on: Some(now), failures: 0, last_error: None, ..left(job, now) }
}

/// The job, tried in vain, for a reason; `chance` is any number.
pub(super) fn failed(job: Job, now: Instant, why: &str, chance: u64) -> Job {
    let failures = job.failures.saturating_add(1);
    let next = now.plus(pause_after(failures, chance));
    Job { due_on: Some(next), failures, last_error: Some(shortened(why)), ..left(job, now) }
}

/// The job, sooner.
pub(super) fn brought_forward(job: Job, now: Instant, next: Instant) -> Job {
    Job { due_on: Some(next), base: Base { updated_on: now, ..job.base }, ..job }
}

/// How long to wait after so many failures: a second, doubled with each, a minute at most. Of that a half at least, and
/// the rest by `chance`, so that those who failed together do not try again together.
pub(super) fn pause_after(failures: i64, chance: u64) -> Span {
    const SECOND: i64 = 1_000_000;
    let doubled = u32::try_from(failures.clamp(1, 7) - 1).unwrap_or_default();
    let whole = (SECOND << doubled).min(60 * SECOND);
    let half = whole / 2;
    let by_chance = i64::try_from(chance % u64::try_from(half + 1).unwrap_or(1)).unwrap_or_default();
    Span::micros(whole - by_chance)
}

/// What fits into a line.
fn shortened(why: &str) -> String {
    const LONGEST: usize = 500;
    why.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Instant = Instant::from_micros(1_000_000_000);

    fn later(seconds: i64) -> Instant {
        NOW.plus(Span::micros(seconds * 1_000_000))
    }

    fn job(name: &str, due: i64) -> Job {
        Job { name: name.to_owned(), due_on: Some(later(due)), ..Job::default() }
    }

    fn timetable(wanted: &[(&str, i64)]) -> Timetable {
        let wanted = wanted.iter().map(|(name, due)| ((*name).to_owned(), later(*due))).collect();
        Timetable { wanted, kinds: ["cut-off", "collect"].map(str::to_owned).into() }
    }

    #[test]
    fn a_job_that_is_missing_is_made_and_one_that_should_be_sooner_is_brought_forward() {
        let timetable = timetable(&[("collect", 60), ("cut-off/1", 100), ("cut-off/2", 100)]);
        let edits = timetable.edits(&[job("cut-off/1", 200), job("cut-off/2", 50)]);
        let expected = [("collect", Edit::Make), ("cut-off/1", Edit::BringForward(later(100)))];
        assert_eq!(edits, expected.map(|(name, edit)| (name.to_owned(), edit)).into());
    }

    #[test]
    fn the_job_of_a_location_that_is_gone_is_removed_and_those_of_others_are_left_alone() {
        let edits = timetable(&[]).edits(&[job("cut-off/3", 0), job("deliver/7", 0)]);
        assert_eq!(edits, [("cut-off/3".to_owned(), Edit::Remove)].into());
    }

    #[test]
    fn a_job_that_failed_waits_for_its_own_time() {
        let failing = failed(job("collect", 0), NOW, "no", 0);
        assert_eq!(timetable(&[("collect", 0)]).edit("collect", Some(&failing)), None);
        assert_eq!((failing.failures, failing.last_error.as_deref()), (1, Some("no")));
        let well = done(failing, NOW, later(60));
        assert_eq!((well.failures, well.last_error, well.done_on), (0, None, Some(NOW)));
    }

    #[test]
    fn a_job_that_another_holds_is_looked_at_when_its_term_is_over() {
        let held = begun(job("collect", -5), "one", NOW);
        assert_eq!(held.begun_on, Some(NOW));
        assert_eq!(look_again(&held, "other", NOW), held.held_until);
        assert_eq!(look_again(&held, "one", NOW), Some(later(-5)));
    }

    proptest! {
        #[test]
        fn pauses_grow_to_a_minute_and_are_never_less_than_half_of_what_they_could_be(
            failures in 1_i64..1000,
            chance: u64,
        ) {
            let seconds = 2_f64.powi(i32::try_from(failures.min(10)).expect("small") - 1).min(60.0);
            let pause = f64::from(u32::try_from(pause_after(failures, chance).in_micros()).expect("small")) / 1e6;
            prop_assert!(pause >= seconds / 2.0 && pause <= seconds, "{pause} after {failures}");
        }
    }
}
