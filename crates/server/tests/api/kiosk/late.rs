//! Taps that were made while there was no network, and are delivered when it is back.

use serde_json::{Value, json};

use super::{PIN, Tablet};
use crate::on_both_stores;
use crate::support::people::plus;
use crate::support::{MORNING, TestApp};

const HOUR: i64 = 3600;

impl Tablet<'_> {
    /// Delivers a tap that is some seconds old.
    async fn delivers(&self, key: &str, pin: &str, age: i64) -> Value {
        self.tap_as(key, &json!({ "typed": pin, "age": age * 1000 })).await
    }
}

on_both_stores! {
    async fn who_came_and_left_without_network_did_so_at_their_own_times(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessPincode": PIN })).await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        app.set_clock(&plus(MORNING, 4 * HOUR));
        assert_eq!(tablet.delivers("in", PIN, 4 * HOUR).await["kind"], "in");
        assert_eq!(tablet.delivers("out", PIN, HOUR).await["kind"], "out");
        let visits = app.visits(ann).await;
        assert_eq!(visits.len(), 1);
        assert_eq!((&visits[0]["FromTime"], &visits[0]["ToTime"]), (&json!(MORNING), &json!(plus(MORNING, 3 * HOUR))));
        let witnesses = app.get(&format!("/api/vestibule/checkins/{}/witnesses", visits[0]["Id"])).await.text;
        assert!(witnesses.contains("Front door") && witnesses.contains("no network"), "{witnesses}");
    }
}

on_both_stores! {
    async fn a_tap_whose_answer_was_lost_is_not_made_twice(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessPincode": PIN })).await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        assert_eq!(tablet.tap_as("k-1", &json!({ "typed": PIN })).await["kind"], "in");
        app.set_clock(&plus(MORNING, HOUR));
        assert_eq!(tablet.delivers("k-1", PIN, HOUR).await["kind"], "in", "it was answered before");
        assert_eq!(app.visits(ann).await[0]["ToTime"], Value::Null);
        for _ in 0..2 {
            assert_eq!(tablet.delivers("k-2", PIN, HOUR / 2).await["kind"], "out");
        }
        let visits = app.visits(ann).await;
        assert_eq!((visits.len(), &visits[0]["ToTime"]), (1, &json!(plus(MORNING, HOUR / 2))));
    }
}

on_both_stores! {
    async fn two_taps_in_a_row_without_network_are_one(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessPincode": PIN })).await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        app.set_clock(&plus(MORNING, HOUR));
        assert_eq!(tablet.delivers("k-1", PIN, HOUR).await["kind"], "in");
        assert_eq!(tablet.delivers("k-2", PIN, HOUR - 2).await["kind"], "inside");
        assert_eq!(app.visits(ann).await[0]["ToTime"], Value::Null);
    }
}

on_both_stores! {
    async fn who_may_not_come_in_is_refused_on_record_when_it_is_delivered(app: TestApp) {
        let ann = app.customer_with("Ann", &json!({ "AccessPincode": PIN })).await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        app.set_clock(&plus(MORNING, HOUR));
        assert_eq!(tablet.delivers("k-1", PIN, HOUR).await["kind"], "refused");
        assert_eq!(tablet.delivers("k-1", PIN, HOUR).await["kind"], "refused");
        assert_eq!(tablet.delivers("k-2", "00000", HOUR).await["kind"], "unknown");
        let refusals = app.refusals().await;
        assert_eq!(refusals.len(), 2);
        let hers = refusals.iter().find(|refusal| refusal["CoworkerId"] == ann).expect("a refusal");
        assert_eq!(hers["CheckinAttemptTime"], MORNING);
    }
}

on_both_stores! {
    async fn what_is_older_than_a_day_is_not_taken_and_the_desk_can_see_it(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessPincode": PIN })).await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        app.set_clock(&plus(MORNING, 25 * HOUR));
        assert_eq!(tablet.delivers("k-1", PIN, 25 * HOUR).await["kind"], "refused");
        assert!(app.visits(ann).await.is_empty());
        let signals = app.signals("").await;
        assert_eq!((signals.len(), &signals[0]["Outcome"]), (1, &json!(6)));
        assert_eq!(tablet.delivers("k-2", PIN, 23 * HOUR).await["kind"], "in");
    }
}

on_both_stores! {
    async fn many_wrong_ones_in_a_row_are_delivered_slowly_and_none_is_lost(app: TestApp) {
        let tablet = Tablet::enrolled(&app, "Front door").await;
        for guess in 0..5 {
            assert_eq!(tablet.delivers(&format!("k{guess}"), &format!("0000{guess}"), HOUR).await["kind"], "unknown");
        }
        let slowed = tablet.delivers("k5", "00005", HOUR).await;
        assert_eq!(slowed["kind"], "slowed");
        app.set_clock(&plus(MORNING, slowed["seconds"].as_i64().expect("seconds")));
        assert_eq!(tablet.delivers("k5", "00005", HOUR).await["kind"], "unknown");
        assert_eq!(app.refusals().await.len(), 6);
    }
}

on_both_stores! {
    async fn a_visitor_came_when_they_typed_their_code(app: TestApp) {
        let host = app.customer("Hana Host").await;
        let visitor = json!({
            "BusinessId": app.loft, "FullName": "Vic Visitor", "Email": "vic@example.com", "CoworkerId": host,
            "ExpectedArrival": plus(MORNING, HOUR),
        });
        let visitor = app.post("/api/spaces/visitors", &visitor).await.id();
        let path = format!("/api/spaces/visitors/{visitor}");
        let code = app.get(&path).await.json()["VisitorCode"].as_str().expect("a code").to_owned();
        let tablet = Tablet::enrolled(&app, "Front door").await;
        app.set_clock(&plus(MORNING, 2 * HOUR));
        assert_eq!(tablet.delivers("k-1", &code, 2 * HOUR).await["kind"], "in");
        assert_eq!(tablet.delivers("k-2", &code, HOUR).await["kind"], "out");
        let read = app.get(&path).await.json();
        assert_eq!((&read["ArrivalDate"], &read["DepartureDate"]), (&json!(MORNING), &json!(plus(MORNING, HOUR))));
        assert_eq!(tablet.delivers("k-3", &code, HOUR + 60).await["kind"], "inside", "what is known of later stands");
        assert_eq!(app.get(&path).await.json()["DepartureDate"], json!(plus(MORNING, HOUR)));
    }
}
