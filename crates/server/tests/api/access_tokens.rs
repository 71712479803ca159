//! Access tokens: their minutes, their term and their devices.

use serde_json::{Value, json};

use crate::on_both_stores;
use crate::support::TestApp;
use crate::support::people::with;

const TOKENS: &str = "/api/spaces/accesstokens";

fn token(app: &TestApp, more: &Value) -> Value {
    with(json!({ "BusinessId": app.loft, "AccessCode": "WELCOME", "MinutesIncluded": 120 }), more)
}

async fn minutes_left(app: &TestApp, token: i64) -> Value {
    app.get(&format!("{TOKENS}/{token}")).await.json()["MinutesLeft"].clone()
}

on_both_stores! {
    async fn all_minutes_of_a_new_token_are_left_whatever_the_body_says(app: TestApp) {
        let made = app.post(TOKENS, &token(&app, &json!({ "MinutesLeft": 5 }))).await.id();
        assert_eq!(minutes_left(&app, made).await, 120);
    }
}

on_both_stores! {
    async fn a_larger_quota_leaves_more_minutes(app: TestApp) {
        let made = app.post(TOKENS, &token(&app, &json!({}))).await.id();
        for (included, left) in [(180, 180), (30, 30), (0, 0)] {
            let changed = token(&app, &json!({ "Id": made, "MinutesIncluded": included }));
            assert_eq!(app.put(TOKENS, &changed).await.status, 200);
            assert_eq!(minutes_left(&app, made).await, left);
        }
    }
}

on_both_stores! {
    async fn no_two_tokens_share_a_code_whatever_its_letter_case(app: TestApp) {
        app.post(TOKENS, &token(&app, &json!({}))).await.id();
        let second = app.post(TOKENS, &token(&app, &json!({ "AccessCode": "welcome" }))).await;
        assert_eq!(second.status, 400, "{}", second.text);
        assert_eq!(second.json()["Errors"][0]["PropertyName"], "AccessCode");
    }
}

on_both_stores! {
    async fn devices_are_kept_in_one_spelling(app: TestApp) {
        let sent = json!({ "MacAddress": " AA:BB:CC:DD:EE:01 ,, aa-bb-cc-dd-ee-02" });
        let made = app.post(TOKENS, &token(&app, &sent)).await.json();
        assert_eq!(made["Value"]["MacAddress"], "aa:bb:cc:dd:ee:01,aa-bb-cc-dd-ee-02");
    }
}

on_both_stores! {
    async fn a_term_ends_after_it_begins_and_a_limit_lets_somebody_in(app: TestApp) {
        let term = json!({ "ValidFrom": "2026-09-02T08:00:00Z", "ValidTo": "2026-09-02T08:00:00Z" });
        for (sent, property) in [
            (term, "ValidTo"), (json!({ "UserLimit": 0 }), "UserLimit"), (json!({ "UserLimit": -1 }), "UserLimit"),
            (json!({ "MinutesIncluded": -1 }), "MinutesIncluded"),
        ] {
            let answer = app.post(TOKENS, &token(&app, &sent)).await;
            assert_eq!(answer.status, 400, "{}", answer.text);
            let error = &answer.json()["Errors"][0];
            assert_eq!((&error["PropertyName"], &error["AttemptedValue"]), (&json!(property), &sent[property]));
        }
        app.post(TOKENS, &token(&app, &json!({ "ValidTo": "2026-09-01T00:00:00Z", "UserLimit": 1 }))).await.id();
    }
}

on_both_stores! {
    async fn tokens_are_in_both_modules(app: TestApp) {
        let made = app.post("/api/security/accesstokens", &token(&app, &json!({}))).await.id();
        for path in [TOKENS, "/api/security/accesstokens"] {
            assert_eq!(app.get(&format!("{path}/{made}")).await.json()["AccessCode"], "WELCOME", "{path}");
        }
    }
}
