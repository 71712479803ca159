//! The desk: pages for the staff of a space (`/`, `/sign-in`, ...).
//!
//! Pages decide nothing. What they show is read as the API reads it, for a caller with their rights; what they change goes
//! through the code of the endpoint that changes it, and its errors are shown beside the fields they name. Everything works
//! without a script; scripts keep what is shown up to date.
//!
//! A page is a struct with a template of `templates/console`, and holds a [`Frame`]: what stands around every page.

mod account;
mod asked;
mod assets;
mod customers;
mod desk;
mod figures;
mod frame;
mod listed;
mod now;
mod pass;
mod rollcall;
mod settings;
mod sign_in;
mod tablets;
mod visits;
mod wall;

pub(crate) use desk::Desk;
pub(crate) use frame::{Frame, Notice, Section, page};
pub(crate) use sign_in::lead_to;

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;

use crate::api::{Failure, envelope};
use crate::app::App;
use crate::path;

/// The pages, and what pages load. A path that fits none of these is no page.
const PAGES: &[&str] = &[
    "/",
    "/account",
    "/assets/{edition}/{file}",
    "/customers",
    "/customers/{id}",
    "/customers/{id}/check-in",
    "/customers/{id}/check-out",
    "/customers/{id}/pass",
    "/customers/{id}/pin",
    "/figures",
    "/figures/{file}",
    "/now/found",
    "/now/list",
    "/refusals",
    "/refusals/{id}",
    "/refusals/{id}/let-in",
    "/rollcall",
    "/settings",
    "/settings/{kind}",
    "/settings/{kind}/new",
    "/settings/{kind}/{id}",
    "/settings/{kind}/{id}/delete",
    "/settings/{kind}/{id}/deliveries",
    "/sign-in",
    "/sign-out",
    "/visits",
    "/visits/{id}",
    "/visits/{id}/delete",
];

/// The form of a page's path, if a path, as its segments in lower case, is that of a page or of what pages load.
#[must_use]
pub fn template(segments: &[&str]) -> Option<&'static str> {
    PAGES.iter().copied().find(|form| path::fits(form, segments))
}

/// Answers a page; `segments` are its path, in lower case.
pub(crate) async fn answer(app: &App, request: Request, segments: &[&str]) -> Response {
    let uri = request.uri().clone();
    let mut response = match segments {
        ["account"] => account::answer(app, request).await,
        ["assets", _, file] => assets::answer(&request, file),
        [] | ["now", _] | ["refusals", _, "let-in"] => now::answer(app, request, segments).await,
        ["rollcall"] => rollcall::answer(app, request).await,
        ["customers", rest @ ..] => customers::answer(app, request, rest).await,
        ["refusals", rest @ ..] => visits::refusals(app, request, rest).await,
        ["figures", rest @ ..] => figures::answer(app, request, rest).await,
        ["settings", rest @ ..] => settings::answer(app, request, rest).await,
        ["sign-in"] => sign_in::answer(app, request).await,
        ["sign-out"] => sign_in::leave(app, request).await,
        ["visits", rest @ ..] => visits::answer(app, request, rest).await,
        _ => envelope::not_found(),
    };
    // What a script asks for by itself says nothing of where somebody looks.
    if !matches!(segments, ["now", _]) {
        desk::remember(&uri, &mut response);
    }
    response
}

/// A page with nothing but its title and what is said.
#[derive(Template)]
#[template(path = "console/said.html", whitespace = "minimize")]
struct Said {
    frame: Frame,
}

/// A page that only says something.
pub(crate) fn said(frame: Frame, status: StatusCode) -> Response {
    page(&Said { frame }, status)
}

/// A failure as a page: what the API would say in JSON.
pub(crate) fn broken(failure: Failure) -> Response {
    let (status, title, text) = match failure {
        Failure::NotFound => (StatusCode::NOT_FOUND, "Not found", "There is nothing here.".to_owned()),
        Failure::Unauthorized(why) | Failure::Forbidden(why) => (StatusCode::FORBIDDEN, "Not allowed", why),
        Failure::Invalid(errors) => {
            let errors: Vec<String> =
                errors.iter().map(|error| format!("{}: {}.", error.property, error.message)).collect();
            (StatusCode::BAD_REQUEST, "That does not fit", errors.join(" "))
        }
        Failure::TooOften(wait) => {
            let text = format!("Too often: wait for {} seconds.", wait.seconds());
            (StatusCode::TOO_MANY_REQUESTS, "Too often", text)
        }
        failure => return failure.respond(),
    };
    said(Frame::outside(title).saying(Some(Notice::no(text))), status)
}
