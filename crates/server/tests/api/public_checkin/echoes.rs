//! Two identical taps within three seconds are one.

use serde_json::{Value, json};

use super::{CARD, LOFT, YARD, action, denied, welcome};
use crate::on_both_stores;
use crate::support::people::plus;
use crate::support::{MORNING, TestApp};

/// The same tap a few seconds into the morning.
async fn after(app: &TestApp, seconds: i64, body: &Value) -> crate::support::Answer {
    app.set_clock(&plus(MORNING, seconds));
    app.tap(body).await
}

on_both_stores! {
    async fn a_second_toggle_within_three_seconds_is_answered_like_the_first(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let toggle = json!({ "accessCardId": CARD, "toggle": true });
        let first = welcome(&app.tap(&toggle).await);
        let second = welcome(&after(&app, 2, &toggle).await);
        for said in ["Action", "CheckinId", "CheckinUniqueId", "SessionExpire", "FullName"] {
            assert_eq!(first[said], second[said], "{said}");
        }
        let visit = app.visits(ann).await.remove(0);
        assert_eq!((&visit["ToTime"], &visit["UpdatedOn"]), (&Value::Null, &json!(MORNING)));
        assert_eq!(action(&after(&app, 3, &toggle).await), "checkout");
        assert_eq!(action(&after(&app, 5, &toggle).await), "checkout", "an echo of leaving");
        assert_eq!(action(&after(&app, 6, &toggle).await), "checkin");
    }
}

on_both_stores! {
    async fn an_echo_across_the_cut_off_is_an_echo(app: TestApp) {
        app.cardholder("Ann", CARD).await;
        let toggle = json!({ "accessCardId": CARD, "toggle": true });
        app.tap(&toggle).await;
        app.set_clock("2026-09-02T22:59:59Z");
        assert_eq!(action(&app.tap(&toggle).await), "checkout");
        app.set_clock("2026-09-02T23:00:01Z");
        assert_eq!(action(&app.tap(&toggle).await), "checkout", "the day before was two seconds ago");
    }
}

on_both_stores! {
    async fn a_refusal_is_recorded_once_however_often_the_card_is_held_there(app: TestApp) {
        let ann = app.customer_with("Ann", &json!({ "AccessCardId": CARD })).await;
        let tap = json!({ "accessCardId": CARD });
        let first = denied(&app.tap(&tap).await);
        // What changes within the three seconds does not change the verdict.
        let kind = app.kind(&json!({})).await;
        app.give(ann, kind, &json!({})).await;
        assert_eq!(denied(&after(&app, 2, &tap).await), first);
        assert_eq!(app.refusals().await.len(), 1);
        assert_eq!(action(&after(&app, 3, &tap).await), "checkin");
    }
}

on_both_stores! {
    async fn an_unknown_card_is_recorded_once_in_three_seconds(app: TestApp) {
        for (seconds, recorded) in [(0, 1), (1, 1), (2, 1), (3, 2), (5, 2), (6, 3)] {
            assert_eq!(denied(&after(&app, seconds, &json!({ "accessCardId": "123456" })).await).0, 401);
            assert_eq!(app.refusals().await.len(), recorded, "after {seconds} seconds");
        }
        denied(&app.tap(&json!({ "accessCardId": "654321" })).await);
        denied(&app.tap(&json!({ "accessCardId": "123456", "toggle": true })).await);
        denied(&app.tap_at(YARD, &json!({ "accessCardId": "123456" })).await);
        assert_eq!(app.refusals().await.len(), 6, "another card, another wish and another place are other taps");
    }
}

on_both_stores! {
    async fn a_refusal_that_was_deleted_does_not_keep_the_next_from_being_recorded(app: TestApp) {
        let tap = json!({ "accessCardId": "123456" });
        denied(&app.tap(&tap).await);
        denied(&after(&app, 10, &tap).await);
        let failed = app.refusals().await;
        for failed in failed {
            app.delete(&format!("/api/spaces/failedcheckins/{}", failed["Id"])).await;
            denied(&after(&app, 20, &tap).await);
        }
        assert_eq!(app.refusals().await.len(), 1);
    }
}

on_both_stores! {
    async fn a_location_may_hear_longer_echoes_or_none(app: TestApp) {
        app.cardholder("Ann", CARD).await;
        let toggle = json!({ "accessCardId": CARD, "toggle": true });
        app.set(app.loft, "Vestibule.Checkin.DebounceSeconds", "10").await;
        assert_eq!(action(&app.tap(&toggle).await), "checkin");
        assert_eq!(action(&after(&app, 9, &toggle).await), "checkin");
        let none = app.set(app.yard, "Vestibule.Checkin.DebounceSeconds", "0").await;
        assert_eq!(action(&app.tap_at(YARD, &toggle).await), "checkin");
        assert_eq!(action(&app.tap_at(YARD, &toggle).await), "checkout");
        let body = json!({ "Id": none, "BusinessId": app.yard, "Name": "Vestibule.Checkin.DebounceSeconds", "Value": "soon" });
        let wrong = app.put("/api/sys/businesssettings", &body).await;
        assert_eq!(wrong.status, 400);
        assert!(wrong.text.contains("'soon' is not a whole number of seconds from 0 to 60"), "{}", wrong.text);
    }
}

on_both_stores! {
    async fn under_a_key_the_answer_is_the_same_to_the_byte_whenever_it_comes(app: TestApp) {
        app.cardholder("Ann", CARD).await;
        let key = [("idempotency-key", "tap-1")];
        let toggle = json!({ "accessCardId": CARD, "toggle": true }).to_string();
        let first = app.knock(LOFT, "192.0.2.1", "application/json", &key, &toggle).await;
        app.set_clock("2026-09-02T12:00:00Z");
        let again = app.knock(LOFT, "192.0.2.1", "application/json", &key, &toggle).await;
        assert_eq!((action(&first).as_str(), &first.text), ("checkin", &again.text));
        let other = json!({ "accessCardId": "1234" }).to_string();
        let other = app.knock(LOFT, "192.0.2.1", "application/json", &key, &other).await;
        assert_eq!(denied(&other).0, 409);
        assert!(app.refusals().await.is_empty());
    }
}
