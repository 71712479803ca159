//! `/figures`: pictures of who came, with their numbers, and reports for spreadsheets.

mod asked;
mod heat;
mod occupancy;
mod plot;
mod reports;
mod scene;
mod stack;
mod table;
mod week;

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode};
use vestibule_records::{Checkin, Coworker, FieldError, Record, Schema};
use vestibule_store::Query;

use self::asked::{Asked, Sent};
use self::heat::Heat;
use self::occupancy::Occupancy;
use self::reports::Report;
use self::scene::Scene;
use self::stack::Stack;
use self::table::Table;
use self::week::Week;
use super::{Desk, Frame, Section, broken, page};
use crate::api::{Failure, envelope};
use crate::app::App;

/// All the pictures of a location, and the reports.
#[derive(Template)]
#[template(path = "console/figures.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    sent: Sent,
    wrong: Option<FieldError>,
    /// Nothing where what was sent does not fit.
    shown: Option<Shown>,
    reports: Vec<&'static Report>,
    /// The period, for links.
    period: String,
}

struct Shown {
    visits: Option<Visits>,
    reasons: Option<Stack>,
}

struct Visits {
    heat: Heat,
    occupancy: Occupancy,
    sources: Stack,
    /// Arrivals without a customer, which are counted apart.
    unknown: i64,
}

/// The week of a customer.
#[derive(Template)]
#[template(path = "console/figures_week.html", whitespace = "minimize")]
struct WeekPage {
    frame: Frame,
    sent: Sent,
    wrong: Option<FieldError>,
    name: String,
    week: Option<Week>,
    /// Some day of the week before, and of the one after.
    beside: Option<(String, String)>,
}

impl Page {
    /// What is wrong with a field, if anything is.
    fn wrong_with(&self, name: &str) -> Option<&str> {
        wrong_with(self.wrong.as_ref(), name)
    }
}

impl WeekPage {
    fn wrong_with(&self, name: &str) -> Option<&str> {
        wrong_with(self.wrong.as_ref(), name)
    }
}

fn wrong_with<'a>(wrong: Option<&'a FieldError>, name: &str) -> Option<&'a str> {
    wrong.filter(|wrong| wrong.property == name).map(|wrong| &*wrong.message)
}

/// Answers `/figures/...`; `rest` is what follows, in lower case.
pub(super) async fn answer(app: &App, request: Request, rest: &[&str]) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let desk = match Desk::of(app, &request).await {
        Ok(desk) => desk,
        Err(response) => return *response,
    };
    let sent = Sent::read(request.uri());
    let answered = match rest {
        [] if sent.customer.is_empty() => overview(desk, sent).await,
        [] => week_of(desk, sent).await,
        [file] => match file.strip_suffix(".csv") {
            Some(name) => csv(&desk, &sent, name).await,
            None => Err(Failure::NotFound),
        },
        _ => Err(Failure::NotFound),
    };
    answered.unwrap_or_else(broken)
}

