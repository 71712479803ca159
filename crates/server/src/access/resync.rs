//! `POST /api/vestibule/access/resync`: a door system is told anew how things stand with everybody at its location.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use serde_json::json;
use vestibule_records::{Business, Coworker, FieldError, Filter, Kind, Record, Row, Test, Value};
use vestibule_store::outbox::{self, DoorSystem};
use vestibule_store::{Answer, Decision, Mint, Query, Reply, Scope, Snapshot, StoreError, Viewer, Work};

use crate::api::envelope;
use crate::api::request::Write;
use crate::api::{Failure, unknown, unreadable};
use crate::app::App;
use crate::auth;
use crate::openapi::{Answered, Asker, Endpoint, JSON_OR_FORM, Shape, Verb, member};

/// Customers in one write.
const PAGE: i64 = 500;

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Access",
    about: "Every active customer of the location is told to its door system once more, as they then stand. That goes the \
            way of every update: in the background, and again after a failure.",
    asker: Asker::Role(Coworker::schema, "Edit"),
    body: Some((
        JSON_OR_FORM,
        Shape::Object(&[member("BusinessId", Shape::Integer, "The location with the door system.")]),
    )),
    answers: &[Answered::json(
        200,
        Shape::Object(&[
            member("BusinessId", Shape::Integer, "The location."),
            member("Queued", Shape::Integer, "How many customers it will be told of."),
        ]),
        "They will be told.",
    )],
    errors: &[400],
    ..Endpoint::new(
        Verb::Post,
        "/api/vestibule/access/resync",
        "resyncAccess",
        "Tell a door system of everybody anew",
    )
};

/// Has everybody told whom the caller sees there.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    if request.method() != Method::POST {
        return envelope::method_not_allowed(request.method(), "POST");
    }
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        caller.may(Coworker::schema(), "Edit")?;
        let sent = Write::read(request, &caller.email).await.map_err(Failure::Response)?;
        let body = sent.body().map_err(|error| Failure::invalid(unreadable(&error)))?;
        let missing = || Failure::invalid(FieldError::missing("BusinessId"));
        let input = body.get("BusinessId").ok_or_else(missing)?;
        let location = input.value(Kind::Integer).map_err(|message| wrong(message, input.attempted()))?;
        let location = location.int().ok_or_else(missing)?;
        let catalogue = app.store.catalogue().await?;
        if catalogue.location(location).is_none() || !caller.viewer.sees(location) {
            return Err(Failure::invalid(unknown("BusinessId", Business::schema(), location)));
        }
        let doors = catalogue.doors().at(location).cloned().ok_or_else(|| {
            let message = format!("this location has no door system: {} is not set", outbox::DOORS_URL);
            wrong(message, location.to_string())
        })?;
        let queued = resync(app, &doors).await?;
        let body = json!({ "BusinessId": location, "Queued": queued }).to_string().into_bytes();
        Ok(envelope::respond(Reply { status: 200, body }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

fn wrong(message: String, attempted: String) -> Failure {
    Failure::invalid(FieldError::new("BusinessId", message, attempted))
}

/// Has every active customer of the location told, a page at a time; says how many they are.
async fn resync(app: &App, doors: &DoorSystem) -> Result<usize, StoreError> {
    let (mut queued, mut after) = (0, 0);
    loop {
        let customers: Vec<i64> =
            app.store.list(active(doors.location, after)).await?.rows.iter().map(Row::id).collect();
        let Some(last) = customers.last().copied() else { return Ok(queued) };
        (queued, after) = (queued + customers.len(), last);
        queue(app, doors.clone(), customers).await?;
    }
}

fn active(location: i64, after: i64) -> Query {
    let is = |field, test| Filter::on::<Coworker>(field, test);
    let filters = vec![
        is("Businesses", Test::Holds(location)),
        is("Active", Test::Is(Value::Bool(true))),
        is("Archived", Test::Is(Value::Bool(false))),
        is("Id", Test::AtLeast(after.saturating_add(1))),
    ];
    let order = (Coworker::schema().position("Id").unwrap_or_default(), false);
    Query { filters, order, limit: PAGE, sets: false, ..Query::all(Coworker::schema()) }
}

async fn queue(app: &App, doors: DoorSystem, customers: Vec<i64>) -> Result<(), StoreError> {
    let scope = Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups: Vec::new(), visit: None };
    let now = app.now();
    let decide = move |_: &Snapshot, mint: &mut Mint<'_>| Decision {
        changes: outbox::door_updates(&doors, &customers, now, mint),
        answer: Answer::Ready(Reply { status: 200, body: Vec::new() }),
    };
    app.store.transact(Work { scope, key: None, now, decide: Arc::new(decide) }).await.map(drop)
}
