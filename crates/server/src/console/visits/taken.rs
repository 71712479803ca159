//! What visits took, by the ledger: days, minutes and money.

use std::collections::HashMap;

use vestibule_domain::Money;
use vestibule_domain::world::Amount;
use vestibule_records::kept::LedgerEntry;
use vestibule_records::{Filter, Record, Test};
use vestibule_store::Query;
use vestibule_store::ledger::amount_taken;

use crate::api::Failure;
use crate::console::Desk;

/// Days, minutes and money, added up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Taken {
    days: i64,
    minutes: i64,
    /// One sum for each currency.
    charges: Vec<Money>,
}

impl Taken {
    /// All of these together.
    pub(super) fn of(amounts: impl Iterator<Item = Amount>) -> Self {
        let mut taken = Self::default();
        amounts.for_each(|amount| taken.add(amount));
        taken
    }

    fn add(&mut self, amount: Amount) {
        match amount {
            Amount::Days(days) => self.days = self.days.saturating_add(days),
            Amount::Minutes(minutes) => self.minutes = self.minutes.saturating_add(minutes),
            Amount::Charge(more) => {
                match self.charges.iter_mut().find(|sum| sum.currency() == more.currency()) {
                    Some(sum) => *sum = sum.plus(more).unwrap_or(*sum),
                    None => self.charges.push(more),
                }
            }
        }
    }

    /// What was taken from passes: `1 day`, `105 min`; `nothing`.
    pub(super) fn used(&self) -> String {
        let days = (self.days != 0).then(|| days(self.days));
        let minutes = (self.minutes != 0).then(|| format!("{} min", self.minutes));
        or_nothing(days.into_iter().chain(minutes).collect())
    }

    /// What is charged: `12.00 GBP`; `nothing`.
    pub(super) fn charged(&self) -> String {
        or_nothing(self.charges.iter().filter(|sum| !sum.is_zero()).map(Money::to_string).collect())
    }
}

fn days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

fn or_nothing(parts: Vec<String>) -> String {
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

/// What each of these visits took; of one that took nothing there is none.
///
/// # Errors
/// When the store fails.
pub(super) async fn of_visits(desk: &Desk<'_>, visits: Vec<i64>) -> Result<HashMap<i64, Taken>, Failure> {
    let filters = vec![Filter::on::<LedgerEntry>("CheckinId", Test::In(visits))];
    let query = Query { filters, sets: false, ..Query::all(LedgerEntry::schema()) };
    let mut taken: HashMap<i64, Taken> = HashMap::new();
    for row in desk.app.store.list(query).await?.rows {
        let entry = LedgerEntry::from_row(&row)?;
        if let Some((visit, amount)) = entry.checkin_id.zip(amount_taken(&entry)) {
            taken.entry(visit).or_default().add(amount);
        }
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use vestibule_domain::Currency;

    use super::*;

    fn pounds(pence: i64) -> Amount {
        Amount::Charge(Money::new(pence, Currency::of("GBP").expect("a currency")))
    }

    #[test]
    fn what_was_given_back_is_not_taken() {
        let taken = Taken::of([Amount::Days(1), Amount::Minutes(105), Amount::Days(-1)].into_iter());
        assert_eq!((taken.used().as_str(), taken.charged().as_str()), ("105 min", "nothing"));
    }

    #[test]
    fn charges_add_up() {
        let taken = Taken::of([pounds(1_200), pounds(-300), Amount::Days(2)].into_iter());
        assert_eq!((taken.used().as_str(), taken.charged().as_str()), ("2 days", "9.00 GBP"));
    }
}
