//! Readings that a sensor posts by itself, signed with its key.

use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Method;
use serde_json::json;
use sha2::Sha256;

use super::SENSORS;
use crate::on_both_stores;
use crate::support::{Answer, TestApp};

const KEY: &str = "a key of a sensor";

/// `sha256=` and the signature in hex.
fn signed(key: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key may have any length");
    mac.update(body.as_bytes());
    let signature: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={signature}")
}

impl TestApp {
    /// Posts what a sensor of the loft sends, without any credentials but a signature.
    async fn sensor_posts(&self, reference: &str, body: &str, signature: &str) -> Answer {
        let path = format!("/api/vestibule/events/sensor/{reference}");
        let headers =
            [("host", "loft.localhost"), ("authorization", ""), ("x-vestibule-signature", signature)];
        self.request(Method::POST, &path, &headers, body).await
    }
}

on_both_stores! {
    async fn a_reading_that_is_posted_is_taken_as_over_mqtt(app: TestApp) {
        let more = json!({ "DwellSeconds": 60, "SharedSecret": KEY, "TimeDataPath": "at" });
        let (ann, desk) = app.at_a_desk("Ann", "Floor 2/Desk-7", &more).await;
        let posted = async |at: &str| {
            let body = json!({ "value": true, "at": at }).to_string();
            app.sensor_posts("Floor%202%2FDesk-7", &body, &signed(KEY, &body)).await
        };
        let first = posted("2026-09-02T08:13:00Z").await;
        assert_eq!((first.status, &first.json()["Outcome"]), (200, &json!("Present")), "{}", first.text);
        assert_eq!(first.json()["Message"], "They are seen for 0 seconds, and checked in after 60");
        let second = posted("2026-09-02T08:14:30Z").await.json();
        let visit = app.visits(ann).await.remove(0);
        assert_eq!((&second["Outcome"], &second["CheckinId"]), (&json!("Opened"), &visit["Id"]));
        assert_eq!(visit["FromTime"], "2026-09-02T08:13:00Z");
        let again = posted("2026-09-02T08:14:30Z").await.json();
        assert_eq!((&again["Outcome"], &again["CheckinId"]), (&json!("Joined"), &visit["Id"]));
        assert_eq!(app.visits(ann).await.len(), 1);
        assert_eq!(app.sensor_row(desk).await["LastReceivedValue"], "true");
    }
}

on_both_stores! {
    async fn who_does_not_sign_with_the_key_of_the_sensor_is_not_heard(app: TestApp) {
        let (_, desk) = app.at_a_desk("Ann", "desk-7", &json!({ "SharedSecret": KEY })).await;
        app.sensor("open", &json!({})).await;
        let right = signed(KEY, "true");
        for (reference, signature) in [
            ("desk-7", signed("another key", "true")),
            ("desk-7", signed(KEY, "false")),
            ("desk-7", String::new()),
            ("desk-8", right.clone()),
            ("open", signed("", "true")),
        ] {
            let answer = app.sensor_posts(reference, "true", &signature).await;
            assert_eq!(answer.status, 401, "{reference}: {}", answer.text);
        }
        assert!(app.sensor_row(desk).await["ReceivedDataOn"].is_null());
        assert_eq!(app.signals("").await.len(), 0, "who is not known writes nothing down");
        assert_eq!(app.sensor_posts("desk-7", "true", &right).await.status, 200);
    }
}

on_both_stores! {
    async fn what_a_sensor_posts_and_nobody_can_read_is_answered_and_kept(app: TestApp) {
        let desk = app.sensor("desk-7", &json!({ "SharedSecret": KEY, "PayloadDataPath": "state" })).await;
        let answer = app.sensor_posts("desk-7", "{}", &signed(KEY, "{}")).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text.contains("Nothing stands at PayloadDataPath, state"), "{}", answer.text);
        let kept = app.signals("").await.remove(0);
        assert_eq!((&kept["OriginId"], &kept["Content"], &kept["Outcome"]), (&json!(desk), &json!("{}"), &json!(9)));
        assert_eq!(app.get(&format!("{SENSORS}/{desk}")).await.json()["ReceivedDataOn"], json!(null));
    }
}
