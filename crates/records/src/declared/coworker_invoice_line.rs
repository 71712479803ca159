use vestibule_domain::time::Instant;

use super::CoworkerInvoice;
use crate::{Base, Decimal, Guid, Id, Record};

/// One item of an invoice. There are too many to be listed but by their invoice (`contract.md 5.3`).
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "billing/coworkerinvoicelines",
    table = "coworker_invoice_lines",
    at = "CoworkerInvoiceId.BusinessId",
    title = "{Description}",
    operations = "list get",
    list_needs = "CoworkerInvoiceLine_CoworkerInvoice"
)]
pub struct CoworkerInvoiceLine {
    /// Invoice it is on.
    #[field(read_only, joins = "InvoiceNumber, Paid, PaidOn, CreditNote, Currency.Code, DueDate")]
    pub coworker_invoice_id: Id<CoworkerInvoice>,
    /// What is to be paid for, with its day: `Day Pass [27/08/2026]`.
    #[field(read_only)]
    pub description: Option<String>,
    /// Text to print in place of the description.
    #[field(read_only)]
    pub display_as: Option<String>,
    /// How many.
    #[field(read_only)]
    pub quantity: i64,
    /// What it comes to without tax; below zero on a credit note.
    #[field(read_only)]
    pub sub_total: Decimal,
    /// Tax on it.
    #[field(read_only)]
    pub tax_amount: Decimal,
    /// Tax rate, in percent.
    #[field(read_only)]
    pub tax_rate: Option<Decimal>,
    /// `UniqueId` of the customer's pass it is for.
    #[field(read_only)]
    pub coworker_time_pass_unique_id: Option<Guid>,
    /// `UniqueId` of the customer's booking hours it is for.
    #[field(read_only)]
    pub coworker_extra_service_unique_id: Option<Guid>,
    /// `UniqueId` of the event ticket it is for.
    #[field(read_only)]
    pub event_attendee_unique_id: Option<Guid>,
    /// Name of the booking hours it is for.
    #[field(read_only)]
    pub coworker_extra_service_name: Option<String>,
    /// `UniqueId` of the booking it is for.
    #[field(read_only)]
    pub booking_unique_id: Option<Guid>,
    /// `UniqueId` of the customer's product it is for.
    #[field(read_only)]
    pub coworker_product_unique_id: Option<Guid>,
    /// `UniqueId` of the contract it is for.
    #[field(read_only)]
    pub coworker_contract_unique_id: Option<Guid>,
    /// `UniqueId` of the charge it is for.
    #[field(read_only)]
    pub coworker_charge_unique_id: Option<Guid>,
    /// What has been given back of it.
    #[field(read_only)]
    pub refunded_amount: Option<Decimal>,
    /// Whether it has been given back.
    #[field(read_only)]
    pub refunded: Option<bool>,
    /// When it was given back.
    #[field(read_only)]
    pub refunded_on: Option<Instant>,
    /// When the item was sold or used.
    #[field(read_only)]
    pub sale_date: Option<Instant>,
    /// Code that gave the discount.
    #[field(read_only, exact)]
    pub discount_code: Option<String>,
    /// What is taken off.
    #[field(read_only)]
    pub discount_amount: Option<Decimal>,
    /// What is paid from credit.
    #[field(read_only)]
    pub credit_amount: Option<Decimal>,
    /// Name of the pass it is for.
    #[field(read_only)]
    pub coworker_time_pass_name: Option<String>,
    /// Name of the product it is for.
    #[field(read_only)]
    pub coworker_product_name: Option<String>,
    /// Name of the plan it is for.
    #[field(read_only)]
    pub tariff_name: Option<String>,
    /// `UniqueId` of the location that sold it.
    #[field(read_only)]
    pub issued_by_unique_id: Option<Guid>,
    /// Its place on the invoice, from 1.
    #[field(read_only)]
    pub position: Option<i64>,
    /// Whether it is counted but not printed.
    #[field(read_only)]
    pub is_hidden: Option<bool>,
    /// Purchase order number of the item.
    #[field(read_only)]
    pub purchase_order: Option<String>,
    /// Fields every record has.
    pub base: Base,
}
