//! Hours of a weekday: when a location is open, and when a pass may be used.

use vestibule_records::{BusinessTimeSlot, FieldError, Row, TimeOfDay, TimePassTimeSlot};

use super::rules::Rules;
use crate::api::envelope;

pub(super) const BUSINESS_TIME_SLOT: Rules =
    Rules { agree: |row, _, _| Vec::from_iter(slot_error(row)), ..Rules::of::<BusinessTimeSlot>() };

pub(super) const TIME_PASS_TIME_SLOT: Rules =
    Rules { agree: |row, _, _| Vec::from_iter(slot_error(row)), ..Rules::of::<TimePassTimeSlot>() };

/// A slot ends after it begins; midnight is the end of the day.
fn slot_error(row: &Row) -> Option<FieldError> {
    let (from, to) = (row.get("FromTime").int()?, row.get("ToTime").int()?);
    let wrong = to != TimeOfDay::MIDNIGHT.micros() && to <= from;
    wrong.then(|| {
        let shown = TimeOfDay::from_micros(to).map(|time| time.to_string()).unwrap_or_default();
        FieldError::new("ToTime", "is not after FromTime", envelope::quoted(&shown))
    })
}
