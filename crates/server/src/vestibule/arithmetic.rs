//! `GET /api/vestibule/checkins/{id}/arithmetic`: how a visit came to the minutes it took and the money it is charged.
//!
//! All of an answer is as of one moment: the visit, the day it is part of, and the ledger.

mod told;

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use vestibule_records::{Checkin, Id, Record};
use vestibule_store::{Book, Query, Reply, Scope, Snapshot, VisitScope};

use crate::api::{Failure, envelope};
use crate::app::App;
use crate::auth::{self, Caller};
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Checkin",
    about: "Each step from the length of the visit to what it takes, as data and as lines for people, and what the \
            ledger has of it. It goes by the bookings, the price and the discount that were there when the visit was \
            settled; only a correction counts anew. An open visit is shown with what it opened at.",
    asker: Asker::Role(Checkin::schema, "Read"),
    parameters: &[Said {
        name: "id",
        place: "path",
        shape: Shape::Integer,
        required: true,
        about: "The visit.",
    }],
    answers: &[Answered::json(200, told::SHAPE, "The arithmetic.")],
    errors: &[404],
    ..Endpoint::new(
        Verb::Get,
        "/api/vestibule/checkins/{id}/arithmetic",
        "getCheckinArithmetic",
        "How a visit came to its minutes and its charge",
    )
};

/// Answers with the arithmetic of a visit that the caller sees.
pub(crate) async fn arithmetic(app: &App, request: Request, id: &str) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let request = request.map(drop);
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        caller.may(Checkin::schema(), "Read")?;
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let snapshot = app.store.look(scope(app, &caller, id).await?).await?;
        let body = body(&snapshot, id)?.ok_or(Failure::NotFound)?;
        Ok(envelope::respond(Reply { status: 200, body: body.into_bytes() }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

/// What a correction of the visit would see.
async fn scope(app: &App, caller: &Caller, id: i64) -> Result<Scope, Failure> {
    let query = Query::ids(Checkin::schema(), caller.viewer.clone(), vec![id]);
    let row = app.store.list(query).await?.rows.pop().ok_or(Failure::NotFound)?;
    let visit = Checkin::from_row(&row)?;
    Ok(Scope {
        viewer: caller.viewer.clone(),
        rows: Vec::new(),
        lookups: Vec::new(),
        visit: Some(VisitScope {
            location: visit.business_id.get(),
            customer: visit.coworker_id.map(Id::get),
            instants: vec![visit.from_time],
            visit: Some(id),
            pass: None,
            tap: None,
        }),
    })
}

/// `None` when the visit is gone meanwhile.
fn body(snapshot: &Snapshot, id: i64) -> Result<Option<String>, Failure> {
    let Some(book) = Book::open(snapshot)? else {
        return Ok(None);
    };
    let Some(visit) = book.visit_of_id(id) else {
        return Ok(None);
    };
    let world = book.world();
    let arithmetic = vestibule_domain::arithmetic(&world, &visit);
    let mut taken = world.taken.clone();
    taken.retain(|entry| entry.visit == visit.id);
    Ok(Some(told::told(id, &arithmetic, &taken, &world.location.zone)))
}
