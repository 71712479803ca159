//! Contracts: a new one is in force from now unless it says otherwise, and brings the passes of its plan.

use vestibule_domain::time::Instant;
use vestibule_records::{CoworkerContract, Row, Value};
use vestibule_store::{Change, Mint, Snapshot};

use super::rules::Rules;
use crate::issuing::Look;

pub(super) const COWORKER_CONTRACT: Rules = Rules {
    new: |row, facts, _| {
        if row.get("StartDate").is_null() {
            row.set("StartDate", Value::Int(facts.now.micros()));
        }
        row.set("Active", Value::Bool(true));
        Ok(())
    },
    ..Rules::of::<CoworkerContract>()
};

/// The passes that are due with a contract as it is written now. One that cannot be looked at here is with the next round.
pub(super) fn issued(
    row: &mut Row,
    snapshot: &Snapshot,
    now: Instant,
    by: &str,
    mint: &mut Mint<'_>,
) -> Vec<Change> {
    row.set("PassesDueOn", Value::Null);
    let look = Look::at(row, snapshot, now).unwrap_or_else(|wrong| {
        tracing::error!(contract = row.id(), %wrong, "a contract cannot be looked at");
        None
    });
    look.map_or_else(Vec::new, |look| {
        row.set("PassesDueOn", Value::Int(look.next.micros()));
        look.changes(now, by, mint)
    })
}
