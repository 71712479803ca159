//! The log of deliveries, and having them sent again.

use http::Method;
use serde_json::{Value, json};

use crate::on_both_stores;
use crate::support::people::{number, plus, records, text, with};
use crate::support::receiver::{Receiver, status};
use crate::support::{ADMIN, MORNING, PASSWORD, TestApp};

const LOG: &str = "/api/vestibule/deliveries";
const DAY: i64 = 24 * 3600;

async fn happen(app: &TestApp) -> i64 {
    app.attempt(&json!({ "FromTime": MORNING })).await.id()
}

/// The log, narrowed down.
async fn log(app: &TestApp, narrowed: &str) -> Vec<Value> {
    records(&app.get(&format!("{LOG}?size=1000&{narrowed}")).await)
}

async fn resend(app: &TestApp, delivery: &Value) -> crate::support::Answer {
    app.post(&format!("{LOG}/{}/resend", delivery["Id"]), &json!({})).await
}

/// The same, with a token of this day.
async fn signed_in_again(app: &TestApp) -> TestApp {
    let (token, _) = app.login(ADMIN, PASSWORD, &[]).await;
    app.signed_in(&token)
}

on_both_stores! {
    async fn what_was_told_is_shown_the_newest_first_with_what_became_of_it(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::answering(|nth, _| status(if nth == 1 { 500 } else { 200 })).await;
        let hook = app.hook(47, &receiver.url, &json!({})).await;
        let mut visits = Vec::new();
        for minute in 0..3 {
            app.set_clock(&plus(MORNING, minute * 60));
            visits.push(happen(&app).await);
            if minute < 2 {
                app.deliver().await;
            }
        }
        let all = log(&app, "").await;
        let shown: Vec<_> = all.iter().map(|one| (number(&one["RecordId"]), text(&one["State"]))).collect();
        assert_eq!(shown, [(visits[2], "waiting"), (visits[1], "failed"), (visits[0], "delivered")]);
        let failed = &all[1];
        let expected = json!({
            "Id": failed["Id"], "UniqueId": receiver.got()[1].header("webhook-id"), "BusinessId": app.loft, "WebHookId": hook,
            "Action": 47, "Record": "Checkin", "RecordId": visits[1], "State": "failed", "CreatedOn": plus(MORNING, 60),
            "ResentOn": null, "Tries": 1, "NextTryOn": failed["NextTryOn"], "DeliveredOn": null, "LastStatus": 500,
            "LastError": "answered 500 Internal Server Error",
        });
        assert_eq!(*failed, expected);
        assert_eq!((&all[2]["DeliveredOn"], &all[2]["LastStatus"], &all[2]["NextTryOn"]), (&json!(MORNING), &json!(200), &Value::Null));
        let one = app.get(&format!("{LOG}/{}", failed["Id"])).await.json();
        assert_eq!(one, with(expected, &json!({ "Body": receiver.got()[1].body })));
    }
}

on_both_stores! {
    async fn the_log_is_narrowed_down_by_each_of_its_parameters(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::pleased().await;
        let hooks = [app.hook(47, &receiver.url, &json!({})).await, app.hook(36, &receiver.url, &json!({})).await];
        app.hook(47, &receiver.url, &json!({ "BusinessId": app.yard })).await;
        let visit = happen(&app).await;
        app.deliver().await;
        app.attempt(&json!({ "BusinessId": app.yard, "FromTime": MORNING })).await.id();
        let guid = receiver.got()[0].header("webhook-id").to_owned();
        for (narrowed, many) in [
            (String::new(), 3),
            (format!("webHookId={}", hooks[0]), 1),
            (format!("businessId={}", app.yard), 1),
            (format!("BUSINESSID={}&state=waiting", app.loft), 0),
            ("state=waiting".to_owned(), 1),
            ("state=DELIVERED".to_owned(), 2),
            ("state=failed".to_owned(), 0),
            ("state=given_up".to_owned(), 0),
            (format!("record=Checkin&recordId={visit}"), 2),
            (format!("record=Visitor&recordId={visit}"), 0),
            (format!("uniqueId={guid}"), 1),
            ("uniqueId=00000000-0000-4000-8000-000000000000".to_owned(), 0),
            ("color=blue".to_owned(), 3),
        ] {
            assert_eq!(log(&app, &narrowed).await.len(), many, "{narrowed}");
        }
        let page = app.get(&format!("{LOG}?size=2&page=2")).await.json();
        assert_eq!((page["Records"].as_array().map(Vec::len), &page["TotalItems"], &page["HasNextPage"]), (Some(1), &json!(3), &json!(false)));
        for (name, value) in [
            ("state", "lost"), ("webHookId", "seven"), ("businessId", "x"), ("recordId", ""), ("uniqueId", "7"), ("page", "0"), ("size", "-1"),
        ] {
            let answer = app.get(&format!("{LOG}?{name}={value}")).await;
            let error = &answer.json()["Errors"][0];
            assert_eq!((answer.status, &error["PropertyName"], &error["AttemptedValue"]), (400, &json!(name), &json!(value)));
        }
    }
}

