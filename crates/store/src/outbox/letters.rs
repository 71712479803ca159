//! From events to the deliveries that are written with the change.

use std::collections::HashMap;

use vestibule_domain::time::Instant;
use vestibule_records::kept::Delivery;
use vestibule_records::{Base, Coworker, Id, Record, Row, WebhookAction, write_row};

use super::doors::{Addressee, DoorSystem};
use super::events::{Event, places};
use super::hooks::Hook;
use crate::catalogue::Catalogue;
use crate::change::Change;
use crate::work::Mint;

/// One delivery for each event and webhook that listens to it, and for each door system that it is for. `shown` holds the
/// rows that events read, as they are after the write.
#[must_use]
pub fn deliveries(
    events: &[Event],
    shown: &HashMap<(&'static str, i64), Row>,
    catalogue: &Catalogue,
    now: Instant,
    mint: &mut Mint<'_>,
) -> Vec<Change> {
    let mut written = Vec::new();
    for event in events {
        let row = event.gone.as_ref().or_else(|| shown.get(&(event.schema.name, event.id)));
        let known = event.places.clone().or_else(|| row.and_then(places));
        let mut told_at = known.unwrap_or_default();
        told_at.extend(&event.also_at);
        if event.is_access_update() {
            let doors = catalogue.doors().iter().filter(|doors| told_at.contains(&doors.location));
            written.extend(doors.map(|doors| door_update(doors, event.id, (event.on.max(now), now), mint)));
        }
        // Deleted by the same work that had something to tell of it: then that is told.
        let Some(row) = row else { continue };
        let mut body = None;
        for hook in catalogue.hooks().listening_at(event.action, &told_at) {
            let payload = body.get_or_insert_with(|| payload(row)).clone();
            written.push(Change::Insert(delivery(event, row, hook, payload, now, mint)));
        }
    }
    written
}

/// What makes a door system be told how things stand with these customers.
#[must_use]
pub fn door_updates(doors: &DoorSystem, customers: &[i64], now: Instant, mint: &mut Mint<'_>) -> Vec<Change> {
    customers.iter().map(|customer| door_update(doors, *customer, (now, now), mint)).collect()
}

fn door_update(
    doors: &DoorSystem,
    customer: i64,
    (on, now): (Instant, Instant),
    mint: &mut Mint<'_>,
) -> Change {
    let delivery = Delivery {
        business_id: Id::new(doors.location),
        web_hook_id: Addressee::Doors(doors.location).number(),
        action: WebhookAction::AccessControlUpdate,
        record: Coworker::schema().name.to_owned(),
        record_id: customer,
        lane: customer,
        due_on: Some(now),
        base: base(on, mint),
        ..Delivery::default()
    };
    Change::Insert(delivery.into_row())
}

fn base(now: Instant, mint: &mut Mint<'_>) -> Base {
    Base { updated_by: None, ..Base::made(mint.id(), mint.guid(), now, "") }
}

fn delivery(
    event: &Event,
    row: &Row,
    hook: &Hook,
    payload: String,
    now: Instant,
    mint: &mut Mint<'_>,
) -> Row {
    Delivery {
        business_id: Id::new(hook.location),
        web_hook_id: Addressee::Hook(hook.id).number(),
        action: event.action,
        record: event.schema.name.to_owned(),
        record_id: event.id,
        lane: lane(row),
        payload,
        due_on: Some(now),
        base: base(event.on.max(now), mint),
        ..Delivery::default()
    }
    .into_row()
}

/// Deliveries about one customer stay in order, whichever record they show; the host of a visitor may change, so
/// those about a visitor go by the visitor.
fn lane(row: &Row) -> i64 {
    let customer = if row.schema.name == "Visitor" { None } else { row.get("CoworkerId").int() };
    customer.unwrap_or_else(|| row.id())
}

/// The body: an array of the one record as a read shows it, compact, all that is not ASCII escaped, so that a
/// signature is the same over its bytes and over its text in any encoding (`domain.md 9`).
fn payload(row: &Row) -> String {
    let mut json = vec![b'['];
    write_row(row, &mut json);
    json.push(b']');
    ascii(&String::from_utf8_lossy(&json))
}

/// JSON with every character beyond ASCII as `\uXXXX`, those beyond the basic plane as a pair: they only ever stand
/// in strings.
#[must_use]
pub fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut units = [0; 2];
    for character in json.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            let escaped = character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}"));
            out.extend(escaped);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::ascii;

    #[test]
    fn what_is_not_ascii_is_escaped() {
        let json = r#"["José \"\\\" 東京 🚪"]"#;
        let escaped = ascii(json);
        assert_eq!(escaped, r#"["Jos\u00e9 \"\\\" \u6771\u4eac \ud83d\udeaa"]"#);
        assert!(escaped.is_ascii());
    }
}
