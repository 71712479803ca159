use vestibule_domain::time::Instant;

use super::{Business, Coworker, CoworkerInvoice};
use crate::enums::RecurrentChargePattern;
use crate::{Base, Decimal, Guid, Id, Record};

/// A product sold to a customer, once or again and again. The passes it includes are released when it is
/// activated.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "billing/coworkerproducts",
    table = "coworker_products",
    at = "BusinessId",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct CoworkerProduct {
    /// Customer who bought it.
    #[field(required, joins = "CoworkerType, FullName, CompanyName, BillingName, Email")]
    pub coworker_id: Id<Coworker>,
    /// Location that sold it.
    #[field(required)]
    pub business_id: Id<Business>,
    /// Product that was sold; a plain number here.
    #[field(required, relation)]
    pub product_id: i64,
    /// What it is, on its line of the invoice.
    pub notes: Option<String>,
    /// Purchase order number for its invoice.
    pub purchase_order: Option<String>,
    /// Number of the order it was bought in.
    #[field(read_only)]
    pub order_number: Option<i64>,
    /// Whether the passes it includes have been released.
    #[field(read_only)]
    pub activated: bool,
    /// Whether its passes are released at once, before it is paid.
    #[field(create_only)]
    pub activate_now: bool,
    /// Whether this customer is to pay, and not the one who pays for the team.
    #[field(create_only)]
    pub invoice_this_coworker: bool,
    /// Price of one; without it there is nothing to invoice.
    pub price: Option<Decimal>,
    /// How many.
    #[field(required, default = "1")]
    pub quantity: i64,
    /// Whether it is sold again in every cycle.
    pub regular_charge: bool,
    /// What a cycle is.
    #[field(default = "Month")]
    pub repeat_cycle: RecurrentChargePattern,
    /// How many of these make a cycle.
    pub repeat_unit: Option<i64>,
    /// From when it may be invoiced; null for at once.
    pub invoice_on: Option<Instant>,
    /// From when it repeats.
    pub repeat_from: Option<Instant>,
    /// Until when it repeats.
    pub repeat_until: Option<Instant>,
    /// When it was sold.
    pub sale_date: Option<Instant>,
    /// When it is to be paid.
    pub due_date: Option<Instant>,
    /// Whether it is on an invoice.
    #[field(read_only)]
    pub invoiced: bool,
    /// When it was invoiced.
    #[field(read_only)]
    pub invoiced_on: Option<Instant>,
    /// Whether a plan gave it.
    #[field(read_only)]
    pub from_tariff: bool,
    /// `UniqueId` of the booking it was sold with.
    #[field(read_only)]
    pub booking_unique_id: Option<Guid>,
    /// Whether the first cycle is billed in part.
    pub apply_pro_rating: bool,
    /// `UniqueId` of the contract it was sold with.
    #[field(read_only)]
    pub coworker_contract_unique_id: Option<Guid>,
    /// Invoice it is on.
    #[field(read_only, joins = "InvoiceNumber as CoworkerInvoiceNumber, Paid")]
    pub coworker_invoice_id: Option<Id<CoworkerInvoice>>,
    /// Names of the customer's teams when it was sold, separated by commas.
    #[field(read_only)]
    pub teams_at_the_time_of_purchase: Option<String>,
    /// What is paid from credit.
    pub credit_amount: Decimal,
    /// What is taken off.
    pub discount_amount: Decimal,
    /// Whether its price is given back on return.
    pub refundable: bool,
    /// What it comes to: `Quantity` times `Price` without what is taken off or paid from credit.
    #[field(read_only)]
    pub total_price: Option<Decimal>,
    /// Price of one.
    #[field(read_only)]
    pub unit_price: Option<Decimal>,
    /// What it comes to in every cycle, where it repeats.
    #[field(read_only)]
    pub recurring_total: Option<Decimal>,
    /// Fields every record has.
    pub base: Base,
}
