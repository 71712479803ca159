//! `GET /api/vestibule/checkins/{id}/arithmetic`: how a visit came to the minutes it took and the money it is charged.
//!
//! All of an answer is as of one moment: the visit, the day it is part of, and the ledger.

mod told;

use axum::extract::Request;
use axum::response::Response;
use vestibule_records::{Checkin, Id, Record, Row};
use vestibule_store::{Book, Scope, Snapshot, VisitScope};

use super::about;
use crate::api::Failure;
use crate::app::App;
use crate::auth::Caller;
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
    about::<Checkin>(app, request, id, async |caller, row| {
        let snapshot = app.store.look(scope(&caller, &row)?).await?;
        let body = body(&snapshot, row.id())?.ok_or(Failure::NotFound)?;
        Ok(body.into_bytes())
    })
    .await
}

/// What a correction of the visit would see.
fn scope(caller: &Caller, row: &Row) -> Result<Scope, Failure> {
    let visit = Checkin::from_row(row)?;
    Ok(Scope {
        viewer: caller.viewer.clone(),
        rows: Vec::new(),
        lookups: Vec::new(),
        visit: Some(VisitScope {
            location: visit.business_id.get(),
            customer: visit.coworker_id.map(Id::get),
            instants: vec![visit.from_time],
            visit: Some(visit.base.id),
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
