//! Years of visits, put into a database before a server is started on it.

use std::path::Path;

use rusqlite::Connection as Database;

use crate::Result;

/// What there is to look back on.
pub(super) struct Years {
    /// How many visits, spread over two years until now.
    pub(super) visits: u32,
    /// How many of the last ones are open.
    pub(super) inside: u32,
    /// Where.
    pub(super) location: i64,
}

/// Visits of one to eight hours, one after the other for two years until now, of the customers in turn. Every third is on a
/// plan, every fifth of a team. `?1` how many, `?2` the location, `?3` now in microseconds.
const VISITS: &str = "\
WITH RECURSIVE nth(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM nth WHERE n + 1 < ?1),
 people AS MATERIALIZED (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM coworkers),
 times AS (SELECT n, ?3 - 63072000000000 + n * (63072000000000 / ?1) AS came,
  (60 + (n * 7919) % 420) * 60000000 AS length FROM nth)
INSERT INTO checkins (id, unique_id, created_on, updated_on, coworker_id, business_id, source, from_time, to_time,
  counts_towards_plan_limits, auto_checkout, tariff_at_the_time_of_checkin, teams_at_the_time_of_checkin)
SELECT 1000000000 + n, printf('00000000-0000-4000-8000-%012d', n), came, came, p.id, ?2, 1 + n % 5, came,
  min(came + length, ?3 - 1), 1, 0, CASE n % 3 WHEN 0 THEN 'Resident' WHEN 1 THEN 'Hot desk' END,
  CASE n % 5 WHEN 0 THEN 'Painters' WHEN 1 THEN 'Painters, Potters' END
FROM times JOIN people p ON p.place = n % (SELECT count(*) FROM people)";

/// Who is inside: the last visits are open, each on a pass of its customer. `?1` how many.
const INSIDE: &str = "\
UPDATE checkins SET to_time = NULL, from_time = ?2 - 3600000000, coworker_time_pass_guid = (
  SELECT p.unique_id FROM coworker_time_passes p WHERE p.coworker_id = checkins.coworker_id LIMIT 1)
WHERE id IN (SELECT id FROM checkins ORDER BY id DESC LIMIT ?1)";

/// Who was refused, over the same time: one for every twenty visits. `?1` how many, `?2` the location, `?3` now in
/// microseconds.
const REFUSALS: &str = "\
WITH RECURSIVE nth(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM nth WHERE n + 1 < ?1),
 people AS MATERIALIZED (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM coworkers),
 times AS (SELECT n, ?3 - 63072000000000 + n * (63072000000000 / ?1) AS came FROM nth)
INSERT INTO failed_checkins (id, unique_id, created_on, updated_on, coworker_id, business_id, source,
  checkin_attempt_time, checkin_attempt_time_local, description)
SELECT 1000000000 + n, printf('00000000-0000-4000-9000-%012d', n), came, came, p.id, ?2, 1 + n % 5, came, came,
  'no pass is left, and none is sold at the door'
FROM times JOIN people p ON p.place = n % (SELECT count(*) FROM people)";

/// Puts all of it in.
pub(super) fn fill(file: &Path, years: Years) -> Result<()> {
    let Years { visits, inside, location } = years;
    let database = Database::open(file)?;
    let now = jiff::Timestamp::now().as_microsecond();
    database.execute_batch("PRAGMA foreign_keys = OFF; BEGIN")?;
    database.execute(VISITS, (visits, location, now))?;
    database.execute(INSIDE, (inside, now))?;
    database.execute(REFUSALS, ((visits / 20).max(1), location, now))?;
    database.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}
