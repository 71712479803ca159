//! Opening hours, coming in twice, being at two places, attending a booking, and the settings that say so.

use crate::on_both_stores;
use crate::public_checkin::{CARD, YARD, action, denied, welcome};
use crate::support::people::{plus, records, text};
use crate::support::{Answer, MORNING, TestApp};
use serde_json::{Value, json};

async fn noted(app: &TestApp) -> Vec<String> {
    let notes = records(&app.get("/api/sys/coworkeraccesscontrolaudits?size=1000&orderBy=Id&dir=0").await);
    notes.iter().map(|note| text(&note["Description"]).to_owned()).collect()
}

fn said(answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{}", answer.text);
    text(&answer.json()["Errors"][0]["Message"]).to_owned()
}

fn seconds_later(seconds: i64) -> String {
    plus(MORNING, seconds)
}

/// Somebody with a card and day passes, inside at the loft.
async fn inside(app: &TestApp) -> i64 {
    let ann = app.cardholder("Ann Lee", CARD).await;
    welcome(&app.tap(&json!({ "accessCardId": CARD })).await);
    ann
}

on_both_stores! {
    async fn a_location_that_keeps_its_hours_lets_nobody_in_outside_of_them(app: TestApp) {
        let hours = json!({
            "BusinessId": app.loft, "DayOfWeek": "Wednesday", "FromTime": "1976-01-01T10:00:00", "ToTime": "1976-01-01T18:00:00",
        });
        app.post("/api/sys/businesstimeslots", &hours).await.id();
        let (ann, pass) = app.holder("Ann Lee", &json!({})).await;
        let mode = app.set(app.loft, "Vestibule.OpeningHours", "enforce").await;
        let sentence = said(&app.check_in(ann, MORNING).await);
        assert_eq!(sentence, "Loft is closed now: it is open on Wed 10:00-18:00; again from 2026-09-02 at 10:00");
        assert_eq!(app.refusals().await[0]["Description"], sentence);
        assert_eq!(app.pass(pass.id).await["Used"], false);
        let warn = json!({ "Id": mode, "BusinessId": app.loft, "Name": "Vestibule.OpeningHours", "Value": "warn" });
        assert_eq!(app.put("/api/sys/businesssettings", &warn).await.status, 200);
        app.check_in(ann, MORNING).await.id();
        assert_eq!(noted(&app).await, ["Ann Lee came in outside of the opening hours of Loft"]);
    }
}

on_both_stores! {
    async fn a_card_that_comes_in_twice_is_noted(app: TestApp) {
        app.set(app.loft, "Vestibule.AntiPassback", "flag").await;
        let ann = inside(&app).await;
        app.set_clock(&seconds_later(2));
        assert_eq!(action(&app.tap(&json!({ "accessCardId": CARD })).await), "checkin");
        assert_eq!(noted(&app).await, [""; 0], "an echo");
        app.set_clock(&seconds_later(60));
        let dry = json!({ "accessCardId": CARD, "doNotCheckIn": true });
        assert_eq!(action(&app.tap(&dry).await), "none");
        assert_eq!(noted(&app).await, [""; 0], "a dry run");
        assert_eq!(action(&app.tap(&json!({ "accessCardId": CARD })).await), "none");
        assert_eq!(noted(&app).await, ["Ann Lee came in at Loft again without having left"]);
        assert_eq!(app.visits(ann).await.len(), 1);
    }
}

on_both_stores! {
    async fn a_card_that_comes_in_twice_is_refused(app: TestApp) {
        app.set(app.loft, "Vestibule.AntiPassback", "refuse").await;
        let ann = inside(&app).await;
        app.set_clock(&seconds_later(60));
        let (status, sentence) = denied(&app.tap(&json!({ "accessCardId": CARD })).await);
        assert_eq!((status, sentence.as_str()), (403, "Ann Lee is inside at Loft already, since 2026-09-02 at 09:15: leave first"));
        assert_eq!(app.refusals().await[0]["Description"], sentence);
        assert_eq!(said(&app.check_in(ann, &seconds_later(60)).await), sentence);
        let seen = json!({ "CoworkerId": ann, "FromTime": seconds_later(60), "Source": "NetworkActivity" });
        app.attempt(&seen).await.id();
        app.check_in(ann, MORNING).await.id();
        assert_eq!(action(&app.tap(&json!({ "accessCardId": CARD, "toggle": true })).await), "checkout");
        assert_eq!((app.visits(ann).await.len(), app.refusals().await.len()), (1, 2));
    }
}

on_both_stores! {
    async fn a_card_at_two_locations_is_noted_and_the_former_visit_closed(app: TestApp) {
        app.set(app.yard, "Vestibule.PassSharing", "flag").await;
        let ann = inside(&app).await;
        app.set_clock(&seconds_later(600));
        assert_eq!(action(&app.tap_at(YARD, &json!({ "accessCardId": CARD })).await), "checkin");
        assert_eq!(noted(&app).await, ["Ann Lee came in at Yard while inside at Loft"]);
        let visits = app.visits(ann).await;
        assert_eq!((&visits[0]["ToTime"], &visits[1]["ToTime"]), (&Value::Null, &json!(seconds_later(600))));
    }
}

