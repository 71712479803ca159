use super::{Tariff, TimePass};
use crate::{Base, Decimal, Id, Record};

/// What a pass costs the members of one plan.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "billing/timepassprices",
    table = "time_pass_prices",
    at = "TimePassId.BusinessId",
    title = "{TimePassName}",
    operations = "list get batch create update delete commands runcommand",
    affects = "catalogue"
)]
pub struct TimePassPrice {
    /// The pass.
    #[field(required, joins = "Name")]
    pub time_pass_id: Id<TimePass>,
    /// The plan.
    #[field(required, joins = "Name")]
    pub tariff_id: Id<Tariff>,
    /// Its price for members of the plan.
    #[field(required)]
    pub price: Decimal,
    /// Fields every record has.
    pub base: Base,
}
