//! `GET /api/vestibule/attendance`: how many came, left and were inside, then.

use std::collections::BTreeMap;

use axum::extract::Request;
use axum::response::Response;
use serde_json::{Value as Json, json};
use vestibule_domain::occupancy::{Bucket, By, Counts, Grid, Tally, names};
use vestibule_domain::time::Span;
use vestibule_records::{Checkin, Record, Value};
use vestibule_store::{Attendance, Attended, Of, Reply};

use super::place::asked;
use super::when::Days;
use super::{LOCATION, source_name};
use crate::api::envelope;
use crate::api::envelope::instant;
use crate::app::App;
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb, member};

const BY: [(&str, By); 4] =
    [("day", By::Day), ("hour", By::Hour), ("weekday", By::Weekday), ("weekhour", By::WeekHour)];
const OF: [(&str, Of); 4] =
    [("all", Of::All), ("plan", Of::Plan), ("team", Of::Team), ("source", Of::Source)];

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Presence",
    about: "Visits as they are now, also those that were corrected since. Days and hours are those on the clocks of the \
            location: an hour that comes twice when clocks are set back is one bucket of two hours, and a day may have 23 \
            hours or 25. Whoever has two plans or teams counts with both. Presence without a customer counts apart.",
    asker: Asker::Role(Checkin::schema, "Read"),
    parameters: &[
        LOCATION,
        Said::query(
            "from",
            Shape::Pattern(DATE),
            "The first day, as 2026-09-02; four weeks up to the last unless said.",
        ),
        Said::query(
            "to",
            Shape::Pattern(DATE),
            "The last day; today unless said. At most 400 days are told of.",
        ),
        Said::query(
            "by",
            Shape::Words(&["day", "hour", "weekday", "weekhour"]),
            "Each day, the 24 hours of a day, the 7 days of a week, or the 168 hours of a week; days unless said.",
        ),
        Said::query(
            "of",
            Shape::Words(&["all", "plan", "team", "source"]),
            "What tells groups apart; nothing unless said.",
        ),
    ],
    answers: &[Answered::json(200, SHAPE, "How many there were.")],
    errors: &[400],
    ..Endpoint::new(
        Verb::Get,
        "/api/vestibule/attendance",
        "getAttendance",
        "How many came, left and were inside, then",
    )
};

const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

const SHAPE: Shape = Shape::Object(&[
    member("BusinessId", Shape::Integer, "The location."),
    member("BusinessName", Shape::Text, "What people call it."),
    member("Zone", Shape::Text, "Its clocks."),
    member("From", Shape::Text, "The first day."),
    member("To", Shape::Text, "The last day."),
    member("AsOf", Shape::Text, "The moment, UTC; nothing after it is counted."),
    member("By", Shape::Words(&["day", "hour", "weekday", "weekhour"]), "What the buckets are."),
    member("Of", Shape::Words(&["all", "plan", "team", "source"]), "What the groups are."),
    member("Groups", Shape::List(&GROUP), "Visits of customers."),
    member("Unknown", Shape::List(&BUCKET), "Presence without a customer."),
]);

const GROUP: Shape = Shape::Object(&[
    member(
        "Name",
        Shape::OrNull(&Shape::Text),
        "What they have in common; null for all, and for who has none.",
    ),
    member("Buckets", Shape::List(&BUCKET), "Every bucket there is, in order; weeks begin on Monday."),
]);

const BUCKET: Shape = Shape::Object(&[
    member("Date", Shape::Text, "By day: which.").optional(),
    member("Weekday", Shape::Text, "By weekday or hour of the week: `Monday` to `Sunday`.").optional(),
    member("Hour", Shape::Integer, "By hour: 0 to 23.").optional(),
    member("Minutes", Shape::Integer, "How much time it stands for; what is still to come does not count."),
    member("Arrivals", Shape::Integer, "How many came."),
    member("Departures", Shape::Integer, "How many left."),
    member(
        "Peak",
        Shape::Integer,
        "The most people inside within one quarter of an hour of it, who left and who came both counted.",
    ),
    member(
        "Average",
        Shape::OrNull(&Shape::Number),
        "How many were inside on average; null where it stands for no time.",
    ),
    member(
        "VisitMinutes",
        Shape::Integer,
        "Minutes that people were inside, added up, the last one rounded down.",
    ),
]);

