//! Who was refused on a business day at the location of the desk: the day on which it was noted, by which refusals are found.
//! An attempt that was told late stands there with its own date.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use vestibule_domain::time::{Date, Zone};
use vestibule_records::{FailedCheckin, Filter, Id, Record, Row, Test, Value};
use vestibule_store::Query;

use super::day::Day;
use super::line::source;
use crate::api::Failure;
use crate::console::asked::Asked;
use crate::console::listed::Pages;
use crate::console::{Desk, Frame, Section, page, wall};

/// A refusal in a list.
pub(in crate::console) struct Line {
    /// Which one.
    pub(in crate::console) id: i64,
    /// The customer, if somebody was known.
    pub(in crate::console) customer: Option<i64>,
    /// Who it was.
    pub(in crate::console) who: String,
    /// Where.
    pub(in crate::console) place: String,
    /// When it was tried.
    pub(in crate::console) at: String,
    /// How.
    pub(in crate::console) source: &'static str,
    /// Why not.
    pub(in crate::console) why: String,
}

/// Refusals as lines, on the clocks of a zone; the date is said where it is not `day`.
///
/// # Errors
/// When a row is not what its declaration says.
pub(in crate::console) fn lines(rows: &[Row], zone: &Zone, day: Option<Date>) -> Result<Vec<Line>, Failure> {
    let line = |row: &Row| {
        let failed = FailedCheckin::from_row(row)?;
        let name = |field: &str| row.get(field).text().unwrap_or_default().to_owned();
        Ok(Line {
            id: row.id(),
            customer: failed.coworker_id.map(Id::get),
            who: failed.coworker_id.map_or_else(|| "Nobody known".to_owned(), |_| name("CoworkerFullName")),
            place: name("BusinessName"),
            at: wall::on(day, failed.checkin_attempt_time, zone),
            source: source(failed.source),
            why: failed.description.unwrap_or_else(|| "No reason was noted".to_owned()),
        })
    };
    rows.iter().map(line).collect()
}

#[derive(Template)]
#[template(path = "console/refusals.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    day: Day,
    lines: Vec<Line>,
    pages: Pages,
}

/// Answers `/refusals`.
pub(super) async fn answer(desk: &Desk<'_>, request: &http::Request<()>) -> Result<Response, Failure> {
    let asked = Asked::in_address(request.uri());
    let day = Day::asked(desk, &asked)?;
    let on = Filter::on::<FailedCheckin>;
    let filters = vec![
        on("BusinessId", Test::Is(Value::Int(day.place.id.get()))),
        on("CreatedOn", Test::AtLeast(day.from.micros())),
        on("CreatedOn", Test::AtMost(day.last())),
    ];
    let query = Query { filters, ..Query::all(FailedCheckin::schema()) };
    let (rows, pages) = Pages::read(desk, &asked, query, format!("day={}&", day.date)).await?;
    let lines = lines(&rows, &day.place.zone, Some(day.date))?;
    Ok(page(&Page { frame: desk.frame(Section::Visits, "Refusals"), day, lines, pages }, StatusCode::OK))
}
