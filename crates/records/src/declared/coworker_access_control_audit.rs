use super::Coworker;
use crate::{Base, Id, Record};

/// What became of handing a customer's rights to the system that opens the doors.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "sys/coworkeraccesscontrolaudits",
    table = "coworker_access_control_audits",
    at = "CoworkerId.InvoicingBusinessId",
    operations = "list get batch create update delete"
)]
pub struct CoworkerAccessControlAudit {
    /// The customer.
    #[field(required)]
    pub coworker_id: Id<Coworker>,
    /// What happened, in words.
    pub description: Option<String>,
    /// Whether somebody has to look at it.
    pub is_problem: bool,
    /// Fields every record has.
    pub base: Base,
}
