use super::{Business, Currency, Tariff};
use crate::{Base, Decimal, Id, Record};

/// A kind of pass: the right to be inside for a business day, or for a number of minutes.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "billing/timepasses",
    table = "time_passes",
    at = "BusinessId",
    title = "{Name}",
    operations = "list get batch create update delete commands runcommand",
    affects = "catalogue"
)]
pub struct TimePass {
    /// Location that issues the pass.
    #[field(required, joins = "Name")]
    pub business_id: Id<Business>,
    /// What people call the pass.
    #[field(required)]
    pub name: String,
    /// Text of the invoice line, if not the name.
    pub invoice_line_display_as: Option<String>,
    /// Price, unless a plan has its own.
    #[field(required)]
    pub price: Decimal,
    /// Minutes the pass holds; null for a day pass.
    pub minutes_included: Option<i64>,
    /// Whether visits on the pass count towards the limits of a plan.
    pub counts_towards_plan_limits: bool,
    /// Whether it may be sold at the door to members.
    pub use_as_pay_as_you_go_for_members: bool,
    /// Whether it may be sold at the door to contacts.
    pub use_as_pay_as_you_go_for_contacts: bool,
    /// The higher, the earlier it is used; null is 0.
    pub use_priority: Option<i64>,
    /// Currency of the price.
    #[field(required, joins = "Code")]
    pub currency_id: Id<Currency>,
    /// Tax rate for most customers; a plain number here.
    #[field(relation)]
    pub tax_rate_id: Option<i64>,
    /// Tax rate for customers on the reduced rate; a plain number here.
    #[field(relation)]
    pub reduced_tax_rate_id: Option<i64>,
    /// Tax rate for customers who are exempt; a plain number here.
    #[field(relation)]
    pub exempt_tax_rate_id: Option<i64>,
    /// Account the revenue is booked to; a plain number here.
    #[field(relation)]
    pub financial_account_id: Option<i64>,
    /// Locations where it opens the door; empty for the issuer and all below it.
    #[field(set(table = "time_pass_businesses", this = "time_pass_id", that = "business_id"))]
    pub businesses: Vec<Id<Business>>,
    /// Group of a Kisi door system.
    #[field(exact)]
    pub kisi_group_id: Option<String>,
    /// Group of a DoorGuard door system.
    #[field(exact)]
    pub door_guard_group_id: Option<String>,
    /// Groups of any other door system.
    #[field(exact)]
    pub access_control_group_id: Option<String>,
    /// Whether a visit through the Wi-Fi may use it.
    pub allow_network_check_in: bool,
    /// Whether members are excluded.
    pub only_for_contacts: bool,
    /// Whether contacts are excluded.
    pub only_for_members: bool,
    /// Plans whose members may have it; empty for all.
    #[field(set(table = "time_pass_tariffs", this = "time_pass_id", that = "tariff_id"))]
    pub tariffs: Vec<Id<Tariff>>,
    /// Put away: not sold any more; those issued stay valid.
    pub archived: bool,
    /// Fields every record has.
    pub base: Base,
}
