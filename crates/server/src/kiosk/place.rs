//! The location at whose door a tablet is, and which tablet it is that asks.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use http::header::HeaderName;
use http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Uri};
use serde_json::{Value as Json, json};
use vestibule_domain::Location;
use vestibule_store::{Catalogue, StoreError};

use super::tablet::{self, Tablet};
use super::words::{self, Words};
use crate::api::{Failure, envelope};
use crate::app::App;
use crate::limits::Guesser;
use crate::pages::Sent;
use crate::peer;
use crate::reached::{PublicAddress, Reached};

/// A location with a door.
pub(super) struct Place<'a> {
    /// The server.
    pub(super) app: &'a App,
    /// Locations and settings as of this request.
    pub(super) catalogue: Arc<Catalogue>,
    /// Which one.
    pub(super) location: Arc<Location>,
    /// Its pages, as they were asked for: `/kiosk/loft`.
    pub(super) path: String,
    /// The words its tablets speak in.
    pub(super) words: &'static Words,
}

/// The location with this web address, or this number.
///
/// # Errors
/// When the store fails.
pub(super) async fn found<'a>(app: &'a App, address: &str) -> Result<Option<Place<'a>>, StoreError> {
    let catalogue = app.store.catalogue().await?;
    let id = catalogue.location_at(address).or_else(|| address.parse().ok());
    let location = id.and_then(|id| catalogue.location(id)).cloned();
    Ok(location.map(|location| {
        let words = words::of(&catalogue, location.id.get());
        Place { app, catalogue, location, path: format!("/kiosk/{address}"), words }
    }))
}

/// What is known of a request without its body.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) method: &'a Method,
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    pub(super) extensions: &'a Extensions,
}

impl<'a> Asked<'a> {
    pub(super) fn of<B>(request: &'a http::Request<B>) -> Self {
        let (method, uri) = (request.method(), request.uri());
        Self { method, uri, headers: request.headers(), extensions: request.extensions() }
    }

    fn reached(&self) -> Reached<'a> {
        Reached { uri: self.uri, headers: self.headers, extensions: self.extensions }
    }
}

impl Place<'_> {
    /// Its number.
    pub(super) fn id(&self) -> i64 {
        self.location.id.get()
    }

    /// Whoever guesses there.
    pub(super) fn guesser(&self, asked: Asked<'_>) -> Guesser {
        let address = peer::address(asked.extensions, asked.headers, &self.app.settings);
        Guesser { location: self.id(), address, device: None, relayed: false }
    }

    /// The page that sent a request, if it is one of ours.
    pub(super) fn origin(&self, asked: Asked<'_>) -> Option<PublicAddress> {
        asked.reached().own_origin(&self.app.settings)
    }

    /// Whether nobody can read on the way what is sent.
    pub(super) fn is_safe(&self, asked: Asked<'_>) -> bool {
        asked.reached().address(&self.app.settings).is_some_and(|address| address.is_safe())
    }

    /// The tablet that asks, if it is one of this place; with a cookie to be sent along, now and then.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn tablet(
        &self,
        token: Option<String>,
        is_safe: bool,
    ) -> Result<Option<(Tablet, Option<(HeaderName, HeaderValue)>)>, StoreError> {
        let Some(token) = token else { return Ok(None) };
        let Some(known) = tablet::known(self.app, &token, self.id()).await? else { return Ok(None) };
        let renewed = tablet::heard_of(self.app, &known).await?;
        let cookie = renewed.then(|| tablet::hand_out(&token, is_safe)).flatten();
        Ok(Some((known, cookie)))
    }

    /// The tablet behind a request of a script, which must be of this place and of a page of ours.
    ///
    /// # Errors
    /// 405 for another method, 403 for another server's page, 401 for a tablet that is not known.
    pub(super) fn proved<'a>(
        &'a self,
        request: &Request,
        method: &'static Method,
    ) -> impl Future<Output = Result<Tablet, Failure>> + Send + 'a {
        // Read here: a body cannot be held while others wait for it.
        let asked = Asked::of(request);
        let proof = self.proof(asked, method);
        async move {
            let known = self.tablet(proof?, false).await?;
            known.map(|(tablet, _)| tablet).ok_or_else(|| {
                let stranger = told(StatusCode::UNAUTHORIZED, &json!({ "kind": "stranger" }));
                Failure::Response(Box::new(stranger))
            })
        }
    }

    /// What a request carries, if it is one that a page of ours could send.
    fn proof(&self, asked: Asked<'_>, method: &Method) -> Result<Option<String>, Failure> {
        if asked.method != method {
            let right = if method == Method::GET { "GET" } else { "POST" };
            return Err(Failure::Response(Box::new(envelope::method_not_allowed(asked.method, right))));
        }
        if method != Method::GET && self.origin(asked).is_none() {
            return Err(Failure::Forbidden("This was not sent by a page of this server".to_owned()));
        }
        Ok(tablet::carried(asked.headers).map(str::to_owned))
    }
}

/// What a script is told.
pub(super) fn told(status: StatusCode, what: &Json) -> Response {
    let sent = Sent {
        kind: "application/json; charset=utf-8",
        policy: "default-src 'none'; frame-ancestors 'none'",
        referrer: "no-referrer",
        cache: "no-store",
    };
    let mut response = sent.with(what.to_string());
    *response.status_mut() = status;
    response
}
