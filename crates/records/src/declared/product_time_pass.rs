use super::TimePass;
use crate::enums::RecurrentChargePattern;
use crate::{Base, Id, Record};

/// Passes that a product brings to whoever buys it (`domain.md 2.7`).
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "billing/producttimepasses",
    table = "product_time_passes",
    at = "TimePassId.BusinessId",
    title = "{TimePassName}",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct ProductTimePass {
    /// Product that brings them; a plain number here.
    #[field(required, relation)]
    pub product_id: i64,
    /// Kind of pass it brings.
    #[field(required, joins = "Name")]
    pub time_pass_id: Id<TimePass>,
    /// Passes that come with one of the product.
    #[field(required)]
    pub passes_included: i64,
    /// Months after which they can no longer be used, where `ExpirationType` says nothing.
    pub expire_time_in_months: Option<i64>,
    /// Weeks after which they can no longer be used, where `ExpirationType` says nothing.
    pub expire_time_in_weeks: Option<i64>,
    /// What `ExpiresIn` counts.
    pub expiration_type: Option<RecurrentChargePattern>,
    /// How many of these until they can no longer be used.
    pub expires_in: Option<i64>,
    /// Fields every record has.
    pub base: Base,
}
