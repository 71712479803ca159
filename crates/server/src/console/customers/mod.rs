//! Customers: finding them, and all there is to say and do about one.

mod acts;
mod list;
mod one;
mod passes;
mod standing;

use axum::extract::Request;
use axum::response::Response;
use http::Method;

use super::{Desk, broken};
use crate::api::request::Write;
use crate::api::{Failure, envelope};
use crate::app::App;

/// Answers `/customers/...`; `rest` is what follows, in lower case.
pub(super) async fn answer(app: &App, request: Request, rest: &[&str]) -> Response {
    let desk = match Desk::of(app, &request).await {
        Ok(desk) => desk,
        Err(response) => return *response,
    };
    let (allowed, is_allowed) = match rest {
        [] | [_] => ("GET", matches!(*request.method(), Method::GET | Method::HEAD)),
        _ => ("POST", *request.method() == Method::POST),
    };
    if !is_allowed {
        return envelope::method_not_allowed(request.method(), allowed);
    }
    of_desk(&desk, request, rest).await.unwrap_or_else(broken)
}

async fn of_desk(desk: &Desk<'_>, request: Request, rest: &[&str]) -> Result<Response, Failure> {
    let number = |text: &str| text.parse::<i64>().map_err(|_| Failure::NotFound);
    match rest {
        [] => list::answer(desk, &request.map(drop)).await,
        [id] => one::answer(desk, &request.map(drop), number(id)?).await,
        [id, act] => {
            let id = number(id)?;
            let write = Write::read(request, &desk.caller.email).await.map_err(Failure::Response)?;
            acts::answer(desk, write, id, act).await
        }
        _ => Err(Failure::NotFound),
    }
}
