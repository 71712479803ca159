//! Who is at a location: open visits by the index over them, and by these all else.

use std::sync::LazyLock;

use rusqlite::Connection;
use vestibule_records::{Booking, Checkin, Coworker, CoworkerTimePass, Visitor};
use vestibule_store::{OnSite, Premises, StoreError};

use crate::load::Own;

/// The open visits at a location, `?1`.
macro_rules! inside {
    () => {
        "INDEXED BY checkins_inside WHERE c.business_id = ?1 AND c.to_time IS NULL"
    };
}

/// The visitors at a location who came at `?2` or later and have not left.
macro_rules! visiting {
    () => {
        "INDEXED BY visitors_inside WHERE v.business_id = ?1 AND v.arrival_date >= ?2 AND v.arrived AND v.departure_date IS NULL"
    };
}

const VISITS: &str = concat!(" WHERE t.id IN (SELECT c.id FROM checkins c ", inside!(), ") ORDER BY t.id");
const VISITORS: &str =
    concat!(" WHERE t.id IN (SELECT v.id FROM visitors v ", visiting!(), ") ORDER BY t.id");
const CUSTOMERS: &str = concat!(
    " WHERE t.id IN (SELECT c.coworker_id FROM checkins c ",
    inside!(),
    " UNION SELECT v.coworker_id FROM visitors v ",
    visiting!(),
    ") ORDER BY t.id"
);
const PASSES: &str =
    concat!(" WHERE t.unique_id IN (SELECT c.coworker_time_pass_guid FROM checkins c ", inside!(), ")");
const BOOKINGS: &str = concat!(
    " WHERE t.coworker_id IN (SELECT c.coworker_id FROM checkins c ",
    inside!(),
    " AND c.coworker_id IS NOT NULL) AND t.coworker_id IS NOT NULL AND NOT t.tentative
 AND t.to_time > (SELECT min(c.from_time) FROM checkins c ",
    inside!(),
    ")"
);

static VISITS_OF: LazyLock<Own> = LazyLock::new(|| Own::new::<Checkin>(VISITS));
static VISITORS_OF: LazyLock<Own> = LazyLock::new(|| Own::new::<Visitor>(VISITORS));
static CUSTOMERS_OF: LazyLock<Own> = LazyLock::new(|| Own::new::<Coworker>(CUSTOMERS));
static PASSES_OF: LazyLock<Own> = LazyLock::new(|| Own::new::<CoworkerTimePass>(PASSES));
static BOOKINGS_OF: LazyLock<Own> = LazyLock::new(|| Own::new::<Booking>(BOOKINGS));

/// Reads who is there, in the transaction that the connection is in.
pub(crate) fn on_site(connection: &Connection, premises: &[Premises]) -> Result<OnSite, StoreError> {
    let mut all = OnSite::default();
    for Premises { location, since } in premises {
        all.add(OnSite {
            visits: VISITS_OF.rows::<Checkin>(connection, [location])?,
            visitors: VISITORS_OF.rows::<Visitor>(connection, [location, since])?,
            customers: CUSTOMERS_OF.rows::<Coworker>(connection, [location, since])?,
            passes: PASSES_OF.rows::<CoworkerTimePass>(connection, [location])?,
            bookings: BOOKINGS_OF.rows::<Booking>(connection, [location])?,
        });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::tests::plan_of;

    #[test]
    fn who_is_there_is_found_by_indexes() {
        for (asked, values, indexes) in [
            (&*VISITS_OF, 1, &["checkins_inside (business_id=?)", "PRIMARY KEY (rowid=?)"][..]),
            (&*VISITORS_OF, 2, &["visitors_inside (business_id=? AND arrival_date>?)"]),
            (&*CUSTOMERS_OF, 2, &["PRIMARY KEY (rowid=?)", "checkins_inside (business_id=?)"]),
            (&*PASSES_OF, 1, &["coworker_time_passes_unique_id (unique_id=?)"]),
            (&*BOOKINGS_OF, 1, &["bookings_customer_until (coworker_id=? AND to_time>?)"]),
        ] {
            let steps = plan_of(asked.sql(), values);
            for index in indexes {
                assert!(steps.iter().any(|step| step.contains(index)), "{index}: {steps:?}");
            }
            assert!(!steps.iter().any(|step| step.starts_with("SCAN")), "{steps:?}");
        }
    }
}
