use vestibule_domain::time::Instant;

use super::{Business, Coworker, CoworkerInvoice};
use crate::enums::PaymentProvider;
use crate::{Base, Decimal, Guid, Id, Record};

/// One movement on a customer's account with a location: what is owed, what was paid, and how it then stood. What
/// visits take from passes is counted elsewhere, in the ledger of visits.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "billing/coworkerledgerentries",
    table = "coworker_ledger_entries",
    at = "BusinessId",
    title = "{Description}",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct CoworkerLedgerEntry {
    /// Location of the account.
    #[field(required, joins = "Name, Currency.Code")]
    pub business_id: Id<Business>,
    /// Customer of the account.
    #[field(required, joins = "FullName")]
    pub coworker_id: Id<Coworker>,
    /// Invoice it is about.
    #[field(
        joins = "InvoiceNumber, TotalAmount, BillToName, Paid, PaidOn, Refunded, RefundedOn, DueDate, Draft, WaitingForInvoiceNumber"
    )]
    pub coworker_invoice_id: Option<Id<CoworkerInvoice>>,
    /// What happened, in words.
    #[field(required)]
    pub description: String,
    /// What happened, in four letters: `INVO`, `CRED`, `PAYM`, `REFU`, `ADJU`.
    #[field(required, exact)]
    pub code: String,
    /// What the customer owes by it.
    #[field(required)]
    pub debit: Decimal,
    /// What the customer owes less by it.
    #[field(required)]
    pub credit: Decimal,
    /// How it was paid.
    pub payment_gateway_name: Option<PaymentProvider>,
    /// Number of the payment where it was made.
    #[field(exact)]
    pub payment_method_number: Option<String>,
    /// When it happened.
    pub transaction_date: Option<Instant>,
    /// What the customer owed in all after it; below zero for credit.
    #[field(required)]
    pub balance: Decimal,
    /// Whether it is on an invoice.
    pub billed: bool,
    /// `TransactionDate` on the clocks of the location.
    #[field(read_only)]
    pub transaction_date_local: Option<Instant>,
    /// `UniqueId` of the entry that this one takes back or belongs to.
    pub connected_transaction_guid: Option<Guid>,
    /// Code of the currency of its amounts: that of the invoice, or of the location.
    #[field(internal)]
    pub currency: Option<String>,
    /// Fields every record has.
    pub base: Base,
}
