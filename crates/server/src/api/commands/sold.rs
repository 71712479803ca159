//! What can be put on an invoice: passes, charges and products, and the line each of them becomes.

use vestibule_domain::billing::{has_fallen_due, is_due};
use vestibule_domain::money::Money;
use vestibule_domain::time::{Instant, Zone};
use vestibule_records::{
    Charge, CoworkerInvoiceLine, CoworkerProduct, CoworkerTimePass, Id, Record, Row, TimePass, WrongValue,
};
use vestibule_store::{Catalogue, Change, Snapshot, customer_pass};

use super::books::{Account, money};
use super::stage::Stage;

/// Something that was sold.
#[derive(Debug, Clone)]
pub(crate) enum Sold {
    /// A pass with a price of its own.
    Pass(CoworkerTimePass),
    /// A charge.
    Charge(Charge),
    /// A product.
    Product(CoworkerProduct),
}

impl Sold {
    /// What a row of one of the three records holds; `None` for any other.
    pub(crate) fn of(row: &Row) -> Result<Option<Self>, WrongValue> {
        let is = |schema| std::ptr::eq(row.schema, schema);
        Ok(if is(CoworkerTimePass::schema()) {
            Some(Self::Pass(CoworkerTimePass::from_row(row)?))
        } else if is(Charge::schema()) {
            Some(Self::Charge(Charge::from_row(row)?))
        } else if is(CoworkerProduct::schema()) {
            Some(Self::Product(CoworkerProduct::from_row(row)?))
        } else {
            None
        })
    }

    /// The same as it is in a snapshot.
    pub(super) fn again(&self, snapshot: &Snapshot) -> Result<Option<Self>, WrongValue> {
        let (schema, id) = match self {
            Self::Pass(pass) => (CoworkerTimePass::schema(), pass.base.id),
            Self::Charge(charge) => (Charge::schema(), charge.base.id),
            Self::Product(product) => (CoworkerProduct::schema(), product.base.id),
        };
        snapshot.row(schema, id).map_or(Ok(None), Self::of)
    }

    /// Who is to pay.
    pub(crate) const fn customer(&self) -> i64 {
        match self {
            Self::Pass(pass) => pass.coworker_id.get(),
            Self::Charge(charge) => charge.coworker_id.get(),
            Self::Product(product) => product.coworker_id.get(),
        }
    }

    /// The location that is to be paid.
    pub(super) const fn location(&self) -> i64 {
        match self {
            Self::Pass(pass) => pass.business_id.get(),
            Self::Charge(charge) => charge.business_id.get(),
            Self::Product(product) => product.business_id.get(),
        }
    }

    /// What it costs, whether it is due or not; `None` when that is not known.
    pub(crate) fn price(&self, catalogue: &Catalogue) -> Option<Money> {
        let currency = catalogue.location(self.location())?.currency;
        match self {
            Self::Pass(pass) => Some(customer_pass(pass, catalogue.terms(pass.time_pass_id.get())?).price),
            Self::Charge(charge) => Some(money(charge.total_amount, currency)),
            Self::Product(product) => Some(money(product.total_price?, currency)),
        }
    }

    /// Whether it is to be put on an invoice now (`domain.md` 8).
    pub(crate) fn is_due(&self, catalogue: &Catalogue, now: Instant) -> bool {
        let fallen_due = |invoiced, due| has_fallen_due(self.price(catalogue), invoiced, due, now);
        match self {
            Self::Pass(pass) => catalogue
                .terms(pass.time_pass_id.get())
                .is_some_and(|terms| is_due(&customer_pass(pass, terms))),
            Self::Charge(charge) => fallen_due(charge.invoiced, charge.due_date),
            Self::Product(product) => fallen_due(product.invoiced, product.invoice_on),
        }
    }

    /// Whether it is what one of these lines of an invoice is for.
    pub(super) fn is_on(&self, invoice: i64, lines: &[CoworkerInvoiceLine]) -> bool {
        match self {
            Self::Pass(pass) => {
                let guid = Some(pass.base.unique_id);
                lines.iter().any(|line| {
                    line.coworker_time_pass_unique_id == guid && line.coworker_charge_unique_id.is_none()
                })
            }
            Self::Charge(charge) => {
                lines.iter().any(|line| line.coworker_charge_unique_id == Some(charge.base.unique_id))
            }
            Self::Product(product) => product.coworker_invoice_id.is_some_and(|on| on.get() == invoice),
        }
    }

    /// The account it is entered on.
    pub(super) fn account(&self, catalogue: &Catalogue) -> Option<Account> {
        let currency = self.price(catalogue)?.currency();
        Some(Account { customer: self.customer(), location: self.location(), currency })
    }

    /// Its line, without what the invoice says.
    pub(super) fn line(&self, stage: &Stage<'_>) -> CoworkerInvoiceLine {
        match self {
            Self::Pass(pass) => line_of_pass(pass, stage),
            Self::Charge(charge) => line_of_charge(charge),
            Self::Product(product) => line_of_product(product),
        }
    }

