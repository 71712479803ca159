//! `POST /api/vestibule/events/sensor/{reference}`: a reading that a sensor, or its gateway, posts by itself.

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use http::request::Parts;
use vestibule_records::{FieldError, SignalOutcome};
use vestibule_store::Reply;

use super::{Arrived, Place};
use crate::api::request::{Write, segment};
use crate::api::{Failure, envelope};
use crate::app::App;
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb, member};
use crate::public;
use crate::sources::signed;

/// What is said about it.
pub(crate) const ENDPOINT: Endpoint = Endpoint {
    tag: "Events",
    about: "The body is what the sensor sends, of whatever shape: its paths say where in it stands what. It is signed with \
            the `SharedSecret` of the sensor; the host names the location. What is signed and cannot be read is kept, with \
            the reason, as a signal.",
    asker: Asker::Signed("signature"),
    parameters: &[Said {
        name: "reference",
        place: "path",
        shape: Shape::Text,
        required: true,
        about: "The `Reference` of the sensor.",
    }],
    body: Some((&["application/json"], READING)),
    answers: &[Answered::json(200, CAME_TO, "What came of it.")],
    errors: &[400],
    ..Endpoint::new(
        Verb::Post,
        "/api/vestibule/events/sensor/{reference}",
        "tellReading",
        "Tell what a sensor sees",
    )
};

/// What a sensor may send.
const READING: Shape = Shape::AnyOf(&[Shape::AnyObject, Shape::Text, Shape::Number, Shape::Boolean]);

/// What came of a reading.
const CAME_TO: Shape = Shape::Object(&[
    member(
        "Outcome",
        Shape::Text,
        "In a word: `Present` where nothing came of it yet, `Opened`, `Joined`, `Refused`.",
    ),
    member("CheckinId", Shape::OrNull(&Shape::Integer), "The check-in that it is about."),
    member("FailedCheckinId", Shape::OrNull(&Shape::Integer), "The failed check-in that it came to."),
    member("Message", Shape::Text, "In a sentence."),
    member("Flags", Shape::List(&Shape::Text), "What is remarkable about it."),
    member("Replayed", Shape::Boolean, "It was told before, and this is what came of it then."),
]);

/// Takes a reading.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    if request.method() != Method::POST {
        return envelope::method_not_allowed(request.method(), "POST");
    }
    let (parts, body) = request.into_parts();
    let write = match Write::read(Request::from_parts(parts.clone(), body), "sensor").await {
        Ok(write) => write,
        Err(response) => return *response,
    };
    take(app, &parts, &write.bytes).await.unwrap_or_else(Failure::respond)
}

async fn take(app: &App, parts: &Parts, payload: &[u8]) -> Result<Response, Failure> {
    let place = place(app, parts).await?;
    // A sensor that is not there is answered like one whose signature is wrong, and after as much reckoning.
    let key = place.as_ref().map_or(&b""[..], Place::key);
    let is_genuine = signed::verify(key, payload, signed::sent(&parts.headers, signed::HEADER));
    let Some(place) = place.filter(|_| is_genuine) else {
        let message = "The sensor is not known here, or this is not signed with its key";
        return Err(Failure::Unauthorized(message.to_owned()));
    };
    let hearing = place.take(app, &Arrived { payload, is_retained: false }).await?;
    if hearing.outcome == SignalOutcome::Unreadable {
        return Err(Failure::invalid(FieldError::new("Body", hearing.message, "null")));
    }
    Ok(envelope::respond(Reply { status: 200, body: hearing.bytes() }))
}

/// The sensor that the path names, at the location that the host names.
async fn place(app: &App, parts: &Parts) -> Result<Option<Place>, Failure> {
    let catalogue = app.store.catalogue().await?;
    let here = public::location_of(&catalogue, &parts.uri, &parts.headers);
    let location = here.and_then(|id| catalogue.location(id)).cloned();
    let named = parts.uri.path().trim_end_matches('/').rsplit('/').next().and_then(segment);
    match location.zip(named) {
        Some((location, reference)) => Ok(Place::at(app, location, &reference).await?),
        None => Ok(None),
    }
}
