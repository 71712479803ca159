//! What a new customer is given: a home, a PIN, a date of registration.

use vestibule_domain::time::Instant;
use vestibule_records::{FieldError, Row, Value};
use vestibule_store::{Mint, Snapshot, Viewer};

use super::codes::five_digits;

pub(super) fn new_coworker(
    row: &mut Row,
    snapshot: &Snapshot,
    viewer: &Viewer,
    now: Instant,
    mint: &mut Mint<'_>,
) -> Result<(), Vec<FieldError>> {
    let home =
        row.get("InvoicingBusinessId").int().or_else(|| home(snapshot, viewer, row.get("Businesses").ids()));
    if let Some(home) = home {
        row.set("InvoicingBusinessId", Value::Int(home));
        if row.get("Businesses").ids().is_empty() {
            row.set("Businesses", Value::Ids(vec![home]));
        }
        let wants_pin = snapshot.catalogue.setting(home, "Security.AutoGeneratePincode");
        if row.get("AccessPincode").is_null()
            && wants_pin.is_some_and(|value| value.eq_ignore_ascii_case("true"))
        {
            row.set("AccessPincode", Value::Text(five_digits(|bytes| mint.secret(bytes))));
        }
    }
    if row.get("RegistrationDate").is_null() {
        row.set("RegistrationDate", Value::Int(now.micros()));
    }
    Ok(())
}

/// The location a customer is billed by unless another is named.
pub(super) fn home(snapshot: &Snapshot, viewer: &Viewer, businesses: &[i64]) -> Option<i64> {
    match (businesses.first(), viewer) {
        (Some(first), _) => Some(*first),
        (None, Viewer::Locations(visible)) => visible.first().copied(),
        (None, Viewer::Everything) => snapshot.catalogue.first_location(),
    }
}
