//! `GET /api/vestibule/presence`: who is on site now.

use std::collections::BTreeMap;

use axum::extract::Request;
use axum::response::Response;
use serde_json::{Value as Json, json};
use vestibule_domain::minutes::started;
use vestibule_domain::occupancy::names;
use vestibule_domain::time::Instant;
use vestibule_domain::world::{CustomerPass, PassRef, Right};
use vestibule_records::{Checkin, Id, Record, Row, Visitor};
use vestibule_store::{OnSite, Reply};

use super::inside::{Inside, inside_today};
use super::place::{Asked, asked, premises};
use super::{LOCATION, source_name};
use crate::api::envelope::instant;
use crate::api::{Failure, envelope};
use crate::app::App;
use crate::openapi::{Answered, Asker, Endpoint, Shape, Verb, member};
use crate::vestibule::{WITNESS, witness};
use crate::witnesses::Witnesses;

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Presence",
    about: "Each open visit of the business day that runs, with how it came about, what it stands on and how long it has \
            lasted, counted as it would be billed if it ended now. Visitors who arrived and have not left are told to \
            callers who may read visitors; they are counted in any case.",
    asker: Asker::Role(Checkin::schema, "Read"),
    parameters: &[LOCATION],
    answers: &[Answered::json(200, SHAPE, "Who is there, as of one moment.")],
    errors: &[400],
    ..Endpoint::new(Verb::Get, "/api/vestibule/presence", "getPresence", "Who is on site now")
};

const SHAPE: Shape = Shape::Object(&[
    member("BusinessId", Shape::Integer, "The location."),
    member("BusinessName", Shape::Text, "What people call it."),
    member("AsOf", Shape::Text, "The moment, UTC."),
    member("Counts", COUNTS, "How many there are."),
    member("Capacity", CAPACITY, "How many there may be."),
    member("Visits", Shape::List(&VISIT), "Who is inside, the first to come first."),
    member(
        "Visitors",
        Shape::OrNull(&Shape::List(&VISITOR)),
        "Who visits; null for whoever may not read visitors.",
    ),
]);

const COUNTS: Shape = Shape::Object(&[
    member("Inside", Shape::Integer, "Open visits, with or without a customer."),
    member("Unknown", Shape::Integer, "Of these, presence without a customer."),
    member("Visitors", Shape::Integer, "Visitors beside."),
    member(
        "ByPlan",
        Shape::List(&COUNTED),
        "By the plans they had when they came; whoever has two counts twice.",
    ),
    member("ByTeam", Shape::List(&COUNTED), "By the teams they were in when they came."),
    member("BySource", Shape::List(&COUNTED), "By how they came."),
]);

const COUNTED: Shape = Shape::Object(&[
    member("Name", Shape::OrNull(&Shape::Text), "What they have in common; null for customers without any."),
    member("Count", Shape::Integer, "How many they are."),
]);

const CAPACITY: Shape = Shape::Object(&[
    member("Most", Shape::OrNull(&Shape::Integer), "`MobileApp.NexClicker.MaxCapacity`."),
    member("Share", Shape::OrNull(&Shape::Number), "How much of it is taken by open visits: 0.5 is half."),
]);

const VISIT: Shape = Shape::Object(&[
    member("CheckinId", Shape::Integer, "The visit."),
    member("Customer", Shape::OrNull(&PERSON), "Whose it is; null for presence without a customer."),
    member("AccessTokenId", Shape::OrNull(&Shape::Integer), "The access token of a guest."),
    member("Source", Shape::Integer, "How they came."),
    member("SourceName", Shape::Text, "The same in a word."),
    member("Witnesses", Shape::List(&WITNESS), "Each thing that spoke for it, the first one first."),
    member("Pass", Shape::OrNull(&PASS), "What it stands on."),
    member("Plans", Shape::List(&Shape::Text), "Their plans when they came."),
    member("Teams", Shape::List(&Shape::Text), "Their teams when they came."),
    member("Since", Shape::Text, "Their arrival, UTC."),
    member("Minutes", Shape::Integer, "Whole minutes since, less what lies in bookings that are left out."),
    member("BilledMinutes", Shape::Integer, "What would be billed if they left now."),
    member("LastSeen", EVIDENCE, "What was heard of them last."),
    member("EndsByItself", Shape::Boolean, "Whether the visit ends when its device falls silent."),
]);

