//! `POST /kiosk/{location}/tap`: what somebody typed, held or scanned at a tablet, now or a while ago.

use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode};
use serde_json::json;
use vestibule_domain::Gesture;
use vestibule_domain::ids::CustomerId;
use vestibule_domain::time::{Instant, Span};
use vestibule_records::{Body, FieldError, Input, code};
use vestibule_store::Key;

use super::chosen::Names;
use super::place::{Asked, Place, told};
use super::told::Came;
use crate::api::Failure;
use crate::api::request::{Write, fingerprint};
use crate::public::checkin::verdict::Verdict;
use crate::public::checkin::{Ask, Credential, Late, late, take};

/// The longest of what is shown, in bytes.
const LONGEST: usize = 256;
/// What fits, for whoever sent something else.
const FITTING: &str =
    "Send one of typed, card, code, and person, that with typed where the location asks for a PIN";

/// Answers it.
pub(super) async fn answer(place: &Place<'_>, request: Request) -> Result<Response, Failure> {
    let (app, catalogue) = (place.app, &place.catalogue);
    let guesser = place.guesser(Asked::of(&request));
    let tablet = place.proved(&request, &Method::POST).await?;
    let write = Write::read(request, &format!("tablet/{}", tablet.id)).await.map_err(Failure::Response)?;
    let (credential, at) = {
        let body = write.body().map_err(|error| wrong("body", error.to_string()))?;
        (shown(&body, Names::of(catalogue, place.id()))?, made(&body, app.now())?)
    };
    let key = write.key.ok_or_else(|| wrong("Idempotency-Key", "is needed, one for each tap".to_owned()))?;
    // Named by what was shown too: another tap never has the key of this one.
    let key = Key { key: fingerprint(&[key.key.as_bytes(), secret(&credential).as_bytes()]), ..key };
    let key = Key { fingerprint: String::new(), ..key };
    let ask = Ask { credential, mac: None, gesture: Gesture::Toggle, dry_run: false };
    let reply = match at {
        None => {
            take(app, catalogue, guesser, ask, Some(key), tablet.way(false)).await?.map(|taken| taken.reply)
        }
        Some(at) => match late(app, catalogue, guesser, (ask, at), key, &tablet).await? {
            Some(Late::Heard(hearing)) => return Ok(said(place, &Came::heard(&hearing))),
            Some(Late::Slowed(Verdict::Denied(denial, sentence))) => {
                Some(super::reply(&Verdict::Denied(denial, sentence), ""))
            }
            Some(Late::Slowed(welcome)) => Some(super::reply(&welcome, "")),
            Some(Late::Answered(reply)) => Some(reply),
            None => None,
        },
    };
    let reply = reply.ok_or(Failure::NotFound)?;
    match Came::read(&reply) {
        Some(Came::Nonsense { why }) => Err(wrong("tap", why)),
        Some(came) => Ok(said(place, &came)),
        None => Ok(crate::api::envelope::respond(reply)),
    }
}

fn said(place: &Place<'_>, came: &Came) -> Response {
    let mut json = came.said(place.words).json();
    if let Came::Slowed { seconds } = came {
        json["seconds"] = json!(seconds);
    }
    told(StatusCode::OK, &json)
}

/// What somebody shows.
fn shown(body: &Body<'_>, names: Names) -> Result<Credential, Failure> {
    let person = match body.get("person") {
        None => None,
        Some(input) => Some(input.integer().map_err(|why| wrong("person", why))?),
    };
    let [typed, card, scanned] = [text(body, "typed")?, text(body, "card")?, text(body, "code")?];
    match (person, typed, card, scanned) {
        (None, Some(typed), None, None) => Ok(Credential::Typed(typed)),
        (None, None, Some(card), None) => match code(&card) {
            number if number.is_empty() => Err(wrong("card", "has neither letters nor digits".to_owned())),
            number => Ok(Credential::Card(number)),
        },
        (None, None, None, Some(scanned)) => Ok(Credential::Token(scanned)),
        (Some(person), typed, None, None) => match (names, typed) {
            (Names::WithPin, Some(pin)) => Ok(Credential::Chosen(CustomerId::new(person), Some(pin))),
            (Names::WithPin, None) => Err(wrong("typed", "a PIN is needed with a name".to_owned())),
            (Names::Alone, None) => Ok(Credential::Chosen(CustomerId::new(person), None)),
            (Names::Alone, Some(_)) | (Names::Off, _) => {
                Err(wrong("person", "this location does not check people in so".to_owned()))
            }
        },
        _ => Err(wrong("body", FITTING.to_owned())),
    }
}

/// When it was made, if that was a while ago. Devices say how old it is, since nobody knows what their clocks say.
fn made(body: &Body<'_>, now: Instant) -> Result<Option<Instant>, Failure> {
    let Some(age) = body.get("age") else { return Ok(None) };
    let milliseconds = age.integer().map_err(|why| wrong("age", why))?;
    let micros =
        milliseconds.max(0).checked_mul(1_000).filter(|micros| now.micros().checked_sub(*micros).is_some());
    let micros =
        micros.ok_or_else(|| wrong("age", format!("'{milliseconds}' is longer ago than anything")))?;
    Ok(Some(now.minus(Span::micros(micros))))
}

fn text(body: &Body<'_>, name: &str) -> Result<Option<String>, Failure> {
    let text = body.get(name).map_or(Ok(None), Input::text).map_err(|why| wrong(name, why))?;
    match text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) {
        Some(text) if text.len() > LONGEST => Err(wrong(name, format!("is longer than {LONGEST} bytes"))),
        text => Ok(text),
    }
}

/// What was shown, for a hash.
fn secret(credential: &Credential) -> String {
    match credential {
        Credential::Card(shown) | Credential::Typed(shown) | Credential::Token(shown) => {
            format!("{} {shown}", credential.means())
        }
        Credential::Chosen(person, pin) => {
            format!("{} {} {}", credential.means(), person.get(), pin.as_deref().unwrap_or_default())
        }
        _ => String::new(),
    }
}

fn wrong(name: &str, why: String) -> Failure {
    Failure::invalid(FieldError::new(name, why, "null"))
}
