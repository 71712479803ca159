//! Who came and went, grouped by the database: what goes over the wire is quarters, not visits.

use vestibule_domain::occupancy::{Quarter, Tally};
use vestibule_records::Value;
use vestibule_store::{Attendance, Attended, Of};

use deadpool_postgres::Object;
use tokio_postgres::Row as Line;

use crate::fault::Fault;

/// Visits at `$1` that begin in the window from `$2` to `$3`, or within a day before it, those that began still earlier
/// and lasted more than a day, and those that did and are open: grouped by the quarter of an hour in which they begin,
/// -1 before the window, and by the one in which they end.
fn statement(of: Of) -> String {
    let what = of.expression();
    let select = format!(
        "SELECT from_time - $2 AS came, to_time - $2 AS went, coworker_id IS NOT NULL AS known, {what} AS what FROM checkins"
    );
    format!(
        "WITH visits AS MATERIALIZED ({select}
   WHERE business_id = $1 AND from_time >= $2 - 86400000000 AND from_time < $3 AND (to_time IS NULL OR to_time >= $2)
 UNION ALL {select} WHERE business_id = $1 AND to_time >= $2 AND to_time - from_time > 86400000000
   AND from_time < $2 - 86400000000
 UNION ALL {select} WHERE business_id = $1 AND to_time IS NULL AND from_time < $2 - 86400000000)
SELECT known, what, nth, sum(arrivals)::bigint, sum(arrivals_after)::bigint, sum(departures)::bigint,
  sum(departures_after)::bigint, sum(gone_at_once)::bigint FROM (
 SELECT known, what, CASE WHEN came < 0 THEN -1 ELSE came / 900000000 END AS nth, 1 AS arrivals,
  CASE WHEN came < 0 THEN 0 ELSE came % 900000000 END AS arrivals_after,
  0 AS departures, 0::bigint AS departures_after, 0 AS gone_at_once FROM visits
 UNION ALL SELECT known, what, went / 900000000, 0, 0, 1, went % 900000000,
  CASE WHEN went % 900000000 = 0 THEN 1 ELSE 0 END FROM visits WHERE went >= 0 AND went < $3 - $2) moves
GROUP BY known, what, nth ORDER BY known, what, nth"
    )
}

/// Has the database count what is asked for.
pub(crate) async fn attendance(connection: Object, asked: Attendance) -> Result<Vec<Attended>, Fault> {
    let Attendance { location, window, of } = asked;
    let statement = connection.prepare_cached(&statement(of)).await?;
    let (from, to) = (window.from.micros(), window.to.micros());
    let found = connection.query(&statement, &[&location, &from, &to]).await?;
    let mut groups: Vec<Attended> = Vec::new();
    for line in &found {
        let (known, what) = (line.try_get(0)?, what(line, of)?);
        let is_it = |group: &Attended| group.known == known && group.what == what;
        if !groups.last().is_some_and(is_it) {
            groups.push(Attended { known, what, tally: Tally::default() });
        }
        if let Some(group) = groups.last_mut() {
            add(&mut group.tally, line)?;
        }
    }
    Ok(groups)
}

fn what(line: &Line, of: Of) -> Result<Value, Fault> {
    Ok(match of {
        Of::All => Value::Null,
        Of::Plan | Of::Team => line.try_get::<_, Option<String>>(1)?.map_or(Value::Null, Value::Text),
        Of::Source => line.try_get::<_, Option<i64>>(1)?.map_or(Value::Null, Value::Int),
    })
}

fn add(tally: &mut Tally, line: &Line) -> Result<(), Fault> {
    let quarter = Quarter {
        arrivals: line.try_get(3)?,
        arrivals_after: line.try_get(4)?,
        departures: line.try_get(5)?,
        departures_after: line.try_get(6)?,
        gone_at_once: line.try_get(7)?,
    };
    match u32::try_from(line.try_get::<_, i64>(2)?) {
        Ok(nth) => tally.add_quarter(nth, &quarter),
        Err(_) => tally.add_before(quarter.arrivals),
    }
    Ok(())
}
