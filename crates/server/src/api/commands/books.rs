//! The books of a location while a command writes in them: the counts of its invoices, and its customers' accounts.

use std::collections::HashMap;

use vestibule_domain::money::{Currency, Money};
use vestibule_records::{
    Base, BusinessSetting, CoworkerInvoice, CoworkerLedgerEntry, Decimal, Filter, Guid, Id, PaymentProvider,
    Record, Test, Value, WrongValue,
};
use vestibule_store::{Change, Lookup, Mint, wall_clock};

use super::stage::{Stage, Stop};
use crate::api::release::found;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// Invoices.
    Invoices,
    /// Credit notes.
    CreditNotes,
}

impl Count {
    /// The setting that holds the last number given.
    const fn setting(self) -> &'static str {
        match self {
            Self::Invoices => "Billing.CurrentInvoiceNumber",
            Self::CreditNotes => "Billing.CurrentCreditNoteNumber",
        }
    }
}

/// A customer's account: with a location, in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Account {
    /// The customer.
    pub(super) customer: i64,
    /// The location.
    pub(super) location: i64,
    /// The currency.
    pub(super) currency: Currency,
}

/// A movement on an account.
pub(super) struct Entry<'a> {
    /// The invoice it is about.
    pub(super) invoice: &'a CoworkerInvoice,
    /// What happened, in four letters.
    pub(super) code: &'static str,
    /// What happened, in words.
    pub(super) description: String,
    /// What the customer owes more by it, or less when below zero.
    pub(super) amount: Money,
    /// Which way a payment came.
    pub(super) paid_by: Option<PaymentProvider>,
    /// `UniqueId` of the credit note that brought it.
    pub(super) connected: Option<Guid>,
}

/// What must be seen to write in the books: the counts of locations, and how accounts stand.
pub(super) fn lookups(count: Count, accounts: &[Account]) -> Vec<Lookup> {
    let mut locations: Vec<i64> = accounts.iter().map(|account| account.location).collect();
    locations.sort_unstable();
    locations.dedup();
    let counts = vec![
        Filter::on::<BusinessSetting>("BusinessId", Test::In(locations)),
        Filter::on::<BusinessSetting>("Name", Test::Same(count.setting().to_owned())),
    ];
    let standing = accounts.iter().map(|account| {
        let is = |field, value| Filter::on::<CoworkerLedgerEntry>(field, Test::Is(value));
        let filters = vec![
            is("CoworkerId", Value::Int(account.customer)),
            is("BusinessId", Value::Int(account.location)),
            is("Currency", Value::Text(account.currency.code().to_owned())),
        ];
        Lookup::last(CoworkerLedgerEntry::schema(), filters)
    });
    std::iter::once(Lookup::all(BusinessSetting::schema(), counts)).chain(standing).collect()
}

/// The books, open.
pub(super) struct Books<'a> {
    stage: &'a Stage<'a>,
    counters: Vec<Counter>,
    balances: HashMap<Account, Money>,
    changes: Vec<Change>,
}

impl<'a> Books<'a> {
    /// Opens the books on what [`lookups`] asked for.
    pub(super) fn open(stage: &'a Stage<'a>) -> Result<Self, Stop> {
        let counted = found::<BusinessSetting>(stage.snapshot)?.into_iter();
        let counters = counted.map(|setting| Counter { setting, state: State::Still }).collect();
        let mut balances = HashMap::new();
        for entry in found::<CoworkerLedgerEntry>(stage.snapshot)? {
            if let Some(currency) = entry.currency.as_deref().and_then(Currency::of) {
                let (customer, location) = (entry.coworker_id.get(), entry.business_id.get());
                let balance = Money::new(entry.balance.minor(currency.exponent()), currency);
                balances.insert(Account { customer, location, currency }, balance);
            }
        }
        Ok(Self { stage, counters, balances, changes: Vec::new() })
    }

    /// The stage they are open on.
    pub(super) const fn stage(&self) -> &'a Stage<'a> {
        self.stage
    }

