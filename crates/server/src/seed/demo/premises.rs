//! What stands and hangs at the Loft: when it is open, its desks, a tile, a sensor, and what guards its network.

use vestibule_records::{
    AutomationTile, BusinessTimeSlot, DayOfWeek, Decimal, Door, FloorPlanDesk, FloorPlanItemType, Guid,
    RadiusServer, RadiusServerVendor, Record, Sensor, SensorDataStrategy, SensorType, TileAction,
};

use super::network::{Network, WORKDAYS, hour};

/// A floor as whoever draws the plans knows it.
const FIRST_FLOOR: i64 = 401;

/// What the controller of the demo network's door signs with; no secret either.
const DOOR_KEY: &str = "vestibule-demo-door";
/// What access points share with the demo network. It is in the documents, and so no secret at all.
const WIFI_SECRET: &str = "vestibule-demo";

impl Network<'_, '_, '_> {
    pub(super) fn premises(&mut self) {
        for day in WORKDAYS {
            self.open(day, 7, 22);
        }
        self.open(DayOfWeek::Saturday, 9, 18);
        self.desks();
        self.ground.plant(AutomationTile {
            business_id: self.loft,
            name: "Front door".to_owned(),
            tile_number: Guid::parse("7c1de9a2-5b5e-4f0c-9d36-2f8a1c4be701"),
            action: TileAction::CheckIn,
            check_customer_in: true,
            latitude: Decimal::parse("51.5245"),
            longitude: Decimal::parse("-0.0779"),
            enable_geofence: true,
            max_distance_meters: Some(100),
            success_message: Some("Welcome to the Loft.".to_owned()),
            ..AutomationTile::blank()
        });
        self.ground.plant(Door {
            business_id: self.loft,
            name: "Front door".to_owned(),
            reference: Some("front".to_owned()),
            shared_secret: Some(DOOR_KEY.to_owned()),
            ..Door::blank()
        });
        self.ground.plant(RadiusServer {
            business_id: self.loft,
            name: "Guest Wi-Fi".to_owned(),
            vendor: RadiusServerVendor::MikroTik,
            active: true,
            network_id: Some("loft-wifi".to_owned()),
            shared_secret: Some(WIFI_SECRET.to_owned()),
            ..RadiusServer::blank()
        });
    }

    fn open(&mut self, day_of_week: DayOfWeek, from: u8, to: u8) {
        self.ground.plant(BusinessTimeSlot {
            business_id: self.loft,
            from_time: hour(from),
            to_time: hour(to),
            day_of_week,
            ..BusinessTimeSlot::blank()
        });
    }

    /// A desk by the window and one that a sensor watches.
    fn desks(&mut self) {
        let sensor = self.ground.plant(Sensor {
            business_id: self.loft,
            name: "Desk 2".to_owned(),
            reference: "presence-0002".to_owned(),
            active: true,
            sensor_type: SensorType::PresenceDetection,
            data_strategy: SensorDataStrategy::Endpoint,
            action_update_desk_availability: true,
            show_in_now_dashboard: true,
            ..Sensor::blank()
        });
        for (name, sensor_id, position_x) in [("Desk 1", None, 1), ("Desk 2", Some(sensor), 3)] {
            self.ground.plant(FloorPlanDesk {
                floor_plan_id: FIRST_FLOOR,
                floor_plan_name: Some("First floor".to_owned()),
                floor_plan_business_id: Some(self.loft),
                sensor_id,
                name: name.to_owned(),
                item_type: FloorPlanItemType::HotDesk,
                size: Decimal::from_ten_thousandths(2 * Decimal::SCALE),
                capacity: Decimal::from_ten_thousandths(Decimal::SCALE),
                available: true,
                position_x,
                ..FloorPlanDesk::blank()
            });
        }
    }
}
