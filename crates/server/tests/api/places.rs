//! What stands at a location: its hours, tiles, sensors and desks.

use serde_json::{Value, json};

use crate::on_both_stores;
use crate::support::people::with;
use crate::support::{Answer, TestApp};

const HOURS: &str = "/api/sys/businesstimeslots";
const TILES: &str = "/api/sys/automationtiles";
const AUDITS: &str = "/api/sys/automationtileaudits";
const SENSORS: &str = "/api/sys/sensors";
const DESKS: &str = "/api/sys/floorplandesks";
const RADIUS: &str = "/api/sys/radiusservers";

fn tile(app: &TestApp, more: &Value) -> Value {
    with(json!({ "BusinessId": app.loft, "Name": "Front door" }), more)
}

fn sensor(app: &TestApp, more: &Value) -> Value {
    with(json!({ "BusinessId": app.loft, "Name": "Desk 4", "Reference": "a81758fffe" }), more)
}

fn desk(more: &Value) -> Value {
    let desk = json!({
        "FloorPlanId": 71, "Name": "D4", "Size": 2, "Capacity": 1, "Price": 250,
        "PositionX": 0, "PositionY": 0, "PositionZ": 0,
    });
    with(desk, more)
}

/// That a value was refused, and named.
fn assert_names(answer: &Answer, property: &str, value: &Value) {
    assert_eq!(answer.status, 400, "{}", answer.text);
    let error = &answer.json()["Errors"][0];
    assert_eq!((&error["PropertyName"], &error["AttemptedValue"]), (&json!(property), value));
}

async fn read(app: &TestApp, path: &str, id: i64) -> Value {
    app.get(&format!("{path}/{id}")).await.json()
}

on_both_stores! {
    async fn a_location_closes_after_it_opens_and_midnight_is_the_end_of_the_day(app: TestApp) {
        let slot = |to: &str| {
            json!({
                "BusinessId": app.loft, "DayOfWeek": "Monday", "FromTime": "1976-01-01T09:00:00Z",
                "ToTime": format!("1976-01-01T{to}:00Z"),
            })
        };
        let wrong = app.post(HOURS, &slot("09:00")).await;
        assert_eq!(wrong.json()["Errors"][0]["PropertyName"], "ToTime", "{}", wrong.text);
        for to in ["17:00", "00:00"] {
            app.post(HOURS, &slot(to)).await.id();
        }
    }
}

on_both_stores! {
    async fn a_tile_gets_a_number_and_keeps_it(app: TestApp) {
        let made = app.post(TILES, &tile(&app, &json!({}))).await.id();
        let number = read(&app, TILES, made).await["TileNumber"].clone();
        assert!(number.is_string(), "{number}");
        let renamed = tile(&app, &json!({ "Id": made, "Name": "Back door" }));
        assert_eq!(app.put(TILES, &renamed).await.status, 200);
        assert_eq!(read(&app, TILES, made).await["TileNumber"], number);
        let found = app.get(&format!("{TILES}?AutomationTile_TileNumber={}", number.as_str().expect("text"))).await;
        assert_eq!(found.json()["Records"][0]["Id"], made);
    }
}

on_both_stores! {
    async fn no_two_tiles_have_the_same_number(app: TestApp) {
        let number = json!({ "TileNumber": "6d0c1f6e-8f0a-4a5e-9c1e-0123456789ab" });
        app.post(TILES, &tile(&app, &number)).await.id();
        assert_names(&app.post(TILES, &tile(&app, &number)).await, "TileNumber", &number["TileNumber"]);
    }
}

on_both_stores! {
    async fn a_tile_is_on_the_globe_and_within_reach(app: TestApp) {
        for (name, value) in [
            ("Latitude", json!(90.5)), ("Latitude", json!(-90.0001)), ("Longitude", json!(180.1)),
            ("Longitude", json!(-181.0)), ("MaxDistanceMeters", json!(0)), ("MaxDistanceMeters", json!(-5)),
        ] {
            assert_names(&app.post(TILES, &tile(&app, &json!({ name: value }))).await, name, &value);
        }
        let pole = json!({ "Latitude": 90, "Longitude": -180, "MaxDistanceMeters": 1, "EnableGeofence": true });
        app.post(TILES, &tile(&app, &pole)).await.id();
    }
}

