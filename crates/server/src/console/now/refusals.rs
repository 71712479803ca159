//! Who was not let in today, and what would help, as it was found out when they were refused.

use std::collections::HashSet;

use serde_json::Value as Json;
use vestibule_domain::location::Location;
use vestibule_domain::time::Instant;
use vestibule_records::{
    Checkin, Coworker, CoworkerTimePass, FailedCheckin, Filter, Id, Record, Test, Value,
};
use vestibule_store::Query;

use super::words;
use crate::api::Failure;
use crate::auth::Caller;
use crate::console::Desk;
use crate::presence::premises;

/// Refusals that are shown, at most.
const MOST: usize = 20;

/// The refusals of the business day that runs, the newest first.
pub(super) struct Refusals {
    pub(super) shown: Vec<Refused>,
    /// Whether there are more than are shown.
    pub(super) more: bool,
}

/// Somebody who was not let in.
pub(super) struct Refused {
    pub(super) id: i64,
    pub(super) customer: Option<i64>,
    pub(super) name: String,
    pub(super) time: String,
    /// Why, for people.
    pub(super) why: String,
    /// What became of it.
    pub(super) since: Since,
}

/// What became of a refusal.
pub(super) enum Since {
    /// They are inside by now.
    Inside,
    /// They were refused once more, which is told above.
    Again,
    /// Nobody is known, or nothing can be done by whoever looks.
    Nothing,
    /// This would let them in.
    Curable(Vec<Button>),
}

/// Something that can be done about it here.
pub(super) struct Button {
    /// The field by which it is sent.
    pub(super) name: &'static str,
    pub(super) value: String,
    /// What it says.
    pub(super) text: String,
}

impl Refusals {
    /// Those of a location; `inside` are the customers who are there. None for whoever may not list them.
    pub(super) async fn of(
        desk: &Desk<'_>,
        place: &Location,
        now: Instant,
        inside: &HashSet<i64>,
    ) -> Result<Option<Self>, Failure> {
        if desk.caller.may(FailedCheckin::schema(), "List").is_err() {
            return Ok(None);
        }
        let query = Query {
            viewer: desk.caller.viewer.clone(),
            filters: vec![
                Filter::on::<FailedCheckin>("BusinessId", Test::Is(Value::Int(place.id.get()))),
                Filter::on::<FailedCheckin>("CreatedOn", Test::AtLeast(premises(place, now).since)),
            ],
            limit: MOST as i64 + 1,
            sets: false,
            ..Query::all(FailedCheckin::schema())
        };
        let mut rows = desk.app.store.list(query).await?.rows;
        let more = rows.len() > MOST;
        rows.truncate(MOST);
        let mut told = HashSet::new();
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            let failed = FailedCheckin::from_row(&row)?;
            let customer = failed.coworker_id.map(Id::get);
            let since = match customer {
                None => Since::Nothing,
                Some(customer) if inside.contains(&customer) => Since::Inside,
                Some(customer) if !told.insert(customer) => Since::Again,
                Some(customer) => since(&desk.caller, customer, &failed),
            };
            let name = row.get("CoworkerFullName").text().unwrap_or("Somebody unknown").to_owned();
            shown.push(Refused {
                id: row.id(),
                customer,
                name,
                time: words::clock(&place.zone, failed.checkin_attempt_time),
                why: failed.description.unwrap_or_default(),
                since,
            });
        }
        Ok(Some(Self { shown, more }))
    }
}

fn since(caller: &Caller, customer: i64, failed: &FailedCheckin) -> Since {
    if caller.may(Checkin::schema(), "Create").is_err() {
        return Since::Nothing;
    }
    let verdict: Json =
        failed.verdict.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let cures = verdict["Cures"].as_array().map(Vec::as_slice).unwrap_or_default();
    Since::Curable(cures.iter().filter_map(|cure| button(caller, failed.base.id, customer, cure)).collect())
}

/// The button of a cure, where it can be done here by whoever looks. It is sent with its words, so that nothing else is
/// done than what it said.
fn button(caller: &Caller, refusal: i64, customer: i64, cure: &Json) -> Option<Button> {
    let words = cure["Text"].as_str()?;
    let sent = |text: String| Button { name: "cure", value: format!("{refusal}:{words}"), text };
    match cure["Kind"].as_str()? {
        "Buy" => {
            caller.may(CoworkerTimePass::schema(), "Create").ok()?;
            Some(sent(sell(words)))
        }
        "Activate" | "Restore" => {
            caller.may(Coworker::schema(), "Edit").ok()?;
            Some(sent(capital(words)))
        }
        "AnyPass" | "NotOverNetwork" => {
            Some(Button { name: "in", value: customer.to_string(), text: "Check in by hand".to_owned() })
        }
        _ => None,
    }
}

/// What the customer buys, the desk sells.
fn sell(words: &str) -> String {
    words.strip_prefix("buy ").map_or_else(|| capital(words), |what| format!("Sell {what}"))
}

pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
