//! The statements that load what admission and departure need, of many customers at once: small, and all here.

use std::sync::LazyLock;

use tokio_postgres::Row as Line;
use vestibule_records::kept::{Delivery, LedgerEntry};
use vestibule_records::{Checkin, CoworkerTimePass, FailedCheckin, Record, Row, Schema};
use vestibule_store::sql;

use crate::fault::Fault;
use crate::load::Purpose;
use crate::session;

/// Customers `m` with the teams `t` that share passes with them, and who pays for these: nobody who is suspended.
macro_rules! sharing {
    () => {
        "team_members m JOIN teams t ON t.id = m.team_id AND t.share_time_passes
   JOIN coworkers w ON w.id = t.paying_member_id AND w.active AND NOT w.archived"
    };
}

/// When a pass `p` lapses; in the words of its index.
macro_rules! lapses {
    () => {
        "coalesce(p.expire_date, 9223372036854775807)"
    };
}

/// Of the unused passes of `u.holder` those that had not lapsed when `u.opens`, and of the others the one that lapsed
/// last, for a refusal to name: years of a plan leave hundreds that nobody asks for again.
macro_rules! unused {
    () => {
        concat!(
            " CROSS JOIN LATERAL (
     SELECT p.id FROM coworker_time_passes p WHERE p.coworker_id = u.holder AND NOT p.used AND ",
            lapses!(),
            " > u.opens
     UNION ALL (SELECT p.id FROM coworker_time_passes p WHERE p.coworker_id = u.holder AND NOT p.used AND ",
            lapses!(),
            " <= u.opens
       ORDER BY ",
            lapses!(),
            " DESC, p.id DESC LIMIT 1)) p"
        )
    };
}

/// Whoever works on a customer, or may use the passes of another, holds this lock on both; taken in one order, so that
/// nobody waits in a circle. Not the strongest lock, so that rows which refer to the customer can be written meanwhile.
/// What is asked after it sees what those before have done: a pass is never decided on as it was while waiting.
pub(crate) const LOCK: &str = concat!(
    "SELECT c.id FROM coworkers c WHERE c.id IN (SELECT unnest($1::bigint[])
 UNION SELECT w.id FROM ",
    sharing!(),
    " WHERE m.coworker_id = ANY($1))
 ORDER BY c.id FOR NO KEY UPDATE OF c"
);

/// Whoever lets people into a location that holds only so many holds this lock, before those of the customers.
pub(crate) const LOCK_PLACES: &str =
    "SELECT id FROM businesses WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE";

/// How many are inside at each location who came then or later.
pub(crate) const INSIDE: &str = "\
SELECT u.location, u.since, (SELECT count(*) FROM checkins c
  WHERE c.business_id = u.location AND c.to_time IS NULL AND c.from_time >= u.since)
FROM unnest($1::bigint[], $2::bigint[]) AS u(location, since)";

/// How many are inside, location by location.
pub(crate) const INSIDE_EACH: &str = "\
SELECT business_id, count(*) FROM checkins WHERE to_time IS NULL AND business_id = ANY($1) GROUP BY business_id";

/// For each person: who they are, the contracts that run, the teams and the locations, the stays that count towards a
/// limit where a plan has one (of as many days as the longest cycle may have, and not those alone that are needed), the
/// bookings that overlap the window or the visit that is open, and the passes of payers on which others of a team are.
pub(crate) const CUSTOMERS: &str = "\
SELECT c.id AS customer, 0::bigint AS kind, c.id AS number, c.full_name AS name,
  c.active::int::bigint AS first, c.archived::int::bigint AS second,
  c.allow_network_checkin::int::bigint AS third, 0::bigint AS place
FROM coworkers c WHERE c.id = ANY($1)
UNION ALL SELECT u.customer, 1, k.tariff_id, NULL, k.id, k.start_date, k.renewal_date, k.id
  FROM unnest($1::bigint[], $2::bigint[]) AS u(customer, at) JOIN coworker_contracts k ON k.coworker_id = u.customer
  AND k.active AND NOT k.cancelled AND NOT k.in_paused_period
  AND (k.start_date IS NULL OR k.start_date <= u.at) AND (k.cancellation_date IS NULL OR k.cancellation_date > u.at)
UNION ALL SELECT m.coworker_id, 2, t.id, t.name, t.discount_time_passes, (SELECT w.id FROM coworkers w
    WHERE t.share_time_passes AND w.id = t.paying_member_id AND w.active AND NOT w.archived), NULL, t.id
  FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.coworker_id = ANY($1)
