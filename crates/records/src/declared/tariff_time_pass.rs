use super::{Tariff, TimePass};
use crate::enums::RenewalPeriod;
use crate::{Base, Id, Record};

/// Passes that a plan gives to its members, again in every period.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "billing/tarifftimepasses",
    table = "tariff_time_passes",
    at = "TariffId.BusinessId",
    title = "{TimePassName}",
    operations = "list get batch create update delete commands runcommand",
    affects = "catalogue"
)]
pub struct TariffTimePass {
    /// The plan.
    #[field(required, joins = "Name")]
    pub tariff_id: Id<Tariff>,
    /// The pass.
    #[field(required, joins = "Name")]
    pub time_pass_id: Id<TimePass>,
    /// How many in a period.
    #[field(required)]
    pub passes_included: i64,
    /// Period after which they lapse and are given anew.
    #[field(default = "TariffMonth")]
    pub pass_renewal_time: RenewalPeriod,
    /// Fields every record has.
    pub base: Base,
}
