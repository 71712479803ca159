use super::{Business, Currency};
use crate::enums::TariffType;
use crate::{Base, Decimal, Id, Record};

/// A plan that customers subscribe to: its price, how often it is billed, the discounts it gives and the
/// limits it sets.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "billing/tariffs",
    table = "tariffs",
    at = "BusinessId",
    title = "{Name}",
    operations = "list get batch create update delete commands runcommand",
    affects = "catalogue"
)]
pub struct Tariff {
    /// Location that sells the plan.
    #[field(required, joins = "Name")]
    pub business_id: Id<Business>,
    /// What people call the plan.
    #[field(required)]
    pub name: String,
    /// Kind of membership, for reports.
    pub system_tariff_type: TariffType,
    /// Price of one billing cycle.
    #[field(required)]
    pub price: Decimal,
    /// Day of the month on which new contracts are billed.
    pub default_invoicing_day: Option<i64>,
    /// Whether customers can see the plan.
    pub visible: bool,
    /// Whether members of the plan need a pass to check in.
    pub use_time_passes: bool,
    /// Text that sells the plan.
    pub description: Option<String>,
    /// Text of the invoice line, if not the name.
    pub invoice_line_display_as: Option<String>,
    /// Charged once, at the start.
    pub sign_up_fee: Option<Decimal>,
    /// Currency of every amount here.
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
    /// Terms of the plan.
    pub terms_and_conditions: Option<String>,
    /// Days of notice to leave the plan.
    pub cancellation_period: i64,
    /// Where the plan stands in a list.
    pub display_order: i64,
    /// Heading under which the plan is listed.
    pub group_name: Option<String>,
    /// Whether members have to ask staff to leave the plan.
    pub disable_portal_cancellations: bool,
    /// How many contracts may be on the plan at a time.
    pub subscribers_limit: Option<i64>,
    /// Days before a renewal after which a notice counts for the next one.
    pub cancellation_limit_days: Option<i64>,
    /// Months that new contracts run at least.
    pub default_contract_term: Option<i64>,
    /// Days an invoice may be overdue before the customer is suspended (spelt so on the wire).
    pub cancel_memeber_account_after: Option<i64>,
    /// Days of access in a billing cycle.
    pub checkin_price_plan_limit: Option<i64>,
    /// Days of access in a month.
    pub checkin_month_limit: Option<i64>,
    /// Days of access in a week.
    pub checkin_week_limit: Option<i64>,
    /// Visitors a member may receive in a month.
    pub visitor_month_limit: Option<i64>,
    /// Visitors a member may receive in a week.
    pub visitor_week_limit: Option<i64>,
    /// Visitors a member may receive in a day.
    pub visitor_day_limit: Option<i64>,
    /// Hours inside in a billing cycle.
    pub hours_price_plan_limit: Option<i64>,
    /// Hours inside in a month.
    pub hours_month_limit: Option<i64>,
    /// Hours inside in a week.
    pub hours_week_limit: Option<i64>,
    /// Minutes of bookings in a week.
    pub booking_minute_week_limit: Option<i64>,
    /// Minutes of bookings in a month.
    pub booking_minute_month_limit: Option<i64>,
    /// Percent off bookings.
    pub discount_extra_services: Option<Decimal>,
    /// Percent off passes, those sold at the door included.
    pub discount_time_passes: Option<Decimal>,
    /// Percent off other charges.
    pub discount_charges: Option<Decimal>,
    /// Months in a billing cycle; 0 when it is counted in weeks.
    #[field(default = "1")]
    pub invoice_every: i64,
    /// Weeks in a billing cycle; 0 when it is counted in months.
    pub invoice_every_weeks: i64,
    /// Billing cycles after which a contract ends by itself.
    pub auto_cancel_after: Option<i64>,
    /// Billing cycles to pay in advance.
    pub advance_invoice_cycles: Option<i64>,
    /// Day of the month to which a first invoice is prorated.
    pub prorate_day_of_month: Option<i64>,
    /// Days before that day from which the next cycle is billed along.
    pub prorate_days_before: Option<i64>,
    /// Whether a last cycle cut short is refunded in part.
    pub prorate_cancellations: bool,
    /// Billing cycles that a payment in advance extends a contract by.
    pub charge_and_extend: Option<i64>,
    /// Whether the plan is left off invoices.
    pub exclude_from_invoice: bool,
    /// Whether other charges are invoiced between renewals too.
    pub auto_raise_invoices: bool,
    /// Months between those invoices.
    pub raise_invoice_every: Option<i64>,
    /// Weeks between those invoices.
    pub raise_invoice_every_weeks: Option<i64>,
    /// Least that a member spends in a cycle.
    pub minimum_price: Option<Decimal>,
    /// Whether passes count towards `MinimumPrice`.
    pub minimum_price_include_time_passes: bool,
    /// Whether bookings count towards `MinimumPrice`.
    pub minimum_price_include_extra_services: bool,
    /// Whether events count towards `MinimumPrice`.
    pub minimum_price_include_events: bool,
    /// Put away: no new contracts.
    pub archived: bool,
    /// Whether the plan is recommended.
    pub starred: bool,
    /// Whether staff approve whoever signs up for the plan.
    pub keep_new_accounts_on_hold: bool,
    /// Whether a contract on the plan can be paused.
    pub can_be_paused: bool,
    /// Pauses allowed in a year.
    pub pause_yearly_limit: Option<i64>,
    /// Billing cycles a pause may last.
    pub pause_cycles_limit: Option<i64>,
    /// Form to fill in on joining; a plain number here.
    #[field(relation)]
    pub form_page_id: Option<i64>,
    /// Whether products sold with the plan move to its contract.
    pub transfer_products_to_contract: bool,
    /// Fields every record has.
    pub base: Base,
}
