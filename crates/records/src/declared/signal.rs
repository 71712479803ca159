use vestibule_domain::time::Instant;

use super::Business;
use crate::enums::{CheckinSource, SignalOrigin, SignalOutcome};
use crate::{Base, Id, Record};

/// What a door, the Wi-Fi, a tile or a sensor told, and what came of it. A record of ours: the published API has none.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "vestibule/signals",
    table = "signals",
    order = "Id desc",
    at = "BusinessId",
    operations = "list get batch"
)]
pub struct Signal {
    /// Location it is about.
    #[field(required, joins = "Name")]
    pub business_id: Id<Business>,
    /// What kind of thing told it.
    #[field(read_only)]
    pub origin: SignalOrigin,
    /// Which one, by its id.
    #[field(read_only)]
    pub origin_id: i64,
    /// What it calls this event; told again under the same name, it is the same event.
    #[field(read_only, exact)]
    pub event_id: Option<String>,
    /// How it counts among the sources of a check-in.
    #[field(read_only)]
    pub source: CheckinSource,
    /// When it happened, as far as it says.
    #[field(read_only)]
    pub at: Instant,
    /// Customer it is about, if that is known; a number, since signals outlive customers.
    #[field(read_only)]
    pub coworker_id: Option<i64>,
    /// Check-in that it made, ended or bears witness of, or that it contradicts; a number for the same reason.
    #[field(read_only)]
    pub checkin_id: Option<i64>,
    /// Failed check-in that it came to; a number for the same reason.
    #[field(read_only)]
    pub failed_checkin_id: Option<i64>,
    /// What came of it.
    #[field(read_only)]
    pub outcome: SignalOutcome,
    /// What is remarkable about it, in words.
    #[field(read_only)]
    pub remark: Option<String>,
    /// What was sent, shortened, where it could not be used.
    #[field(read_only)]
    pub content: Option<String>,
    /// The answer it was given, for when it is told again.
    #[field(internal)]
    pub answer: Option<String>,
    /// Whether it says that somebody left, and no visit was there to end: an arrival that is told later ends with it.
    #[field(internal)]
    pub leaves: bool,
    /// Fields every record has.
    pub base: Base,
}
