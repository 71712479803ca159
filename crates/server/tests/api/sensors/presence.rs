//! From readings to presence, and from presence to a check-in.

use serde_json::json;
use vestibule_server::jobs::Rounds;

use super::SENSORS;
use crate::support::broker::{Broker, until};
use crate::support::{TestApp, at};
use crate::with_a_broker;

with_a_broker! {
    async fn who_stays_at_a_desk_is_checked_in_as_of_the_first_reading(app: TestApp, broker: Broker) {
        let (ann, desk) = app.at_a_desk("Ann", "desk-7", &json!({ "BatteryDataPath": "battery" })).await;
        let listening = app.listen(&broker).await;
        app.reading(&broker, ("desk-7", desk), r#"{"value":"occupied","battery":87.5}"#, "2026-09-02T08:16:00Z").await;
        app.reading(&broker, ("desk-7", desk), r#"{"value":"occupied"}"#, "2026-09-02T08:19:00Z").await;
        assert_eq!(app.visits(ann).await.len(), 0, "three minutes are not enough");
        let seen = ("2026-09-02T08:16:00Z".to_owned(), "2026-09-02T08:19:00Z".to_owned());
        assert_eq!(app.presences().await, vec![seen]);
        let row = app.sensor_row(desk).await;
        let shown = (&row["LastReceivedValue"], &row["LastValueTriggeredAction"], &row["BatteryLevel"]);
        assert_eq!(shown, (&json!("occupied"), &json!(false), &json!(87.5)));

        app.reading(&broker, ("desk-7", desk), r#"{"value":"occupied"}"#, "2026-09-02T08:21:00Z").await;
        until("Ann is checked in", async || !app.visits(ann).await.is_empty()).await;
        let visit = app.visits(ann).await.remove(0);
        let told = (&visit["Source"], &visit["FromTime"], &visit["LastActivity"], &visit["AutoCheckout"], &visit["ToTime"]);
        let expected = (json!(5), json!("2026-09-02T08:16:00Z"), json!("2026-09-02T08:21:00Z"), json!(true), json!(null));
        assert_eq!(told, (&expected.0, &expected.1, &expected.2, &expected.3, &expected.4));
        assert_eq!(app.sensor_row(desk).await["LastValueTriggeredAction"], true);
        let path = format!("/api/vestibule/checkins/{}/witnesses", visit["Id"]);
        let witness = app.get(&path).await.json()["Witnesses"][0].clone();
        assert_eq!((&witness["Of"], &witness["Name"]), (&json!(format!("Sensor {desk}")), &json!("Sensor desk-7")));
        listening.stop().await;
    }
}

with_a_broker! {
    async fn a_visit_goes_on_while_they_are_seen_and_ends_when_they_were_seen_last(app: TestApp, broker: Broker) {
        let (ann, desk) = app.at_a_desk("Ann", "desk-7", &json!({ "DwellSeconds": 0 })).await;
        let listening = app.listen(&broker).await;
        for minute in ["16", "30", "44"] {
            app.reading(&broker, ("desk-7", desk), "true", &format!("2026-09-02T08:{minute}:00Z")).await;
        }
        until("the last reading is heard", async || {
            app.visits(ann).await.first().is_some_and(|visit| visit["LastActivity"] == "2026-09-02T08:44:00Z")
        })
        .await;
        app.reading(&broker, ("desk-7", desk), "false", "2026-09-02T08:50:00Z").await;
        let rounds = Rounds::new(&app.app);
        rounds.round().await.expect("a round");
        assert!(app.visits(ann).await[0]["ToTime"].is_null(), "sensors lose sight of people who sit still");
        app.set_clock("2026-09-02T09:00:00Z");
        rounds.round().await.expect("a round");
        let visits = app.visits(ann).await;
        assert_eq!((visits.len(), &visits[0]["ToTime"]), (1, &json!("2026-09-02T08:44:00Z")));
        listening.stop().await;
    }
}

with_a_broker! {
    async fn a_phone_that_passes_by_never_bills(app: TestApp, broker: Broker) {
        app.set(app.loft, "Checkin.AllowPayAsYouGo", "True").await;
        let ann = app.regular("Ann", &json!({ "AccessCardId": "04A1B2C3" })).await;
        let gate = app.sensor("gate", &json!({ "PersonDataPath": "seen[0].card" })).await;
        let listening = app.listen(&broker).await;
        let seen = r#"{"seen":[{"card":"04:a1:b2:c3"}]}"#;
        for minute in ["08:16", "08:17", "08:20", "09:20", "09:24", "10:24"] {
            app.reading(&broker, ("gate", gate), seen, &format!("2026-09-02T{minute}:00Z")).await;
        }
        assert_eq!(app.visits(ann).await.len(), 0);
        assert_eq!(app.presences().await.len(), 1, "but they were seen");
        assert_eq!(app.sensor_row(gate).await["LastValueTriggeredAction"], false);
        listening.stop().await;
    }
}

with_a_broker! {
    async fn a_sensor_that_checks_nobody_in_only_says_who_is_there(app: TestApp, broker: Broker) {
        let (ann, desk) = app.at_a_desk("Ann", "desk-7", &json!({ "ActionCheckInOrOut": false, "DwellSeconds": 0 })).await;
        let counter = app.sensor("counter", &json!({ "SensorType": "PeopleCounter" })).await;
        let listening = app.listen(&broker).await;
        app.reading(&broker, ("desk-7", desk), "1", "2026-09-02T08:16:00Z").await;
        app.reading(&broker, ("counter", counter), "17", "2026-09-02T08:17:00Z").await;
        assert_eq!(app.visits(ann).await.len(), 0);
        assert_eq!(app.presences().await.len(), 1, "of a crowd nobody is known");
        assert_eq!(app.sensor_row(counter).await["LastReceivedValue"], "17");
        listening.stop().await;
    }
}

with_a_broker! {
    async fn a_reading_counts_when_it_was_measured_if_it_is_not_too_late(app: TestApp, broker: Broker) {
        let (ann, desk) = app.at_a_desk("Ann", "desk-7", &json!({ "TimeDataPath": "at", "DwellSeconds": 60 })).await;
        let listening = app.listen(&broker).await;
        app.set_clock("2026-09-02T12:00:00Z");
        let measured = async |at: &str| {
            broker.publish("vestibule/loft/sensors/desk-7", &json!({ "value": 1, "at": at }).to_string()).await;
        };
        for late in ["2026-08-30T09:00:00Z", "2026-09-02T12:06:00Z"] {
            measured(late).await;
        }
        until("both are kept", async || app.signals("").await.len() == 2).await;
        assert_eq!(app.presences().await, vec![], "neither is believed");
        for at in ["2026-09-02T11:50:00Z", "2026-09-02T11:55:00Z", "2026-09-02T11:52:00Z"] {
            measured(at).await;
        }
        until("Ann is checked in", async || !app.visits(ann).await.is_empty()).await;
        let visit = app.visits(ann).await.remove(0);
        assert_eq!((&visit["FromTime"], &visit["LastActivity"]), (&json!("2026-09-02T11:50:00Z"), &json!("2026-09-02T11:55:00Z")));
        assert_eq!(app.sensor_row(desk).await["ReceivedDataOn"].as_str().map(at), Some(at("2026-09-02T12:00:00Z")));
        listening.stop().await;
    }
}

with_a_broker! {
    async fn presence_outlives_a_restart_and_the_sensor_takes_it_along(app: TestApp, broker: Broker) {
        let (ann, desk) = app.at_a_desk("Ann", "desk-7", &json!({})).await;
        let first = app.listen(&broker).await;
        app.reading(&broker, ("desk-7", desk), "true", "2026-09-02T08:16:00Z").await;
        first.stop().await;
        let second = app.listen(&broker).await;
        app.reading(&broker, ("desk-7", desk), "true", "2026-09-02T08:22:00Z").await;
        until("Ann is checked in", async || !app.visits(ann).await.is_empty()).await;
        assert_eq!(app.visits(ann).await[0]["FromTime"], "2026-09-02T08:16:00Z");
        second.stop().await;
        app.delete(&format!("{SENSORS}/{desk}")).await;
        assert_eq!(app.presences().await, vec![]);
    }
}