on_both_stores! {
    async fn what_is_known_of_a_tile_goes_with_it(app: TestApp) {
        let made = app.post(TILES, &tile(&app, &json!({}))).await.id();
        let audit = json!({ "AutomationTileId": made, "Description": "Checked in", "TileAuditType": "Success" });
        let audit = app.post(AUDITS, &audit).await.id();
        assert_eq!(app.delete(&format!("{TILES}/{made}")).await.json()["WasSuccessful"], true);
        assert_eq!(app.get(&format!("{AUDITS}/{audit}")).await.status, 404);
    }
}

on_both_stores! {
    async fn the_reference_of_a_sensor_stays_what_it_was(app: TestApp) {
        let made = app.post(SENSORS, &sensor(&app, &json!({}))).await.id();
        let changed = sensor(&app, &json!({ "Id": made, "Reference": "other", "Name": "Desk 5" }));
        assert_eq!(app.put(SENSORS, &changed).await.status, 200);
        let shown = read(&app, SENSORS, made).await;
        assert_eq!((&shown["Name"], &shown["Reference"]), (&json!("Desk 5"), &json!("a81758fffe")));
    }
}

on_both_stores! {
    async fn a_desk_shows_the_sensor_that_watches_it(app: TestApp) {
        let watching = app.post(SENSORS, &sensor(&app, &json!({ "SensorType": "PeopleCounter" }))).await.id();
        let made = app.post(DESKS, &desk(&json!({ "SensorId": watching }))).await.json();
        assert_eq!(made["Value"]["SensorName"], "Desk 4");
        assert_eq!(made["Value"]["SensorSensorType"], "PeopleCounter");
    }
}

on_both_stores! {
    async fn a_desk_is_at_the_location_of_whoever_wrote_it_unless_another_is_given(app: TestApp) {
        let made = app.post(DESKS, &desk(&json!({}))).await.json();
        assert_eq!(made["Value"]["FloorPlanBusinessId"], app.loft);
        let sent = json!({ "FloorPlanBusinessId": app.yard, "FloorPlanName": "Ground floor" });
        let there = app.post(DESKS, &desk(&sent)).await.id();
        let shown = read(&app, DESKS, there).await;
        assert_eq!(shown["FloorPlanBusinessName"], "Yard");
        assert_eq!(shown["FloorPlanBusinessCurrencyCode"], "EUR");
        let asked = format!("{DESKS}?FloorPlanDesk_FloorPlan_Business_Currency_Code=eur");
        assert_eq!(app.get(&asked).await.json()["TotalItems"], 1);

        assert_eq!(app.put(DESKS, &desk(&json!({ "Id": there, "Name": "D5" }))).await.status, 200);
        let shown = read(&app, DESKS, there).await;
        assert_eq!((&shown["Name"], &shown["FloorPlanName"]), (&json!("D5"), &json!("Ground floor")));
        assert_eq!(shown["FloorPlanBusinessId"], app.yard);
    }
}

on_both_stores! {
    async fn the_secret_of_a_radius_server_is_made_with_it_and_not_for_clients_to_write(app: TestApp) {
        let sent = json!({
            "BusinessId": app.loft, "Name": "Loft Wi-Fi", "Vendor": "MikroTik", "SharedSecret": "guess", "AuthPort": 1812,
        });
        let made = app.post(RADIUS, &sent).await.json();
        let shown = &made["Value"];
        assert_eq!((&shown["Vendor"], &shown["Active"]), (&json!(19), &json!(true)));
        assert_eq!((&shown["AccountPort"], &shown["AuthPort"]), (&Value::Null, &Value::Null));
        let keys = ["SharedSecret", "NetworkId"].map(|name| shown[name].as_str().unwrap_or_default().to_owned());
        assert_eq!(keys.clone().map(|key| key.len()), [32, 8]);
        let again = app.post(RADIUS, &sent).await.json();
        assert_ne!(again["Value"]["SharedSecret"], shown["SharedSecret"]);
        let body = with(shown.clone(), &json!({ "Name": "Wi-Fi", "SharedSecret": "guess" }));
        assert_eq!(app.put(RADIUS, &body).await.status, 200);
        let id = shown["Id"].as_i64().expect("an id");
        let kept = read(&app, RADIUS, id).await;
        assert_eq!(["SharedSecret", "NetworkId"].map(|name| kept[name].as_str().unwrap_or_default().to_owned()), keys);
    }
}
