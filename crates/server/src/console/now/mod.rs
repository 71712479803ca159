//! The first screen: who is here now, who was not let in today and what would help, and checking somebody in or out.

mod cured;
mod deed;
mod found;
mod let_in;
mod live;
mod refusals;
mod told;
mod words;

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::header::ACCEPT;
use http::{Method, StatusCode, Uri};
use serde_json::json;
use vestibule_records::{Checkin, Coworker, Record};
use vestibule_store::Reply;

use super::{Desk, Frame, Notice, Section, broken, lead_to, page};
use crate::api::request::{self, Write};
use crate::api::{Failure, envelope};
use crate::app::App;
use deed::{Deed, Outcome};
use found::Match;
use live::Live;

#[derive(Template)]
#[template(path = "console/now.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    /// The location, by its number.
    at: i64,
    /// Whether customers may be looked for.
    can_search: bool,
    /// What was looked for, without a script.
    asked: String,
    /// Who was found.
    found: Vec<Match>,
    live: Live,
}

/// Answers `/`, `/now/...` and `/refusals/{id}/let-in`; `segments` are the path, in lower case.
pub(super) async fn answer(app: &App, request: Request, segments: &[&str]) -> Response {
    let desk = match Desk::of(app, &request).await {
        Ok(desk) => desk,
        Err(response) => return *response,
    };
    let answered = match (segments, request.method()) {
        ([], &Method::POST) => receive(&desk, request).await,
        (["refusals", id, ..], &Method::GET | &Method::HEAD | &Method::POST) => {
            let_in::answer(&desk, request, id).await
        }
        ([], &Method::GET | &Method::HEAD) => {
            let uri = request.uri().clone();
            show(&desk, &uri, told::notice(&desk, &uri).await, StatusCode::OK).await
        }
        (["now", "list"], &Method::GET | &Method::HEAD) => {
            let all = field(request.uri(), "all").is_some();
            Live::of(&desk, all).await.map(|live| page(&live, StatusCode::OK))
        }
        (["now", "found"], &Method::GET | &Method::HEAD) => {
            let asked = field(request.uri(), "q").unwrap_or_default();
            found::found(&desk, &asked).await.map(found::told)
        }
        ([] | ["refusals", ..], method) => Ok(envelope::method_not_allowed(method, "GET, POST")),
        (_, method) => Ok(envelope::method_not_allowed(method, "GET")),
    };
    answered.unwrap_or_else(broken)
}

async fn show(
    desk: &Desk<'_>,
    uri: &Uri,
    notice: Option<Notice>,
    status: StatusCode,
) -> Result<Response, Failure> {
    desk.caller.may(Checkin::schema(), "Read")?;
    let asked = field(uri, "q").unwrap_or_default();
    let can_search = desk.caller.may(Coworker::schema(), "List").is_ok();
    let found = if can_search { found::found(desk, &asked).await? } else { Vec::new() };
    let shown = Page {
        frame: desk.frame(Section::Now, "Now").saying(notice),
        at: desk.here.id,
        can_search,
        asked,
        found,
        live: Live::of(desk, field(uri, "all").is_some()).await?,
    };
    Ok(page(&shown, status))
}

/// Does what a button says. A script is told what came of it in JSON.
async fn receive(desk: &Desk<'_>, request: Request) -> Result<Response, Failure> {
    let uri = request.uri().clone();
    let accepted = request.headers().get(ACCEPT).and_then(|kinds| kinds.to_str().ok());
    let is_script = accepted.is_some_and(|kinds| kinds.starts_with("application/json"));
    let write = Write::read(request, &desk.caller.email).await.map_err(Failure::Response)?;
    let fields = request::form(&write.bytes).map_err(|_| Failure::NotFound)?;
    let deed = Deed::read(&fields).ok_or(Failure::NotFound)?;
    match (deed.done(desk).await?, is_script) {
        (Outcome::Well(done), true) => {
            let text = told::sentence(desk, &done).await.unwrap_or_else(|| "Done.".to_owned());
            Ok(for_script(true, &text))
        }
        (Outcome::No(why), true) => Ok(for_script(false, &why)),
        (Outcome::Well(done), false) => Ok(lead_to(&done.path(desk.here.id))),
        (Outcome::No(why), false) => {
            show(desk, &uri, Some(Notice::no(why)), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// What came of it. A refusal is no failure of the request: browsers would complain of one in their console.
fn for_script(well: bool, text: &str) -> Response {
    let body = json!({ "well": well, "text": text }).to_string().into_bytes();
    envelope::respond(Reply { status: 200, body })
}

/// A field of the query.
fn field(uri: &Uri, name: &str) -> Option<String> {
    let fields = request::form(uri.query()?.as_bytes()).ok()?;
    fields.into_iter().find(|(known, _)| known == name).map(|(_, value)| value.trim().to_owned())
}
