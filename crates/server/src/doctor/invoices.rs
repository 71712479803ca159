//! Every invoice against its lines, and against what was entered for it on the customer's account.

use std::collections::HashMap;

use vestibule_domain::money::Currency;
use vestibule_records::{CoworkerInvoice, CoworkerInvoiceLine, CoworkerLedgerEntry, Decimal, Record, Row};
use vestibule_store::{Reading, StoreError};

use super::finding::shown;
use super::pages::{all, each, within};
use super::{Finding, Seen, Span};

/// The invoices of a span.
pub(super) async fn seen<L: Reading + ?Sized>(reading: &L, span: Span) -> Result<Seen, StoreError> {
    let invoices = all::<CoworkerInvoice, L>(reading, within::<CoworkerInvoice>("Id", &span)).await?;
    let mut sums: HashMap<i64, Sums> = HashMap::new();
    let lines = within::<CoworkerInvoiceLine>("CoworkerInvoiceId", &span);
    each::<CoworkerInvoiceLine, L>(reading, lines, |line| {
        let sum = sums.entry(number(&line, "CoworkerInvoiceId")).or_default();
        let tax = i128::from(number(&line, "TaxAmount"));
        sum.lines += i128::from(number(&line, "SubTotal")) + tax;
        sum.tax += tax;
    })
    .await?;
    let entries = within::<CoworkerLedgerEntry>("CoworkerInvoiceId", &span);
    each::<CoworkerLedgerEntry, L>(reading, entries, |entry| {
        sums.entry(number(&entry, "CoworkerInvoiceId")).or_default().enter(&entry);
    })
    .await?;
    let mut seen = Seen { rows: invoices.len(), ..Seen::default() };
    for invoice in &invoices {
        let sums = sums.remove(&invoice.id()).unwrap_or_default();
        seen.findings.extend(sums.against(invoice)?);
    }
    Ok(seen)
}

/// What the lines and the entries of an invoice come to, in ten-thousandths.
#[derive(Default)]
struct Sums {
    lines: i128,
    tax: i128,
    invoiced: i128,
    paid: i128,
    credited: i128,
    refunded: i128,
}

impl Sums {
    /// Adds up an entry of the account. What is entered by hand under another code is between people.
    fn enter(&mut self, entry: &Row) {
        let owed = i128::from(number(entry, "Debit")) - i128::from(number(entry, "Credit"));
        match entry.get("Code").text() {
            Some("INVO") => self.invoiced += owed,
            Some("PAYM") => self.paid -= owed,
            Some("CRED") => self.credited -= owed,
            Some("REFU") => self.refunded += owed,
            _ => {}
        }
    }

    /// Where an invoice says something else.
    fn against(&self, row: &Row) -> Result<Vec<Finding>, StoreError> {
        let invoice = CoworkerInvoice::from_row(row)?;
        if invoice.draft {
            return Ok(Vec::new());
        }
        let of = |amount: Decimal| i128::from(amount.ten_thousandths());
        let or_nothing = |amount: Option<Decimal>| of(amount.unwrap_or_default());
        let (total, paid) = (of(invoice.total_amount), of(invoice.paid_amount));
        let (credited, refunded) = (or_nothing(invoice.credited_amount), or_nothing(invoice.refunded_amount));
        let mut held = vec![("total", self.lines, total), ("tax", self.tax, of(invoice.tax_amount))];
        let due = if invoice.credit_note { 0 } else { (total - credited - paid).max(0) };
        held.push(("due", due, of(invoice.due_amount)));
        if !invoice.credit_note {
            held.extend([
                ("total on the account", self.invoiced, total),
                ("paid", self.paid, paid),
                ("credited", self.credited, credited),
                ("refunded", self.refunded, refunded),
            ]);
        }
        let currency = row.get("CurrencyCode").text().and_then(Currency::of);
        let differing = held.into_iter().filter(|(_, expected, found)| expected != found);
        let finding = |(what, expected, found)| {
            let (expected, found) = (shown(expected, currency), shown(found, currency));
            Finding::of::<CoworkerInvoice>(row.id(), Some(invoice.coworker_id.get()), what, expected, found)
        };
        Ok(differing.map(finding).collect())
    }
}

fn number(row: &Row, name: &str) -> i64 {
    row.get(name).int().unwrap_or_default()
}
