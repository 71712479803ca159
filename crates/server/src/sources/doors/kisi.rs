//! Kisi: event webhooks, as published at <https://docs.kisi.io/api/how_to_guides/set_up_webhooks/track_unlocks>.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use serde_json::Value as Json;
use vestibule_records::parse_instant;

use super::system::{Event, Somebody, System};
use crate::sources::event::Way;
use crate::sources::{Known, signed};

pub(super) const SYSTEM: System = System { word: "kisi", signed: is_signed, read };

/// `X-Signature` is the HMAC-SHA256 of the body. In which spelling is not published: hex and base64 are both taken.
fn is_signed(secret: &[u8], headers: &HeaderMap, body: &[u8]) -> bool {
    let sent = signed::sent(headers, "X-Signature");
    let decoded = STANDARD.decode(sent).unwrap_or_default();
    let (hex, base64) = (signed::verify(secret, body, sent), signed::verify_bytes(secret, &[body], &decoded));
    hex || base64
}

/// The one event of a person at a door; what is told of locks, cards and members besides is another matter.
const UNLOCK: &str = "lock.unlock";

/// Kisi names a user by number; `actor_email` is not in the published sample, and taken where it is sent.
fn read(event: &Json) -> Result<Event, String> {
    let kind = event["type"].as_str().ok_or("type: is a required field")?;
    if kind != UNLOCK {
        return Ok(Event::Else(format!("Events '{kind}' say nothing of anybody's presence")));
    }
    let email = event["actor_email"].as_str().filter(|email| !email.is_empty()).map(str::to_owned);
    let actor = label(&event["actor_id"]).map(Known::Reference);
    let at = event["created_at"].as_str().unwrap_or_default();
    Ok(Event::Somebody(Somebody {
        door: label(&event["object_id"]).ok_or("object_id: is a required field")?,
        known: email.map(Known::Email).into_iter().chain(actor).collect(),
        way: Way::Unknown,
        at: parse_instant(at).ok_or_else(|| format!("created_at: '{at}' is not a date and time"))?,
        event: label(&event["uuid"]).ok_or("uuid: is a required field")?,
        granted: event["success"].as_bool().ok_or("success: is neither true nor false")?,
    }))
}

/// A number or text by which something is known.
fn label(value: &Json) -> Option<String> {
    let text = match value {
        Json::String(text) => text.trim().to_owned(),
        Json::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty() && text.len() <= 255 && !text.contains('\0')).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The sample of the page, with numbers in place of its zeroes.
    fn sample() -> Json {
        json!({
            "uuid": "d7cf0237-a492-4e5d-b20c-f58fc3ef4eff", "actor_type": "User", "actor_id": 4711,
            "actor_name": "Ann Lee", "object_type": "Lock", "object_id": 1234, "object_name": "Main Entrance",
            "organization_id": 1, "place_id": 2, "success": true, "type": "lock.unlock", "error_code": null,
            "error_message": null, "created_at": "2022-10-06T13:49:35Z",
        })
    }

    fn somebody(event: &Json) -> Somebody {
        match read(event) {
            Ok(Event::Somebody(somebody)) => somebody,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_published_sample_is_somebody_at_a_lock() {
        let expected = Somebody {
            door: "1234".into(),
            known: vec![Known::Reference("4711".into())],
            way: Way::Unknown,
            at: parse_instant("2022-10-06T13:49:35Z").unwrap(),
            event: "d7cf0237-a492-4e5d-b20c-f58fc3ef4eff".into(),
            granted: true,
        };
        assert_eq!(somebody(&sample()), expected);
    }

    #[test]
    fn an_address_is_surer_than_a_number_and_a_failed_unlock_lets_nobody_in() {
        let mut event = sample();
        event["actor_email"] = json!("ann@loft.example");
        event["success"] = json!(false);
        let somebody = somebody(&event);
        assert_eq!(somebody.known[0], Known::Email("ann@loft.example".into()));
        assert!(!somebody.granted);
    }

    #[test]
    fn other_events_are_another_matter_and_what_lacks_something_is_named() {
        let changed = |name: &str, value: Json| {
            let mut event = sample();
            event[name] = value;
            read(&event)
        };
        assert!(matches!(changed("type", json!("lock.held_open")), Ok(Event::Else(_))));
        for (name, value) in [
            ("type", json!(null)),
            ("object_id", json!(null)),
            ("uuid", json!("")),
            ("created_at", json!("yesterday")),
            ("success", json!("yes")),
        ] {
            let why = changed(name, value).unwrap_err();
            assert!(why.starts_with(name), "{why}");
        }
    }
}
