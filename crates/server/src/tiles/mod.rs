//! Tiles: a QR code or an NFC sticker on a wall, whose address opens a page that checks people in or out
//! (`domain.md` 6.6).
//!
//! A tile decides nothing. It is the ask of the public door ([`crate::public::checkin`]) by another [`Way`]: who somebody
//! is, how often they may guess, what becomes of them, and that the same twice is one, is said there. What is a tile's
//! own is whom it is kept for and where it works ([`used`]), and that each use is noted.
//!
//! [`Way`]: crate::public::checkin::Way

mod asked;
mod described;
mod does;
mod form;
mod found;
mod page;
pub(crate) mod phone;
mod position;
mod printed;
mod qr;
mod told;
mod used;
mod words;

pub(crate) use asked::answer as asked;
pub(crate) use described::ENDPOINTS;
pub(crate) use qr::picture;
pub(crate) use used::{BY, Used};

use axum::extract::Request;
use axum::response::Response;
use http::Method;

use crate::api::envelope;
use crate::app::App;
use crate::pages;

/// Answers `/t/...`; `rest` is what follows, in lower case.
pub(crate) async fn answer(app: &App, request: Request, rest: &[&str]) -> Response {
    match rest {
        [number] => page::answer(app, request, number).await,
        [number, "qr.svg"] => printed::code(app, &request.map(drop), number).await,
        [number, "print"] => printed::sheet(app, &request.map(drop), number).await,
        _ => envelope::not_found(),
    }
}

/// Answers `/t/assets/...`: what the pages load.
pub(crate) fn asset(request: &Request, file: &str) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let (kind, text) = match file {
        "tile.css" => ("text/css; charset=utf-8", include_str!("assets/tile.css")),
        "print.css" => ("text/css; charset=utf-8", include_str!("assets/print.css")),
        "tile.js" => ("text/javascript; charset=utf-8", include_str!("assets/tile.js")),
        _ => return envelope::not_found(),
    };
    let policy = "default-src 'none'; frame-ancestors 'none'";
    pages::Sent { kind, policy, referrer: "no-referrer", cache: "public, max-age=3600" }.with(text)
}
