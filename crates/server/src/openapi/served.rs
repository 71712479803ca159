//! `GET /openapi.json`: the description, compact, with a hash so that it need not be sent twice.

use std::sync::LazyLock;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::document;
use crate::api::{envelope, request};

/// The description as it is served: its bytes, and their hash between quotes.
struct Served {
    bytes: Bytes,
    tag: HeaderValue,
}

static SERVED: LazyLock<Served> = LazyLock::new(|| {
    let bytes = document().to_string().into_bytes();
    let tag = format!("\"{}\"", request::fingerprint(&[&bytes]));
    Served {
        bytes: bytes.into(),
        tag: HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\"")),
    }
});

/// Answers `GET /openapi.json`.
pub(crate) fn description_endpoint(request: &Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let Served { bytes, tag } = &*SERVED;
    let known = knows(request.headers(), tag);
    let mut response = Response::new(if known { Body::empty() } else { Body::from(bytes.clone()) });
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    }
    response.headers_mut().insert(ETAG, tag.clone());
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Whether whoever asks has the content with this tag already.
pub(crate) fn knows(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let known = headers.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    let mut known = known.split(',').map(|one| one.trim().trim_start_matches("W/"));
    known.any(|one| one == "*" || one.as_bytes() == tag.as_bytes())
}
