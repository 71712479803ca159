//! What a webhook was told, what became of it, and having it sent again.

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode, Uri};
use vestibule_domain::time::{Instant, Zone};
use vestibule_records::kept::Delivery;
use vestibule_records::{Record as _, WebHook};

use super::control::label;
use crate::api::request::Write;
use crate::api::{Failure, envelope};
use crate::console::asked::Asked;
use crate::console::listed::{self, Pages};
use crate::console::{Desk, Frame, Notice, Section, lead_to, page, wall};
use crate::delivery::log::{self, State};

#[derive(Template)]
#[template(path = "console/deliveries.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    hook: i64,
    hook_name: String,
    states: Vec<Choice>,
    lines: Vec<Line>,
    can_be_resent: bool,
    pages: Pages,
}

/// A state that can be looked for.
struct Choice {
    name: &'static str,
    label: String,
    chosen: bool,
}

/// A delivery in the list.
struct Line {
    id: i64,
    made: String,
    about: String,
    state: String,
    tries: i64,
    last: String,
    next: String,
}

/// Answers `/settings/webhooks/{id}/deliveries`.
pub(super) async fn answer(desk: &Desk<'_>, request: Request, hook: i64) -> Result<Response, Failure> {
    match *request.method() {
        Method::GET | Method::HEAD => show(desk, request.uri(), hook).await,
        Method::POST => send_again(desk, request, hook).await,
        _ => Ok(envelope::method_not_allowed(request.method(), "GET, POST")),
    }
}

async fn show(desk: &Desk<'_>, uri: &Uri, hook: i64) -> Result<Response, Failure> {
    let row = listed::one::<WebHook>(desk, hook).await?;
    let asked = Asked::in_address(uri);
    let state = State::named(asked.text("state"));
    let (deliveries, total) = log::of_hook(desk.app, &desk.caller, hook, state, Pages::part(&asked)).await?;
    let with = state.map(|state| format!("state={}&", state.name())).unwrap_or_default();
    let zone = desk.zone();
    let page_of = Page {
        frame: desk.frame(Section::Settings, "Deliveries").saying(said(&asked)),
        hook,
        hook_name: row.title(),
        states: State::ALL.iter().map(|(one, name)| Choice::of(*one, name, state)).collect(),
        lines: deliveries.iter().map(|delivery| Line::of(delivery, &zone)).collect(),
        can_be_resent: desk.caller.may(WebHook::schema(), "Edit").is_ok(),
        pages: Pages::of(&asked, total, with),
    };
    Ok(page(&page_of, StatusCode::OK))
}

/// What became of the button that led here.
fn said(asked: &Asked) -> Option<Notice> {
    let queued: usize = asked.text("sent").parse().ok()?;
    let more = if asked.has("more") { " There are more: press it once again." } else { "" };
    Some(Notice::well(match queued {
        0 => "There is nothing to send again.".to_owned(),
        1 => "One delivery is sent again.".to_owned(),
        queued => format!("{queued} deliveries are sent again.{more}"),
    }))
}

async fn send_again(desk: &Desk<'_>, request: Request, hook: i64) -> Result<Response, Failure> {
    let write = Write::read(request, &desk.caller.email).await.map_err(Failure::Response)?;
    let sent = Asked::by_form(&write.bytes)?;
    let back = format!("/settings/webhooks/{hook}/deliveries");
    if let Some(id) = sent.filled("delivery") {
        let reply = log::one_for(desk.app, &desk.caller, id).await?;
        return if reply.status == 200 {
            Ok(lead_to(&format!("{back}?sent=1")))
        } else {
            Err(Failure::NotFound)
        };
    }
    let everything = || Ok(Instant::from_micros(0));
    let log::Queued { queued, more } = log::all_for(desk.app, &desk.caller, hook, everything).await?;
    let more = if more { "&more" } else { "" };
    Ok(lead_to(&format!("{back}?sent={queued}{more}")))
}

impl Choice {
    fn of(state: State, name: &'static str, chosen: Option<State>) -> Self {
        Self { name, label: label(name), chosen: chosen == Some(state) }
    }
}

impl Line {
    fn of(delivery: &Delivery, zone: &Zone) -> Self {
        let at =
            |instant: Option<Instant>| instant.map(|instant| wall::moment(instant, zone)).unwrap_or_default();
        let status = delivery.last_status.map(|status| format!("answered {status}"));
        let last = delivery.last_error.clone().or(status).unwrap_or_default();
        Self {
            id: delivery.base.id,
            made: at(Some(delivery.base.created_on)),
            about: format!("{} {}", delivery.record, delivery.record_id),
            state: label(State::of(delivery).name()),
            tries: delivery.attempts,
            last,
            next: at(delivery.due_on),
        }
    }
}
