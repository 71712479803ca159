//! `POST /api/vestibule/events`: what happened while nobody could tell it, such as the log of a door or of a kiosk that was
//! offline. Up to a thousand events, each with its own time, each a work and a verdict of its own.

use std::collections::HashMap;

use axum::extract::Request;
use axum::response::Response;
use futures_util::stream::{self, StreamExt as _};
use http::Method;
use serde_json::{Value as Json, json};
use vestibule_domain::Told;
use vestibule_domain::ids::LocationId;
use vestibule_domain::time::Instant;
use vestibule_records::{
    Body, Checkin, CheckinSource, Coworker, Door, FieldError, Input, Kind, Record, SignalOrigin,
};
use vestibule_store::{Catalogue, Query, Reply, StoreError};

use super::doors::{self, Passage};
use super::event::{Named, Reader, Spelling, Way, items};
use super::{Heard, Hearing, Manner, Origin, Whose, hear_as, named};
use crate::api::request::Write;
use crate::api::{Failure, envelope, unreadable};
use crate::app::App;
use crate::auth::{self, Caller};
use crate::openapi::{Answered, Asker, Endpoint, Shape, Verb, member};

/// Events in one batch, at most.
const MOST: usize = 1_000;
/// Customers whose events are decided at the same time. Works that wait together share a commit.
const AT_ONCE: usize = 128;

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Events",
    about: "Events of the past, each with its own time: the log of a door, or of a kiosk that was offline. Each gets a \
            verdict of its own, in the order of the batch; one that cannot be read has `Errors`, and disturbs no other. \
            Safe to repeat: an event is known by its `EventId`, among those of the door it names, or else of the caller. \
            The events of one customer are taken in the order in which they stand.",
    asker: Asker::Role(Checkin::schema, "Create"),
    body: Some((&["application/json"], BATCH)),
    answers: &[Answered::json(200, VERDICTS, "A verdict on each.")],
    errors: &[400],
    ..Endpoint::new(
        Verb::Post,
        "/api/vestibule/events",
        "tellEvents",
        "Tell up to a thousand events of the past",
    )
};

const BATCH: Shape = Shape::Object(&[member("Events", Shape::List(&EVENT), "At most 1,000.")]);

const EVENT: Shape = Shape::Object(&[
    member("BusinessId", Shape::Integer, "The location; that of the door unless said.").optional(),
    member(
        "Door",
        Shape::AnyOf(&[Shape::Integer, Shape::Text]),
        "The door that tells it: its `Id`, its `UniqueId`, or with `BusinessId` its `Reference`.",
    )
    .optional(),
    member("Customer", Shape::AnyOf(&[Shape::Integer, Shape::Text]), "Who it is, by `Id` or `UniqueId`.")
        .optional(),
    member("Credential", doors::CREDENTIAL, "What they showed instead.").optional(),
    member("Direction", Shape::Words(&Way::WORDS), "Which way; `unknown` unless said.").optional(),
    member("At", Shape::Text, "When it happened, or when they were seen last."),
    member(
        "Since",
        Shape::Text,
        "Since when they were seen without a gap, for what the Wi-Fi or a sensor saw.",
    )
    .optional(),
    member("EventId", Shape::Text, "What it is called."),
    member(
        "Source",
        Shape::AnyOf(&[Shape::Integer, Shape::Text]),
        "How it counts; of a door `DoorAccess`, else `Manual`, unless said.",
    )
    .optional(),
    member("Granted", Shape::Boolean, "False where a door did not open. True unless said.").optional(),
]);

const VERDICTS: Shape =
    Shape::Object(&[member("Events", Shape::List(&VERDICT), "In the order of the batch.")]);

const VERDICT: Shape = Shape::Object(&[
    member(
        "Outcome",
        Shape::OrNull(&Shape::Words(&doors::OUTCOMES)),
        "In a word; null where it could not be taken just now, and is to be sent again.",
    ),
    member("CheckinId", Shape::OrNull(&Shape::Integer), "The check-in that it is about."),
    member("FailedCheckinId", Shape::OrNull(&Shape::Integer), "The failed check-in that it came to."),
    member("Message", Shape::Text, "In a sentence."),
    member("Flags", Shape::List(&Shape::Text), "What is remarkable about it."),
    member("Replayed", Shape::Boolean, "It was told before, and this is what came of it then."),
    member(
        "Errors",
        Shape::OrNull(&Shape::List(&Shape::Named("PropertyError"))),
        "What cannot be read; null where everything can.",
    ),
]);

