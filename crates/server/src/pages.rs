//! What browsers are sent: pages and files of ours, and what they may load and do.

use axum::body::Body;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue};

use crate::openapi::{Answered, Shape};

/// What a file of ours is sent with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sent {
    /// What it is: `text/css; charset=utf-8`.
    pub(crate) kind: &'static str,
    /// What it may load and do, as a `Content-Security-Policy`.
    pub(crate) policy: &'static str,
    /// Whom it may be told that somebody came from here.
    pub(crate) referrer: &'static str,
    /// For how long it may be kept.
    pub(crate) cache: &'static str,
}

impl Sent {
    /// The response.
    pub(crate) fn with(self, body: impl Into<Body>) -> Response {
        let mut response = Response::new(body.into());
        self.say(response.headers_mut());
        response
    }

    fn say(self, headers: &mut HeaderMap) {
        for (name, value) in [
            (CONTENT_TYPE, self.kind),
            (CONTENT_SECURITY_POLICY, self.policy),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (REFERRER_POLICY, self.referrer),
            (CACHE_CONTROL, self.cache),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

/// A file, as it is described.
pub(crate) const fn file(kind: &'static str, about: &'static str) -> Answered {
    Answered { status: 200, content: Some((kind, Shape::Text)), headers: &[], about }
}
