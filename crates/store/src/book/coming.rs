//! From contracts, and what they brought last, to what plans will give.

use vestibule_domain::coming::Coming;
use vestibule_domain::cycle::Cycle;
use vestibule_domain::issuing::Contract;
use vestibule_domain::time::Instant;
use vestibule_records::kept::IssuedSet;
use vestibule_records::{CoworkerContract, Filter, Record, Row, Test, WrongValue};

use super::Book;
use crate::catalogue::{Catalogue, Plan};
use crate::work::Lookup;

/// A contract as the rules of issuing see it at an instant. It runs as long as it makes its holder a member.
#[must_use]
pub fn issuing_contract(contract: &CoworkerContract, plan: &Plan, now: Instant) -> Contract {
    let from = contract.start_date.unwrap_or(contract.base.created_on);
    let ended = (!contract.active || contract.cancelled).then_some(now);
    Contract {
        from,
        until: ended.into_iter().chain(contract.cancellation_date).min(),
        paused: contract.in_paused_period,
        quantity: contract.quantity,
        cycle: Cycle { anchor: contract.renewal_date.unwrap_or(from), every: plan.every },
    }
}

impl Book<'_> {
    /// What else must be loaded for the world to have what plans will give; empty where they give nothing.
    #[must_use]
    pub fn what_comes(&self) -> Vec<Lookup> {
        let contracts = self.customer.into_iter().flat_map(|facts| &facts.contracts);
        let gives = |plan: i64| self.catalogue.plan(plan).is_some_and(|plan| !plan.benefits.is_empty());
        let ids: Vec<i64> = contracts.filter(|one| gives(one.plan)).map(|one| one.id).collect();
        if ids.is_empty() {
            return Vec::new();
        }
        let own = Filter::on::<CoworkerContract>("Id", Test::In(ids.clone()));
        let given = Filter::on::<IssuedSet>("CoworkerContractId", Test::In(ids));
        vec![
            Lookup::all(CoworkerContract::schema(), vec![own]),
            Lookup::all(IssuedSet::schema(), vec![given]),
        ]
    }

    /// Has the work decided anew, in a world with what plans will give, where they give something.
    pub fn see_what_comes(&self) {
        let lookups = self.what_comes();
        if !lookups.is_empty() {
            self.lacking.say(lookups);
        }
    }
}

/// What the plans of these contracts will give, as far as the rows found say.
///
/// # Errors
/// When a row is not what its declaration says.
pub(super) fn coming(found: &[Vec<Row>], catalogue: &Catalogue) -> Result<Vec<Coming>, WrongValue> {
    let sets: Vec<IssuedSet> = read(found)?;
    let mut coming = Vec::new();
    for contract in read::<CoworkerContract>(found)? {
        let location = catalogue.location(contract.issued_by_id.get());
        let plan = catalogue.plan(contract.tariff_id.get());
        let (Some(plan), Some(location)) = (plan, location) else { continue };
        for included in &plan.benefits {
            let Some(terms) = catalogue.terms(included.benefit.pass.get()) else { continue };
            let own = |set: &&IssuedSet| {
                set.coworker_contract_id.get() == contract.base.id && set.tariff_time_pass_id == included.id
            };
            coming.push(Coming {
                plan: plan.name.clone(),
                terms: terms.clone(),
                benefit: included.benefit,
                contract: issuing_contract(&contract, plan, contract.base.created_on),
                issued_by: location.clone(),
                lapses: sets.iter().filter(own).map(|set| set.period_until).max(),
            });
        }
    }
    Ok(coming)
}

fn read<T: Record>(found: &[Vec<Row>]) -> Result<Vec<T>, WrongValue> {
    let rows = found.iter().flatten().filter(|row| std::ptr::eq(row.schema, T::schema()));
    rows.map(T::from_row).collect()
}