UNION ALL SELECT b.coworker_id, 3, b.business_id, NULL, NULL, NULL, NULL, b.business_id
  FROM coworker_businesses b WHERE b.coworker_id = ANY($1)
UNION ALL SELECT u.customer, 4, c.id, NULL, c.from_time, c.to_time, c.business_id, c.id
  FROM unnest($1::bigint[], $2::bigint[]) AS u(customer, at) CROSS JOIN LATERAL (
    SELECT u.at - 86400000000 * max(greatest(
      34, 34 * least(f.invoice_every, 1200), 3 + 7 * least(f.invoice_every_weeks, 5200))) AS since
    FROM coworker_contracts k JOIN tariffs f ON f.id = k.tariff_id WHERE k.coworker_id = u.customer AND k.active
    AND coalesce(f.checkin_week_limit, f.checkin_month_limit, f.checkin_price_plan_limit,
      f.hours_week_limit, f.hours_month_limit, f.hours_price_plan_limit) IS NOT NULL) s
  JOIN checkins c ON c.coworker_id = u.customer AND c.counts_towards_plan_limits AND c.from_time >= s.since
UNION ALL SELECT u.customer, 5, b.id, NULL, b.from_time, b.to_time, b.business_id, b.id
  FROM unnest($1::bigint[], $3::bigint[], $4::bigint[]) AS u(customer, opens, closes)
  JOIN bookings b ON b.coworker_id = u.customer AND NOT b.tentative AND b.from_time < u.closes
  AND b.to_time > least(u.opens, coalesce((SELECT min(c.from_time) FROM checkins c
    WHERE c.coworker_id = u.customer AND c.to_time IS NULL), u.opens))
UNION ALL SELECT m.coworker_id, 6, p.id, NULL, NULL, NULL, NULL, p.id
  FROM team_members m JOIN teams t ON t.id = m.team_id
  JOIN team_members o ON o.team_id = m.team_id AND o.coworker_id <> m.coworker_id
  JOIN checkins c ON c.coworker_id = o.coworker_id AND c.to_time IS NULL
  JOIN coworker_time_passes p ON p.unique_id = c.coworker_time_pass_guid AND p.coworker_id = t.paying_member_id
  WHERE m.coworker_id = ANY($1)
ORDER BY kind, place";

/// Passes that could matter: unused, used in the window or on the day of the visit that is still open, sold at the door
/// up to a day before and after, those that the visits below stand on, and the one that is asked for; those of a team's
/// payer too, where the team shares them. Each branch has its index. What was sold at the door counts for longer since a
/// visit elsewhere, which may end here, shares the bounds of its day there, and that has another cut-off.
const PASSES: &str = concat!(
    " WHERE t.id IN (
 SELECT p.id FROM unnest($1::bigint[], $2::bigint[]) AS u(holder, opens)",
    unused!(),
    "
 UNION SELECT p.id FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS u(customer, opens, closes)
   JOIN coworker_time_passes p ON p.coworker_id = u.customer AND p.used AND p.used_date < u.closes
   AND p.used_date >= least(u.opens, coalesce((SELECT min(c.from_time) - 86400000000 FROM checkins c
     WHERE c.coworker_id = u.customer AND c.to_time IS NULL), u.opens))
 UNION SELECT p.id FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS u(customer, opens, closes)
   JOIN coworker_time_passes p ON p.coworker_id = u.customer AND p.used AND p.is_pay_as_you_go
   AND p.used_date >= u.opens - 86400000000 AND p.used_date < u.closes + 86400000000
 UNION SELECT p.id FROM checkins c JOIN coworker_time_passes p ON p.unique_id = c.coworker_time_pass_guid
   WHERE c.coworker_id = ANY($1) AND c.to_time IS NULL
 UNION SELECT p.id FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS u(customer, opens, closes)
   JOIN checkins c ON c.coworker_id = u.customer AND c.from_time < u.closes AND c.to_time > u.opens
   AND c.from_time >= coalesce((SELECT max(e.from_time) FROM checkins e
     WHERE e.coworker_id = u.customer AND e.from_time < u.opens), u.opens)
   JOIN coworker_time_passes p ON p.unique_id = c.coworker_time_pass_guid
 UNION SELECT p.id FROM unnest($1::bigint[], $4::text[]) AS u(customer, guid)
   JOIN coworker_time_passes p ON p.unique_id = u.guid AND p.coworker_id = u.customer
 UNION SELECT p.id FROM unnest($1::bigint[], $5::bigint[]) AS u(customer, visit) JOIN checkins c ON c.id = u.visit
   JOIN coworker_time_passes p ON p.unique_id = c.coworker_time_pass_guid
 UNION SELECT p.id FROM (SELECT w.id AS holder, o.opens FROM ",
    sharing!(),
    " JOIN unnest($1::bigint[], $2::bigint[]) AS o(customer, opens) ON o.customer = m.coworker_id) u",
    unused!(),
    "
 UNION SELECT p.id FROM ",
    sharing!(),
    " JOIN unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS u(customer, opens, closes) ON u.customer = m.coworker_id
   JOIN coworker_time_passes p ON p.coworker_id = w.id AND p.used AND p.used_by = u.customer
   AND p.used_date >= u.opens AND p.used_date < u.closes)
 ORDER BY t.id"
);

