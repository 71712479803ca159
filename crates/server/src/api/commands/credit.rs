//! Making credit notes out of invoices.

use vestibule_domain::billing::Taxed;
use vestibule_domain::money::Money;
use vestibule_records::{Base, CoworkerInvoice, CoworkerInvoiceLine, Decimal, Id, Record};
use vestibule_store::{Change, Mint};

use super::books::{Books, Count, Entry, decimal, money};
use super::issue::unique_id_of;
use super::stage::{Stage, Stop};

/// Makes the credit note that takes an amount of an invoice back, and enters it. Without lines to take back, one
/// line says what it is about.
pub(super) fn credit_note(
    books: &mut Books<'_>,
    invoice: &CoworkerInvoice,
    amount: Money,
    lines: &[CoworkerInvoiceLine],
    mint: &mut Mint<'_>,
) -> Result<(), Stop> {
    let (stage, of) = (books.stage(), invoice.base.id);
    let number = books.next(Count::CreditNotes, invoice.business_id.get(), of, mint)?;
    let taken = taken_back(invoice, amount).ok_or_else(|| Stop::out_of_range(of))?;
    let base = Base::made(mint.id(), mint.guid(), stage.now, stage.by);
    let note = note(invoice, taken, number.clone(), base).ok_or_else(|| Stop::out_of_range(of))?;
    books.write(Change::Insert(note.clone().into_row()));
    let lines = match lines {
        [] => vec![about(&note, taken, stage).ok_or_else(|| Stop::out_of_range(of))?],
        lines => lines.iter().cloned().map(reversed).collect(),
    };
    for line in lines {
        let base = Base::made(mint.id(), mint.guid(), stage.now, stage.by);
        let line = CoworkerInvoiceLine { coworker_invoice_id: Id::new(note.base.id), base, ..line };
        books.write(Change::Insert(line.into_row()));
    }
    let entry = Entry {
        invoice,
        code: "CRED",
        description: format!("Credit note {number}"),
        amount: amount.negated(),
        paid_by: None,
        connected: Some(note.base.unique_id),
    };
    books.enter(entry, mint)
}

/// The amount with its share of the tax, below zero.
fn taken_back(invoice: &CoworkerInvoice, amount: Money) -> Option<Taxed> {
    let of = |amount_of_invoice| money(amount_of_invoice, amount.currency());
    let tax = of(invoice.tax_amount).share(amount.minor(), of(invoice.total_amount).minor())?;
    Some(Taxed { net: amount.minus(tax)?, tax }.negated())
}

/// To the same address, over the opposite amount, with nothing left to pay.
fn note(invoice: &CoworkerInvoice, taken: Taxed, number: String, base: Base) -> Option<CoworkerInvoice> {
    let back = decimal(taken.gross()?)?;
    let of = invoice.invoice_number.clone().unwrap_or_default();
    Some(CoworkerInvoice {
        invoice_number: Some(number),
        description: Some(format!("Credit for invoice {of}")),
        discount_amount: None,
        due_date: Some(base.created_on),
        total_amount: back,
        tax_amount: decimal(taken.tax)?,
        paid_amount: back,
        due_amount: Decimal::default(),
        paid: true,
        paid_on: Some(base.created_on),
        credit_note: true,
        original_invoice_guid: Some(invoice.base.unique_id),
        received_amount: None,
        credited_amount: None,
        refunded_amount: None,
        base,
        ..invoice.clone()
    })
}

/// The one line of a credit note over a part.
fn about(note: &CoworkerInvoice, taken: Taxed, stage: &Stage<'_>) -> Option<CoworkerInvoiceLine> {
    Some(CoworkerInvoiceLine {
        description: note.description.clone(),
        quantity: 1,
        sub_total: decimal(taken.net)?,
        tax_amount: decimal(taken.tax)?,
        position: Some(1),
        issued_by_unique_id: unique_id_of(stage, note.business_id.get()),
        refunded: Some(false),
        is_hidden: Some(false),
        ..CoworkerInvoiceLine::default()
    })
}

fn reversed(line: CoworkerInvoiceLine) -> CoworkerInvoiceLine {
    let negated = |amount: Decimal| Decimal::from_ten_thousandths(amount.ten_thousandths().saturating_neg());
    CoworkerInvoiceLine {
        sub_total: negated(line.sub_total),
        tax_amount: negated(line.tax_amount),
        discount_amount: line.discount_amount.map(negated),
        credit_amount: line.credit_amount.map(negated),
        ..line
    }
}
