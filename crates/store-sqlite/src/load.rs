//! Loading what a decision must see.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use rusqlite::{Connection, Params};
use vestibule_domain::time::Instant;
use vestibule_records::kept::{Delivery, LedgerEntry};
use vestibule_records::{Checkin, CoworkerTimePass, FailedCheckin, Record, Row};
use vestibule_store::{
    Catalogue, CatalogueRows, CustomerFacts, Headcount, Lacking, Lookup, Query, RowRef, Scope, Snapshot,
    StoreError, VisitFacts, VisitScope, VisitWindow, sql,
};

use crate::connection::failed;
use crate::session;

/// Customers `m` with the teams `t` that share passes with them, and who pays for these: nobody who is suspended.
macro_rules! sharing {
    () => {
        "team_members m JOIN teams t ON t.id = m.team_id AND t.share_time_passes
   JOIN coworkers w ON w.id = t.paying_member_id AND w.active AND NOT w.archived"
    };
}

/// The person, the contracts that run, the teams, the locations, and the bookings that overlap the window or the visit
/// that is open; in one statement. What few need is asked apart, since a statement that is not run costs nothing here.
const CUSTOMER: &str = "\
SELECT 0, id, full_name, active, archived, allow_network_checkin FROM coworkers WHERE id = ?1
UNION ALL SELECT 1, tariff_id, NULL, id, start_date, renewal_date FROM coworker_contracts
 WHERE coworker_id = ?1 AND active AND NOT cancelled AND NOT in_paused_period
   AND (start_date IS NULL OR start_date <= ?2) AND (cancellation_date IS NULL OR cancellation_date > ?2)
UNION ALL SELECT 2, t.id, t.name, t.discount_time_passes, (SELECT w.id FROM coworkers w
    WHERE t.share_time_passes AND w.id = t.paying_member_id AND w.active AND NOT w.archived), NULL
  FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.coworker_id = ?1
UNION ALL SELECT 3, business_id, NULL, NULL, NULL, NULL FROM coworker_businesses WHERE coworker_id = ?1
UNION ALL SELECT 5, id, NULL, from_time, to_time, business_id FROM bookings
 WHERE coworker_id = ?1 AND NOT tentative AND from_time < ?4 AND to_time > min(?3, coalesce(
   (SELECT min(from_time) FROM checkins WHERE coworker_id = ?1 AND to_time IS NULL), ?3))";

/// The stays that count towards a limit: of as many days as the longest cycle may have, and not those alone that are
/// needed. For those whose plan has one.
const COUNTED: &str = "\
SELECT 4, id, NULL, from_time, to_time, business_id FROM checkins
 WHERE coworker_id = ?1 AND counts_towards_plan_limits AND from_time >= (
   SELECT ?2 - 86400000000 * max(max(
     34, 34 * min(f.invoice_every, 1200), 3 + 7 * min(f.invoice_every_weeks, 5200)))
   FROM coworker_contracts k JOIN tariffs f ON f.id = k.tariff_id WHERE k.coworker_id = ?1 AND k.active
   AND coalesce(f.checkin_week_limit, f.checkin_month_limit, f.checkin_price_plan_limit,
     f.hours_week_limit, f.hours_month_limit, f.hours_price_plan_limit) IS NOT NULL)";

/// The passes of payers on which others of a team are. For those in a team.
const ABOARD: &str = "\
SELECT 6, p.id, NULL, NULL, NULL, NULL
  FROM team_members m JOIN teams t ON t.id = m.team_id
  JOIN team_members o ON o.team_id = m.team_id AND o.coworker_id <> m.coworker_id
  JOIN checkins c ON c.coworker_id = o.coworker_id AND c.to_time IS NULL
  JOIN coworker_time_passes p ON p.unique_id = c.coworker_time_pass_guid AND p.coworker_id = t.paying_member_id
  WHERE m.coworker_id = ?1";

