//! A write that is sent again under its key is answered with the same bytes, and happened once.

use crate::on_both_stores;
use crate::support::people::plus;
use crate::support::{Answer, MORNING, TestApp};
use http::Method;
use serde_json::{Value, json};

async fn send(app: &TestApp, key: &str, method: Method, path: &str, body: &Value) -> Answer {
    app.request(method, path, &[("Idempotency-Key", key)], &body.to_string()).await
}

/// Sends a request twice under one key and holds the answers against each other.
async fn twice(app: &TestApp, method: Method, path: &str, body: &Value) -> Answer {
    let first = send(app, "k-1", method.clone(), path, body).await;
    app.set_clock("2026-09-02T08:16:00Z");
    let second = send(app, "k-1", method, path, body).await;
    assert_eq!((first.status, &first.text), (second.status, &second.text));
    first
}

fn check_in(app: &TestApp, customer: i64) -> Value {
    json!({ "BusinessId": app.loft, "CoworkerId": customer, "FromTime": MORNING })
}

on_both_stores! {
    async fn a_check_in_sent_again_is_one_visit(app: TestApp) {
        let (customer, pass) = app.holder("Ida", &json!({})).await;
        let answer = twice(&app, Method::POST, "/api/spaces/checkins", &check_in(&app, customer)).await;
        assert_eq!(answer.status, 200);
        let visits = app.visits(customer).await;
        assert_eq!((visits.len(), &visits[0]["LastActivity"]), (1, &Value::Null), "not even seen again");
        assert_eq!(app.taken_from(pass.id).await, 1);
    }
}

on_both_stores! {
    async fn a_stay_told_afterwards_and_sent_again_is_one_visit(app: TestApp) {
        let (customer, pass) = app.holder("Ida", &json!({ "MinutesIncluded": 300 })).await;
        let stay = json!({ "BusinessId": app.loft, "CoworkerId": customer, "FromTime": "2026-09-02T07:15:00Z", "ToTime": MORNING });
        twice(&app, Method::POST, "/api/spaces/checkins", &stay).await;
        assert_eq!((app.visits(customer).await.len(), app.taken_from(pass.id).await), (1, 60));
    }
}

on_both_stores! {
    async fn a_refusal_sent_again_is_recorded_once_and_stays_a_refusal(app: TestApp) {
        let customer = app.customer("Ida").await;
        let body = check_in(&app, customer);
        let refused = twice(&app, Method::POST, "/api/spaces/checkins", &body).await;
        assert_eq!((refused.status, app.refusals().await.len()), (400, 1));
        let kind = app.kind(&json!({})).await;
        app.give(customer, kind, &json!({})).await;
        let again = send(&app, "k-1", Method::POST, "/api/spaces/checkins", &body).await;
        assert_eq!(again.text, refused.text);
        assert_eq!(send(&app, "k-2", Method::POST, "/api/spaces/checkins", &body).await.status, 200);
    }
}

