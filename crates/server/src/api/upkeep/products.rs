//! What a sold product comes to, when what it brings is released, and that it brings no more passes than may be issued.

use vestibule_domain::billing::Sale;
use vestibule_domain::money::Money;
use vestibule_domain::time::Instant;
use vestibule_records::{
    CoworkerContract, CoworkerProduct, Decimal, FieldError, Filter, Record, Row, Team, Test, Value,
};
use vestibule_store::{Catalogue, Change, Lookup, Mint, Snapshot};

use super::rules::{Checked, Facts, Rules};
use crate::api::release::{self, MOST_PASSES, Release, found};
use crate::membership::is_in_force;

pub(super) const COWORKER_PRODUCT: Rules = Rules {
    new: |row, facts, _| new_product(row, facts),
    changed: |row, _, facts| total_up(row, &facts.snapshot.catalogue),
    ..Rules::of::<CoworkerProduct>()
};

/// What there is to know before a product is sold: what it brings, and the teams of whoever buys it.
pub(super) fn before_sale(sale: &Row) -> Vec<Lookup> {
    let (product, customer) = (sale.get("ProductId").int(), sale.get("CoworkerId").int().unwrap_or_default());
    let mut lookups = release::lookups(product.into_iter().collect(), customer);
    let of_customer = Filter::on::<Team>("TeamMembers", Test::Holds(customer));
    lookups.push(Lookup::all(Team::schema(), vec![of_customer]));
    lookups
}

fn new_product(row: &mut Row, facts: &Facts<'_>) -> Checked {
    let Facts { snapshot, now, .. } = *facts;
    if row.get("SaleDate").is_null() {
        row.set("SaleDate", Value::Int(now.micros()));
    }
    let teams: Vec<Team> = found(snapshot).unwrap_or_default();
    let names: Vec<_> = teams.into_iter().map(|team| team.name).collect();
    if !names.is_empty() {
        row.set("TeamsAtTheTimeOfPurchase", Value::Text(names.join(", ")));
    }
    let at_once = row.get("ActivateNow").bool() == Some(true) || is_released(row, snapshot, now);
    row.set("Activated", Value::Bool(at_once));
    if count(row, snapshot, now).is_none_or(|count| count > MOST_PASSES) {
        return Err(too_many(row, format!("brings more than {MOST_PASSES} passes")));
    }
    total_up(row, &snapshot.catalogue)
}

/// Whether what the sale brings is released before it is paid for: to members, unless the location holds it back.
fn is_released(row: &Row, snapshot: &Snapshot, now: Instant) -> bool {
    let held_back = |location| snapshot.catalogue.is_on(location, "Store.AlwaysInvoice");
    let contracts: Vec<CoworkerContract> = found(snapshot).unwrap_or_default();
    contracts.iter().any(|contract| is_in_force(contract, now))
        && row.get("BusinessId").int().is_some_and(|location| !held_back(location))
}

fn count(row: &Row, snapshot: &Snapshot, now: Instant) -> Option<i64> {
    Release::of(snapshot, now, "").ok()?.count(&CoworkerProduct::from_row(row).ok()?)
}

/// The passes that come with a product which is activated at once.
pub(super) fn released(
    row: &Row,
    snapshot: &Snapshot,
    now: Instant,
    by: &str,
    mint: &mut Mint<'_>,
) -> Vec<Change> {
    let (sale, release) = (CoworkerProduct::from_row(row), Release::of(snapshot, now, by));
    match (sale, release) {
        (Ok(sale), Ok(release)) if sale.activated => release.passes(&sale, mint),
        _ => Vec::new(),
    }
}

/// What the sale comes to, from its price and what is taken off; without a price it comes to nothing known.
fn total_up(row: &mut Row, catalogue: &Catalogue) -> Checked {
    let price = row.get("Price").clone();
    let total = if price.is_null() {
        Value::Null
    } else {
        let total =
            total(row, catalogue).ok_or_else(|| too_many(row, "comes to more than can be counted"))?;
        Value::Int(total.ten_thousandths())
    };
    let recurring = if row.get("RegularCharge").bool() == Some(true) { total.clone() } else { Value::Null };
    row.set("UnitPrice", price);
    row.set("TotalPrice", total);
    row.set("RecurringTotal", recurring);
    Ok(())
}

fn total(row: &Row, catalogue: &Catalogue) -> Option<Decimal> {
    let currency = catalogue.location(row.get("BusinessId").int()?)?.currency;
    let money = |name: &str| {
        let amount = Decimal::from_ten_thousandths(row.get(name).int().unwrap_or_default());
        Money::new(amount.minor(currency.exponent()), currency)
    };
    let sale = Sale {
        unit: money("Price"),
        quantity: row.get("Quantity").int()?,
        discount: money("DiscountAmount"),
        credit: money("CreditAmount"),
    };
    Decimal::from_minor(sale.total()?.minor(), currency.exponent())
}

fn too_many(row: &Row, message: impl Into<String>) -> Vec<FieldError> {
    let quantity = row.get("Quantity").int().unwrap_or_default().to_string();
    vec![FieldError::new("Quantity", message, quantity)]
}
