//! One contract being looked at: from its row to the passes that are due, and when to look again.

use vestibule_domain::issuing::{Clock, Set, due, next_look};
use vestibule_domain::minutes::Minutes;
use vestibule_domain::time::Instant;
use vestibule_records::kept::IssuedSet;
use vestibule_records::{
    Base, CoworkerContract, CoworkerTimePass, Filter, Id, Record, Row, Test, Value, WrongValue,
};
use vestibule_store::{Catalogue, Change, Included, Lookup, Mint, Snapshot, issuing_contract};

/// When a contract that brings nothing more by itself is looked at.
pub(super) const NEVER: Instant = Instant::from_micros(i64::MAX);

/// What a contract brought last.
pub(crate) fn sets_of(contract: i64) -> Lookup {
    let own = Filter::on::<IssuedSet>("CoworkerContractId", Test::Is(Value::Int(contract)));
    Lookup::all(IssuedSet::schema(), vec![own])
}

/// What came of looking at a contract.
pub(crate) struct Look<'a> {
    contract: CoworkerContract,
    catalogue: &'a Catalogue,
    given: Vec<(&'a Included, Set)>,
    /// What the contract brought before and is done with.
    done: Vec<i64>,
    /// When to look again.
    pub(crate) next: Instant,
}

impl<'a> Look<'a> {
    /// Looks at a contract as its row says, and at what it brought last, if the snapshot has that: a new one brought
    /// nothing. `None` when its plan or its location is not known.
    ///
    /// # Errors
    /// When a row is not what its declaration says.
    pub(crate) fn at(row: &Row, snapshot: &'a Snapshot, now: Instant) -> Result<Option<Self>, WrongValue> {
        let contract = CoworkerContract::from_row(row)?;
        let catalogue = &*snapshot.catalogue;
        let plan = catalogue.plan(contract.tariff_id.get());
        let (Some(plan), Some(location)) = (plan, catalogue.location(contract.issued_by_id.get())) else {
            return Ok(None);
        };
        let clock = Clock { zone: &location.zone, cut_off: location.cut_off };
        let terms = issuing_contract(&contract, plan, now);
        let mut sets = sets(snapshot)?;
        let (mut given, mut done, mut lapse) = (Vec::new(), Vec::new(), Vec::new());
        for included in &plan.benefits {
            let own = |set: &IssuedSet| set.tariff_time_pass_id == included.id;
            let (before, others): (Vec<_>, Vec<_>) = sets.into_iter().partition(own);
            sets = others;
            let lapses = before.iter().map(|set| set.period_until).max();
            if let Some(set) = due(&terms, &included.benefit, lapses, now, clock) {
                given.push((included, set));
                lapse.push(set.until);
                done.extend(before.into_iter().map(|set| set.base.id));
            } else {
                lapse.extend(lapses.filter(|lapses| *lapses > now));
            }
        }
        // Those of another plan still say that they were given, until they lapse.
        done.extend(sets.into_iter().filter(|set| set.period_until <= now).map(|set| set.base.id));
        let next = next_look(&terms, lapse, now, clock).unwrap_or(NEVER);
        Ok(Some(Self { contract, catalogue, given, done, next }))
    }

    /// The passes that are given, and the marks that they are.
    pub(crate) fn changes(&self, now: Instant, by: &str, mint: &mut Mint<'_>) -> Vec<Change> {
        let gone = self.done.iter().map(|id| Change::Delete(IssuedSet::schema(), *id));
        let mut changes: Vec<Change> = gone.collect();
        for (included, set) in &self.given {
            let pass = self.pass(included, *set);
            for _ in 0..set.count {
                let base = Base::made(mint.id(), mint.guid(), now, by);
                changes.push(Change::Insert(CoworkerTimePass { base, ..pass.clone() }.into_row()));
            }
            let mark = IssuedSet {
                coworker_contract_id: Id::new(self.contract.base.id),
                tariff_time_pass_id: included.id,
                period_from: set.from,
                period_until: set.until,
                base: Base::made(mint.id(), mint.guid(), now, by),
            };
            changes.push(Change::Insert(mark.into_row()));
        }
        changes
    }

    /// Paid for with the plan: it has no price of its own, and ranks by that of its kind (`domain.md` 3.4).
    fn pass(&self, included: &Included, set: Set) -> CoworkerTimePass {
        let kind = included.benefit.pass.get();
        let terms = self.catalogue.terms(kind);
        let minutes = terms.and_then(|terms| terms.minutes_included).map(Minutes::get);
        CoworkerTimePass {
            coworker_id: self.contract.coworker_id,
            business_id: self.contract.issued_by_id,
            time_pass_id: Id::new(kind),
            remaining_uses: minutes,
            total_uses: minutes,
            create_multiple: set.count,
            expire_date: Some(set.until).filter(|until| *until != NEVER),
            is_from_tariff: true,
            tariff_time_pass_unique_id: Some(included.unique_id),
            coworker_contract_unique_id: Some(self.contract.base.unique_id),
            ..CoworkerTimePass::default()
        }
    }
}

/// What a snapshot has of what a contract brought.
fn sets(snapshot: &Snapshot) -> Result<Vec<IssuedSet>, WrongValue> {
    let rows = snapshot.found.iter().flatten();
    rows.filter(|row| std::ptr::eq(row.schema, IssuedSet::schema())).map(IssuedSet::from_row).collect()
}
