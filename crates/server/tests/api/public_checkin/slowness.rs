//! Guessing is slowed, and nobody else is.

use serde_json::{Value, json};

use super::{CARD, LOFT, PHONE, YARD, action, denied, welcome};
use crate::on_both_stores;
use crate::support::people::plus;
use crate::support::{Answer, MORNING, PASSWORD, TestApp};
use vestibule_server::Settings;

fn pin(pin: u32) -> Value {
    json!({ "pincode": format!("{pin:05}") })
}

/// Guesses so many PINs; the statuses.
async fn guess(app: &TestApp, address: &str, pins: std::ops::Range<u32>) -> Vec<i64> {
    let mut statuses = Vec::new();
    for nth in pins {
        statuses.push(denied(&app.tap_from(address, &pin(nth)).await).0);
    }
    statuses
}

on_both_stores! {
    async fn after_a_few_wrong_pins_the_next_is_not_looked_at(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessPincode": "48213" })).await;
        assert_eq!(guess(&app, "192.0.2.1", 0..7).await, [401, 401, 401, 401, 401, 429, 429]);
        let told = denied(&app.tap(&pin(48213)).await);
        assert_eq!(told, (429, "Too many wrong tries: wait 10 seconds and try again".to_owned()));
        assert_eq!((app.refusals().await.len(), app.visits(ann).await.len()), (5, 0));
        app.set_clock(&plus(MORNING, 10));
        assert_eq!(action(&app.tap(&pin(48213)).await), "checkin");
    }
}

on_both_stores! {
    async fn another_kiosk_another_location_and_cards_go_on(app: TestApp) {
        app.regular("Ann", &json!({ "AccessPincode": "48213", "AccessCardId": CARD })).await;
        guess(&app, "192.0.2.1", 0..5).await;
        assert_eq!(denied(&app.tap(&pin(48213)).await).0, 429);
        assert_eq!(action(&app.tap(&json!({ "accessCardId": CARD })).await), "checkin");
        assert_eq!(action(&app.tap_from("192.0.2.2", &pin(48213)).await), "checkin", "an echo of the card");
        assert_eq!(action(&app.tap_at(YARD, &pin(48213)).await), "checkin");
    }
}

on_both_stores! {
    async fn a_dry_run_a_password_and_a_code_are_guesses_too(app: TestApp) {
        let user = app.user("ann@sign.in", &json!({})).await;
        app.regular("Ann", &json!({ "UserId": user })).await;
        let guesses = [
            json!({ "pincode": "1", "doNotCheckIn": true }),
            json!({ "email": "ann@sign.in", "password": "wrong" }),
            json!({ "token": "00000", "mac": PHONE }),
            json!({ "email": "ann@example.com", "pincode": "1" }),
            json!({ "email": "who@example.com", "disconnect": true }),
        ];
        for guess in &guesses {
            assert!([401, 403].contains(&denied(&app.tap(guess).await).0), "{guess}");
        }
        let right = json!({ "email": "ann@sign.in", "password": PASSWORD });
        assert_eq!(denied(&app.tap(&right).await).0, 429);
        app.set_clock(&plus(MORNING, 10));
        welcome(&app.tap(&right).await);
    }
}

on_both_stores! {
    async fn many_guesses_at_once_are_no_more_than_one_after_the_other(app: TestApp) {
        let mut guessing = tokio::task::JoinSet::new();
        for nth in 0..60 {
            let app = app.clone();
            guessing.spawn(async move { denied(&app.tap(&pin(nth)).await).0 });
        }
        let statuses = guessing.join_all().await;
        assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 5);
    }
}

on_both_stores! {
    async fn who_stands_behind_a_proxy_is_known_by_what_our_own_proxy_says(app: TestApp) {
        app.regular("Ann", &json!({ "AccessPincode": "48213" })).await;
        let through = |app: TestApp, peer: &'static str, said: &'static str, body: Value| async move {
            let said = [("x-forwarded-for", said)];
            app.knock(LOFT, peer, "application/json", &said, &body.to_string()).await
        };
        let status = |answer: &Answer| answer.json()["Status"].clone();
        let proxy = "10.0.0.1".parse().expect("an address");
        let behind = app.clone().with_settings(Settings { proxies: vec![proxy], ..Settings::default() });
        for nth in 0..5 {
            through(behind.clone(), "10.0.0.1", "198.51.100.7", pin(nth)).await;
        }
        assert_eq!(status(&through(behind.clone(), "10.0.0.1", "198.51.100.7", pin(48213)).await), 429);
        assert_eq!(status(&through(behind, "10.0.0.1", "198.51.100.8", pin(48213)).await), 200);
        // Nobody believes a stranger.
        for nth in 0..5 {
            through(app.clone(), "203.0.113.9", "198.51.100.9", pin(nth)).await;
        }
        assert_eq!(status(&through(app, "203.0.113.9", "198.51.100.10", pin(48213)).await), 429);
    }
}