on_both_stores! {
    async fn a_check_out_sent_again_takes_its_minutes_once(app: TestApp) {
        let (customer, pass) = app.holder("Ida", &json!({ "MinutesIncluded": 300 })).await;
        let visit = app.check_in(customer, "2026-09-02T07:15:00Z").await.id();
        let mut body = app.visit(visit).await;
        body["ToTime"] = json!(MORNING);
        let answer = twice(&app, Method::PUT, "/api/spaces/checkins", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!((app.ledger(visit).await, app.pass(pass.id).await["RemainingUses"].clone()), (vec![60], json!(240)));
    }
}

on_both_stores! {
    async fn a_delete_sent_again_is_no_404(app: TestApp) {
        let (customer, pass) = app.holder("Ida", &json!({})).await;
        let visit = app.check_in(customer, MORNING).await.id();
        let answer = twice(&app, Method::DELETE, &format!("/api/spaces/checkins/{visit}"), &Value::Null).await;
        assert_eq!(answer.json()["Message"], "The record was deleted successfully.");
        assert_eq!(app.ledger(visit).await, [1, -1]);
        let gone = twice_with(&app, "k-2", Method::DELETE, &format!("/api/billing/coworkertimepasses/{}", pass.id)).await;
        assert_eq!(gone.json()["WasSuccessful"], true);
    }
}

async fn twice_with(app: &TestApp, key: &str, method: Method, path: &str) -> Answer {
    let first = send(app, key, method.clone(), path, &Value::Null).await;
    assert_eq!(first.text, send(app, key, method, path, &Value::Null).await.text);
    first
}

on_both_stores! {
    async fn other_records_are_made_changed_and_left_alone_once_too(app: TestApp) {
        let customer = app.customer("Ida").await;
        let kind = app.kind(&json!({})).await;
        let body = json!({ "CoworkerId": customer, "BusinessId": app.loft, "TimePassId": kind, "CreateMultiple": 3 });
        twice(&app, Method::POST, "/api/billing/coworkertimepasses", &body).await.id();
        assert_eq!(app.passes(customer).await.len(), 3);
        let renamed = json!({ "Id": kind, "BusinessId": app.loft, "Name": "Renamed", "Price": 1, "CurrencyId": 3005 });
        let first = send(&app, "k-3", Method::PUT, "/api/billing/timepasses", &renamed).await;
        app.set_clock("2026-09-02T09:00:00Z");
        assert_eq!(send(&app, "k-3", Method::PUT, "/api/billing/timepasses", &renamed).await.text, first.text);
        let kind = app.get(&format!("/api/billing/timepasses/{kind}")).await.json();
        assert_eq!((&kind["Name"], &kind["UpdatedOn"]), (&json!("Renamed"), &json!("2026-09-02T08:16:00Z")));
    }
}

on_both_stores! {
    async fn a_mistake_is_remembered_too(app: TestApp) {
        let mistakes = [
            json!({ "FromTime": MORNING }), json!({ "BusinessId": app.loft, "FromTime": "soon" }),
            json!({ "BusinessId": 77, "FromTime": MORNING }),
            json!({ "BusinessId": app.loft, "FromTime": "2026-09-02T18:00:00Z" }), json!([1]),
        ];
        for (nth, body) in mistakes.iter().enumerate() {
            let key = format!("mistake-{nth}");
            let first = send(&app, &key, Method::POST, "/api/spaces/checkins", body).await;
            assert_eq!(first.status, 400, "{}", first.text);
            assert_eq!(send(&app, &key, Method::POST, "/api/spaces/checkins", body).await.text, first.text);
            let other = json!({ "BusinessId": app.loft, "FromTime": MORNING });
            assert_eq!(send(&app, &key, Method::POST, "/api/spaces/checkins", &other).await.status, 409);
        }
        assert_eq!(app.get("/api/spaces/checkins").await.json()["TotalItems"], 0);
    }
}

on_both_stores! {
    async fn a_key_used_for_something_else_is_a_conflict(app: TestApp) {
        let (customer, _) = app.holder("Ida", &json!({})).await;
        let body = check_in(&app, customer);
        let visit = send(&app, "k-1", Method::POST, "/api/spaces/checkins", &body).await;
        let other = app.customer("Other").await;
        let conflicts = [
            send(&app, "k-1", Method::POST, "/api/spaces/checkins", &check_in(&app, other)).await,
            send(&app, "k-1", Method::POST, "/api/spaces/failedcheckins", &body).await,
            send(&app, "k-1", Method::DELETE, &format!("/api/spaces/checkins/{}", visit.id()), &body).await,
        ];
        for answer in conflicts {
            assert_eq!((answer.status, &answer.json()["WasSuccessful"]), (409, &json!(false)), "{}", answer.text);
        }
        assert_eq!((app.visits(customer).await.len(), app.visits(other).await.len(), app.refusals().await.len()), (1, 0, 0));
        assert_eq!(send(&app, "k-1", Method::POST, "/API/Spaces/Checkins", &body).await.text, visit.text);
    }
}

on_both_stores! {
    async fn the_same_key_of_another_user_is_another_key(app: TestApp) {
        let other = app.manager_of("other@example.com", &[app.loft]).await;
        let body = json!({ "BusinessId": app.loft, "FromTime": MORNING, "ToTime": null });
        let mine = send(&app, "k-1", Method::POST, "/api/spaces/checkins", &body).await;
        let theirs = send(&other, "k-1", Method::POST, "/api/spaces/checkins", &body).await;
        assert_ne!(mine.id(), theirs.id());
        assert_eq!(theirs.json()["UpdatedBy"], "other@example.com");
    }
}

on_both_stores! {
    async fn a_key_is_remembered_for_48_hours(app: TestApp) {
        let customer = app.customer("Ida").await;
        let kind = app.kind(&json!({})).await;
        let body = json!({ "CoworkerId": customer, "BusinessId": app.loft, "TimePassId": kind, "CreateMultiple": 1 });
        let first = send(&app, "k-1", Method::POST, "/api/billing/coworkertimepasses", &body).await;
        app.set_clock(&plus(MORNING, 48 * 3600 - 1));
        let same = send(&app, "k-1", Method::POST, "/api/billing/coworkertimepasses", &body).await;
        assert_eq!((same.text, app.passes(customer).await.len()), (first.text.clone(), 1));
        app.set_clock(&plus(MORNING, 48 * 3600));
        let fresh = send(&app, "k-1", Method::POST, "/api/billing/coworkertimepasses", &body).await;
        assert_ne!(fresh.id(), first.id());
        assert_eq!(app.passes(customer).await.len(), 2);
    }
}

on_both_stores! {
    async fn twenty_at_once_under_one_key_are_one(app: TestApp) {
        let (customer, pass) = app.holder("Ida", &json!({ "MinutesIncluded": 300 })).await;
        let stay = json!({ "BusinessId": app.loft, "CoworkerId": customer, "FromTime": "2026-09-02T07:15:00Z", "ToTime": MORNING });
        let mut taps = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (app, stay) = (app.clone(), stay.clone());
            taps.spawn(async move { send(&app, "k-1", Method::POST, "/api/spaces/checkins", &stay).await });
        }
        let answers = taps.join_all().await;
        assert_eq!(answers[0].status, 200, "{}", answers[0].text);
        assert!(answers.iter().all(|answer| answer.text == answers[0].text));
        assert_eq!((app.visits(customer).await.len(), app.taken_from(pass.id).await), (1, 60));
    }
}

on_both_stores! {
    async fn without_a_key_each_is_its_own(app: TestApp) {
        let body = json!({ "BusinessId": app.loft, "FromTime": MORNING });
        let (first, second) = (app.attempt(&body).await, app.attempt(&body).await);
        assert_ne!(first.id(), second.id());
    }
}

on_both_stores! {
    async fn a_key_has_255_characters_at_most(app: TestApp) {
        let body = json!({ "BusinessId": app.loft, "FromTime": MORNING });
        for key in ["x".repeat(256), " ".to_owned(), "k\u{e9}y".to_owned()] {
            let answer = send(&app, &key, Method::POST, "/api/spaces/checkins", &body).await;
            assert_eq!(answer.status, 400, "{}", answer.text);
            assert_eq!(answer.json()["Errors"][0]["PropertyName"], "Idempotency-Key");
        }
        assert_eq!(app.get("/api/spaces/checkins").await.json()["TotalItems"], 0);
        assert_eq!(send(&app, &"x".repeat(255), Method::POST, "/api/spaces/checkins", &body).await.status, 200);
    }
}
