//! Who is on site now, and who is called when the house is cleared.

use serde_json::{Value, json};
use vestibule_records::Role;

use crate::on_both_stores;
use crate::support::people::text;
use crate::support::{MORNING, PASSWORD, TestApp};

async fn presence(app: &TestApp) -> Value {
    let answer = app.get(&format!("/api/vestibule/presence?location={}", app.loft)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

async fn called(app: &TestApp, more: &str) -> Value {
    let answer = app.get(&format!("/api/vestibule/rollcall?location={}{more}", app.loft)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

async fn csv(app: &TestApp, more: &str, headers: &[(&str, &str)]) -> Vec<String> {
    let path = format!("/api/vestibule/rollcall?location={}{more}", app.loft);
    let answer = app.request(http::Method::GET, &path, headers, "").await;
    assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8", "{}", answer.text);
    answer.text.lines().map(str::to_owned).collect()
}

fn names(people: &Value) -> Vec<&Value> {
    people.as_array().expect("a list").iter().map(|person| &person["Name"]).collect()
}

/// A visitor who came this morning.
async fn visitor(app: &TestApp, name: &str, more: &Value) -> i64 {
    let visitor = json!({
        "BusinessId": app.loft, "FullName": name, "Email": "vic@example.com", "ExpectedArrival": MORNING,
        "Arrived": true, "ArrivalDate": MORNING,
    });
    app.post("/api/spaces/visitors", &crate::support::people::with(visitor, more)).await.id()
}

/// A user with these roles at the loft.
async fn clerk(app: &TestApp, roles: &[&str]) -> TestApp {
    let known = app.rows::<Role>().await;
    let id =
        |name: &&str| known.iter().find(|row| row.get("Name").text() == Some(name)).expect("a role").id();
    let ids: Vec<i64> = roles.iter().map(id).collect();
    let bundle = json!({ "BusinessId": app.loft, "Name": "Clerks", "Roles": ids });
    let bundle = app.post("/api/security/userroles", &bundle).await.id();
    app.user("clerk@example.com", &json!({ "UserRoles": [bundle], "Businesses": [app.loft] })).await;
    let (token, _) = app.login("clerk@example.com", PASSWORD, &[]).await;
    app.signed_in(&token)
}

on_both_stores! {
    async fn each_visit_says_whose_it_is_on_which_pass_and_how_long(app: TestApp) {
        let (ann, pass) = app.holder("Ann Lee", &json!({ "Name": "Two Hours", "MinutesIncluded": 120 })).await;
        let visit = app.check_in(ann, MORNING).await.id();
        app.set_clock("2026-09-02T08:50:30Z");
        let told = presence(&app).await;
        assert_eq!((&told["BusinessName"], &told["AsOf"]), (&json!("Loft"), &json!("2026-09-02T08:50:30Z")));
        let one = &told["Visits"][0];
        assert_eq!(one["Customer"], json!({ "Id": ann, "Name": "Ann Lee" }));
        assert_eq!((&one["CheckinId"], &one["Since"]), (&json!(visit), &json!(MORNING)));
        assert_eq!((&one["Minutes"], &one["BilledMinutes"]), (&json!(35), &json!(45)));
        let stands_on = &one["Pass"];
        assert_eq!((&stands_on["CoworkerTimePassId"], &stands_on["Kind"]), (&json!(pass.id), &json!("Minutes")));
        assert_eq!((&stands_on["Name"], &stands_on["MinutesLeft"]), (&json!("Two Hours"), &json!(75)));
        assert_eq!((&one["SourceName"], &one["EndsByItself"]), (&json!("Manual"), &json!(false)));
        assert_eq!(one["LastSeen"]["At"], MORNING);
        // The same comes out when they leave.
        app.check_out(visit, "2026-09-02T08:50:30Z").await.id();
        assert_eq!(app.pass(pass.id).await["RemainingUses"], 75);
        assert_eq!(presence(&app).await["Visits"], json!([]));
    }
}

on_both_stores! {
    async fn time_in_bookings_that_is_left_out_of_bills_is_left_out_here(app: TestApp) {
        app.set(app.loft, "Checkin.DiscountBookings", "True").await;
        let (ann, _) = app.holder("Ann Lee", &json!({ "MinutesIncluded": 120 })).await;
        app.check_in(ann, MORNING).await.id();
        let booking = json!({
            "BusinessId": app.loft, "ResourceId": 7, "CoworkerId": ann,
            "FromTime": "2026-09-02T08:30:00Z", "ToTime": "2026-09-02T09:00:00Z",
        });
        app.post("/api/spaces/bookings", &booking).await.id();
        app.set_clock("2026-09-02T09:10:00Z");
        let told = presence(&app).await;
        assert_eq!((&told["Visits"][0]["Minutes"], &told["Visits"][0]["BilledMinutes"]), (&json!(25), &json!(30)));
    }
}

on_both_stores! {
    async fn they_are_counted_by_plan_team_and_source(app: TestApp) {
        let plan = app.plan("Hot desk", &json!({})).await;
        let kind = app.kind(&json!({})).await;
        let mut customers = Vec::new();
        for name in ["Ann Lee", "Bo Ek", "Cy Fox"] {
            let customer = app.customer(name).await;
            app.give(customer, kind, &json!({})).await;
            customers.push(customer);
        }
        for customer in &customers[..2] {
            app.join(*customer, plan, &json!({})).await;
        }
        for team in ["Acme", "Bolt"] {
            let team = json!({ "BusinessId": app.loft, "Name": team, "TeamMembers": [customers[0]] });
            app.post("/api/spaces/teams", &team).await.id();
        }
        for customer in &customers {
            app.check_in(*customer, MORNING).await.id();
        }
        app.attempt(&json!({ "FromTime": MORNING, "Source": "Sensor" })).await.id();
        visitor(&app, "Vic Visitor", &json!({ "CoworkerId": customers[0] })).await;
        app.set(app.loft, "MobileApp.NexClicker.MaxCapacity", "8").await;
        let told = presence(&app).await;
        let counted = |name: Value, count: i64| json!({ "Name": name, "Count": count });
        let counts = &told["Counts"];
        assert_eq!([&counts["Inside"], &counts["Unknown"], &counts["Visitors"]], [&json!(4), &json!(1), &json!(1)]);
        assert_eq!(counts["ByPlan"], json!([counted(Value::Null, 1), counted(json!("Hot desk"), 2)]));
        assert_eq!(
            counts["ByTeam"],
            json!([counted(Value::Null, 2), counted(json!("Acme"), 1), counted(json!("Bolt"), 1)])
        );
        assert_eq!(counts["BySource"], json!([counted(json!("Manual"), 3), counted(json!("Sensor"), 1)]));
        assert_eq!(told["Capacity"], json!({ "Most": 8, "Share": 0.5 }));
        assert_eq!(told["Visits"][0]["Teams"], json!(["Acme", "Bolt"]));
        assert_eq!(told["Visitors"][0]["Host"]["Name"], "Ann Lee");
    }
}

on_both_stores! {
    async fn whoever_left_or_came_another_day_is_not_there(app: TestApp) {
        visitor(&app, "Gone", &json!({ "DepartureDate": "2026-09-02T08:16:00Z" })).await;
        visitor(&app, "Yesterday", &json!({ "ArrivalDate": "2026-09-01T08:00:00Z" })).await;
        visitor(&app, "Expected", &json!({ "Arrived": false, "ArrivalDate": null })).await;
        app.attempt(&json!({ "FromTime": MORNING })).await.id();
        app.set_clock("2026-09-03T08:00:00Z");
        let told = presence(&app).await;
        assert_eq!((&told["Visits"], &told["Visitors"]), (&json!([]), &json!([])), "of the day before");
        assert_eq!(called(&app, "").await["Count"], 1, "whom nothing has checked out is called");
    }
}

on_both_stores! {
    async fn everybody_is_called_by_name_with_where_they_can_be_reached(app: TestApp) {
        let kind = app.kind(&json!({})).await;
        for (name, more) in [
            ("Bo Ek", json!({ "CompanyName": "Bolt, \"B\"" })),
            ("ann lee", json!({ "MobilePhone": "+44 20 7946 0000" })),
        ] {
            let customer = app.customer_with(name, &more).await;
            app.give(customer, kind, &json!({})).await;
            app.check_in(customer, MORNING).await.id();
            if name == "ann lee" {
                visitor(&app, "=Vic", &json!({ "CoworkerId": customer, "PhoneNumber": "-1" })).await;
            }
        }
        app.attempt(&json!({ "FromTime": MORNING })).await.id();
        let told = called(&app, "").await;
        let expected = [json!("=Vic"), json!("ann lee"), json!("Bo Ek"), Value::Null];
        assert_eq!(names(&told["People"]), expected.iter().collect::<Vec<_>>());
        let [vic, ann] = [&told["People"][0], &told["People"][1]];
        assert_eq!((&vic["Kind"], &vic["Host"]), (&json!("Visitor"), &json!("ann lee")));
        assert_eq!((text(&ann["Phone"]), text(&ann["LastSeen"])), ("+44 20 7946 0000", MORNING));
        let lines = csv(&app, "&format=csv", &[]).await;
        assert_eq!(lines, csv(&app, "", &[("accept", "text/csv, application/json;q=0.5")]).await);
        assert_eq!(lines.len(), 5);
        assert_eq!(lines[1], "'=Vic,Visitor,'-1,,,ann lee,Loft,2026-09-02 09:15,2026-09-02 09:15,Arrival");
        assert!(lines[2].starts_with("ann lee,Customer,'+44 20 7946 0000,"), "{}", lines[2]);
        assert!(lines[3].starts_with("Bo Ek,Customer,,\"Bolt, \"\"B\"\"\","), "{}", lines[3]);
    }
}

on_both_stores! {
    async fn locations_below_are_called_when_asked_for(app: TestApp) {
        app.attempt(&json!({ "FromTime": MORNING })).await.id();
        app.attempt(&json!({ "FromTime": MORNING, "BusinessId": app.yard })).await.id();
        assert_eq!(called(&app, "").await["Count"], 1);
        let all = called(&app, "&below=true").await;
        let places: Vec<_> = all["People"].as_array().expect("a list").iter().map(|one| &one["BusinessName"]).collect();
        assert_eq!(places, ["Loft", "Yard"]);
    }
}

on_both_stores! {
    async fn who_may_not_read_customers_and_visitors_is_told_less(app: TestApp) {
        let kind = app.kind(&json!({})).await;
        let customer = app.customer_with("Ann Lee", &json!({ "MobilePhone": "1", "CompanyName": "Acme" })).await;
        app.give(customer, kind, &json!({})).await;
        app.check_in(customer, MORNING).await.id();
        visitor(&app, "Vic Visitor", &json!({})).await;
        let clerk = clerk(&app, &["Checkin-Read"]).await;
        let told = called(&clerk, "").await;
        assert_eq!((&told["Count"], &told["VisitorsLeftOut"]), (&json!(1), &json!(true)));
        let ann = &told["People"][0];
        assert_eq!([&ann["Name"], &ann["Phone"], &ann["Company"]], [&json!("Ann Lee"), &Value::Null, &Value::Null]);
        let told = presence(&clerk).await;
        assert_eq!((&told["Visitors"], &told["Counts"]["Visitors"]), (&Value::Null, &json!(1)));
    }
}

on_both_stores! {
    async fn a_question_that_makes_no_sense_is_told_so(app: TestApp) {
        let elsewhere = app.manager_of("yard@example.com", &[app.yard]).await;
        let nobody = clerk(&app, &["Checkin-List"]).await;
        for path in ["presence", "rollcall", "attendance"] {
            let at = |query: &str| format!("/api/vestibule/{path}{query}");
            for query in ["", "?location=", "?location=loft", "?location=99"] {
                let answer = app.get(&at(query)).await;
                assert_eq!((answer.status, &answer.json()["Errors"][0]["PropertyName"]), (400, &json!("location")), "{query}");
            }
            let loft = at(&format!("?location={}", app.loft));
            assert_eq!(elsewhere.get(&loft).await.status, 400, "what they do not see is not there");
            assert_eq!(nobody.get(&loft).await.status, 401);
            assert_eq!(app.post(&loft, &json!({})).await.status, 405);
        }
        for wrong in ["format=xml", "below=perhaps"] {
            let answer = app.get(&format!("/api/vestibule/rollcall?location={}&{wrong}", app.loft)).await;
            assert_eq!(answer.status, 400, "{wrong}");
        }
    }
}
