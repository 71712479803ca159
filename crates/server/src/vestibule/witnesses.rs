//! `GET /api/vestibule/checkins/{id}/witnesses`: what spoke for a visit, what spoke against it, and what spoke last before the
//! system ended it.

use axum::extract::Request;
use axum::response::Response;
use serde_json::{Value as Json, json};
use vestibule_domain::time::Instant;
use vestibule_records::{Checkin, Filter, Record, Row, Signal, SignalOutcome, Test, Value, write_instant};
use vestibule_store::Query;

use super::about;
use crate::api::Failure;
use crate::app::App;
use crate::evidence::{self, Evidence};
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb, member};
use crate::witnesses::{Witness, Witnesses};

/// Contradictions that are told of a visit, at most; the latest ones.
const MOST: i64 = 100;

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Checkin",
    about: "A visit that a door, the Wi-Fi and a tablet told of is one visit with three witnesses. What contradicts it, \
            such as a phone that is seen after its owner left, changes nothing and is told here too. Where the system \
            ended it, what saw them last says when they may have left.",
    asker: Asker::Role(Checkin::schema, "Read"),
    parameters: &[Said {
        name: "id",
        place: "path",
        shape: Shape::Integer,
        required: true,
        about: "The visit.",
    }],
    answers: &[Answered::json(200, SHAPE, "Its witnesses.")],
    errors: &[404],
    ..Endpoint::new(
        Verb::Get,
        "/api/vestibule/checkins/{id}/witnesses",
        "getCheckinWitnesses",
        "What bears witness of a visit",
    )
};

const SHAPE: Shape = Shape::Object(&[
    member("CheckinId", Shape::Integer, "The visit."),
    member("Witnesses", Shape::List(&WITNESS), "Each thing that spoke for it, the first one first."),
    member(
        "Contradictions",
        Shape::List(&CONTRADICTION),
        "What does not go together with it, the latest first.",
    ),
    member(
        "Ended",
        Shape::OrNull(&ENDED),
        "How the system ended it, since nobody did; null where somebody did, and while it is open.",
    ),
]);

const ENDED: Shape = Shape::Object(&[
    member("By", Shape::Words(evidence::WORDS), "The cut-off of its day, or the silence of their device."),
    member("At", Shape::Text, "When it ended: until then it counts."),
    member(
        "LastSeen",
        LAST_SEEN,
        "What bore witness of them last, by then: they may have left as early as that.",
    ),
]);

const LAST_SEEN: Shape = Shape::Object(&[
    member("At", Shape::Text, "When."),
    member("Source", Shape::Integer, "How it counts among the sources."),
    member("Of", Shape::OrNull(&Shape::Text), "What it is, such as `Door 7`; null where that is not known."),
    member("Name", Shape::OrNull(&Shape::Text), "What people call it."),
]);

/// Something that bears witness of a visit.
pub(crate) const WITNESS: Shape = Shape::Object(&[
    member("Source", Shape::Integer, "How it counts among the sources."),
    member("Of", Shape::Text, "What it is, such as `Door 7` or the e-mail of a user."),
    member("Name", Shape::OrNull(&Shape::Text), "What people call it."),
    member("First", Shape::Text, "The first moment it spoke of."),
    member("Last", Shape::Text, "The last moment it spoke of."),
    member("Remarks", Shape::List(&Shape::Text), "What is remarkable about it."),
]);

const CONTRADICTION: Shape = Shape::Object(&[
    member("SignalId", Shape::Integer, "The signal."),
    member("Of", Shape::Text, "What told it."),
    member("At", Shape::Text, "When it happened, as far as it says."),
    member("Remark", Shape::OrNull(&Shape::Text), "Why the two do not go together."),
]);

/// Answers with the witnesses of a visit that the caller sees.
pub(crate) async fn endpoint(app: &App, request: Request, id: &str) -> Response {
    about::<Checkin>(app, request, id, async |_, visit| {
        let against = app.store.list(contradictions(visit.id())).await?.rows;
        Ok(told(&visit, &against)?.to_string().into_bytes())
    })
    .await
}

/// What does not go together with a visit: its contradictions among the `Signal`s, the latest first.
pub(crate) fn contradictions(visit: i64) -> Query {
    let filters = vec![
        Filter::on::<Signal>("CheckinId", Test::Is(Value::Int(visit))),
        Filter::on::<Signal>("Outcome", Test::Is(Value::Int(SignalOutcome::Contradicted.number()))),
    ];
    let order = (Signal::schema().position("Id").unwrap_or_default(), true);
    Query { filters, order, limit: MOST, sets: false, ..Query::all(Signal::schema()) }
}

fn told(visit: &Row, against: &[Row]) -> Result<Json, Failure> {
    let witnesses = Witnesses::of(visit);
    let witnesses: Vec<_> = witnesses.iter().map(witness).collect();
    let against: Vec<_> = against.iter().map(contradiction).collect::<Result<_, Failure>>()?;
    let ended = Evidence::of(visit).as_ref().map(ended);
    Ok(json!({
        "CheckinId": visit.id(), "Witnesses": witnesses, "Contradictions": against, "Ended": ended,
    }))
}

fn ended(evidence: &Evidence) -> Json {
    json!({
        "By": evidence::word(evidence.cause),
        "At": instant(evidence.until),
        "LastSeen": {
            "At": instant(evidence.at),
            "Source": evidence.source.number(),
            "Of": evidence.of,
            "Name": evidence.name,
        },
    })
}

/// The same as it is told.
pub(crate) fn witness(witness: &Witness) -> Json {
    json!({
        "Source": witness.source.number(),
        "Of": witness.of,
        "Name": witness.name,
        "First": instant(witness.first),
        "Last": instant(witness.last),
        "Remarks": witness.remarks,
    })
}

fn contradiction(row: &Row) -> Result<Json, Failure> {
    let signal = Signal::from_row(row)?;
    Ok(json!({
        "SignalId": signal.base.id,
        "Of": signal.base.updated_by,
        "At": instant(signal.at),
        "Remark": signal.remark,
    }))
}

fn instant(at: Instant) -> String {
    let mut written = Vec::new();
    write_instant(at, &mut written);
    String::from_utf8_lossy(&written).into_owned()
}
