//! Commands: which there are, who may run them, and how a run is answered (`contract.md 10`).

use crate::on_both_stores;
use crate::samples::{Samples, keys, list, offering, path};
use crate::support::people::{text, with};
use crate::support::{PASSWORD, TestApp};
use http::Method;
use serde_json::{Value, json};
use vestibule_records::Role;

/// Every command with the record it is run on.
const KNOWN: [(&str, &str); 15] = [
    ("spaces/bookings", "CANCEL_BOOKING"),
    ("spaces/bookings", "CHARGE_BOOKING"),
    ("spaces/coworkers", "COWORKER_NEW_USER"),
    ("spaces/coworkers", "COWORKER_REMOVE_USER"),
    ("spaces/coworkers", "COWORKER_PIN_REMINDER"),
    ("spaces/coworkers", "COWORKER_DELETE"),
    ("spaces/coworkers", "COWORKER_BILL_RUN"),
    ("billing/coworkerproducts", "COWORKER_PRODUCT_INVOICE"),
    ("billing/coworkercontracts", "CANCEL_CONTRACT"),
    ("billing/coworkercontracts", "DELETE_CONTRACT"),
    ("billing/coworkerinvoices", "PAY_COWORKER_INVOICE_MANUAL"),
    ("billing/coworkerinvoices", "VOID_INVOICE"),
    ("billing/coworkerinvoices", "COWORKER_INVOICE_CANCEL"),
    ("billing/coworkerinvoices", "COWORKER_INVOICE_REFUND"),
    ("billing/coworkerinvoices", "COWORKER_INVOICE_DELETE"),
];

/// Parameters that fit a command.
fn parameters(key: &str) -> Value {
    match key {
        "PAY_COWORKER_INVOICE_MANUAL" => {
            json!([{ "Name": "Payment Method", "Type": "ePaymentProvider", "Value": 97 }])
        }
        _ => json!([]),
    }
}

async fn clerk(app: &TestApp, roles: &[String]) -> TestApp {
    let all = app.rows::<Role>().await;
    let named = all
        .iter()
        .filter(|row| row.get("Name").text().is_some_and(|name| roles.iter().any(|role| role == name)));
    let ids: Vec<i64> = named.map(vestibule_records::Row::id).collect();
    let bundle = json!({ "BusinessId": app.loft, "Name": "Clerks", "Roles": ids });
    let bundle = app.post("/api/security/userroles", &bundle).await.id();
    app.user("clerk@example.com", &json!({ "UserRoles": [bundle], "Businesses": [app.loft] })).await;
    let (token, _) = app.login("clerk@example.com", PASSWORD, &[]).await;
    app.signed_in(&token)
}

on_both_stores! {
    async fn every_record_with_commands_lists_those_that_can_be_run(app: TestApp) {
        for schema in offering("commands") {
            let answer = app.get(&format!("{}/Commands/?id=1", path(schema))).await;
            let shown = answer.json().as_array().cloned().expect("a bare array");
            let expected = KNOWN.iter().filter(|(of, _)| path(schema).ends_with(of)).map(|(_, key)| *key);
            let listed: Vec<_> = shown.iter().map(|command| text(&command["Key"]).to_owned()).collect();
            assert_eq!(listed, expected.collect::<Vec<_>>(), "{}", schema.name);
        }
        let of_countries = app.get("/api/sys/countries/commands").await;
        assert_eq!((of_countries.status, of_countries.text.as_str()), (404, "\"Not found\""));
    }
}

on_both_stores! {
    async fn a_command_is_shown_with_its_parameters(app: TestApp) {
        let shown = app.get("/api/billing/coworkerinvoices/commands").await.json();
        let expected = [
            "Key", "Name", "AppliesOnlyToMultipleEntities", "DisplayInDropdown", "DisplayInDropdownV2",
            "AppliesOnlyToOneEntity", "AppliesOnlyToTwoEntities", "DisplayInGrid", "Icon", "NeedsEntitiesToRun", "Order",
            "RequiresParameters",
        ];
        let raw = app.get("/api/billing/coworkercontracts/commands").await.text;
        let (first, _) = raw.trim_start_matches('[').split_once("]}").expect("a command");
        assert_eq!(keys(&format!("{first}]}}")), expected);
        assert_eq!(shown[0]["RequiresParameters"], json!([{ "Name": "Payment Method", "Type": "ePaymentProvider" }]));
        let crediting: Vec<_> = shown[2]["RequiresParameters"].as_array().into_iter().flatten().map(|one| text(&one["Type"])).collect();
        assert_eq!(crediting, ["Decimal", "Boolean", "Boolean"]);
    }
}

