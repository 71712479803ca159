//! The outermost layer: listening, request ids, panics, and which part of the server a path belongs to.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use futures_util::FutureExt as _;
use http::header::HeaderName;
use http::{HeaderValue, StatusCode};
use tokio::net::TcpListener;

use crate::api::{self, envelope};
use crate::app::App;
use crate::auth;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The whole server as a router.
pub fn router(app: App) -> Router {
    Router::new().fallback(entry).with_state(app)
}

/// Serves until the process is told to stop; requests under way are finished.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: App,
    until: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    // An answer of a few hundred bytes must not wait for more to be worth a packet.
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(until).await
}

async fn entry(State(app): State<App>, request: Request) -> Response {
    let id = request_id(&app);
    let answered = AssertUnwindSafe(route(&app, request)).catch_unwind().await;
    let mut response = answered.unwrap_or_else(|_| {
        tracing::error!(request_id = %id, "a request panicked");
        envelope::failure(StatusCode::INTERNAL_SERVER_ERROR, &format!("An error has occurred. Request {id}"))
    });
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
        ["api", module, entities, id] => api::member(app, request, module, entities, id).await,
        ["healthz"] => Response::new(Body::from("ok")),
        _ => envelope::not_found(),
    }
}
