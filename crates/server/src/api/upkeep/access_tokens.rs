//! Access tokens: their minutes, their term and their devices (`domain.md 2.12`).

use vestibule_domain::time::Instant;
use vestibule_records::{AccessToken, FieldError, Row, Value};

use super::rules::Rules;
use crate::api::envelope;

pub(super) const ACCESS_TOKEN: Rules = Rules {
    agree: |row, before, _| {
        count_minutes(row, before);
        spell_devices(row);
        errors(row)
    },
    ..Rules::of::<AccessToken>()
};

/// Counts the minutes that are left: all of them at first, and by as many more or fewer as the quota becomes.
fn count_minutes(row: &mut Row, before: Option<&Row>) {
    let minutes = |row: &Row, name: &str| row.get(name).int().unwrap_or_default();
    let used = before.map_or(0, |before| {
        minutes(before, "MinutesIncluded").saturating_sub(minutes(before, "MinutesLeft"))
    });
    let left = minutes(row, "MinutesIncluded").saturating_sub(used).max(0);
    row.set("MinutesLeft", Value::Int(left));
}

/// Keeps the devices in one spelling.
fn spell_devices(row: &mut Row) {
    if let Some(devices) = row.get("MacAddress").text() {
        let devices: Vec<_> = devices.split(',').map(str::trim).filter(|device| !device.is_empty()).collect();
        row.set("MacAddress", Value::Text(devices.join(",").to_lowercase()));
    }
}

/// What contradicts itself: a term that ends before it begins, a limit that lets nobody in.
fn errors(row: &Row) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if let (Some(from), Some(to)) = (row.get("ValidFrom").int(), row.get("ValidTo").int())
        && to <= from
    {
        let shown = envelope::instant(Instant::from_micros(to));
        let message = format!("{shown} is not after ValidFrom");
        errors.push(FieldError::new("ValidTo", message, envelope::quoted(&shown)));
    }
    if let Some(limit) = row.get("UserLimit").int().filter(|limit| *limit < 1) {
        errors.push(FieldError::new("UserLimit", format!("{limit} is less than 1"), limit.to_string()));
    }
    errors
}
