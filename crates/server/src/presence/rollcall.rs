//! `GET /api/vestibule/rollcall`: everybody on site, to be called when the house is cleared.
//!
//! Nobody is left out for want of certainty: a visit that nothing has ended yet is called, of whichever day it is.

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::HeaderValue;
use http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE};
use serde_json::{Value as Json, json};
use vestibule_domain::location::Location;
use vestibule_domain::occupancy::names;
use vestibule_domain::time::Instant;
use vestibule_records::{Checkin, Coworker, Record, Row, Visitor};
use vestibule_store::{Catalogue, OnSite, Reply};

use super::evidence::Evidence;
use super::inside::{Inside, inside};
use super::now::Guest;
use super::place::{Asked, asked, premises};
use super::{LOCATION, csv};
use crate::api::envelope::instant;
use crate::api::{Failure, envelope};
use crate::app::App;
use crate::auth::Caller;
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb, member};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Presence",
    about: "Everybody whose visit nothing has ended yet, of whichever day, and the visitors of this one, by name. \
            Telephones and companies are told to callers who may read customers, visitors to those who may read \
            visitors.",
    asker: Asker::Role(Checkin::schema, "Read"),
    parameters: &[
        LOCATION,
        Said::query("below", Shape::Boolean, "Also those of every location below it."),
        Said::query("format", Shape::Words(&["json", "csv"]), "The same as `Accept: text/csv`."),
    ],
    answers: &[
        Answered::json(200, SHAPE, "Everybody, as of one moment."),
        Answered {
            status: 200,
            content: Some(("text/csv", Shape::Text)),
            headers: &[],
            about: "Everybody, as of one moment.",
        },
    ],
    errors: &[400],
    ..Endpoint::new(Verb::Get, "/api/vestibule/rollcall", "getRollCall", "Everybody on site, to be called")
};

const SHAPE: Shape = Shape::Object(&[
    member("BusinessId", Shape::Integer, "The location."),
    member("BusinessName", Shape::Text, "What people call it."),
    member("AsOf", Shape::Text, "The moment, UTC."),
    member("Count", Shape::Integer, "How many there are."),
    member(
        "VisitorsLeftOut",
        Shape::Boolean,
        "Whether visitors are missing since the caller may not read them.",
    ),
    member("People", Shape::List(&PERSON), "Everybody by name, those without one last."),
]);

const PERSON: Shape = Shape::Object(&[
    member("Kind", Shape::Words(&["Customer", "Visitor", "Unknown"]), "What they are here."),
    member(
        "Id",
        Shape::Integer,
        "The number of the customer, of the visitor, or of the visit of somebody unknown.",
    ),
    member("Name", Shape::OrNull(&Shape::Text), "Their name."),
    member("Phone", Shape::OrNull(&Shape::Text), "Where they can be reached."),
    member("Company", Shape::OrNull(&Shape::Text), "Where they are from."),
    member("Teams", Shape::List(&Shape::Text), "Their teams when they came."),
    member("Host", Shape::OrNull(&Shape::Text), "Who receives a visitor."),
    member("BusinessId", Shape::Integer, "The location they are at."),
    member("BusinessName", Shape::Text, "What people call it."),
    member("Since", Shape::Text, "When they came, UTC."),
    member("LastSeen", Shape::Text, "The last evidence of them, UTC."),
    member("LastSeenBy", Shape::Text, "What it was."),
]);

/// The cells of a line, in order.
const HEAD: [&str; 10] =
    ["Name", "Kind", "Phone", "Company", "Teams", "Host", "Location", "Since", "Last seen", "Last seen by"];

/// Somebody to be called.
pub(crate) struct Person<'a> {
    /// What they are here: `Customer`, `Visitor` or `Unknown`.
    pub(crate) kind: &'static str,
    /// The number of the customer, of the visitor, or of the visit of somebody unknown.
    pub(crate) id: i64,
    /// Their name.
    pub(crate) name: Option<String>,
    /// Where they can be reached.
    pub(crate) phone: Option<String>,
    /// Where they are from.
    pub(crate) company: Option<String>,
    /// Their teams when they came.
    pub(crate) teams: Vec<String>,
    /// Who receives a visitor.
    pub(crate) host: Option<String>,
    /// The location they are at.
    pub(crate) place: &'a Location,
    /// When they came.
    pub(crate) since: Instant,
    /// The last evidence of them.
    pub(crate) seen: Evidence,
}

/// Answers with everybody at a location that the caller sees.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    asked(app, request, async |asked| {
        let is_csv = asked.word("format", &[("json", false), ("csv", true)])? || accepts_csv(&asked);
        let below = asked.word("below", &[("false", false), ("true", true)])?;
        let places = places(&asked.caller, &asked.catalogue, asked.place.id.get(), below);
        let people = people(app, &asked.caller, &asked.catalogue, &places, asked.now).await?;
        Ok(if is_csv { lines(&people) } else { envelope::respond(json_of(&asked, &people)) })
    })
    .await
}

/// Everybody at these locations who is to be called, by name; those without one last.
///
/// # Errors
/// When the store fails.
pub(crate) async fn people<'a>(
    app: &App,
    caller: &Caller,
    catalogue: &Catalogue,
    places: &[&'a Location],
    now: Instant,
) -> Result<Vec<Person<'a>>, Failure> {
    let there = app.store.on_site(places.iter().map(|place| premises(place, now)).collect()).await?;
    let mut people = Vec::new();
    for place in places {
        people.extend(people_at(caller, catalogue, &there, place, now)?);
    }
    people.sort_by_cached_key(|person| {
        let name = person.name.as_deref().map(str::to_lowercase);
        (name.is_none(), name, person.id)
    });
    Ok(people)
}

