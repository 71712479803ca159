use super::{Country, Currency, SimpleTimeZone, User};
use crate::enums::{FloorUnit, Language, VenueType};
use crate::{Base, Decimal, Id, Record};

/// A location: one site with its own address, currency, time zone and settings. A parent groups locations
/// into a network.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "sys/businesses",
    table = "businesses",
    at = "Id",
    title = "{Name}",
    operations = "list get batch update commands runcommand",
    affects = "catalogue"
)]
pub struct Business {
    /// What people call it.
    #[field(required)]
    pub name: String,
    /// Language of its messages when a user has chosen none.
    pub default_language: Option<Language>,
    /// Language of its web site; a plain number here.
    #[field(relation)]
    pub space_website_language_id: Option<i64>,
    /// Parent location; null at the root of a network.
    pub root_location_id: Option<Id<Business>>,
    /// First label of its host name; selects the location on public endpoints.
    #[field(required, exact, unique)]
    pub web_address: String,
    /// Gateway that takes its payments; a plain number here.
    #[field(relation)]
    pub default_payment_gateway_id: Option<i64>,
    /// Terms that customers accept.
    pub terms_and_conditions: Option<String>,
    /// A sentence that introduces it.
    pub short_introduction: Option<String>,
    /// Longer text about it.
    pub about_us: Option<String>,
    /// A line that it likes to be quoted with.
    pub quote: Option<String>,
    /// Where its privacy policy is published.
    pub privacy_policy_url: Option<String>,
    /// Where its cookie policy is published.
    pub cookie_policy_url: Option<String>,
    /// Its web site.
    pub web_contact: Option<String>,
    /// Text of the mail that greets a new customer.
    pub welcome_email: Option<String>,
    /// Postal address, in free text.
    pub address: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Fax number.
    pub fax: Option<String>,
    /// Address that answers its mail.
    pub email_contact: Option<String>,
    /// Country it is in.
    #[field(required, joins = "Name")]
    pub country_id: Id<Country>,
    /// Currency it charges in.
    #[field(required, joins = "Code")]
    pub currency_id: Id<Currency>,
    /// Zone of its business days and opening hours.
    #[field(required)]
    pub simple_time_zone_id: Id<SimpleTimeZone>,
    /// Users who may see it.
    #[field(set(table = "user_businesses", this = "business_id", that = "user_id"))]
    pub users: Vec<Id<User>>,
    /// Closed to everybody: nobody can check in here.
    pub suspended: bool,
    /// Kind of place it is.
    pub venue_type: Option<VenueType>,
    /// Words to find it by, separated by commas.
    pub tags: Option<String>,
    /// Floors it has.
    pub number_of_floors: Option<i64>,
    /// Its area, in `FloorSpaceUnit`.
    pub floor_space: Option<i64>,
    /// Unit of `FloorSpace`.
    pub floor_space_unit: Option<FloorUnit>,
    /// Degrees east.
    pub longitude: Option<Decimal>,
    /// Degrees north.
    pub latitude: Option<Decimal>,
    /// Town of the address.
    pub town_city: Option<String>,
    /// State or province of the address.
    pub state: Option<String>,
    /// Postal code of the address.
    pub postal_code: Option<String>,
    /// Street of the address.
    pub street_name: Option<String>,
    /// House number of the address.
    pub street_number: Option<String>,
    /// Part of town.
    pub neighborhood: Option<String>,
    /// Telephone number shown to the public.
    pub contact_phone_number: Option<String>,
    /// E-mail address shown to the public.
    pub contact_email: Option<String>,
    /// Minute of the day it opens on Mondays.
    pub monday_open_time: Option<i64>,
    /// Minute of the day it closes on Mondays.
    pub monday_close_time: Option<i64>,
    /// Minute of the day it opens on Tuesdays.
    pub tuesday_open_time: Option<i64>,
    /// Minute of the day it closes on Tuesdays.
    pub tuesday_close_time: Option<i64>,
    /// Minute of the day it opens on Wednesdays.
    pub wednesday_open_time: Option<i64>,
    /// Minute of the day it closes on Wednesdays.
    pub wednesday_close_time: Option<i64>,
    /// Minute of the day it opens on Thursdays.
    pub thursday_open_time: Option<i64>,
    /// Minute of the day it closes on Thursdays.
    pub thursday_close_time: Option<i64>,
    /// Minute of the day it opens on Fridays.
    pub friday_open_time: Option<i64>,
    /// Minute of the day it closes on Fridays.
    pub friday_close_time: Option<i64>,
    /// Minute of the day it opens on Saturdays.
    pub saturday_open_time: Option<i64>,
    /// Minute of the day it closes on Saturdays.
    pub saturday_close_time: Option<i64>,
    /// Minute of the day it opens on Sundays.
    pub sunday_open_time: Option<i64>,
    /// Minute of the day it closes on Sundays.
    pub sunday_close_time: Option<i64>,
    /// Whether it stays shut on Mondays.
    pub monday_closed: bool,
    /// Whether it stays shut on Tuesdays.
    pub tuesday_closed: bool,
    /// Whether it stays shut on Wednesdays.
    pub wednesday_closed: bool,
    /// Whether it stays shut on Thursdays.
    pub thursday_closed: bool,
    /// Whether it stays shut on Fridays.
    pub friday_closed: bool,
    /// Whether it stays shut on Saturdays.
    pub saturday_closed: bool,
    /// Whether it stays shut on Sundays.
    pub sunday_closed: bool,
    /// Whether every open day keeps the same hours.
    pub same_opening_times: bool,
    /// E-mail address of whoever set it up.
    #[field(exact)]
    pub created_by: Option<String>,
    /// Days its customers have to pay an invoice.
    pub default_payment_term: Option<i64>,
    /// Fields every record has.
    pub base: Base,
}
