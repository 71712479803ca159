//! Many at once: the database is the referee, and nobody is let in twice or pays twice.

use crate::on_both_stores;
use crate::support::people::{plus, records};
use crate::support::{Answer, MORNING, TestApp};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const NOON: &str = "2026-09-02T11:00:00Z";

/// Makes all attempts at the same time.
async fn at_once(app: &TestApp, attempts: impl IntoIterator<Item = Value>) -> Vec<Answer> {
    let mut taps = JoinSet::new();
    for attempt in attempts {
        let app = app.clone();
        taps.spawn(async move { app.post("/api/spaces/checkins", &attempt).await });
    }
    taps.join_all().await
}

fn ids(answers: &[Answer]) -> Vec<i64> {
    let mut ids: Vec<i64> = answers.iter().map(Answer::id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn open(visits: &[Value]) -> usize {
    visits.iter().filter(|visit| visit["ToTime"].is_null()).count()
}

on_both_stores! {
    async fn thirty_taps_of_one_customer_are_one_visit_on_one_pass(app: TestApp) {
        let customer = app.customer("Thirza").await;
        let kind = app.kind(&json!({})).await;
        app.give(customer, kind, &json!({ "CreateMultiple": 5 })).await;
        let tap = json!({ "BusinessId": app.loft, "CoworkerId": customer, "FromTime": MORNING });
        let answers = at_once(&app, (0..30).map(|_| tap.clone())).await;
        assert_eq!(ids(&answers).len(), 1);
        assert_eq!(app.visits(customer).await.len(), 1);
        let passes = app.passes(customer).await;
        assert_eq!(passes.iter().filter(|pass| pass["Used"] == true).count(), 1);
        assert_eq!(passes.iter().filter(|pass| pass["CheckedIn"] == true).count(), 1);
    }
}

on_both_stores! {
    async fn forty_customers_who_tap_six_times_are_forty_visits(app: TestApp) {
        let kind = app.kind(&json!({})).await;
        let mut customers = Vec::new();
        for nth in 0..40 {
            let customer = app.customer(&format!("Customer {nth}")).await;
            app.give(customer, kind, &json!({ "CreateMultiple": 2 })).await;
            customers.push(customer);
        }
        let tap = |customer: &i64| json!({ "BusinessId": app.loft, "CoworkerId": customer, "FromTime": MORNING });
        let answers = at_once(&app, (0..6).flat_map(|_| customers.iter().map(tap))).await;
        assert_eq!(ids(&answers).len(), 40);
        let all = records(&app.get("/api/spaces/checkins?size=1000").await);
        assert_eq!((all.len(), open(&all)), (40, 40));
        let used = app.get("/api/billing/coworkertimepasses?CoworkerTimePass_Used=true").await.json();
        assert_eq!(used["TotalItems"], 40);
    }
}

on_both_stores! {
    async fn at_two_locations_at_once_somebody_is_inside_at_one(app: TestApp) {
        let (customer, pass) = app.holder("Tweety", &json!({ "MinutesIncluded": 6000 })).await;
        let tap = |location: i64| json!({ "BusinessId": location, "CoworkerId": customer, "FromTime": MORNING });
        let answers = at_once(&app, (0..20).map(|nth| tap(if nth % 2 == 0 { app.loft } else { app.yard }))).await;
        assert!(answers.iter().all(|answer| answer.status == 200));
        let visits = app.visits(customer).await;
        assert_eq!(open(&visits), 1);
        let closed: i64 = visits.iter().filter(|visit| !visit["ToTime"].is_null()).map(|_| 1).sum();
        assert_eq!(app.taken_from(pass.id).await, closed * 15);
        let shown = app.pass(pass.id).await;
        assert_eq!((&shown["RemainingUses"], &shown["CheckedIn"]), (&json!(6000 - closed * 15), &json!(true)));
    }
}

on_both_stores! {
    async fn one_day_pass_lets_in_on_one_day_whoever_comes_first(app: TestApp) {
        let (customer, pass) = app.holder("Solo", &json!({})).await;
        app.set_clock(NOON);
        let today = json!({ "BusinessId": app.loft, "CoworkerId": customer, "FromTime": NOON });
        let before = json!({
            "BusinessId": app.loft, "CoworkerId": customer, "FromTime": "2026-09-01T08:00:00Z", "ToTime": "2026-09-01T09:00:00Z",
        });
        let answers = at_once(&app, (0..20).map(|nth| if nth % 2 == 0 { today.clone() } else { before.clone() })).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 10, "one day won");
        assert_eq!(app.refusals().await.len(), 10);
        assert_eq!(app.taken_from(pass.id).await, 1);
        let mut days: Vec<_> = app.visits(customer).await.iter().map(|visit| visit["FromTime"].clone()).collect();
        days.dedup();
        assert_eq!(days, [app.pass(pass.id).await["UsedDate"].clone()]);
    }
}

on_both_stores! {
    async fn one_day_pass_is_used_once_by_open_and_closed_attempts_of_its_day(app: TestApp) {
        let (customer, pass) = app.holder("Solo", &json!({})).await;
        app.set_clock(NOON);
        let attempt = |nth: i64| {
            let (from, to) = if nth % 2 == 0 { (MORNING, Value::Null) } else { ("2026-09-02T08:00:00Z", json!("2026-09-02T10:00:00Z")) };
            json!({ "BusinessId": app.loft, "CoworkerId": customer, "FromTime": from, "ToTime": to })
        };
        let answers = at_once(&app, (0..20).map(attempt)).await;
        assert!(answers.iter().all(|answer| answer.status == 200));
        assert_eq!((open(&app.visits(customer).await), app.taken_from(pass.id).await), (1, 1));
        assert_eq!(app.pass(pass.id).await["CheckedIn"], true);
    }
}

on_both_stores! {
    async fn the_last_minutes_are_not_spent_twice(app: TestApp) {
        let (customer, pass) = app.holder("Mina", &json!({ "MinutesIncluded": 60 })).await;
        app.set_clock("2026-09-02T20:00:00Z");
        let half_an_hour = |nth: i64| {
            let (from, to) = (plus(MORNING, nth * 1_800), plus(MORNING, (nth + 1) * 1_800));
            json!({ "BusinessId": app.loft, "CoworkerId": customer, "FromTime": from, "ToTime": to })
        };
        let answers = at_once(&app, (0..12).map(half_an_hour)).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 2);
        assert_eq!((app.taken_from(pass.id).await, app.refusals().await.len()), (60, 10));
    }
}

