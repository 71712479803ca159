//! Desks: their location, since floor plans are not kept.

use vestibule_records::{FloorPlanDesk, Row, Value};

use super::coworkers;
use super::rules::Rules;

pub(super) const FLOOR_PLAN_DESK: Rules = Rules {
    new: |row, facts, _| {
        if row.get("FloorPlanBusinessId").is_null() {
            let home = coworkers::home(facts.snapshot, facts.viewer, &[]);
            row.set("FloorPlanBusinessId", home.map_or(Value::Null, Value::Int));
        }
        Ok(())
    },
    changed: |row, before, _| {
        keep(row, before, "FloorPlanId", "FloorPlanName");
        keep(row, before, "ResourceId", "ResourceName");
        if row.get("FloorPlanBusinessId").is_null() {
            row.set("FloorPlanBusinessId", before.get("FloorPlanBusinessId").clone());
        }
        Ok(())
    },
    ..Rules::of::<FloorPlanDesk>()
};

/// Keeps the name of a record that is not kept, as long as the same one is referred to: clients that take the name for
/// read-only leave it out.
pub(super) fn keep(row: &mut Row, before: &Row, reference: &str, name: &str) {
    if row.get(name).is_null() && row.get(reference) == before.get(reference) {
        row.set(name, before.get(name).clone());
    }
}