/// A location, and what is below it where that is asked for, as far as the caller sees it.
pub(crate) fn places<'a>(
    caller: &Caller,
    catalogue: &'a Catalogue,
    location: i64,
    below: bool,
) -> Vec<&'a Location> {
    let all = if below { catalogue.with_everything_below(&[location]) } else { vec![location] };
    let seen = all.into_iter().filter(|location| caller.viewer.sees(*location));
    seen.filter_map(|id| catalogue.location(id)).map(|place| &**place).collect()
}

fn accepts_csv(asked: &Asked) -> bool {
    let accept = asked.question.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let kinds = accept.unwrap_or_default().split(',');
    // The first kind that can be answered is the one that is wanted.
    let kinds = kinds.filter_map(|kind| kind.split(';').next()).map(|kind| kind.trim().to_ascii_lowercase());
    kinds.into_iter().find(|kind| matches!(kind.as_str(), "text/csv" | "application/json" | "*/*"))
        == Some("text/csv".to_owned())
}

fn people_at<'a>(
    caller: &Caller,
    catalogue: &Catalogue,
    there: &OnSite,
    place: &'a Location,
    now: Instant,
) -> Result<Vec<Person<'a>>, Failure> {
    let may_read_customers = caller.may(Coworker::schema(), "Read").is_ok();
    let inside = inside(there, catalogue, place, now)?;
    let mut people: Vec<_> =
        inside.into_iter().map(|inside| of_visit(inside, place, may_read_customers)).collect();
    if caller.may(Visitor::schema(), "Read").is_ok() {
        let here = |row: &&Row| row.get("BusinessId").int() == Some(place.id.get());
        for row in there.visitors.iter().filter(here) {
            people.push(of_visitor(row, there, place)?);
        }
    }
    Ok(people)
}

fn of_visit<'a>(inside: Inside<'_>, place: &'a Location, tells_more: bool) -> Person<'a> {
    let Inside { visit, customer, seen, .. } = inside;
    let held = |field| customer.and_then(|row| filled(row.get(field).text()));
    let more = |field| if tells_more { held(field) } else { None };
    Person {
        kind: if customer.is_some() { "Customer" } else { "Unknown" },
        id: customer.map_or(visit.base.id, Row::id),
        name: held("FullName"),
        phone: more("MobilePhone").or_else(|| more("LandLine")),
        company: more("CompanyName"),
        teams: names(visit.teams_at_the_time_of_checkin.as_deref()).map(str::to_owned).collect(),
        host: None,
        place,
        since: visit.from_time,
        seen,
    }
}

fn of_visitor<'a>(row: &Row, there: &OnSite, place: &'a Location) -> Result<Person<'a>, Failure> {
    let Guest { visitor, host, since } = Guest::of(row, there)?;
    Ok(Person {
        kind: "Visitor",
        id: visitor.base.id,
        name: filled(Some(&visitor.full_name)),
        phone: filled(visitor.phone_number.as_deref()),
        company: filled(visitor.company_name.as_deref()),
        teams: Vec::new(),
        host: host.and_then(|host| filled(host.get("FullName").text())),
        place,
        since,
        seen: Evidence { at: since, of: visitor.checked_in_at.unwrap_or("Arrival".to_owned()) },
    })
}

fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn json_of(asked: &Asked, people: &[Person<'_>]) -> Reply {
    let body = json!({
        "BusinessId": asked.place.id.get(),
        "BusinessName": asked.place.name,
        "AsOf": instant(asked.now),
        "Count": people.len(),
        "VisitorsLeftOut": asked.caller.may(Visitor::schema(), "Read").is_err(),
        "People": people.iter().map(person).collect::<Vec<_>>(),
    });
    Reply { status: 200, body: body.to_string().into_bytes() }
}

fn person(person: &Person<'_>) -> Json {
    json!({
        "Kind": person.kind,
        "Id": person.id,
        "Name": person.name,
        "Phone": person.phone,
        "Company": person.company,
        "Teams": person.teams,
        "Host": person.host,
        "BusinessId": person.place.id.get(),
        "BusinessName": person.place.name,
        "Since": instant(person.since),
        "LastSeen": instant(person.seen.at),
        "LastSeenBy": person.seen.of,
    })
}

/// For people with a list in their hands: times are those on the wall of the location.
fn lines(people: &[Person<'_>]) -> Response {
    let mut out = String::new();
    csv::line(HEAD, &mut out);
    for person in people {
        let on_the_wall = |at: Instant| {
            let (date, time) = person.place.zone.local(at);
            format!("{date} {time}")
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let cells = [
            text(&person.name),
            person.kind.to_owned(),
            text(&person.phone),
            text(&person.company),
            person.teams.join(", "),
            text(&person.host),
            person.place.name.clone(),
            on_the_wall(person.since),
            on_the_wall(person.seen.at),
            person.seen.of.clone(),
        ];
        csv::line(cells.iter().map(String::as_str), &mut out);
    }
    let mut response = Response::new(Body::from(out));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"rollcall.csv\""));
    response
}
