//! The pictures of the desk: they show what the API answers.

use serde_json::{Value, json};

use crate::on_both_stores;
use crate::support::TestApp;
use crate::support::browser::Browser;

/// What the cells of a file say, line by line, its head first.
async fn cells(app: &TestApp, path: &str) -> Vec<Vec<String>> {
    let answer = app.get(path).await;
    assert_eq!(
        (answer.status, answer.headers["content-type"].to_str().expect("text")),
        (200, "text/csv; charset=utf-8"),
        "{}",
        answer.text
    );
    answer.text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

async fn attendance(app: &TestApp, more: &str) -> Value {
    let answer = app.get(&format!("/api/vestibule/attendance?location={}&{more}", app.loft)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

async fn stay(app: &TestApp, customer: Option<i64>, from: &str, to: Option<&str>) {
    app.attempt(&json!({ "CoworkerId": customer, "FromTime": from, "ToTime": to })).await.id();
}

/// Two who came on three days, somebody without an account, and one who is inside.
async fn some_days(app: &TestApp) -> i64 {
    let kind = app.kind(&json!({ "Name": "Month", "MinutesIncluded": 60_000 })).await;
    let [ann, bo] = [app.customer("Ann Lee").await, app.customer("Bo Ek").await];
    for customer in [ann, bo] {
        app.give(customer, kind, &json!({})).await;
    }
    stay(app, Some(ann), "2026-08-31T08:00:00Z", Some("2026-08-31T09:20:00Z")).await;
    stay(app, Some(bo), "2026-08-31T08:30:00Z", Some("2026-08-31T08:45:00Z")).await;
    stay(app, Some(ann), "2026-09-01T21:30:00Z", Some("2026-09-02T01:00:00Z")).await;
    stay(app, None, "2026-09-01T08:00:00Z", Some("2026-09-01T09:00:00Z")).await;
    stay(app, Some(bo), "2026-09-02T08:00:00Z", None).await;
    ann
}

const DAYS: &str = "from=2026-08-31&to=2026-09-02";

on_both_stores! {
    async fn the_map_of_a_week_shows_the_arrivals_that_the_api_counts(app: TestApp) {
        some_days(&app).await;
        let told = attendance(&app, &format!("{DAYS}&by=weekhour")).await;
        let buckets = told["Groups"][0]["Buckets"].as_array().expect("hours");
        let shown = cells(&app, &format!("/figures/arrivals.csv?{DAYS}")).await;
        assert_eq!(shown[0], ["Hour", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]);
        for bucket in buckets {
            let hour = usize::try_from(bucket["Hour"].as_i64().expect("an hour")).expect("an hour");
            let day = shown[0].iter().position(|name| bucket["Weekday"] == **name).expect("a day");
            assert_eq!(shown[hour + 1][day], bucket["Arrivals"].to_string(), "{bucket}");
        }
        assert_eq!(shown[10][1..4], ["2", "0", "1"], "nine in London");
        let page = app.get(&format!("/figures?{DAYS}")).await;
        assert!(page.text.contains("4 arrivals; most of them, 2, on Mondays from 09:00 on. 1 more came without a customer."), "{}", page.text);
        assert!(page.text.contains("class=\"middle on5\" x=\"70\" y=\"59\">2</text>"), "{}", page.text);
    }
}

on_both_stores! {
    async fn the_picture_of_a_day_shows_who_was_inside_and_how_many_it_holds(app: TestApp) {
        some_days(&app).await;
        app.set(app.loft, "MobileApp.NexClicker.MaxCapacity", "25").await;
        let told = attendance(&app, "from=2026-08-31&to=2026-08-31&by=hour").await;
        let shown = cells(&app, "/figures/occupancy.csv?day=2026-08-31").await;
        for (line, bucket) in shown[1..].iter().zip(told["Groups"][0]["Buckets"].as_array().expect("hours")) {
            let of = |name: &str| bucket[name].to_string();
            let average: f64 = line[4].parse().expect("an average");
            assert_eq!(line[1..4], [of("Arrivals"), of("Departures"), of("Peak")], "{line:?}");
            assert_eq!(Some(average), bucket["Average"].as_f64(), "{line:?}");
        }
        assert_eq!(shown.len(), 25);
        let page = app.get("/figures?day=2026-08-31").await;
        assert!(page.text.contains("At most 2 were inside, from 09:00 on. It holds 25."), "{}", page.text);
        assert!(page.text.contains(">Holds 25</text>"), "{}", page.text);
        let unknown = cells(&app, "/figures/occupancy.csv?day=2026-09-01").await;
        assert_eq!(unknown[10], ["09:00", "1", "0", "1", "1"], "the house is as full of somebody without an account");
    }
}

on_both_stores! {
    async fn sources_over_time_are_those_that_the_api_counts(app: TestApp) {
        let customer = some_days(&app).await;
        app.attempt(&json!({
            "CoworkerId": customer, "Source": "DoorAccess", "FromTime": "2026-08-30T10:00:00Z", "ToTime": "2026-08-30T11:00:00Z",
        })).await.id();
        let told = attendance(&app, "of=source&from=2026-08-30&to=2026-09-02").await;
        let shown = cells(&app, "/figures/sources.csv?from=2026-08-30&to=2026-09-02").await;
        assert_eq!(shown[0], ["Day", "Door access", "Manual", "All"]);
        for (column, group) in (1..).zip(told["Groups"].as_array().expect("groups")) {
            for (line, bucket) in shown[1..].iter().zip(group["Buckets"].as_array().expect("days")) {
                assert_eq!((&*line[0], &*line[column]), (bucket["Date"].as_str().expect("a date"), &*bucket["Arrivals"].to_string()));
            }
        }
        assert_eq!(shown[2], ["2026-08-31", "0", "2", "2"]);
        let page = app.get("/figures?from=2026-08-30&to=2026-09-02").await;
        assert!(page.text.contains("Arrivals: 5 in all. Manual 4, Door access 1."), "{}", page.text);
    }
}

on_both_stores! {
    async fn refusals_are_shown_by_reason_and_day(app: TestApp) {
        let ann = app.customer("Ann Lee").await;
        assert_eq!(app.check_in(ann, "2026-09-01T22:59:00Z").await.status, 400);
        assert_eq!(app.check_in(ann, "2026-09-01T23:00:00Z").await.status, 400, "after midnight in London");
        app.post("/api/spaces/failedcheckins", &json!({ "BusinessId": app.loft, "CheckinAttemptTime": "2026-09-02T07:00:00Z" })).await.id();
        let gone = app.customer_with("Gil Roy", &json!({ "Active": false })).await;
        assert_eq!(app.check_in(gone, "2026-09-02T08:00:00Z").await.status, 400);
        let shown = cells(&app, "/figures/reasons.csv?from=2026-09-01&to=2026-09-02").await;
        assert_eq!(shown, [
            ["Day", "Customer inactive", "No pass", "No reason kept", "All"],
            ["2026-09-01", "0", "1", "0", "1"],
            ["2026-09-02", "1", "1", "1", "3"],
        ]);
        assert_eq!(app.refusals().await.len(), 4);
        let page = app.get("/figures").await;
        assert!(page.text.contains("Refusals: 4 in all. No pass 2, Customer inactive 1, No reason kept 1."), "{}", page.text);
    }
}

on_both_stores! {
    async fn a_week_of_a_customer_is_drawn_on_the_clocks_of_the_location(app: TestApp) {
        let ann = some_days(&app).await;
        let page = app.get(&format!("/figures?customer={ann}&week=2026-09-03")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("<h1>A week of Ann Lee</h1>"), "{}", page.text);
        assert!(page.text.contains("2 visits, 290 minutes inside this week."), "{}", page.text);
        assert_eq!(page.text.matches("class=\"stay").count(), 3, "a night is a bar on each of its days");
        assert!(page.text.contains(">22:30–02:00</text>"), "{}", page.text);
        let shown = cells(&app, &format!("/figures/week.csv?customer={ann}&week=2026-09-03")).await;
        assert_eq!(shown[1..], [
            ["2026-08-31 09:00", "2026-08-31 10:20", "80", "Manual"],
            ["2026-09-01 22:30", "2026-09-02 02:00", "210", "Manual"],
        ]);
        let before = app.get(&format!("/figures?customer={ann}&week=2026-08-30")).await;
        assert!(before.text.contains("No visits this week."), "{}", before.text);
        for nobody in ["0", "999999999", "Ann"] {
            let page = app.get(&format!("/figures?customer={nobody}")).await;
            assert_eq!(page.status, 422, "{}", page.text);
            assert!(page.text.contains("is the number of no customer here"), "{}", page.text);
        }
    }
}

on_both_stores! {
    async fn days_that_do_not_fit_are_told_beside_their_field(app: TestApp) {
        for (query, field) in [
            ("from=2026-09-03&to=2026-09-02", "from"),
            ("from=2025-01-01&to=2026-09-02", "from"),
            ("to=yesterday", "to"),
            ("day=%3Cb%3E", "day"),
            ("customer=1&week=36", "week"),
        ] {
            let page = app.get(&format!("/figures?{query}")).await;
            assert_eq!(page.status, 422, "{query}: {}", page.text);
            assert!(page.text.contains(&format!("aria-invalid=\"true\" aria-describedby=\"{field}-wrong\"")), "{query}: {}", page.text);
            assert!(!page.text.contains("<b>"), "{query}");
        }
        assert_eq!(app.get("/figures/arrivals.csv?from=2026-13-01").await.status, 400);
        assert_eq!(app.get("/figures/weather.csv").await.status, 404);
        assert_eq!(app.get("/figures/arrivals").await.status, 404);
    }
}

on_both_stores! {
    async fn each_picture_has_a_name_and_words_and_its_numbers(app: TestApp) {
        some_days(&app).await;
        let page = Browser::of_admin(&app).await.open("/figures").await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert_eq!(page.text.matches("role=\"img\"").count(), 4);
        for name in ["arrivals", "occupancy", "sources", "reasons"] {
            for part in ["title", "desc"] {
                assert!(page.text.contains(&format!("id=\"{name}-{part}\"")), "{name}-{part}");
            }
            assert!(page.text.contains(&format!("href=\"/figures/{name}.csv?")), "{name}");
        }
        assert!(!page.text.contains(" style=") && !page.text.contains("<script"), "{}", page.text);
        assert!(page.text.len() < 60_000, "{} bytes", page.text.len());
        let none = Browser::new(&app).open("/figures").await;
        assert!(none.text.contains("<h1>Sign in</h1>"), "{}", none.text);
    }
}
