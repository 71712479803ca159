//! Whom a pass is for, and what an issued one takes from its definition.

use vestibule_records::{CoworkerTimePass, FieldError, Record, Row, TimePass, Value};
use vestibule_store::{Mint, Snapshot};

use super::rules::{Checked, Facts, Rules};
use crate::api::release::MOST_PASSES;

pub(super) const TIME_PASS: Rules =
    Rules { agree: |row, _, _| Vec::from_iter(for_nobody(row)), ..Rules::of::<TimePass>() };

pub(super) const COWORKER_TIME_PASS: Rules =
    Rules { new: new_pass, changed: changed_pass, ..Rules::of::<CoworkerTimePass>() };

fn for_nobody(row: &Row) -> Option<FieldError> {
    let is = |name: &str| row.get(name).bool() == Some(true);
    (is("OnlyForContacts") && is("OnlyForMembers"))
        .then(|| FieldError::new("OnlyForMembers", "excludes OnlyForContacts", "true"))
}

fn new_pass(row: &mut Row, facts: &Facts<'_>, _: &mut Mint<'_>) -> Checked {
    let count = row.get("CreateMultiple").int().unwrap_or(1);
    if !(1..=MOST_PASSES).contains(&count) {
        let message = format!("{count} is not between 1 and {MOST_PASSES}");
        return Err(vec![FieldError::new("CreateMultiple", message, count.to_string())]);
    }
    row.set("Used", Value::Bool(false));
    row.set("UsedDate", Value::Null);
    fill_pass(row, facts.snapshot);
    Ok(())
}

/// What the definition of a pass says about an issued one: its price unless another is given, its minutes.
fn fill_pass(row: &mut Row, snapshot: &Snapshot) {
    let definition = row.get("TimePassId").int().and_then(|id| snapshot.row(TimePass::schema(), id));
    let minutes = definition.map_or(Value::Null, |definition| definition.get("MinutesIncluded").clone());
    row.set("RemainingUses", minutes.clone());
    row.set("TotalUses", minutes);
    fill_price(row, definition);
}

fn fill_price(row: &mut Row, definition: Option<&Row>) {
    if row.get("Free").bool() == Some(true) {
        row.set("Price", Value::Int(0));
    } else if row.get("Price").is_null() {
        row.set("Price", definition.map_or(Value::Null, |definition| definition.get("Price").clone()));
    }
}

fn changed_pass(row: &mut Row, before: &Row, facts: &Facts<'_>) -> Checked {
    let Facts { snapshot, now, .. } = facts;
    if row.get("CoworkerId") != before.get("CoworkerId") {
        let id = row.get("CoworkerId").int().unwrap_or_default();
        return Err(vec![FieldError::new("Coworker", "a pass stays with its holder", id.to_string())]);
    }
    if row.get("TimePassId") != before.get("TimePassId") {
        fill_pass(row, snapshot);
    } else {
        let definition = row.get("TimePassId").int().and_then(|id| snapshot.row(TimePass::schema(), id));
        fill_price(row, definition);
    }
    match (row.get("Used").bool(), row.get("UsedDate").is_null()) {
        (Some(true), true) => row.set("UsedDate", Value::Int(now.micros())),
        (Some(false), _) => {
            row.set("UsedDate", Value::Null);
            row.set("UsedBy", Value::Null);
        }
        _ => {}
    }
    Ok(())
}
