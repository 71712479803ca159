use super::{Booking, Visitor};
use crate::{Base, Id, Record};

/// That a visitor is a guest at a booking.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "spaces/bookingvisitors",
    table = "booking_visitors",
    at = "BookingId.BusinessId",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct BookingVisitor {
    /// The booking.
    #[field(required)]
    pub booking_id: Id<Booking>,
    /// The guest.
    #[field(required, joins = "FullName, Email, CompanyName, PhoneNumber, ArrivalDate, DepartureDate")]
    pub visitor_id: Id<Visitor>,
    /// Fields every record has.
    pub base: Base,
}
