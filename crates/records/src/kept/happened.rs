use vestibule_domain::time::Instant;

use crate::{Base, Business, Id, Record, wire_enum};

wire_enum! {
    /// What happened to a visit, or instead of one.
    pub enum Happening as "happening" { Arrival = 1, Departure = 2, Refusal = 3, Correction = 4 }
}

/// Something that happened at a location, for whoever follows what happens there. Its `Id` says where it comes in the order
/// of commits: numbers follow one another without a gap, and nobody who has seen one finds a lower one later. It is written
/// in the transaction of what it tells of, and holds no names: they are looked up when it is read.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "happened", at = "BusinessId")]
pub struct Happened {
    /// What happened.
    pub kind: Happening,
    /// When it happened, which may be long before it was told: `CreatedOn` says when it was.
    pub at: Instant,
    /// Where.
    pub business_id: Id<Business>,
    /// The visit, or the refused attempt; a number, since either may be deleted.
    pub record_id: i64,
    /// To whom, where that is known; a number for the same reason.
    pub coworker_id: Option<i64>,
    /// Base fields.
    pub base: Base,
}
