//! Commands of customers: their access to the portal, their PIN by mail, and that they go only without a trace.

use std::path::Path;

use crate::on_both_stores;
use crate::support::people::{number, text};
use crate::support::{MORNING, TestApp};
use base64::Engine as _;
use http::Method;
use serde_json::{Value, json};
use vestibule_server::Settings;
use vestibule_server::mail::Mail;

const CUSTOMERS: &str = "spaces/coworkers";

async fn read(app: &TestApp, customer: i64) -> Value {
    app.get(&format!("/api/{CUSTOMERS}/{customer}")).await.json()
}

async fn user(app: &TestApp, id: i64) -> Value {
    app.get(&format!("/api/sys/users/{id}")).await.json()
}

on_both_stores! {
    async fn a_customer_is_given_a_user_without_password_or_rights(app: TestApp) {
        let customer = app.customer("Nina").await;
        app.done(CUSTOMERS, "COWORKER_NEW_USER", &[customer]).await;
        let id = number(&read(&app, customer).await["UserId"]);
        let made = user(&app, id).await;
        let shown = (&made["FullName"], &made["Email"], &made["Active"], &made["IsAdmin"], &made["APIAccess"]);
        assert_eq!(shown, (&json!("Nina"), &json!("nina@example.com"), &json!(true), &json!(false), &json!(false)));
        assert_eq!((&made["Businesses"], &made["UserRoles"]), (&json!([app.loft, app.yard]), &json!([])));
        let login = [("grant_type", "password"), ("username", "nina@example.com"), ("password", "")];
        assert_eq!(app.grant(&login, &[]).await.status, 400);
        assert!(app.stopped(CUSTOMERS, "COWORKER_NEW_USER", customer).await.contains("it has a user already"));
    }
}

on_both_stores! {
    async fn nobody_is_given_the_user_of_another(app: TestApp) {
        app.user("Olga@example.com", &json!({})).await;
        let customer = app.customer("olga").await;
        let message = app.stopped(CUSTOMERS, "COWORKER_NEW_USER", customer).await;
        assert!(message.contains("'olga@example.com' is the e-mail of another user"), "{message}");
        assert_eq!(read(&app, customer).await["UserId"], Value::Null);
    }
}

on_both_stores! {
    async fn access_that_is_taken_away_leaves_an_inactive_user(app: TestApp) {
        let customer = app.customer("Nina").await;
        assert!(app.stopped(CUSTOMERS, "COWORKER_REMOVE_USER", customer).await.contains("it has no user"));
        app.done(CUSTOMERS, "COWORKER_NEW_USER", &[customer]).await;
        let id = number(&read(&app, customer).await["UserId"]);
        app.done(CUSTOMERS, "COWORKER_REMOVE_USER", &[customer]).await;
        assert_eq!((&read(&app, customer).await["UserId"], &user(&app, id).await["Active"]), (&Value::Null, &json!(false)));
    }
}

on_both_stores! {
    async fn an_administrator_is_not_shut_out_through_a_customer(app: TestApp) {
        let id = app.user("boss@example.com", &json!({})).await;
        let customer = app.customer_with("Nina", &json!({ "UserId": id })).await;
        let message = app.stopped(CUSTOMERS, "COWORKER_REMOVE_USER", customer).await;
        assert!(message.contains("its user is an administrator"), "{message}");
        assert_eq!(user(&app, id).await["Active"], true);
    }
}

on_both_stores! {
    async fn a_program_is_not_shut_out_through_a_customer(app: TestApp) {
        let id = app.user("door@example.com", &json!({ "IsAdmin": false })).await;
        let customer = app.customer_with("Nina", &json!({ "UserId": id })).await;
        let message = app.stopped(CUSTOMERS, "COWORKER_REMOVE_USER", customer).await;
        assert!(message.contains("its user may use the REST API"), "{message}");
        assert_eq!(user(&app, id).await["Active"], true);
    }
}

