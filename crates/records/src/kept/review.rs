use crate::{Base, Id, Record, Tariff};

/// A plan whose passes were changed, until every contract on it was looked at: there may be many of them.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "reviews")]
pub struct Review {
    /// The plan.
    pub tariff_id: Id<Tariff>,
    /// The id of the last contract that was looked at, in their order.
    pub looked_up_to: i64,
    /// Base fields.
    pub base: Base,
}
