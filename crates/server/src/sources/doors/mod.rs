//! Doors: `POST /api/vestibule/events/door`, signed with the key of the door, which opens nothing else; and under
//! `.../door/kisi` and `.../door/verkada` the webhooks of two door systems as they are (`domain.md` 6.5).

mod find;
mod kisi;
mod passage;
mod system;
mod verkada;

pub(super) use find::of_key;
pub(super) use passage::Passage;
pub(crate) use system::endpoint as of_system;

use axum::extract::Request;
use axum::response::Response;
use http::request::Parts;
use http::{Method, StatusCode};
use vestibule_domain::time::Instant;
use vestibule_records::{Body, Door, FieldError, SignalOrigin};
use vestibule_store::{Catalogue, Reply};

use super::event::{Named, Reader, Spelling, Way};
use super::{Hearing, hear_as, keep_unreadable, named, signed};
use crate::api::request::Write;
use crate::api::{Failure, envelope};
use crate::app::App;
use crate::openapi::{Answered, Asker, Endpoint, Shape, Verb, member};
use crate::public;

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Events",
    about: "The body is signed with the `SharedSecret` of the door it names. An event that is told again under its \
            `event_id` is answered as the first time and changes nothing, so whoever records a request and sends it again \
            does no harm. What is signed and cannot be read is kept, with the reason, as a signal.",
    asker: Asker::Signed("signature"),
    body: Some((&["application/json"], EVENT)),
    answers: &[Answered::json(200, HEARING, "What came of it.")],
    errors: &[400],
    ..Endpoint::new(
        Verb::Post,
        "/api/vestibule/events/door",
        "tellDoorEvent",
        "Tell that somebody passed a door",
    )
};

/// What is said about the webhooks of door systems.
pub(super) const OF_SYSTEMS: [Endpoint; 2] = [system::KISI, system::VERKADA];

const EVENT: Shape = Shape::Object(&[
    member(
        "door",
        Shape::AnyOf(&[Shape::Integer, Shape::Text]),
        "The door: its `Id`, its `UniqueId`, or at the location that the host names its `Reference`.",
    ),
    member("credential", CREDENTIAL, "What somebody showed.").optional(),
    member(
        "customer",
        Shape::AnyOf(&[Shape::Integer, Shape::Text]),
        "Who it is instead, by `Id` or `UniqueId`.",
    )
    .optional(),
    member(
        "direction",
        Shape::Words(&Way::WORDS),
        "Which way; `unknown` unless said. What the door is set to has the word.",
    )
    .optional(),
    member("at", Shape::Text, "When it happened."),
    member("event_id", Shape::Text, "What the door calls it."),
    member("granted", Shape::Boolean, "False where the door did not open. True unless said.").optional(),
]);

/// What somebody is known by.
pub(super) const CREDENTIAL: Shape = Shape::AnyOf(&[
    Shape::Text,
    Shape::Integer,
    Shape::Object(&[
        member("card", Shape::Text, "The number of a card or a fob.").optional(),
        member("email", Shape::Text, "An e-mail address.").optional(),
        member("pin", Shape::Text, "A PIN.").optional(),
        member("mac", Shape::Text, "The address of a device.").optional(),
    ]),
]);

/// What came of a signal.
pub(super) const HEARING: Shape = Shape::Object(&[
    member("Outcome", Shape::Words(&OUTCOMES), "In a word."),
    member("CheckinId", Shape::OrNull(&Shape::Integer), "The check-in that it is about."),
    member("FailedCheckinId", Shape::OrNull(&Shape::Integer), "The failed check-in that it came to."),
    member("Message", Shape::Text, "In a sentence."),
    member("Flags", Shape::List(&Shape::Text), "What is remarkable about it."),
    member("Replayed", Shape::Boolean, "It was told before, and this is what came of it then."),
]);

/// The words of outcomes.
pub(super) const OUTCOMES: [&str; 10] = [
    "Opened",
    "Joined",
    "Closed",
    "Refused",
    "Contradicted",
    "TooLate",
    "TooEarly",
    "Unknown",
    "Unreadable",
    "Present",
];

/// Takes an event of a door.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    if request.method() != Method::POST {
        return envelope::method_not_allowed(request.method(), "POST");
    }
    let (parts, body) = request.into_parts();
    let write = match Write::read(Request::from_parts(parts.clone(), body), "door").await {
        Ok(write) => write,
        Err(response) => return *response,
    };
    take(app, &parts, &write.bytes).await.unwrap_or_else(Failure::respond)
}

async fn take(app: &App, parts: &Parts, bytes: &[u8]) -> Result<Response, Failure> {
    let catalogue = app.store.catalogue().await?;
    let body = Body::json(bytes);
    let here = public::location_of(&catalogue, &parts.uri, &parts.headers);
    let door = match &body {
        Ok(body) => find::named(app, here, body).await?,
        Err(_) => None,
    };
    let secret = door.as_ref().and_then(|door| door.shared_secret.as_deref()).unwrap_or_default();
    let genuine = signed::verify(secret.as_bytes(), bytes, signed::sent(&parts.headers, signed::HEADER));
    // A door that is not there is answered like one whose signature is wrong, and after as much reckoning.
    let (Some(door), Ok(body), true) = (door, body, genuine) else { return Ok(stranger()) };
    let hearing = match read(&body) {
        Ok(said) => tell(app, &catalogue, &door, said, bytes).await?,
        Err(errors) => {
            let wrong: Vec<_> =
                errors.iter().map(|error| format!("{}: {}", error.property, error.message)).collect();
            kept(app, &door, bytes, wrong.join("; ")).await?;
            return Err(Failure::Invalid(errors));
        }
    };
    Ok(envelope::respond(answer(&hearing)))
}

/// What was told, and by whom nobody knows.
fn stranger() -> Response {
    let message = "The door is not known here, or this is not signed with its key";
    envelope::failure(StatusCode::UNAUTHORIZED, message)
}

fn answer(hearing: &Hearing) -> Reply {
    Reply { status: 200, body: hearing.bytes() }
}

/// An event of a door, read.
struct Told {
    whom: Named,
    way: Way,
    at: Instant,
    event: String,
    granted: bool,
}

fn read(body: &Body<'_>) -> Result<Told, Vec<FieldError>> {
    let mut reader = Reader::new(body, Spelling::Snake);
    let (whom, way, granted) = (reader.whom(), reader.way(), reader.granted());
    let (at, event) = (reader.at(), reader.event());
    match (whom, at, event) {
        (Some(whom), Some(at), Some(event)) if reader.errors.is_empty() => {
            Ok(Told { whom, way, at, event, granted })
        }
        _ => Err(reader.errors),
    }
}

async fn tell(
    app: &App,
    catalogue: &Catalogue,
    door: &Door,
    said: Told,
    bytes: &[u8],
) -> Result<Hearing, Failure> {
    let content = (!said.whom.is_secret()).then(|| text(bytes));
    let device = said.whom.device();
    let whose = named(app, catalogue, door.business_id.get(), said.whom).await?;
    let Told { way, at, event, granted, .. } = said;
    let passage = Passage { whose, device, way, at, event, granted, content };
    let (heard, manner) = passage.through(door, SignalOrigin::Door);
    Ok(hear_as(app, heard, manner).await?)
}

/// Keeps what a door sent and nobody can read.
async fn kept(app: &App, door: &Door, bytes: &[u8], reason: String) -> Result<Hearing, Failure> {
    let (origin, location) = (find::origin(door), find::location(door));
    let source = super::source_of(SignalOrigin::Door);
    Ok(keep_unreadable(app, origin, source, location, text(bytes), reason).await?)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
