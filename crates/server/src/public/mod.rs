//! What needs no sign-in: the endpoints of kiosks, doors and portals (`contract.md` 13).

mod checkin;
pub(crate) mod guessing;
mod place;

pub(crate) use checkin::LONGEST_DEBOUNCE;

use axum::extract::Request;
use axum::response::Response;

use crate::api::envelope;
use crate::app::App;

/// Answers `/api/public/...`.
pub(crate) async fn answer(app: &App, request: Request, path: &[&str]) -> Response {
    match path {
        ["checkin"] => checkin::answer(app, request).await,
        _ => envelope::not_found(),
    }
}
