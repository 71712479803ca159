//! Visitors: their code, when they came and when they left.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::on_both_stores;
use crate::support::people::with;
use crate::support::{MORNING, TestApp};

const VISITORS: &str = "/api/spaces/visitors";

/// A visitor who is expected in the afternoon.
fn expected(app: &TestApp, more: &Value) -> Value {
    let visitor = json!({
        "BusinessId": app.loft, "FullName": "Vic Visitor", "Email": "vic@example.com",
        "ExpectedArrival": "2026-09-02T13:00:00Z",
    });
    with(visitor, more)
}

async fn host(app: &TestApp) -> i64 {
    app.customer_with("Hana Host", &json!({ "CoworkerType": "Company" })).await
}

async fn read(app: &TestApp, visitor: i64) -> Value {
    app.get(&format!("{VISITORS}/{visitor}")).await.json()
}

fn is_a_code(value: &Value) -> bool {
    value.as_str().is_some_and(|code| code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit()))
}

on_both_stores! {
    async fn a_visitor_whom_a_host_expects_gets_a_code_of_five_digits(app: TestApp) {
        let host = host(&app).await;
        let visitor = app.post(VISITORS, &expected(&app, &json!({ "CoworkerId": host }))).await.id();
        assert!(is_a_code(&read(&app, visitor).await["VisitorCode"]));
    }
}

on_both_stores! {
    async fn without_a_host_or_after_the_hour_there_is_no_code(app: TestApp) {
        let host = host(&app).await;
        for more in [json!({}), json!({ "CoworkerId": host, "ExpectedArrival": MORNING })] {
            let visitor = app.post(VISITORS, &expected(&app, &more)).await.id();
            assert_eq!(read(&app, visitor).await["VisitorCode"], Value::Null, "{more}");
        }
    }
}

on_both_stores! {
    async fn a_visitor_who_is_given_a_host_later_gets_the_code_then_and_keeps_it(app: TestApp) {
        let host = host(&app).await;
        let visitor = app.post(VISITORS, &expected(&app, &json!({}))).await.id();
        let named = expected(&app, &json!({ "Id": visitor, "CoworkerId": host, "VisitorCode": "00000" }));
        assert_eq!(app.put(VISITORS, &named).await.status, 200);
        let code = read(&app, visitor).await["VisitorCode"].clone();
        assert!(is_a_code(&code));
        assert_eq!(app.put(VISITORS, &with(named, &json!({ "Notes": "Brings a dog" }))).await.status, 200);
        assert_eq!(read(&app, visitor).await["VisitorCode"], code);
    }
}

on_both_stores! {
    async fn visitors_of_a_location_have_codes_of_their_own(app: TestApp) {
        let host = host(&app).await;
        let mut codes = HashSet::new();
        for _ in 0..20 {
            let visitor = app.post(VISITORS, &expected(&app, &json!({ "CoworkerId": host }))).await.json();
            codes.insert(visitor["Value"]["VisitorCode"].to_string());
        }
        assert_eq!(codes.len(), 20);
    }
}

on_both_stores! {
    async fn a_visitor_is_found_by_their_code(app: TestApp) {
        let host = host(&app).await;
        let visitor = app.post(VISITORS, &expected(&app, &json!({ "CoworkerId": host }))).await.json();
        let code = visitor["Value"]["VisitorCode"].as_str().expect("a code");
        let found = app.get(&format!("{VISITORS}?Visitor_VisitorCode={code}")).await.json();
        assert_eq!(found["Records"][0]["Id"], visitor["Value"]["Id"]);
    }
}

on_both_stores! {
    async fn whoever_stands_at_the_door_has_come_now_and_not_left(app: TestApp) {
        let sent = json!({
            "CheckInNow": true, "ArrivalDate": "2026-09-01T09:00:00Z", "DepartureDate": "2026-09-01T10:00:00Z",
        });
        let visitor = app.post(VISITORS, &expected(&app, &sent)).await.id();
        let shown = read(&app, visitor).await;
        assert_eq!((&shown["Arrived"], &shown["ArrivalDate"]), (&json!(true), &json!(MORNING)));
        assert_eq!(shown["DepartureDate"], Value::Null);
    }
}

on_both_stores! {
    async fn a_visitor_is_checked_in_by_saying_that_they_arrived_and_out_by_a_departure(app: TestApp) {
        let visitor = app.post(VISITORS, &expected(&app, &json!({}))).await.id();
        app.set_clock("2026-09-02T13:05:00Z");
        let arrived = expected(&app, &json!({ "Id": visitor, "Arrived": true }));
        assert_eq!(app.put(VISITORS, &arrived).await.status, 200);
        assert_eq!(read(&app, visitor).await["ArrivalDate"], "2026-09-02T13:05:00Z");

        app.set_clock("2026-09-02T15:00:00Z");
        let left = with(arrived, &json!({ "DepartureDate": "2026-09-02T14:55:00Z" }));
        assert_eq!(app.put(VISITORS, &left).await.status, 200);
        let shown = read(&app, visitor).await;
        assert_eq!(shown["ArrivalDate"], "2026-09-02T13:05:00Z");
        assert_eq!(shown["DepartureDate"], "2026-09-02T14:55:00Z");
    }
}

on_both_stores! {
    async fn nobody_leaves_before_they_came(app: TestApp) {
        let sent = json!({
            "Arrived": true, "ArrivalDate": "2026-09-02T08:00:00Z", "DepartureDate": "2026-09-02T07:59:59Z",
        });
        let answer = app.post(VISITORS, &expected(&app, &sent)).await;
        assert_eq!(answer.status, 400);
        let error = &answer.json()["Errors"][0];
        assert_eq!(error["PropertyName"], "DepartureDate");
        assert_eq!(error["AttemptedValue"], "2026-09-02T07:59:59Z");
    }
}

on_both_stores! {
    async fn the_kind_of_the_host_is_a_number_and_nought_without_one(app: TestApp) {
        let host = host(&app).await;
        let hosted = app.post(VISITORS, &expected(&app, &json!({ "CoworkerId": host }))).await.json();
        assert_eq!(hosted["Value"]["CoworkerCoworkerType"], 2);
        assert_eq!(hosted["Value"]["CoworkerFullName"], "Hana Host");
        let alone = app.post(VISITORS, &expected(&app, &json!({}))).await.json();
        assert_eq!(alone["Value"]["CoworkerCoworkerType"], 0);
        let asked = format!("{VISITORS}?to_Visitor_Coworker_CoworkerType=0");
        let found = app.get(&asked).await.json();
        assert_eq!(found["Records"][0]["Id"], alone["Value"]["Id"]);
        assert_eq!(found["TotalItems"], 1);
    }
}
