//! A visit in a list.

use std::collections::{BTreeSet, HashMap};

use vestibule_domain::Length;
use vestibule_domain::time::{Date, Instant, Span, Zone};
use vestibule_records::{Checkin, CheckinSource, CoworkerTimePass, Filter, Id, Record, Row, Test, Value};
use vestibule_store::Query;

use super::taken::{self, Taken};
use crate::api::Failure;
use crate::console::{Desk, wall};

/// A visit in a list.
pub(in crate::console) struct Line {
    /// Which one.
    pub(in crate::console) id: i64,
    /// The customer, if it is somebody's.
    pub(in crate::console) customer: Option<i64>,
    /// Whose it is.
    pub(in crate::console) who: String,
    /// Where.
    pub(in crate::console) place: String,
    /// Arrival.
    pub(in crate::console) from: String,
    /// Departure; empty while it is open.
    pub(in crate::console) to: String,
    /// How long, bookings that are left out aside.
    pub(in crate::console) minutes: String,
    /// How they came.
    pub(in crate::console) source: &'static str,
    /// The pass it stands on.
    pub(in crate::console) pass: String,
    /// What was taken of it.
    pub(in crate::console) used: String,
    /// What is charged.
    pub(in crate::console) charged: String,
}

/// Visits as lines, on the clocks of a zone; the date is said where it is not `day`.
///
/// # Errors
/// When the store fails.
pub(in crate::console) async fn lines(
    desk: &Desk<'_>,
    rows: &[Row],
    zone: &Zone,
    day: Option<Date>,
) -> Result<Vec<Line>, Failure> {
    let visits: Vec<Checkin> = rows.iter().map(Checkin::from_row).collect::<Result<_, _>>()?;
    let passes = pass_names(desk, &visits).await?;
    let took = taken::of_visits(desk, rows.iter().map(Row::id).collect()).await?;
    let now = desk.app.now();
    Ok(rows
        .iter()
        .zip(&visits)
        .map(|(row, visit)| {
            let took = took.get(&row.id()).cloned().unwrap_or_default();
            line(row, visit, &passes, &took, &Wall { zone, day, now })
        })
        .collect())
}

/// The clock by which times are told.
struct Wall<'a> {
    zone: &'a Zone,
    day: Option<Date>,
    now: Instant,
}

fn line(row: &Row, visit: &Checkin, passes: &HashMap<String, String>, took: &Taken, wall: &Wall<'_>) -> Line {
    let name = |field: &str| row.get(field).text().unwrap_or_default().to_owned();
    let pass = visit.coworker_time_pass_guid.map(|guid| passes.get(&guid.to_string()).cloned());
    Line {
        id: row.id(),
        customer: visit.coworker_id.map(Id::get),
        who: visit.coworker_id.map_or_else(|| "Nobody known".to_owned(), |_| name("CoworkerFullName")),
        place: name("BusinessName"),
        from: wall::on(wall.day, visit.from_time, wall.zone),
        to: visit.to_time.map(|to| wall::on(wall.day, to, wall.zone)).unwrap_or_default(),
        minutes: minutes(visit, wall.now),
        source: source(visit.source),
        pass: pass.map_or_else(|| "none".to_owned(), |name| name.unwrap_or_else(|| "not shown".to_owned())),
        used: took.used(),
        charged: took.charged(),
    }
}

/// Whole minutes, less what was left out when it ended; of an open visit, all until now.
fn minutes(visit: &Checkin, now: Instant) -> String {
    let left_out = Span::micros(visit.left_out_micros.unwrap_or_default());
    let length = Length::new(visit.from_time, visit.to_time.unwrap_or(now), left_out);
    format!("{} min", length.net().in_seconds() / 60)
}

/// The names of the passes that visits stand on, by guid, as far as they may be read.
async fn pass_names(desk: &Desk<'_>, visits: &[Checkin]) -> Result<HashMap<String, String>, Failure> {
    let mut names = HashMap::new();
    if desk.caller.may(CoworkerTimePass::schema(), "Read").is_err() {
        return Ok(names);
    }
    let guids: BTreeSet<String> = visits
        .iter()
        .filter_map(|visit| visit.coworker_time_pass_guid)
        .map(|guid| guid.to_string())
        .collect();
    for guid in guids {
        let query = Query {
            viewer: desk.caller.viewer.clone(),
            filters: vec![Filter::on::<CoworkerTimePass>("UniqueId", Test::Is(Value::Text(guid.clone())))],
            limit: 1,
            sets: false,
            only: Some(&["TimePassName"]),
            ..Query::all(CoworkerTimePass::schema())
        };
        let found = desk.app.store.list(query).await?;
        let name = found.rows.first().and_then(|row| row.get("TimePassName").text());
        names.extend(name.map(|name| (guid, name.to_owned())));
    }
    Ok(names)
}

/// What brought somebody, in words that follow "by".
pub(in crate::console) const fn source(source: CheckinSource) -> &'static str {
    match source {
        CheckinSource::None => "nothing told",
        CheckinSource::Manual => "hand",
        CheckinSource::DoorAccess => "door",
        CheckinSource::NetworkActivity => "Wi-Fi",
        CheckinSource::Tile => "tile",
        CheckinSource::Sensor => "sensor",
    }
}
