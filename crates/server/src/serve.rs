//! The outermost layer of a request: its id, a panic, its time, and which part of the server its path belongs to.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use futures_util::FutureExt as _;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode};
use tracing::Instrument as _;
use vestibule_store::counted::Stopwatch;

use crate::access;
use crate::api::{self, envelope};
use crate::app::App;
use crate::auth;
use crate::console;
use crate::delivery::log;
use crate::kiosk;
use crate::limits;
use crate::metrics::{self, Asked};
use crate::openapi::{self, Answered, Asker, Endpoint, Said, Shape, Verb};
use crate::public;
use crate::readiness;
use crate::request_id::{self, REQUEST_ID};
use crate::vestibule;
use crate::{presence, sources, spaceapi, stream, tiles};

/// What is said about the server itself.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        asker: Asker::Always,
        answers: &[Answered {
            status: 200,
            content: Some(("text/plain", Shape::Exactly("ok"))),
            headers: &[],
            about: "It is.",
        }],
        ..Endpoint::new(Verb::Get, "/healthz", "isHealthy", "Whether the server is up")
    },
    readiness::ENDPOINT,
    Endpoint {
        parameters: &[Said {
            name: "If-None-Match",
            place: "header",
            shape: Shape::Text,
            required: false,
            about: "The `ETag` of what is known already.",
        }],
        answers: &[
            Answered { headers: &["ETag"], ..Answered::json(200, Shape::AnyObject, "The description.") },
            Answered {
                status: 304,
                content: None,
                headers: &["ETag"],
                about: "It is the one that is known.",
            },
        ],
        ..Endpoint::new(Verb::Get, "/openapi.json", "getDescription", "This description")
    },
];

/// The target of the line that each request leaves in the log.
const ACCESS: &str = "vestibule::access";
/// What machines ask all the time, and nobody wants to read of.
const ASKED_ALL_THE_TIME: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// How long a request may take until its answer begins, its body included. A write that was taken on is finished all the same.
const PATIENCE: Duration = Duration::from_secs(60);

/// The whole server as a router.
pub fn router(app: App) -> Router {
    Router::new().fallback(entry).with_state(app)
}

async fn entry(State(app): State<App>, request: Request) -> Response {
    let took = Stopwatch::start();
    let id = request_id::of(request.headers(), &*app.entropy);
    let span = tracing::error_span!("request", id = %id, user = tracing::field::Empty);
    let path = request.uri().path().to_ascii_lowercase();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let form = openapi::template(&segments).or_else(|| console::template(&segments));
    let asked = Asked::of(request.method(), form.or_else(|| kiosk::template(&segments)));
    let mut response = answer(&app, request, &segments, &id).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let micros = took.micros();
    app.metrics.requests.answered(asked, response.status(), micros);
    span.in_scope(|| tell(asked, response.status(), micros));
    response
}

/// A line of the log for each request: nothing of it but what cannot hold a secret or a name.
fn tell(asked: Asked, status: StatusCode, micros: u64) {
    let Asked { method, route } = asked;
    let (status, ms) = (status.as_u16(), format_args!("{}.{:03}", micros / 1_000, micros % 1_000));
    if ASKED_ALL_THE_TIME.contains(&route) {
        tracing::debug!(target: ACCESS, method, route, status, %ms, "answered");
    } else {
        tracing::info!(target: ACCESS, method, route, status, %ms, "answered");
    }
}

async fn answer(app: &App, request: Request, segments: &[&str], id: &str) -> Response {
    let answering = AssertUnwindSafe(route(app, request, segments)).catch_unwind();
    let response = match tokio::time::timeout(PATIENCE, answering).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            tracing::error!("a request panicked");
            let message = format!("An error has occurred. Request {id}");
            envelope::failure(StatusCode::INTERNAL_SERVER_ERROR, &message)
        }
        Err(_) => envelope::failure(StatusCode::REQUEST_TIMEOUT, "The request took too long to arrive"),
    };
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!("answered with 500");
    }
    response
}

fn healthy(method: &Method) -> Response {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(method, "GET");
    }
    let mut response = Response::new(Body::from("ok"));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// A page, which is nothing that the API describes.
