//! Locations and the time zones they are in.

use vestibule_domain::time::Zone;
use vestibule_records::{Business, FieldError, Row, SimpleTimeZone};

use super::rules::Rules;
use crate::api::envelope;

pub(super) const BUSINESS: Rules =
    Rules { agree: |row, _, _| Vec::from_iter(above_itself(row)), ..Rules::of::<Business>() };

pub(super) const SIMPLE_TIME_ZONE: Rules =
    Rules { agree: |row, _, _| Vec::from_iter(unknown_zone(row)), ..Rules::of::<SimpleTimeZone>() };

fn above_itself(row: &Row) -> Option<FieldError> {
    let parent = row.get("RootLocationId").int()?;
    (parent == row.id())
        .then(|| FieldError::new("RootLocation", "a location cannot be above itself", parent.to_string()))
}

fn unknown_zone(row: &Row) -> Option<FieldError> {
    let name = row.get("NameIana").text()?;
    Zone::named(name)
        .is_none()
        .then(|| FieldError::new("NameIana", format!("'{name}' is not a time zone"), envelope::quoted(name)))
}
