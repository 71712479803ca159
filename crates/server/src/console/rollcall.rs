//! `/rollcall`: everybody on site, to be called when the house is cleared. It is a list to print and to tick off; a script
//! keeps the ticks on the device, and asks for nothing once the page is there.

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode};
use vestibule_domain::time::Date;
use vestibule_records::{Checkin, Record, Visitor};

use super::{Desk, Frame, Section, broken, page};
use crate::api::{Failure, envelope, request};
use crate::app::App;
use crate::presence::{Person, people, places};

#[derive(Template)]
#[template(path = "console/rollcall.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    /// The location, by its number and its name.
    at: i64,
    place: String,
    /// When it was asked, on the clocks of the location.
    as_of: String,
    /// Under what its ticks are kept.
    key: String,
    people: Vec<Called>,
    /// Whether locations below are in it, and whether there are any.
    below: bool,
    has_below: bool,
    /// Whether visitors are missing since the caller may not read them.
    visitors_left_out: bool,
}

/// Somebody to be called.
struct Called {
    /// What tells them from all others.
    key: String,
    name: String,
    /// What they are, whom they see, where they are from.
    about: String,
    phone: Option<String>,
    /// Where they are, if more than one location is called.
    place: String,
    since: String,
    /// The last evidence.
    seen: String,
}

/// Answers `/rollcall`.
pub(super) async fn answer(app: &App, request: Request) -> Response {
    let desk = match Desk::of(app, &request).await {
        Ok(desk) => desk,
        Err(response) => return *response,
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let below = request::parameter(request.uri(), "below").ok().flatten().is_some();
    show(&desk, below).await.unwrap_or_else(broken)
}

async fn show(desk: &Desk<'_>, below: bool) -> Result<Response, Failure> {
    desk.caller.may(Checkin::schema(), "Read")?;
    let here = desk.here.id;
    let all = places(&desk.caller, &desk.catalogue, here, true);
    let called = places(&desk.caller, &desk.catalogue, here, below);
    let now = desk.app.now();
    let (date, time) = desk.zone().local(now);
    let people = people(desk.app, &desk.caller, &desk.catalogue, &called, now).await?;
    let shown = Page {
        frame: desk.frame(Section::Now, "Roll call"),
        at: here,
        place: desk.here.name.clone(),
        as_of: format!("{date} {time}"),
        key: format!("vestibule.rollcall.{here}"),
        people: people.into_iter().map(|person| line(person, date, called.len() > 1)).collect(),
        below,
        has_below: all.len() > 1,
        visitors_left_out: desk.caller.may(Visitor::schema(), "Read").is_err(),
    };
    Ok(page(&shown, StatusCode::OK))
}

/// Times are those on the clocks of the location where they are, with the date unless it is `today`.
fn line(person: Person<'_>, today: Date, tells_place: bool) -> Called {
    let clock = |at| match person.place.zone.local(at) {
        (date, time) if date == today => time.to_string(),
        (date, time) => format!("{date} {time}"),
    };
    let since = clock(person.since);
    let seen = format!("{}, {}", clock(person.seen.at), person.seen.of);
    let is_customer = person.kind == "Customer";
    let host = person.host.map(|host| format!("visits {host}"));
    let kind = (!is_customer && host.is_none() && person.name.is_some()).then(|| "visitor".to_owned());
    let about = [person.company, Some(person.teams.join(", ")), host, kind];
    let about: Vec<String> = about.into_iter().flatten().filter(|text| !text.is_empty()).collect();
    Called {
        // Whoever leaves and comes back has to be called anew.
        key: format!("{}{}-{}", &person.kind[..1], person.id, person.since.micros()),
        name: person.name.unwrap_or_else(|| "Unknown".to_owned()),
        about: about.join(", "),
        phone: person.phone,
        place: if tells_place { person.place.name.clone() } else { String::new() },
        since,
        seen,
    }
}
