use vestibule_domain::time::Instant;

use crate::{Base, Coworker, Id, Record};

/// A phone whose owner asked to be remembered at tiles (`domain.md` 6.6). It carries a secret, which is kept here by
/// its hash alone; of a customer who is deleted nothing is left.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "remembered_phones")]
pub struct RememberedPhone {
    /// SHA-256 of what the phone carries, in hex.
    #[field(exact, unique)]
    pub hash: String,
    /// Whose it is.
    pub coworker_id: Id<Coworker>,
    /// A fingerprint of the PIN or password they showed to be remembered: once they have another, the phone is not
    /// known any more.
    pub shown: String,
    /// Worthless from then on.
    pub expires_on: Instant,
    /// Base fields.
    pub base: Base,
}
