//! Who was refused and why, counted by the database.

use deadpool_postgres::Object;
use tokio_postgres::Row as Line;
use vestibule_store::{Refusals, Refused};

use crate::fault::Fault;

/// Attempts at `$1` from `$2` until `$3`, by reason and quarter of an hour.
const STATEMENT: &str = "SELECT reason, (checkin_attempt_time - $2) / 900000000, count(*)
 FROM failed_checkins WHERE business_id = $1 AND checkin_attempt_time >= $2 AND checkin_attempt_time < $3 GROUP BY 1, 2";

/// Has the database count what is asked for.
pub(crate) async fn refusals(connection: Object, asked: Refusals) -> Result<Vec<Refused>, Fault> {
    let statement = connection.prepare_cached(STATEMENT).await?;
    let (from, to) = (asked.window.from.micros(), asked.window.to.micros());
    let found = connection.query(&statement, &[&asked.location, &from, &to]).await?;
    found.iter().map(refused).collect()
}

fn refused(line: &Line) -> Result<Refused, Fault> {
    Ok(Refused { reason: line.try_get(0)?, quarter: line.try_get(1)?, times: line.try_get(2)? })
}
