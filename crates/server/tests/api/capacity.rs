//! A location holds only so many people.

use crate::on_both_stores;
use crate::support::people::{records, text};
use crate::support::{Answer, MORNING, TestApp};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const MOST: &str = "MobileApp.NexClicker.MaxCapacity";
const MODE: &str = "Vestibule.Capacity";

/// A server whose loft sells day passes at the door, and customers without one.
async fn crowd(app: &TestApp, many: usize) -> Vec<i64> {
    app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
    app.kind(&json!({ "UseAsPayAsYouGoForContacts": true })).await;
    let mut coming = JoinSet::new();
    for nth in 0..many {
        let app = app.clone();
        coming.spawn(async move { app.customer(&format!("Customer {nth}")).await });
    }
    coming.join_all().await
}

async fn notes(app: &TestApp) -> Vec<Value> {
    records(&app.get("/api/sys/coworkeraccesscontrolaudits?size=1000").await)
}

async fn inside(app: &TestApp) -> usize {
    let visits = records(&app.get("/api/spaces/checkins?size=1000").await);
    visits.iter().filter(|visit| visit["ToTime"].is_null()).count()
}

fn said(answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{}", answer.text);
    text(&answer.json()["Errors"][0]["Message"]).to_owned()
}

on_both_stores! {
    async fn five_hundred_at_one_door_are_a_hundred_inside(app: TestApp) {
        let customers = crowd(&app, 500).await;
        app.set(app.loft, MOST, "100").await;
        app.set(app.loft, MODE, "enforce").await;
        let mut taps = JoinSet::new();
        for customer in customers {
            let app = app.clone();
            taps.spawn(async move { app.check_in(customer, MORNING).await });
        }
        let (let_in, kept_out): (Vec<_>, Vec<_>) = taps.join_all().await.into_iter().partition(|one| one.status == 200);
        assert_eq!((let_in.len(), kept_out.len(), inside(&app).await), (100, 400, 100));
        assert!(kept_out.iter().all(|answer| said(answer) == "Loft is full (100 of 100)"));
        assert_eq!(app.refusals().await.len(), 400);
        let sold = app.get("/api/billing/coworkertimepasses").await.json();
        assert_eq!(sold["TotalItems"], 100, "nothing is sold to who is kept out");
    }
}

on_both_stores! {
    async fn unless_it_says_otherwise_a_location_only_remarks_that_it_is_full(app: TestApp) {
        let customers = crowd(&app, 3).await;
        app.set(app.loft, MOST, "1").await;
        for customer in &customers[..2] {
            app.check_in(*customer, MORNING).await.id();
        }
        let noted = notes(&app).await;
        assert_eq!(noted.len(), 1);
        let name = app.get(&format!("/api/spaces/coworkers/{}", customers[1])).await.json()["FullName"].clone();
        let sentence = format!("{} came in although Loft was full (1 of 1)", text(&name));
        assert_eq!(noted[0]["Description"], sentence);
        assert_eq!((&noted[0]["CoworkerId"], &noted[0]["IsProblem"]), (&json!(customers[1]), &json!(true)));
        app.check_in(customers[1], MORNING).await.id();
        app.set(app.loft, MODE, "off").await;
        app.check_in(customers[2], MORNING).await.id();
        assert_eq!(notes(&app).await.len(), 1);
    }
}

on_both_stores! {
    async fn whoever_leaves_makes_room_and_history_needs_none(app: TestApp) {
        let customers = crowd(&app, 3).await;
        app.set(app.loft, MOST, "1").await;
        app.set(app.loft, MODE, "enforce").await;
        let first = app.check_in(customers[0], MORNING).await.id();
        said(&app.check_in(customers[1], MORNING).await);
        let yesterday = json!({
            "CoworkerId": customers[1], "FromTime": "2026-09-01T08:00:00Z", "ToTime": "2026-09-01T09:00:00Z",
        });
        app.attempt(&yesterday).await.id();
        app.check_in(customers[0], MORNING).await.id();


        app.set_clock("2026-09-02T09:00:00Z");
        assert_eq!(app.check_out(first, "2026-09-02T09:00:00Z").await.status, 200);
        app.check_in(customers[1], "2026-09-02T09:00:00Z").await.id();
        assert!(said(&app.correct(first, &json!({ "ToTime": null })).await).contains("Loft is full"));
        assert_eq!(inside(&app).await, 1);
    }
}

on_both_stores! {
    async fn who_was_forgotten_yesterday_takes_no_place_today(app: TestApp) {
        let customers = crowd(&app, 2).await;
        app.set(app.loft, MOST, "1").await;
        app.set(app.loft, MODE, "enforce").await;
        app.check_in(customers[0], MORNING).await.id();
        app.set_clock("2026-09-03T08:00:00Z");
        app.check_in(customers[1], "2026-09-03T08:00:00Z").await.id();
    }
}

on_both_stores! {
    async fn presence_without_a_person_takes_a_place(app: TestApp) {
        app.set(app.loft, MOST, "1").await;
        let mode = app.set(app.loft, MODE, "enforce").await;
        app.attempt(&json!({ "FromTime": MORNING })).await.id();
        assert!(said(&app.attempt(&json!({ "FromTime": MORNING })).await).contains("Loft is full"));
        assert_eq!(app.refusals().await[0]["CoworkerId"], Value::Null);
        let warn = json!({ "Id": mode, "BusinessId": app.loft, "Name": MODE, "Value": "warn" });
        assert_eq!(app.put("/api/sys/businesssettings", &warn).await.status, 200);
        app.attempt(&json!({ "FromTime": MORNING })).await.id();
        assert_eq!(notes(&app).await, Vec::<Value>::new(), "of nobody nothing is noted");
    }
}
