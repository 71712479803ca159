//! The outermost layer of a request: its id, a panic, its time, and which part of the server its path belongs to.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use futures_util::FutureExt as _;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Method, StatusCode};

use crate::access;
use crate::api::{self, envelope};
use crate::app::App;
use crate::auth;
use crate::limits;
use crate::openapi::{self, Answered, Asker, Endpoint, Said, Shape, Verb};
use crate::public;
use crate::vestibule;
use crate::{presence, sources, spaceapi, tiles};

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

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How long a request may take, its body included. A write that was taken on is finished all the same.
const PATIENCE: Duration = Duration::from_secs(60);

/// The whole server as a router.
pub fn router(app: App) -> Router {
    Router::new().fallback(entry).with_state(app)
}

async fn entry(State(app): State<App>, request: Request) -> Response {
    let id = request_id(&app);
    let answering = AssertUnwindSafe(route(&app, request)).catch_unwind();
    let mut response = match tokio::time::timeout(PATIENCE, answering).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            tracing::error!(request_id = %id, "a request panicked");
            let message = format!("An error has occurred. Request {id}");
            envelope::failure(StatusCode::INTERNAL_SERVER_ERROR, &message)
        }
        Err(_) => envelope::failure(StatusCode::REQUEST_TIMEOUT, "The request took too long to arrive"),
    };
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!(request_id = %id, "answered with 500");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn request_id(app: &App) -> String {
    let mut bytes = [0_u8; 8];
    app.entropy.fill(&mut bytes);
    format!("{:016x}", u64::from_ne_bytes(bytes))
}

fn healthy(method: &Method) -> Response {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(method, "GET");
    }
    let mut response = Response::new(Body::from("ok"));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// Paths mean the same in any letter case and with a slash at the end (`contract.md 1`).
async fn route(app: &App, request: Request) -> Response {
    let path = request.uri().path().to_ascii_lowercase();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    if segments == ["healthz"] {
        return healthy(request.method());
    }
    // What a page loads at once must not use up how often its reader may ask.
    if let ["t", "assets", file] = segments[..] {
        return tiles::asset(&request, file);
    }
    if let Some(refusal) = limits::refusal(app, &request) {
        return refusal;
    }
    if !openapi::describes(&segments) {
        return envelope::not_found();
    }
    match segments.as_slice() {
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
        ["api", "vestibule", "events"] => sources::events(app, request).await,
        ["api", "vestibule", "events", "door"] => sources::door_event(app, request).await,
        ["api", "vestibule", "events", "door", system, key] => {
            sources::door_system_event(app, request, system, key).await
        }
        ["api", "vestibule", "events", "sensor", _] => sources::sensor_event(app, request).await,
        ["api", "vestibule", "explain"] => vestibule::explain(app, request).await,
        ["api", "vestibule", "failedcheckins", id, "verdict"] => vestibule::verdict(app, request, id).await,
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
