//! What somebody types, holds or scans at a tablet, and what they are told.

use http::Method;
use serde_json::{Value, json};

use super::{PIN, Tablet};
use crate::on_both_stores;
use crate::support::people::plus;
use crate::support::{MORNING, TestApp};

fn lines(said: &Value) -> Vec<String> {
    let lines = said["lines"].as_array().expect("lines");
    lines.iter().map(|line| line.as_str().expect("text").to_owned()).collect()
}

on_both_stores! {
    async fn who_types_their_pin_comes_in_and_leaves_by_the_same(app: TestApp) {
        let ann = app.regular("Ann Lee", &json!({ "AccessPincode": PIN })).await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        let said = tablet.types(PIN).await;
        assert_eq!((&said["kind"], &said["well"], &said["heading"]), (&json!("in"), &json!(true), &json!("Welcome, Ann Lee")));
        assert_eq!(lines(&said), ["You are checked in.", "2 more days left"]);
        app.set_clock(&plus(MORNING, 3600));
        let said = tablet.types(PIN).await;
        assert_eq!((&said["kind"], &said["heading"]), (&json!("out"), &json!("Goodbye, Ann Lee")));
        let visits = app.visits(ann).await;
        assert_eq!(visits.len(), 1);
        assert_eq!((&visits[0]["FromTime"], &visits[0]["ToTime"]), (&json!(MORNING), &json!(plus(MORNING, 3600))));
    }
}

on_both_stores! {
    async fn the_tablet_bears_witness_by_its_name(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessPincode": PIN })).await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        tablet.types(PIN).await;
        let visit = app.visits(ann).await.remove(0);
        assert_eq!(visit["Source"], 1);
        let witnesses = app.get(&format!("/api/vestibule/checkins/{}/witnesses", visit["Id"])).await.text;
        assert!(witnesses.contains("Front door") && witnesses.contains("Tablet "), "{witnesses}");
        assert!(visit["UpdatedBy"].as_str().is_some_and(|by| by.starts_with("Tablet ")), "{visit}");
    }
}

on_both_stores! {
    async fn who_has_minutes_is_told_how_many_are_left(app: TestApp) {
        let ann = app.customer_with("Ann", &json!({ "AccessPincode": PIN })).await;
        let kind = app.kind(&json!({ "Name": "Hours", "MinutesIncluded": 600 })).await;
        app.give(ann, kind, &json!({})).await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        assert_eq!(lines(&tablet.types(PIN).await)[1], "10 hours 0 minutes left");
        app.set_clock(&plus(MORNING, 9 * 3600));
        assert_eq!(lines(&tablet.types(PIN).await)[1], "60 minutes left");
    }
}

on_both_stores! {
    async fn a_refusal_says_what_to_do_and_nothing_that_embarrasses(app: TestApp) {
        app.customer_with("Ann", &json!({ "AccessPincode": PIN })).await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        for seconds in [0, 1] {
            app.set_clock(&plus(MORNING, seconds));
            let said = tablet.types(PIN).await;
            assert_eq!((&said["kind"], &said["well"]), (&json!("refused"), &json!(false)));
            assert_eq!(lines(&said), ["There is no pass for today.", "The team at the desk will gladly help."]);
            assert!(!said.to_string().contains("Ann"), "{said}");
        }
        let refusals = app.refusals().await;
        assert_eq!(refusals.len(), 1, "the same within moments is one");
        assert!(refusals[0]["UpdatedBy"].as_str().is_some_and(|by| by.starts_with("Tablet ")));
    }
}

on_both_stores! {
    async fn who_is_not_known_is_asked_to_try_again_and_at_last_to_wait(app: TestApp) {
        let tablet = Tablet::enrolled(&app, "Front door").await;
        let mut kinds = Vec::new();
        for guess in 0..6 {
            let said = tablet.tap_as(&format!("k{guess}"), &json!({ "typed": format!("0000{guess}") })).await;
            kinds.push(said["kind"].as_str().expect("a word").to_owned());
        }
        assert_eq!(kinds, ["unknown", "unknown", "unknown", "unknown", "unknown", "slowed"]);
        assert_eq!(app.refusals().await.len(), 5);
    }
}

