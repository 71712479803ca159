//! The worked examples of `domain.md`, appendix A, that are about the wire, by their numbers. The others stand in the
//! tests of the rules, and 25 with the webhooks.

use serde_json::{Value, json};

use crate::on_both_stores;
use crate::public_checkin::{CARD, action, denied, welcome};
use crate::support::people::plus;
use crate::support::{MORNING, TestApp};

on_both_stores! {
    async fn vector_16_a_reader_sends_a_card_and_gets_a_session(app: TestApp) {
        app.cardholder("Ann Lee", CARD).await;
        let answer = app.tap(&json!({ "AccessCardID": CARD })).await;
        let session = welcome(&answer);
        assert_eq!((answer.status, &answer.json()["Status"]), (200, &json!(200)));
        assert_eq!(session["FullName"], "Ann Lee");
        assert!(session["SessionExpire"].is_string() && session["SessionTimeOut"].is_f64(), "{session}");
    }
}

on_both_stores! {
    async fn vector_17_who_disconnects_names_the_device(app: TestApp) {
        let (status, _) = denied(&app.tap(&json!({ "disconnect": true })).await);
        assert_eq!(status, 400);
    }
}

on_both_stores! {
    async fn vector_18_a_dry_run_answers_and_leaves_nothing(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        app.hook(47, "https://hooks.example.com/", &json!({})).await;
        welcome(&app.tap(&json!({ "accessCardId": CARD, "doNotCheckIn": true })).await);
        assert_eq!(app.visits(ann).await, Vec::<Value>::new());
        assert!(app.passes(ann).await.iter().all(|pass| pass["Used"] == false));
        assert!(app.deliveries().await.is_empty());
    }
}

on_both_stores! {
    async fn vector_20_a_suspended_customer_shows_a_card(app: TestApp) {
        let sue = app.regular("Sue", &json!({ "AccessCardId": CARD, "Active": false })).await;
        let (status, sentence) = denied(&app.tap(&json!({ "accessCardId": CARD })).await);
        assert_ne!(status, 200);
        let failed = app.refusals().await.remove(0);
        assert_eq!((&failed["CoworkerId"], &failed["Description"]), (&json!(sue), &json!(sentence)));
    }
}

on_both_stores! {
    async fn vector_24_two_reads_of_a_card_are_one_and_a_toggle_does_not_bounce(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let read = json!({ "accessCardId": CARD });
        let (first, second) = tokio::join!(app.tap(&read), app.tap(&read));
        welcome(&first);
        welcome(&second);
        assert_eq!(app.visits(ann).await.len(), 1);

        let bounce = json!({ "accessCardId": CARD, "toggle": true });
        app.set_clock(&plus(MORNING, 3600));
        assert_eq!(action(&app.tap(&bounce).await), "checkout");
        app.set_clock(&plus(MORNING, 3602));
        assert_eq!(action(&app.tap(&bounce).await), "checkout");
    }
}
