//! An invoice keeps the number it was given, and an entry on an account has a currency.

use vestibule_records::{CoworkerInvoice, CoworkerLedgerEntry, FieldError, Record, Row, Value};
use vestibule_store::Snapshot;

use super::rules::{Checked, Rules};
use crate::api::envelope;

pub(super) const COWORKER_INVOICE: Rules =
    Rules { changed: |row, before, _| keep_number(row, before), ..Rules::of::<CoworkerInvoice>() };

pub(super) const COWORKER_LEDGER_ENTRY: Rules = Rules {
    agree: |row, _, facts| {
        in_currency(row, facts.snapshot);
        Vec::new()
    },
    ..Rules::of::<CoworkerLedgerEntry>()
};

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

/// An entry is in the currency of its invoice, or in that of the location.
fn in_currency(row: &mut Row, snapshot: &Snapshot) {
    let invoice =
        row.get("CoworkerInvoiceId").int().and_then(|id| snapshot.row(CoworkerInvoice::schema(), id));
    let location = row.get("BusinessId").int().and_then(|id| snapshot.catalogue.location(id));
    let currency = invoice.and_then(|invoice| invoice.get("CurrencyCode").text());
    if let Some(code) = currency.or_else(|| location.map(|location| location.currency.code())) {
        row.set("Currency", Value::Text(code.to_owned()));
    }
}