on_both_stores! {
    async fn a_run_is_answered_by_the_envelope_whatever_the_spelling(app: TestApp) {
        let customer = app.customer("Rita").await;
        for (path, body) in [
            ("/api/Spaces/Coworkers/runCommand/", json!({ "key": "coworker_bill_run", "IDS": [customer.to_string()] })),
            ("/api/spaces/coworkers/runcommand", json!({ "Key": "COWORKER_BILL_RUN", "Ids": [customer], "Parameters": null })),
        ] {
            let answer = app.post(path, &body).await;
            assert_eq!(keys(&answer.text).len(), 11);
            let answer = answer.json();
            let shown = (&answer["Status"], &answer["Message"], &answer["Value"], &answer["WasSuccessful"]);
            assert_eq!(shown, (&json!(200), &json!("The command was run correctly."), &Value::Null, &json!(true)));
        }
    }
}

on_both_stores! {
    async fn what_is_no_command_or_no_record_is_refused_by_name(app: TestApp) {
        let customer = app.customer("Rita").await;
        let message = app.stopped("spaces/coworkers", "CHARGE_BOOKING", customer).await;
        assert_eq!(message, "CHARGE_BOOKING is not a command of Coworker.");
        let long = app.run("spaces/coworkers", &"X".repeat(100_000), &[1], &json!([])).await;
        assert!(long.text.len() < 1000, "what nobody knows is not sent back whole");
        for (of, key) in KNOWN {
            let answer = app.run(of, key, &[1], &parameters(key)).await.json();
            assert_eq!(answer["WasSuccessful"], false, "{key}");
            let message = text(&answer["Message"]);
            assert!(message.starts_with(&format!("{key} cannot be run for ")) && message.contains(" 1: there is none"), "{message}");
        }
        let both = app.run("spaces/coworkers", "COWORKER_DELETE", &[customer, 1], &json!([])).await.json();
        assert_eq!(both["WasSuccessful"], false, "all or nothing");
        assert_eq!(app.get(&format!("/api/spaces/coworkers/{customer}")).await.status, 200);
    }
}

on_both_stores! {
    async fn a_body_that_does_not_fit_names_the_property(app: TestApp) {
        let pay = |value: Value| json!([{ "name": "payment method", "value": value }]);
        for (of, body, property) in [
            ("spaces/coworkers", json!({}), "Key"),
            ("spaces/coworkers", json!({ "Key": " " }), "Key"),
            ("spaces/coworkers", json!({ "Key": "COWORKER_DELETE" }), "Ids"),
            ("spaces/coworkers", json!({ "Key": "COWORKER_DELETE", "Ids": [] }), "Ids"),
            ("spaces/coworkers", json!({ "Key": "COWORKER_DELETE", "Ids": ["x"] }), "Ids"),
            ("spaces/coworkers", json!({ "Key": "COWORKER_DELETE", "Ids": (1..102).collect::<Vec<_>>() }), "Ids"),
            ("billing/coworkerinvoices", json!({ "Key": "VOID_INVOICE", "Ids": { "a": 1 } }), "Ids"),
            ("billing/coworkerinvoices", json!({ "Key": "PAY_COWORKER_INVOICE_MANUAL", "Ids": [1] }), "Payment Method"),
            ("billing/coworkerinvoices", json!({ "Key": "PAY_COWORKER_INVOICE_MANUAL", "Ids": [1], "Parameters": pay(json!(7_777)) }), "Payment Method"),
            ("billing/coworkerinvoices", json!({ "Key": "PAY_COWORKER_INVOICE_MANUAL", "Ids": [1], "Parameters": "Cash" }), "Parameters"),
            ("billing/coworkerinvoices", json!({ "Key": "PAY_COWORKER_INVOICE_MANUAL", "Ids": [1], "Parameters": [97] }), "Parameters"),
        ] {
            let answer = app.post(&format!("/api/{of}/runcommand"), &body).await;
            let shown = (answer.status, &answer.json()["Errors"][0]["PropertyName"].clone());
            assert_eq!(shown, (400, &json!(property)), "{body}: {}", answer.text);
        }
        let unreadable = app.request(Method::POST, "/api/spaces/coworkers/runcommand", &[], "[1]").await;
        assert_eq!((unreadable.status, &unreadable.json()["Errors"][0]["PropertyName"]), (400, &json!("Body")));
        for of in ["commands", "runcommand"] {
            assert_eq!(app.put(&format!("/api/spaces/coworkers/{of}"), &json!({})).await.status, 405);
        }
    }
}

on_both_stores! {
    async fn commands_are_listed_by_who_may_list_and_run_by_who_may_edit(app: TestApp) {
        let samples = Samples::of(&app).await;
        let clerk = clerk(&app, &["Coworker-List".to_owned(), "Charge-Edit".to_owned()]).await;
        for schema in offering("commands") {
            let listed = clerk.get(&format!("{}/commands", path(schema))).await;
            assert_eq!(listed.status, if schema.name == "Coworker" { 200 } else { 401 }, "{}", listed.text);
            let run = clerk.post(&format!("{}/runcommand", path(schema)), &json!({ "Key": "NOTHING", "Ids": [1] })).await;
            assert_eq!(run.status, if schema.name == "Charge" { 200 } else { 401 }, "{}", run.text);
            if run.status == 401 {
                assert!(run.text.contains(&format!("{}-Edit", schema.name)), "{}", run.text);
            }
        }
        assert_eq!(app.get(&list(offering("commands")[0])).await.status, 200);
        assert!(samples.id("Coworker") > 0);
    }
}

