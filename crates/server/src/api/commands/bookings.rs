//! Commands of bookings.

use vestibule_records::schema::Kind;
use vestibule_records::{Booking, BookingCancellationReason, Record};
use vestibule_store::{Change, Mint};

use super::Command;
use super::asked::Parameter;
use super::stage::{Deed, Stage, Stop, reads_nothing, sees_nothing};

static CANCELLING: &[Parameter] = &[
    Parameter {
        name: "Cancellation Reason",
        kind: Kind::Enum(&BookingCancellationReason::TABLE),
        required: false,
    },
    Parameter {
        name: "Cancel without applying cancellation fee rules",
        kind: Kind::Boolean,
        required: false,
    },
];

pub(super) static COMMANDS: &[Command] = &[
    Command {
        key: "CANCEL_BOOKING",
        name: "Cancel booking",
        of: Booking::schema,
        parameters: CANCELLING,
        reads: reads_nothing,
        sees: sees_nothing,
        decide: cancel,
    },
    Command {
        key: "CHARGE_BOOKING",
        name: "Charge booking",
        of: Booking::schema,
        parameters: &[],
        reads: reads_nothing,
        sees: sees_nothing,
        decide: charge,
    },
];

/// The booking goes, with what says who its guests are; there are no fees here, and nothing keeps the reason.
fn cancel(stage: &Stage<'_>, _: &mut Mint<'_>) -> Result<Deed, Stop> {
    let cancelled = stage.own.iter().map(|row| {
        let billed = row.get("Invoiced").bool() == Some(true);
        let gone = Change::Delete(row.schema, row.id());
        if billed { Err(Stop::refused(row.id(), "it is on an invoice")) } else { Ok(gone) }
    });
    Ok(cancelled.collect::<Result<Vec<_>, _>>()?.into())
}

/// What resources cost is kept elsewhere, so there is nothing to charge.
fn charge(stage: &Stage<'_>, _: &mut Mint<'_>) -> Result<Deed, Stop> {
    let first = stage.own.first().map_or(0, |row| row.id());
    Err(Stop::refused(first, "what its resource costs is not known here"))
}
