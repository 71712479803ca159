//! What somebody is told who asked too soon (`contract.md 7` and `8`).

use axum::body::Body;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, EXPIRES, PRAGMA, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use hyper::ext::ReasonPhrase;

use super::Wait;
use crate::settings::ThrottleStatus;

const TOO_SOON: &str = "You must wait before accessing this url again.";

/// 429 with a sentence, as clients of today read it, or 409 with nothing but headers, as the older ones do.
#[must_use]
pub fn too_often(wait: Wait, status: ThrottleStatus) -> Response {
    let seconds = wait.seconds();
    let mut response = match status {
        ThrottleStatus::TooManyRequests => sentence(seconds),
        ThrottleStatus::Conflict => headers_alone(),
    };
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn sentence(seconds: u64) -> Response {
    let mut response = Response::new(Body::from(format!("{TOO_SOON} Wait {seconds}.0 seconds")));
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

fn headers_alone() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::CONFLICT;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    headers.insert(EXPIRES, HeaderValue::from_static("-1"));
    response.extensions_mut().insert(ReasonPhrase::from_static(TOO_SOON.as_bytes()));
    response
}
