//! Locations and the time zones they are in.

use vestibule_domain::time::Zone;
use vestibule_records::{Business, FieldError, Row, SimpleTimeZone};
use vestibule_store::Viewer;

use super::rules::{Checked, Facts, Rules};
use super::users;
use crate::api::envelope;

pub(super) const BUSINESS: Rules = Rules {
    changed: keep_users,
    agree: |row, _, _| Vec::from_iter(above_itself(row)),
    ..Rules::of::<Business>()
};

pub(super) const SIMPLE_TIME_ZONE: Rules = Rules {
    changed: clocks_of_all,
    agree: |row, _, _| Vec::from_iter(unknown_zone(row)),
    ..Rules::of::<SimpleTimeZone>()
};

fn keep_users(row: &mut Row, before: &Row, facts: &Facts<'_>) -> Checked {
    if *facts.viewer == Viewer::Everything {
        return Ok(());
    }
    users::takes_from_nobody(row, before, "update the User to take the location away")
}

fn above_itself(row: &Row) -> Option<FieldError> {
    let parent = row.get("RootLocationId").int()?;
    (parent == row.id())
        .then(|| FieldError::new("RootLocation", "a location cannot be above itself", parent.to_string()))
}

/// A time zone belongs to no location, and moving it moves the business day of every location in it.
fn clocks_of_all(row: &mut Row, before: &Row, facts: &Facts<'_>) -> Checked {
    if *facts.viewer == Viewer::Everything || row.get("NameIana") == before.get("NameIana") {
        return Ok(());
    }
    let name = row.get("NameIana").text().map_or_else(|| "null".to_owned(), envelope::quoted);
    let message = "only who sees the whole network can move a time zone";
    Err(vec![FieldError::new("NameIana", message, name)])
}

fn unknown_zone(row: &Row) -> Option<FieldError> {
    let name = row.get("NameIana").text()?;
    Zone::named(name)
        .is_none()
        .then(|| FieldError::new("NameIana", format!("'{name}' is not a time zone"), envelope::quoted(name)))
}
