use super::Business;
use crate::enums::DayOfWeek;
use crate::{Base, Id, Record, TimeOfDay};

/// Hours of a weekday at which a location is open. A location without any is open at all hours.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "sys/businesstimeslots",
    table = "business_time_slots",
    at = "BusinessId",
    operations = "list get batch create update delete commands runcommand",
    affects = "catalogue"
)]
pub struct BusinessTimeSlot {
    /// The location.
    #[field(required)]
    pub business_id: Id<Business>,
    /// From when on that day.
    #[field(required)]
    pub from_time: TimeOfDay,
    /// Until when on that day.
    #[field(required)]
    pub to_time: TimeOfDay,
    /// The weekday.
    pub day_of_week: DayOfWeek,
    /// Fields every record has.
    pub base: Base,
}
