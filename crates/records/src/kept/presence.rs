use vestibule_domain::time::Instant;

use crate::{Base, Coworker, Id, Record, Sensor};

/// That a sensor sees a customer, without a break (`vestibule_domain::dwell`).
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "presences")]
pub struct Presence {
    /// The sensor.
    pub sensor_id: Id<Sensor>,
    /// Whom it sees.
    pub coworker_id: Id<Coworker>,
    /// The first sighting.
    pub since: Instant,
    /// The last one.
    pub seen: Instant,
    /// Base fields.
    pub base: Base,
}
