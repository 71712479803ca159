//! `GET /metrics`: what those who watch over a server want to know of it, as Prometheus reads it.
//!
//! What grows is counted in atomics as it happens ([`Metrics`] here, [`Counts`](vestibule_store::counted::Counts) in the
//! store), what stands is read when somebody asks ([`scrape`]). Labels are words of ours and numbers of locations and
//! webhooks: nothing personal, and nothing that a stranger could make more of. Each [`App`](crate::App) has its own, so that
//! many servers in one process do not mix.

mod exposition;
mod process;
mod reader;
mod requests;
mod scrape;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method};
use vestibule_domain::time::Instant;
use vestibule_store::counted::Family;

use crate::api::envelope;
use crate::app::App;
use crate::openapi::{Answered, Asker, Endpoint, Shape, Verb};

pub use reader::MetricsToken;
pub(crate) use requests::{Asked, Requests};

/// What is said about it.
pub(crate) const ENDPOINTS: &[Endpoint] = &[Endpoint {
    about: "For whoever has the `metrics.token` of this server; without one, for callers on its own machine.",
    asker: Asker::Always,
    answers: &[Answered {
        status: 200,
        content: Some(("text/plain", Shape::Text)),
        headers: &[],
        about: "The text format of Prometheus, version 0.0.4.",
    }],
    errors: &[401, 404],
    ..Endpoint::new(Verb::Get, "/metrics", "getMetrics", "What is counted and measured of this server")
}];

/// A packet of an access point: what it asked or told, and how it was answered.
pub(crate) type RadiusPacket = (&'static str, &'static str);

/// What is counted on this node beside what its store counts.
pub struct Metrics {
    pub(crate) requests: Requests,
    pub(crate) radius: Family<RadiusPacket, AtomicU64>,
    pub(crate) mqtt: Family<&'static str, AtomicU64>,
    streams: AtomicUsize,
    since: Instant,
}

impl Metrics {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            requests: Requests::default(),
            radius: Family::new(64, AtomicU64::default),
            mqtt: Family::new(16, AtomicU64::default),
            streams: AtomicUsize::default(),
            since: now,
        }
    }

    /// Counts a live stream for as long as what it gives is kept.
    pub fn stream_opened(self: &Arc<Self>) -> OpenStream {
        self.streams.fetch_add(1, Ordering::Relaxed);
        OpenStream(self.clone())
    }
}

/// A live stream while it is open.
#[must_use = "the stream is counted until this is dropped"]
pub struct OpenStream(Arc<Metrics>);

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.0.streams.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Answers `GET /metrics`.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    if let Some(refusal) = reader::refusal(app, &request) {
        return refusal;
    }
    let mut response = Response::new(Body::from(scrape::scrape(app).await));
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
