//! How many came, left and were inside, then.

use serde_json::{Value, json};

use crate::on_both_stores;
use crate::support::{MORNING, TestApp};

async fn attendance(app: &TestApp, location: i64, more: &str) -> Value {
    let answer = app.get(&format!("/api/vestibule/attendance?location={location}&{more}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// A customer's visit at the loft, or somebody's.
async fn stay(app: &TestApp, customer: Option<i64>, from: &str, to: Option<&str>) {
    let body = json!({ "CoworkerId": customer, "FromTime": from, "ToTime": to });
    app.attempt(&body).await.id();
}

fn bucket(buckets: &Value, is_it: impl Fn(&Value) -> bool) -> &Value {
    buckets.as_array().expect("buckets").iter().find(|bucket| is_it(bucket)).expect("the bucket")
}

/// Minutes, arrivals, departures, peak, visit minutes.
fn counts(bucket: &Value) -> [i64; 5] {
    ["Minutes", "Arrivals", "Departures", "Peak", "VisitMinutes"]
        .map(|name| bucket[name].as_i64().expect("a number"))
}

on_both_stores! {
    async fn visits_are_counted_by_the_clocks_of_the_location(app: TestApp) {
        let kind = app.kind(&json!({})).await;
        let ann = app.customer("Ann Lee").await;
        for _ in 0..3 {
            app.give(ann, kind, &json!({})).await;
        }
        // Monday and Tuesday of the same week; London is an hour ahead of UTC.
        stay(&app, Some(ann), "2026-08-31T08:00:00Z", Some("2026-08-31T09:20:00Z")).await;
        stay(&app, Some(ann), "2026-09-01T08:30:00Z", Some("2026-09-01T08:45:00Z")).await;
        stay(&app, None, "2026-09-01T08:00:00Z", Some("2026-09-01T09:00:00Z")).await;
        stay(&app, Some(ann), "2026-09-02T08:00:00Z", None).await;
        let days = attendance(&app, app.loft, "").await;
        assert_eq!((&days["From"], &days["To"], &days["Zone"]), (&json!("2026-08-06"), &json!("2026-09-02"), &json!("Europe/London")));
        let own = &days["Groups"][0]["Buckets"];
        assert_eq!(own.as_array().expect("days").len(), 28);
        let of = |date: &str| counts(bucket(own, |bucket| bucket["Date"] == date));
        assert_eq!(of("2026-08-31"), [1440, 1, 1, 1, 80]);
        assert_eq!(of("2026-09-01"), [1440, 1, 1, 1, 15], "presence without a customer is apart");
        assert_eq!(of("2026-09-02"), [9 * 60 + 15, 1, 0, 1, 15], "open until now");
        let unknown = bucket(&days["Unknown"], |bucket| bucket["Date"] == "2026-09-01");
        assert_eq!(counts(unknown), [1440, 1, 1, 1, 60]);
        let hours = attendance(&app, app.loft, "by=hour&from=2026-08-31&to=2026-09-02").await;
        let nine = bucket(&hours["Groups"][0]["Buckets"], |bucket| bucket["Hour"] == 9);
        assert_eq!(counts(nine), [135, 3, 1, 1, 90]);
        assert_eq!(nine["Average"], json!(0.67));
        let heat = attendance(&app, app.loft, "by=weekhour&from=2026-08-31&to=2026-09-06").await;
        let heat = heat["Groups"][0]["Buckets"].clone();
        assert_eq!(heat.as_array().expect("hours").len(), 168);
        assert_eq!((&heat[0]["Weekday"], &heat[0]["Hour"]), (&json!("Monday"), &json!(0)));
        let ten = bucket(&heat, |bucket| bucket["Weekday"] == "Monday" && bucket["Hour"] == 10);
        assert_eq!(counts(ten), [60, 0, 1, 1, 20]);
        let sunday = bucket(&heat, |bucket| bucket["Weekday"] == "Sunday" && bucket["Hour"] == 9);
        assert_eq!((counts(sunday), &sunday["Average"]), ([0; 5], &Value::Null), "still to come");
    }
}

on_both_stores! {
    async fn a_day_may_have_25_hours_or_23(app: TestApp) {
        stay(&app, None, "2025-10-26T00:30:00Z", Some("2025-10-26T01:30:00Z")).await;
        let day = attendance(&app, app.loft, "from=2025-10-26&to=2025-10-26").await;
        assert_eq!(counts(&day["Unknown"][0]), [25 * 60, 1, 1, 1, 60]);
        let hours = attendance(&app, app.loft, "by=hour&from=2025-10-26&to=2025-10-26").await;
        let one = bucket(&hours["Unknown"], |bucket| bucket["Hour"] == 1);
        assert_eq!(counts(one), [120, 1, 1, 1, 60], "half past one until half past one");
        let spring = attendance(&app, app.loft, "from=2026-03-29&to=2026-03-29").await;
        assert_eq!(spring["Unknown"][0]["Minutes"], 23 * 60);
    }
}

on_both_stores! {
    async fn groups_are_plans_teams_or_sources(app: TestApp) {
        let kind = app.kind(&json!({})).await;
        let plan = app.plan("Hot desk", &json!({})).await;
        let [ann, bo] = [app.customer("Ann Lee").await, app.customer("Bo Ek").await];
        app.join(ann, plan, &json!({})).await;
        for team in ["Acme", "Bolt"] {
            let team = json!({ "BusinessId": app.loft, "Name": team, "TeamMembers": [ann] });
            app.post("/api/spaces/teams", &team).await.id();
        }
        for customer in [ann, bo] {
            app.give(customer, kind, &json!({})).await;
            stay(&app, Some(customer), MORNING, None).await;
        }
        app.set_clock("2026-09-02T09:15:00Z");
        for (of, expected) in [
            ("all", json!([[null, 2]])),
            ("plan", json!([[null, 1], ["Hot desk", 1]])),
            ("team", json!([[null, 1], ["Acme", 1], ["Bolt", 1]])),
            ("source", json!([["Manual", 2]])),
        ] {
            let told = attendance(&app, app.loft, &format!("of={of}&from=2026-09-02")).await;
            let groups = told["Groups"].as_array().expect("groups").iter();
            let groups: Vec<_> =
                groups.map(|group| json!([group["Name"], group["Buckets"][0]["Arrivals"]])).collect();
            assert_eq!(json!(groups), expected, "{of}");
        }
        let elsewhere = attendance(&app, app.yard, "of=plan").await;
        assert_eq!(elsewhere["Groups"], json!([]));
    }
}

on_both_stores! {
    async fn days_that_make_no_sense_are_told_so(app: TestApp) {
        for (query, property) in [
            ("from=yesterday", "from"),
            ("from=2026-02-30", "from"),
            ("to=2026-09-01T00:00:00Z", "to"),
            ("from=2026-09-02&to=2026-09-01", "from"),
            ("from=2025-07-28&to=2026-09-01", "from"),
            ("by=month", "by"),
            ("of=weather", "of"),
        ] {
            let answer = app.get(&format!("/api/vestibule/attendance?location={}&{query}", app.loft)).await;
            let wrong = &answer.json()["Errors"][0]["PropertyName"];
            assert_eq!((answer.status, wrong), (400, &json!(property)), "{query}: {}", answer.text);
        }
        let longest = attendance(&app, app.loft, "from=2025-07-29&to=2026-09-01").await;
        assert_eq!(longest["Unknown"].as_array().expect("days").len(), 400);
        for edge in ["from=0001-01-01&to=0001-01-02", "from=9999-12-30&to=9999-12-31"] {
            attendance(&app, app.loft, edge).await;
        }
    }
}
