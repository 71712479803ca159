//! People without an account: on access tokens, and expected as visitors.

use serde_json::{Value, json};

use super::{NOON, PHONE, YARD, action, denied, welcome};
use crate::on_both_stores;
use crate::support::people::{records, with};
use crate::support::{MORNING, TestApp};

const OTHER: &str = "00:00:5e:00:53:02";

async fn token(app: &TestApp, more: &Value) -> i64 {
    let token = json!({ "BusinessId": app.loft, "AccessCode": "GUEST-77", "MinutesIncluded": 90 });
    app.post("/api/spaces/accesstokens", &with(token, more)).await.id()
}

async fn read(app: &TestApp, token: i64) -> Value {
    app.get(&format!("/api/spaces/accesstokens/{token}")).await.json()
}

fn on(mac: &str) -> Value {
    json!({ "token": "guest-77", "mac": mac })
}

fn off(mac: &str) -> Value {
    json!({ "token": "GUEST-77", "mac": mac, "disconnect": true })
}

async fn visits(app: &TestApp) -> Vec<Value> {
    records(&app.get("/api/spaces/checkins?orderBy=FromTime&dir=0").await)
}

on_both_stores! {
    async fn a_token_lets_a_device_in_without_a_person_a_pass_or_a_charge(app: TestApp) {
        let id = token(&app, &json!({})).await;
        let told = welcome(&app.tap(&on("00-00-5E-00-53-01")).await);
        let visit = visits(&app).await.remove(0);
        assert_eq!(told, json!({
            "SessionExpire": "2026-09-02T09:45:00 UTC", "SessionTimeOut": 5400.0, "FullName": null,
            "Action": "checkin", "CheckinId": visit["Id"], "CheckinUniqueId": visit["UniqueId"],
        }));
        let expected = json!({
            "CoworkerId": null, "BusinessId": app.loft, "Source": 3, "MacAddresses": PHONE, "CoworkerTimePassGuid": null,
        });
        assert_eq!(with(visit.clone(), &expected), visit);
        let seen = read(&app, id).await;
        assert_eq!((&seen["MacAddress"], &seen["MinutesLeft"], &seen["LastAccess"]), (&json!(PHONE), &json!(90), &json!(MORNING)));
    }
}

on_both_stores! {
    async fn minutes_are_counted_down_when_the_session_ends(app: TestApp) {
        let id = token(&app, &json!({})).await;
        app.tap(&on(PHONE)).await;
        app.set_clock("2026-09-02T08:44:30Z");
        assert_eq!(action(&app.tap(&off(PHONE)).await), "checkout");
        assert_eq!(read(&app, id).await["MinutesLeft"], 60, "minutes that were begun");
        assert_eq!(visits(&app).await[0]["ToTime"], "2026-09-02T08:44:30Z");
        app.set_clock(NOON);
        assert_eq!(welcome(&app.tap(&on(PHONE)).await)["SessionTimeOut"], 3600.0);
        app.set_clock("2026-09-02T13:00:00Z");
        assert_eq!(action(&app.tap(&json!({ "token": "GUEST-77", "mac": PHONE, "toggle": 1 })).await), "checkout");
        assert_eq!(read(&app, id).await["MinutesLeft"], 0);
        app.set_clock("2026-09-02T14:00:00Z");
        assert_eq!(denied(&app.tap(&on(PHONE)).await), (403, "No minutes are left on this code".to_owned()));
        assert_eq!(app.refusals().await[0]["MacAddresses"], PHONE);
    }
}

on_both_stores! {
    async fn a_guest_leaves_by_the_device_alone(app: TestApp) {
        let id = token(&app, &json!({})).await;
        let gone = json!({ "mac": PHONE, "disconnect": true });
        assert_eq!(denied(&app.tap(&gone).await).0, 401, "nobody came with it yet");
        app.tap(&on(PHONE)).await;
        app.set_clock("2026-09-02T08:44:30Z");
        assert_eq!(denied(&app.tap_at(YARD, &gone).await).0, 401, "nobody is there with it");
        assert_eq!(action(&app.tap(&gone).await), "checkout");
        assert_eq!(action(&app.tap(&gone).await), "checkout", "its echo");
        assert_eq!(visits(&app).await[0]["ToTime"], "2026-09-02T08:44:30Z");
        assert_eq!(read(&app, id).await["MinutesLeft"], 60);
        assert_eq!(denied(&app.tap(&json!({ "mac": PHONE })).await).0, 401, "it is no way in");
        app.set_clock(NOON);
        assert_eq!(denied(&app.tap(&gone).await).0, 403, "not inside any more");
    }
}

