use vestibule_domain::time::Instant;

use crate::{Base, CoworkerContract, Id, Record};

/// The passes of a benefit that a contract brought last (`domain.md` 2.6). It stays when they are deleted, so that they
/// are not given again, and goes when the next set is given.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "issued_sets")]
pub struct IssuedSet {
    /// The contract.
    pub coworker_contract_id: Id<CoworkerContract>,
    /// The `TariffTimePass`; a number, not a reference, since passes that were given outlive it.
    pub tariff_time_pass_id: i64,
    /// When their period begins.
    pub period_from: Instant,
    /// When they lapse, and the next set is due.
    pub period_until: Instant,
    /// Base fields.
    pub base: Base,
}
