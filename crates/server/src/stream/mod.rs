//! `GET /api/vestibule/stream`: what happens at the caller's locations while they listen, as Server-Sent Events.
//!
//! # Who does what
//!
//! The store writes down what happened in the transaction in which it happened, numbered in the order of commits
//! ([`vestibule_store`]'s chronicle). The [`Hub`] is one task of the node, there while somebody listens: it reads what is
//! new, looks up the names once ([`log`]) and hands each event to all who listen. A [`listener`] is one connection: it
//! tells what was missed, then what the hub hands on, as far as its caller may know ([`asked`]).
//!
//! # The seam
//!
//! A listener begins where it was when it left, or else with the last thing that happened before it asked. It is handed
//! events from a moment before it asks for that number once more. Up to there it reads the log itself; of what it is handed
//! it leaves out what is not above. So nothing is missed and nothing comes twice, whichever node told the rest.
//!
//! # Who is slow
//!
//! Nobody waits for a listener. The hub keeps the last events for all of them together; who is further behind than that is
//! let go, and goes on from the last number they saw when they come back.

mod asked;
mod hub;
mod listener;
mod log;
mod told;

pub use hub::Hub;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Method};
use vestibule_records::{Checkin, Record as _};

use crate::api::{Failure, envelope};
use crate::app::App;
use crate::auth;
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb};
use asked::Asked;
use listener::Listener;

/// What is said about it.
pub(crate) const ENDPOINTS: &[Endpoint] = &[Endpoint {
    tag: "Stream",
    about: "Server-Sent Events that do not end: `arrival`, `departure`, `refusal` and `correction` as they are committed, \
            and `occupancy`, how many are inside: of each location first, then whenever it may be another. Each but \
            `occupancy` has a number: sent back as `Last-Event-ID`, all that came after it is told first. `reset` says that \
            some of that is no longer kept. Refusals need `FailedCheckin-List`, everything else `Checkin-List`. A comment \
            comes every 15 seconds. Who does not read fast enough, or whose rights change, is let go, and may come back.",
    asker: Asker::Role(Checkin::schema, "List"),
    parameters: &[
        Said::query(
            "location",
            Shape::Text,
            "Only these locations, by their ids: `1,2`; may come more than once.",
        ),
        Said::query("events", Shape::Text, "Only these events: `arrival,refusal`; may come more than once."),
        Said::query(
            "last_event_id",
            Shape::Text,
            "The same as the header, for who cannot set one; the header counts where both are there.",
        ),
        Said {
            name: "Last-Event-ID",
            place: "header",
            shape: Shape::Text,
            required: false,
            about: "The number of the last event that is known: what came after it is told first.",
        },
    ],
    answers: &[Answered {
        status: 200,
        content: Some(("text/event-stream", Shape::Text)),
        headers: &[],
        about: "The events, until either side ends it.",
    }],
    errors: &[400],
    ..Endpoint::new(Verb::Get, "/api/vestibule/stream", "streamEvents", "What happens, as it happens")
}];

/// Keeps proxies from collecting what should go out at once.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Answers with a stream of what the caller may know of.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    // A body says nothing, and cannot be shared between threads.
    let request = request.map(drop);
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        let catalogue = app.store.catalogue().await?;
        let asked = Asked::read(&request, &caller, &catalogue)?;
        let missed = asked.missed(app).await?;
        if request.method() == Method::HEAD {
            return Ok(Body::empty());
        }
        let seat = app.streams.seat(caller.user.get(), &app.settings.streams)?;
        Ok(Listener::new(app, request, caller, asked.wanted, seat).start(missed))
    };
    answer.await.map_or_else(Failure::respond, response)
}

fn response(body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(UNBUFFERED, HeaderValue::from_static("no"));
    response
}
