use vestibule_domain::time::Instant;

use super::{Business, Coworker, FloorPlanDesk};
use crate::enums::{BookingRepeatCycle, RepeatedBookingUpdate};
use crate::{Base, Decimal, Guid, Id, Record};

/// That a room or another resource is kept for somebody for a time. It is kept as it was sent: whether the resource
/// is free, and what it costs, is for whoever keeps the resources to say.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "spaces/bookings",
    table = "bookings",
    at = "BusinessId",
    title = "{ResourceName} (#{BookingNumber})",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct Booking {
    /// Location it belongs to. Clients know it by the resource; here it is that of the desk, of the customer or of
    /// whoever made the booking.
    #[field(internal)]
    pub business_id: Option<Id<Business>>,
    /// Resource that is booked; a plain number here.
    #[field(required, relation)]
    pub resource_id: i64,
    /// Name of the resource, as whoever knows it wrote it.
    pub resource_name: Option<String>,
    /// Desk that is booked.
    #[field(joins = "Name")]
    pub floor_plan_desk_id: Option<Id<FloorPlanDesk>>,
    /// Customer it is for.
    #[field(joins = "CoworkerType, FullName, MobilePhone, LandLine, BillingName, CompanyName")]
    pub coworker_id: Option<Id<Coworker>>,
    /// Booking hours it is charged by; a plain number here.
    #[field(relation)]
    pub extra_service_id: Option<i64>,
    /// When it begins.
    #[field(required)]
    pub from_time: Instant,
    /// When it ends.
    #[field(required)]
    pub to_time: Instant,
    /// Notes of the customer.
    pub notes: Option<String>,
    /// Notes for staff.
    pub internal_notes: Option<String>,
    /// Purchase order number for its invoice.
    pub purchase_order: Option<String>,
    /// Code that gave a discount.
    #[field(exact)]
    pub discount_code: Option<String>,
    /// Whether it has yet to be confirmed.
    pub tentative: bool,
    /// Whether the customer made it in the portal.
    #[field(read_only)]
    pub online: bool,
    /// What the bookings of a series share.
    #[field(read_only)]
    pub repeat_series_unique_id: Option<Guid>,
    /// Whether it repeats.
    pub repeat_booking: bool,
    /// By what it repeats.
    pub repeats: BookingRepeatCycle,
    /// How far a change reaches into its series.
    pub which_bookings_to_update: RepeatedBookingUpdate,
    /// It repeats every so many days, weeks, months or years.
    pub repeat_every: Option<i64>,
    /// Until when it repeats.
    pub repeat_until: Option<Instant>,
    /// Whether a weekly one is on Mondays.
    pub repeat_on_mondays: bool,
    /// Whether a weekly one is on Tuesdays.
    pub repeat_on_tuesdays: bool,
    /// Whether a weekly one is on Wednesdays.
    pub repeat_on_wednesdays: bool,
    /// Whether a weekly one is on Thursdays.
    pub repeat_on_thursdays: bool,
    /// Whether a weekly one is on Fridays.
    pub repeat_on_fridays: bool,
    /// Whether a weekly one is on Saturdays.
    pub repeat_on_saturdays: bool,
    /// Whether a weekly one is on Sundays.
    pub repeat_on_sundays: bool,
    /// Price agreed on, if not that of the booking hours.
    pub override_price: Option<Decimal>,
    /// Whether it is on an invoice.
    #[field(read_only)]
    pub invoiced: bool,
    /// When it was invoiced.
    #[field(read_only)]
    pub invoice_date: Option<Instant>,
    /// Its number, for people to read.
    #[field(read_only)]
    pub booking_number: i64,
    /// When somebody came to use it.
    pub checked_in_at: Option<Instant>,
    /// Whether it lapses unless it is paid.
    pub cancel_if_not_paid: bool,
    /// Whether it lapses unless somebody comes.
    pub cancel_if_not_checked_in: bool,
    /// Whether an event made it.
    #[field(read_only)]
    pub is_event: bool,
    /// Whether it is for somebody who looks at the place.
    #[field(read_only)]
    pub is_tour: bool,
    /// What is taken off its price.
    pub discount_amount: Option<Decimal>,
    /// Fields every record has.
    pub base: Base,
}
