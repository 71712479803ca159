use super::TimePass;
use crate::enums::DayOfWeek;
use crate::{Base, Id, Record, TimeOfDay};

/// Hours of a weekday at which a pass may be used. A pass without any may be used at all hours.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "billing/timepasstimeslots",
    table = "time_pass_time_slots",
    at = "TimePassId.BusinessId",
    operations = "list get batch create update delete commands runcommand",
    affects = "catalogue"
)]
pub struct TimePassTimeSlot {
    /// The pass.
    #[field(required)]
    pub time_pass_id: Id<TimePass>,
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