on_both_stores! {
    async fn the_log_of_other_locations_is_not_there_and_who_may_not_read_webhooks_has_none(app: TestApp) {
        let app = app.with_private_targets();
        let hook = app.hook(47, "https://door.example/hook", &json!({})).await;
        happen(&app).await;
        let delivery = log(&app, "").await.remove(0);
        let yard = app.manager_of("yard@example.com", &[app.yard]).await;
        assert_eq!(log(&yard, "").await.len(), 0);
        for (method, path) in [
            (Method::GET, format!("{LOG}/{}", delivery["Id"])),
            (Method::POST, format!("{LOG}/{}/resend", delivery["Id"])),
            (Method::POST, format!("/api/vestibule/webhooks/{hook}/resend")),
        ] {
            assert_eq!(yard.request(method, &path, &[], "").await.status, 404, "{path}");
        }
        for path in [format!("{LOG}/7"), format!("{LOG}/x")] {
            assert_eq!(app.get(&path).await.status, 404, "{path}");
        }
        app.user("nobody@example.com", &json!({ "IsAdmin": false, "Businesses": [app.loft] })).await;
        let (token, _) = app.login("nobody@example.com", PASSWORD, &[]).await;
        let answer = app.signed_in(&token).get(LOG).await;
        assert_eq!(answer.status, 401);
        assert!(answer.text.contains("WebHook-Read"), "{}", answer.text);
    }
}

on_both_stores! {
    async fn what_arrived_is_sent_again_when_it_is_asked_for_the_same_under_the_same_id(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::pleased().await;
        let hook = app.hook(47, &receiver.url, &json!({})).await;
        happen(&app).await;
        app.deliver().await;
        app.set_clock(&plus(MORNING, 5 * DAY));
        let app = signed_in_again(&app).await;
        let delivery = log(&app, "").await.remove(0);
        let answer = resend(&app, &delivery).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let now = plus(MORNING, 5 * DAY);
        let expected = json!({
            "State": "waiting", "ResentOn": now, "NextTryOn": now, "Tries": 0, "DeliveredOn": null, "LastStatus": null,
        });
        assert_eq!(answer.json(), with(delivery.clone(), &expected));
        assert_eq!(app.deliver().await, 1);
        let got = receiver.got();
        assert_eq!((&got[0].body, got[0].header("webhook-id")), (&got[1].body, got[1].header("webhook-id")));
        app.set_clock(&plus(MORNING, 8 * DAY));
        let app = signed_in_again(&app).await;
        app.deliverer().sweep().await.expect("swept");
        assert_eq!(log(&app, "").await.len(), 1, "it is kept from then on");
        let shown = app.shown_hook(hook).await;
        app.put("/api/sys/webhooks", &with(shown, &json!({ "Active": false }))).await;
        for answer in [resend(&app, &delivery).await, app.post(&format!("/api/vestibule/webhooks/{hook}/resend"), &json!({})).await] {
            assert_eq!(answer.status, 400, "{}", answer.text);
            assert!(answer.text.contains("switched off"), "{}", answer.text);
        }
        assert_eq!(log(&app, "state=waiting").await.len(), 0);
    }
}

