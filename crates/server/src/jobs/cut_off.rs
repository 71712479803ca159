//! The day of a location ends: whoever is still inside leaves at the cut-off (`domain.md` 3.8, 4.1).

use vestibule_domain::Location;
use vestibule_domain::ids::LocationId;
use vestibule_domain::time::Instant;
use vestibule_records::{Checkin, Filter, Test, Value};
use vestibule_store::StoreError;

use super::ending::end_all;
use crate::app::App;

/// Ends every visit that is open at a location and began before its last cut-off: each at the cut-off of its own business
/// day, however late this runs, or when its device fell silent, if that came first. Customers, guests on a token and
/// presence without a person alike; visits at locations below it are theirs.
///
/// # Errors
/// When the store fails; what could be done in spite of that is done, and the next time does the rest.
pub(super) async fn close(app: &App, location: LocationId) -> Result<(), StoreError> {
    let catalogue = app.store.catalogue().await?;
    let Some(location) = catalogue.location(location.get()) else { return Ok(()) };
    let before = location.day_start(app.now()).micros().saturating_sub(1);
    let is = |field, test| Filter::on::<Checkin>(field, test);
    let here = is("BusinessId", Test::Is(Value::Int(location.id.get())));
    end_all(app, &[here, is("FromTime", Test::AtMost(before))]).await
}

/// When the day that runs at a location ends: when there is something to close again.
pub(super) fn next(location: &Location, now: Instant) -> Instant {
    location.day_end(now)
}
