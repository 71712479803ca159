//! Bookings: their number, their location and their hours.

use vestibule_domain::time::Instant;
use vestibule_records::{Booking, Coworker, FieldError, FloorPlanDesk, Record, Row, Value};

use super::rules::{Facts, Rules};
use super::{coworkers, desks};
use crate::api::envelope;

pub(super) const BOOKING: Rules = Rules {
    new: |row, facts, mint| {
        row.set("BookingNumber", Value::Int(mint.id()));
        row.set("BusinessId", location(row, facts).map_or(Value::Null, Value::Int));
        Ok(())
    },
    changed: |row, before, _| {
        desks::keep(row, before, "ResourceId", "ResourceName");
        Ok(())
    },
    agree: |row, _, _| Vec::from_iter(ends_early(row)),
    ..Rules::of::<Booking>()
};

/// Where the desk is, else where the customer is at home, else whoever made it.
fn location(row: &Row, facts: &Facts<'_>) -> Option<i64> {
    let desk = row.get("FloorPlanDeskId").int();
    let desk = desk.and_then(|id| facts.snapshot.row(FloorPlanDesk::schema(), id));
    let customer = row.get("CoworkerId").int().and_then(|id| facts.snapshot.row(Coworker::schema(), id));
    let of_desk = desk.and_then(|desk| desk.get("FloorPlanBusinessId").int());
    of_desk
        .or_else(|| customer.and_then(|customer| customer.get("InvoicingBusinessId").int()))
        .or_else(|| coworkers::home(facts.snapshot, facts.viewer, &[]))
}

fn ends_early(row: &Row) -> Option<FieldError> {
    let (from, to) = (row.get("FromTime").int()?, row.get("ToTime").int()?);
    (to <= from).then(|| {
        let shown = envelope::instant(Instant::from_micros(to));
        FieldError::new("ToTime", format!("{shown} is not after FromTime"), envelope::quoted(&shown))
    })
}
