//! Between rows and the arithmetic of the ledger.

use std::fmt;

use vestibule_domain::ledger::{Account, Holding, Posting, Unit};
use vestibule_domain::money::{Currency, Money};
use vestibule_domain::world::Amount;
use vestibule_records::kept::{LedgerAccount, LedgerEntry, LedgerUnit};
use vestibule_records::{Decimal, Row};

/// What is wrong with an entry that moves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// An amount is always more than nothing.
    Amount(i64),
    /// Nothing moves from an account to itself.
    SameAccount,
    /// Money is in a currency.
    NoCurrency,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount(amount) => write!(out, "the amount {amount}"),
            Self::SameAccount => out.write_str("twice the same account"),
            Self::NoCurrency => out.write_str("money of no currency"),
        }
    }
}

/// What an entry moves.
///
/// # Errors
/// When it moves nothing, since somebody changed it.
pub fn posting(entry: &LedgerEntry) -> Result<Posting, Unreadable> {
    if entry.amount <= 0 {
        return Err(Unreadable::Amount(entry.amount));
    }
    if entry.debit == entry.credit {
        return Err(Unreadable::SameAccount);
    }
    let unit = match entry.unit {
        LedgerUnit::Days => Unit::Days,
        LedgerUnit::Minutes => Unit::Minutes,
        LedgerUnit::MinorUnits => Unit::Money,
    };
    let scale = match entry.unit {
        LedgerUnit::Days | LedgerUnit::Minutes => 1,
        LedgerUnit::MinorUnits => in_one(currency(entry).ok_or(Unreadable::NoCurrency)?),
    };
    let amount = i128::from(entry.amount).saturating_mul(scale);
    let posting = Posting::of(unit, amount, account(entry.debit), account(entry.credit));
    posting.ok_or(Unreadable::Amount(entry.amount))
}

/// What a pass holds, by its row. Its price is in `currency`, the one of its definition.
#[must_use]
pub fn holding(pass: &Row, currency: Currency) -> Holding {
    let is = |name| pass.get(name).bool() == Some(true);
    let price = Decimal::from_ten_thousandths(pass.get("Price").int().unwrap_or_default());
    // What is less than the minor unit is charged to nobody.
    let money = i128::from(price.minor(currency.exponent())).saturating_mul(in_one(currency));
    match pass.get("RemainingUses").int().or(pass.get("TotalUses").int()) {
        None => Holding::day(is("Used"), money),
        Some(minutes) => Holding::time(minutes.into(), is("IsPayAsYouGo"), is("Used"), money),
    }
}

/// What a visit took, as the rules say it, and in which currency.
pub(crate) fn taken(amount: Amount) -> (Option<Posting>, Option<Currency>) {
    match amount {
        Amount::Days(days) => (Posting::taken(Unit::Days, days.into()), None),
        Amount::Minutes(minutes) => (Posting::taken(Unit::Minutes, minutes.into()), None),
        Amount::Charge(money) => {
            let currency = money.currency();
            let amount = i128::from(money.minor()).saturating_mul(in_one(currency));
            (Posting::taken(Unit::Money, amount), Some(currency))
        }
    }
}

/// What a visit took by an entry, as the rules see it. `None` for what no visit took.
#[must_use]
pub fn amount_taken(entry: &LedgerEntry) -> Option<Amount> {
    let sign = posting(entry).ok()?.taken_by_visit()?.signum();
    let amount = i64::try_from(sign).ok()?.saturating_mul(entry.amount);
    Some(match entry.unit {
        LedgerUnit::Days => Amount::Days(amount),
        LedgerUnit::Minutes => Amount::Minutes(amount),
        LedgerUnit::MinorUnits => Amount::Charge(Money::new(amount, currency(entry)?)),
    })
}

/// The entry that says what is moved, about what `about` says.
pub(crate) fn written(about: LedgerEntry, posting: &Posting, currency: Option<Currency>) -> LedgerEntry {
    let currency = currency.filter(|_| posting.unit == Unit::Money);
    let (unit, scale) = match posting.unit {
        Unit::Days => (LedgerUnit::Days, 1),
        Unit::Minutes => (LedgerUnit::Minutes, 1),
        Unit::Money => (LedgerUnit::MinorUnits, in_one(currency.unwrap_or_default())),
    };
    LedgerEntry {
        debit: account_on_record(posting.debit),
        credit: account_on_record(posting.credit),
        unit,
        amount: i64::try_from(posting.amount() / scale).unwrap_or(i64::MAX),
        currency: currency.map(|currency| currency.code().to_owned()),
        ..about
    }
}

/// Ten-thousandths in one minor unit.
fn in_one(currency: Currency) -> i128 {
    10_i128.pow(4_u32.saturating_sub(currency.exponent().into()))
}

fn currency(entry: &LedgerEntry) -> Option<Currency> {
    // Passes of a definition without a known currency are priced in none, which has a code as well.
    let none = Currency::default();
    let code = entry.currency.as_deref()?;
    if code == none.code() { Some(none) } else { Currency::of(code) }
}

const fn account(account: LedgerAccount) -> Account {
    match account {
        LedgerAccount::Issued => Account::Issued,
        LedgerAccount::Pass => Account::Pass,
        LedgerAccount::Visit => Account::Visit,
        LedgerAccount::Lapsed => Account::Lapsed,
        LedgerAccount::ByHand => Account::ByHand,
        LedgerAccount::Owed => Account::Owed,
        LedgerAccount::Earned => Account::Earned,
    }
}

const fn account_on_record(account: Account) -> LedgerAccount {
    match account {
        Account::Issued => LedgerAccount::Issued,
        Account::Pass => LedgerAccount::Pass,
        Account::Visit => LedgerAccount::Visit,
        Account::Lapsed => LedgerAccount::Lapsed,
        Account::ByHand => LedgerAccount::ByHand,
        Account::Owed => LedgerAccount::Owed,
        Account::Earned => LedgerAccount::Earned,
    }
}