/// When a pass `p` lapses; in the words of its index.
macro_rules! lapses {
    () => {
        "coalesce(p.expire_date, 9223372036854775807)"
    };
}

/// Passes that could matter to somebody who has no visit and shares nothing: unused, used in the window, or sold at the
/// door up to a day before and after. None is found twice. Of the unused ones those that had not lapsed when the window
/// began, and of the others the one that lapsed last, for a refusal to name: years of a plan leave hundreds that nobody
/// asks for again.
const OWN_PASSES: [&str; 3] = [
    " WHERE t.coworker_id = ?1 AND t.used = 0 AND coalesce(t.expire_date, 9223372036854775807) > ?2",
    concat!(
        " WHERE t.id = (SELECT p.id FROM coworker_time_passes p WHERE p.coworker_id = ?1 AND p.used = 0 AND ",
        lapses!(),
        " <= ?2 ORDER BY ",
        lapses!(),
        " DESC, p.id DESC LIMIT 1)"
    ),
    " WHERE t.coworker_id = ?1 AND t.used = 1 AND t.used_date >= ?2 - 86400000000 AND t.used_date < ?3 + 86400000000
   AND (t.is_pay_as_you_go OR (t.used_date >= ?2 AND t.used_date < ?3))",
];

/// Passes that could matter: unused, used in the window or on the day of the visit that is still open, sold at the door
/// up to a day before and after, those that the visits below stand on, and the one that is asked for; those of a team's
/// payer too, where the team shares them. Each branch has its index. What was sold at the door counts for longer since a
/// visit elsewhere, which may end here, shares the bounds of its day there, and that has another cut-off. What is found
/// twice counts once, since it is only looked whether a pass is among them.
const PASSES: &str = concat!(
    " WHERE t.id IN (
 SELECT p.id FROM coworker_time_passes p WHERE p.coworker_id = ?1 AND p.used = 0 AND ",
    lapses!(),
    " > ?2
 UNION ALL SELECT (SELECT p.id FROM coworker_time_passes p WHERE p.coworker_id = ?1 AND p.used = 0 AND ",
    lapses!(),
    " <= ?2
   ORDER BY ",
    lapses!(),
    " DESC, p.id DESC LIMIT 1)
 UNION ALL SELECT id FROM coworker_time_passes WHERE coworker_id = ?1 AND used = 1 AND used_date < ?3
   AND used_date >= min(?2, coalesce(
     (SELECT min(from_time) - 86400000000 FROM checkins WHERE coworker_id = ?1 AND to_time IS NULL), ?2))
 UNION ALL SELECT id FROM coworker_time_passes WHERE coworker_id = ?1 AND used = 1 AND is_pay_as_you_go
   AND used_date >= ?2 - 86400000000 AND used_date < ?3 + 86400000000
 UNION ALL SELECT p.id FROM checkins c JOIN coworker_time_passes p ON p.unique_id = c.coworker_time_pass_guid
   WHERE c.coworker_id = ?1 AND c.to_time IS NULL
 UNION ALL SELECT p.id FROM checkins c JOIN coworker_time_passes p ON p.unique_id = c.coworker_time_pass_guid
   WHERE c.coworker_id = ?1 AND c.from_time < ?3 AND c.to_time > ?2 AND c.from_time >= coalesce(
     (SELECT max(from_time) FROM checkins WHERE coworker_id = ?1 AND from_time < ?2), ?2)
 UNION ALL SELECT id FROM coworker_time_passes WHERE coworker_id = ?1 AND unique_id = ?4
 UNION ALL SELECT p.id FROM checkins c JOIN coworker_time_passes p ON p.unique_id = c.coworker_time_pass_guid
   WHERE c.id = ?5
 UNION ALL SELECT p.id FROM ",
    sharing!(),
    " JOIN coworker_time_passes p ON p.coworker_id = w.id AND p.used = 0 AND ",
    lapses!(),
    " > ?2
   WHERE m.coworker_id = ?1
 UNION ALL SELECT (SELECT p.id FROM coworker_time_passes p WHERE p.coworker_id = w.id AND p.used = 0 AND ",
    lapses!(),
    " <= ?2
   ORDER BY ",
    lapses!(),
    " DESC, p.id DESC LIMIT 1) FROM ",
    sharing!(),
    " WHERE m.coworker_id = ?1
 UNION ALL SELECT p.id FROM ",
    sharing!(),
    " JOIN coworker_time_passes p ON p.coworker_id = w.id AND p.used = 1 AND p.used_by = ?1
   AND p.used_date >= ?2 AND p.used_date < ?3 WHERE m.coworker_id = ?1)"
);

/// Visits that could matter: the open one, those of the window, the last that began before and reaches into it, and the
/// one that is corrected.
const VISITS: [&str; 4] = [
    " WHERE t.coworker_id = ?1 AND t.to_time IS NULL",
    " WHERE t.coworker_id = ?1 AND t.from_time >= ?2 AND t.from_time < ?3",
    " WHERE t.coworker_id = ?1 AND t.to_time > ?2 AND t.from_time = (
   SELECT max(from_time) FROM checkins WHERE coworker_id = ?1 AND from_time < ?2)",
    " WHERE t.id = ?4",
];

