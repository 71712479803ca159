//! The form of a record: what it holds, and what is wrong with what was filled in.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode};
use vestibule_records::schema::{Field, Kind as FieldKind};
use vestibule_records::{Business, Record as _, Row, Schema, Value};
use vestibule_store::{Query, Viewer};

use super::control::{Choice, Control, Filled, Known, Look, MOST_CHOICES, is_set_by_people};
use super::kinds::Kind;
use crate::api::request::Write;
use crate::api::{self, Failure, Said, envelope, request};
use crate::console::{Desk, Frame, Notice, Section, lead_to, page};

#[derive(Template)]
#[template(path = "console/settings_form.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    kind: &'static Kind,
    path: &'static str,
    id: Option<i64>,
    first: Vec<Control>,
    more: Vec<Control>,
    /// Whether something that is a touch away is wrong.
    opens: bool,
    can_be_deleted: bool,
}

/// What a form shows, beside its record.
#[derive(Default)]
struct Shown {
    filled: Option<Filled>,
    errors: HashMap<String, String>,
    notice: Option<Notice>,
}

/// Answers `/settings/{kind}/new` and `/settings/{kind}/{id}`.
pub(super) async fn answer(
    desk: &Desk<'_>,
    request: Request,
    kind: &'static Kind,
    id: Option<i64>,
) -> Result<Response, Failure> {
    let schema = (kind.schema)();
    let verb = if id.is_some() { "update" } else { "create" };
    if id.is_none() && !schema.allows(verb) {
        return Err(Failure::NotFound);
    }
    let row = read(desk, schema, id).await?;
    match *request.method() {
        Method::GET | Method::HEAD => {
            let saved = request.uri().query().is_some_and(|query| query.contains("saved"));
            let shown = Shown { notice: saved.then(|| Notice::well("Saved.")), ..Shown::default() };
            show(desk, kind, &row, id, shown, StatusCode::OK).await
        }
        Method::POST => receive(desk, request, kind, &row, id).await,
        _ => Ok(envelope::method_not_allowed(request.method(), "GET, POST")),
    }
}