on_both_stores! {
    async fn a_customer_without_a_trace_can_go(app: TestApp) {
        let customer = app.customer("Nina").await;
        let team = json!({ "BusinessId": app.loft, "Name": "Team", "TeamMembers": [customer] });
        app.post("/api/spaces/teams", &team).await.id();
        app.done(CUSTOMERS, "COWORKER_DELETE", &[customer]).await;
        assert_eq!(app.get(&format!("/api/{CUSTOMERS}/{customer}")).await.status, 404);
    }
}

on_both_stores! {
    async fn a_customer_to_whom_something_refers_stays_and_it_is_said_what(app: TestApp) {
        let (customer, _) = app.holder("Nina", &json!({})).await;
        app.check_in(customer, MORNING).await.id();
        let message = app.stopped(CUSTOMERS, "COWORKER_DELETE", customer).await;
        assert!(message.ends_with("these refer to it: CoworkerTimePass, Checkin."), "{message}");
        assert_eq!(read(&app, customer).await["FullName"], "Nina");
    }
}

fn mailing(app: TestApp, folder: &Path) -> TestApp {
    let mail = Mail { folder: folder.to_owned(), from: "desk@example.com".to_owned() };
    app.with_settings(Settings { mail: Some(mail), ..Settings::default() })
}

fn messages(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    let read = |path: std::path::PathBuf| {
        assert_eq!(path.extension().and_then(|end| end.to_str()), Some("eml"));
        std::fs::read_to_string(path).expect("a message")
    };
    files.map(read).collect()
}

on_both_stores! {
    async fn a_pin_is_mailed_to_its_owner_once(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let app = mailing(app, folder.path());
        let customer = app.customer_with("Nina", &json!({ "AccessPincode": "48213" })).await;
        let body = json!({ "Key": "COWORKER_PIN_REMINDER", "Ids": [customer.to_string()] }).to_string();
        let run = || app.request(Method::POST, "/api/spaces/coworkers/runcommand", &[("Idempotency-Key", "k-1")], &body);
        let (first, again) = (run().await, run().await);
        assert_eq!((&first.json()["WasSuccessful"], first.text), (&json!(true), again.text));
        let sent = messages(folder.path());
        assert_eq!(sent.len(), 1);
        assert!(sent[0].contains("\r\n <nina@example.com>\r\n") && sent[0].contains("From: <desk@example.com>\r\n"));
        let (_, body) = sent[0].split_once("\r\n\r\n").expect("a body");
        let text = base64::engine::general_purpose::STANDARD.decode(body.replace("\r\n", "")).expect("base64");
        assert_eq!(String::from_utf8_lossy(&text), "Hello Nina,\r\n\r\nyour PIN to check in at Loft is 48213.\r\n");
    }
}

on_both_stores! {
    async fn without_a_pin_an_address_or_a_folder_nothing_is_mailed(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let mailing = mailing(app.clone(), folder.path());
        let pinless = app.customer("Nina").await;
        let known = app.customer_with("Olga", &json!({ "AccessPincode": "48213" })).await;
        let odd = app.customer_with("Odd", &json!({ "AccessPincode": "1", "Email": "no address" })).await;
        let stopped = |app: TestApp, id| async move { app.stopped(CUSTOMERS, "COWORKER_PIN_REMINDER", id).await };
        assert!(stopped(mailing.clone(), pinless).await.ends_with("it has no PIN."));
        assert!(stopped(mailing.clone(), odd).await.ends_with("'no address' is no address for mail."));
        let message = stopped(app.clone(), known).await;
        assert!(message.contains("mail is not set up: name a folder") && message.contains(&known.to_string()), "{message}");
        let both = mailing.run(CUSTOMERS, "COWORKER_PIN_REMINDER", &[pinless, known], &json!([])).await;
        assert!(text(&both.json()["Message"]).contains("it has no PIN"), "all or nothing");
        assert!(messages(folder.path()).is_empty());
    }
}

on_both_stores! {
    async fn a_message_that_cannot_be_written_is_not_said_to_be_sent(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let app = mailing(app, &folder.path().join("gone"));
        let customer = app.customer_with("Nina", &json!({ "AccessPincode": "48213" })).await;
        let message = app.stopped(CUSTOMERS, "COWORKER_PIN_REMINDER", customer).await;
        assert!(message.contains("could not be written"), "{message}");
    }
}
