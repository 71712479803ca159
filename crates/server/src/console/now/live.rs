//! What of the first screen changes by itself: who is here, how full it is, who visits, who was not let in.

use std::collections::HashSet;

use askama::Template;
use vestibule_domain::location::Location;
use vestibule_domain::occupancy::names;
use vestibule_domain::time::{Instant, Zone, day_bounds};
use vestibule_records::{Checkin, Coworker, Filter, Record, Row, Test, Value, Visitor};
use vestibule_store::{OnSite, Query};

use super::refusals::{Refusals, Since};
use super::words;
use crate::api::Failure;
use crate::console::Desk;
use crate::presence::{Guest, Inside, counted, inside_today, premises};
use crate::witnesses::Witnesses;

/// People who are shown unless all are asked for.
const PAGE: usize = 100;
/// Visitors who are expected, at most.
const EXPECTED: i64 = 50;

/// Everything that changes by itself, as of one moment.
#[derive(Template)]
#[template(path = "console/now_live.html", whitespace = "minimize")]
pub(super) struct Live {
    /// The location, by its number.
    at: i64,
    /// Whether all were asked for.
    pub(super) all: bool,
    /// The moment, on the clocks of the location.
    pub(super) as_of: String,
    inside: usize,
    unknown: usize,
    /// How many there may be.
    most: Option<u32>,
    /// How many by each source.
    sources: Vec<(&'static str, usize)>,
    /// Who is inside, the last to come first.
    people: Vec<Line>,
    /// How many more are inside than are shown.
    hidden: usize,
    can_check_out: bool,
    /// How many visitors are there.
    visiting: usize,
    /// Who visits; none for whoever may not read visitors.
    visitors: Option<Vec<Caller>>,
    can_change_visitors: bool,
    /// None for whoever may not read them.
    refusals: Option<Refusals>,
}

/// Somebody who is inside.
struct Line {
    visit: i64,
    customer: Option<i64>,
    name: String,
    since: String,
    minutes: String,
    /// By which source and which witness.
    by: String,
    /// The last evidence, where there is any after the arrival.
    seen: Option<String>,
    /// On what.
    pass: String,
    /// Their plans and teams.
    of: String,
    /// What staff should know of them.
    alert: Option<String>,
}

/// A visitor, expected or there.
struct Caller {
    id: i64,
    name: String,
    /// Whom they see, and where they come from.
    about: String,
    /// When they came, or are expected.
    time: String,
    is_there: bool,
}

impl Live {
    /// What there is to show of the location that is looked at.
    ///
    /// # Errors
    /// When the caller may not read check-ins, or the store fails.
    pub(super) async fn of(desk: &Desk<'_>, all: bool) -> Result<Self, Failure> {
        desk.caller.may(Checkin::schema(), "Read")?;
        let place = desk.catalogue.location(desk.here.id).ok_or(Failure::NotFound)?;
        let now = desk.app.now();
        let there = desk.app.store.on_site(vec![premises(place, now)]).await?;
        let inside = inside_today(&there, &desk.catalogue, place, now)?;
        let customers: HashSet<i64> = inside.iter().filter_map(|one| one.customer.map(Row::id)).collect();
        let alerts = desk.caller.may(Coworker::schema(), "Read").is_ok();
        let shown = if all { inside.len() } else { PAGE };
        Ok(Self {
            at: desk.here.id,
            all,
            as_of: words::clock(&place.zone, now),
            inside: inside.len(),
            unknown: inside.iter().filter(|one| one.visit.coworker_id.is_none()).count(),
            most: place.capacity.most,
            sources: counted(inside.iter().map(|one| words::source(one.visit.source))).into_iter().collect(),
            people: inside.iter().rev().take(shown).map(|one| line(one, &place.zone, alerts)).collect(),
            hidden: inside.len().saturating_sub(shown),
            can_check_out: desk.caller.may(Checkin::schema(), "Edit").is_ok(),
            visiting: there.visitors.len(),
            visitors: visitors(desk, &there, place, now).await?,
            can_change_visitors: desk.caller.may(Visitor::schema(), "Edit").is_ok(),
            refusals: Refusals::of(desk, place, now, &customers).await?,
        })
    }
}

impl Live {
    /// From how many on it is nearly full: nine tenths.
    fn nearly(&self) -> u32 {
        self.most.map_or(0, |most| most - most / 10)
    }
}

fn line(inside: &Inside<'_>, zone: &Zone, alerts: bool) -> Line {
    let visit = &inside.visit;
    let held = |text: Option<&str>| names(text).map(str::to_owned).collect::<Vec<_>>();
    let of = [
        held(visit.tariff_at_the_time_of_checkin.as_deref()),
        held(visit.teams_at_the_time_of_checkin.as_deref()),
    ];
    let without = if visit.access_token_id.is_some() { "Guest with a token" } else { "Unknown" };
    let seen = (inside.seen.at > visit.from_time)
        .then(|| format!("seen {} by {}", words::clock(zone, inside.seen.at), inside.seen.of));
    Line {
        visit: visit.base.id,
        customer: inside.customer.map(Row::id),
        name: inside
            .customer
            .map_or(without, |row| row.get("FullName").text().unwrap_or_default())
            .to_owned(),
        since: words::clock(zone, visit.from_time),
        minutes: words::length(inside.minutes()),
        by: by(inside),
        seen,
        pass: inside
            .pass
            .as_ref()
            .map_or("No pass".to_owned(), |pass| words::pass(pass, inside.minutes_left())),
        of: of.concat().join(", "),
        alert: inside.customer.filter(|_| alerts).and_then(alert),
    }
}

fn alert(customer: &Row) -> Option<String> {
    let is_shown = customer.get("ShowAlert").bool() == Some(true);
    customer
        .get("AlertNote")
        .text()
        .map(str::trim)
        .filter(|note| is_shown && !note.is_empty())
        .map(str::to_owned)
}

/// How they came, and what was the first to say so.
fn by(inside: &Inside<'_>) -> String {
    let source = words::source(inside.visit.source);
    let witnesses = Witnesses::of(inside.row);
    let mut witnesses = witnesses.iter();
    let Some(first) = witnesses.next() else { return source.to_owned() };
    let name = first.name.as_deref().unwrap_or(&first.of);
    match witnesses.count() {
        0 => format!("{source}: {name}"),
        more => format!("{source}: {name} and {more} more"),
    }
}

/// Who is there, then who is expected and has not come.
async fn visitors(
    desk: &Desk<'_>,
    there: &OnSite,
    place: &Location,
    now: Instant,
) -> Result<Option<Vec<Caller>>, Failure> {
    if desk.caller.may(Visitor::schema(), "Read").is_err() {
        return Ok(None);
    }
    let mut all = Vec::new();
    for row in &there.visitors {
        let Guest { visitor, host, since } = Guest::of(row, there)?;
        let host = host.and_then(|host| host.get("FullName").text());
        all.push(Caller {
            id: row.id(),
            about: about(host, visitor.company_name.as_deref()),
            name: visitor.full_name,
            time: words::clock(&place.zone, since),
            is_there: true,
        });
    }
    let (from, to) = day_bounds(place.business_day(now), &place.zone, place.cut_off);
    let query = Query {
        viewer: desk.caller.viewer.clone(),
        filters: vec![
            Filter::on::<Visitor>("BusinessId", Test::Is(Value::Int(place.id.get()))),
            Filter::on::<Visitor>("ExpectedArrival", Test::AtLeast(from.micros())),
            Filter::on::<Visitor>("ExpectedArrival", Test::AtMost(to.micros() - 1)),
            Filter::on::<Visitor>("Arrived", Test::Is(Value::Bool(false))),
        ],
        limit: EXPECTED,
        sets: false,
        ..Query::all(Visitor::schema())
    };
    for row in desk.app.store.list(query).await?.rows {
        let visitor = Visitor::from_row(&row)?;
        all.push(Caller {
            id: row.id(),
            about: about(row.get("CoworkerFullName").text(), visitor.company_name.as_deref()),
            name: visitor.full_name,
            time: words::clock(&place.zone, visitor.expected_arrival),
            is_there: false,
        });
    }
    Ok(Some(all))
}

fn about(host: Option<&str>, company: Option<&str>) -> String {
    let company = company.filter(|company| !company.trim().is_empty()).map(|company| format!("of {company}"));
    let host = host.map(|host| format!("for {host}"));
    [company, host].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
