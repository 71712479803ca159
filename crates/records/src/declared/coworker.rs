use vestibule_domain::time::Instant;

use super::{Business, Country, SimpleTimeZone, Team, User};
use crate::enums::{Attendance, CoworkerType, Gender, TaxRateType};
use crate::{Base, Decimal, Id, Record};

/// A customer, person or company: with an active contract a member, without one a contact.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "spaces/coworkers",
    table = "coworkers",
    at = "Businesses",
    title = "{FullName} - {Email}",
    operations = "list get batch create update commands runcommand"
)]
pub struct Coworker {
    /// Person or company.
    #[field(default = "Individual")]
    pub coworker_type: CoworkerType,
    /// Locations the customer belongs to.
    #[field(set(table = "coworker_businesses", this = "coworker_id", that = "business_id"))]
    pub businesses: Vec<Id<Business>>,
    /// Teams the customer is a member of.
    #[field(set(table = "team_members", this = "coworker_id", that = "team_id"))]
    pub teams: Vec<Id<Team>>,
    /// Name to show.
    #[field(required)]
    pub full_name: String,
    /// How to address the customer in a message.
    pub salutation: Option<String>,
    /// Gender, if told.
    #[field(default = "NotSet")]
    pub gender: Gender,
    /// E-mail address, unique in the network.
    #[field(required, exact, unique)]
    pub email: String,
    /// Postal address, in free text.
    pub address: Option<String>,
    /// Postal code.
    pub post_code: Option<String>,
    /// Town.
    pub city_name: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Country of the address.
    #[field(required)]
    pub country_id: Id<Country>,
    /// Zone the customer lives in.
    #[field(required)]
    pub simple_time_zone_id: Id<SimpleTimeZone>,
    /// Mobile telephone number.
    pub mobile_phone: Option<String>,
    /// Fixed telephone number.
    pub land_line: Option<String>,
    /// Date of birth.
    pub date_of_birth: Option<Instant>,
    /// Name among friends.
    pub nick_name: Option<String>,
    /// Line of work.
    pub business_area: Option<String>,
    /// Job title.
    pub position: Option<String>,
    /// Company the customer works for.
    pub company_name: Option<String>,
    /// Home location, the one that bills the customer.
    #[field(joins = "Name")]
    pub invoicing_business_id: Option<Id<Business>>,
    /// Where invoices are sent.
    #[field(exact)]
    pub billing_email: Option<String>,
    /// Name on invoices.
    pub billing_name: Option<String>,
    /// Address on invoices, in free text.
    pub billing_address: Option<String>,
    /// Postal code on invoices.
    pub billing_post_code: Option<String>,
    /// Town on invoices.
    pub billing_city_name: Option<String>,
    /// State or province on invoices.
    pub billing_state: Option<String>,
    /// Country on invoices.
    pub billing_country_id: Option<Id<Country>>,
    /// Zone of the billing address.
    pub billing_simple_time_zone_id: Option<Id<SimpleTimeZone>>,
    /// Which of the tax rates applies.
    #[field(default = "Default")]
    pub tax_rate_type: TaxRateType,
    /// Tax rate of this customer alone, in percent.
    pub tax_rate: Option<Decimal>,
    /// Tax number.
    #[field(exact, name = "TaxIDNumber")]
    pub tax_id_number: Option<String>,
    /// Whether the Wi-Fi may check the customer in.
    pub allow_network_checkin: bool,
    /// Days of access since the plan was last renewed.
    #[field(read_only)]
    pub checkin_since_last_renewal: i64,
    /// Minutes inside since the plan was last renewed.
    #[field(read_only)]
    pub minutes_since_last_renewal: i64,
    /// Number of the access card; of several, separated by commas.
    #[field(exact, codes)]
    pub access_card_id: Option<String>,
    /// PIN to check in with.
    #[field(exact)]
    pub access_pincode: Option<String>,
    /// Number of the key fob.
    #[field(exact, codes)]
    pub key_fob_number: Option<String>,
    /// Number of the customer in another system.
    #[field(exact)]
    pub reference_number: Option<String>,
    /// Words to find the customer by, separated by commas.
    pub tag: Option<String>,
    /// Notes for staff.
    pub notes: Option<String>,
    /// Whether `AlertNote` is shown to staff when the customer checks in.
    pub show_alert: bool,
    /// What staff should know when the customer comes in.
    pub alert_note: Option<String>,
    /// User the customer signs in as.
    #[field(joins = "FullName, IsAdmin, LastAccess, Active")]
    pub user_id: Option<Id<User>>,
    /// False when suspended: no check-in, whatever the passes say.
    #[field(default = "true")]
    pub active: bool,
    /// Days the customer has to pay an invoice.
    pub invoice_due_date_period: Option<i64>,
    /// When the customer signed up.
    pub registration_date: Option<Instant>,
    /// Whether the terms of the location have been accepted.
    pub general_terms_accepted: bool,
    /// Purchase order number for invoices.
    pub purchase_order: Option<String>,
    /// Whether this is the first of several customers of one user.
    pub is_default_profile: bool,
    /// Day of the month on which invoices fall due.
    pub invoice_due_date_day: Option<i64>,
    /// Where the customer means to work on Mondays.
    #[field(default = "Undefined")]
    pub monday_attendance: Attendance,
    /// Where the customer means to work on Tuesdays.
    #[field(default = "Undefined")]
    pub tuesday_attendance: Attendance,
    /// Where the customer means to work on Wednesdays.
    #[field(default = "Undefined")]
    pub wednesday_attendance: Attendance,
    /// Where the customer means to work on Thursdays.
    #[field(default = "Undefined")]
    pub thursday_attendance: Attendance,
    /// Where the customer means to work on Fridays.
    #[field(default = "Undefined")]
    pub friday_attendance: Attendance,
    /// Where the customer means to work on Saturdays.
    #[field(default = "Undefined")]
    pub saturday_attendance: Attendance,
    /// Where the customer means to work on Sundays.
    #[field(default = "Undefined")]
    pub sunday_attendance: Attendance,
    /// Degrees east of the postal address.
    pub longitude: Option<Decimal>,
    /// Degrees north of the postal address.
    pub latitude: Option<Decimal>,
    /// Degrees east of the billing address.
    pub billing_longitude: Option<Decimal>,
    /// Degrees north of the billing address.
    pub billing_latitude: Option<Decimal>,
    /// Put away: kept for history, out of the lists people work with.
    pub archived: bool,
    /// When the plan was last renewed.
    pub last_renewal: Option<Instant>,
    /// `RegistrationDate` on the clocks of the location.
    #[field(read_only)]
    pub registration_date_local: Option<Instant>,
    /// Fields every record has.
    pub base: Base,
}
