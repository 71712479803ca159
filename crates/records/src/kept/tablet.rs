use vestibule_domain::time::Instant;

use crate::{Base, Business, Id, Record};

/// A tablet at a door. It carries a secret, which is kept here by its hash alone; one that is revoked is not kept.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "tablets", at = "BusinessId")]
pub struct Tablet {
    /// SHA-256 of what the tablet carries, in hex.
    #[field(exact, unique)]
    pub hash: String,
    /// What people call it.
    pub name: String,
    /// The location at whose door it is.
    pub business_id: Id<Business>,
    /// When it was last heard of, to a few minutes.
    pub last_seen: Instant,
    /// Base fields; who let it in.
    pub base: Base,
}

/// A short code by which one tablet may become known at a location, once.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "tablet_codes", at = "BusinessId")]
pub struct TabletCode {
    /// SHA-256 of the code, in hex.
    #[field(exact, unique)]
    pub hash: String,
    /// What the tablet will be called.
    pub name: String,
    /// The location at whose door it will be.
    pub business_id: Id<Business>,
    /// Worthless from then on.
    pub expires_on: Instant,
    /// Base fields; who made it.
    pub base: Base,
}
