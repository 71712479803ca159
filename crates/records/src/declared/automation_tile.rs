use super::{Business, FloorPlanDesk, Tariff, TimePass};
use crate::enums::{GeofencePrecision, TileAction};
use crate::{Base, Decimal, Guid, Id, Record};

/// A tile on a wall that a customer scans or touches with a phone to set something off.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "sys/automationtiles",
    table = "automation_tiles",
    at = "BusinessId",
    title = "{Name}",
    operations = "list get batch create update delete commands runcommand"
)]
pub struct AutomationTile {
    /// Location whose wall it is on.
    #[field(required)]
    pub business_id: Id<Business>,
    /// What people call it.
    #[field(required)]
    pub name: String,
    /// What is printed on it; made when none is given.
    #[field(unique)]
    pub tile_number: Option<Guid>,
    /// What it sets off.
    pub action: TileAction,
    /// What the action works on: an id, minutes or an address, by the action.
    pub action_parameters: Option<String>,
    /// Whether it works only near its place.
    pub enable_geofence: bool,
    /// Whether it checks the customer in too, whatever else it does.
    pub check_customer_in: bool,
    /// Degrees east of Greenwich.
    pub longitude: Option<Decimal>,
    /// Degrees north of the equator.
    pub latitude: Option<Decimal>,
    /// How exactly a phone has to know where it is.
    pub geofence_precission: GeofencePrecision,
    /// How far from its place it works, in metres.
    pub max_distance_meters: Option<i64>,
    /// What the customer is told when it worked, if not the usual.
    pub success_message: Option<String>,
    /// What the customer is told when it did not, if not the usual.
    pub error_message: Option<String>,
    /// Plans it is kept for.
    #[field(set(table = "automation_tile_tariffs", this = "automation_tile_id", that = "tariff_id"))]
    pub tariffs: Vec<Id<Tariff>>,
    /// Kinds of pass it is kept for.
    #[field(set(table = "automation_tile_time_passes", this = "automation_tile_id", that = "time_pass_id"))]
    pub time_passes: Vec<Id<TimePass>>,
    /// Desks it is kept for.
    #[field(set(table = "automation_tile_desks", this = "automation_tile_id", that = "floor_plan_desk_id"))]
    pub floor_plan_desks: Vec<Id<FloorPlanDesk>>,
    /// Fields every record has.
    pub base: Base,
}
