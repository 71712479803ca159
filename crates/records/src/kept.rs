//! Records that are kept but never on the wire: declared by the same means, so that both stores keep them alike.

mod access_round;
mod device;
mod happened;
mod issued_set;
mod job;
mod presence;
mod remembered_phone;
mod review;
mod tablet;

pub use access_round::AccessRound;
pub use device::Device;
pub use happened::{Happened, Happening};
pub use issued_set::IssuedSet;
pub use job::Job;
pub use presence::Presence;
pub use remembered_phone::RememberedPhone;
pub use review::Review;
pub use tablet::{Tablet, TabletCode};

use vestibule_domain::time::Instant;

use crate::{Base, Business, Id, Record, User, WebhookAction, wire_enum};

wire_enum! {
    /// What an entry of the ledger counts.
    pub enum LedgerUnit as "ledger unit" { Days = 1, Minutes = 2, MinorUnits = 3 }
}

wire_enum! {
    /// An account of the ledger; see `vestibule_domain::ledger::Account`.
    pub enum LedgerAccount as "ledger account" {
        Issued = 1, Pass = 2, Visit = 3, Lapsed = 4, ByHand = 5, Owed = 6, Earned = 7,
    }
}

/// One movement of days, minutes or money, from one account to another. Append-only: what is taken back is a new
/// entry with the accounts exchanged.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "ledger_entries", at = "BusinessId")]
pub struct LedgerEntry {
    /// The location of the visit, or else the one that issued the pass.
    pub business_id: Id<Business>,
    /// The holder of the pass; a number, not a reference, since entries outlive everybody.
    pub coworker_id: i64,
    /// The visit that moved it, if one did; a number for the same reason.
    pub checkin_id: Option<i64>,
    /// The pass it is about; a number for the same reason.
    pub coworker_time_pass_id: i64,
    /// The account it comes to.
    pub debit: LedgerAccount,
    /// The account it leaves.
    pub credit: LedgerAccount,
    /// What is counted.
    pub unit: LedgerUnit,
    /// How much; always more than nothing.
    pub amount: i64,
    /// The currency of money.
    pub currency: Option<String>,
    /// Base fields; who moved it, as far as that is known.
    pub base: Base,
}

wire_enum! {
    /// What a token is for: the API, the next pair of tokens, or a browser in which somebody has signed in.
    pub enum TokenUse as "token use" { Access = 1, Refresh = 2, Session = 3 }
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

/// One event for one webhook or one door system: written in the transaction of the change it tells of, and kept for a
/// while after it was told.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(table = "deliveries", at = "BusinessId")]
pub struct Delivery {
    /// The location of the webhook or the door system.
    pub business_id: Id<Business>,
    /// The webhook; a number, not a reference, since no change may fail because a webhook was just deleted. Below zero
    /// it is the door system of the location with that number, without its sign.
    pub web_hook_id: i64,
    /// What is told.
    pub action: WebhookAction,
    /// The name of the record it is about.
    #[field(exact)]
    pub record: String,
    /// The id of that record, which may be gone by now.
    pub record_id: i64,
    /// What keeps deliveries in order: the customer they are about, or else the record.
    pub lane: i64,
    /// The body, byte for byte: ASCII. Empty for a door system, which is told how things stand when it is told.
    pub payload: String,
    /// Tries since it was made, or was last asked for again.
    pub attempts: i64,
    /// When it is next to be tried; null once it was delivered or given up.
    pub due_on: Option<Instant>,
    /// When it was delivered.
    pub delivered_on: Option<Instant>,
    /// The HTTP status of the last answer; null when there was none.
    pub last_status: Option<i64>,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When somebody last asked for it to be sent again; null unless somebody did.
    pub resent_on: Option<Instant>,
    /// Base fields; the `UniqueId` is the id under which the receiver knows it.
    pub base: Base,
}

/// The records of this module and those on the wire: every table there is.
#[must_use]
pub fn tables() -> Vec<fn() -> &'static crate::Schema> {
    let mut all = crate::declared::served();
    all.push(LedgerEntry::schema);
    all.push(Token::schema);
    all.push(Device::schema);
    all.push(Delivery::schema);
    all.push(IssuedSet::schema);
    all.push(Review::schema);
    all.push(AccessRound::schema);
    all.push(RememberedPhone::schema);
    all.push(Presence::schema);
    all.push(Job::schema);
    all.push(Happened::schema);
    all.push(Tablet::schema);
    all.push(TabletCode::schema);
    all
}

impl Token {
    /// Whether it may be used at an instant.
    #[must_use]
    pub fn is_good(&self, now: Instant) -> bool {
        self.spent_on.is_none() && self.expires_on > now
    }
}
