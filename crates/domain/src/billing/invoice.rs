use crate::ids::LocationId;
use crate::money::{Currency, Money, Percent};
use crate::time::Instant;
use crate::world::{CustomerPass, Origin};

/// Whether a pass in somebody's hands is to be paid for by itself now (`domain.md` 8, `contract.md` 15.7): it has a
/// price, used or not; what a plan or a product brought is paid with them; and what was sold at the door to
/// somebody who is still inside may yet cost more.
#[must_use]
pub fn is_due(pass: &CustomerPass) -> bool {
    let paid_with_another = matches!(pass.origin, Origin::Plan | Origin::Product);
    let may_grow = pass.origin == Origin::PayAsYouGo && pass.checked_in;
    pass.price.minor() > 0 && !pass.invoiced && !paid_with_another && !may_grow
}

/// Whether something sold at a known price is to be paid for now (`domain.md` 8): it costs something, is on no invoice
/// yet, and its day has come; without a day it is due at once.
///
/// ```
/// use vestibule_domain::billing::has_fallen_due;
/// use vestibule_domain::money::{Currency, Money};
/// use vestibule_domain::time::Instant;
///
/// let locker = Some(Money::new(1_500, Currency::of("GBP").expect("an active currency")));
/// let (yesterday, now) = (Some(Instant::from_micros(1)), Instant::from_micros(2));
/// assert!(has_fallen_due(locker, false, yesterday, now));
/// assert!(has_fallen_due(locker, false, None, now));
/// assert!(has_fallen_due(locker, false, Some(now), now));
/// assert!(!has_fallen_due(locker, false, Some(Instant::from_micros(3)), now));
/// assert!(!has_fallen_due(locker, true, yesterday, now), "it is on an invoice");
/// assert!(!has_fallen_due(None, false, yesterday, now), "nobody knows what it costs");
/// ```
#[must_use]
pub fn has_fallen_due(price: Option<Money>, invoiced: bool, due: Option<Instant>, now: Instant) -> bool {
    price.is_some_and(|price| price.minor() > 0) && !invoiced && due.is_none_or(|due| due <= now)
}

/// How a location taxes its prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tax {
    /// The rate.
    pub rate: Percent,
    /// Whether prices hold the tax already; otherwise it comes on top.
    pub included: bool,
}

/// An amount with the tax on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taxed {
    /// Without tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
}

impl Taxed {
    /// What is to be paid; `None` when it is out of range.
    #[must_use]
    pub fn gross(&self) -> Option<Money> {
        self.net.plus(self.tax)
    }

    /// The same with the opposite sign.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self { net: self.net.negated(), tax: self.tax.negated() }
    }

    fn plus(self, other: Self) -> Option<Self> {
        Some(Self { net: self.net.plus(other.net)?, tax: self.tax.plus(other.tax)? })
    }
}

impl Tax {
    /// A price with the tax in it or on it, rounded half up once; `None` when it is out of range.
    ///
    /// ```
    /// use vestibule_domain::billing::Tax;
    /// use vestibule_domain::{Currency, Money, Percent};
    ///
    /// let gbp = |minor| Money::new(minor, Currency::of("GBP").expect("an active currency"));
    /// let fifth = Percent::new(2_000).expect("20 %");
    /// let taxed = |included| Tax { rate: fifth, included }.of(gbp(1_200)).expect("in range");
    /// assert_eq!((taxed(true).net, taxed(true).tax), (gbp(1_000), gbp(200)));
    /// assert_eq!((taxed(false).net, taxed(false).tax), (gbp(1_200), gbp(240)));
    /// ```
    #[must_use]
    pub fn of(self, price: Money) -> Option<Taxed> {
        let (rate, whole) = (self.rate.hundredths(), Percent::NONE.remainder());
        if self.included {
            let tax = price.share(rate, whole + rate)?;
            Some(Taxed { net: price.minus(tax)?, tax })
        } else {
            Some(Taxed { net: price, tax: price.share(rate, whole)? })
        }
    }
}

/// Something to be put on an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<K> {
    /// What it is.
    pub what: K,
    /// The location that is to be paid.
    pub at: LocationId,
    /// Its price, as the location states prices.
    pub price: Money,
}

/// An invoice to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill<K> {
    /// The location that is to be paid.
    pub at: LocationId,
    /// The currency of all its amounts.
    pub currency: Currency,
    /// Its items, in the order they came.
    pub lines: Vec<(K, Taxed)>,
    /// What they come to together.
    pub total: Taxed,
}