/// Answers `/settings/{kind}/{id}/delete`.
pub(super) async fn delete(
    desk: &Desk<'_>,
    request: Request,
    kind: &'static Kind,
    id: i64,
) -> Result<Response, Failure> {
    if request.method() != Method::POST {
        return Ok(envelope::method_not_allowed(request.method(), "POST"));
    }
    let schema = (kind.schema)();
    let row = read(desk, schema, Some(id)).await?;
    let write = Write::read(request, &desk.caller.email).await.map_err(Failure::Response)?;
    match api::deleted(desk.app, &desk.caller, schema, write, id).await? {
        Said::Well(_) => Ok(lead_to(&format!("/settings/{}", schema.path))),
        Said::No { message, .. } => {
            let shown = Shown { notice: Some(Notice::no(message)), ..Shown::default() };
            show(desk, kind, &row, Some(id), shown, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn read(desk: &Desk<'_>, schema: &'static Schema, id: Option<i64>) -> Result<Row, Failure> {
    let Some(id) = id else {
        desk.caller.may(schema, "Create")?;
        return begun(desk, schema).await;
    };
    desk.caller.may(schema, "Read")?;
    let found = desk.app.store.list(Query::ids(schema, desk.caller.viewer.clone(), vec![id])).await?;
    found.rows.into_iter().next().ok_or(Failure::NotFound)
}

/// A record that is not made yet: of the location that is looked at, with its currency, its country and its clocks.
async fn begun(desk: &Desk<'_>, schema: &'static Schema) -> Result<Row, Failure> {
    let mut row = Row::blank(schema);
    let here = Query::ids(Business::schema(), Viewer::Everything, vec![desk.here.id]);
    let here = desk.app.store.list(here).await?.rows.into_iter().next().ok_or(Failure::NotFound)?;
    for (at, field) in schema.fields.iter().enumerate() {
        match field.name {
            "BusinessId" | "IssuedById" | "InvoicingBusinessId" => row.values[at] = Value::Int(here.id()),
            "CurrencyId" | "CountryId" | "SimpleTimeZoneId" => row.values[at] = here.get(field.name).clone(),
            _ => {}
        }
    }
    Ok(row)
}

async fn show(
    desk: &Desk<'_>,
    kind: &'static Kind,
    row: &Row,
    id: Option<i64>,
    shown: Shown,
    status: StatusCode,
) -> Result<Response, Failure> {
    let schema = row.schema;
    let zone = desk.zone();
    let choices = choices(desk, schema).await?;
    let known = Known { zone: &zone, choices: &choices, errors: &shown.errors };
    let fields = schema.fields.iter().enumerate().filter(|(_, field)| is_asked(field, id));
    let (first, more): (Vec<_>, Vec<_>) = fields.partition(|(_, field)| comes_first(kind, field));
    let controls = |fields: Vec<(usize, &Field)>| -> Vec<Control> {
        fields.iter().map(|(at, field)| Control::of(field, *at, row, shown.filled.as_ref(), &known)).collect()
    };
    let (mut first, more) = (controls(first), controls(more));
    first.sort_by_key(|control| kind.first.iter().position(|name| *name == control.name));
    let title = match id {
        Some(_) => row.title(),
        None => format!("New {}", kind.one),
    };
    let page_of = Page {
        frame: desk.frame(Section::Settings, &title).saying(shown.notice),
        path: schema.path,
        opens: more.iter().any(|control| control.error.is_some()),
        can_be_deleted: id.is_some() && schema.allows("delete") && desk.caller.may(schema, "Delete").is_ok(),
        kind,
        id,
        first,
        more,
    };
    Ok(page(&page_of, status))
}

fn is_asked(field: &Field, id: Option<i64>) -> bool {
    let fits = if id.is_some() { !field.create_only } else { !field.update_only };
    is_set_by_people(field) && fits
}

fn comes_first(kind: &Kind, field: &Field) -> bool {
    kind.first.is_empty() || kind.first.contains(&field.name) || field.required
}

/// What can be chosen from, by field.
async fn choices(
    desk: &Desk<'_>,
    schema: &'static Schema,
) -> Result<HashMap<&'static str, Vec<Choice>>, Failure> {
    let mut all = HashMap::new();
    let mut known: HashMap<&'static str, Option<Vec<Choice>>> = HashMap::new();
    for field in schema.fields.iter().filter(|field| is_set_by_people(field)) {
        let (FieldKind::Reference(other) | FieldKind::Set(other)) = field.kind else { continue };
        let other = other();
        if !known.contains_key(other.name) {
            known.insert(other.name, choices_of(desk, other).await?);
        }
        if let Some(Some(choices)) = known.get(other.name) {
            all.insert(field.name, choices.clone());
        }
    }
    Ok(all)
}

async fn choices_of(desk: &Desk<'_>, schema: &'static Schema) -> Result<Option<Vec<Choice>>, Failure> {
    let limit = i64::try_from(MOST_CHOICES + 1).unwrap_or(i64::MAX);
    let query = Query { viewer: desk.caller.viewer.clone(), limit, sets: false, ..Query::all(schema) };
    let rows = desk.app.store.list(query).await?.rows;
    if rows.len() > MOST_CHOICES {
        return Ok(None);
    }
    let mut choices: Vec<Choice> = rows
        .iter()
        .map(|row| Choice { value: row.id().to_string(), name: row.title(), chosen: false })
        .collect();
    choices.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Some(choices))
}

async fn receive(
    desk: &Desk<'_>,
    request: Request,
    kind: &'static Kind,
    row: &Row,
    id: Option<i64>,
) -> Result<Response, Failure> {
    let schema = (kind.schema)();
    let mut write = Write::read(request, &desk.caller.email).await.map_err(Failure::Response)?;
    let sent = request::form(&write.bytes).map_err(|_| Failure::NotFound)?;
    let mut filled: Filled = HashMap::new();
    for (name, value) in sent {
        filled.entry(name).or_default().push(value);
    }
    write.bytes = body(desk, schema, row, id, &filled).into();
    write.is_form = false;
    let said = match id {
        Some(id) => api::updated(desk.app, &desk.caller, schema, write, id).await?,
        None => api::created(desk.app, &desk.caller, schema, write).await?,
    };
    match said {
        Said::Well(id) => Ok(lead_to(&format!("/settings/{}/{id}?saved", schema.path))),
        Said::No { message, errors } => {
            let notice =
                Notice::no(if errors.is_empty() { message } else { "Not saved: see below.".to_owned() });
            let shown = Shown { filled: Some(filled), errors, notice: Some(notice) };
            show(desk, kind, row, id, shown, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// What was filled in, as the API takes it.
fn body(desk: &Desk<'_>, schema: &Schema, row: &Row, id: Option<i64>, filled: &Filled) -> String {
    let zone = desk.zone();
    let mut body = serde_json::Map::new();
    if let Some(id) = id {
        body.insert("Id".to_owned(), id.into());
    }
    for (at, field) in schema.fields.iter().enumerate().filter(|(_, field)| is_asked(field, id)) {
        let texts = filled.get(field.name).map(Vec::as_slice).unwrap_or_default();
        body.extend(super::control::sent(field, &row.values[at], texts, &zone));
    }
    serde_json::Value::Object(body).to_string()
}