    /// The mark that it is on an invoice.
    pub(super) fn billed(self, invoice: i64, stage: &Stage<'_>) -> Change {
        self.marked(Some((invoice, stage.now)), stage)
    }

    /// Without that mark: it may be invoiced again.
    pub(super) fn freed(self, stage: &Stage<'_>) -> Change {
        self.marked(None, stage)
    }

    fn marked(self, on: Option<(i64, Instant)>, stage: &Stage<'_>) -> Change {
        let (invoiced, when) = (on.is_some(), on.map(|(_, when)| when));
        let (row, fields): (Row, &'static [&'static str]) = match self {
            Self::Pass(pass) => (
                CoworkerTimePass { invoiced, invoice_date: when, left_to_bill_run: true, ..pass }.into_row(),
                &["Invoiced", "InvoiceDate", "LeftToBillRun", "UpdatedOn", "UpdatedBy"],
            ),
            Self::Charge(charge) => (
                Charge { invoiced, invoiced_on: when, ..charge }.into_row(),
                &["Invoiced", "InvoicedOn", "UpdatedOn", "UpdatedBy"],
            ),
            Self::Product(product) => {
                let coworker_invoice_id = on.map(|(invoice, _)| Id::new(invoice));
                let marked = CoworkerProduct { invoiced, invoiced_on: when, coworker_invoice_id, ..product };
                (
                    marked.into_row(),
                    &["Invoiced", "InvoicedOn", "CoworkerInvoiceId", "UpdatedOn", "UpdatedBy"],
                )
            }
        };
        Change::Amend(stage.touched(row), fields)
    }
}

/// `Day Pass [27/08/2026]`: the day it was used, or else the day it was sold (`contract.md` 15.7).
fn line_of_pass(pass: &CoworkerTimePass, stage: &Stage<'_>) -> CoworkerInvoiceLine {
    let catalogue = &stage.snapshot.catalogue;
    let name = catalogue.terms(pass.time_pass_id.get()).map(|terms| terms.name.clone()).unwrap_or_default();
    let definition = stage.snapshot.row(TimePass::schema(), pass.time_pass_id.get());
    let shown = definition.and_then(|definition| definition.get("InvoiceLineDisplayAs").text());
    let at = pass.used_date.unwrap_or(pass.base.created_on);
    let day = catalogue.location(pass.business_id.get()).map(|location| day(&location.zone, at));
    CoworkerInvoiceLine {
        description: Some(format!("{name} [{}]", day.unwrap_or_default())),
        display_as: shown.map(str::to_owned),
        quantity: 1,
        coworker_time_pass_unique_id: Some(pass.base.unique_id),
        coworker_time_pass_name: Some(name),
        sale_date: Some(at),
        purchase_order: pass.purchase_order.clone(),
        ..CoworkerInvoiceLine::default()
    }
}

fn day(zone: &Zone, at: Instant) -> String {
    let (date, _) = zone.local(at);
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

fn line_of_charge(charge: &Charge) -> CoworkerInvoiceLine {
    let charge = charge.clone();
    CoworkerInvoiceLine {
        description: charge
            .description
            .or_else(|| charge.charge_number.map(|number| format!("Charge {number}"))),
        display_as: charge.invoice_line_display_as,
        quantity: charge.quantity,
        coworker_time_pass_unique_id: charge.coworker_time_pass_unique_id,
        coworker_extra_service_unique_id: charge.coworker_extra_service_unique_id,
        event_attendee_unique_id: charge.event_attendee_unique_id,
        coworker_extra_service_name: charge.coworker_extra_service_name,
        booking_unique_id: charge.booking_unique_id,
        coworker_product_unique_id: charge.coworker_product_unique_id,
        coworker_contract_unique_id: charge.coworker_contract_unique_id,
        coworker_charge_unique_id: Some(charge.base.unique_id),
        sale_date: charge.sale_date,
        discount_code: charge.discount_code,
        discount_amount: Some(charge.discount_amount),
        credit_amount: Some(charge.credit_amount),
        coworker_time_pass_name: charge.coworker_time_pass_name,
        coworker_product_name: charge.coworker_product_name,
        tariff_name: charge.tariff_name,
        purchase_order: charge.purchase_order,
        ..CoworkerInvoiceLine::default()
    }
}

fn line_of_product(product: &CoworkerProduct) -> CoworkerInvoiceLine {
    let name = product.notes.clone().unwrap_or_else(|| format!("Product {}", product.product_id));
    CoworkerInvoiceLine {
        description: Some(name.clone()),
        quantity: product.quantity,
        coworker_product_unique_id: Some(product.base.unique_id),
        coworker_product_name: Some(name),
        booking_unique_id: product.booking_unique_id,
        coworker_contract_unique_id: product.coworker_contract_unique_id,
        sale_date: product.sale_date,
        discount_amount: Some(product.discount_amount),
        credit_amount: Some(product.credit_amount),
        purchase_order: product.purchase_order.clone(),
        ..CoworkerInvoiceLine::default()
    }
}
