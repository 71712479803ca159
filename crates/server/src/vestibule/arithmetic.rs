//! `GET /api/vestibule/checkins/{id}/arithmetic`: how a visit came to the minutes it took and the money it is charged.
//!
//! All of an answer is as of one moment: the visit, the day it is part of, and the ledger.

mod told;

use axum::extract::Request;
use axum::response::Response;
use vestibule_domain::Arithmetic;
use vestibule_domain::world::{Entry, World};
use vestibule_records::{Checkin, Id, Record, Row};
use vestibule_store::{Book, Scope, Store, Viewer, VisitScope};

use super::about;
use crate::api::Failure;
use crate::app::App;
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
        let reckoned = reckoned(&*app.store, &caller.viewer, &row).await?.ok_or(Failure::NotFound)?;
        let Reckoned { arithmetic, taken, world } = &reckoned;
        Ok(told::told(row.id(), arithmetic, taken, &world.location.zone).into_bytes())
    })
    .await
}

/// A visit, reckoned.
#[derive(Debug)]
pub(crate) struct Reckoned {
    /// How it came to what it takes.
    pub(crate) arithmetic: Arithmetic,
    /// What the ledger has of it, oldest first.
    pub(crate) taken: Vec<Entry>,
    /// What it was reckoned from.
    pub(crate) world: World,
}

/// Reckons a visit as of one moment; `None` when it is gone meanwhile.
///
/// # Errors
/// When the store fails.
pub(crate) async fn reckoned(
    store: &dyn Store,
    viewer: &Viewer,
    row: &Row,
) -> Result<Option<Reckoned>, Failure> {
    let snapshot = store.look(scope(viewer, row)?).await?;
    let Some(book) = Book::open(&snapshot)? else { return Ok(None) };
    let Some(visit) = book.visit_of_id(row.id()) else { return Ok(None) };
    let world = book.world();
    let arithmetic = vestibule_domain::arithmetic(&world, &visit);
    let mut taken = world.taken.clone();
    taken.retain(|entry| entry.visit == visit.id);
    Ok(Some(Reckoned { arithmetic, taken, world }))
}

/// What a correction of the visit would see.
fn scope(viewer: &Viewer, row: &Row) -> Result<Scope, Failure> {
    let visit = Checkin::from_row(row)?;
    Ok(Scope {
        viewer: viewer.clone(),
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
