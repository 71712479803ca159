//! The outermost layer of a request: its id, a panic, its time, and which part of the server its path belongs to.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use futures_util::FutureExt as _;
use http::header::HeaderName;
use http::{HeaderValue, StatusCode};

use crate::api::{self, envelope};
use crate::app::App;
use crate::auth;

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

/// Paths mean the same in any letter case and with a slash at the end (`contract.md 1`).
async fn route(app: &App, request: Request) -> Response {
    let path = request.uri().path().to_ascii_lowercase();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    match segments.as_slice() {
        ["api", "token"] => auth::token_endpoint(app, request).await,
        ["api", module, entities] => api::collection(app, request, module, entities).await,
        ["api", module, entities, "commands"] => api::commands(app, request, module, entities).await,
        ["api", module, entities, "runcommand"] => api::run_command(app, request, module, entities).await,
        ["api", module, entities, id] => api::member(app, request, module, entities, id).await,
        ["healthz"] => Response::new(Body::from("ok")),
        _ => envelope::not_found(),
    }
}
