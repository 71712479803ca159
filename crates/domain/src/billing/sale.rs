use crate::money::Money;

/// So many of something at a price, with what is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sale {
    /// The price of one.
    pub unit: Money,
    /// How many.
    pub quantity: i64,
    /// What is taken off the whole.
    pub discount: Money,
    /// What of the whole is paid from credit.
    pub credit: Money,
}

impl Sale {
    /// What is left to pay, never below zero; `None` when currencies differ or the sum is out of range.
    ///
    /// ```
    /// use vestibule_domain::billing::Sale;
    /// use vestibule_domain::{Currency, Money};
    ///
    /// let gbp = |minor| Money::new(minor, Currency::of("GBP").expect("an active currency"));
    /// let sale = Sale { unit: gbp(1_250), quantity: 3, discount: gbp(250), credit: gbp(500) };
    /// assert_eq!(sale.total(), Some(gbp(3_000)));
    /// ```
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        let whole = self.unit.minor().checked_mul(self.quantity)?;
        let left = Money::new(whole, self.unit.currency()).minus(self.discount)?.minus(self.credit)?;
        Some(Money::new(left.minor().max(0), left.currency()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn of(minor: i64, code: &str) -> Money {
        Money::new(minor, Currency::of(code).expect("an active currency"))
    }

    #[test]
    fn more_taken_off_than_there_is_leaves_nothing_to_pay() {
        let sale =
            Sale { unit: of(100, "GBP"), quantity: 2, discount: of(150, "GBP"), credit: of(100, "GBP") };
        assert_eq!(sale.total(), Some(of(0, "GBP")));
    }

    #[test]
    fn what_cannot_be_counted_is_no_total() {
        let none = of(0, "GBP");
        let sale = |unit, quantity, discount| Sale { unit, quantity, discount, credit: none }.total();
        assert_eq!(sale(of(i64::MAX, "GBP"), 2, none), None);
        assert_eq!(sale(of(100, "GBP"), 1, of(10, "EUR")), None);
    }
}
