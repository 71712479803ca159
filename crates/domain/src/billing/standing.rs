use crate::money::Money;

/// How an invoice stands. Amounts only ever grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What was to be paid.
    pub total: Money,
    /// What was paid.
    pub paid: Money,
    /// What credit notes took back.
    pub credited: Money,
    /// What of the paid was given back.
    pub refunded: Money,
}

/// What settling an invoice moves on the customer's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Movement {
    /// How the invoice stands afterwards.
    pub after: Standing,
    /// What a credit note takes back; nothing for none.
    pub credited: Money,
    /// What is paid, or given back when below zero.
    pub paid: Money,
}

/// Why an invoice is not settled as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsettled {
    /// Nothing of it is left to pay.
    NothingDue,
    /// Credit notes took back all of it.
    NothingLeft,
    /// A credit note takes back something, and not more than is left.
    NotWithin(Money),
    /// Nothing was paid that could be given back.
    NothingPaid,
    /// An amount is out of range.
    Uncountable,
}

impl Standing {
    /// An invoice that was just made.
    #[must_use]
    pub const fn new(total: Money) -> Self {
        let nothing = Money::zero(total.currency());
        Self { total, paid: nothing, credited: nothing, refunded: nothing }
    }

    /// What is still to be paid, never below zero.
    ///
    /// # Errors
    /// [`Unsettled::Uncountable`] when currencies differ or it is out of range.
    pub fn due(&self) -> Result<Money, Unsettled> {
        let due = counted(self.left()?.minus(self.paid))?;
        Ok(Money::new(due.minor().max(0), due.currency()))
    }

    /// Whether credit notes took back all of it before anything was paid: what was on it may be invoiced again.
    #[must_use]
    pub fn is_void(&self) -> bool {
        self.paid.is_zero() && self.credited == self.total
    }

    /// All that is due is paid.
    ///
    /// # Errors
    /// [`Unsettled::NothingDue`]
    pub fn pay(self) -> Result<Movement, Unsettled> {
        let due = self.due()?;
        if due.is_zero() {
            return Err(Unsettled::NothingDue);
        }
        let after = Self { paid: counted(self.paid.plus(due))?, ..self };
        Ok(Movement { after, credited: Money::zero(due.currency()), paid: due })
    }

    /// A credit note takes back an amount, or all that is left.
    ///
    /// # Errors
    /// [`Unsettled::NothingLeft`], or [`Unsettled::NotWithin`] what is left.
    pub fn credit(self, amount: Option<Money>) -> Result<Movement, Unsettled> {
        let left = self.left()?;
        if left.minor() <= 0 {
            return Err(Unsettled::NothingLeft);
        }
        let amount = amount.unwrap_or(left);
        if amount.minor() <= 0 || counted(left.minus(amount))?.minor() < 0 {
            return Err(Unsettled::NotWithin(left));
        }
        let after = Self { credited: counted(self.credited.plus(amount))?, ..self };
        Ok(Movement { after, credited: amount, paid: Money::zero(amount.currency()) })
    }

    /// All that was paid is given back; what no credit note took back yet, one takes back now.
    ///
    /// # Errors
    /// [`Unsettled::NothingPaid`]
    pub fn refund(self) -> Result<Movement, Unsettled> {
        let back = counted(self.paid.minus(self.refunded))?;
        if back.minor() <= 0 {
            return Err(Unsettled::NothingPaid);
        }
        let credited = Money::new(back.minor().min(self.left()?.minor()), back.currency());
        let after = Self {
            credited: counted(self.credited.plus(credited))?,
            refunded: counted(self.refunded.plus(back))?,
            ..self
        };
        Ok(Movement { after, credited, paid: back.negated() })
    }

    /// What no credit note took back.
    fn left(&self) -> Result<Money, Unsettled> {
        counted(self.total.minus(self.credited))
    }
}

impl Movement {
    /// What the customer owes afterwards who owed `before`; `None` when it is out of range.
    #[must_use]
    pub fn balance(&self, before: Money) -> Option<Money> {
        before.minus(self.credited)?.minus(self.paid)
    }
}

