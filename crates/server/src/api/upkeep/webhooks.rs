//! A webhook has an address that can be told something, and starts anew when it is switched on again.

use vestibule_records::{FieldError, Row, Value, WebHook};

use super::rules::Rules;
use crate::api::envelope;
use crate::delivery::target;

pub(super) const WEB_HOOK: Rules = Rules {
    changed: |row, before, _| {
        start_anew(row, before);
        Ok(())
    },
    agree: |row, _, _| Vec::from_iter(wrong_address(row)),
    ..Rules::of::<WebHook>()
};

fn wrong_address(row: &Row) -> Option<FieldError> {
    let address = row.get("URL").text().unwrap_or_default();
    let why = target::read(address).err()?;
    Some(FieldError::new("URL", format!("'{address}' {why}"), envelope::quoted(address)))
}

/// One that was switched off after too many failures has a clean record when it is switched on again: the next failure
/// is the first.
fn start_anew(row: &mut Row, before: &Row) {
    let is_active = |row: &Row| row.get("Active").bool() == Some(true);
    if is_active(row) && !is_active(before) {
        row.set("ErrorCount", Value::Int(0));
        row.set("LastError", Value::Null);
    }
}
