use vestibule_domain::time::Instant;

use super::Business;
use crate::{Base, Guid, Id, Record};

/// A code for the network that needs no account: so many minutes, on so many devices.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "spaces/accesstokens",
    table = "access_tokens",
    at = "BusinessId",
    title = "{AccessCode}",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct AccessToken {
    /// Location whose network it opens.
    #[field(required)]
    pub business_id: Id<Business>,
    /// What is typed in to use it.
    #[field(required, exact, unique)]
    pub access_code: String,
    /// What it was made for.
    pub description: Option<String>,
    /// Minutes it holds at first.
    #[field(required)]
    pub minutes_included: i64,
    /// From when it can be used.
    pub valid_from: Option<Instant>,
    /// Until when it can be used.
    pub valid_to: Option<Instant>,
    /// Devices at most; null for one.
    pub user_limit: Option<i64>,
    /// Devices that use it, in lower case, separated by commas.
    pub mac_address: Option<String>,
    /// `UniqueId` of the booking it was made for.
    pub booking_guid: Option<Guid>,
    /// `UniqueId` of the visitor it was made for.
    pub visitor_guid: Option<Guid>,
    /// Minutes that are left.
    #[field(read_only)]
    pub minutes_left: i64,
    /// When it was last used.
    #[field(read_only)]
    pub last_access: Option<Instant>,
    /// Fields every record has.
    pub base: Base,
}
