//! Billing what was sold at the door, customer by customer (`domain.md` 8, 12.10).

use std::collections::{BTreeMap, HashSet};

use vestibule_domain::billing::{Collection, collection};
use vestibule_domain::time::Instant;
use vestibule_records::{CoworkerContract, CoworkerTimePass, Filter, Record, Row, Test, Value, WrongValue};
use vestibule_store::{Catalogue, Query, StoreError, customer_pass};

use crate::api;
use crate::app::App;
use crate::membership::is_in_force;

/// Passes that are read at a time.
const PAGE: i64 = 500;

/// The setting of a location whose members pay with the next invoice of their contract.
const WITH_THE_PLAN: &str = "Checkin.PayAsYouGoMembersPayWithContract";

/// Bills every customer for what was sold to them at the door and is due.
///
/// # Errors
/// When the store fails. A customer who cannot be billed is told of in the log and does not keep others from theirs.
pub(super) async fn collect(app: &App) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let rows = app.store.list(not_billed(after)).await?.rows;
        let Some(last) = rows.last().map(Row::id) else { return Ok(()) };
        after = last;
        for (customer, passes) in due(app, &rows).await? {
            api::bill_passes(app, customer, passes).await?;
        }
    }
}

/// A page of what was sold at the door and never was on an invoice, whoever sold it, whoever is still inside.
fn not_billed(after: i64) -> Query {
    let is = |field, test| Filter::on::<CoworkerTimePass>(field, test);
    let filters = vec![
        is("IsPayAsYouGo", Test::Is(Value::Bool(true))),
        is("LeftToBillRun", Test::Is(Value::Bool(false))),
        is("Invoiced", Test::Is(Value::Bool(false))),
        is("CheckedIn", Test::Is(Value::Bool(false))),
        is("Price", Test::AtLeast(1)),
        is("Id", Test::AtLeast(after.saturating_add(1))),
    ];
    let order = (CoworkerTimePass::schema().position("Id").unwrap_or_default(), false);
    Query { filters, order, limit: PAGE, sets: false, ..Query::all(CoworkerTimePass::schema()) }
}

/// Of these passes those that are to be billed now, customer by customer.
async fn due(app: &App, rows: &[Row]) -> Result<BTreeMap<i64, Vec<Row>>, StoreError> {
    let (catalogue, now) = (app.store.catalogue().await?, app.now());
    let with_plan =
        |row: &&Row| row.get("BusinessId").int().is_some_and(|id| catalogue.is_on(id, WITH_THE_PLAN));
    let customers = rows.iter().filter(with_plan).filter_map(|row| row.get("CoworkerId").int());
    let members = members(app, customers.collect(), now).await?;
    let mut due: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
    for row in rows {
        let pass = CoworkerTimePass::from_row(row)?;
        let (customer, location) = (pass.coworker_id.get(), pass.business_id.get());
        let pays_with_plan = catalogue.is_on(location, WITH_THE_PLAN) && members.contains(&customer);
        if is_due(&pass, &catalogue, pays_with_plan, now) {
            due.entry(customer).or_default().push(row.clone());
        }
    }
    Ok(due)
}

fn is_due(pass: &CoworkerTimePass, catalogue: &Catalogue, pays_with_plan: bool, now: Instant) -> bool {
    let known = catalogue.terms(pass.time_pass_id.get()).zip(catalogue.location(pass.business_id.get()));
    known.is_some_and(|(terms, location)| {
        match collection(&customer_pass(pass, terms), location, pays_with_plan) {
            Collection::WithThePlan => false,
            Collection::ByItself(from) => from <= now,
        }
    })
}

/// Those of some customers who have a contract in force, and so an invoice to come.
async fn members(app: &App, customers: Vec<i64>, now: Instant) -> Result<HashSet<i64>, StoreError> {
    if customers.is_empty() {
        return Ok(HashSet::new());
    }
    let query = Query { sets: false, ..Query::by::<CoworkerContract>("CoworkerId", Test::In(customers)) };
    let contracts = app.store.list(query).await?.rows;
    let contracts: Vec<CoworkerContract> =
        contracts.iter().map(CoworkerContract::from_row).collect::<Result<_, WrongValue>>()?;
    let in_force = contracts.into_iter().filter(|contract| is_in_force(contract, now));
    Ok(in_force.map(|contract| contract.coworker_id.get()).collect())
}
