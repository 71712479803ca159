//! Commands that put what was sold on invoices.

use vestibule_records::{
    Business, Charge, Coworker, CoworkerProduct, CoworkerTimePass, Filter, Record, Row, Test, TimePass, Value,
};
use vestibule_store::{Mint, Query, RowRef};

use super::Command;
use super::books::{self, Account, Books, Count};
use super::issue;
use super::sold::Sold;
use super::stage::{Before, Deed, Sight, Stage, Stop, numbers, reads_nothing, to_change};

pub(super) static COMMANDS: &[Command] = &[
    BILL_RUN,
    Command {
        key: "COWORKER_PRODUCT_INVOICE",
        name: "Invoice product",
        of: CoworkerProduct::schema,
        parameters: &[],
        reads: reads_nothing,
        sees: products_and_buyers,
        decide: invoice_products,
    },
];

const BILL_RUN: Command = Command {
    key: "COWORKER_BILL_RUN",
    name: "Run bill",
    of: Coworker::schema,
    parameters: &[],
    reads: whatever_is_not_invoiced,
    sees: what_is_sold,
    decide: run,
};

/// The bill run. It bills what was read for it.
pub(super) const fn bill_run() -> &'static Command {
    &BILL_RUN
}

fn whatever_is_not_invoiced(customers: &[Row]) -> Vec<Query> {
    fn of<T: Record>(customers: &[Row]) -> Query {
        let ids = customers.iter().map(Row::id).collect();
        let mut query = Query::by::<T>("CoworkerId", Test::In(ids));
        query.filters.push(Filter::on::<T>("Invoiced", Test::Is(Value::Bool(false))));
        query
    }
    vec![of::<CoworkerTimePass>(customers), of::<Charge>(customers), of::<CoworkerProduct>(customers)]
}

/// What there is to bill with its locations and accounts. What is sold after this was read waits for the next run.
fn what_is_sold(before: &Before) -> Sight {
    let passes = before.rows::<CoworkerTimePass>();
    let kinds = numbers(passes, "TimePassId").into_iter();
    let kinds = kinds.map(|id| RowRef { schema: TimePass::schema(), id, changes: false });
    let mut sight = billable(before, before.read.iter());
    sight.rows.extend(kinds);
    sight.rows.extend(before.read.iter().map(|row| RowRef {
        schema: row.schema,
        id: row.id(),
        changes: true,
    }));
    sight
}

fn products_and_buyers(before: &Before) -> Sight {
    let mut sight = billable(before, before.own.iter());
    sight.rows.extend(to_change::<Coworker>(numbers(&before.own, "CoworkerId")));
    sight
}

/// The locations that are to be paid, and the accounts that are entered on.
fn billable<'a>(before: &Before, rows: impl Iterator<Item = &'a Row>) -> Sight {
    let sold = rows.filter_map(|row| Sold::of(row).ok().flatten());
    let mut accounts: Vec<Account> = sold.filter_map(|sold| sold.account(&before.catalogue)).collect();
    accounts.sort_by_key(|account| (account.customer, account.location, account.currency.code().to_owned()));
    accounts.dedup();
    Sight {
        rows: to_change::<Business>(accounts.iter().map(|account| account.location)),
        lookups: books::lookups(Count::Invoices, &accounts),
    }
}

/// Everything of each customer that is due, once. Nothing to invoice is no reason to complain.
fn run(stage: &Stage<'_>, mint: &mut Mint<'_>) -> Result<Deed, Stop> {
    let mut books = Books::open(stage)?;
    let mut due = Vec::new();
    for row in &stage.before.read {
        let known = Sold::of(row)?.map(|sold| sold.again(stage.snapshot)).transpose()?.flatten();
        due.extend(known.filter(|sold| sold.is_due(&stage.snapshot.catalogue, stage.now)));
    }
    for row in &stage.own {
        let customer = Coworker::from_row(row)?;
        let own = due.iter().filter(|sold| sold.customer() == row.id()).cloned().collect();
        issue::invoice(&mut books, &customer, own, mint)?;
    }
    Ok(books.close().into())
}

/// Each product on an invoice of its own, whenever it would have been due.
fn invoice_products(stage: &Stage<'_>, mint: &mut Mint<'_>) -> Result<Deed, Stop> {
    let mut books = Books::open(stage)?;
    for row in &stage.own {
        let product = CoworkerProduct::from_row(row)?;
        let refused = |why: &str| Err(Stop::refused(row.id(), why));
        if product.invoiced {
            return refused("it is on an invoice already");
        }
        let Some(customer) = stage.snapshot.row(Coworker::schema(), product.coworker_id.get()) else {
            return refused("its customer belongs to other locations");
        };
        let sold = Sold::Product(product);
        if sold.price(&stage.snapshot.catalogue).is_none_or(|price| price.minor() <= 0) {
            return refused("it has no price");
        }
        issue::invoice(&mut books, &Coworker::from_row(customer)?, vec![sold], mint)?;
    }
    Ok(books.close().into())
}
