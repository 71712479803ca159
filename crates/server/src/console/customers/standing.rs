//! What a customer is to the space: their plans, their teams, and how their account stands.

use std::collections::BTreeMap;

use vestibule_domain::time::{Instant, Zone};
use vestibule_domain::{Currency, Money};
use vestibule_records::{
    Coworker, CoworkerContract, CoworkerLedgerEntry, Decimal, Filter, Id, Row, Team, Test, Value,
};

use crate::api::Failure;
use crate::console::listed::listed;
use crate::console::{Desk, wall};

/// Contracts that are shown at most.
const MOST_PLANS: i64 = 20;
/// Teams that are shown at most.
const MOST_TEAMS: i64 = 50;
/// Entries of the account that are looked at, and those that are shown.
const MOST_ENTRIES: i64 = 50;
const SHOWN_ENTRIES: usize = 8;

/// Why a customer may not come in whatever they have, if so.
pub(super) fn standing(customer: &Row) -> Option<&'static str> {
    match (customer.get("Archived").bool(), customer.get("Active").bool()) {
        (Some(true), _) => Some("archived"),
        (_, Some(false)) => Some("suspended"),
        _ => None,
    }
}

/// A contract.
pub(super) struct Plan {
    /// Which one.
    pub(super) id: i64,
    /// The plan.
    pub(super) name: String,
    /// Where it was sold.
    pub(super) place: String,
    /// How it stands.
    pub(super) state: String,
}

/// The contracts of a customer, the latest first; `None` where they may not be read.
pub(super) async fn plans(desk: &Desk<'_>, id: i64, zone: &Zone) -> Result<Option<Vec<Plan>>, Failure> {
    let theirs = vec![Filter::on::<CoworkerContract>("CoworkerId", Test::Is(Value::Int(id)))];
    let rows = listed::<CoworkerContract>(desk, theirs, ("Id", true), MOST_PLANS).await?;
    Ok(rows.map(|rows| rows.iter().map(|row| plan(row, zone)).collect()))
}

fn plan(row: &Row, zone: &Zone) -> Plan {
    let text = |name: &str| row.get(name).text().unwrap_or_default().to_owned();
    let day = |name: &str| row.get(name).int().map(|at| zone.local(Instant::from_micros(at)).0);
    let is = |name: &str| row.get(name).bool() == Some(true);
    let state = match (is("Active"), day("CancellationDate"), day("RenewalDate")) {
        (true, _, _) if is("InPausedPeriod") => "paused".to_owned(),
        (true, Some(end), _) => format!("in force until {end}"),
        (true, None, Some(renewal)) => format!("in force, renews on {renewal}"),
        (true, None, None) => "in force".to_owned(),
        (false, _, _) => "not in force".to_owned(),
    };
    Plan { id: row.id(), name: text("TariffName"), place: text("IssuedByName"), state }
}

/// The ids and names of a customer's teams; `None` where they may not be read.
pub(super) async fn teams(
    desk: &Desk<'_>,
    customer: &Coworker,
) -> Result<Option<Vec<(i64, String)>>, Failure> {
    let ids = customer.teams.iter().map(|team| Id::get(*team)).collect();
    let theirs = vec![Filter::on::<Team>("Id", Test::In(ids))];
    let rows = listed::<Team>(desk, theirs, ("Name", false), MOST_TEAMS).await?;
    let name = |row: &Row| (row.id(), row.get("Name").text().unwrap_or_default().to_owned());
    Ok(rows.map(|rows| rows.iter().map(name).collect()))
}

/// A customer's account.
pub(super) struct Account {
    /// What they owe at each location; below zero for credit.
    pub(super) balances: Vec<(String, String)>,
    /// What moved it last.
    pub(super) entries: Vec<Movement>,
}

/// Something that moved an account.
pub(super) struct Movement {
    /// When.
    pub(super) on: String,
    /// Where.
    pub(super) place: String,
    /// What.
    pub(super) what: String,
    /// How much more is owed; below zero for less.
    pub(super) amount: String,
    /// What is owed since.
    pub(super) balance: String,
}

/// The account of a customer; `None` where it may not be read.
pub(super) async fn account(desk: &Desk<'_>, id: i64, zone: &Zone) -> Result<Option<Account>, Failure> {
    let theirs = vec![Filter::on::<CoworkerLedgerEntry>("CoworkerId", Test::Is(Value::Int(id)))];
    let rows = listed::<CoworkerLedgerEntry>(desk, theirs, ("Id", true), MOST_ENTRIES).await?;
    let Some(rows) = rows else { return Ok(None) };
    let mut balances = BTreeMap::new();
    for row in &rows {
        let place = row.get("BusinessName").text().unwrap_or_default().to_owned();
        balances.entry(place).or_insert_with(|| amount(desk, row, "Balance", None));
    }
    let entries = rows.iter().take(SHOWN_ENTRIES).map(|row| movement(desk, row, zone)).collect();
    Ok(Some(Account { balances: balances.into_iter().collect(), entries }))
}

fn movement(desk: &Desk<'_>, row: &Row, zone: &Zone) -> Movement {
    let text = |name: &str| row.get(name).text().unwrap_or_default().to_owned();
    let on = row.get("TransactionDate").int().or_else(|| row.get("CreatedOn").int());
    Movement {
        on: on.map(|at| wall::moment(Instant::from_micros(at), zone)).unwrap_or_default(),
        place: text("BusinessName"),
        what: text("Description"),
        amount: amount(desk, row, "Debit", Some("Credit")),
        balance: amount(desk, row, "Balance", None),
    }
}

/// A field as money, less another one.
fn amount(desk: &Desk<'_>, row: &Row, field: &str, less: Option<&str>) -> String {
    let number = |name: &str| row.get(name).int().unwrap_or_default();
    let sum = Decimal::from_ten_thousandths(number(field).saturating_sub(less.map_or(0, number)));
    let place = row.get("BusinessId").int().and_then(|id| desk.catalogue.location(id));
    let own = row.get("Currency").text().and_then(Currency::of);
    match own.or_else(|| place.map(|place| place.currency)) {
        Some(currency) => Money::new(sum.minor(currency.exponent()), currency).to_string(),
        None => sum.to_string(),
    }
}