/// How many are inside, one customer left out.
const INSIDE: &str = "SELECT count(*) FROM checkins INDEXED BY checkins_inside
 WHERE business_id = ?1 AND to_time IS NULL AND from_time >= ?2 AND (?3 IS NULL OR coworker_id IS NOT ?3)";

/// How many are inside, location by location.
const INSIDE_EACH: &str = "SELECT business_id, count(*) FROM checkins INDEXED BY checkins_inside
 WHERE to_time IS NULL AND business_id IN (SELECT value FROM json_each(?1)) GROUP BY business_id";

/// Of one webhook, what is due and goes before the rest of its lane.
const DUE: &str = " WHERE t.web_hook_id = ?1 AND t.due_on <= ?2 AND NOT EXISTS (
   SELECT 1 FROM deliveries e WHERE e.web_hook_id = t.web_hook_id AND e.lane = t.lane AND e.due_on IS NOT NULL
   AND (e.created_on, e.id) < (t.created_on, t.id))
 ORDER BY t.due_on, t.id LIMIT ?3";

static DUE_OF: LazyLock<Own> = LazyLock::new(|| Own::new::<Delivery>(DUE));
static PASSES_OF: LazyLock<Own> = LazyLock::new(|| Own::new::<CoworkerTimePass>(PASSES));
static OWN_PASSES_OF: LazyLock<Own> = LazyLock::new(|| Own::each::<CoworkerTimePass>(&OWN_PASSES));
static VISITS_OF: LazyLock<Own> = LazyLock::new(|| Own::each::<Checkin>(&VISITS));
static TAKEN_BY: LazyLock<Own> =
    LazyLock::new(|| Own::new::<LedgerEntry>(" WHERE t.checkin_id = ?1 ORDER BY t.id"));

static REFUSED: LazyLock<Own> =
    LazyLock::new(|| Own::new::<FailedCheckin>(" WHERE t.tap = ?1 ORDER BY t.nth_of_tap DESC LIMIT 1"));

/// Loads the rows of the catalogue.
pub(crate) fn catalogue(connection: &Connection, version: i64) -> Result<Arc<Catalogue>, StoreError> {
    let mut rows = CatalogueRows(HashMap::new());
    for schema in CatalogueRows::schemas() {
        rows.0.insert(schema.name, session::list(connection, &Query::all(schema))?.rows);
    }
    Ok(Arc::new(Catalogue::build(version, &rows)?))
}

/// The deliveries that are due.
pub(crate) fn due(
    connection: &Connection,
    hooks: &[i64],
    now: Instant,
    most: i64,
) -> Result<Vec<Row>, StoreError> {
    let mut due = Vec::new();
    for hook in hooks {
        due.extend(DUE_OF.rows::<Delivery>(connection, [*hook, now.micros(), most])?);
    }
    Ok(due)
}

