use vestibule_domain::time::Instant;

use super::{Business, Coworker};
use crate::enums::{VisitorApproval, VisitorSource};
use crate::{Base, Id, Record};

/// Somebody who comes to see a customer or the place. Their presence is in this record: it makes no check-in.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "spaces/visitors",
    table = "visitors",
    order = "ExpectedArrival asc",
    at = "BusinessId",
    title = "{FullName}",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct Visitor {
    /// Location they come to.
    #[field(required)]
    pub business_id: Id<Business>,
    /// Name of the person.
    #[field(required)]
    pub full_name: String,
    /// E-mail address of the person.
    #[field(required, exact)]
    pub email: String,
    /// Customer who receives them; null for a visit to the place itself.
    #[field(joins = "CoworkerType as number, FullName, CompanyName, BillingName, Email")]
    pub coworker_id: Option<Id<Coworker>>,
    /// Who announced the visit.
    pub visitor_source: VisitorSource,
    /// Whether the host agrees to the visit.
    pub host_approval_status: VisitorApproval,
    /// Five digits that let them in; made for an announced visit to a host.
    #[field(read_only, exact)]
    pub visitor_code: Option<String>,
    /// Person or desk that received them.
    pub checked_in_at: Option<String>,
    /// Notes for staff.
    pub notes: Option<String>,
    /// Notes of the host.
    pub customer_notes: Option<String>,
    /// What brings them.
    pub visit_reason: Option<String>,
    /// Company they come from.
    pub company_name: Option<String>,
    /// Telephone number of the person.
    pub phone_number: Option<String>,
    /// When they mean to come.
    #[field(required)]
    pub expected_arrival: Instant,
    /// Whether they came.
    pub arrived: bool,
    /// When they came.
    pub arrival_date: Option<Instant>,
    /// When they left; null while they are here or still to come.
    pub departure_date: Option<Instant>,
    /// Whether they come to look at the place.
    pub is_tour: bool,
    /// Whether they accepted the terms for visitors.
    pub has_agreed_terms: bool,
    /// Whether staff confirmed the tour.
    pub tour_confirmed: bool,
    /// Whether the record was made for somebody who stood at the door.
    #[field(create_only)]
    pub check_in_now: bool,
    /// Whether the host has been told.
    pub notified: bool,
    /// Whether they work for the place.
    pub internal: bool,
    /// Job that will let them through the doors.
    #[field(exact)]
    pub access_control_scheduled_job_id: Option<String>,
    /// Fields every record has.
    pub base: Base,
}
