//! Giving back what a visit took, as reversals (`domain.md` 4.6).

use crate::entry::day;
use crate::minutes::Minutes;
use crate::money::Money;
use crate::refusal::Refusal;
use crate::world::{Amount, Changes, CustomerPass, Entry, PassRef, Right, Visit, VisitRef, World};

/// What a visit has taken from one pass, all entries added up.
struct Taken {
    pass: PassRef,
    days: i64,
    minutes: i64,
    charge: Option<Money>,
}

impl Taken {
    fn by(visit: &Visit, pass: PassRef, world: &World) -> Self {
        let nothing = Self { pass, days: 0, minutes: 0, charge: None };
        world
            .taken
            .iter()
            .filter(|entry| entry.visit == visit.id && entry.pass == pass)
            .fold(nothing, |sum, entry| sum.plus(entry.amount))
    }

    fn plus(mut self, amount: Amount) -> Self {
        match amount {
            Amount::Days(days) => self.days = self.days.saturating_add(days),
            Amount::Minutes(minutes) => self.minutes = self.minutes.saturating_add(minutes),
            Amount::Charge(money) => {
                let sofar = self.charge.unwrap_or(Money::zero(money.currency()));
                self.charge = sofar.plus(money).or(self.charge);
            }
        }
        self
    }

    /// The entries that take it all back from `visit`.
    fn reversed(&self, visit: VisitRef) -> Vec<Entry> {
        self.entries(
            visit,
            self.days.saturating_neg(),
            self.minutes.saturating_neg(),
            self.charge.map(Money::negated),
        )
    }

    /// The entries by which `heir` takes over a day, and what was charged for it.
    fn moved_to(&self, heir: VisitRef) -> Vec<Entry> {
        self.entries(heir, self.days, 0, self.charge)
    }

    fn entries(&self, visit: VisitRef, days: i64, minutes: i64, charge: Option<Money>) -> Vec<Entry> {
        let entry = |amount| Entry { visit, pass: self.pass, amount };
        let days = (days != 0).then(|| day(self.pass, visit, days));
        let minutes = (minutes != 0).then(|| entry(Amount::Minutes(minutes)));
        let charge = charge.filter(|money| !money.is_zero());
        [days, minutes, charge.map(|money| entry(Amount::Charge(money)))].into_iter().flatten().collect()
    }
}

/// The passes as if this visit had never been, with the reversals. A pay-as-you-go pass that nobody else stands on
/// is left unused and without a price; what is billed stays charged.
pub(crate) fn give_back(world: &World, visit: &Visit) -> Changes {
    let mut changes = Changes::default();
    for id in touched(world, visit) {
        let mut taken = Taken::by(visit, id, world);
        let heirs = world.others_on(id, visit.id);
        if let Some(pass) = world.pass(id) {
            if pass.invoiced {
                taken.charge = None;
            }
            changes.passes.push(restored(pass, &taken, &heirs));
        }
        changes.entries.extend(taken.reversed(visit.id));
        if let Some(heir) = heirs.first() {
            changes.entries.extend(taken.moved_to(heir.id));
        }
    }
    changes
}

/// Gives back, and withdraws a pay-as-you-go pass that nobody else stands on.
pub(crate) fn release(world: &World, visit: &Visit) -> Result<Changes, Refusal> {
    let mut changes = give_back(world, visit);
    let sold = visit
        .pass
        .and_then(|id| world.pass(id))
        .filter(|pass| pass.pay_as_you_go() && world.others_on(pass.id, visit.id).is_empty());
    if let Some(pass) = sold {
        if pass.invoiced {
            return Err(Refusal::AlreadyBilled);
        }
        changes.passes.retain(|other| other.id != pass.id);
        if let PassRef::Existing(id) = pass.id {
            changes.withdrawn.push(id);
        }
    }
    Ok(changes)
}

/// The pass the visit stands on, and those it stood on before and has not given back.
fn touched(world: &World, visit: &Visit) -> Vec<PassRef> {
    let taken = world.taken.iter().filter(|entry| entry.visit == visit.id);
    let mut passes: Vec<_> = visit.pass.into_iter().chain(taken.map(|entry| entry.pass)).collect();
    passes.sort();
    passes.dedup();
    passes
}

fn restored(pass: &CustomerPass, taken: &Taken, others: &[&Visit]) -> CustomerPass {
    let mut pass = pass.clone();
    pass.checked_in = pass.others_inside || others.iter().any(|other| other.to.is_none());
    pass.right = match pass.right {
        Right::Day { .. } if taken.days > 0 => Right::Day { used: others.first().map(|heir| heir.from) },
        Right::Time { total, .. } if pass.pay_as_you_go() => Right::Time { left: total, total, used: None },
        Right::Time { left, total, .. } if taken.minutes > 0 => {
            Right::Time { left: left.plus(Minutes::new(taken.minutes)), total, used: None }
        }
        unchanged => unchanged,
    };
    if pass.used().is_none() {
        pass.used_by = None;
    }
    if pass.pay_as_you_go() && !pass.invoiced && others.is_empty() {
        pass.price = Money::zero(pass.price.currency());
    }
    pass
}
