use vestibule_domain::time::Instant;

use super::{Business, Coworker, TimePass};
use crate::{Base, Decimal, Guid, Id, Record};

/// A pass in a customer's hands: bought, given by a plan, or sold at the door.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "billing/coworkertimepasses",
    table = "coworker_time_passes",
    at = "BusinessId",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct CoworkerTimePass {
    /// Customer who holds it.
    #[field(required)]
    pub coworker_id: Id<Coworker>,
    /// Location that issued it.
    #[field(required)]
    pub business_id: Id<Business>,
    /// Kind of pass.
    #[field(required, joins = "Name, Currency.Code")]
    pub time_pass_id: Id<TimePass>,
    /// Notes for staff.
    pub notes: Option<String>,
    /// Purchase order number for its invoice.
    pub purchase_order: Option<String>,
    /// Whether it is used up.
    #[field(update_only, alias = "IsUsed")]
    pub used: bool,
    /// Whether somebody is inside on it now.
    #[field(read_only)]
    pub checked_in: bool,
    /// When it was first used.
    #[field(update_only)]
    pub used_date: Option<Instant>,
    /// Who used it first, where that was not its holder; a number, since it outlives that person.
    #[field(internal)]
    pub used_by: Option<i64>,
    /// Minutes that are left; null for a day pass.
    #[field(read_only)]
    pub remaining_uses: Option<i64>,
    /// Minutes it held at first; null for a day pass.
    #[field(read_only)]
    pub total_uses: Option<i64>,
    /// Whether nothing is charged for it.
    pub free: bool,
    /// What it cost; null takes the price of the pass.
    pub price: Option<Decimal>,
    /// How many were issued together.
    #[field(required, default = "1")]
    pub create_multiple: i64,
    /// From when it can no longer be used.
    pub expire_date: Option<Instant>,
    /// Whether it is on an invoice.
    #[field(read_only)]
    pub invoiced: bool,
    /// When it was invoiced.
    #[field(read_only)]
    pub invoice_date: Option<Instant>,
    /// Whether a plan gave it.
    #[field(read_only)]
    pub is_from_tariff: bool,
    /// Whether it was sold at the door.
    #[field(read_only)]
    pub is_pay_as_you_go: bool,
    /// `UniqueId` of the `TariffTimePass` that gave it.
    pub tariff_time_pass_unique_id: Option<Guid>,
    /// `UniqueId` of the customer's product that gave it.
    pub coworker_product_unique_id: Option<Guid>,
    /// `UniqueId` of the contract that gave it.
    pub coworker_contract_unique_id: Option<Guid>,
    /// Fields every record has.
    pub base: Base,
}
