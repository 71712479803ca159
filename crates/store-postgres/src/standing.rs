//! What stands in the database just now, counted in its indexes.

use deadpool_postgres::ClientWrapper;
use vestibule_domain::time::Instant;
use vestibule_store::counted::{MOST_COUNTED, Standing, Waiting};

use crate::fault::Fault;

/// In `checkins_inside`.
const INSIDE: &str = "SELECT business_id, count(*) FROM checkins WHERE to_time IS NULL GROUP BY business_id";
/// In `deliveries_lane`.
const WAITING: &str = "SELECT a.whom, w.deliveries, w.since FROM unnest($1::bigint[]) AS a(whom), \
     LATERAL (SELECT count(*) AS deliveries, min(created_on) AS since FROM \
     (SELECT created_on FROM deliveries WHERE web_hook_id = a.whom AND due_on IS NOT NULL LIMIT $2) AS d) AS w";

/// Counts it, with what waits for these addressees.
pub(crate) async fn standing(connection: &ClientWrapper, addressees: &[i64]) -> Result<Standing, Fault> {
    let statement = connection.prepare_cached(INSIDE).await?;
    let found = connection.query(&statement, &[]).await?;
    let inside = found.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    let inside = inside.collect::<Result<_, tokio_postgres::Error>>()?;
    let statement = connection.prepare_cached(WAITING).await?;
    let mut waiting = Vec::new();
    for row in connection.query(&statement, &[&addressees, &MOST_COUNTED]).await? {
        let (addressee, deliveries) = (row.try_get(0)?, row.try_get(1)?);
        let since = row.try_get::<_, Option<i64>>(2)?.map(Instant::from_micros);
        waiting.extend(since.map(|since| Waiting { addressee, deliveries, since }));
    }
    Ok(Standing { inside, waiting })
}
