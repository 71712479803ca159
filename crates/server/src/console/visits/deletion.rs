//! Deleting a visit: what it gives back is shown first.

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode};
use vestibule_domain::time::Zone;
use vestibule_records::{Checkin, Record, Row};

use super::effect::Effect;
use crate::api::request::Write;
use crate::api::{self, Failure, Said, envelope};
use crate::console::asked::Asked;
use crate::console::{Desk, Frame, Notice, Section, lead_to, listed, page};

#[derive(Template)]
#[template(path = "console/visit_delete.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    id: i64,
    zone: String,
    effect: Option<Effect>,
}

/// Answers `/visits/{id}/delete`.
pub(super) async fn answer(desk: &Desk<'_>, request: Request, id: i64) -> Result<Response, Failure> {
    let is_sent = match *request.method() {
        Method::GET | Method::HEAD => false,
        Method::POST => true,
        _ => return Ok(envelope::method_not_allowed(request.method(), "GET, POST")),
    };
    let write = Write::read(request, &desk.caller.email).await.map_err(Failure::Response)?;
    let row = listed::one::<Checkin>(desk, id).await?;
    let place = row.get("BusinessId").int().and_then(|id| desk.catalogue.location(id));
    let zone = place.map_or_else(Zone::utc, |place| place.zone.clone());
    let effect = match api::foreseen_deleted(desk.app, &desk.caller, &row).await? {
        Ok(foreseen) => Effect::of(&foreseen, &zone, &[]),
        Err(said) => return Ok(show(desk, &row, &zone, None, said_no(said))),
    };
    if !is_sent {
        return Ok(show(desk, &row, &zone, Some(effect), None));
    }
    if Asked::by_form(&write.bytes)?.text("seen") != effect.seen {
        let notice = Notice::no("Not deleted: this is not what was shown before. Look at it once more.");
        return Ok(show(desk, &row, &zone, Some(effect), Some(notice)));
    }
    match api::deleted(desk.app, &desk.caller, Checkin::schema(), write, id).await? {
        Said::Well(_) => Ok(lead_to("/visits")),
        said => Ok(show(desk, &row, &zone, None, said_no(said))),
    }
}

fn said_no(said: Said) -> Option<Notice> {
    match said {
        Said::Well(_) => None,
        Said::No { message, .. } => Some(Notice::no(message)),
    }
}

fn show(desk: &Desk<'_>, row: &Row, zone: &Zone, effect: Option<Effect>, notice: Option<Notice>) -> Response {
    let status = if notice.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = desk.frame(Section::Visits, "Delete a visit").saying(notice);
    page(&Page { frame, id: row.id(), zone: zone.name().to_owned(), effect }, status)
}
