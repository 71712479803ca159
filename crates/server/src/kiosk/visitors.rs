//! `POST /kiosk/{location}/visitors`: a visitor who stands before the tablet. They are recorded as the API records one who
//! checks in now, with a code to leave by, and their host is told by mail.

use std::collections::HashSet;

use axum::body::Bytes;
use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use vestibule_domain::time::Span;
use vestibule_records::{
    Body, Coworker, Filter, Id, Input, Record, Row, Test, Value, Visitor, write_instant,
};
use vestibule_store::{Change, Lookup, Mint, Query, Snapshot, StoreError, Viewer};

use super::chosen;
use super::place::{Place, told};
use super::tablet::{Tablet, done, run};
use super::words::with;
use crate::api::request::Write;
use crate::api::{self, Failure, Said};
use crate::auth::{Caller, Rights};
use crate::mail::{self, Message, is_address};

/// What stands for an address that was not given: a visitor has one, and this one is nobody's (RFC 2606).
const NOT_GIVEN: &str = "not-given@visitor.invalid";
/// The longest of what is filled in, in characters.
const LONGEST: usize = 200;

/// What a visitor fills in.
struct Filled {
    name: String,
    email: Option<String>,
    host: Option<i64>,
}

/// Answers it.
pub(super) async fn answer(place: &Place<'_>, request: Request) -> Result<Response, Failure> {
    if !chosen::visitors(&place.catalogue, place.id()) {
        return Err(Failure::NotFound);
    }
    let tablet = place.proved(&request, &Method::POST).await?;
    let write = Write::read(request, &format!("tablet/{}", tablet.id)).await.map_err(Failure::Response)?;
    let filled = match write.body().map_err(|_| "body").and_then(|body| filled(&body)) {
        Ok(filled) => filled,
        Err(field) => return Ok(told(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "field": field }))),
    };
    let body = body(place, &tablet, &filled);
    let write = Write { bytes: Bytes::from(body.to_string()), is_form: false, key: write.key };
    let caller = caller(place, &tablet);
    match api::created(place.app, &caller, Visitor::schema(), write).await? {
        Said::Well(id) => Ok(told(StatusCode::OK, &registered(place, id).await?)),
        Said::No { errors, .. } => {
            let field =
                if filled.host.is_some() && !errors.contains_key("FullName") { "host" } else { "name" };
            Ok(told(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "field": field })))
        }
    }
}

fn filled(body: &Body<'_>) -> Result<Filled, &'static str> {
    let text = |name: &'static str| {
        let text = body.get(name).map_or(Ok(None), Input::text).map_err(|_| name)?;
        let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if text.as_ref().is_some_and(|text| text.chars().count() > LONGEST) { Err(name) } else { Ok(text) }
    };
    let host = body.get("host").map(Input::integer).transpose().map_err(|_| "host")?;
    let email = text("email")?;
    if email.as_deref().is_some_and(|email| !is_address(email)) {
        return Err("email");
    }
    Ok(Filled { name: text("name")?.ok_or("name")?, email, host })
}

/// As the API is asked. Who is expected a moment from now gets a code, by which they leave.
fn body(place: &Place<'_>, tablet: &Tablet, filled: &Filled) -> Json {
    let mut soon = Vec::new();
    write_instant(place.app.now().plus(Span::micros(1_000_000)), &mut soon);
    json!({
        "BusinessId": place.id(),
        "FullName": filled.name,
        "Email": filled.email.as_deref().unwrap_or(NOT_GIVEN),
        "CoworkerId": filled.host,
        "ExpectedArrival": String::from_utf8_lossy(&soon),
        "CheckInNow": true,
        "CheckedInAt": tablet.name,
    })
}

/// A tablet, as the API sees whoever records visitors and may do nothing else.
fn caller(place: &Place<'_>, tablet: &Tablet) -> Caller {
    let role = Visitor::schema().role("Create").to_ascii_lowercase();
    Caller {
        user: Id::new(0),
        email: tablet.label(),
        api_access: false,
        viewer: Viewer::Locations(place.catalogue.network_of(place.id())),
        rights: Rights::Roles(HashSet::from([role])),
        bundles: Vec::new(),
    }
}

/// What somebody is told who is registered, once their host is.
async fn registered(place: &Place<'_>, id: i64) -> Result<Json, Failure> {
    let visitor = read::<Visitor>(place, id).await?.ok_or(Failure::NotFound)?;
    let is_told = visitor.notified || tell_host(place, &visitor).await?;
    let words = place.words;
    let first = if is_told { words.host_told } else { words.registered };
    let code = visitor.visitor_code.map(|code| with(words.code_to_leave, code));
    let lines: Vec<String> = [Some(first.to_owned()), code].into_iter().flatten().collect();
    Ok(
        json!({ "kind": "in", "well": true, "heading": with(words.welcome, &visitor.full_name), "lines": lines }),
    )
}

/// Tells the host by mail, once; whether that was done. The visitor is registered whatever becomes of it.
async fn tell_host(place: &Place<'_>, visitor: &Visitor) -> Result<bool, Failure> {
    let (Some(mail), Some(host)) = (place.app.settings.mail.as_ref(), visitor.coworker_id) else {
        return Ok(false);
    };
    let host = read::<Coworker>(place, host.get()).await?.filter(|host| is_address(&host.email));
    let Some(host) = host else { return Ok(false) };
    if let Err(error) = mail::post(mail, &message(place, visitor, &host)).await {
        tracing::error!(%error, visitor = visitor.base.id, "the message to a host could not be written");
        return Ok(false);
    }
    note_told(place, visitor.base.id).await?;
    Ok(true)
}

fn message(place: &Place<'_>, visitor: &Visitor, host: &Coworker) -> Message {
    let (name, door) = (&visitor.full_name, &place.location.name);
    let at = visitor.arrival_date.unwrap_or(visitor.expected_arrival);
    let time = place.location.zone.local(at).1;
    Message {
        // One for each visitor, however often it is asked for.
        id: visitor.base.unique_id,
        at: place.app.now(),
        to_name: host.full_name.clone(),
        to: host.email.clone(),
        subject: format!("{name} is at {door} to see you"),
        text: format!(
            "Hello {},\n\n{name} came to {door} at {time} to see you, and is waiting.\n",
            host.full_name
        ),
    }
}

async fn note_told(place: &Place<'_>, visitor: i64) -> Result<(), StoreError> {
    let it = vec![Filter::on::<Visitor>("Id", Test::Is(Value::Int(visitor)))];
    let decide = |snapshot: &Snapshot, _: &mut Mint<'_>| {
        let told = snapshot.found.iter().flatten().cloned().map(|mut row: Row| {
            row.set("Notified", Value::Bool(true));
            Change::Amend(row, &["Notified"])
        });
        done(200, told.collect())
    };
    run(place.app, vec![Lookup::all(Visitor::schema(), it)], decide).await.map(drop)
}

async fn read<T: Record>(place: &Place<'_>, id: i64) -> Result<Option<T>, StoreError> {
    let of_id = Query::ids(T::schema(), Viewer::Everything, vec![id]);
    let row = place.app.store.list(of_id).await?.rows.pop();
    Ok(row.as_ref().map(T::from_row).transpose()?)
}
