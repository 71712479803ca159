//! Contracts: a new one is in force from now unless it says otherwise.

use vestibule_records::{CoworkerContract, Value};

use super::rules::Rules;

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
