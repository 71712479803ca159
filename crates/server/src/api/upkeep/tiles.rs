//! Tiles: the number that is printed on them, and where they work (`domain.md 6.6`).

use vestibule_records::{AutomationTile, Decimal, FieldError, Row, Value};

use super::rules::Rules;

pub(super) const AUTOMATION_TILE: Rules = Rules {
    new: |row, _, mint| {
        if row.get("TileNumber").is_null() {
            row.set("TileNumber", Value::Text(mint.guid().to_string()));
        }
        Ok(())
    },
    // It hangs on a wall: an update that leaves the number out does not change it.
    changed: |row, before, _| {
        if row.get("TileNumber").is_null() {
            row.set("TileNumber", before.get("TileNumber").clone());
        }
        Ok(())
    },
    agree: |row, _, _| place_errors(row),
    ..Rules::of::<AutomationTile>()
};

/// Coordinates are on the globe, and a tile can be reached from somewhere.
fn place_errors(row: &Row) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (name, most) in [("Latitude", 90), ("Longitude", 180)] {
        let degrees = row.get(name).int().map(Decimal::from_ten_thousandths);
        let limit = most * 10_000;
        if let Some(degrees) =
            degrees.filter(|degrees| !(-limit..=limit).contains(&degrees.ten_thousandths()))
        {
            let message = format!("{degrees} is not between -{most} and {most}");
            errors.push(FieldError::new(name, message, degrees.to_string()));
        }
    }
    if let Some(metres) = row.get("MaxDistanceMeters").int().filter(|metres| *metres < 1) {
        errors.push(FieldError::new(
            "MaxDistanceMeters",
            format!("{metres} is less than 1"),
            metres.to_string(),
        ));
    }
    errors
}