/// Visits that could matter: the open one, those of the window, the last that began before and reaches into it, and the
/// one that is corrected.
const MATTER: &str = "\
 SELECT c.id FROM checkins c WHERE c.coworker_id = ANY($1) AND c.to_time IS NULL
 UNION SELECT c.id FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS u(customer, opens, closes)
   JOIN checkins c ON c.coworker_id = u.customer AND c.from_time >= u.opens AND c.from_time < u.closes
 UNION SELECT c.id FROM unnest($1::bigint[], $2::bigint[]) AS u(customer, opens)
   JOIN checkins c ON c.coworker_id = u.customer AND c.to_time > u.opens AND c.from_time = (
     SELECT max(e.from_time) FROM checkins e WHERE e.coworker_id = u.customer AND e.from_time < u.opens)
 UNION SELECT unnest($4::bigint[])";

/// The last refusal of each tap.
const REFUSALS: &str = " JOIN unnest($1::text[]) AS u(tap) ON t.tap = u.tap
 WHERE t.nth_of_tap = (SELECT max(f.nth_of_tap) FROM failed_checkins f WHERE f.tap = u.tap)";

/// Of each webhook, what is due and goes before the rest of its lane.
const DUE: &str = " WHERE t.id IN (SELECT d.id FROM unnest($1::bigint[]) AS h(id) CROSS JOIN LATERAL (
   SELECT w.id FROM deliveries w WHERE w.web_hook_id = h.id AND w.due_on <= $2 AND NOT EXISTS (
     SELECT 1 FROM deliveries e WHERE e.web_hook_id = w.web_hook_id AND e.lane = w.lane AND e.due_on IS NOT NULL
     AND (e.created_on, e.id) < (w.created_on, w.id))
   ORDER BY w.due_on, w.id LIMIT $3) d)
 ORDER BY t.due_on, t.id";

/// See `DUE`.
pub(crate) static DUE_OF: LazyLock<Own> = LazyLock::new(|| Own::new::<Delivery>(DUE));
/// See `PASSES`.
pub(crate) static PASSES_OF: LazyLock<Own> = LazyLock::new(|| Own::locking::<CoworkerTimePass>(PASSES));
/// See `MATTER`.
pub(crate) static VISITS_OF: LazyLock<Own> =
    LazyLock::new(|| Own::locking::<Checkin>(&format!(" WHERE t.id IN ({MATTER}) ORDER BY t.id")));
/// What the same visits moved in the ledger, oldest first.
pub(crate) static TAKEN_BY: LazyLock<Own> =
    LazyLock::new(|| Own::new::<LedgerEntry>(&format!(" WHERE t.checkin_id IN ({MATTER}) ORDER BY t.id")));

/// See `REFUSALS`.
pub(crate) static REFUSED: LazyLock<Own> = LazyLock::new(|| Own::new::<FailedCheckin>(REFUSALS));

/// A statement over a record's own table, put together once.
pub(crate) struct Own {
    schema: &'static Schema,
    select: sql::Select,
    sql: String,
    /// The same, locking what it finds, for rows that works may change.
    locking: Option<String>,
}

impl Own {
    /// Its columns, of the rows that these conditions find.
    pub(crate) fn new<T: Record>(conditions: &str) -> Self {
        let select = sql::own(T::schema());
        let sql = format!("{}{conditions}", select.head);
        Self { schema: T::schema(), select, sql, locking: None }
    }

    fn locking<T: Record>(conditions: &str) -> Self {
        let own = Self::new::<T>(conditions);
        Self { locking: Some(format!("{} FOR UPDATE OF t", own.sql)), ..own }
    }

    /// Its text.
    pub(crate) fn sql(&self, purpose: Purpose) -> &str {
        match (&self.locking, purpose) {
            (Some(locking), Purpose::Write) => locking,
            _ => &self.sql,
        }
    }

    /// Its rows.
    pub(crate) fn rows(&self, found: &[Line]) -> Result<Vec<Row>, Fault> {
        session::selected(self.schema, &self.select, found)
    }
}