on_both_stores! {
    async fn records_of_other_locations_are_not_there_for_a_command(app: TestApp) {
        let customer = app.customer_with("Rita", &json!({ "Businesses": [app.loft] })).await;
        let elsewhere = app.manager_of("yard@example.com", &[app.yard]).await;
        let message = elsewhere.stopped("spaces/coworkers", "COWORKER_DELETE", customer).await;
        assert_eq!(message, format!("COWORKER_DELETE cannot be run for Coworker {customer}: there is none with that Id."));
        assert_eq!(app.get(&format!("/api/spaces/coworkers/{customer}")).await.status, 200);
    }
}

on_both_stores! {
    async fn a_run_sent_again_under_its_key_is_answered_alike_and_done_once(app: TestApp) {
        let plan = app.plan("Desk", &json!({})).await;
        let contract = app.join(app.customer("Rita").await, plan, &json!({})).await;
        let run = |key: &'static str| {
            let body = json!({ "Key": key, "Ids": [contract] }).to_string();
            let app = app.clone();
            async move { app.request(Method::POST, "/api/billing/coworkercontracts/runcommand", &[("Idempotency-Key", key)], &body).await }
        };
        for (key, done) in [("DELETE_CONTRACT", false), ("CANCEL_CONTRACT", true)] {
            let (first, again) = (run(key).await, run(key).await);
            assert_eq!((first.status, &first.json()["WasSuccessful"], &first.text), (200, &json!(done), &again.text));
        }
        assert!(text(&run("DELETE_CONTRACT").await.json()["Message"]).contains("must be cancelled first"), "as it was then");
        let other = with(json!({ "Key": "CANCEL_CONTRACT" }), &json!({ "Ids": [1] })).to_string();
        let reused = app.request(Method::POST, "/api/billing/coworkercontracts/runcommand", &[("Idempotency-Key", "CANCEL_CONTRACT")], &other).await;
        assert_eq!(reused.status, 409);
    }
}

on_both_stores! {
    async fn a_booking_that_is_cancelled_is_gone_and_none_is_charged(app: TestApp) {
        let booking = json!({ "ResourceId": 88, "FromTime": "2026-09-02T10:00:00Z", "ToTime": "2026-09-02T11:00:00Z" });
        let booking = app.post("/api/spaces/bookings", &booking).await.id();
        let message = app.stopped("spaces/bookings", "CHARGE_BOOKING", booking).await;
        assert_eq!(message, format!("CHARGE_BOOKING cannot be run for Booking {booking}: what its resource costs is not known here."));
        let cancel = |reason: Value| {
            let told = json!([{ "Name": "Cancellation Reason", "Type": "eBookingCancellationReason", "Value": reason }]);
            let app = app.clone();
            async move { app.run("spaces/bookings", "CANCEL_BOOKING", &[booking], &told).await }
        };
        assert_eq!(cancel(json!(3)).await.json()["Errors"][0]["PropertyName"], "Cancellation Reason");
        assert_eq!(cancel(json!("TooExpensive")).await.json()["WasSuccessful"], true);
        assert_eq!(app.get(&format!("/api/spaces/bookings/{booking}")).await.status, 404);
    }
}

on_both_stores! {
    async fn a_contract_is_cancelled_at_once_and_deleted_after(app: TestApp) {
        let customer = app.customer("Rita").await;
        let plan = app.plan("Desk", &json!({})).await;
        let contracts = "billing/coworkercontracts";
        let contract = app.join(customer, plan, &json!({ "CancellationDate": "2026-12-31T00:00:00Z" })).await;
        let one = format!("/api/{contracts}/{contract}");
        assert!(app.stopped(contracts, "DELETE_CONTRACT", contract).await.contains("must be cancelled first"));
        app.done(contracts, "CANCEL_CONTRACT", &[contract]).await;
        let shown = app.get(&one).await.json();
        assert_eq!((&shown["Active"], &shown["Cancelled"]), (&json!(false), &json!(true)));
        assert_eq!(shown["CancellationDate"], "2026-09-02T08:15:00Z");
        assert_eq!(shown["CancellationDateLocal"], "2026-09-02T09:15:00Z");
        assert!(app.stopped(contracts, "CANCEL_CONTRACT", contract).await.contains("it is cancelled already"));
        app.done(contracts, "DELETE_CONTRACT", &[contract]).await;
        assert_eq!(app.get(&one).await.status, 404);
    }
}
