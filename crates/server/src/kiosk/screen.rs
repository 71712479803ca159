//! The screen of a tablet, and the page on which it becomes known.

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::header::HeaderName;
use http::{HeaderValue, Method, StatusCode};
use serde_json::json;

use super::assets;
use super::chosen::{self, Names};
use super::enrol::{Traded, trade};
use super::place::{Asked, Place};
use super::tablet;
use super::words::{Words, with};
use crate::api::request::Write;
use crate::api::{Failure, envelope};
use crate::console::lead_to;
use crate::pages::Sent;

/// What the screen may load and do: nothing of other hosts, nothing that stands in the page itself.
const PAGE: Sent = Sent {
    kind: "text/html; charset=utf-8",
    policy: "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
             manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'self'; \
             frame-ancestors 'none'",
    referrer: "same-origin",
    cache: "no-store",
};
/// Of what a device has, the camera alone, for codes.
const DEVICES: (HeaderName, HeaderValue) = (
    HeaderName::from_static("permissions-policy"),
    HeaderValue::from_static("camera=(self), microphone=(), geolocation=()"),
);

#[derive(Template)]
#[template(path = "kiosk/screen.html", whitespace = "minimize")]
struct Screen<'a> {
    words: &'a Words,
    place: &'a str,
    path: &'a str,
    names: Names,
    visitors: bool,
}

#[derive(Template)]
#[template(path = "kiosk/enrol.html", whitespace = "minimize")]
struct Enrol<'a> {
    words: &'a Words,
    place: &'a str,
    path: &'a str,
    wrong: Option<String>,
}

impl Screen<'_> {
    fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

impl Enrol<'_> {
    fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

/// Answers `GET /kiosk/{location}`: the screen of a tablet that is known, or what makes it known.
pub(super) async fn show(place: &Place<'_>, request: &http::Request<()>) -> Result<Response, Failure> {
    let asked = Asked::of(request);
    if !matches!(*asked.method, Method::GET | Method::HEAD) {
        return Ok(envelope::method_not_allowed(asked.method, "GET"));
    }
    let token = tablet::carried(asked.headers).map(str::to_owned);
    let Some((_, cookie)) = place.tablet(token, place.is_safe(asked)).await? else {
        return Ok(asking(place, None, StatusCode::OK));
    };
    let screen = Screen {
        words: place.words,
        place: &place.location.name,
        path: &place.path,
        names: Names::of(&place.catalogue, place.id()),
        visitors: chosen::visitors(&place.catalogue, place.id()),
    };
    let mut response = page(&screen, StatusCode::OK);
    response.headers_mut().extend(cookie);
    Ok(response)
}

/// Answers `POST /kiosk/{location}/enrol`: trades a code in.
pub(super) async fn enrol(place: &Place<'_>, request: Request) -> Result<Response, Failure> {
    match *request.method() {
        Method::POST => {}
        // Where somebody is who loads the answer anew.
        Method::GET | Method::HEAD => return Ok(lead_to(&place.path)),
        _ => return Ok(envelope::method_not_allowed(request.method(), "GET, POST")),
    }
    let (guesser, origin) = (place.guesser(Asked::of(&request)), place.origin(Asked::of(&request)));
    let Some(origin) = origin else {
        return Ok(asking(place, Some(place.words.elsewhere.to_owned()), StatusCode::FORBIDDEN));
    };
    let write = Write::read(request, "tablets").await.map_err(Failure::Response)?;
    let typed =
        write.body().ok().and_then(|body| body.get("code")?.text().ok().flatten()).unwrap_or_default();
    match trade(place.app, guesser, &typed).await? {
        Traded::For(token) => {
            let mut response = lead_to(&place.path);
            response.headers_mut().extend(tablet::hand_out(&token, origin.is_safe()));
            Ok(response)
        }
        Traded::ForNothing => {
            let wrong = place.words.wrong_code.to_owned();
            Ok(asking(place, Some(wrong), StatusCode::UNPROCESSABLE_ENTITY))
        }
        Traded::Slowed { seconds } => {
            let wrong = with(place.words.slowed, seconds);
            Ok(asking(place, Some(wrong), StatusCode::TOO_MANY_REQUESTS))
        }
    }
}

/// Answers `/kiosk/{location}/manifest.webmanifest`: what a tablet needs to have the screen among its apps.
pub(super) fn manifest(place: &Place<'_>, method: &Method) -> Response {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(method, "GET");
    }
    let manifest = json!({
        "id": place.path,
        "name": place.location.name,
        "short_name": place.location.name,
        "lang": place.words.tag,
        "start_url": place.path,
        "scope": "/kiosk/",
        "display": "fullscreen",
        "background_color": "#14181c",
        "theme_color": "#14181c",
        "icons": [{ "src": assets::address("icon.svg"), "type": "image/svg+xml", "sizes": "any", "purpose": "any maskable" }],
    });
    let policy = "default-src 'none'; frame-ancestors 'none'";
    let kind = "application/manifest+json";
    Sent { kind, policy, referrer: "no-referrer", cache: "no-cache" }.with(manifest.to_string())
}

fn asking(place: &Place<'_>, wrong: Option<String>, status: StatusCode) -> Response {
    let Place { location, path, words, .. } = place;
    page(&Enrol { words, place: &location.name, path, wrong }, status)
}

fn page(page: &impl Template, status: StatusCode) -> Response {
    match page.render() {
        Ok(text) => {
            let mut response = PAGE.with(text);
            *response.status_mut() = status;
            response.headers_mut().extend([DEVICES]);
            response
        }
        Err(error) => {
            tracing::error!(%error, "a page cannot be written");
            envelope::failure(StatusCode::INTERNAL_SERVER_ERROR, "An error has occurred.")
        }
    }
}