/// Takes a batch.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    if request.method() != Method::POST {
        return envelope::method_not_allowed(request.method(), "POST");
    }
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        caller.may(Checkin::schema(), "Create")?;
        let write = Write::read(request, &caller.email).await.map_err(Failure::Response)?;
        let body = Body::json(&write.bytes).map_err(|error| Failure::invalid(unreadable(&error)))?;
        let verdicts = take(app, &caller, &body).await?;
        let body = json!({ "Events": verdicts }).to_string().into_bytes();
        Ok(envelope::respond(Reply { status: 200, body }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

async fn take(app: &App, caller: &Caller, body: &Body<'_>) -> Result<Vec<Json>, Failure> {
    let input = body.get("Events").ok_or_else(|| Failure::invalid(FieldError::missing("Events")))?;
    let wrong = |message: String| Failure::invalid(FieldError::new("Events", message, input.attempted()));
    let sent = items(input).ok_or_else(|| wrong("is not a list of events".to_owned()))?;
    if sent.len() > MOST {
        return Err(wrong(format!("has {} events, and {MOST} are the most", sent.len())));
    }
    let catalogue = app.store.catalogue().await?;
    let mut desk = Desk { app, caller, catalogue: &catalogue, known: HashMap::new(), doors: HashMap::new() };
    let mut verdicts = vec![Json::Null; sent.len()];
    let mut turns: Vec<Vec<(usize, Heard, Manner)>> = Vec::new();
    let mut of_customer = HashMap::new();
    for (place, item) in sent.iter().enumerate() {
        match desk.read(item.get()).await? {
            Ok((heard, manner)) => {
                let turn = match heard.customer() {
                    Some(customer) => *of_customer.entry(customer).or_insert(turns.len()),
                    None => turns.len(),
                };
                if turn == turns.len() {
                    turns.push(Vec::new());
                }
                turns[turn].push((place, heard, manner));
            }
            Err(errors) => verdicts[place] = unread(&errors),
        }
    }
    let mut told = stream::iter(turns).map(|turn| in_turn(app, turn)).buffer_unordered(AT_ONCE);
    while let Some(heard) = told.next().await {
        for (place, verdict) in heard {
            verdicts[place] = verdict;
        }
    }
    Ok(verdicts)
}

/// Tells the events of one customer, one after the other.
async fn in_turn(app: &App, turn: Vec<(usize, Heard, Manner)>) -> Vec<(usize, Json)> {
    let mut verdicts = Vec::with_capacity(turn.len());
    for (place, heard, manner) in turn {
        verdicts.push((place, verdict(hear_as(app, heard, manner).await)));
    }
    verdicts
}

fn verdict(heard: Result<Hearing, StoreError>) -> Json {
    let mut verdict = heard.map_or_else(
        |error| {
            tracing::warn!(%error, "an event of a batch could not be taken");
            nothing(Json::Null, "It could not be taken just now: send it again")
        },
        |hearing| hearing.json(),
    );
    verdict["Errors"] = Json::Null;
    verdict
}

/// The verdict on what cannot be read. The caller has it all, and sends it again once it is put right: it is not kept.
fn unread(errors: &[FieldError]) -> Json {
    let wrong: Vec<_> = errors.iter().map(|error| format!("{}: {}", error.property, error.message)).collect();
    let mut verdict = nothing("Unreadable".into(), &wrong.join("; "));
    let shown = |error: &FieldError| {
        json!({
            "AttemptedValue": serde_json::from_str(&error.attempted).unwrap_or(Json::Null),
            "Message": error.message,
            "PropertyName": error.property,
        })
    };
    verdict["Errors"] = errors.iter().map(shown).collect();
    verdict
}

fn nothing(outcome: Json, message: &str) -> Json {
    json!({
        "Outcome": outcome, "CheckinId": null, "FailedCheckinId": null, "Message": message, "Flags": [],
        "Replayed": false,
    })
}

/// What is known while a batch is read: the same few people and doors come again and again.
struct Desk<'a> {
    app: &'a App,
    caller: &'a Caller,
    catalogue: &'a Catalogue,
    known: HashMap<(i64, Named), Whose>,
    doors: HashMap<(Option<i64>, String), Option<Door>>,
}

type Read = Result<(Heard, Manner), Vec<FieldError>>;

impl Desk<'_> {
    /// Reads an event.
    async fn read(&mut self, sent: &str) -> Result<Read, Failure> {
        let body = match Body::json(sent.as_bytes()) {
            Ok(body) => body,
            Err(error) => return Ok(Err(vec![unreadable(&error)])),
        };
        let mut reader = Reader::new(&body, Spelling::Pascal);
        let business = self.business(&mut reader);
        let door = self.door(&mut reader, business).await?;
        let location = door.as_ref().map(|door| door.business_id.get()).or(business);
        if location.is_none() && reader.errors.is_empty() {
            reader.errors.push(FieldError::missing("Business"));
        }
        let source = source(&mut reader, door.is_some());
        let (whom, way, granted) = (reader.whom(), reader.way(), reader.granted());
        let (at, since, event) = (reader.at(), reader.instant("Since"), reader.event());
        let fits = reader.errors.is_empty();
        let (Some(location), Some(whom), Some(at), Some(event), true) = (location, whom, at, event, fits)
        else {
            return Ok(Err(reader.errors));
        };
        let told = match told(source, way, since, at) {
            Ok(told) => told,
            Err(error) => return Ok(Err(vec![error])),
        };
        let content = (!whom.is_secret()).then(|| sent.to_owned());
        let device = whom.device();
        let whose = self.whose(location, whom).await?;
        let (heard, manner) = match door {
            Some(door) => {
                let passage = Passage { whose, device, way, at, event, granted, content };
                passage.through(&door, SignalOrigin::Batch)
            }
            None => {
                let heard = Heard {
                    origin: self.origin(),
                    event: Some(event),
                    location: LocationId::new(location),
                    source,
                    whose,
                    told,
                    device,
                    opened: false,
                    content,
                    keep: true,
                };
                (heard, Manner { turned_away: !granted, ..Manner::of(SignalOrigin::Batch) })
            }
        };
        // What the Wi-Fi or a sensor saw was there, whichever door it is told by.
        let told = if matches!(told, Told::Present { .. }) { told } else { heard.told };
        Ok(Ok((Heard { source, told, ..heard }, manner)))
    }

    fn origin(&self) -> Origin {
        Origin { kind: SignalOrigin::Batch, id: self.caller.user.get(), name: self.caller.email.clone() }
    }

    /// The location that is named. One that the caller does not see is not there.
    fn business(&self, reader: &mut Reader<'_>) -> Option<i64> {
        let id = reader.value("BusinessId", Kind::Integer)?.int()?;
        if self.catalogue.location(id).is_some() && self.caller.viewer.sees(id) {
            return Some(id);
        }
        let message = format!("there is no location with the id {id}");
        reader.errors.push(FieldError::new("Business", message, id.to_string()));
        None
    }

    /// The door that is named. One at a location that the caller does not see is not there.
    async fn door(
        &mut self,
        reader: &mut Reader<'_>,
        business: Option<i64>,
    ) -> Result<Option<Door>, StoreError> {
        let is_number =
            matches!(reader.get("Door"), Some(Input::Json(raw)) if raw.trim().parse::<i64>().is_ok());
        let Some(key) = reader.text("Door") else { return Ok(None) };
        let at = (business.filter(|_| !is_number), key.clone());
        let door = match self.doors.get(&at) {
            Some(door) => door.clone(),
            None => {
                let found = doors::of_key(self.app, at.0, &key).await?;
                self.doors.entry(at).or_insert(found).clone()
            }
        };
        let here = |door: &Door| business.is_none_or(|business| door.business_id.get() == business);
        let door = door.filter(|door| self.caller.viewer.sees(door.business_id.get()) && here(door));
        if door.is_none() {
            let message = format!("there is no door '{key}'");
            reader.errors.push(FieldError::new("Door", message, envelope::quoted(&key)));
        }
        Ok(door)
    }

    async fn whose(&mut self, location: i64, whom: Named) -> Result<Whose, StoreError> {
        let asked = (location, whom);
        if let Some(whose) = self.known.get(&asked) {
            return Ok(whose.clone());
        }
        let by_id = matches!(asked.1, Named::Id(_) | Named::Guid(_));
        let whose = match named(self.app, self.catalogue, location, asked.1.clone()).await? {
            // Whom the caller does not see is not there. What somebody carries, a door may know all the same.
            Whose::Customer(customer) if by_id && !self.sees(customer.get()).await? => {
                Whose::Nobody("Nobody of that number belongs here".to_owned())
            }
            whose => whose,
        };
        Ok(self.known.entry(asked).or_insert(whose).clone())
    }

    async fn sees(&self, customer: i64) -> Result<bool, StoreError> {
        let query = Query {
            sets: false,
            ..Query::ids(Coworker::schema(), self.caller.viewer.clone(), vec![customer])
        };
        Ok(!self.app.store.list(query).await?.rows.is_empty())
    }
}

