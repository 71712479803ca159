//! One visit for what is one stay: a day as one block, what overlaps, and what is told late.

use crate::on_both_stores;
use crate::support::{Answer, MORNING, TestApp};
use serde_json::{Value, json};

const NOON: &str = "2026-09-02T11:00:00Z";
const EVENING: &str = "2026-09-02T18:00:00Z";

/// Tells of a stay of this customer, over or not.
async fn told(app: &TestApp, customer: i64, from: &str, to: Option<&str>) -> Answer {
    app.attempt(&json!({ "CoworkerId": customer, "FromTime": from, "ToTime": to })).await
}

/// From when to when the customer was there, earliest first.
async fn stays(app: &TestApp, customer: i64) -> Vec<(Value, Value)> {
    let mut visits = app.visits(customer).await;
    visits.sort_by_key(|visit| visit["FromTime"].to_string());
    visits.iter().map(|visit| (visit["FromTime"].clone(), visit["ToTime"].clone())).collect()
}

on_both_stores! {
    async fn who_comes_back_on_a_day_pass_goes_on_with_the_visit_of_the_day(app: TestApp) {
        let (customer, pass) = app.holder("Ida", &json!({})).await;
        let first = app.check_in(customer, MORNING).await.id();
        for action in [36, 47, 48] {
            app.hook(action, "https://door.example/hook", &json!({})).await;
        }
        app.set_clock("2026-09-02T10:00:00Z");
        assert_eq!(app.check_out(first, "2026-09-02T10:00:00Z").await.status, 200);
        app.set_clock(NOON);
        let before = app.deliveries().await.len();
        let again = app.attempt(&json!({ "CoworkerId": customer, "FromTime": NOON, "MacAddresses": "00:00:5e:00:53:01" })).await;
        assert_eq!((again.id(), &again.json()["Value"]["FromTime"]), (first, &json!(MORNING)), "{}", again.text);
        let told: Vec<_> = app.deliveries().await[before..].iter().map(|told| told.action.number()).collect();
        assert_eq!(told, [48, 36]);
        let visit = app.visit(first).await;
        let shown = (&visit["ToTime"], &visit["LastActivity"], &visit["MacAddresses"], &visit["AutoCheckout"]);
        assert_eq!(shown, (&Value::Null, &json!(NOON), &json!("00:00:5e:00:53:01"), &json!(false)));
        assert_eq!((app.visits(customer).await.len(), app.taken_from(pass.id).await), (1, 1));
    }
}

on_both_stores! {
    async fn where_every_visit_is_recorded_a_day_has_as_many_as_there_were(app: TestApp) {
        app.set(app.loft, "Checkin.AlwaysRecordByMinute", "True").await;
        let (customer, pass) = app.holder("Ida", &json!({})).await;
        app.set_clock(EVENING);
        let first = told(&app, customer, MORNING, Some("2026-09-02T10:00:00Z")).await.id();
        let second = told(&app, customer, NOON, Some(EVENING)).await.id();
        assert_ne!(first, second);
        assert_eq!((app.visits(customer).await.len(), app.taken_from(pass.id).await), (2, 1));
    }
}

on_both_stores! {
    async fn stays_that_overlap_are_counted_once_in_whichever_order_they_are_told(app: TestApp) {
        app.set_clock(EVENING);
        let stays_of_the_day = [
            ("2026-09-02T08:00:00Z", "2026-09-02T09:30:00Z"),
            ("2026-09-02T10:00:00Z", "2026-09-02T12:00:00Z"),
            ("2026-09-02T09:00:00Z", "2026-09-02T10:30:00Z"),
            ("2026-09-02T09:00:00Z", "2026-09-02T10:30:00Z"),
        ];
        for (name, turned) in [("Ida", false), ("Joe", true)] {
            let (customer, pass) = app.holder(name, &json!({ "MinutesIncluded": 600 })).await;
            let mut all = stays_of_the_day;
            if turned {
                all.reverse();
            }
            for (from, to) in all {
                let answer = told(&app, customer, from, Some(to)).await;
                assert_eq!(answer.status, 200, "{}", answer.text);
            }
            let whole = (json!("2026-09-02T08:00:00Z"), json!("2026-09-02T12:00:00Z"));
            assert_eq!(stays(&app, customer).await, [whole]);
            assert_eq!((app.pass(pass.id).await["RemainingUses"].clone(), app.taken_from(pass.id).await), (json!(360), 240));
        }
    }
}

on_both_stores! {
    async fn a_stay_past_the_cut_off_meets_the_visit_of_the_next_day(app: TestApp) {
        let (customer, pass) = app.holder("Ida", &json!({ "MinutesIncluded": 600 })).await;
        app.set_clock("2026-09-03T08:00:00Z");
        told(&app, customer, "2026-09-03T00:30:00Z", Some("2026-09-03T02:00:00Z")).await.id();
        let late = told(&app, customer, "2026-09-02T21:00:00Z", Some("2026-09-03T01:00:00Z")).await;
        assert_eq!(late.status, 200, "{}", late.text);
        let within = told(&app, customer, "2026-09-03T01:30:00Z", Some("2026-09-03T01:45:00Z")).await;
        assert_eq!(within.id(), late.id());
        let whole = (json!("2026-09-02T21:00:00Z"), json!("2026-09-03T02:00:00Z"));
        assert_eq!(stays(&app, customer).await, [whole]);
        assert_eq!(app.taken_from(pass.id).await, 300);
    }
}

on_both_stores! {
    async fn a_correction_that_reaches_another_visit_becomes_one_with_it(app: TestApp) {
        let (customer, pass) = app.holder("Ida", &json!({ "MinutesIncluded": 600 })).await;
        app.set_clock(EVENING);
        let first = told(&app, customer, MORNING, Some("2026-09-02T09:15:00Z")).await.id();
        let second = told(&app, customer, NOON, Some("2026-09-02T12:00:00Z")).await.id();
        let answer = app.correct(first, &json!({ "FromTime": MORNING, "ToTime": "2026-09-02T11:30:00Z" })).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(stays(&app, customer).await, [(json!(MORNING), json!("2026-09-02T12:00:00Z"))]);
        assert_eq!((app.visits(customer).await[0]["Id"].clone(), app.taken_from(pass.id).await), (json!(first), 225));
        assert_eq!(app.get(&format!("/api/spaces/checkins/{second}")).await.status, 404);
        assert_eq!(app.delete(&format!("/api/spaces/checkins/{first}")).await.status, 200);
        assert_eq!((app.pass(pass.id).await["RemainingUses"].clone(), app.taken_from(pass.id).await), (json!(600), 0));
    }
}

on_both_stores! {
    async fn what_is_billed_is_not_made_one_with_anything(app: TestApp) {
        app.set_clock(EVENING);
        let customer = app.customer("Ida").await;
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.kind(&json!({ "MinutesIncluded": 60, "Price": 12, "UseAsPayAsYouGoForContacts": true })).await;
        told(&app, customer, MORNING, Some("2026-09-02T10:15:00Z")).await.id();
        let sold = app.passes(customer).await[0]["Id"].as_i64().expect("an id");
        app.invoice(sold).await;
        let answer = told(&app, customer, "2026-09-02T10:00:00Z", Some(NOON)).await;
        assert_eq!((answer.status, &answer.json()["Errors"][0]["Message"]), (400, &json!("The visit is on an invoice already")), "{}", answer.text);
        let within = told(&app, customer, "2026-09-02T09:00:00Z", Some("2026-09-02T09:30:00Z")).await;
        assert_eq!((within.status, app.visits(customer).await.len()), (200, 1));
    }
}
