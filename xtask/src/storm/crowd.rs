//! People who come and go: each waits for an answer before they do anything else, and asks the same until there is one.

mod person;

use super::caller::Caller;
use super::chance::Chance;
use super::history::{Acknowledged, Act};
use super::town::Town;
use crate::{Result, interrupt};
use person::{Doing, Person};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

/// Once in how many times somebody asks for the same twice at once, under two keys.
const RIVALS: usize = 10;
/// Once in how many times somebody repeats what was answered before.
const REPEATS: usize = 15;

/// A part of the run.
#[derive(Clone)]
pub(super) struct Part {
    /// How many arrivals are still to come.
    pub(super) left: Arc<AtomicUsize>,
    /// How long everybody waits at most between two requests; half of it on average.
    pub(super) pause: Duration,
    /// Whether webhooks are told of it.
    pub(super) told: bool,
}

/// What came of a part.
#[derive(Default)]
pub(super) struct Done {
    /// What was acknowledged; of each customer in order.
    pub(super) acts: Vec<Acknowledged>,
    /// How long each arrival took that was answered at the first try, in microseconds.
    pub(super) latencies: Vec<u32>,
    /// Tries that were not answered.
    pub(super) in_vain: usize,
    /// Requests that were sent again after they were answered.
    pub(super) repeated: usize,
    /// What may not be.
    pub(super) violations: Vec<String>,
}

/// Everybody, a share of them for each connection.
pub(super) struct Crowd {
    groups: Vec<Group>,
    acknowledged: Arc<AtomicUsize>,
}

/// Some of the people, of whom one at a time is at the door.
struct Group {
    name: String,
    people: Vec<Person>,
    caller: Caller,
    rival: Caller,
    chance: Chance,
    keys: usize,
    acknowledged: Arc<AtomicUsize>,
}

impl Crowd {
    /// Everybody of the town, at so many connections.
    pub(super) fn new(town: &Town, caller: &Caller, connections: usize, chance: &mut Chance) -> Self {
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let group = |nth: usize| Group {
            name: format!("storm-{nth}"),
            people: Vec::new(),
            caller: caller.another(),
            rival: caller.another(),
            chance: chance.split(),
            keys: 0,
            acknowledged: Arc::clone(&acknowledged),
        };
        let mut groups: Vec<Group> =
            (0..connections.clamp(1, town.customers.len().max(1))).map(group).collect();
        let count = groups.len();
        for (nth, customer) in town.customers.iter().enumerate() {
            groups[nth % count].people.push(Person::new(*customer));
        }
        Self { groups, acknowledged }
    }

    /// How much was acknowledged so far, for whoever watches.
    pub(super) fn acknowledged(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.acknowledged)
    }

    /// Has everybody come and go until there are no arrivals left.
    pub(super) async fn come_and_go(&mut self, part: &Part) -> Result<Done> {
        let mut tasks: JoinSet<(Group, Result<Done>)> = JoinSet::new();
        for mut group in self.groups.drain(..) {
            let part = part.clone();
            tasks.spawn(async move {
                let done = group.come_and_go(&part).await;
                (group, done)
            });
        }
        let mut all = Done::default();
        while let Some(joined) = tasks.join_next().await {
            let (group, done) = joined?;
            self.groups.push(group);
            all.add(done?);
        }
        self.groups.sort_by(|one, other| one.name.cmp(&other.name));
        interrupt::check()?;
        Ok(all)
    }
}

impl Done {
    fn add(&mut self, other: Self) {
        self.acts.extend(other.acts);
        self.latencies.extend(other.latencies);
        self.violations.extend(other.violations);
        self.in_vain += other.in_vain;
        self.repeated += other.repeated;
    }
}

