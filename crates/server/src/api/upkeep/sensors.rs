//! Sensors: paths that can be followed, and how long somebody must be seen (`domain.md` 6.7).

use vestibule_records::{FieldError, Row, Sensor, Value};

use super::rules::Rules;
use crate::api::envelope::quoted;
use crate::sources::sensors::{LONGEST_DWELL, PATHS, Path, USUAL_DWELL};

/// Fields of ours, which clients of the published API do not know and leave out.
const OURS: [&str; 4] = ["PersonDataPath", "TimeDataPath", "BatteryDataPath", "DwellSeconds"];

pub(super) const SENSOR: Rules = Rules {
    new: |row, _, _| {
        if row.get("DwellSeconds").is_null() {
            row.set("DwellSeconds", Value::Int(USUAL_DWELL));
        }
        Ok(())
    },
    // What an update leaves out of ours stays; an empty path takes it away.
    changed: |row, before, _| {
        for field in OURS {
            if row.get(field).is_null() {
                row.set(field, before.get(field).clone());
            }
        }
        Ok(())
    },
    agree: |row, _, _| path_errors(row).chain(dwell_error(row)).collect(),
    ..Rules::of::<Sensor>()
};

fn path_errors(row: &Row) -> impl Iterator<Item = FieldError> {
    PATHS.into_iter().filter_map(|(field, _)| {
        let written = row.get(field).text();
        let wrong = Path::read(written).err()?;
        Some(FieldError::new(field, format!("'{}' {wrong}", written.unwrap_or_default()), quoted(written?)))
    })
}

fn dwell_error(row: &Row) -> Option<FieldError> {
    let seconds = row.get("DwellSeconds").int().filter(|seconds| !(0..=LONGEST_DWELL).contains(seconds))?;
    let message = format!("{seconds} is not between 0 and {LONGEST_DWELL}");
    Some(FieldError::new("DwellSeconds", message, seconds.to_string()))
}
