use vestibule_domain::time::Instant;

use super::{Business, Country, Coworker, Currency};
use crate::{Base, Decimal, Guid, Id, Record};

/// What a customer is asked to pay, or a credit note that takes such a thing back. Made by commands alone.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "billing/coworkerinvoices",
    table = "coworker_invoices",
    at = "BusinessId",
    title = "{InvoiceNumber}",
    operations = "list get batch update commands runcommand"
)]
pub struct CoworkerInvoice {
    /// Customer who is to pay.
    #[field(read_only, joins = "FullName, BillingEmail, CompanyName")]
    pub coworker_id: Id<Coworker>,
    /// Location that is to be paid.
    #[field(read_only, joins = "Name")]
    pub business_id: Id<Business>,
    /// Its number among those of the location; credit notes are counted apart.
    #[field(exact)]
    pub invoice_number: Option<String>,
    /// What a payment names so that it is known to be for this.
    #[field(exact)]
    pub payment_reference: Option<String>,
    /// Name it is addressed to.
    pub bill_to_name: Option<String>,
    /// Address it is sent to, in free text.
    pub bill_to_address: Option<String>,
    /// Town it is sent to.
    pub bill_to_city: Option<String>,
    /// Postal code it is sent to.
    pub bill_to_post_code: Option<String>,
    /// Telephone of whoever pays.
    pub bill_to_phone: Option<String>,
    /// Fax of whoever pays.
    pub bill_to_fax: Option<String>,
    /// State or province it is sent to.
    pub bill_to_state: Option<String>,
    /// Country it is sent to.
    #[field(joins = "Name, TwoDigitsCode")]
    pub bill_to_country_id: Option<Id<Country>>,
    /// Account it is to be paid to.
    pub bill_to_bank_account: Option<String>,
    /// Tax number of whoever pays.
    #[field(exact, name = "BillToTaxIDNumber")]
    pub bill_to_tax_id_number: Option<String>,
    /// Purchase order number of whoever pays.
    pub purchase_order: Option<String>,
    /// Text above its lines.
    pub description: Option<String>,
    /// What its lines have taken off, in all.
    pub discount_amount: Option<Decimal>,
    /// Until when it is to be paid.
    pub due_date: Option<Instant>,
    /// Start of the period it covers.
    pub invoice_from_date: Option<Instant>,
    /// End of the period it covers.
    pub invoice_to_date: Option<Instant>,
    /// What is to be paid, tax included; below zero on a credit note.
    #[field(read_only)]
    pub total_amount: Decimal,
    /// What has been paid of it, by money or by credit.
    #[field(read_only)]
    pub paid_amount: Decimal,
    /// Currency of all its amounts.
    #[field(read_only, joins = "Code")]
    pub currency_id: Id<Currency>,
    /// Tax in the total.
    #[field(read_only)]
    pub tax_amount: Decimal,
    /// Whether it can still change before it counts.
    #[field(read_only)]
    pub draft: bool,
    /// Whether it no longer counts: a credit note took back all of it.
    #[field(read_only)]
    pub void: bool,
    /// Whether its number is still to come.
    #[field(read_only)]
    pub waiting_for_invoice_number: bool,
    /// Whether all of it is paid.
    #[field(read_only)]
    pub paid: bool,
    /// Whether the customer has been sent it.
    #[field(read_only)]
    pub sent: bool,
    /// When the customer was sent it.
    #[field(read_only)]
    pub sent_on: Option<Instant>,
    /// When the last of it was paid.
    #[field(read_only)]
    pub paid_on: Option<Instant>,
    /// Whether what was paid has been given back.
    #[field(read_only)]
    pub refunded: bool,
    /// When it was given back.
    #[field(read_only)]
    pub refunded_on: Option<Instant>,
    /// Whether it is a credit note.
    #[field(read_only)]
    pub credit_note: bool,
    /// `UniqueId` of the invoice that a credit note takes back.
    #[field(read_only)]
    pub original_invoice_guid: Option<Guid>,
    /// `UniqueId` of the contract it is for.
    #[field(read_only)]
    pub contract_guid: Option<Guid>,
    /// Free text for whoever integrates.
    pub custom_data: Option<String>,
    /// Whether credit of the customer is left alone when it is paid.
    pub do_not_apply_credit_automatically: bool,
    /// What was paid of it in money.
    #[field(read_only)]
    pub received_amount: Option<Decimal>,
    /// What credit notes have taken back of it.
    #[field(read_only)]
    pub credited_amount: Option<Decimal>,
    /// What has been given back of it.
    #[field(read_only)]
    pub refunded_amount: Option<Decimal>,
    /// What is still to be paid.
    #[field(read_only)]
    pub due_amount: Decimal,
    /// Whether its number stands in for one that is still to come.
    #[field(read_only)]
    pub has_temporary_invoice_number: bool,
    /// Fields every record has.
    pub base: Base,
}
