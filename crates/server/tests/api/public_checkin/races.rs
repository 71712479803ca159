//! Many taps at once: one visit, one record, whichever reader was first.

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{CARD, LOFT, YARD, action, denied};
use crate::on_both_stores;
use crate::support::{Answer, TestApp};

/// Taps all at the same time, each at its host.
async fn at_once(app: &TestApp, taps: impl IntoIterator<Item = (&'static str, Value)>) -> Vec<Answer> {
    let mut tapping = JoinSet::new();
    for (host, body) in taps {
        let app = app.clone();
        tapping.spawn(async move { app.tap_at(host, &body).await });
    }
    tapping.join_all().await
}

on_both_stores! {
    async fn a_hundred_toggles_of_one_card_at_once_are_one_visit(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let toggle = json!({ "accessCardId": CARD, "toggle": true });
        let answers = at_once(&app, (0..100).map(|_| (LOFT, toggle.clone()))).await;
        assert!(answers.iter().all(|answer| action(answer) == "checkin"));
        let visits = app.visits(ann).await;
        assert_eq!((visits.len(), &visits[0]["ToTime"]), (1, &Value::Null));
        assert_eq!(app.passes(ann).await.iter().filter(|pass| pass["Used"] == true).count(), 1);
    }
}

on_both_stores! {
    async fn two_kiosks_of_a_network_leave_one_visit_open(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let toggle = json!({ "accessCardId": CARD, "toggle": true });
        let hosts = [LOFT, YARD];
        let answers = at_once(&app, (0..40).map(|nth| (hosts[nth % 2], toggle.clone()))).await;
        assert!(answers.iter().all(|answer| answer.json()["Status"] == 200), "{answers:?}");
        let open: Vec<_> = app.visits(ann).await.into_iter().filter(|visit| visit["ToTime"].is_null()).collect();
        assert_eq!(open.len(), 1);
    }
}

on_both_stores! {
    async fn a_hundred_refusals_of_one_card_at_once_are_recorded_once(app: TestApp) {
        app.customer_with("Ann", &json!({ "AccessCardId": CARD })).await;
        let answers = at_once(&app, (0..100).map(|_| (LOFT, json!({ "accessCardId": CARD })))).await;
        let told: std::collections::HashSet<_> = answers.iter().map(denied).collect();
        assert_eq!((told.len(), app.refusals().await.len()), (1, 1), "{told:?}");
    }
}

on_both_stores! {
    async fn a_hundred_taps_of_an_unknown_card_at_once_are_recorded_once(app: TestApp) {
        let answers = at_once(&app, (0..100).map(|_| (LOFT, json!({ "accessCardId": "999" })))).await;
        assert!(answers.iter().all(|answer| denied(answer).0 == 401));
        assert_eq!(app.refusals().await.len(), 1);
    }
}

on_both_stores! {
    async fn of_many_cards_at_once_each_owner_comes_in_once(app: TestApp) {
        for nth in 0..20 {
            app.cardholder(&format!("Customer {nth}"), &format!("0400{nth:04}")).await;
        }
        let tap = |nth: usize| (LOFT, json!({ "accessCardId": format!("0400{:04}", nth % 20), "toggle": true }));
        let answers = at_once(&app, (0..80).map(tap)).await;
        assert!(answers.iter().all(|answer| action(answer) == "checkin"));
        assert_eq!(app.get("/api/spaces/checkins?Checkin_IsOpen=true").await.json()["TotalItems"], 20);
    }
}
