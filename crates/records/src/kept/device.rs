use vestibule_domain::time::Instant;

use crate::{Base, Business, Coworker, Id, Record};

/// A device by which a customer is known on the Wi-Fi (`domain.md` 6.4). It belongs to whoever signed in on it last.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "devices", at = "BusinessId")]
pub struct Device {
    /// Its hardware address, `aa:bb:cc:dd:ee:ff`.
    #[field(exact, unique)]
    pub mac: String,
    /// Whose it is.
    pub coworker_id: Id<Coworker>,
    /// Where it was registered.
    pub business_id: Id<Business>,
    /// When its owner signed in on it.
    pub registered_on: Instant,
    /// When it last brought its owner in or out.
    pub last_seen: Instant,
    /// Whether it made its address up, and so may have another one tomorrow.
    pub is_random: bool,
    /// Base fields.
    pub base: Base,
}
