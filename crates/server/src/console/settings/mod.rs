//! Everything that the API can set, in forms made from what records say of themselves.

mod control;
mod deliveries;
mod form;
mod kinds;
mod list;

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use vestibule_records::{Record as _, WebHook};

use super::{Desk, Frame, Section, broken, page, tablets};
use crate::api::Failure;
use crate::app::App;
pub(super) use control::label;
use kinds::{GROUPS, Group};

#[derive(Template)]
#[template(path = "console/settings.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    groups: &'static [Group],
}

/// Answers `/settings/...`; `rest` is what follows, in lower case.
pub(super) async fn answer(app: &App, request: Request, rest: &[&str]) -> Response {
    let desk = match Desk::of(app, &request).await {
        Ok(desk) => desk,
        Err(response) => return *response,
    };
    let answered = match rest {
        [] => Ok(page(
            &Page { frame: desk.frame(Section::Settings, "Settings"), groups: GROUPS },
            StatusCode::OK,
        )),
        ["tablets"] => tablets::answer(&desk, request).await,
        [kind, rest @ ..] => match kinds::found(kind) {
            Some(kind) => of_kind(&desk, request, kind, rest).await,
            None => Err(Failure::NotFound),
        },
    };
    answered.unwrap_or_else(broken)
}

async fn of_kind(
    desk: &Desk<'_>,
    request: Request,
    kind: &'static kinds::Kind,
    rest: &[&str],
) -> Result<Response, Failure> {
    let uri = request.uri().clone();
    let id = |text: &str| text.parse::<i64>().map_err(|_| Failure::NotFound);
    match rest {
        [] => list::answer(desk, &uri, kind).await,
        ["new"] => form::answer(desk, request, kind, None).await,
        [one] => form::answer(desk, request, kind, Some(id(one)?)).await,
        [one, "deliveries"] if (kind.schema)().name == WebHook::schema().name => {
            deliveries::answer(desk, request, id(one)?).await
        }
        [one, "delete"] => form::delete(desk, request, kind, id(one)?).await,
        _ => Err(Failure::NotFound),
    }
}