    /// Writes something down that is neither a count nor an entry.
    pub(super) fn write(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// The next number of a location, without a gap: it is given with whatever takes it, or not at all.
    pub(super) fn next(
        &mut self,
        count: Count,
        location: i64,
        of: i64,
        mint: &mut Mint<'_>,
    ) -> Result<String, Stop> {
        let at = self.counter(count, location, mint);
        let Counter { setting, state } = &mut self.counters[at];
        let last = setting.value.as_deref().map(str::trim).filter(|value| !value.is_empty()).unwrap_or("0");
        let next = last.parse::<i64>().ok().and_then(|last| last.checked_add(1)).filter(|next| *next > 0);
        let Some(next) = next else {
            let why =
                format!("the BusinessSetting {} of its location, '{last}', counts nothing", setting.name);
            return Err(Stop::refused(of, why));
        };
        setting.value = Some(next.to_string());
        if *state == State::Still {
            *state = State::Moved;
        }
        Ok(next.to_string())
    }

    /// Where the counter of a location is; a new one where it has none.
    fn counter(&mut self, count: Count, location: i64, mint: &mut Mint<'_>) -> usize {
        let name = count.setting();
        let own = |counter: &Counter| {
            counter.setting.business_id.get() == location && counter.setting.name.eq_ignore_ascii_case(name)
        };
        self.counters.iter().position(own).unwrap_or_else(|| {
            let base = Base::made(mint.id(), mint.guid(), self.stage.now, self.stage.by);
            let (business_id, name) = (Id::new(location), name.to_owned());
            let setting = BusinessSetting { business_id, name, value: None, base };
            self.counters.push(Counter { setting, state: State::New });
            self.counters.len() - 1
        })
    }

    /// Enters a movement; the balance is what the customer owes afterwards.
    pub(super) fn enter(&mut self, entry: Entry<'_>, mint: &mut Mint<'_>) -> Result<(), Stop> {
        let (invoice, currency) = (entry.invoice, entry.amount.currency());
        let account =
            Account { customer: invoice.coworker_id.get(), location: invoice.business_id.get(), currency };
        let before = self.balances.get(&account).copied().unwrap_or(Money::zero(currency));
        let uncountable = || Stop::out_of_range(invoice.base.id);
        let balance = before.plus(entry.amount).ok_or_else(uncountable)?;
        self.balances.insert(account, balance);
        let base = Base::made(mint.id(), mint.guid(), self.stage.now, self.stage.by);
        let row = self.entered(entry, balance, base).ok_or_else(uncountable)?;
        self.changes.push(Change::Insert(row.into_row()));
        Ok(())
    }

    fn entered(&self, entry: Entry<'_>, balance: Money, base: Base) -> Option<CoworkerLedgerEntry> {
        let (Entry { invoice, code, description, amount, paid_by, connected }, now) = (entry, self.stage.now);
        let side = |amount: Money| decimal(Money::new(amount.minor().max(0), amount.currency()));
        let location = self.stage.snapshot.catalogue.location(invoice.business_id.get());
        Some(CoworkerLedgerEntry {
            business_id: invoice.business_id,
            coworker_id: invoice.coworker_id,
            coworker_invoice_id: Some(Id::new(invoice.base.id)),
            description,
            code: code.to_owned(),
            debit: side(amount)?,
            credit: side(amount.negated())?,
            payment_gateway_name: paid_by,
            payment_method_number: None,
            transaction_date: Some(now),
            balance: decimal(balance)?,
            billed: true,
            transaction_date_local: location.map(|location| wall_clock(&location.zone, now)),
            connected_transaction_guid: connected,
            currency: Some(amount.currency().code().to_owned()),
            base,
        })
    }

    /// Everything that was written, the counts as they now stand included.
    pub(super) fn close(mut self) -> Vec<Change> {
        for Counter { setting, state } in self.counters {
            let row = self.stage.touched(setting.into_row());
            match state {
                State::New => self.changes.push(Change::Insert(row)),
                State::Moved => self.changes.push(Change::Amend(row, &["Value", "UpdatedOn", "UpdatedBy"])),
                State::Still => {}
            }
        }
        self.changes
    }
}

/// A setting that counts, and what became of it.
struct Counter {
    setting: BusinessSetting,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Moved,
    Still,
}

/// Money as records hold it; `None` when it is out of range.
pub(super) fn decimal(money: Money) -> Option<Decimal> {
    Decimal::from_minor(money.minor(), money.currency().exponent())
}

/// Money from how records hold it.
pub(super) fn money(amount: Decimal, currency: Currency) -> Money {
    Money::new(amount.minor(currency.exponent()), currency)
}

/// The currency an invoice is in.
pub(super) fn currency_of(row: &vestibule_records::Row) -> Result<Currency, WrongValue> {
    let code = row.get("CurrencyCode").text().and_then(Currency::of);
    code.ok_or_else(|| WrongValue {
        field: format!("{}.CurrencyCode", row.schema.name),
        found: format!("{:?}", row.get("CurrencyCode")),
    })
}
