//! Visits that a device opened end when it falls silent (`domain.md` 4.1, 4.2, 12 row 15).

use vestibule_domain::idle;
use vestibule_records::{Checkin, Filter, Test, Value};
use vestibule_store::StoreError;

use super::ending::end_all;
use crate::app::App;

/// Ends every visit that ends by itself and of which nothing was heard for as long as a device may be silent: when it was
/// heard of last, however late this runs, or at the cut-off, if that came first. It is the one job that watches such
/// visits (`ValidateCheckinJobId`).
///
/// # Errors
/// When the store fails; what could be done in spite of that is done, and the next round does the rest.
pub(super) async fn check_out(app: &App) -> Result<(), StoreError> {
    let silent = app.now().minus(idle::PATIENCE);
    let is = |field, test| Filter::on::<Checkin>(field, test);
    let watched = is("AutoCheckout", Test::Is(Value::Bool(true)));
    end_all(app, &[watched, is("LastActivity", Test::AtMost(silent.micros()))]).await
}
