//! Verkada: access event webhooks, as published at <https://apidocs.verkada.com/reference/access-events-webhooks>, signed as
//! at <https://apidocs.verkada.com/reference/securing-webhooks>.

use http::HeaderMap;
use serde_json::Value as Json;
use vestibule_domain::time::Instant;

use super::system::{Event, Somebody, System};
use crate::sources::event::Way;
use crate::sources::{Known, signed};

pub(super) const SYSTEM: System = System { word: "verkada", signed: is_signed, read };

/// `Verkada-Signature: 1597685622|b41406...`: the signature is over the body, `|` and the time. How old that is does not
/// matter: an event that is told again changes nothing, and its own time is in what is signed.
fn is_signed(secret: &[u8], headers: &HeaderMap, body: &[u8]) -> bool {
    let sent = signed::sent(headers, "Verkada-Signature");
    let (time, signature) = sent.split_once('|').unwrap_or_default();
    signed::verify_parts(secret, &[body, b"|", time.as_bytes()], signature)
}

/// Events of a person who is at the door, as the published guide counts them, by what they begin with; `_accepted` or
/// `_rejected` follows. A remote unlock is not among them: whoever does that is elsewhere.
const AT_THE_DOOR: [&str; 5] = [
    "door_keycard_entered",
    "door_mobile_nfc_scan",
    "door_ble_unlock_attempt",
    "door_code_entered",
    "door_face_presented",
];
const CARD: &str = "door_keycard_entered";

fn read(sent: &Json) -> Result<Event, String> {
    let event = &sent["data"];
    let kind = event["notification_type"].as_str().ok_or("data.notification_type: is a required field")?;
    let accepted = kind.strip_suffix("_accepted");
    let what = accepted.or_else(|| kind.strip_suffix("_rejected")).filter(|what| AT_THE_DOOR.contains(what));
    let Some(what) = what else {
        return Ok(Event::Else(format!("Events '{kind}' say nothing of anybody's presence")));
    };
    let text = |value: &Json| {
        let text = value.as_str().map(str::trim).filter(|text| !text.is_empty() && text.len() <= 255);
        text.filter(|text| !text.contains('\0')).map(str::to_owned)
    };
    let email = text(&event["user_info"]["email"]).map(Known::Email);
    let card = text(&event["input_value"]).filter(|_| what == CARD).map(Known::Card);
    Ok(Event::Somebody(Somebody {
        door: text(&event["door_id"]).ok_or("data.door_id: is a required field")?,
        known: email.into_iter().chain(card).collect(),
        way: match event["direction"].as_str() {
            Some("Inbound") => Way::In,
            Some("Outbound") => Way::Out,
            _ => Way::Unknown,
        },
        at: seconds(&event["created"]).ok_or("data.created: is not a time in seconds")?,
        event: text(&event["event_id"]).ok_or("data.event_id: is a required field")?,
        granted: accepted.is_some(),
    }))
}

/// Seconds since 1970, up to the year 9999.
fn seconds(value: &Json) -> Option<Instant> {
    const LAST: i64 = 253_402_300_799;
    let seconds = value.as_i64().filter(|seconds| (0..=LAST).contains(seconds))?;
    Some(Instant::from_micros(seconds * 1_000_000))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use serde_json::json;

    use super::*;

    /// Made of the tables of the page.
    fn sample() -> Json {
        json!({
            "org_id": "org-1", "webhook_type": "notification", "webhook_id": "hook-1", "created_at": 1_597_685_623,
            "data": {
                "notification_type": "door_keycard_entered_accepted", "device_id": "acu-1", "created": 1_597_685_622,
                "input_value": "04A1B2C3", "door_id": "door-1", "event_id": "event-1",
                "device_type": "access_control", "direction": "Inbound", "aux_info": null,
                "user_info": {
                    "user_id": "user-1", "name": "Ann Lee", "email": "ann@loft.example", "first_name": "Ann",
                    "last_name": "Lee",
                },
                "lockdown_info": null, "door_info": null,
            },
        })
    }

    #[test]
    fn an_event_of_the_published_shape_is_somebody_at_a_door() {
        let expected = Somebody {
            door: "door-1".into(),
            known: vec![Known::Email("ann@loft.example".into()), Known::Card("04A1B2C3".into())],
            way: Way::In,
            at: Instant::from_micros(1_597_685_622_000_000),
            event: "event-1".into(),
            granted: true,
        };
        assert_eq!(read(&sample()), Ok(Event::Somebody(expected)));
    }

    #[test]
    fn what_is_rejected_lets_nobody_in_and_a_remote_unlock_is_nobodys_presence() {
        let changed = |name: &str, value: Json| {
            let mut event = sample();
            event["data"][name] = value;
            read(&event)
        };
        let rejected = changed("notification_type", json!("door_keycard_entered_rejected"));
        assert!(matches!(rejected, Ok(Event::Somebody(Somebody { granted: false, .. }))));
        let outbound = changed("direction", json!("Outbound"));
        assert!(matches!(outbound, Ok(Event::Somebody(Somebody { way: Way::Out, .. }))));
        for kind in ["door_remote_unlock_accepted", "door_held_open", "_accepted"] {
            assert!(matches!(changed("notification_type", json!(kind)), Ok(Event::Else(_))), "{kind}");
        }
        for name in ["notification_type", "door_id", "created", "event_id"] {
            let why = changed(name, json!(null)).unwrap_err();
            assert!(why.contains(name), "{why}");
        }
        assert!(changed("created", json!(i64::MAX)).is_err());
    }

    #[test]
    fn the_body_is_signed_with_the_time() {
        // printf '{}|1597685622' | openssl dgst -sha256 -hmac 'a shared secret'
        let signature = SIGNATURE;
        let mut headers = HeaderMap::new();
        let mut sent = |value: &str| {
            headers.insert("Verkada-Signature", HeaderValue::from_str(value).unwrap());
            is_signed(b"a shared secret", &headers, b"{}")
        };
        assert!(sent(&format!("1597685622|{signature}")));
        assert!(!sent(&format!("1597685623|{signature}")));
        assert!(!sent(signature));
        assert!(!sent("|"));
    }

    const SIGNATURE: &str = "4bed664d483157af0a9c4a341e9d3e2d9451e3aebe6939a4e3ce2a50574eb364";
}
