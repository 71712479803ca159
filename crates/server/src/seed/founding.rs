//! Countries, currencies, zones and the roles of every record (`contract.md` 2.5 and 3).

use std::collections::HashSet;

use vestibule_records::{Country, Currency, Id, Record, Role, SimpleTimeZone, declared};
use vestibule_store::{Query, StoreError};

use super::planting::plant;
use crate::app::App;

const COUNTRIES: &str = include_str!("countries.tsv");
const CURRENCIES: &str = include_str!("currencies.tsv");
const ZONES: &str = include_str!("zones.tsv");

/// Puts in what every installation needs and does not have yet.
///
/// # Errors
/// When the store fails.
pub async fn found(app: &App) -> Result<(), StoreError> {
    if app.store.list(Query { limit: 1, ..Query::all(Country::schema()) }).await?.rows.is_empty() {
        plant(app, |ground| {
            lines(COUNTRIES).for_each(|(id, line)| ground.plant_as(Id::new(id), country(&line)));
            lines(CURRENCIES).for_each(|(id, line)| ground.plant_as(Id::new(id), currency(&line)));
            lines(ZONES).for_each(|(id, line)| ground.plant_as(Id::new(id), zone(&line)));
        })
        .await?;
    }
    let known = app.store.list(Query { sets: false, ..Query::all(Role::schema()) }).await?;
    let known: HashSet<String> =
        known.rows.iter().filter_map(|row| row.get("Name").text().map(str::to_owned)).collect();
    let missing: Vec<String> = roles().filter(|role| !known.contains(role)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    plant(app, move |ground| {
        for name in &missing {
            ground.plant(Role { name: name.clone(), ..Role::blank() });
        }
    })
    .await
}

/// Exactly five to a record.
fn roles() -> impl Iterator<Item = String> {
    const VERBS: [&str; 5] = ["List", "Read", "Create", "Edit", "Delete"];
    declared::served().into_iter().flat_map(|schema| VERBS.into_iter().map(move |verb| schema().role(verb)))
}

fn lines(table: &'static str) -> impl Iterator<Item = (i64, Vec<&'static str>)> {
    table.lines().filter_map(|line| {
        let mut columns = line.split('\t');
        let id = columns.next()?.parse().ok()?;
        Some((id, columns.collect()))
    })
}

fn column(line: &[&str], nth: usize) -> String {
    line.get(nth).copied().unwrap_or_default().to_owned()
}

fn country(line: &[&str]) -> Country {
    Country {
        name: column(line, 0),
        two_digits_code: column(line, 1),
        culture: column(line, 2),
        ..Country::blank()
    }
}

fn currency(line: &[&str]) -> Currency {
    Currency { name: column(line, 0), code: column(line, 1), format: column(line, 2), ..Currency::blank() }
}

fn zone(line: &[&str]) -> SimpleTimeZone {
    SimpleTimeZone {
        name: column(line, 0),
        name_iana: Some(column(line, 1)),
        description: column(line, 2),
        time_offset: column(line, 3),
        uses_summer_time: column(line, 4) == "true",
        ..SimpleTimeZone::blank()
    }
}
