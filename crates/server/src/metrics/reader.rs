//! Who may read what is measured.

use std::fmt;

use axum::extract::Request;
use axum::response::Response;
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use sha2::{Digest as _, Sha256};

use crate::api::envelope;
use crate::app::App;
use crate::peer::{self, Peer};

/// `metrics.token`: what whoever reads `/metrics` must bring along. It is not to be seen.
#[derive(Clone, PartialEq, Eq)]
pub struct MetricsToken([u8; 32]);

impl fmt::Debug for MetricsToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("...")
    }
}

impl MetricsToken {
    /// The shortest there may be.
    const SHORTEST: usize = 16;

    /// The token as it is written down.
    ///
    /// # Errors
    /// Says why when it is too short to be a secret, or cannot stand in a header.
    pub fn parse(written: &str) -> Result<Self, String> {
        if written.len() < Self::SHORTEST {
            return Err(format!("is shorter than {} characters", Self::SHORTEST));
        }
        if !written.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("has characters that no bearer token has".to_owned());
        }
        Ok(Self(hash(written)))
    }

    /// Hashes are compared, so that the time it takes says nothing of the token.
    fn is(&self, sent: &str) -> bool {
        self.0 == hash(sent)
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The refusal, unless a request may read it: with the token, where there is one; from this machine otherwise.
pub(super) fn refusal(app: &App, request: &Request) -> Option<Response> {
    match &app.settings.metrics_token {
        Some(token) if bearer(request.headers()).is_some_and(|sent| token.is(sent)) => None,
        Some(_) => {
            let message = "Authorization: the bearer token of metrics.token is needed";
            Some(envelope::failure(StatusCode::UNAUTHORIZED, message))
        }
        None if is_here(app, request) => None,
        None => Some(envelope::not_found()),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Whether it comes from this machine. What was passed on by a proxy that the operator did not name may come from anywhere.
fn is_here(app: &App, request: &Request) -> bool {
    let (extensions, headers) = (request.extensions(), request.headers());
    let connection = extensions.get::<Peer>().map(|peer| peer.0.to_canonical());
    let is_ours = connection.is_some_and(|address| app.settings.proxies.contains(&address));
    let is_passed_on =
        ["x-forwarded-for", "forwarded", "x-real-ip"].iter().any(|name| headers.contains_key(*name));
    peer::address(extensions, headers, &app.settings).is_loopback() && (is_ours || !is_passed_on)
}
