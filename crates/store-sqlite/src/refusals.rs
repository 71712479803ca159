//! Who was refused and why, counted from an index.

use rusqlite::{Connection, Row};
use vestibule_store::{Refusals, Refused, StoreError};

use crate::connection::failed;

/// Attempts at `?1` from `?2` until `?3`, by reason and quarter of an hour.
const STATEMENT: &str = "SELECT reason, (checkin_attempt_time - ?2) / 900000000, count(*)
 FROM failed_checkins INDEXED BY failed_checkins_location
 WHERE business_id = ?1 AND checkin_attempt_time >= ?2 AND checkin_attempt_time < ?3 GROUP BY 1, 2";

/// Counts what is asked for.
pub(crate) fn refusals(connection: &Connection, asked: Refusals) -> Result<Vec<Refused>, StoreError> {
    let mut prepared = connection.prepare_cached(STATEMENT).map_err(failed)?;
    let values = [asked.location, asked.window.from.micros(), asked.window.to.micros()];
    let refused =
        |row: &Row<'_>| Ok(Refused { reason: row.get(0)?, quarter: row.get(1)?, times: row.get(2)? });
    prepared.query_map(values, refused).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::tests::plan_of;

    #[test]
    fn refusals_are_counted_from_an_index_that_has_all_of_it() {
        let steps = plan_of(STATEMENT, 3);
        let covering = "USING COVERING INDEX failed_checkins_location (business_id=? AND checkin_attempt_time>? AND checkin_attempt_time<?)";
        assert!(steps.iter().any(|step| step.contains(covering)), "{steps:?}");
    }
}