on_both_stores! {
    async fn a_card_and_a_visitors_code_do_as_well(app: TestApp) {
        app.cardholder("Ann", "04A1B2C3").await;
        let host = app.customer("Hana Host").await;
        let visitor = json!({
            "BusinessId": app.loft, "FullName": "Vic Visitor", "Email": "vic@example.com", "CoworkerId": host,
            "ExpectedArrival": plus(MORNING, 3600),
        });
        let visitor = app.post("/api/spaces/visitors", &visitor).await.id();
        let read = app.get(&format!("/api/spaces/visitors/{visitor}")).await.json();
        let tablet = Tablet::enrolled(&app, "Front door").await;
        assert_eq!(tablet.tap(&json!({ "card": "04:a1:b2:c3" })).await["heading"], "Welcome, Ann");
        let typed = tablet.types(read["VisitorCode"].as_str().expect("a code")).await;
        assert_eq!(typed["heading"], "Welcome, Vic Visitor");
        app.set_clock(&plus(MORNING, 600));
        let scanned = tablet.tap(&json!({ "code": read["VisitorCode"] })).await;
        assert_eq!(scanned["heading"], "Goodbye, Vic Visitor");
        let read = app.get(&format!("/api/spaces/visitors/{visitor}")).await.json();
        assert_eq!((&read["Arrived"], &read["DepartureDate"]), (&json!(true), &json!(plus(MORNING, 600))));
    }
}

on_both_stores! {
    async fn a_tap_that_comes_again_under_its_key_is_one(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessPincode": PIN })).await;
        let tablet = Tablet::enrolled(&app, "Front door").await;
        let first = tablet.tap_as("k-1", &json!({ "typed": PIN })).await;
        app.set_clock(&plus(MORNING, 60));
        assert_eq!(tablet.tap_as("k-1", &json!({ "typed": PIN })).await, first);
        assert_eq!(app.visits(ann).await[0]["ToTime"], Value::Null);
        assert_eq!(tablet.tap_as("k-2", &json!({ "typed": PIN })).await["kind"], "out");
    }
}

on_both_stores! {
    async fn what_a_tablet_sends_that_makes_no_sense_is_named(app: TestApp) {
        let tablet = Tablet::enrolled(&app, "Front door").await;
        for (body, names) in [
            (json!({}), "typed, card, code"),
            (json!({ "typed": PIN, "card": "04A1B2C3" }), "typed, card, code"),
            (json!({ "card": ":-:" }), "card"),
            (json!({ "person": 7 }), "person"),
            (json!({ "person": "seven" }), "person"),
            (json!({ "typed": PIN, "age": "old" }), "age"),
            (json!({ "typed": PIN, "age": i64::MAX }), "age"),
            (json!({ "typed": "1".repeat(300) }), "typed"),
        ] {
            let answer = tablet.send(Method::POST, "tap", "k", &body).await;
            assert!(answer.status == 400 && answer.text.contains(names), "{body} {}", answer.text);
        }
        assert_eq!(tablet.send(Method::GET, "tap", "k", &json!({})).await.status, 405);
    }
}

on_both_stores! {
    async fn a_guest_on_an_access_token_comes_and_goes_by_showing_it(app: TestApp) {
        let token = json!({
            "BusinessId": app.loft, "AccessCode": "GUEST-77", "MinutesIncluded": 90, "UserLimit": 1,
            "MacAddress": "02:00:00:00:00:01",
        });
        let token = app.post("/api/spaces/accesstokens", &token).await.id();
        let tablet = Tablet::enrolled(&app, "Front door").await;
        let scan = json!({ "code": "guest-77" });
        let said = tablet.tap(&scan).await;
        assert_eq!((&said["kind"], &said["heading"]), (&json!("in"), &json!("Welcome")), "{said}");
        app.set_clock(&plus(MORNING, 1800));
        assert_eq!(tablet.tap(&scan).await["kind"], "out");
        let read = app.get(&format!("/api/spaces/accesstokens/{token}")).await.json();
        assert_eq!((&read["MinutesLeft"], &read["MacAddress"]), (&json!(60), &json!("02:00:00:00:00:01")));
        app.set_clock(&plus(MORNING, 3600));
        tablet.tap(&scan).await;
        app.set_clock(&plus(MORNING, 9000));
        tablet.tap(&scan).await;
        app.set_clock(&plus(MORNING, 9060));
        let said = tablet.tap(&scan).await;
        assert_eq!((&said["kind"], lines(&said)[0].as_str()), (&json!("refused"), "This code cannot be used here."));
    }
}
