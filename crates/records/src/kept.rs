//! Records that are kept but never on the wire: declared by the same means, so that both stores keep them alike.

mod device;

pub use device::Device;

use vestibule_domain::time::Instant;

use crate::{Base, Business, Coworker, Id, Record, User, wire_enum};

wire_enum! {
    /// What an entry of the ledger counts.
    pub enum LedgerUnit as "ledger unit" { Days = 1, Minutes = 2, MinorUnits = 3 }
}

/// One movement that a visit caused: days or minutes taken from a pass, or money charged. Append-only; what is
/// taken back is a new entry with the opposite sign.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "ledger_entries", at = "BusinessId")]
pub struct LedgerEntry {
    /// The location of the visit.
    pub business_id: Id<Business>,
    /// The holder of the pass.
    pub coworker_id: Id<Coworker>,
    /// The visit; a number, not a reference, since entries outlive the visit.
    pub checkin_id: i64,
    /// The pass that was taken from or carries the charge; a number for the same reason.
    pub coworker_time_pass_id: i64,
    /// What is counted.
    pub unit: LedgerUnit,
    /// How much; negative when given back.
    pub amount: i64,
    /// The currency of money.
    pub currency: Option<String>,
    /// Base fields.
    pub base: Base,
}

wire_enum! {
    /// What a token is for.
    pub enum TokenUse as "token use" { Access = 1, Refresh = 2 }
}

/// A bearer or refresh token, by its hash: the token itself is nowhere.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "tokens")]
pub struct Token {
    /// SHA-256 of the token, in hex.
    #[field(exact, unique)]
    pub hash: String,
    /// What it is for.
    pub purpose: TokenUse,
    /// Whose it is.
    pub user_id: Id<User>,
    /// The client it was issued to (`contract.md 2.1`).
    #[field(exact)]
    pub client_id: String,
    /// Worthless from then on.
    pub expires_on: Instant,
    /// When a refresh token was traded in, or replaced by a newer one.
    pub spent_on: Option<Instant>,
    /// Base fields.
    pub base: Base,
}

/// The records of this module and those on the wire: every table there is.
#[must_use]
pub fn tables() -> Vec<fn() -> &'static crate::Schema> {
    let mut all = crate::declared::all().to_vec();
    all.push(LedgerEntry::schema);
    all.push(Token::schema);
    all.push(Device::schema);
    all
}

impl Token {
    /// Whether it may be used at an instant.
    #[must_use]
    pub fn is_good(&self, now: Instant) -> bool {
        self.spent_on.is_none() && self.expires_on > now
    }
}
