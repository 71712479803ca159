//! What a sensor's record must say to be understood.

use serde_json::{Value, json};

use super::SENSORS;
use crate::on_both_stores;
use crate::support::people::with;
use crate::support::{Answer, TestApp};

fn sensor(app: &TestApp, more: &Value) -> Value {
    with(json!({ "BusinessId": app.loft, "Name": "Desk 4", "Reference": "a81758fffe" }), more)
}

/// That a value was refused, and named.
fn assert_names(answer: &Answer, property: &str, value: &Value) {
    assert_eq!(answer.status, 400, "{}", answer.text);
    let error = &answer.json()["Errors"][0];
    assert_eq!((&error["PropertyName"], &error["AttemptedValue"]), (&json!(property), value));
}

on_both_stores! {
    async fn a_path_that_cannot_be_followed_is_named(app: TestApp) {
        for field in ["PayloadDataPath", "PersonDataPath", "TimeDataPath", "BatteryDataPath"] {
            let answer = app.post(SENSORS, &sensor(&app, &json!({ field: "$.a[*].b" }))).await;
            assert_names(&answer, field, &json!("$.a[*].b"));
            assert!(answer.text.contains("'$.a[*].b' is not a path that can be followed"), "{}", answer.text);
        }
        for seconds in [-1, 86_401] {
            let answer = app.post(SENSORS, &sensor(&app, &json!({ "DwellSeconds": seconds }))).await;
            assert_names(&answer, "DwellSeconds", &json!(seconds));
        }
    }
}

on_both_stores! {
    async fn what_clients_of_the_published_api_do_not_know_they_leave_as_it_is(app: TestApp) {
        let ours = json!({ "PersonDataPath": "$.who", "TimeDataPath": "at", "DwellSeconds": 60 });
        let id = app.post(SENSORS, &sensor(&app, &ours)).await.id();
        app.put(SENSORS, &sensor(&app, &json!({ "Id": id, "Name": "Desk 5" }))).await.id();
        let row = app.sensor_row(id).await;
        let shown = (&row["Name"], &row["PersonDataPath"], &row["TimeDataPath"], &row["DwellSeconds"]);
        assert_eq!(shown, (&json!("Desk 5"), &json!("$.who"), &json!("at"), &json!(60)));
        app.put(SENSORS, &sensor(&app, &json!({ "Id": id, "PersonDataPath": "" }))).await.id();
        assert_eq!(app.sensor_row(id).await["PersonDataPath"], "");
        let plain = app.post(SENSORS, &sensor(&app, &json!({ "Reference": "b" }))).await.id();
        assert_eq!(app.sensor_row(plain).await["DwellSeconds"], 300);
    }
}
