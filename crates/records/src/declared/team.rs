use super::{Business, Coworker, Tariff};
use crate::{Base, Decimal, Id, Record};

/// Customers who belong together: they may share passes, and one of them may pay for all.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "spaces/teams",
    table = "teams",
    at = "BusinessId",
    title = "{Name}",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct Team {
    /// Location of the team.
    #[field(required, joins = "Name")]
    pub business_id: Id<Business>,
    /// What people call the team.
    #[field(required)]
    pub name: String,
    /// Text about the team.
    pub description: Option<String>,
    /// VLAN that RADIUS puts the members' devices in.
    #[field(exact)]
    pub tunnel_private_group_id: Option<String>,
    /// Customers in the team.
    #[field(set(table = "team_members", this = "team_id", that = "coworker_id"))]
    pub team_members: Vec<Id<Coworker>>,
    /// Members who manage the team.
    #[field(set(table = "team_administrators", this = "team_id", that = "coworker_id"))]
    pub team_administrators: Vec<Id<Coworker>>,
    /// Whether the paying member is billed for everybody.
    pub create_single_invoice_for_team: bool,
    /// Whether members buy at the prices of the paying member's plan.
    pub use_special_prices: bool,
    /// Member who pays for the team.
    #[field(joins = "FullName, CoworkerType, BillingName, CompanyName")]
    pub paying_member_id: Option<Id<Coworker>>,
    /// Plan a new member is put on.
    #[field(joins = "Name")]
    pub default_member_tariff_id: Option<Id<Tariff>>,
    /// How many members the team may have.
    pub max_team_member_count: Option<i64>,
    /// Whether the members' benefits are pooled with the paying member.
    pub transfer_credits_to_paying_member: bool,
    /// Whether members may use the paying member's passes.
    pub share_time_passes: bool,
    /// Whether members may use the paying member's booking hours.
    pub share_extra_services: bool,
    /// Whether members may use the paying member's booking credit.
    pub share_booking_credit: bool,
    /// Percent off bookings.
    pub discount_extra_services: Option<Decimal>,
    /// Percent off passes; the better of this and the plan's applies.
    pub discount_time_passes: Option<Decimal>,
    /// Percent off other charges.
    pub discount_charges: Option<Decimal>,
    /// Percent off plans.
    pub discount_tariffs: Option<Decimal>,
    /// Fields every record has.
    pub base: Base,
}