on_both_stores! {
    async fn a_resend_under_a_key_happens_once(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::pleased().await;
        app.hook(47, &receiver.url, &json!({})).await;
        happen(&app).await;
        app.deliver().await;
        let path = format!("{LOG}/{}/resend", log(&app, "").await[0]["Id"]);
        for _ in 0..2 {
            assert_eq!(app.request(Method::POST, &path, &[("idempotency-key", "k")], "").await.status, 200);
            app.deliver().await;
        }
        assert_eq!(receiver.got().len(), 2);
    }
}

on_both_stores! {
    async fn all_that_did_not_arrive_is_sent_again_since_when_it_is_asked_for(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::answering(|nth, _| status(if nth < 3 { 500 } else { 200 })).await;
        let hook = app.hook(48, &receiver.url, &json!({})).await;
        let visit = happen(&app).await;
        for note in ["one", "two"] {
            app.correct(visit, &json!({ "SystemId": note })).await;
            app.deliver().await;
            app.set_clock(&plus(MORNING, 60));
        }
        assert_eq!(log(&app, "state=given_up").await.len(), 0);
        for seconds in [3 * DAY, 3 * DAY + 300] {
            app.set_clock(&plus(MORNING, seconds));
            app.deliver().await;
        }
        assert_eq!((log(&app, "state=given_up").await.len(), log(&app, "state=delivered").await.len()), (1, 1));
        let path = format!("/api/vestibule/webhooks/{hook}/resend");
        let later = app.post(&format!("{path}?since={}", plus(MORNING, 1)), &json!({})).await;
        assert_eq!((later.status, later.json()), (200, json!({ "WebHookId": hook, "Queued": 0, "More": false })));
        let whole = app.post(&format!("{path}?since={MORNING}"), &json!({})).await;
        assert_eq!(whole.json()["Queued"], 1);
        app.deliver().await;
        assert_eq!(log(&app, "state=delivered").await.len(), 2);
        let wrong = app.post(&format!("{path}?since=yesterday"), &json!({})).await;
        let error = &wrong.json()["Errors"][0];
        assert_eq!((wrong.status, &error["PropertyName"], &error["AttemptedValue"]), (400, &json!("since"), &json!("yesterday")));
    }
}

on_both_stores! {
    async fn asking_again_ends_the_pause_of_a_webhook(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::answering(|nth, _| status(if nth < 3 { 503 } else { 200 })).await;
        let hook = app.hook(47, &receiver.url, &json!({})).await;
        for _ in 0..2 {
            happen(&app).await;
        }
        app.deliver().await;
        app.set_clock(&plus(MORNING, 15));
        assert_eq!((app.deliver().await, app.deliver().await), (1, 0), "it pauses");
        let answer = app.post(&format!("/api/vestibule/webhooks/{hook}/resend"), &json!({})).await;
        assert_eq!(answer.json()["Queued"], 2, "{}", answer.text);
        assert_eq!(app.deliver().await, 2);
        assert_eq!(app.shown_hook(hook).await["ErrorCount"], 0);
    }
}

on_both_stores! {
    async fn what_a_door_system_was_told_is_in_the_log_without_a_body(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::pleased().await;
        app.set(app.loft, "Vestibule.AccessUpdates.Url", &receiver.url).await;
        let customer = app.customer_with("Ida", &json!({ "Businesses": [app.loft] })).await;
        assert_eq!(app.deliver().await, 1);
        let told = log(&app, "state=delivered").await.remove(0);
        assert_eq!((&told["WebHookId"], &told["RecordId"], &told["Action"]), (&Value::Null, &json!(customer), &json!(61)));
        assert_eq!(app.get(&format!("{LOG}/{}", told["Id"])).await.json()["Body"], Value::Null);
        assert_eq!(resend(&app, &told).await.status, 200);
        assert_eq!((app.deliver().await, receiver.got().len()), (1, 2));
    }
}