fn counted(money: Option<Money>) -> Result<Money, Unsettled> {
    money.ok_or(Unsettled::Uncountable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn gbp(minor: i64) -> Money {
        Money::new(minor, Currency::of("GBP").expect("an active currency"))
    }

    type Step = fn(Standing) -> Result<Movement, Unsettled>;

    /// Runs steps on an invoice of 100 pounds; answers what is due in the end, and the customer's balance.
    fn settled(steps: &[Step]) -> Result<(i64, i64), Unsettled> {
        let (mut standing, mut balance) = (Standing::new(gbp(10_000)), gbp(10_000));
        for step in steps {
            let moved = step(standing)?;
            (standing, balance) = (moved.after, moved.balance(balance).expect("in range"));
        }
        Ok((standing.due()?.minor(), balance.minor()))
    }

    fn credit_thirty(standing: Standing) -> Result<Movement, Unsettled> {
        standing.credit(Some(gbp(3_000)))
    }

    fn credit_all(standing: Standing) -> Result<Movement, Unsettled> {
        standing.credit(None)
    }

    #[test]
    fn paying_settles_what_is_due_and_no_more() {
        assert_eq!(settled(&[Standing::pay]), Ok((0, 0)));
        assert_eq!(settled(&[Standing::pay, Standing::pay]), Err(Unsettled::NothingDue));
        assert_eq!(settled(&[credit_thirty]), Ok((7_000, 7_000)));
        assert_eq!(settled(&[credit_thirty, Standing::pay]), Ok((0, 0)));
    }

    #[test]
    fn a_credit_note_on_what_was_paid_leaves_the_customer_credit() {
        assert_eq!(settled(&[Standing::pay, credit_thirty]), Ok((0, -3_000)));
        assert_eq!(settled(&[Standing::pay, credit_all, Standing::refund]), Ok((0, 0)));
    }

    #[test]
    fn a_refund_gives_back_what_was_paid_and_takes_back_what_no_credit_note_did() {
        assert_eq!(settled(&[Standing::pay, Standing::refund]), Ok((0, 0)));
        assert_eq!(settled(&[Standing::pay, credit_thirty, Standing::refund]), Ok((0, 0)));
        assert_eq!(settled(&[credit_thirty, Standing::pay, Standing::refund]), Ok((0, 0)));
        assert_eq!(settled(&[Standing::refund]), Err(Unsettled::NothingPaid));
        assert_eq!(
            settled(&[Standing::pay, Standing::refund, Standing::refund]),
            Err(Unsettled::NothingPaid)
        );
        assert_eq!(settled(&[Standing::pay, Standing::refund, credit_all]), Err(Unsettled::NothingLeft));
    }

    #[test]
    fn more_than_there_was_is_not_taken_back() {
        assert_eq!(settled(&[credit_all, credit_all]), Err(Unsettled::NothingLeft));
        for amount in [-1, 0, 10_001, i64::MAX] {
            let wrong = Standing::new(gbp(10_000)).credit(Some(gbp(amount)));
            assert_eq!(wrong.map(|moved| moved.credited), Err(Unsettled::NotWithin(gbp(10_000))), "{amount}");
        }
        let euro = Money::new(1, Currency::of("EUR").expect("an active currency"));
        assert_eq!(Standing::new(gbp(1)).credit(Some(euro)), Err(Unsettled::Uncountable));
    }

    #[test]
    fn only_what_was_never_paid_becomes_void() {
        let credited = |standing: Standing| standing.credit(None).map(|moved| moved.after.is_void());
        let fresh = Standing::new(gbp(10_000));
        assert_eq!(credited(fresh), Ok(true));
        assert_eq!(fresh.pay().and_then(|paid| credited(paid.after)), Ok(false));
        assert_eq!(credit_thirty(fresh).map(|moved| moved.after.is_void()), Ok(false));
        assert!(!fresh.is_void());
    }
}