on_both_stores! {
    async fn a_session_that_somebody_else_ended_is_counted_at_the_next_use(app: TestApp) {
        let id = token(&app, &json!({})).await;
        app.tap(&on(PHONE)).await;
        let visit = visits(&app).await.remove(0);
        app.set_clock(NOON);
        let closed = with(visit, &json!({ "ToTime": "2026-09-02T08:35:00Z" }));
        assert_eq!(app.put("/api/spaces/checkins", &closed).await.status, 200);
        assert_eq!(read(&app, id).await["MinutesLeft"], 90);
        assert_eq!(welcome(&app.tap(&on(PHONE)).await)["SessionTimeOut"], 70.0 * 60.0);
        assert_eq!(read(&app, id).await["MinutesLeft"], 70);
    }
}

on_both_stores! {
    async fn whoever_forgot_to_leave_is_out_at_the_cut_off(app: TestApp) {
        let id = token(&app, &json!({ "MinutesIncluded": 6000 })).await;
        app.tap(&on(PHONE)).await;
        app.set_clock("2026-09-03T08:15:00Z");
        assert_eq!(action(&app.tap(&on(PHONE)).await), "checkin");
        let all = visits(&app).await;
        assert_eq!((all.len(), &all[0]["ToTime"], &all[0]["AutoCheckout"]), (2, &json!("2026-09-02T23:00:00Z"), &json!(true)));
        assert_eq!(read(&app, id).await["MinutesLeft"], 6000 - (14 * 60 + 45));
    }
}

on_both_stores! {
    async fn a_token_serves_so_many_devices_within_its_term(app: TestApp) {
        let term = json!({ "UserLimit": 2, "ValidFrom": "2026-09-02T09:00:00Z", "ValidTo": "2026-09-02T11:30:00Z" });
        token(&app, &term).await;
        assert_eq!(denied(&app.tap(&on(PHONE)).await).1, "This code can be used from 2026-09-02 at 10:00 on");
        app.set_clock(NOON);
        for device in [PHONE, OTHER] {
            assert_eq!(welcome(&app.tap(&on(device)).await)["SessionExpire"], "2026-09-02T11:30:00 UTC");
        }
        let third = denied(&app.tap(&on("00:00:5e:00:53:03")).await);
        assert_eq!(third, (403, "2 other devices use this code, which is the most".to_owned()));
        assert_eq!(action(&app.tap(&off(OTHER)).await), "checkout");
        assert_eq!(visits(&app).await.iter().filter(|visit| visit["ToTime"].is_null()).count(), 1, "the phone stays");
        app.set_clock("2026-09-02T11:30:00Z");
        assert_eq!(denied(&app.tap(&on(OTHER)).await).1, "This code could be used until 2026-09-02 at 12:30");
    }
}

on_both_stores! {
    async fn of_many_devices_at_once_no_more_come_in_than_may(app: TestApp) {
        token(&app, &json!({ "UserLimit": 3 })).await;
        let mut tapping = tokio::task::JoinSet::new();
        for nth in 0..12 {
            let app = app.clone();
            tapping.spawn(async move { app.tap(&on(&format!("00:00:5e:00:53:{:02x}", nth % 6))).await });
        }
        let statuses: Vec<Value> =
            tapping.join_all().await.iter().map(|answer| answer.json()["Status"].clone()).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 6, "three devices, twice each: {statuses:?}");
        assert_eq!(visits(&app).await.len(), 3);
    }
}

on_both_stores! {
    async fn a_token_of_the_head_serves_below_it_and_a_device_is_at_one_place(app: TestApp) {
        token(&app, &json!({})).await;
        app.tap(&on(PHONE)).await;
        app.set_clock("2026-09-02T08:30:00Z");
        assert_eq!(action(&app.tap_at(YARD, &on(PHONE)).await), "checkin");
        let open: Vec<_> = visits(&app).await.into_iter().filter(|visit| visit["ToTime"].is_null()).collect();
        assert_eq!((open.len(), &open[0]["BusinessId"]), (1, &json!(app.yard)));
        app.post("/api/spaces/accesstokens", &json!({ "BusinessId": app.yard, "AccessCode": "YARD", "MinutesIncluded": 9 })).await.id();
        assert_eq!(denied(&app.tap(&json!({ "token": "YARD", "mac": OTHER })).await), (401, "This code is not known at Loft".to_owned()));
    }
}

