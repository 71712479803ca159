//! `GET /kiosk/{location}/names` and `/hosts`: people who are looked for by name, of whom no more is told than tells them
//! apart.

use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use vestibule_records::{Coworker, Filter, Record as _, Test, Value};
use vestibule_store::{Query, StoreError, Viewer};

use super::chosen::{self, Names};
use super::place::{Place, told};
use crate::api::Failure;
use crate::api::request::parameter;

/// How much of a name must be typed, in characters.
const LEAST: usize = 3;
/// The longest name that is looked for, in bytes.
const LONGEST: usize = 100;
/// People that are looked at, and people that are told.
const LOOKED_AT: i64 = 60;
const TOLD: usize = 8;

/// Answers the search for one's own name, where the location wants it.
pub(super) async fn names(place: &Place<'_>, request: Request) -> Result<Response, Failure> {
    if Names::of(&place.catalogue, place.id()) == Names::Off {
        return Err(Failure::NotFound);
    }
    found(place, request).await
}

/// Answers the search for whom somebody visits, where visitors register themselves.
pub(super) async fn hosts(place: &Place<'_>, request: Request) -> Result<Response, Failure> {
    if !chosen::visitors(&place.catalogue, place.id()) {
        return Err(Failure::NotFound);
    }
    found(place, request).await
}

async fn found(place: &Place<'_>, request: Request) -> Result<Response, Failure> {
    let proved = place.proved(&request, &Method::GET);
    let typed = parameter(request.uri(), "q").map_err(Failure::invalid);
    drop(request);
    proved.await?;
    let typed = typed?.unwrap_or_default().trim().to_lowercase();
    let people = if typed.chars().count() < LEAST || typed.len() > LONGEST {
        Vec::new()
    } else {
        look(place, &typed).await?
    };
    Ok(told(StatusCode::OK, &json!({ "people": people })))
}

async fn look(place: &Place<'_>, typed: &str) -> Result<Vec<Json>, StoreError> {
    let schema = Coworker::schema();
    let query = Query {
        viewer: Viewer::Locations(place.catalogue.network_of(place.id())),
        filters: vec![
            Filter::on::<Coworker>("FullName", Test::Contains(typed.to_owned())),
            Filter::on::<Coworker>("Active", Test::Is(Value::Bool(true))),
        ],
        order: (schema.position("FullName").unwrap_or_default(), false),
        limit: LOOKED_AT,
        sets: false,
        only: Some(&["FullName", "Archived"]),
        ..Query::all(schema)
    };
    let rows = place.app.store.list(query).await?.rows;
    let there = rows.iter().filter(|row| row.get("Archived").bool() != Some(true));
    let named = there.filter_map(|row| Some((row.id(), row.get("FullName").text()?)));
    let begins = named.filter(|(_, name)| begins_with(name, typed)).take(TOLD);
    Ok(begins.map(|(id, name)| json!({ "id": id, "name": shortened(name) })).collect())
}

/// Whether a name, or one of its words, begins with what was typed in small letters.
fn begins_with(name: &str, typed: &str) -> bool {
    let name = name.to_lowercase();
    let starts = name.char_indices().filter(|(at, _)| *at == 0 || name[..*at].ends_with(char::is_whitespace));
    starts.map(|(at, _)| at).any(|at| name[at..].starts_with(typed))
}

/// The first name, and the first letter of the last.
pub(super) fn shortened(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    match words.next_back().and_then(|last| last.chars().next()) {
        Some(letter) => format!("{first} {letter}."),
        None => first.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_name_no_more_is_told_than_the_first_and_a_letter() {
        assert_eq!(
            ["Ann Lee", "Ann", "María de la Luz Ñandú", " "].map(shortened),
            ["Ann L.", "Ann", "María Ñ.", ""]
        );
    }

    #[test]
    fn a_name_is_found_by_the_beginning_of_any_of_its_words() {
        assert!(begins_with("Ann Mary Lee", "ann m") && begins_with("Ann Mary Lee", "lee"));
        assert!(begins_with("Özil Ärger", "ärg") && !begins_with("Joanna Lee", "ann"));
    }
}