impl Group {
    async fn come_and_go(&mut self, part: &Part) -> Result<Done> {
        let mut done = Done::default();
        while !interrupt::requested() {
            let nth = self.chance.below(self.people.len());
            let arrives = !self.people[nth].is_inside();
            if arrives && !take_one(&part.left) {
                break;
            }
            let key = self.key();
            let doing = self.people[nth].next(&self.caller, &key);
            let acts = if arrives && self.chance.once_in(RIVALS) {
                self.twice_at_once(nth, &doing, &mut done).await?
            } else {
                self.once(nth, &doing, &mut done).await?
            };
            self.acknowledged.fetch_add(1, Ordering::Relaxed);
            let customer = self.people[nth].customer;
            done.acts.extend(acts.into_iter().map(|act| Acknowledged {
                customer: customer.id,
                location: customer.place.id,
                act,
                told: part.told,
            }));
            if self.chance.once_in(REPEATS) {
                self.again(&mut done).await?;
            }
            if !part.pause.is_zero() {
                let micros = usize::try_from(part.pause.as_micros()).unwrap_or(usize::MAX);
                let pause = u64::try_from(self.chance.below(micros)).unwrap_or_default();
                tokio::time::sleep(Duration::from_micros(pause)).await;
            }
        }
        Ok(done)
    }

    /// A key that nobody had before.
    fn key(&mut self) -> String {
        self.keys += 1;
        format!("{}-{}", self.name, self.keys)
    }

    async fn once(&mut self, nth: usize, doing: &Doing, done: &mut Done) -> Result<Vec<Act>> {
        let acknowledgement = self.caller.acknowledged(&doing.request).await?;
        done.in_vain += acknowledgement.in_vain;
        if doing.arrives && acknowledgement.in_vain == 0 {
            done.latencies.push(u32::try_from(acknowledgement.took.as_micros()).unwrap_or(u32::MAX));
        }
        Ok(self.note(nth, doing, acknowledgement.answer, done).into_iter().collect())
    }

    /// The same person at the same moment at two doors: there is one visit, whoever comes first.
    async fn twice_at_once(&mut self, nth: usize, doing: &Doing, done: &mut Done) -> Result<Vec<Act>> {
        let key = self.key();
        let second = doing.under(&self.rival, &key);
        let (first_answer, second_answer) =
            tokio::join!(self.caller.acknowledged(&doing.request), self.rival.acknowledged(&second.request));
        let (first_answer, second_answer) = (first_answer?, second_answer?);
        done.in_vain += first_answer.in_vain + second_answer.in_vain;
        let first = self.note(nth, doing, first_answer.answer, done);
        let second = self.note(nth, &second, second_answer.answer, done);
        match (first, second) {
            (Some(Act::In { visit: one, from }), Some(Act::In { visit: other, .. })) if one != other => {
                let customer = self.people[nth].customer.id;
                done.violations.push(format!(
                    "customer {customer} came in twice at {from}: as visit {one} and as visit {other}"
                ));
                Ok(vec![Act::In { visit: one, from }])
            }
            (Some(Act::In { visit, from }), Some(Act::In { .. })) => Ok(vec![Act::In { visit, from }]),
            (first, second) => Ok(first.into_iter().chain(second).collect()),
        }
    }

    /// What was answered means; what should not have been answered is a violation.
    fn note(
        &mut self,
        nth: usize,
        doing: &Doing,
        answer: super::caller::Answer,
        done: &mut Done,
    ) -> Option<Act> {
        match self.people[nth].hear(doing, answer) {
            Ok(act) => Some(act),
            Err(violation) => {
                done.violations.push(violation);
                None
            }
        }
    }

    /// Somebody repeats what was answered before: the answer is the same to the byte, and nothing happens.
    async fn again(&mut self, done: &mut Done) -> Result<()> {
        let nth = self.chance.below(self.people.len());
        let person = &self.people[nth];
        let Some((request, before)) = person.answered() else { return Ok(()) };
        let acknowledgement = self.caller.acknowledged(request).await?;
        done.in_vain += acknowledgement.in_vain;
        done.repeated += 1;
        if acknowledgement.answer != *before {
            done.violations.push(format!(
                "customer {}: a repeated request was answered otherwise: {}, before: {}",
                person.customer.id,
                acknowledgement.answer.told(),
                before.told()
            ));
        }
        Ok(())
    }
}

/// Takes one of what is left, if there is any.
fn take_one(left: &AtomicUsize) -> bool {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
}