/// The invoices that items come to: one for each location and currency, in the order of their first items. `None`
/// when a sum is out of range.
#[must_use]
pub fn bills<K>(
    items: impl IntoIterator<Item = Item<K>>,
    tax: impl Fn(LocationId) -> Tax,
) -> Option<Vec<Bill<K>>> {
    let mut bills: Vec<Bill<K>> = Vec::new();
    for Item { what, at, price } in items {
        let (currency, taxed) = (price.currency(), tax(at).of(price)?);
        taxed.gross()?;
        match bills.iter_mut().find(|bill| bill.at == at && bill.currency == currency) {
            Some(bill) => {
                bill.total = bill.total.plus(taxed)?;
                bill.total.gross()?;
                bill.lines.push((what, taxed));
            }
            None => bills.push(Bill { at, currency, lines: vec![(what, taxed)], total: taxed }),
        }
    }
    Some(bills)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ids::PassId;
    use crate::world::{Audience, Holder, PassRef, PassTerms, Right};

    fn of(minor: i64, code: &str) -> Money {
        Money::new(minor, Currency::of(code).expect("an active currency"))
    }

    fn item(what: &'static str, at: i64, price: Money) -> Item<&'static str> {
        Item { what, at: LocationId::new(at), price }
    }

    fn pass(origin: Origin, price: i64) -> CustomerPass {
        let terms = PassTerms {
            id: PassId::new(1),
            name: "Day Pass".into(),
            owner: LocationId::new(1),
            locations: vec![],
            minutes_included: None,
            price: of(2_000, "GBP"),
            hours: vec![],
            audience: Audience::Anyone,
            counts_towards_plan_limits: true,
            network_check_in: true,
            priority: 0,
        };
        CustomerPass {
            id: PassRef::Sold,
            terms: Arc::new(terms),
            holder: Holder::Own,
            used_by: None,
            issued_at: LocationId::new(1),
            right: Right::Day { used: None },
            expires: None,
            price: of(price, "GBP"),
            origin,
            checked_in: false,
            others_inside: false,
            invoiced: false,
        }
    }

    #[test]
    fn a_pass_with_a_price_is_due_once_however_it_was_sold() {
        for origin in [Origin::Sold, Origin::PayAsYouGo] {
            assert!(is_due(&pass(origin, 2_000)), "{origin:?}");
            assert!(!is_due(&pass(origin, 0)), "{origin:?}");
            assert!(!is_due(&CustomerPass { invoiced: true, ..pass(origin, 2_000) }), "{origin:?}");
        }
    }

    #[test]
    fn what_a_plan_or_a_product_brought_is_paid_with_them() {
        for origin in [Origin::Plan, Origin::Product] {
            assert!(!is_due(&pass(origin, 2_000)), "{origin:?}");
        }
    }

    #[test]
    fn what_was_sold_at_the_door_waits_until_its_holder_has_left() {
        let inside = |origin| CustomerPass { checked_in: true, ..pass(origin, 2_000) };
        assert!(!is_due(&inside(Origin::PayAsYouGo)));
        assert!(is_due(&inside(Origin::Sold)), "its price is settled");
    }

    #[test]
    fn each_location_and_currency_has_an_invoice_of_its_own() {
        let items = [
            item("a", 1, of(1_000, "GBP")),
            item("b", 2, of(500, "EUR")),
            item("c", 1, of(250, "GBP")),
            item("d", 1, of(70, "EUR")),
        ];
        let bills = bills(items, |_| Tax::default()).expect("in range");
        let shown = bills.iter().map(|bill| {
            (bill.at.get(), bill.total.net, bill.lines.iter().map(|(what, _)| *what).collect::<String>())
        });
        let expected = [
            (1, of(1_250, "GBP"), "ac".to_owned()),
            (2, of(500, "EUR"), "b".to_owned()),
            (1, of(70, "EUR"), "d".to_owned()),
        ];
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn tax_is_rounded_for_each_item_and_the_total_is_their_sum() {
        let rate = Percent::new(1_900).expect("19 %");
        let items = [item("a", 1, of(99, "EUR")), item("b", 1, of(99, "EUR"))];
        let bill = |included| bills(items, |_| Tax { rate, included }).expect("in range").remove(0);
        assert_eq!(bill(false).total, Taxed { net: of(198, "EUR"), tax: of(38, "EUR") });
        assert_eq!(bill(true).total, Taxed { net: of(166, "EUR"), tax: of(32, "EUR") });
        assert_eq!(bill(true).total.gross(), Some(of(198, "EUR")));
    }

    #[test]
    fn sums_out_of_range_are_no_invoice() {
        let most = item("a", 1, of(i64::MAX, "GBP"));
        assert_eq!(bills([most, item("b", 1, of(1, "GBP"))], |_| Tax::default()), None);
        let rate = Percent::new(1).expect("a rate");
        assert_eq!(bills([most], |_| Tax { rate, included: false }), None);
        assert_eq!(bills::<()>([], |_| Tax::default()), Some(vec![]));
    }
}