on_both_stores! {
    async fn many_who_check_one_visit_out_take_its_minutes_once(app: TestApp) {
        let (customer, pass) = app.holder("Mina", &json!({ "MinutesIncluded": 600 })).await;
        let visit = app.check_in(customer, MORNING).await.id();
        app.set_clock(NOON);
        let mut leaving = JoinSet::new();
        for _ in 0..12 {
            let app = app.clone();
            leaving.spawn(async move { app.check_out(visit, NOON).await.status });
        }
        assert_eq!(leaving.join_all().await, [200; 12]);
        assert_eq!((app.ledger(visit).await, app.pass(pass.id).await["RemainingUses"].clone()), (vec![165], json!(435)));
    }
}

on_both_stores! {
    async fn a_visit_that_many_delete_is_given_back_once(app: TestApp) {
        let (customer, pass) = app.holder("Del", &json!({})).await;
        let visit = app.check_in(customer, MORNING).await.id();
        let mut deleting = JoinSet::new();
        for _ in 0..8 {
            let app = app.clone();
            deleting.spawn(async move { app.delete(&format!("/api/spaces/checkins/{visit}")).await.status });
        }
        let mut statuses = deleting.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 404, 404, 404, 404, 404, 404, 404]);
        assert_eq!((app.ledger(visit).await, app.taken_from(pass.id).await), (vec![1, -1], 0));
    }
}
