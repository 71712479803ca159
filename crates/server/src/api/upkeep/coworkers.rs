//! What a new customer is given: a home, a PIN, a date of registration.

use vestibule_records::{Coworker, Row, Value};
use vestibule_store::{Mint, Snapshot, Viewer};

use super::codes::five_digits;
use super::rules::{Checked, Facts, Rules};

pub(super) const COWORKER: Rules = Rules { new: new_coworker, changed: keep_home, ..Rules::of::<Coworker>() };

fn new_coworker(row: &mut Row, facts: &Facts<'_>, mint: &mut Mint<'_>) -> Checked {
    let Facts { snapshot, viewer, now, .. } = facts;
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

/// A customer is always billed by some location.
fn keep_home(row: &mut Row, before: &Row, facts: &Facts<'_>) -> Checked {
    if row.get("InvoicingBusinessId").is_null() {
        let home = home(facts.snapshot, facts.viewer, before.get("Businesses").ids());
        row.set(
            "InvoicingBusinessId",
            home.map_or_else(|| before.get("InvoicingBusinessId").clone(), Value::Int),
        );
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