const PERSON: Shape = Shape::Object(&[
    member("Id", Shape::Integer, "Their number."),
    member("Name", Shape::Text, "Their name."),
]);

const PASS: Shape = Shape::Object(&[
    member("CoworkerTimePassId", Shape::OrNull(&Shape::Integer), "The pass."),
    member("TimePassId", Shape::Integer, "Its kind."),
    member("Name", Shape::Text, "What people call it."),
    member("Kind", Shape::Words(&["Day", "Minutes", "PayAsYouGo"]), "What it is counted in."),
    member(
        "MinutesLeft",
        Shape::OrNull(&Shape::Integer),
        "Of minutes: what it would have left if they left now.",
    ),
    member("ExpireDate", Shape::OrNull(&Shape::Text), "Until when it is good, UTC."),
]);

const EVIDENCE: Shape = Shape::Object(&[
    member("At", Shape::Text, "When, UTC."),
    member("Of", Shape::Text, "By what, such as a door, a device, or the source of the visit."),
]);

const VISITOR: Shape = Shape::Object(&[
    member("VisitorId", Shape::Integer, "The visitor."),
    member("Name", Shape::Text, "Their name."),
    member("Company", Shape::OrNull(&Shape::Text), "Where they come from."),
    member("Host", Shape::OrNull(&PERSON), "Who receives them."),
    member("Since", Shape::Text, "When they came, UTC."),
    member("Minutes", Shape::Integer, "Minutes begun since."),
]);

/// Answers with who is at a location that the caller sees.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    asked(app, request, async |asked| {
        let there = app.store.on_site(vec![premises(&asked.place, asked.now)]).await?;
        let inside = inside_today(&there, &asked.catalogue, &asked.place, asked.now)?;
        let body = told(&asked, &there, &inside)?.to_string().into_bytes();
        Ok(envelope::respond(Reply { status: 200, body }))
    })
    .await
}

