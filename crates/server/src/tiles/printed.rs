//! A tile on paper: its code, and a sheet to cut out and hang up.

use askama::Template;
use axum::response::Response;
use http::{Method, StatusCode};
use vestibule_records::FieldError;

use super::found;
use super::page::{does, missing, rendered};
use super::qr;
use super::words::{ENGLISH, Words};
use crate::api::{Failure, envelope, request};
use crate::app::App;
use crate::pages;
use crate::reached::Reached;

type Question = http::Request<()>;

/// A picture that does nothing, wherever it is shown.
const PICTURE: pages::Sent = pages::Sent {
    kind: "image/svg+xml; charset=utf-8",
    policy: "default-src 'none'; frame-ancestors 'none'",
    referrer: "no-referrer",
    cache: "no-cache",
};
/// A page that shows it, and runs nothing.
const SHEET: pages::Sent = pages::Sent {
    kind: "text/html; charset=utf-8",
    policy: "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'",
    referrer: "no-referrer",
    cache: "no-cache",
};

#[derive(Template)]
#[template(path = "tiles/print.html")]
struct Sheet<'a> {
    words: &'a Words,
    place: &'a str,
    name: &'a str,
    does: String,
    path: String,
    address: String,
    alternative: String,
    paper: &'static str,
}

/// Answers `/t/{TileNumber}/qr.svg`.
pub(super) async fn code(app: &App, request: &Question, number: &str) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let answer = async {
        let catalogue = app.store.catalogue().await?;
        let Some(found) = found::find(app, &catalogue, number).await? else { return Ok(missing()) };
        let picture = qr::picture(&address(app, request, &found.path())?);
        let picture =
            picture.map_err(|error| no_address(&format!("cannot be written as a code: {error}")))?;
        Ok(PICTURE.with(picture))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

/// Answers `/t/{TileNumber}/print`.
pub(super) async fn sheet(app: &App, request: &Question, number: &str) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let answer = async {
        let paper = paper(request)?;
        let catalogue = app.store.catalogue().await?;
        let Some(found) = found::find(app, &catalogue, number).await? else { return Ok(missing()) };
        let address = address(app, request, &found.path())?;
        let sheet = Sheet {
            words: &ENGLISH,
            place: &found.location.name,
            name: &found.tile.name,
            does: does(&found, &ENGLISH),
            path: found.path(),
            alternative: ENGLISH.code_of(&address),
            address,
            paper,
        };
        Ok(rendered(&sheet, SHEET, StatusCode::OK))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

fn paper(request: &Question) -> Result<&'static str, Failure> {
    let asked = request::parameter(request.uri(), "paper").map_err(Failure::invalid)?.unwrap_or_default();
    match asked.to_ascii_lowercase().as_str() {
        "" | "a6" => Ok("a6"),
        "a4" => Ok("a4"),
        _ => {
            let message = format!("'{asked}' is neither a6 nor a4");
            Err(Failure::invalid(FieldError::new("paper", message, envelope::quoted(&asked))))
        }
    }
}

/// The whole address of a path.
fn address(app: &App, request: &Question, path: &str) -> Result<String, Failure> {
    let reached =
        Reached { uri: request.uri(), headers: request.headers(), extensions: request.extensions() };
    let address = reached.address(&app.settings);
    let address =
        address.ok_or_else(|| no_address("is missing or is no host, so nobody knows this address"))?;
    Ok(format!("{}{path}", address.as_str()))
}

fn no_address(why: &str) -> Failure {
    Failure::invalid(FieldError::new("Host", why, "null"))
}
