//! From a record to what it needs beside the conventions.

use vestibule_domain::time::Instant;
use vestibule_records::{FieldError, Record, Row, Schema};
use vestibule_store::{Mint, Snapshot, Viewer};

use super::{
    Extra, access_tokens, benefits, bookings, contracts, coworkers, desks, doors, invoices, locations,
    passes, products, refusals, sensors, settings, slots, tiles, users, visitors, webhooks,
};

/// What a rule may look at beside the row.
pub(super) struct Facts<'a> {
    /// What the decision saw.
    pub(super) snapshot: &'a Snapshot,
    /// Whose eyes look.
    pub(super) viewer: &'a Viewer,
    /// What was worked out before.
    pub(super) extra: &'a Extra,
    /// When it happens.
    pub(super) now: Instant,
}

/// Whether a row may be, or what is wrong with it.
pub(super) type Checked = Result<(), Vec<FieldError>>;

/// What one record needs beside the conventions.
pub(super) struct Rules {
    /// The record.
    pub(super) record: fn() -> &'static Schema,
    /// Completes a new row.
    pub(super) new: fn(&mut Row, &Facts<'_>, &mut Mint<'_>) -> Checked,
    /// Completes a changed row, knowing what it was.
    pub(super) changed: fn(&mut Row, &Row, &Facts<'_>) -> Checked,
    /// Completes a row however it came about, and says what does not agree in it.
    pub(super) agree: fn(&mut Row, Option<&Row>, &Facts<'_>) -> Vec<FieldError>,
}

impl Rules {
    /// Nothing beside the conventions, to start from.
    pub(super) const fn of<T: Record>() -> Self {
        Self {
            record: T::schema,
            new: |_, _, _| Ok(()),
            changed: |_, _, _| Ok(()),
            agree: |_, _, _| Vec::new(),
        }
    }
}

static RULES: [Rules; 24] = [
    locations::BUSINESS,
    locations::SIMPLE_TIME_ZONE,
    settings::BUSINESS_SETTING,
    slots::BUSINESS_TIME_SLOT,
    users::USER,
    users::USER_ROLE,
    coworkers::COWORKER,
    contracts::COWORKER_CONTRACT,
    passes::TIME_PASS,
    benefits::TARIFF_TIME_PASS,
    passes::COWORKER_TIME_PASS,
    products::COWORKER_PRODUCT,
    invoices::COWORKER_INVOICE,
    invoices::COWORKER_LEDGER_ENTRY,
    slots::TIME_PASS_TIME_SLOT,
    refusals::FAILED_CHECKIN,
    visitors::VISITOR,
    access_tokens::ACCESS_TOKEN,
    tiles::AUTOMATION_TILE,
    sensors::SENSOR,
    desks::FLOOR_PLAN_DESK,
    doors::DOOR,
    bookings::BOOKING,
    webhooks::WEB_HOOK,
];

/// The rules of a record, if it has any.
pub(super) fn of(schema: &Schema) -> Option<&'static Rules> {
    RULES.iter().find(|rules| std::ptr::eq((rules.record)(), schema))
}
