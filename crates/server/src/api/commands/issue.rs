//! Making invoices out of what was sold.

use vestibule_domain::billing::{Bill, Item, Tax, Taxed, bills};
use vestibule_domain::ids::LocationId;
use vestibule_domain::money::{Money, Percent};
use vestibule_domain::time::Span;
use vestibule_records::{
    Base, Business, Coworker, CoworkerInvoice, CoworkerInvoiceLine, Decimal, Guid, Id, Record, TaxRateType,
};
use vestibule_store::{Catalogue, Change, Mint};

use super::books::{Books, Count, Entry, decimal};
use super::sold::Sold;
use super::stage::{Stage, Stop};

const DAY_MICROS: i64 = 86_400_000_000;

/// Puts what a customer was sold on invoices: one for each location and currency.
pub(super) fn invoice(
    books: &mut Books<'_>,
    customer: &Coworker,
    sold: Vec<Sold>,
    mint: &mut Mint<'_>,
) -> Result<(), Stop> {
    let catalogue = &books.stage().snapshot.catalogue;
    let items = sold.into_iter().filter_map(|sold| {
        let price = sold.price(catalogue)?;
        Some(Item { at: LocationId::new(sold.location()), what: sold, price })
    });
    let bills = bills(items, |at| tax(customer, at.get(), catalogue));
    for bill in bills.ok_or_else(|| Stop::out_of_range(customer.base.id))? {
        Making { books, customer, mint }.invoice(bill)?;
    }
    Ok(())
}

/// How a location taxes a customer: at their own rate, or at its rate where it adds tax to invoices. A reduced rate
/// is kept nowhere, so whoever is on it needs a rate of their own.
fn tax(customer: &Coworker, location: i64, catalogue: &Catalogue) -> Tax {
    let is_on = |name| catalogue.is_on(location, name);
    if customer.tax_rate_type == TaxRateType::Exempt || !is_on("Billing.AddTaxToInvoices") {
        return Tax::default();
    }
    let usual =
        || catalogue.setting(location, "Billing.TaxValue").and_then(|value| Decimal::parse(value.trim()));
    let rate = customer.tax_rate.or_else(usual).and_then(|rate| Percent::new(rate.ten_thousandths() / 100));
    Tax { rate: rate.unwrap_or_default(), included: is_on("Billing.PricesIncludeTax") }
}

/// An invoice in the making.
struct Making<'a, 'b, 'm, 'e> {
    books: &'a mut Books<'b>,
    customer: &'a Coworker,
    mint: &'m mut Mint<'e>,
}

impl Making<'_, '_, '_, '_> {
    fn invoice(&mut self, bill: Bill<Sold>) -> Result<(), Stop> {
        let location = bill.at.get();
        let number = self.books.next(Count::Invoices, location, self.customer.base.id, self.mint)?;
        let invoice = self.head(&bill, number.clone())?;
        let (id, total) = (invoice.base.id, self.counted(bill.total.gross())?);
        self.books.write(Change::Insert(invoice.clone().into_row()));
        let rate = tax(self.customer, location, &self.books.stage().snapshot.catalogue).rate;
        for (position, (sold, taxed)) in (1..).zip(bill.lines) {
            let stage = self.books.stage();
            let mut line = sold.line(stage);
            line.position = Some(position);
            line.tax_rate = Some(Decimal::from_ten_thousandths(rate.hundredths() * 100));
            let line = self.placed(line, &invoice, taxed)?;
            self.books.write(Change::Insert(line.into_row()));
            self.books.write(sold.billed(id, stage));
        }
        let description = format!("Invoice {number}");
        let entry = Entry {
            invoice: &invoice,
            code: "INVO",
            description,
            amount: total,
            paid_by: None,
            connected: None,
        };
        self.books.enter(entry, self.mint)
    }

    fn head(&mut self, bill: &Bill<Sold>, number: String) -> Result<CoworkerInvoice, Stop> {
        let stage = self.books.stage();
        let days = self.customer.invoice_due_date_period.unwrap_or_default().clamp(0, 3_650);
        let lines: Vec<_> = bill.lines.iter().map(|(sold, _)| sold.line(stage)).collect();
        let dates = || lines.iter().filter_map(|line| line.sale_date);
        let taken_off = lines.iter().filter_map(|line| line.discount_amount).map(Decimal::ten_thousandths);
        let taken_off = taken_off.fold(0_i64, i64::saturating_add);
        let total = self.counted(bill.total.gross())?;
        let currency = stage.snapshot.catalogue.currency(bill.currency);
        Ok(CoworkerInvoice {
            business_id: Id::new(bill.at.get()),
            currency_id: Id::new(currency.unwrap_or_default()),
            invoice_number: Some(number),
            purchase_order: self.customer.purchase_order.clone(),
            discount_amount: Some(Decimal::from_ten_thousandths(taken_off)),
            due_date: Some(stage.now.plus(Span::micros(days * DAY_MICROS))),
            invoice_from_date: dates().min(),
            invoice_to_date: dates().max(),
            total_amount: self.amount(total)?,
            tax_amount: self.amount(bill.total.tax)?,
            due_amount: self.amount(total)?,
            base: Base::made(self.mint.id(), self.mint.guid(), stage.now, stage.by),
            ..addressed(self.customer)
        })
    }

    fn placed(
        &mut self,
        line: CoworkerInvoiceLine,
        invoice: &CoworkerInvoice,
        taxed: Taxed,
    ) -> Result<CoworkerInvoiceLine, Stop> {
        let stage = self.books.stage();
        Ok(CoworkerInvoiceLine {
            coworker_invoice_id: Id::new(invoice.base.id),
            sub_total: self.amount(taxed.net)?,
            tax_amount: self.amount(taxed.tax)?,
            refunded: Some(false),
            issued_by_unique_id: unique_id_of(stage, invoice.business_id.get()),
            is_hidden: Some(false),
            base: Base::made(self.mint.id(), self.mint.guid(), stage.now, stage.by),
            ..line
        })
    }

    fn amount(&self, money: Money) -> Result<Decimal, Stop> {
        self.counted(decimal(money))
    }

    fn counted<T>(&self, amount: Option<T>) -> Result<T, Stop> {
        amount.ok_or_else(|| Stop::out_of_range(self.customer.base.id))
    }
}

/// The `UniqueId` of a location in sight.
pub(super) fn unique_id_of(stage: &Stage<'_>, location: i64) -> Option<Guid> {
    let row = stage.snapshot.row(Business::schema(), location)?;
    Guid::parse(row.get("UniqueId").text()?)
}

/// Whom an invoice goes to: the billing address where there is one, otherwise the customer's own.
fn addressed(customer: &Coworker) -> CoworkerInvoice {
    let customer = customer.clone();
    CoworkerInvoice {
        coworker_id: Id::new(customer.base.id),
        bill_to_name: customer.billing_name.or(Some(customer.full_name)),
        bill_to_address: customer.billing_address.or(customer.address),
        bill_to_city: customer.billing_city_name.or(customer.city_name),
        bill_to_post_code: customer.billing_post_code.or(customer.post_code),
        bill_to_phone: customer.mobile_phone.or(customer.land_line),
        bill_to_state: customer.billing_state.or(customer.state),
        bill_to_country_id: customer.billing_country_id.or(Some(customer.country_id)),
        bill_to_tax_id_number: customer.tax_id_number,
        ..CoworkerInvoice::default()
    }
}