/// Loads a scope, in the transaction that the connection is in.
pub(crate) fn snapshot(
    connection: &Connection,
    scope: &Scope,
    catalogue: Arc<Catalogue>,
) -> Result<Snapshot, StoreError> {
    let mut rows = HashMap::new();
    for RowRef { schema, id, .. } in &scope.rows {
        let query = Query::ids(schema, scope.viewer.clone(), vec![*id]);
        if let Some(row) = session::list(connection, &query)?.rows.pop() {
            rows.insert((schema.name, *id), row);
        }
    }
    let found = self::found(connection, &scope.lookups)?;
    let visit = scope.visit.as_ref().map(|visit| facts(connection, visit, &catalogue)).transpose()?;
    Ok(Snapshot { catalogue, rows, found, visit, lacking: Lacking::default() })
}

/// What each lookup finds.
pub(crate) fn found(connection: &Connection, lookups: &[Lookup]) -> Result<Vec<Vec<Row>>, StoreError> {
    lookups.iter().map(|lookup| Ok(session::list(connection, &lookup.query())?.rows)).collect()
}

fn facts(
    connection: &Connection,
    scope: &VisitScope,
    catalogue: &Catalogue,
) -> Result<VisitFacts, StoreError> {
    let mut facts =
        VisitFacts { location: catalogue.location(scope.location).cloned(), ..VisitFacts::default() };
    let Some(window) = VisitWindow::of(scope, catalogue) else {
        return Ok(facts);
    };
    let at = scope.instants.first().map_or(window.from, |at| at.micros());
    let params = (scope.customer, window.from, window.to, scope.visit);
    facts.visits = VISITS_OF.rows::<Checkin>(connection, params)?;
    facts.visits.sort_unstable_by_key(Row::id);
    facts.visits.dedup_by_key(|visit| visit.id());
    if let Some(customer) = scope.customer {
        facts.customer = load_customer(connection, catalogue, [customer, at, window.from, window.to])?;
        let shares = facts.customer.as_ref().is_some_and(CustomerFacts::shares_passes);
        let alone = facts.visits.is_empty() && scope.pass.is_none() && !shares;
        facts.passes = if alone {
            OWN_PASSES_OF.rows::<CoworkerTimePass>(connection, (customer, window.from, window.to))?
        } else {
            let params = (customer, window.from, window.to, scope.pass.as_deref(), scope.visit);
            PASSES_OF.rows::<CoworkerTimePass>(connection, params)?
        };
        facts.passes.sort_unstable_by_key(Row::id);
    }
    for visit in &facts.visits {
        facts.taken.extend(TAKEN_BY.rows::<LedgerEntry>(connection, [visit.id()])?);
    }
    if let Some(tap) = &scope.tap {
        facts.refused = REFUSED.rows::<FailedCheckin>(connection, [tap])?.pop();
    }
    let headcount = Headcount::of(scope, catalogue);
    facts.inside = headcount.map(|wanted| inside(connection, wanted, scope.customer)).transpose()?;
    Ok(facts)
}

fn inside(connection: &Connection, wanted: Headcount, but: Option<i64>) -> Result<u32, StoreError> {
    let mut prepared = connection.prepare_cached(INSIDE).map_err(failed)?;
    prepared.query_row((wanted.location, wanted.since, but), |line| line.get(0)).map_err(failed)
}

/// How many are inside at each of these locations where somebody is.
pub(crate) fn inside_each(connection: &Connection, locations: &[i64]) -> Result<Vec<(i64, i64)>, StoreError> {
    let mut prepared = connection.prepare_cached(INSIDE_EACH).map_err(failed)?;
    let listed = format!("[{}]", sql::numbers(locations));
    let counts = prepared.query_map([listed], |line| Ok((line.get(0)?, line.get(1)?))).map_err(failed)?;
    counts.collect::<Result<_, _>>().map_err(failed)
}

