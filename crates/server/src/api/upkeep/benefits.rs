//! Passes that a plan gives: as many as may be issued at once.

use vestibule_domain::issuing::MOST_PASSES;
use vestibule_records::{FieldError, Row, TariffTimePass};

use super::rules::Rules;

pub(super) const TARIFF_TIME_PASS: Rules =
    Rules { agree: |row, _, _| Vec::from_iter(too_many(row)), ..Rules::of::<TariffTimePass>() };

fn too_many(row: &Row) -> Option<FieldError> {
    let count = row.get("PassesIncluded").int().filter(|count| *count > MOST_PASSES)?;
    let message = format!("{count} is more than {MOST_PASSES}");
    Some(FieldError::new("PassesIncluded", message, count.to_string()))
}
