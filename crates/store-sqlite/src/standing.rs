//! What stands in the database just now, counted in its indexes.

use rusqlite::Connection;
use vestibule_domain::time::Instant;
use vestibule_store::StoreError;
use vestibule_store::counted::{MOST_COUNTED, Standing, Waiting};

use crate::connection::failed;

/// In `checkins_inside`.
const INSIDE: &str = "SELECT business_id, count(*) FROM checkins WHERE to_time IS NULL GROUP BY business_id";
/// In `deliveries_lane`.
const WAITING: &str = "SELECT count(*), min(created_on) FROM \
     (SELECT created_on FROM deliveries WHERE web_hook_id = ?1 AND due_on IS NOT NULL LIMIT ?2)";

/// Counts it, with what waits for these addressees.
pub(crate) fn standing(connection: &Connection, addressees: &[i64]) -> Result<Standing, StoreError> {
    let mut inside = connection.prepare_cached(INSIDE).map_err(failed)?;
    let inside = inside.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
    let inside = inside.collect::<Result<_, _>>().map_err(failed)?;
    let mut prepared = connection.prepare_cached(WAITING).map_err(failed)?;
    let mut waiting = Vec::new();
    for addressee in addressees {
        let found = prepared.query_row([*addressee, MOST_COUNTED], |row| Ok((row.get(0)?, row.get(1)?)));
        let (deliveries, since): (i64, Option<i64>) = found.map_err(failed)?;
        let since = since.map(Instant::from_micros);
        waiting.extend(since.map(|since| Waiting { addressee: *addressee, deliveries, since }));
    }
    Ok(Standing { inside, waiting })
}