/// A statement over a record's own table, put together once.
pub(crate) struct Own {
    select: sql::Select,
    sql: String,
}

impl Own {
    /// Its columns, of the rows that these conditions find.
    pub(crate) fn new<T: Record>(conditions: &str) -> Self {
        let select = sql::own(T::schema());
        Self { sql: format!("{}{conditions}", select.head), select }
    }

    /// What any of the conditions finds, maybe twice. One after the other they need no table in between, as the ids that
    /// they find would: making that costs more than finding a few rows.
    fn each<T: Record>(conditions: &[&str]) -> Self {
        let select = sql::own(T::schema());
        let selects: Vec<_> = conditions.iter().map(|found| format!("{}{found}", select.head)).collect();
        Self { sql: selects.join(" UNION ALL "), select }
    }

    /// Its text.
    #[cfg(test)]
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }

    /// Its rows.
    pub(crate) fn rows<T: Record>(
        &self,
        connection: &Connection,
        params: impl Params,
    ) -> Result<Vec<Row>, StoreError> {
        session::selected(connection, T::schema(), &self.select, &self.sql, params)
    }
}

fn load_customer(
    connection: &Connection,
    catalogue: &Catalogue,
    params: [i64; 4],
) -> Result<Option<CustomerFacts>, StoreError> {
    let [customer, at, ..] = params;
    let mut facts = CustomerFacts::default();
    let exists = take(&mut facts, connection, CUSTOMER, params)?;
    if !exists {
        return Ok(None);
    }
    if facts.is_limited(catalogue) {
        take(&mut facts, connection, COUNTED, [customer, at])?;
    }
    if !facts.teams.is_empty() {
        take(&mut facts, connection, ABOARD, [customer])?;
    }
    Ok(Some(facts))
}

/// Takes the lines of a statement; whether one of them is the person.
fn take(
    facts: &mut CustomerFacts,
    connection: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<bool, StoreError> {
    let mut prepared = connection.prepare_cached(sql).map_err(failed)?;
    let mut lines = prepared.query(params).map_err(failed)?;
    let mut person = false;
    while let Some(line) = lines.next().map_err(failed)? {
        let kind = line.get(0).map_err(failed)?;
        person |= kind == 0;
        facts.take(
            kind,
            line.get(1).map_err(failed)?,
            line.get(2).map_err(failed)?,
            [line.get(3).map_err(failed)?, line.get(4).map_err(failed)?, line.get(5).map_err(failed)?],
        );
    }
    Ok(person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection;

    #[test]
    fn unused_passes_are_found_by_when_they_lapse() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = connection::open_writer(&folder.path().join("test.db")).unwrap();
        connection::migrate(&mut connection).unwrap();
        for (own, holders) in [(&OWN_PASSES_OF, 1), (&PASSES_OF, 2)] {
            let mut explained = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", own.sql)).unwrap();
            let nulls = vec![rusqlite::types::Null; explained.parameter_count()];
            let step = |row: &rusqlite::Row<'_>| Ok((row.get(1)?, row.get(3)?));
            let steps = explained.query_map(rusqlite::params_from_iter(nulls), step).unwrap();
            let steps: Vec<(i64, String)> = steps.map(Result::unwrap).collect();
            for bound in [">", "<"] {
                let index = format!("coworker_time_passes_unused (coworker_id=? AND <expr>{bound}?)");
                let asked = steps.iter().filter(|(_, step)| step.contains(&index)).count();
                assert_eq!(asked, holders, "{index}: {steps:?}");
            }
            assert!(!steps.iter().any(|(_, step)| step.starts_with("SCAN p")), "{steps:?}");
            let last = |(part, step): &(i64, String)| step.contains("<expr><?").then_some(*part);
            let sorted =
                |of: i64| steps.iter().any(|(part, step)| *part == of && step.starts_with("USE TEMP"));
            assert!(!steps.iter().filter_map(last).any(sorted), "sorted: {steps:?}");
        }
    }
}
