//! Which devices were seen, on visits that are over and on refusals: it goes, and the visit stays. Nobody is told, nothing is
//! counted anew, and nobody has edited the record.

use vestibule_domain::time::Span;
use vestibule_records::{Checkin, FailedCheckin, Filter, Record as _, Schema, Test, Value};
use vestibule_store::{Change, StoreError};

use super::{at_most, each_page};
use crate::app::App;

/// The field that goes.
const DEVICES: &str = "MacAddresses";
static WHAT_GOES: [&str; 1] = [DEVICES];

/// Forgets the devices of what was over so long ago.
///
/// # Errors
/// When the store fails; what could be done in spite of that is done.
pub(super) async fn forget(app: &App, kept: Span) -> Result<(), StoreError> {
    let visits = of(app, Checkin::schema(), "ToTime", kept).await;
    visits.and(of(app, FailedCheckin::schema(), "CreatedOn", kept).await)
}

/// An open visit has no end, and so is not found.
async fn of(app: &App, schema: &'static Schema, over: &str, kept: Span) -> Result<(), StoreError> {
    let devices = schema.position(DEVICES).unwrap_or_default();
    let known = Filter { field: devices, test: Test::IsNotNull };
    let old = vec![known, at_most(schema, over, app.now().minus(kept))];
    let blank = |row: &vestibule_records::Row| {
        let mut row = row.clone();
        row.set(DEVICES, Value::Null);
        Change::Redact(row, &WHAT_GOES)
    };
    each_page(app, schema, over, old, blank).await
}
