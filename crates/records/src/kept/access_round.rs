use vestibule_domain::time::Instant;

use crate::{Base, Record};

/// Up to when the clock was looked at for door systems: access begins and ends with time too. There is one row, which is
/// made with its table.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "access_rounds")]
pub struct AccessRound {
    /// Whatever began or ended until then has been told.
    pub made_up_to: Instant,
    /// Base fields.
    pub base: Base,
}