/// How it counts: as it says, else as a door or as a person.
fn source(reader: &mut Reader<'_>, of_door: bool) -> CheckinSource {
    let usual = if of_door { CheckinSource::DoorAccess } else { CheckinSource::Manual };
    let kind = Checkin::schema().field("Source").map(|field| field.kind);
    let sent = kind.and_then(|kind| reader.value("Source", kind)).and_then(|value| value.int());
    sent.and_then(CheckinSource::from_number).unwrap_or(usual)
}

/// What is told. What the Wi-Fi or a sensor saw has no direction: they were there.
fn told(source: CheckinSource, way: Way, since: Option<Instant>, at: Instant) -> Result<Told, FieldError> {
    let sees = matches!(source, CheckinSource::NetworkActivity | CheckinSource::Sensor);
    let wrong = |message: &str| {
        let mut shown = Vec::new();
        since.into_iter().for_each(|since| vestibule_records::write_instant(since, &mut shown));
        FieldError::new("Since", message, envelope::quoted(&String::from_utf8_lossy(&shown)))
    };
    match since {
        Some(_) if way != Way::Unknown => Err(wrong("goes with no direction: they were seen there")),
        Some(since) if since > at => Err(wrong("is later than At")),
        Some(since) => Ok(Told::Present { since, seen: at }),
        None if sees && way == Way::Unknown => Ok(Told::Present { since: at, seen: at }),
        None => Ok(way.told(at)),
    }
}