on_both_stores! {
    async fn a_card_at_two_locations_is_refused_and_nothing_changes(app: TestApp) {
        app.set(app.loft, "Vestibule.PassSharing", "refuse").await;
        let ann = inside(&app).await;
        let before = app.visits(ann).await;
        app.set_clock(&seconds_later(600));
        let (status, sentence) = denied(&app.tap_at(YARD, &json!({ "accessCardId": CARD })).await);
        assert_eq!(status, 403);
        assert_eq!(sentence, "Ann Lee is inside at Loft, since 2026-09-02 at 10:15: leave there first");
        assert_eq!(app.visits(ann).await, before);
        app.set_clock("2026-09-03T08:00:00Z");
        assert_eq!(action(&app.tap_at(YARD, &json!({ "accessCardId": CARD })).await), "checkin");
    }
}

on_both_stores! {
    async fn who_attends_a_booking_needs_no_pass(app: TestApp) {
        let ann = app.customer_with("Ann Lee", &json!({ "InvoicingBusinessId": app.loft })).await;
        let kind = app.kind(&json!({})).await;
        let pass = app.give(ann, kind, &json!({ "ExpireDate": "2026-09-02T08:20:00Z" })).await;
        let booking = json!({
            "ResourceId": 88, "CoworkerId": ann, "FromTime": "2026-09-02T08:30:00Z", "ToTime": "2026-09-02T10:00:00Z",
        });
        let booking = app.post("/api/spaces/bookings", &booking).await.id();
        let visit = app.check_in(ann, MORNING).await.json()["Value"].clone();
        assert_eq!(
            (&visit["CoworkerTimePassGuid"], &visit["CountsTowardsPlanLimits"]),
            (&Value::Null, &json!(false)),
        );
        assert_eq!(app.pass(pass.id).await["Used"], false);
        app.set_clock("2026-09-02T12:00:00Z");
        let visit = visit["Id"].as_i64().expect("an id");
        assert_eq!(app.check_out(visit, "2026-09-02T12:00:00Z").await.status, 200);
        assert_eq!(app.correct(visit, &json!({ "ToTime": "2026-09-02T11:30:00Z" })).await.status, 200);
        assert_eq!((app.visit(visit).await["CoworkerTimePassGuid"].clone(), app.ledger(visit).await), (Value::Null, vec![]));
        assert!(said(&app.check_in(ann, "2026-09-02T12:00:00Z").await).contains("expired"), "the booking is over");
        for gone in [format!("bookings/{booking}"), format!("checkins/{visit}")] {
            assert_eq!(app.delete(&format!("/api/spaces/{gone}")).await.status, 200);
        }
        said(&app.attempt(&json!({ "CoworkerId": ann, "FromTime": "2026-09-02T09:00:00Z", "ToTime": "2026-09-02T09:30:00Z" })).await);
    }
}

on_both_stores! {
    async fn a_booking_that_is_not_confirmed_or_elsewhere_lets_nobody_in(app: TestApp) {
        let ann = app.customer_with("Ann Lee", &json!({ "InvoicingBusinessId": app.loft })).await;
        let ben = app.customer_with("Ben Low", &json!({ "InvoicingBusinessId": app.yard })).await;
        for (customer, tentative) in [(ann, true), (ben, false)] {
            let booking = json!({
                "ResourceId": 88, "CoworkerId": customer, "FromTime": MORNING, "ToTime": "2026-09-02T10:00:00Z",
                "Tentative": tentative,
            });
            app.post("/api/spaces/bookings", &booking).await.id();
            assert!(said(&app.check_in(customer, MORNING).await).contains("does not have a valid time pass"));
        }
    }
}

on_both_stores! {
    async fn a_setting_that_the_rules_read_must_be_one_of_its_words(app: TestApp) {
        let truth = "'perhaps' is neither True nor False";
        let (gate, watch) = ("'perhaps' is none of off, warn, enforce", "'perhaps' is none of off, flag, refuse");
        for (name, message, good) in [
            ("Vestibule.Capacity", gate, "Enforce"),
            ("Vestibule.OpeningHours", gate, "warn"),
            ("Vestibule.AntiPassback", watch, "flag"),
            ("vestibule.passsharing", watch, "refuse"),
            ("Checkin.AlwaysRecordByMinute", truth, "true"),
            ("Checkin.DiscountBookings", truth, "False"),
            ("Checkin.PayAsYouGoMembersPayWithContract", truth, "True"),
            ("MobileApp.NexClicker.MaxCapacity", "'perhaps' is not a whole number of people", "80"),
        ] {
            let setting = |value: &str| json!({ "BusinessId": app.loft, "Name": name, "Value": value });
            let answer = app.post("/api/sys/businesssettings", &setting("perhaps")).await;
            let error = answer.json()["Errors"][0].clone();
            assert_eq!(said(&answer), message, "{name}");
            assert_eq!((&error["PropertyName"], &error["AttemptedValue"]), (&json!("Value"), &json!("perhaps")));
            app.post("/api/sys/businesssettings", &setting(good)).await.id();
        }
        for wrong in ["-1", "12.5", "4294967296"] {
            let setting = json!({ "BusinessId": app.yard, "Name": "MobileApp.NexClicker.MaxCapacity", "Value": wrong });
            assert!(said(&app.post("/api/sys/businesssettings", &setting).await).contains(wrong));
        }
    }
}
