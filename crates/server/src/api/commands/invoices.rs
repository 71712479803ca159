//! Commands of invoices: paying them, and taking them back by credit notes. What an invoice says is never changed.

use vestibule_domain::billing::Movement;
use vestibule_records::schema::Kind;
use vestibule_records::{
    Business, Charge, Coworker, CoworkerInvoice, CoworkerInvoiceLine, CoworkerProduct, CoworkerTimePass,
    Decimal, FieldError, Filter, PaymentProvider, Record, Row, Test, Value,
};
use vestibule_store::{Change, Mint, Query, RowRef};

use super::Command;
use super::asked::Parameter;
use super::books::{self, Account, Books, Count, currency_of, money};
use super::settling::{Settling, on_invoices};
use super::stage::{Before, Deed, Sight, Stage, Stop, numbers, reads_nothing, sees_nothing, to_change};
use crate::api::release::{self, MOST_PASSES, Release};

const AMOUNT: &str = "Amount";
const PREVIEW: &str = "Preview";
const METHOD: &str = "Payment Method";

static CREDITING: &[Parameter] = &[
    Parameter { name: AMOUNT, kind: Kind::Number, required: false },
    Parameter { name: PREVIEW, kind: Kind::Boolean, required: false },
    Parameter { name: "DoNotApplyCreditAutomatically", kind: Kind::Boolean, required: false },
];

static PAYING: &[Parameter] =
    &[Parameter { name: METHOD, kind: Kind::Enum(&PaymentProvider::TABLE), required: true }];

pub(super) static COMMANDS: &[Command] = &[
    command("PAY_COWORKER_INVOICE_MANUAL", "Mark as paid", PAYING, what_was_bought, pay),
    command("VOID_INVOICE", "Void invoice", &[], what_is_invoiced, void),
    command("COWORKER_INVOICE_CANCEL", "Create credit note", CREDITING, what_is_invoiced, cancel),
    command("COWORKER_INVOICE_REFUND", "Refund invoice", &[], what_is_invoiced, refund),
    Command {
        key: "COWORKER_INVOICE_DELETE",
        name: "Delete draft",
        of: CoworkerInvoice::schema,
        parameters: &[],
        reads: reads_nothing,
        sees: sees_nothing,
        decide: delete,
    },
];

const fn command(
    key: &'static str,
    name: &'static str,
    parameters: &'static [Parameter],
    reads: fn(&[Row]) -> Vec<Query>,
    decide: fn(&Stage<'_>, &mut Mint<'_>) -> Result<Deed, Stop>,
) -> Command {
    Command { key, name, of: CoworkerInvoice::schema, parameters, reads, sees: books_and_sold, decide }
}

/// For a payment: the products on the invoices, and what products bring.
fn what_was_bought(invoices: &[Row]) -> Vec<Query> {
    let ids = invoices.iter().map(Row::id).collect();
    vec![Query::by::<CoworkerProduct>("CoworkerInvoiceId", Test::In(ids))]
}

/// For taking back: the lines, and whatever may be what they are for.
fn what_is_invoiced(invoices: &[Row]) -> Vec<Query> {
    fn of<T: Record>(customers: Vec<i64>) -> Query {
        let mut query = Query::by::<T>("CoworkerId", Test::In(customers));
        query.filters.push(Filter::on::<T>("Invoiced", Test::Is(Value::Bool(true))));
        query
    }
    let customers = || numbers(invoices, "CoworkerId");
    let mut queries = what_was_bought(invoices);
    let ids = invoices.iter().map(Row::id).collect();
    queries.push(Query::by::<CoworkerInvoiceLine>("CoworkerInvoiceId", Test::In(ids)));
    queries.extend([of::<CoworkerTimePass>(customers()), of::<Charge>(customers())]);
    queries
}

/// The books of the invoices, what is on them, and what a release must see.
fn books_and_sold(before: &Before) -> Sight {
    let mut accounts: Vec<Account> = before.own.iter().filter_map(|row| account(row).ok()).collect();
    accounts.sort_by_key(|account| (account.customer, account.location, account.currency.code().to_owned()));
    accounts.dedup();
    let mut rows = to_change::<Business>(accounts.iter().map(|account| account.location));
    rows.extend(to_change::<Coworker>(accounts.iter().map(|account| account.customer)));
    rows.extend(on_invoices(before).map(|row| RowRef { schema: row.schema, id: row.id(), changes: true }));
    let mut lookups = books::lookups(Count::CreditNotes, &accounts);
    for account in &accounts {
        let own = before.rows::<CoworkerProduct>();
        let products =
            numbers(own.filter(|row| row.get("CoworkerId").int() == Some(account.customer)), "ProductId");
        lookups.extend(if products.is_empty() {
            Vec::new()
        } else {
            release::lookups(products, account.customer)
        });
    }
    Sight { rows, lookups }
}

