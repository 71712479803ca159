//! Every customer's account with a location: each balance is the one before it, and what moved.

use std::collections::HashMap;

use vestibule_domain::money::Currency;
use vestibule_records::{CoworkerLedgerEntry, Record, Row};
use vestibule_store::{Reading, StoreError};

use super::finding::shown;
use super::pages::{each, within};
use super::{Finding, Seen, Span};

/// A customer, a location, a currency.
type Account = (i64, i64, Option<String>);

/// The accounts of the customers of a span.
pub(super) async fn seen<L: Reading + ?Sized>(reading: &L, span: Span) -> Result<Seen, StoreError> {
    let mut balances: HashMap<Account, i128> = HashMap::new();
    let mut seen = Seen::default();
    each::<CoworkerLedgerEntry, L>(reading, within::<CoworkerLedgerEntry>("CoworkerId", &span), |row| {
        seen.findings.extend(follows(&row, &mut balances));
    })
    .await?;
    Ok(seen)
}

/// An entry whose balance does not follow from the one before.
fn follows(row: &Row, balances: &mut HashMap<Account, i128>) -> Option<Finding> {
    let entry = match CoworkerLedgerEntry::from_row(row) {
        Ok(entry) => entry,
        Err(wrong) => {
            let customer = row.get("CoworkerId").int();
            let finding = Finding::of::<CoworkerLedgerEntry>(row.id(), customer, "row", "an entry", wrong);
            return Some(finding);
        }
    };
    let of = |amount: vestibule_records::Decimal| i128::from(amount.ten_thousandths());
    let customer = entry.coworker_id.get();
    let account = (customer, entry.business_id.get(), entry.currency.clone());
    let before = balances.get(&account).copied().unwrap_or_default();
    let (expected, found) = (before + of(entry.debit) - of(entry.credit), of(entry.balance));
    // Whatever comes next follows from what stands there: one wrong balance is one difference.
    balances.insert(account, found);
    let currency = entry.currency.as_deref().and_then(Currency::of);
    (expected != found).then(|| {
        let (expected, found) = (shown(expected, currency), shown(found, currency));
        Finding::of::<CoworkerLedgerEntry>(row.id(), Some(customer), "balance", expected, found)
    })
}
