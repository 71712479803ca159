//! The visits of a business day at the location of the desk.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use vestibule_domain::location::Location;
use vestibule_domain::time::{BusinessDay, Date, Instant, day_bounds};
use vestibule_records::{Checkin, Filter, Record, Test, Value};
use vestibule_store::Query;

use super::line::{Line, lines};
use crate::api::Failure;
use crate::console::asked::Asked;
use crate::console::listed::Pages;
use crate::console::{Desk, Frame, Section, page};
use crate::presence::read_date;

/// A business day of a location, which a page shows.
pub(super) struct Day {
    /// Where.
    pub(super) place: Arc<Location>,
    /// The date it is named by.
    pub(super) date: Date,
    /// Whether it has not ended yet.
    pub(super) is_today: bool,
    /// When it begins.
    pub(super) from: Instant,
    /// When the next one begins.
    pub(super) to: Instant,
}

impl Day {
    /// The day that is asked for; the one that runs, unless said.
    ///
    /// # Errors
    /// When the location is gone.
    pub(super) fn asked(desk: &Desk<'_>, asked: &Asked) -> Result<Self, Failure> {
        let place = desk.catalogue.location(desk.here.id).ok_or(Failure::NotFound)?.clone();
        let BusinessDay(today) = place.business_day(desk.app.now());
        let date = read_date(asked.text("day")).unwrap_or(today);
        let (from, to) = day_bounds(BusinessDay(date), &place.zone, place.cut_off);
        Ok(Self { place, date, is_today: date == today, from, to })
    }

    /// The day before, for templates.
    pub(super) fn before(&self) -> Date {
        self.date.yesterday()
    }

    /// The day after, for templates.
    pub(super) fn after(&self) -> Date {
        self.date.tomorrow()
    }

    /// The name of the zone of the location, for templates.
    pub(super) fn zone(&self) -> &str {
        self.place.zone.name()
    }

    /// The last instant of it.
    pub(super) fn last(&self) -> i64 {
        self.to.micros() - 1
    }
}

#[derive(Template)]
#[template(path = "console/visits.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    day: Day,
    lines: Vec<Line>,
    pages: Pages,
}

/// Answers `/visits`.
pub(super) async fn answer(desk: &Desk<'_>, request: &http::Request<()>) -> Result<Response, Failure> {
    let asked = Asked::in_address(request.uri());
    let day = Day::asked(desk, &asked)?;
    let filters = vec![
        Filter::on::<Checkin>("BusinessId", Test::Is(Value::Int(day.place.id.get()))),
        Filter::on::<Checkin>("FromTime", Test::AtLeast(day.from.micros())),
        Filter::on::<Checkin>("FromTime", Test::AtMost(day.last())),
    ];
    let order = (Checkin::schema().position("FromTime").unwrap_or_default(), true);
    let query = Query { filters, order, ..Query::all(Checkin::schema()) };
    let (rows, pages) = Pages::read(desk, &asked, query, format!("day={}&", day.date)).await?;
    let lines = lines(desk, &rows, &day.place.zone, Some(day.date)).await?;
    Ok(page(&Page { frame: desk.frame(Section::Visits, "Visits"), day, lines, pages }, StatusCode::OK))
}