async fn page(app: &App, request: Request, segments: &[&str]) -> Response {
    match segments {
        ["kiosk", rest @ ..] if kiosk::template(segments).is_some() => {
            kiosk::answer(app, request, rest).await
        }
        _ if console::template(segments).is_some() => console::answer(app, request, segments).await,
        _ => envelope::not_found(),
    }
}

/// Paths mean the same in any letter case and with a slash at the end (`contract.md 1`).
async fn route(app: &App, request: Request, segments: &[&str]) -> Response {
    match segments {
        ["healthz"] => return healthy(request.method()),
        ["readyz"] => return readiness::endpoint(app, request.method()).await,
        ["metrics"] => return metrics::endpoint(app, request).await,
        _ => {}
    }
    // What a page loads at once must not use up how often its reader may ask.
    if let ["t", "assets", file] = *segments {
        return tiles::asset(&request, file);
    }
    if let ["assets", ..] = *segments {
        return Box::pin(page(app, request, segments)).await;
    }
    if let ["kiosk", rest @ ..] = segments
        && let Some(response) = kiosk::asset(&request, rest)
    {
        return response;
    }
    if let Some(refusal) = limits::refusal(app, &request) {
        return refusal;
    }
    if openapi::template(segments).is_none() {
        // Boxed: what pages need while they wait is large, and would be moved along with every request of the API.
        return Box::pin(page(app, request, segments)).await;
    }
    match segments {
        ["api", "token"] => auth::token_endpoint(app, request).await,
        ["api", "auth", "me"] | ["api", "sys", "users", "me"] => public::me(app, request).await,
        ["api", "sys", "users", "validate"] => auth::validate(app, request).await,
        ["api", "utils", "enums"] => api::enums(app, request).await,
        ["api", "public", rest @ ..] => public::answer(app, request, rest).await,
        ["api", "vestibule", "access", "groups"] => access::groups::endpoint(app, request).await,
        ["api", "vestibule", "access", "resync"] => access::resync::endpoint(app, request).await,
        ["api", "vestibule", "attendance"] => presence::attendance(app, request).await,
        ["api", "vestibule", "checkins", id, "arithmetic"] => vestibule::arithmetic(app, request, id).await,
        ["api", "vestibule", "checkins", id, "witnesses"] => vestibule::witnesses(app, request, id).await,
        ["api", "vestibule", "deliveries"] => log::list(app, request).await,
        ["api", "vestibule", "deliveries", id] => log::read(app, request, id).await,
        ["api", "vestibule", "deliveries", id, "resend"] => log::resend(app, request, id).await,
        ["api", "vestibule", "events"] => sources::events(app, request).await,
        ["api", "vestibule", "events", "door"] => sources::door_event(app, request).await,
        ["api", "vestibule", "events", "door", system, key] => {
            sources::door_system_event(app, request, system, key).await
        }
        ["api", "vestibule", "events", "sensor", _] => sources::sensor_event(app, request).await,
        ["api", "vestibule", "explain"] => vestibule::explain(app, request).await,
        ["api", "vestibule", "jobs"] => vestibule::jobs(app, request).await,
        ["api", "vestibule", "failedcheckins", id, "verdict"] => vestibule::verdict(app, request, id).await,
        ["api", "vestibule", "webhooks", id, "resend"] => log::resend_all(app, request, id).await,
        ["api", "vestibule", "stream"] => stream::endpoint(app, request).await,
        ["api", "vestibule", "presence"] => presence::presence(app, request).await,
        ["api", "vestibule", "rollcall"] => presence::rollcall(app, request).await,
        ["api", module, entities] => api::collection(app, request, module, entities).await,
        ["api", module, entities, "commands"] => api::commands(app, request, module, entities).await,
        ["api", module, entities, "runcommand"] => api::run_command(app, request, module, entities).await,
        ["api", module, entities, id] => api::member(app, request, module, entities, id).await,
        ["docs"] => openapi::page_endpoint(&request, ""),
        ["docs", file] => openapi::page_endpoint(&request, file),
        ["t", rest @ ..] => tiles::answer(app, request, rest).await,
        ["openapi.json"] => openapi::description_endpoint(&request),
        ["spaceapi.json"] => spaceapi::endpoint(app, request).await,
        ["spaceapi.svg"] => spaceapi::logo(&request),
        [language, rest @ ..] if public::is_language(language) => public::page(app, request, rest).await,
        _ => envelope::not_found(),
    }
}
