//! Visits: those of a day, and each with how it came to what it took; and who was refused.

mod correction;
mod day;
mod deletion;
mod effect;
mod line;
mod one;
mod refusal;
mod refused;
mod taken;

pub(super) use line::{Line, lines};
pub(super) use refused::{Line as RefusalLine, lines as refusal_lines};

use axum::extract::Request;
use axum::response::Response;
use http::Method;

use super::{Desk, broken};
use crate::api::{Failure, envelope};
use crate::app::App;

/// Answers `/visits/...`; `rest` is what follows, in lower case.
pub(super) async fn answer(app: &App, request: Request, rest: &[&str]) -> Response {
    let desk = match Desk::of(app, &request).await {
        Ok(desk) => desk,
        Err(response) => return *response,
    };
    let answered = match rest {
        [] => day::answer(&desk, &request.map(drop)).await,
        [id] => match number(id) {
            Ok(id) => one::answer(&desk, request, id).await,
            Err(failure) => Err(failure),
        },
        [id, _] => match number(id) {
            Ok(id) => deletion::answer(&desk, request, id).await,
            Err(failure) => Err(failure),
        },
        _ => Err(Failure::NotFound),
    };
    answered.unwrap_or_else(broken)
}

/// Answers `/refusals/...`; `rest` is what follows, in lower case.
pub(super) async fn refusals(app: &App, request: Request, rest: &[&str]) -> Response {
    let desk = match Desk::of(app, &request).await {
        Ok(desk) => desk,
        Err(response) => return *response,
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let answered = match rest {
        [] => refused::answer(&desk, &request.map(drop)).await,
        [id] => match number(id) {
            Ok(id) => refusal::answer(&desk, id).await,
            Err(failure) => Err(failure),
        },
        _ => Err(Failure::NotFound),
    };
    answered.unwrap_or_else(broken)
}

fn number(text: &str) -> Result<i64, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}
