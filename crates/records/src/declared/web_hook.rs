use vestibule_domain::time::Instant;

use super::Business;
use crate::enums::WebhookAction;
use crate::{Base, Id, Record};

/// An address that is told of one action at one location (`contract.md 14`). What was told, and what came of it,
/// is kept in [`Delivery`](crate::kept::Delivery).
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "sys/webhooks",
    table = "web_hooks",
    at = "BusinessId",
    title = "{Name}",
    operations = "list get batch create update delete commands runcommand",
    affects = "catalogue"
)]
pub struct WebHook {
    /// Location it listens to.
    #[field(required)]
    pub business_id: Id<Business>,
    /// What people call it.
    #[field(required)]
    pub name: String,
    /// Action it is told of.
    pub action: WebhookAction,
    /// Notes for staff.
    #[field(unlisted)]
    pub description: Option<String>,
    /// Address it is told at, `http` or `https`.
    #[field(required, name = "URL")]
    pub url: String,
    /// Whether it is told anything; the server switches it off after too many failures in a row.
    #[field(default = "true")]
    pub active: bool,
    /// Why the last try failed; null once one succeeds.
    #[field(read_only, aside)]
    pub last_error: Option<String>,
    /// Tries that failed since the last one that succeeded.
    #[field(read_only, aside)]
    pub error_count: Option<i64>,
    /// When it was last told something successfully.
    #[field(read_only, aside)]
    pub last_trigger: Option<Instant>,
    /// Fields every record has.
    pub base: Base,
}
