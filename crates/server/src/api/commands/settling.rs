//! One invoice being settled: what moves is entered, how it then stands is noted, and what it says stays.

use vestibule_domain::billing::{Movement, Standing};
use vestibule_domain::money::{Currency, Money};
use vestibule_records::{
    CoworkerInvoice, CoworkerInvoiceLine, CoworkerProduct, Decimal, PaymentProvider, Record, Row, Value,
};
use vestibule_store::{Change, Mint};

use super::books::{Books, Entry, currency_of, decimal, money};
use super::credit::credit_note;
use super::sold::Sold;
use super::stage::{Before, Stage, Stop};

/// An invoice that is being settled.
pub(super) struct Settling {
    invoice: CoworkerInvoice,
    /// The currency of its amounts.
    pub(super) currency: Currency,
    /// How it stands before.
    pub(super) standing: Standing,
}

impl Settling {
    /// Nothing but an invoice that counts can be settled.
    pub(super) fn of(row: &Row) -> Result<Self, Stop> {
        let (invoice, currency) = (CoworkerInvoice::from_row(row)?, currency_of(row)?);
        let refused = |why: &str| Err(Stop::refused(row.id(), why));
        if invoice.credit_note {
            return refused("it is a credit note");
        } else if invoice.draft {
            return refused("it is a draft");
        } else if invoice.void {
            return refused("it is void");
        }
        let of = |amount: Option<Decimal>| money(amount.unwrap_or_default(), currency);
        let standing = Standing {
            total: money(invoice.total_amount, currency),
            paid: money(invoice.paid_amount, currency),
            credited: of(invoice.credited_amount),
            refunded: of(invoice.refunded_amount),
        };
        Ok(Self { invoice, currency, standing })
    }

    /// Its id.
    pub(super) const fn id(&self) -> i64 {
        self.invoice.base.id
    }

    /// Writes down how the invoice stands after a movement, and enters what moved.
    pub(super) fn settle(
        &self,
        books: &mut Books<'_>,
        moved: Movement,
        by: Option<PaymentProvider>,
        mint: &mut Mint<'_>,
    ) -> Result<(), Stop> {
        let stage = books.stage();
        if !moved.credited.is_zero() {
            let whole = moved.credited == self.standing.total;
            let lines = if whole { self.lines(stage)? } else { Vec::new() };
            credit_note(books, &self.invoice, moved.credited, &lines, mint)?;
        }
        if !moved.paid.is_zero() {
            let back = moved.paid.minor() < 0;
            let number = self.invoice.invoice_number.clone().unwrap_or_default();
            let entry = Entry {
                invoice: &self.invoice,
                code: if back { "REFU" } else { "PAYM" },
                description: format!("{} invoice {number}", if back { "Refund of" } else { "Payment of" }),
                amount: moved.paid.negated(),
                paid_by: by,
                connected: None,
            };
            books.enter(entry, mint)?;
        }
        let after = self.after(&moved, stage)?;
        books.write(Change::Amend(stage.touched(after.into_row()), &STANDING));
        if moved.after.is_void() { self.free(books) } else { Ok(()) }
    }

    fn lines(&self, stage: &Stage<'_>) -> Result<Vec<CoworkerInvoiceLine>, Stop> {
        let mut lines: Vec<CoworkerInvoiceLine> = stage.before.records()?;
        lines.retain(|line| line.coworker_invoice_id.get() == self.id());
        Ok(lines)
    }

    fn after(&self, moved: &Movement, stage: &Stage<'_>) -> Result<CoworkerInvoice, Stop> {
        let counted = |money: Money| decimal(money).ok_or_else(|| Stop::out_of_range(self.id()));
        let Standing { paid, credited, refunded, .. } = moved.after;
        let due = moved.after.due().map_err(|why| Stop::unsettled(self.id(), why))?;
        let is_paid = due.is_zero() && !paid.is_zero();
        let gives_back = moved.paid.minor() < 0;
        let before = self.invoice.clone();
        Ok(CoworkerInvoice {
            paid_amount: counted(paid)?,
            received_amount: Some(counted(paid)?),
            credited_amount: Some(counted(credited)?),
            refunded_amount: Some(counted(refunded)?),
            due_amount: counted(due)?,
            paid: is_paid,
            paid_on: if is_paid { before.paid_on.or(Some(stage.now)) } else { None },
            void: moved.after.is_void(),
            refunded: before.refunded || gives_back,
            refunded_on: if gives_back { Some(stage.now) } else { before.refunded_on },
            ..before
        })
    }

    /// What was on it may be invoiced again.
    fn free(&self, books: &mut Books<'_>) -> Result<(), Stop> {
        let stage = books.stage();
        let lines = self.lines(stage)?;
        for row in on_invoices(stage.before) {
            let sold = Sold::of(row)?.map(|sold| sold.again(stage.snapshot)).transpose()?.flatten();
            if let Some(sold) = sold.filter(|sold| sold.is_on(self.id(), &lines)) {
                books.write(sold.freed(stage));
            }
        }
        Ok(())
    }
}

static STANDING: [&str; 12] = [
    "PaidAmount",
    "ReceivedAmount",
    "CreditedAmount",
    "RefundedAmount",
    "DueAmount",
    "Paid",
    "PaidOn",
    "Void",
    "Refunded",
    "RefundedOn",
    "UpdatedOn",
    "UpdatedBy",
];

/// What was sold and stands on a line that was read.
pub(super) fn on_invoices(before: &Before) -> impl Iterator<Item = &Row> {
    let lines = before.rows::<CoworkerInvoiceLine>();
    let named: Vec<&Value> = lines
        .flat_map(|line| ["CoworkerTimePassUniqueId", "CoworkerChargeUniqueId"].map(|name| line.get(name)))
        .filter(|value| !value.is_null())
        .collect();
    let is_named = move |row: &&Row| {
        std::ptr::eq(row.schema, CoworkerProduct::schema()) || named.contains(&row.get("UniqueId"))
    };
    before.read.iter().filter(is_named)
}
