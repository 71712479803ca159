use vestibule_domain::time::Instant;

use super::{Business, FloorPlanDesk};
use crate::enums::{SensorDataStrategy, SensorType};
use crate::{Base, Decimal, Id, Record};

/// A device that measures something at a location, and what its readings set off.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "sys/sensors",
    table = "sensors",
    at = "BusinessId",
    title = "{Name}",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct Sensor {
    /// Location it is at.
    #[field(required)]
    pub business_id: Id<Business>,
    /// Desks it watches.
    #[field(set(table = "sensor_desks", this = "sensor_id", that = "floor_plan_desk_id"))]
    pub desks: Vec<Id<FloorPlanDesk>>,
    /// Text of the mail it sends; a plain number here.
    #[field(relation)]
    pub canned_response_id: Option<i64>,
    /// What people call it.
    #[field(required)]
    pub name: String,
    /// How its maker or gateway knows it.
    #[field(required, create_only, exact)]
    pub reference: String,
    /// What it measures in, such as °C.
    pub unit: Option<String>,
    /// Whether its readings are taken.
    #[field(default = "true")]
    pub active: bool,
    /// What it measures.
    pub sensor_type: SensorType,
    /// How its readings come in.
    pub data_strategy: SensorDataStrategy,
    /// Where the value stands in what it sends, as a JSON path.
    pub payload_data_path: Option<String>,
    /// When a reading sets something off, as JavaScript.
    pub action_trigger_function: Option<String>,
    /// How a reading is turned into a value, as JavaScript.
    pub value_function: Option<String>,
    /// Whether a reading sends a mail to staff.
    pub action_send_email_alert: bool,
    /// Who gets that mail.
    pub alert_email_address: Option<String>,
    /// Where a reading is posted to.
    pub webhook_url: Option<String>,
    /// Whether a reading says if its desks are free.
    pub action_update_desk_availability: bool,
    /// Whether a reading says if its resources are free.
    pub action_update_resource_availability: bool,
    /// Whether a reading says how many people use a booking.
    pub action_update_booking_occupancy: bool,
    /// Whether a reading sends a mail to the customer.
    pub action_send_customer_email_alert: bool,
    /// Whether a reading begins a booking.
    pub action_booking_start: bool,
    /// Whether a reading ends a booking.
    pub action_booking_terminate: bool,
    /// Whether a reading checks a customer in or out.
    pub action_check_in_or_out: bool,
    /// Whether a reading is posted to `WebhookUrl`.
    pub action_make_http_request: bool,
    /// Whether staff see its value on the page about the present.
    pub show_in_now_dashboard: bool,
    /// Whether customers see its value.
    pub show_in_portal: bool,
    /// Secret that its readings are signed with.
    #[field(exact)]
    pub shared_secret: Option<String>,
    /// Key for the service its readings are fetched from.
    #[field(exact)]
    pub api_key: Option<String>,
    /// Name to sign in there with.
    #[field(exact)]
    pub username: Option<String>,
    /// Password to sign in there with.
    #[field(exact)]
    pub password: Option<String>,
    /// When a reading last came in.
    #[field(read_only)]
    pub received_data_on: Option<Instant>,
    /// The last reading.
    #[field(read_only)]
    pub last_received_value: Option<String>,
    /// Whether the last reading set something off.
    #[field(read_only)]
    pub last_value_triggered_action: Option<bool>,
    /// How full its battery is, in percent.
    #[field(read_only)]
    pub battery_level: Option<Decimal>,
    /// How well it hears the network.
    #[field(read_only)]
    pub network_signal_strength: Option<Decimal>,
    /// Where in what it sends stands who is seen, as a JSON path: a device, a card, an e-mail or a customer's id.
    pub person_data_path: Option<String>,
    /// Where in what it sends the time of the reading stands, as a JSON path; without it a reading is of the moment it
    /// arrives.
    pub time_data_path: Option<String>,
    /// Where in what it sends the level of its battery stands, as a JSON path.
    pub battery_data_path: Option<String>,
    /// How long somebody must be seen before a reading checks them in, in seconds; 300 unless given.
    pub dwell_seconds: Option<i64>,
    /// Fields every record has.
    pub base: Base,
}
