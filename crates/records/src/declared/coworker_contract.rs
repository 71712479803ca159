use vestibule_domain::time::Instant;

use super::{Business, Coworker, Tariff};
use crate::{Base, Decimal, Id, Record};

/// A customer's subscription to a plan, from a date until it is cancelled. An active one makes the customer
/// a member.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "billing/coworkercontracts",
    table = "coworker_contracts",
    at = "IssuedById",
    title = "{CoworkerFullName} - {TariffName}",
    operations = "list get batch create update commands runcommand"
)]
pub struct CoworkerContract {
    /// Location that sold it.
    #[field(required, joins = "Name")]
    pub issued_by_id: Id<Business>,
    /// Customer who subscribed.
    #[field(required, joins = "CoworkerType, FullName, CompanyName, BillingName, Email, Active")]
    pub coworker_id: Id<Coworker>,
    /// Plan subscribed to.
    #[field(required, joins = "Name, InvoiceEvery, InvoiceEveryWeeks, Price, Currency.Code")]
    pub tariff_id: Id<Tariff>,
    /// Plan it changes to at the next renewal.
    #[field(joins = "Name")]
    pub next_tariff_id: Option<Id<Tariff>>,
    /// Notes for staff.
    pub notes: Option<String>,
    /// When it starts.
    pub start_date: Option<Instant>,
    /// Day of the month on which it is billed.
    #[field(required)]
    pub billing_day: i64,
    /// When the next cycle starts.
    pub renewal_date: Option<Instant>,
    /// Start of the cycle the next invoice covers.
    pub invoiced_period: Option<Instant>,
    /// Until when it cannot be left.
    pub contract_term: Option<Instant>,
    /// Price of a cycle, if not the plan's.
    pub price: Option<Decimal>,
    /// What it is worth, for reports.
    pub value: Option<Decimal>,
    /// How many times the plan is taken.
    #[field(required, default = "1")]
    pub quantity: i64,
    /// Whether it is in force.
    #[field(read_only, default = "true")]
    pub active: bool,
    /// Whether it is the one that counts where a customer has several.
    #[field(read_only)]
    pub main_contract: bool,
    /// Whether notice has been given.
    #[field(read_only)]
    pub cancelled: bool,
    /// Purchase order number for its invoices.
    pub purchase_order: Option<String>,
    /// Whether the first invoice has the sign-up fee.
    pub include_signup_fee: bool,
    /// Whether the cycles to pay in advance are invoiced at the start.
    pub invoice_advanced_cycles: bool,
    /// Whether the first cycle is billed in part.
    pub apply_pro_rating: bool,
    /// When the next invoice is made.
    pub next_auto_invoice: Option<Instant>,
    /// Whether the terms of the plan have been accepted.
    pub price_plan_terms_accepted: bool,
    /// When they were accepted.
    #[field(read_only)]
    pub price_plan_terms_accepted_on: Option<Instant>,
    /// When it ends.
    pub cancellation_date: Option<Instant>,
    /// Days before a renewal after which a notice counts for the next one.
    pub cancellation_limit_days: Option<i64>,
    /// Whether a last cycle cut short is refunded in part.
    pub pro_rate_cancellation: bool,
    /// Whether contracts of the team end with it.
    pub cancel_team_contracts: bool,
    /// Why it was left, as the number a client sent.
    pub cancellation_reason: Option<i64>,
    /// Why it was left, in words.
    pub cancellation_notes: Option<String>,
    /// `StartDate` on the clocks of the location.
    #[field(read_only)]
    pub start_date_local: Option<Instant>,
    /// `RenewalDate` on the clocks of the location.
    #[field(read_only)]
    pub renewal_date_local: Option<Instant>,
    /// `NextAutoInvoice` on the clocks of the location.
    #[field(read_only)]
    pub next_auto_invoice_local: Option<Instant>,
    /// `PricePlanTermsAcceptedOn` on the clocks of the location.
    #[field(read_only)]
    pub price_plan_terms_accepted_on_local: Option<Instant>,
    /// `CancellationDate` on the clocks of the location.
    #[field(read_only)]
    pub cancellation_date_local: Option<Instant>,
    /// `ContractTerm` on the clocks of the location.
    #[field(read_only)]
    pub contract_term_local: Option<Instant>,
    /// `InvoicedPeriod` on the clocks of the location.
    #[field(read_only)]
    pub invoiced_period_local: Option<Instant>,
    /// Whether it is paused now, which counts as having no plan.
    #[field(read_only)]
    pub in_paused_period: bool,
    /// Since when it is paused.
    #[field(read_only)]
    pub in_paused_period_from: Option<Instant>,
    /// Until when it is paused.
    #[field(read_only)]
    pub in_paused_period_until: Option<Instant>,
    /// When the passes of its plan are next to be looked at; null when nobody has yet.
    #[field(internal)]
    pub passes_due_on: Option<Instant>,
    /// Fields every record has.
    pub base: Base,
}
