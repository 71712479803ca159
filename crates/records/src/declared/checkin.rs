use vestibule_domain::time::Instant;

use super::{Business, Coworker};
use crate::enums::CheckinSource;
use crate::{Base, Guid, Id, Record};

/// One visit: a customer was at a location from an instant until another, or still is.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "spaces/checkins",
    table = "checkins",
    order = "FromTime desc",
    at = "BusinessId",
    title = "{CoworkerFullName}",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct Checkin {
    /// Customer who checked in; null for presence without a person.
    #[field(joins = "FullName")]
    pub coworker_id: Option<Id<Coworker>>,
    /// Location of the visit.
    #[field(required, joins = "Name")]
    pub business_id: Id<Business>,
    /// What brought the signal.
    #[field(default = "Manual")]
    pub source: CheckinSource,
    /// When the visit began.
    #[field(required)]
    pub from_time: Instant,
    /// When it ended; null while it is open.
    #[field(null_filter = "IsOpen")]
    pub to_time: Option<Instant>,
    /// Whether it counts towards the limits of a plan; copied from the pass it used.
    #[field(read_only)]
    pub counts_towards_plan_limits: bool,
    /// `UniqueId` of the customer's pass it used.
    pub coworker_time_pass_guid: Option<Guid>,
    /// Whether it was closed by the system rather than by anybody leaving.
    pub auto_checkout: bool,
    /// When a device of the customer was last seen.
    pub last_activity: Option<Instant>,
    /// Devices seen, separated by commas.
    pub mac_addresses: Option<String>,
    /// Names of the customer's teams when it began, separated by commas.
    pub teams_at_the_time_of_checkin: Option<String>,
    /// Names of the customer's plans when it began, separated by commas.
    pub tariff_at_the_time_of_checkin: Option<String>,
    /// Job that will look at the visit again.
    #[field(exact)]
    pub validate_checkin_job_id: Option<String>,
    /// `FromTime` on the clocks of the location.
    #[field(read_only)]
    pub from_time_local: Option<Instant>,
    /// `ToTime` on the clocks of the location.
    #[field(read_only)]
    pub to_time_local: Option<Instant>,
    /// Access token it stands on, for presence without a person; a number, since visits outlive tokens.
    #[field(internal)]
    pub access_token_id: Option<i64>,
    /// Minutes it took from that token; null until they are counted.
    #[field(internal)]
    pub token_minutes: Option<i64>,
    /// When they last came in, where that is later than the arrival.
    #[field(internal)]
    pub entered_on: Option<Instant>,
    /// Microseconds of it in bookings that were left out of what was counted when it ended; null while it is open.
    #[field(internal)]
    pub left_out_micros: Option<i64>,
    /// Minutes its time pass had when it ended.
    #[field(internal)]
    pub minutes_before: Option<i64>,
    /// Who and what bears witness of it, as JSON; see the server's `witnesses`.
    #[field(internal)]
    pub witnesses: Option<String>,
    /// What bore witness of it last when the system ended it, as JSON; see the server's `evidence`.
    #[field(internal)]
    pub evidence: Option<String>,
    /// Fields every record has.
    pub base: Base,
}