fn account(invoice: &Row) -> Result<Account, Stop> {
    let number = |name| invoice.get(name).int().unwrap_or_default();
    let (customer, location) = (number("CoworkerId"), number("BusinessId"));
    Ok(Account { customer, location, currency: currency_of(invoice)? })
}

/// Settles every invoice the same way.
fn each(
    stage: &Stage<'_>,
    by: Option<PaymentProvider>,
    mint: &mut Mint<'_>,
    movement: impl Fn(&Settling) -> Result<Movement, Stop>,
) -> Result<Deed, Stop> {
    let mut books = Books::open(stage)?;
    for row in &stage.own {
        let settling = Settling::of(row)?;
        let moved = movement(&settling)?;
        settling.settle(&mut books, moved, by, mint)?;
    }
    Ok(books.close().into())
}

/// What is due is paid, and the passes of products that were waiting for it are released (`domain.md` 2.7).
fn pay(stage: &Stage<'_>, mint: &mut Mint<'_>) -> Result<Deed, Stop> {
    let by = stage.asked.value(METHOD).int().and_then(PaymentProvider::from_number);
    let mut deed = each(stage, by, mint, |settling| {
        settling.standing.pay().map_err(|why| Stop::unsettled(settling.id(), why))
    })?;
    let release = Release::of(stage.snapshot, stage.now, stage.by)?;
    for row in stage.before.rows::<CoworkerProduct>() {
        let Some(row) = stage.snapshot.row(row.schema, row.id()) else { continue };
        let sale = CoworkerProduct::from_row(row)?;
        let Some(invoice) = sale.coworker_invoice_id.filter(|_| !sale.activated) else { continue };
        if release.count(&sale).is_none_or(|count| count > MOST_PASSES) {
            return Err(Stop::refused(
                invoice.get(),
                format!("a product on it brings more than {MOST_PASSES} passes"),
            ));
        }
        deed.changes.extend(release.passes(&sale, mint));
        let activated = CoworkerProduct { activated: true, ..sale };
        let fields = &["Activated", "UpdatedOn", "UpdatedBy"];
        deed.changes.push(Change::Amend(stage.touched(activated.into_row()), fields));
    }
    Ok(deed)
}

/// Only what was never paid can be made as if it had not been: what was paid is refunded.
fn void(stage: &Stage<'_>, mint: &mut Mint<'_>) -> Result<Deed, Stop> {
    each(stage, None, mint, |settling| {
        if !settling.standing.paid.is_zero() {
            return Err(Stop::refused(settling.id(), "something of it is paid: refund it instead"));
        }
        settling.standing.credit(None).map_err(|why| Stop::unsettled(settling.id(), why))
    })
}

/// A credit note over an amount, or over all that is left. A preview only says whether it could be.
fn cancel(stage: &Stage<'_>, mint: &mut Mint<'_>) -> Result<Deed, Stop> {
    let asked = stage.asked.value(AMOUNT).int().map(Decimal::from_ten_thousandths);
    if let Some(amount) = asked.filter(|amount| amount.ten_thousandths() <= 0) {
        return Err(Stop::Wrong(FieldError::new(
            AMOUNT,
            format!("{amount} is not more than nothing"),
            amount.to_string(),
        )));
    }
    let deed = each(stage, None, mint, |settling| {
        let amount = asked.map(|amount| money(amount, settling.currency));
        settling.standing.credit(amount).map_err(|why| Stop::unsettled(settling.id(), why))
    })?;
    Ok(if stage.asked.value(PREVIEW).bool() == Some(true) { Deed::default() } else { deed })
}

/// What was paid is given back, outside of here; what no credit note took back yet, one takes back now.
fn refund(stage: &Stage<'_>, mint: &mut Mint<'_>) -> Result<Deed, Stop> {
    each(stage, None, mint, |settling| {
        settling.standing.refund().map_err(|why| Stop::unsettled(settling.id(), why))
    })
}

/// A draft can go. What has a number stays: numbers have no gaps.
fn delete(stage: &Stage<'_>, _: &mut Mint<'_>) -> Result<Deed, Stop> {
    let deleted = stage.own.iter().map(|row| {
        if row.get("Draft").bool() == Some(true) {
            return Ok(Change::Delete(row.schema, row.id()));
        }
        Err(Stop::refused(row.id(), "it is no draft: void it, or refund it"))
    });
    Ok(deleted.collect::<Result<Vec<_>, _>>()?.into())
}
