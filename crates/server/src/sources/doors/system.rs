//! Door systems whose webhooks are taken as they are. Each is a row of a table: how it signs, and how it is read.

use axum::extract::Request;
use axum::response::Response;
use http::{HeaderMap, Method};
use serde_json::{Value as Json, json};
use vestibule_domain::ids::LocationId;
use vestibule_domain::time::Instant;
use vestibule_records::{Business, Door, Guid, SignalOrigin, Test, Value};
use vestibule_store::{Catalogue, Query, Reply, StoreError};

use super::{Passage, find, kisi, stranger, text, verkada};
use crate::api::request::Write;
use crate::api::{Failure, envelope};
use crate::app::App;
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb, member};
use crate::sources::event::Way;
use crate::sources::{Hearing, Known, Origin, Whose, hear_as, keep_unreadable, source_of, whose};

/// A door system.
pub(super) struct System {
    /// Its name in the path, and in any letter case in the name of its setting.
    pub(super) word: &'static str,
    /// Whether a body is signed with the secret.
    pub(super) signed: fn(secret: &[u8], headers: &HeaderMap, body: &[u8]) -> bool,
    /// What a body says, or why it cannot be read.
    pub(super) read: fn(&Json) -> Result<Event, String>,
}

/// Those that are known.
const SYSTEMS: [System; 2] = [kisi::SYSTEM, verkada::SYSTEM];

/// What a webhook says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Somebody passed a door, or tried to.
    Somebody(Somebody),
    /// Something else: what it is.
    Else(String),
}

/// Somebody at a door, in the words of its system.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Somebody {
    /// The `Reference` of the door.
    pub(super) door: String,
    /// By what they may be known, the surest first.
    pub(super) known: Vec<Known>,
    /// Which way.
    pub(super) way: Way,
    /// When.
    pub(super) at: Instant,
    /// What the system calls it.
    pub(super) event: String,
    /// Whether the door opened.
    pub(super) granted: bool,
}

/// What is said about the webhook of Kisi.
pub(super) const KISI: Endpoint = Endpoint {
    asker: Asker::Signed("kisi"),
    ..endpoint_of(
        "/api/vestibule/events/door/kisi/{id}",
        "tellKisiEvent",
        "Tell an event of Kisi, as its webhook sends it",
    )
};

/// What is said about the webhook of Verkada.
pub(super) const VERKADA: Endpoint = Endpoint {
    asker: Asker::Signed("verkada"),
    ..endpoint_of(
        "/api/vestibule/events/door/verkada/{id}",
        "tellVerkadaEvent",
        "Tell an event of Verkada, as its webhook sends it",
    )
};

const KEY: Said = Said {
    name: "id",
    place: "path",
    shape: Shape::Text,
    required: true,
    about: "The web address or the `UniqueId` of a location, whose setting `Vestibule.Doors.{System}.Secret` is the key; or \
            the `UniqueId` of a door, whose `SharedSecret` is.",
};

const fn endpoint_of(path: &'static str, id: &'static str, summary: &'static str) -> Endpoint {
    Endpoint {
        tag: "Events",
        about: "What is signed is answered with 200 whatever came of it, since these systems give up on who answers with \
                errors: what cannot be read, or is of a door that nobody set up, is kept as a signal with the reason, and \
                what says nothing of anybody's presence is ignored.",
        parameters: PARAMETERS,
        body: Some((&["application/json"], Shape::AnyObject)),
        answers: ANSWERS,
        ..Endpoint::new(Verb::Post, path, id, summary)
    }
}

const PARAMETERS: &[Said] = &[KEY];
const ANSWERS: &[Answered] = &[Answered::json(200, ANSWER, "What came of it.")];
const ANSWER: Shape = Shape::AnyOf(&[
    super::HEARING,
    Shape::Object(&[
        member("Outcome", Shape::Exactly("Ignored"), "It is not about anybody's presence."),
        member("Message", Shape::Text, "Why."),
    ]),
]);

/// Takes a webhook of a door system.
pub(crate) async fn endpoint(app: &App, request: Request, system: &str, key: &str) -> Response {
    let Some(system) = SYSTEMS.iter().find(|known| known.word == system) else {
        return envelope::not_found();
    };
    if request.method() != Method::POST {
        return envelope::method_not_allowed(request.method(), "POST");
    }
    let headers = request.headers().clone();
    let write = match Write::read(request, system.word).await {
        Ok(write) => write,
        Err(response) => return *response,
    };
    let answer = take(app, system, key, &headers, &write.bytes).await;
    let answer = answer.map(|body| match body {
        Some(body) => envelope::respond(Reply { status: 200, body: body.to_string().into_bytes() }),
        None => stranger(),
    });
    answer.unwrap_or_else(Failure::respond)
}

/// Who sends a webhook: all doors of a location, or one door.
struct Sender {
    secret: String,
    location: i64,
    door: Option<Door>,
}