on_both_stores! {
    async fn a_token_needs_a_device_and_an_echo_changes_nothing(app: TestApp) {
        let id = token(&app, &json!({})).await;
        let (status, sentence) = denied(&app.tap(&json!({ "token": "GUEST-77" })).await);
        assert_eq!((status, sentence.starts_with("mac: ")), (400, true));
        app.tap(&on(PHONE)).await;
        app.set_clock("2026-09-02T08:15:02Z");
        assert_eq!(action(&app.tap(&json!({ "token": "GUEST-77", "mac": PHONE, "toggle": true })).await), "checkin");
        assert_eq!((visits(&app).await.len(), &read(&app, id).await["LastAccess"]), (1, &json!(MORNING)));
        let dry = with(on(OTHER), &json!({ "doNotCheckIn": true }));
        assert_eq!(denied(&app.tap(&dry).await).1, "Another device uses this code");
        assert!(app.refusals().await.is_empty());
    }
}

/// A visitor whom a host expects in the afternoon, and their code.
async fn visitor(app: &TestApp, more: &Value) -> (i64, String) {
    let host = app.customer_with("Hana", &json!({ "CoworkerType": "Company" })).await;
    let visitor = json!({
        "BusinessId": app.loft, "FullName": "Vic Visitor", "Email": "vic@example.com", "CoworkerId": host,
        "ExpectedArrival": "2026-09-02T13:00:00Z",
    });
    let made = app.post("/api/spaces/visitors", &with(visitor, more)).await;
    (made.id(), made.json()["Value"]["VisitorCode"].as_str().expect("a code").to_owned())
}

async fn presence(app: &TestApp, visitor: i64) -> [Value; 3] {
    let seen = app.get(&format!("/api/spaces/visitors/{visitor}")).await.json();
    ["Arrived", "ArrivalDate", "DepartureDate"].map(|name| seen[name].clone())
}

on_both_stores! {
    async fn a_visitor_comes_and_goes_by_their_code_and_makes_no_check_in(app: TestApp) {
        let (id, code) = visitor(&app, &json!({})).await;
        app.set_clock(NOON);
        let toggle = json!({ "token": code, "toggle": true });
        let told = welcome(&app.tap(&toggle).await);
        assert_eq!((&told["FullName"], &told["Action"], &told["CheckinId"]), (&json!("Vic Visitor"), &json!("checkin"), &Value::Null));
        assert_eq!(presence(&app, id).await, [json!(true), json!(NOON), Value::Null]);
        app.set_clock("2026-09-02T11:00:02Z");
        assert_eq!(action(&app.tap(&toggle).await), "checkin", "an echo");
        app.set_clock("2026-09-02T12:00:00Z");
        assert_eq!(action(&app.tap(&json!({ "token": code })).await), "none");
        assert_eq!(action(&app.tap(&toggle).await), "checkout");
        assert_eq!(presence(&app, id).await, [json!(true), json!(NOON), json!("2026-09-02T12:00:00Z")]);
        assert_eq!(visits(&app).await, Vec::<Value>::new());
    }
}

on_both_stores! {
    async fn a_visitor_is_let_in_on_the_day_and_with_the_host_s_consent(app: TestApp) {
        let (_, tomorrow) = visitor(&app, &json!({ "ExpectedArrival": "2026-09-03T13:00:00Z" })).await;
        assert_eq!(denied(&app.tap(&json!({ "token": tomorrow })).await), (403, "This visitor is expected on 2026-09-03".to_owned()));
        app.set_clock("2026-09-03T08:15:00Z");
        assert_eq!(action(&app.tap(&json!({ "token": tomorrow })).await), "checkin");
        assert_eq!(app.refusals().await.len(), 1);
        assert_eq!(denied(&app.tap_at(YARD, &json!({ "token": tomorrow })).await).0, 401);
    }
}

on_both_stores! {
    async fn a_visitor_whose_host_has_not_agreed_waits(app: TestApp) {
        for status in ["Requested", "Rejected", "AcceptedAndHold"] {
            let host = app.customer_with(status, &json!({ "CoworkerType": "Company" })).await;
            let more = json!({
                "BusinessId": app.loft, "FullName": "Vic", "Email": "vic@example.com", "CoworkerId": host,
                "ExpectedArrival": "2026-09-02T13:00:00Z", "HostApprovalStatus": status,
            });
            let made = app.post("/api/spaces/visitors", &more).await.json();
            let code = &made["Value"]["VisitorCode"];
            let told = denied(&app.tap(&json!({ "token": code })).await);
            assert_eq!(told, (403, "The host has not agreed to this visit yet".to_owned()), "{status}");
        }
    }
}
