use vestibule_domain::time::Instant;

use super::{Business, Coworker};
use crate::{Base, Decimal, Guid, Id, Record};

/// An amount a customer owes that no other record carries: above all what a member of a team passes on to
/// its payer.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "billing/charges",
    table = "charges",
    at = "BusinessId",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct Charge {
    /// Customer who owes it.
    #[field(required)]
    pub coworker_id: Id<Coworker>,
    /// Location it is owed to.
    #[field(required, joins = "Name, Currency.Code")]
    pub business_id: Id<Business>,
    /// Its number, for people to read.
    #[field(read_only, exact)]
    pub charge_number: Option<String>,
    /// How many.
    #[field(default = "1")]
    pub quantity: i64,
    /// What it is for.
    pub description: Option<String>,
    /// Text of the invoice line, if not the description.
    pub invoice_line_display_as: Option<String>,
    /// Whether it repeats.
    pub regular_charge: bool,
    /// What is taken off.
    #[field(required, unlisted)]
    pub discount_amount: Decimal,
    /// What is paid from credit.
    #[field(unlisted)]
    pub credit_amount: Decimal,
    /// Code that gave the discount.
    #[field(exact)]
    pub discount_code: Option<String>,
    /// When it is to be invoiced.
    pub due_date: Option<Instant>,
    /// What is owed in all.
    #[field(required)]
    pub total_amount: Decimal,
    /// Purchase order number for its invoice.
    #[field(unlisted)]
    pub purchase_order: Option<String>,
    /// Tax rate; a plain number here.
    #[field(relation)]
    pub tax_rate_id: Option<i64>,
    /// Account the revenue is booked to; a plain number here.
    #[field(relation)]
    pub financial_account_id: Option<i64>,
    /// Whether it is on an invoice.
    pub invoiced: bool,
    /// When it was invoiced.
    pub invoiced_on: Option<Instant>,
    /// When it arose.
    pub sale_date: Option<Instant>,
    /// Whether it was passed on by another member of the team.
    pub from_team_member: bool,
    /// Name of the booking hours it is for.
    pub coworker_extra_service_name: Option<String>,
    /// Name of the pass it is for.
    pub coworker_time_pass_name: Option<String>,
    /// Name of the product it is for.
    pub coworker_product_name: Option<String>,
    /// Name of the plan it is for.
    pub tariff_name: Option<String>,
    /// `UniqueId` of the customer's product it is for.
    pub coworker_product_unique_id: Option<Guid>,
    /// `UniqueId` of the booking it is for.
    pub booking_unique_id: Option<Guid>,
    /// `UniqueId` of the contract it is for.
    pub coworker_contract_unique_id: Option<Guid>,
    /// `UniqueId` of the customer's booking hours it is for.
    pub coworker_extra_service_unique_id: Option<Guid>,
    /// `UniqueId` of the kind of booking hours it is for.
    pub extra_service_unique_id: Option<Guid>,
    /// `UniqueId` of the customer's pass it is for.
    pub coworker_time_pass_unique_id: Option<Guid>,
    /// `UniqueId` of the charge it was passed on from.
    pub coworker_charge_unique_id: Option<Guid>,
    /// `UniqueId` of the event ticket it is for.
    pub event_attendee_unique_id: Option<Guid>,
    /// Start of the period it is for.
    pub invoice_from_date: Option<Instant>,
    /// End of the period it is for.
    pub invoice_to_date: Option<Instant>,
    /// From when it repeats.
    pub repeat_from: Option<Instant>,
    /// Until when it repeats.
    pub repeat_until: Option<Instant>,
    /// `UniqueId` of the customer's discount code.
    pub coworker_discount_code_unique_id: Option<Guid>,
    /// Fields every record has.
    pub base: Base,
}
