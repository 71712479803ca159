//! Tablets at the doors of a location: those that are known, a code for one more, and an end of one.

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode};
use vestibule_domain::time::{Instant, Zone};
use vestibule_records::kept::Tablet;
use vestibule_records::{Business, Filter, Record as _, Test, Value};
use vestibule_store::Query;

use super::{Desk, Frame, Notice, Section, lead_to, page};
use crate::api::request::{self, Write};
use crate::api::{Failure, envelope};
use crate::kiosk;

/// The page.
const PATH: &str = "/settings/tablets";
/// Tablets of one location that are listed at most.
const MOST: i64 = 200;
/// The longest name of a tablet, in characters.
const LONGEST_NAME: usize = 60;

#[derive(Template)]
#[template(path = "console/tablets.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    place: String,
    /// Where a tablet is to be opened.
    path: String,
    lines: Vec<Line>,
    /// Whether the reader may make codes and end tablets.
    may_change: bool,
    /// The code that was made just now, and until when it is good.
    code: Option<(String, String)>,
    name: String,
    wrong: Option<String>,
}

/// A tablet in the list.
struct Line {
    id: i64,
    name: String,
    since: String,
    seen: String,
}

/// Answers the page.
pub(super) async fn answer(desk: &Desk<'_>, request: Request) -> Result<Response, Failure> {
    desk.caller.may(Business::schema(), "Read")?;
    match *request.method() {
        Method::GET | Method::HEAD => Ok(page(&shown(desk).await?, StatusCode::OK)),
        Method::POST => receive(desk, request).await,
        _ => Ok(envelope::method_not_allowed(request.method(), "GET, POST")),
    }
}

async fn receive(desk: &Desk<'_>, request: Request) -> Result<Response, Failure> {
    desk.caller.may(Business::schema(), "Edit")?;
    let write = Write::read(request, "").await.map_err(Failure::Response)?;
    let fields = request::form(&write.bytes).map_err(|_| Failure::NotFound)?;
    let field = |name: &str| {
        fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim()).unwrap_or_default()
    };
    if let Ok(id) = field("revoke").parse::<i64>() {
        let ended = kiosk::revoke(desk.app, id, desk.caller.viewer.clone()).await?;
        return if ended { Ok(lead_to(PATH)) } else { Err(Failure::NotFound) };
    }
    let name = field("name").to_owned();
    let wrong = match name.chars().count() {
        0 => Some("Give it a name, such as Front door.".to_owned()),
        length if length > LONGEST_NAME => Some(format!("Use at most {LONGEST_NAME} characters.")),
        _ => None,
    };
    let before = shown(desk).await?;
    if wrong.is_some() {
        return Ok(page(&Page { wrong, name, ..before }, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let code = kiosk::make_code(desk.app, desk.here.id, &name, &desk.caller.email).await?;
    let until = clock(kiosk::good_until(desk.app.now()), &desk.zone());
    let text = format!("Open {} on the tablet and type the code.", before.path);
    let frame = before.frame.clone().saying(Some(Notice::well(text)));
    // Shown once, in the answer: it is kept nowhere that could be read.
    Ok(page(&Page { frame, code: Some((code, until)), ..before }, StatusCode::OK))
}

async fn shown(desk: &Desk<'_>) -> Result<Page, Failure> {
    let here = desk.here.id;
    let tablets = Query {
        filters: vec![Filter::on::<Tablet>("BusinessId", Test::Is(Value::Int(here)))],
        limit: MOST,
        ..Query::all(Tablet::schema())
    };
    let found = desk.app.store.list(tablets).await?;
    let zone = desk.zone();
    let mut lines = Vec::new();
    for row in &found.rows {
        let tablet = Tablet::from_row(row)?;
        let (since, seen) = (clock(tablet.base.created_on, &zone), clock(tablet.last_seen, &zone));
        lines.push(Line { id: tablet.base.id, name: tablet.name, since, seen });
    }
    lines.sort_by(|one, other| one.name.cmp(&other.name));
    let address = desk.catalogue.web_address(here).map_or_else(|| here.to_string(), str::to_owned);
    Ok(Page {
        frame: desk.frame(Section::Settings, "Tablets"),
        place: desk.here.name.clone(),
        path: format!("/kiosk/{address}"),
        lines,
        may_change: desk.caller.may(Business::schema(), "Edit").is_ok(),
        code: None,
        name: String::new(),
        wrong: None,
    })
}

fn clock(at: Instant, zone: &Zone) -> String {
    let (date, time) = zone.local(at);
    format!("{date} {:02}:{:02}", time.hour(), time.minute())
}
