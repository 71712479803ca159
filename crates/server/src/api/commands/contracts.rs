//! Commands of contracts.

use vestibule_records::{CoworkerContract, Record, Value};
use vestibule_store::{Change, Mint};

use super::Command;
use super::stage::{Deed, Stage, Stop, reads_nothing, sees_nothing};
use crate::api::write::localise;

pub(super) static COMMANDS: &[Command] = &[
    Command {
        key: "CANCEL_CONTRACT",
        name: "Cancel contract",
        of: CoworkerContract::schema,
        parameters: &[],
        reads: reads_nothing,
        sees: sees_nothing,
        decide: cancel,
    },
    Command {
        key: "DELETE_CONTRACT",
        name: "Delete contract",
        of: CoworkerContract::schema,
        parameters: &[],
        reads: reads_nothing,
        sees: sees_nothing,
        decide: delete,
    },
];

/// The contract ends now, or ended when a date that is past says so.
fn cancel(stage: &Stage<'_>, _: &mut Mint<'_>) -> Result<Deed, Stop> {
    let mut changes = Vec::new();
    for row in &stage.own {
        if row.get("Cancelled").bool() == Some(true) {
            return Err(Stop::refused(row.id(), "it is cancelled already"));
        }
        let now = stage.now.micros();
        let ends = row.get("CancellationDate").int().map_or(now, |date| date.min(now));
        let mut row = stage.touched((*row).clone());
        row.set("Active", Value::Bool(false));
        row.set("Cancelled", Value::Bool(true));
        row.set("CancellationDate", Value::Int(ends));
        localise(&mut row, &stage.snapshot.catalogue);
        changes.push(Change::Update(row));
    }
    Ok(changes.into())
}

/// What is in force is cancelled first.
fn delete(stage: &Stage<'_>, _: &mut Mint<'_>) -> Result<Deed, Stop> {
    let deleted = stage.own.iter().map(|row| {
        let cancelled = row.get("Cancelled").bool() == Some(true);
        let gone = Change::Delete(row.schema, row.id());
        cancelled.then_some(gone).ok_or_else(|| Stop::refused(row.id(), "it must be cancelled first"))
    });
    Ok(deleted.collect::<Result<Vec<_>, _>>()?.into())
}