/// `None` where it is not signed.
async fn take(
    app: &App,
    system: &System,
    key: &str,
    headers: &HeaderMap,
    bytes: &[u8],
) -> Result<Option<Json>, Failure> {
    let catalogue = app.store.catalogue().await?;
    let sender = sender(app, &catalogue, system, key).await?;
    let secret = sender.as_ref().map_or("", |sender| sender.secret.as_str());
    // Reckoned also where nobody is known by the key.
    let genuine = (system.signed)(secret.as_bytes(), headers, bytes);
    let Some(sender) = sender.filter(|_| genuine) else { return Ok(None) };
    let read = serde_json::from_slice(bytes).map_err(|error| format!("The body is not JSON: {error}"));
    let somebody = match read.and_then(|json| (system.read)(&json)) {
        Ok(Event::Somebody(somebody)) => somebody,
        Ok(Event::Else(what)) => return Ok(Some(ignored(&what))),
        Err(why) => return Ok(Some(unusable(app, &sender, bytes, why).await?.json())),
    };
    let Some(door) = door(app, &sender, &somebody.door).await? else {
        let why = match &sender.door {
            Some(own) => format!("'{}' is another door than {}", somebody.door, own.name),
            None => format!("No door here has the Reference '{}'", somebody.door),
        };
        return Ok(Some(unusable(app, &sender, bytes, why).await?.json()));
    };
    if !door.active {
        return Ok(Some(ignored(&format!("{} is not active", door.name))));
    }
    Ok(Some(tell(app, &catalogue, &door, somebody, bytes).await?.json()))
}

async fn sender(
    app: &App,
    catalogue: &Catalogue,
    system: &System,
    key: &str,
) -> Result<Option<Sender>, StoreError> {
    let guid = Guid::parse(key).map(|guid| guid.to_string());
    let location = match &guid {
        None => catalogue.location_at(key),
        Some(guid) => location_of_guid(app, guid).await?,
    };
    if let Some(location) = location {
        let name = format!("Vestibule.Doors.{}.Secret", system.word);
        let secret = catalogue.setting(location, &name).map(|secret| secret.trim().to_owned());
        return Ok(secret.map(|secret| Sender { secret, location, door: None }));
    }
    let Some(guid) = guid else { return Ok(None) };
    let door = find::of_guid(app, &guid).await?.filter(|door| door.active);
    Ok(door.and_then(|door| {
        let secret = door.shared_secret.clone()?;
        Some(Sender { secret, location: door.business_id.get(), door: Some(door) })
    }))
}

async fn location_of_guid(app: &App, guid: &str) -> Result<Option<i64>, StoreError> {
    let query = Query {
        limit: 1,
        sets: false,
        ..Query::by::<Business>("UniqueId", Test::Is(Value::Text(guid.to_owned())))
    };
    Ok(app.store.list(query).await?.rows.first().map(vestibule_records::Row::id))
}

/// The door that is meant. One that sends for itself alone, and has no `Reference`, is meant by any.
async fn door(app: &App, sender: &Sender, reference: &str) -> Result<Option<Door>, StoreError> {
    match &sender.door {
        Some(own) => {
            let is_it = own.reference.as_deref().is_none_or(|known| known == reference);
            Ok(is_it.then(|| own.clone()))
        }
        None => find::of_reference(app, sender.location, reference).await,
    }
}

async fn tell(
    app: &App,
    catalogue: &Catalogue,
    door: &Door,
    somebody: Somebody,
    bytes: &[u8],
) -> Result<Hearing, StoreError> {
    let whose = known(app, catalogue, door.business_id.get(), somebody.known).await?;
    let passage = Passage {
        whose,
        device: None,
        way: somebody.way,
        at: somebody.at,
        event: somebody.event,
        granted: somebody.granted,
        content: Some(text(bytes)),
    };
    let (heard, manner) = passage.through(door, SignalOrigin::Door);
    hear_as(app, heard, manner).await
}

/// Whom the first of these finds; if none does, why the surest did not.
async fn known(
    app: &App,
    catalogue: &Catalogue,
    location: i64,
    known: Vec<Known>,
) -> Result<Whose, StoreError> {
    let mut why = None;
    for one in known {
        match whose(app, catalogue, location, one).await? {
            Whose::Nobody(reason) => why = why.or(Some(reason)),
            found => return Ok(found),
        }
    }
    Ok(Whose::Nobody(why.unwrap_or_else(|| "The event names nobody".to_owned())))
}

/// Keeps what cannot be used. Of a door that is not known the number is none.
async fn unusable(app: &App, sender: &Sender, bytes: &[u8], why: String) -> Result<Hearing, StoreError> {
    let unknown = || Origin { kind: SignalOrigin::Door, id: 0, name: "A door that is not known".to_owned() };
    let origin = sender.door.as_ref().map_or_else(unknown, find::origin);
    let location = LocationId::new(sender.location);
    keep_unreadable(app, origin, source_of(SignalOrigin::Door), location, text(bytes), why).await
}

fn ignored(why: &str) -> Json {
    json!({ "Outcome": "Ignored", "Message": why })
}
