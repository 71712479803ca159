//! An invoice keeps the number it was given.

use vestibule_records::{CoworkerInvoice, FieldError, Row};

use super::rules::{Checked, Rules};
use crate::api::envelope;

pub(super) const COWORKER_INVOICE: Rules =
    Rules { changed: |row, before, _| keep_number(row, before), ..Rules::of::<CoworkerInvoice>() };

/// Numbers are given by the location's count and have no gaps: a body that leaves the number out does not take it
/// away, and one that brings another is wrong.
fn keep_number(row: &mut Row, before: &Row) -> Checked {
    let sent = row.get("InvoiceNumber").text().unwrap_or_default().to_owned();
    let given = before.get("InvoiceNumber").clone();
    if !sent.is_empty() && given.text() != Some(&sent) {
        let message = format!("an invoice keeps its number, '{}'", given.text().unwrap_or_default());
        return Err(vec![FieldError::new("InvoiceNumber", message, envelope::quoted(&sent))]);
    }
    row.set("InvoiceNumber", given);
    Ok(())
}