fn told(asked: &Asked, there: &OnSite, inside: &[Inside<'_>]) -> Result<Json, Failure> {
    let most = asked.place.capacity.most;
    let share = most.filter(|most| *most > 0).map(|most| inside.len() as f64 / f64::from(most));
    let visitors = asked.caller.may(Visitor::schema(), "Read").is_ok();
    let visitors = visitors.then(|| {
        let visitors = there.visitors.iter().map(|row| visitor(row, there, asked.now));
        visitors.collect::<Result<Vec<_>, Failure>>()
    });
    Ok(json!({
        "BusinessId": asked.place.id.get(),
        "BusinessName": asked.place.name,
        "AsOf": instant(asked.now),
        "Counts": counts(inside, there.visitors.len()),
        "Capacity": { "Most": most, "Share": share },
        "Visits": inside.iter().map(visit).collect::<Vec<_>>(),
        "Visitors": visitors.transpose()?,
    }))
}

fn visit(inside: &Inside<'_>) -> Json {
    let Inside { visit, row, customer, pass: stands_on, length, seen } = inside;
    json!({
        "CheckinId": visit.base.id,
        "Customer": customer.map(person),
        "AccessTokenId": visit.access_token_id,
        "Source": visit.source.number(),
        "SourceName": source_name(visit.source.number()),
        "Witnesses": Witnesses::of(row).iter().map(witness).collect::<Vec<_>>(),
        "Pass": stands_on.as_ref().map(|pass| self::pass(pass, inside)),
        "Plans": names(visit.tariff_at_the_time_of_checkin.as_deref()).collect::<Vec<_>>(),
        "Teams": names(visit.teams_at_the_time_of_checkin.as_deref()).collect::<Vec<_>>(),
        "Since": instant(visit.from_time),
        "Minutes": inside.minutes(),
        "BilledMinutes": length.billed().get(),
        "LastSeen": { "At": instant(seen.at), "Of": seen.of },
        "EndsByItself": visit.auto_checkout,
    })
}

fn person(row: &Row) -> Json {
    json!({ "Id": row.id(), "Name": row.get("FullName").text().unwrap_or_default() })
}

fn pass(pass: &CustomerPass, inside: &Inside<'_>) -> Json {
    let kind = match pass.right {
        _ if pass.pay_as_you_go() => "PayAsYouGo",
        Right::Day { .. } => "Day",
        Right::Time { .. } => "Minutes",
    };
    let id = match pass.id {
        PassRef::Existing(id) => Some(id.get()),
        PassRef::Sold | PassRef::Coming(_) => None,
    };
    json!({
        "CoworkerTimePassId": id,
        "TimePassId": pass.terms.id.get(),
        "Name": pass.terms.name,
        "Kind": kind,
        "MinutesLeft": inside.minutes_left().map(|left| left.get()),
        "ExpireDate": pass.expires.map(instant),
    })
}

fn visitor(row: &Row, there: &OnSite, now: Instant) -> Result<Json, Failure> {
    let Guest { visitor, host, since } = Guest::of(row, there)?;
    Ok(json!({
        "VisitorId": visitor.base.id,
        "Name": visitor.full_name,
        "Company": visitor.company_name,
        "Host": host.map(person),
        "Since": instant(since),
        "Minutes": started(since, now).get(),
    }))
}

/// A visitor who is there.
pub(crate) struct Guest<'a> {
    /// Who it is.
    pub(crate) visitor: Visitor,
    /// The customer who receives them.
    pub(crate) host: Option<&'a Row>,
    /// When they came.
    pub(crate) since: Instant,
}

impl<'a> Guest<'a> {
    /// One of the visitors who are there.
    ///
    /// # Errors
    /// When the row is not what its declaration says.
    pub(crate) fn of(row: &Row, there: &'a OnSite) -> Result<Self, Failure> {
        let visitor = Visitor::from_row(row)?;
        let since = visitor.arrival_date.unwrap_or(visitor.expected_arrival);
        let host = visitor.coworker_id.map(Id::get).and_then(|host| there.customer(host));
        Ok(Self { visitor, host, since })
    }
}

fn counts(inside: &[Inside<'_>], visitors: usize) -> Json {
    let known = || inside.iter().filter(|one| one.visit.coworker_id.is_some());
    let by = |text: fn(&Checkin) -> Option<&str>| {
        let shared = known().flat_map(|one| {
            let mut names = names(text(&one.visit)).map(Some).peekable();
            let none = names.peek().is_none().then_some(None);
            names.chain(none)
        });
        told_of(counted(shared))
    };
    json!({
        "Inside": inside.len(),
        "Unknown": inside.len() - known().count(),
        "Visitors": visitors,
        "ByPlan": by(|visit| visit.tariff_at_the_time_of_checkin.as_deref()),
        "ByTeam": by(|visit| visit.teams_at_the_time_of_checkin.as_deref()),
        "BySource": told_of(counted(inside.iter().map(|one| Some(source_name(one.visit.source.number()))))),
    })
}

/// How often each comes.
pub(crate) fn counted<T: Ord>(all: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut groups = BTreeMap::new();
    all.for_each(|one| *groups.entry(one).or_default() += 1);
    groups
}

/// Each with how often it comes; what has no name comes first.
fn told_of<'a>(groups: impl IntoIterator<Item = (Option<&'a str>, usize)>) -> Vec<Json> {
    groups.into_iter().map(|(name, count)| json!({ "Name": name, "Count": count })).collect()
}