/// Answers with what was at a location that the caller sees.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    asked(app, request, async |asked| {
        let days = Days::asked(&asked)?;
        let (by, of) = (asked.word("by", &BY)?, asked.word("of", &OF)?);
        let window = days.window(&asked.place, asked.now);
        let location = asked.place.id.get();
        let attended = app.store.attendance(Attendance { location, window, of }).await?;
        let grid = Grid::new(days.each(), window, by, &asked.place.zone);
        let buckets = |tally: &Tally| grid.fold(tally).iter().map(bucket).collect::<Vec<_>>();
        let (groups, unknown) = groups(attended, of);
        let groups = groups.iter().map(|(name, tally)| json!({ "Name": name, "Buckets": buckets(tally) }));
        let body = json!({
            "BusinessId": location,
            "BusinessName": asked.place.name,
            "Zone": asked.place.zone.name(),
            "From": days.first.to_string(),
            "To": days.last.to_string(),
            "AsOf": instant(asked.now),
            "By": BY.iter().find(|(_, one)| *one == by).map(|(word, _)| word),
            "Of": OF.iter().find(|(_, one)| *one == of).map(|(word, _)| word),
            "Groups": groups.collect::<Vec<_>>(),
            "Unknown": buckets(&unknown),
        });
        Ok(envelope::respond(Reply { status: 200, body: body.to_string().into_bytes() }))
    })
    .await
}

/// Customers by what is told apart, and presence without one.
pub(crate) fn groups(attended: Vec<Attended>, of: Of) -> (BTreeMap<Option<String>, Tally>, Tally) {
    let (mut groups, mut unknown) = (BTreeMap::<_, Tally>::new(), Tally::default());
    if of == Of::All {
        groups.insert(None, Tally::default());
    }
    for Attended { known, what, tally } in attended {
        if !known {
            unknown.add(&tally);
            continue;
        }
        for name in names_of(&what) {
            groups.entry(name).or_default().add(&tally);
        }
    }
    (groups, unknown)
}

/// The groups that visits with this in common belong to.
fn names_of(what: &Value) -> Vec<Option<String>> {
    let mut all: Vec<_> = match what {
        Value::Int(source) => vec![source_name(*source).to_owned()],
        other => names(other.text()).map(str::to_owned).collect(),
    };
    // One who is named twice is there once.
    all.sort();
    all.dedup();
    if all.is_empty() { vec![None] } else { all.into_iter().map(Some).collect() }
}

fn bucket(counts: &Counts) -> Json {
    let mut told = match counts.bucket {
        Bucket::Day(date) => json!({ "Date": date.to_string() }),
        Bucket::Hour(hour) => json!({ "Hour": hour }),
        Bucket::Weekday(day) => json!({ "Weekday": day.name() }),
        Bucket::WeekHour(day, hour) => json!({ "Weekday": day.name(), "Hour": hour }),
    };
    let minutes = |span: Span| span.in_seconds() / 60;
    let length = counts.length.in_micros();
    let average = (length > 0).then(|| hundredths(counts.inside.in_micros() as f64 / length as f64));
    told["Minutes"] = json!(minutes(counts.length));
    told["Arrivals"] = json!(counts.arrivals);
    told["Departures"] = json!(counts.departures);
    told["Peak"] = json!(counts.peak);
    told["Average"] = json!(average);
    told["VisitMinutes"] = json!(minutes(counts.inside));
    told
}

/// With two digits after the point.
pub(crate) fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
