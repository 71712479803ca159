use vestibule_domain::time::Instant;

use super::{Business, Coworker, Sensor};
use crate::enums::FloorPlanItemType;
use crate::{Base, Decimal, Guid, Id, Record};

/// A desk, an office or another item on a floor plan.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "sys/floorplandesks",
    table = "floor_plan_desks",
    at = "FloorPlanBusinessId",
    title = "{Name}",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct FloorPlanDesk {
    /// Floor plan it is on; a plain number here.
    #[field(required, relation)]
    pub floor_plan_id: i64,
    /// Name of the floor plan, as whoever knows it wrote it.
    pub floor_plan_name: Option<String>,
    /// Location of the floor plan; the home of whoever wrote it unless given.
    #[field(joins = "Currency.Code, Name")]
    pub floor_plan_business_id: Option<Id<Business>>,
    /// Customer who sits there.
    #[field(joins = "FullName, CompanyName, CoworkerType, Email")]
    pub coworker_id: Option<Id<Coworker>>,
    /// Sensor that watches it.
    #[field(joins = "Name, Unit, SensorType, LastReceivedValue, LastValueTriggeredAction")]
    pub sensor_id: Option<Id<Sensor>>,
    /// What people call it.
    #[field(required)]
    pub name: String,
    /// What kind of item it is.
    pub item_type: FloorPlanItemType,
    /// Resource it is booked as; a plain number here.
    #[field(relation)]
    pub resource_id: Option<i64>,
    /// Name of the resource, as whoever knows it wrote it.
    pub resource_name: Option<String>,
    /// How large it is.
    #[field(required)]
    pub size: Decimal,
    /// Whether its size follows from its outline.
    pub size_is_linked_to_area: bool,
    /// How many people it holds.
    #[field(required)]
    pub capacity: Decimal,
    /// What a month of it costs.
    #[field(required)]
    pub price: Decimal,
    /// Its outline on the plan.
    pub area: Option<String>,
    /// Notes for staff.
    pub notes: Option<String>,
    /// Whether it can be let.
    #[field(default = "true")]
    pub available: bool,
    /// Where it stands on the plan, across.
    #[field(required)]
    pub position_x: i64,
    /// Where it stands on the plan, down.
    #[field(required)]
    pub position_y: i64,
    /// What it stands above or below of on the plan.
    #[field(required)]
    pub position_z: i64,
    /// Doors it gives a right to, as the access system knows them.
    pub access_control_group_id: Option<String>,
    /// VLAN that RADIUS puts its user's devices in.
    #[field(exact)]
    pub tunnel_private_group_id: Option<String>,
    /// From when it can be let.
    pub available_from_time: Option<Instant>,
    /// Until when it can be let.
    pub available_to_time: Option<Instant>,
    /// `AvailableFromTime` on the clocks of the location.
    #[field(read_only)]
    pub available_from_time_local: Option<Instant>,
    /// `AvailableToTime` on the clocks of the location.
    #[field(read_only)]
    pub available_to_time_local: Option<Instant>,
    /// How a drawing of the floor in Archilogic knows it.
    #[field(exact)]
    pub archilogic_unique_id: Option<String>,
    /// `UniqueId` of its drawing on the plan.
    pub floor_plan_layout_asset_unique_id: Option<Guid>,
    /// Fields every record has.
    pub base: Base,
}
