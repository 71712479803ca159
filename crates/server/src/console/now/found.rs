//! Looking for a customer by name, e-mail or card, as somebody types.

use std::collections::HashMap;

use axum::response::Response;
use serde_json::json;
use vestibule_records::{Checkin, Coworker, Filter, Id, Record, Row, Test, Value, code};
use vestibule_store::{Query, Reply};

use super::words;
use crate::api::{Failure, envelope};
use crate::console::Desk;
use crate::presence::premises;

/// Who is offered, at most.
const MOST: usize = 8;
/// Who is looked at to find those who fit best.
const LOOKED_AT: i64 = 200;
/// The longest words that anybody is looked for by, in bytes.
const LONGEST: usize = 100;
/// What is read of a customer.
const READ: &[&str] = &["FullName", "Email", "CompanyName"];

/// A customer who was found.
pub(super) struct Match {
    pub(super) customer: i64,
    pub(super) name: String,
    /// What tells them from others of that name.
    pub(super) about: String,
    /// Where they are.
    pub(super) visit: Option<Open>,
}

impl Match {
    /// The visit that ends when they leave here.
    pub(super) fn out(&self) -> Option<i64> {
        self.visit.as_ref().filter(|visit| visit.is_here).map(|visit| visit.id)
    }
}

/// An open visit of theirs.
pub(super) struct Open {
    pub(super) id: i64,
    /// Whether it is at the location that is looked at.
    pub(super) is_here: bool,
    /// `here since 09:15`, `at Yard`.
    pub(super) text: String,
}

/// The customers whose name or e-mail has these words in it, or whose card it is; those first whose name begins so.
///
/// # Errors
/// When the caller may not list customers, or the store fails.
pub(super) async fn found(desk: &Desk<'_>, asked: &str) -> Result<Vec<Match>, Failure> {
    desk.caller.may(Coworker::schema(), "List")?;
    if asked.is_empty() || asked.len() > LONGEST {
        return Ok(Vec::new());
    }
    let by = |name: &str| Filter::on::<Coworker>(name, Test::Contains(asked.to_owned()));
    let mut rows = look(desk, by("FullName")).await?;
    let words = asked.to_lowercase();
    rows.sort_by_cached_key(|row| rank(row.get("FullName").text().unwrap_or_default(), &words));
    if let Some(row) = holder(desk, asked).await? {
        rows.insert(0, row);
    }
    if rows.len() < MOST {
        rows.extend(look(desk, by("Email")).await?);
    }
    let mut seen = Vec::new();
    rows.retain(|row| {
        !seen.contains(&row.id()) && seen.len() < MOST && {
            seen.push(row.id());
            true
        }
    });
    let mut open = open(desk, seen).await?;
    Ok(rows.iter().map(|row| matched(row, open.remove(&row.id()))).collect())
}

/// What a script is told of them.
pub(super) fn told(found: Vec<Match>) -> Response {
    let of = |one: &Match| {
        json!({
            "id": one.customer,
            "name": one.name,
            "about": one.about,
            "where": one.visit.as_ref().map(|visit| &visit.text),
            "out": one.out(),
        })
    };
    let body = json!(found.iter().map(of).collect::<Vec<_>>()).to_string().into_bytes();
    envelope::respond(Reply { status: 200, body })
}

async fn look(desk: &Desk<'_>, filter: Filter) -> Result<Vec<Row>, Failure> {
    let query = Query {
        viewer: desk.caller.viewer.clone(),
        filters: vec![filter, Filter::on::<Coworker>("Archived", Test::Is(Value::Bool(false)))],
        order: (Coworker::schema().position("FullName").unwrap_or_default(), false),
        limit: LOOKED_AT,
        sets: false,
        only: Some(READ),
        ..Query::all(Coworker::schema())
    };
    Ok(desk.app.store.list(query).await?.rows)
}

/// Whose card it is. Of more than one nobody can say.
async fn holder(desk: &Desk<'_>, asked: &str) -> Result<Option<Row>, Failure> {
    let code = code(asked);
    if code.is_empty() {
        return Ok(None);
    }
    let mut rows = look(desk, Filter::on::<Coworker>("AccessCardId", Test::Code(code))).await?;
    Ok(rows.pop().filter(|_| rows.is_empty()))
}

/// Names that begin so, then those of which a word does, then others.
fn rank(name: &str, words: &str) -> (u8, String) {
    let name = name.to_lowercase();
    let begins = |text: &str| text.starts_with(words);
    let rank = match &name {
        name if begins(name) => 0,
        name if name.split_whitespace().any(begins) => 1,
        _ => 2,
    };
    (rank, name)
}

fn matched(row: &Row, visit: Option<Open>) -> Match {
    let text = |name: &str| row.get(name).text().map(str::trim).filter(|text| !text.is_empty());
    let about = [text("Email"), text("CompanyName")].into_iter().flatten().collect::<Vec<_>>().join(", ");
    Match { customer: row.id(), name: text("FullName").unwrap_or_default().to_owned(), about, visit }
}

/// The open visits of these customers. One of an earlier business day is over.
async fn open(desk: &Desk<'_>, customers: Vec<i64>) -> Result<HashMap<i64, Open>, Failure> {
    if customers.is_empty() || desk.caller.may(Checkin::schema(), "Read").is_err() {
        return Ok(HashMap::new());
    }
    let query = Query {
        viewer: desk.caller.viewer.clone(),
        filters: vec![
            Filter::on::<Checkin>("CoworkerId", Test::In(customers)),
            Filter::on::<Checkin>("ToTime", Test::IsNull),
        ],
        sets: false,
        ..Query::all(Checkin::schema())
    };
    let mut found = HashMap::new();
    for row in desk.app.store.list(query).await?.rows {
        let visit = Checkin::from_row(&row)?;
        let Some(place) = desk.catalogue.location(visit.business_id.get()) else { continue };
        if visit.from_time.micros() < premises(place, desk.app.now()).since {
            continue;
        }
        let is_here = place.id.get() == desk.here.id;
        let text = if is_here {
            format!("here since {}", words::clock(&place.zone, visit.from_time))
        } else {
            format!("at {}", place.name)
        };
        if let Some(customer) = visit.coworker_id.map(Id::get) {
            found.insert(customer, Open { id: row.id(), is_here, text });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_called_so_comes_before_who_has_it_in_their_name() {
        let mut names = ["Bo Ashlee", "Ann Lee", "Lee Ash", "Carl Leeds"];
        names.sort_by_cached_key(|name| rank(name, "lee"));
        assert_eq!(names, ["Lee Ash", "Ann Lee", "Carl Leeds", "Bo Ashlee"]);
    }
}
