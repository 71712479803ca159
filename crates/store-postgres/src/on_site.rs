//! Who is at a location: open visits by the index over them, and by these all else, as of one moment.

use std::sync::LazyLock;

use deadpool_postgres::Object;
use vestibule_records::{Booking, Checkin, Coworker, CoworkerTimePass, Row, Visitor};
use vestibule_store::{OnSite, Premises};

use crate::connection::Transaction;
use crate::fault::Fault;
use crate::flight::{Flight, param};
use crate::load::Purpose;
use crate::questions::Own;

/// The open visits at locations, `$1`.
macro_rules! inside {
    () => {
        "c.business_id = ANY($1) AND c.to_time IS NULL"
    };
}

/// The visitors at locations, `$1`, who came at `$2` or later and have not left.
macro_rules! visiting {
    () => {
        "unnest($1::bigint[], $2::bigint[]) AS u(location, since) JOIN visitors v ON v.business_id = u.location
   AND v.arrival_date >= u.since AND v.arrived AND v.departure_date IS NULL"
    };
}

const VISITS: &str =
    " WHERE t.business_id = ANY($1) AND t.to_time IS NULL AND cardinality($2::bigint[]) >= 0 ORDER BY t.id";
const VISITORS: &str = concat!(" WHERE t.id IN (SELECT v.id FROM ", visiting!(), ") ORDER BY t.id");
const CUSTOMERS: &str = concat!(
    " WHERE t.id IN (SELECT c.coworker_id FROM checkins c WHERE ",
    inside!(),
    " UNION SELECT v.coworker_id FROM ",
    visiting!(),
    ") ORDER BY t.id"
);
const PASSES: &str = concat!(
    " WHERE t.unique_id IN (SELECT c.coworker_time_pass_guid FROM checkins c WHERE ",
    inside!(),
    ") AND cardinality($2::bigint[]) >= 0"
);
const BOOKINGS: &str = concat!(
    " WHERE t.coworker_id IN (SELECT c.coworker_id FROM checkins c WHERE ",
    inside!(),
    ") AND t.coworker_id IS NOT NULL AND NOT t.tentative AND cardinality($2::bigint[]) >= 0
 AND t.to_time > (SELECT min(c.from_time) FROM checkins c WHERE ",
    inside!(),
    ")"
);

/// Visits, visitors, customers, passes, bookings.
static ASKED: LazyLock<[Own; 5]> = LazyLock::new(|| {
    [
        Own::new::<Checkin>(VISITS),
        Own::new::<Visitor>(VISITORS),
        Own::new::<Coworker>(CUSTOMERS),
        Own::new::<CoworkerTimePass>(PASSES),
        Own::new::<Booking>(BOOKINGS),
    ]
});

/// Reads who is there. Nothing is locked.
pub(crate) async fn on_site(connection: Object, premises: &[Premises]) -> Result<OnSite, Fault> {
    let transaction = Transaction::on(connection);
    let read = read(&transaction, premises).await;
    transaction.roll_back().await;
    let [visits, visitors, customers, passes, bookings] = read?;
    Ok(OnSite { visits, visitors, customers, passes, bookings })
}

async fn read(transaction: &Transaction, premises: &[Premises]) -> Result<[Vec<Row>; 5], Fault> {
    let (locations, since): (Vec<i64>, Vec<i64>) =
        premises.iter().map(|one| (one.location, one.since)).unzip();
    let mut flight = Flight::on(transaction);
    flight.word("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    for asked in &*ASKED {
        flight.steady(asked.sql(Purpose::Look), vec![param(locations.clone()), param(since.clone())]).await?;
    }
    let mut answers = flight.land().await?.into_iter().skip(1);
    let mut read: [Vec<Row>; 5] = Default::default();
    for (rows, asked) in read.iter_mut().zip(&*ASKED) {
        *rows = asked.rows(&answers.next().unwrap_or_default())?;
    }
    Ok(read)
}
