use vestibule_domain::time::Instant;

use super::{Business, Coworker};
use crate::enums::CheckinSource;
use crate::{Base, Id, Record};

/// An attempt to check in that was refused, and why.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "spaces/failedcheckins",
    table = "failed_checkins",
    order = "CreatedOn desc",
    at = "BusinessId",
    title = "{CoworkerFullName}",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct FailedCheckin {
    /// Customer who was refused; null when nobody was recognised.
    #[field(joins = "FullName")]
    pub coworker_id: Option<Id<Coworker>>,
    /// Location that refused.
    #[field(required, joins = "Name")]
    pub business_id: Id<Business>,
    /// When it was tried.
    #[field(required)]
    pub checkin_attempt_time: Instant,
    /// What brought the signal.
    #[field(read_only, default = "Manual")]
    pub source: CheckinSource,
    /// Devices seen, separated by commas.
    pub mac_addresses: Option<String>,
    /// Names of the customer's teams at that time, separated by commas.
    pub teams_at_the_time_of_checkin: Option<String>,
    /// Names of the customer's plans at that time, separated by commas.
    pub tariff_at_the_time_of_checkin: Option<String>,
    /// The reason, for people to read.
    pub description: Option<String>,
    /// `CheckinAttemptTime` on the clocks of the location.
    #[field(read_only)]
    pub checkin_attempt_time_local: Option<Instant>,
    /// What was tried and by whom, in a form that tells neither: identical taps have the same.
    #[field(internal)]
    pub tap: Option<String>,
    /// Which refusal of that tap it is; no two are the same one.
    #[field(internal)]
    pub nth_of_tap: Option<i64>,
    /// Everything that was tried and what it came to, as JSON: the sentence is in `Description`.
    #[field(internal)]
    pub verdict: Option<String>,
    /// Why not, in one word (`domain.md` 5.4); null where somebody else wrote it down.
    #[field(internal)]
    pub reason: Option<String>,
    /// Fields every record has.
    pub base: Base,
}
