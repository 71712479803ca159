//! A difference, in one line.

use std::fmt::{self, Display};

use vestibule_domain::money::{Currency, Money};
use vestibule_records::{Decimal, Record};

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// What it is about, by record and id.
    pub about: String,
    /// What of it differs.
    pub what: &'static str,
    /// What it must be.
    pub expected: String,
    /// What it is.
    pub found: String,
}

impl Finding {
    /// About the row of a record, and the customer whose it is.
    pub(super) fn of<T: Record>(
        id: i64,
        customer: Option<i64>,
        what: &'static str,
        expected: impl Display,
        found: impl Display,
    ) -> Self {
        let whose = customer.map_or_else(String::new, |customer| format!(" of Coworker {customer}"));
        let about = format!("{} {id}{whose}", T::schema().name);
        Self { about, what, expected: expected.to_string(), found: found.to_string() }
    }
}

impl Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { about, what, expected, found } = self;
        write!(out, "{about}: {what}: expected {expected}, found {found}")
    }
}

/// An amount of ten-thousandths, for people: `20.00 GBP`. What is less than a minor unit is shown as it is.
pub(super) fn shown(amount: i128, currency: Option<Currency>) -> String {
    let amount = Decimal::from_ten_thousandths(i64::try_from(amount).unwrap_or(i64::MAX));
    let Some(currency) = currency else { return amount.to_string() };
    let minor = amount.minor(currency.exponent());
    if Decimal::from_minor(minor, currency.exponent()) == Some(amount) {
        Money::new(minor, currency).to_string()
    } else {
        format!("{amount} {currency}")
    }
}