async fn overview(desk: Desk<'_>, sent: Sent) -> Result<Response, Failure> {
    let scene = Scene::of(&desk)?;
    let frame = desk.frame(Section::Figures, "Figures");
    let reports: Vec<_> = reports::REPORTS.iter().filter(|report| report.is_for(&desk.caller)).collect();
    let asked = match sent.days(scene.today()) {
        Ok(asked) => asked,
        Err(wrong) => {
            let period = String::new();
            let wrong = Some(wrong);
            let asked_anew = Page { frame, sent, wrong, shown: None, reports, period };
            return Ok(page(&asked_anew, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let visits = if scene.may_count() { Some(visits(&scene, &asked).await?) } else { None };
    let reasons = if scene.may_count_refusals() {
        Some(stack::stack(&scene.reasons(asked.days).await?, "Refusals"))
    } else {
        None
    };
    let sent = Sent {
        from: asked.days.first.to_string(),
        to: asked.days.last.to_string(),
        day: asked.day.to_string(),
        ..sent
    };
    let period = format!("from={}&to={}", sent.from, sent.to);
    let shown = Some(Shown { visits, reasons });
    Ok(page(&Page { frame, sent, wrong: None, shown, reports, period }, StatusCode::OK))
}

async fn visits(scene: &Scene<'_>, asked: &Asked) -> Result<Visits, Failure> {
    let counted = scene.counted(asked.days).await?;
    Ok(Visits {
        heat: heat::heat(&counted.week_hours(scene)),
        occupancy: scene.occupancy(asked.day).await?,
        sources: stack::stack(&counted.sources(), "Arrivals"),
        unknown: counted.unknown(),
    })
}

async fn week_of(desk: Desk<'_>, sent: Sent) -> Result<Response, Failure> {
    let scene = Scene::of(&desk)?;
    desk.caller.may(Checkin::schema(), "List")?;
    let (name, whose, asked) = match whose(&desk, &scene, &sent).await? {
        Ok(found) => found,
        Err(wrong) => {
            let frame = desk.frame(Section::Figures, "A week");
            let name = "A week".to_owned();
            let asked_anew = WeekPage { frame, sent, wrong: Some(wrong), name, week: None, beside: None };
            return Ok(page(&asked_anew, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let week = whose.picture(&whose.visits(desk.app).await?);
    let title = format!("A week of {name}");
    let day = |days: i32| asked.monday.plus_days(days).unwrap_or(asked.monday).to_string();
    let shown = WeekPage {
        frame: desk.frame(Section::Figures, &title),
        sent: Sent { week: asked.monday.to_string(), ..sent },
        wrong: None,
        name: title,
        week: Some(week),
        beside: Some((day(-7), day(7))),
    };
    Ok(page(&shown, StatusCode::OK))
}

type Found<'a> = (String, week::Whose<'a>, Asked);

/// Whose week is asked for, or what does not fit.
async fn whose<'a>(
    desk: &Desk<'_>,
    scene: &'a Scene<'_>,
    sent: &Sent,
) -> Result<Result<Found<'a>, FieldError>, Failure> {
    let asked = match sent.days(scene.today()) {
        Ok(asked) => asked,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let nobody = || {
        let message = format!("'{}' is the number of no customer here", sent.customer);
        FieldError::new("customer", message, envelope::quoted(&sent.customer))
    };
    let Some(customer) = week::customer(&sent.customer) else { return Ok(Err(nobody())) };
    let query = Query {
        only: Some(&["FullName"]),
        sets: false,
        ..Query::ids(Coworker::schema(), desk.caller.viewer.clone(), vec![customer])
    };
    desk.caller.may(Coworker::schema(), "Read")?;
    let found = desk.app.store.list(query).await?;
    let Some(row) = found.rows.first() else { return Ok(Err(nobody())) };
    Ok(Ok((week::name_of(row), scene.week_of(customer, asked.monday), asked)))
}

/// The numbers of a picture, or a report.
async fn csv(desk: &Desk<'_>, sent: &Sent, name: &str) -> Result<Response, Failure> {
    let scene = Scene::of(desk)?;
    let asked = sent.days(scene.today()).map_err(Failure::invalid)?;
    if let Some(report) = reports::REPORTS.iter().find(|report| report.file == name) {
        return reports::answer(report, &scene, asked.days).await;
    }
    let may = |schema: &Schema, verb| desk.caller.may(schema, verb);
    let period = format!("{}-{}", asked.days.first, asked.days.last);
    let (table, of) = match name {
        "arrivals" => {
            may(Checkin::schema(), "Read")?;
            (heat::heat(&scene.counted(asked.days).await?.week_hours(&scene)).table, period)
        }
        "sources" => {
            may(Checkin::schema(), "Read")?;
            (stack::by_day(&scene.counted(asked.days).await?.sources(), "Arrivals"), period)
        }
        "occupancy" => {
            may(Checkin::schema(), "Read")?;
            (scene.occupancy(asked.day).await?.table, asked.day.to_string())
        }
        "reasons" => {
            may(vestibule_records::FailedCheckin::schema(), "List")?;
            (stack::by_day(&scene.reasons(asked.days).await?, "Refusals"), period)
        }
        "week" => {
            may(Checkin::schema(), "List")?;
            let (_, whose, asked) = whose(desk, &scene, sent).await?.map_err(Failure::invalid)?;
            (whose.picture(&whose.visits(desk.app).await?).table, asked.monday.to_string())
        }
        _ => return Err(Failure::NotFound),
    };
    Ok(numbers(&table, name, &of))
}

/// The numbers of a picture, as a file.
fn numbers(table: &Table, name: &str, of: &str) -> Response {
    reports::file(&format!("{name}-{of}"), table.csv())
}
