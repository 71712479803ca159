//! Reports as lines for spreadsheets.

use serde_json::json;
use vestibule_domain::time::Span;
use vestibule_records::{Base, Checkin, Guid, Id, Record, Role};
use vestibule_store::Change;

use crate::on_both_stores;
use crate::support::people::plus;
use crate::support::{PASSWORD, TestApp, at};

const DAYS: &str = "from=2026-08-31&to=2026-09-02";

/// The lines of a report below its head, as they are.
async fn lines(app: &TestApp, report: &str, query: &str) -> Vec<String> {
    let answer = app.get(&format!("/figures/{report}.csv?{query}")).await;
    assert_eq!(
        (answer.status, answer.headers["content-type"].to_str().expect("text")),
        (200, "text/csv; charset=utf-8"),
        "{}",
        answer.text
    );
    let disposition = answer.headers["content-disposition"].to_str().expect("text");
    assert!(disposition.starts_with(&format!("attachment; filename=\"{report}-")), "{disposition}");
    answer.text.split("\r\n").skip(1).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

async fn stay(app: &TestApp, customer: i64, from: &str, to: Option<&str>) -> i64 {
    app.attempt(&json!({ "CoworkerId": customer, "FromTime": from, "ToTime": to })).await.id()
}

on_both_stores! {
    async fn visits_are_told_on_the_clocks_of_the_location(app: TestApp) {
        let ann = app.customer("Ann Lee").await;
        let plan = app.plan("Hot desk", &json!({})).await;
        app.join(ann, plan, &json!({ "StartDate": "2026-08-01T00:00:00Z" })).await;
        let kind = app.kind(&json!({ "MinutesIncluded": 60_000, "CountsTowardsPlanLimits": true })).await;
        let pass = app.give(ann, kind, &json!({})).await.guid;
        let early = stay(&app, ann, "2026-08-30T22:59:59Z", Some("2026-08-30T23:30:00Z")).await;
        let first = stay(&app, ann, "2026-08-31T08:00:00Z", Some("2026-08-31T09:20:30Z")).await;
        let open = stay(&app, ann, "2026-09-02T08:00:00Z", None).await;
        let told = lines(&app, "visits", DAYS).await;
        assert_eq!(told, [
            format!("{first},{ann},Ann Lee,2026-08-31 09:00:00,2026-08-31 10:20:30,80,Manual,{pass},Hot desk,,no,yes"),
            format!("{open},{ann},Ann Lee,2026-09-02 09:00:00,,,Manual,{pass},Hot desk,,no,yes"),
        ]);
        let before = lines(&app, "visits", "from=2026-08-30&to=2026-08-30").await;
        assert!(before.len() == 1 && before[0].starts_with(&format!("{early},")), "{before:?}");
    }
}

on_both_stores! {
    async fn a_report_of_thousands_of_visits_has_each_of_them_once(app: TestApp) {
        // More of one moment than are read at once, so that where a page ends says nothing of the next.
        let visit = |id: i64, seconds: i64| {
            let from = at(&plus("2026-08-31T08:00:00Z", seconds));
            let base = Base { id, unique_id: Guid::parse(&format!("00000000-0000-4000-8000-{id:012}")).expect("a guid"), ..Base::default() };
            let visit = Checkin { business_id: Id::new(app.loft), from_time: from, to_time: Some(from.plus(Span::minutes(5))), base, ..Checkin::default() };
            Change::Insert(visit.into_row())
        };
        let all: Vec<i64> = (900_000..902_700).collect();
        for some in all.chunks(500) {
            app.write(some.iter().map(|id| visit(*id, if *id < 900_300 { *id - 900_000 } else { 300 })).collect()).await;
        }
        let told = lines(&app, "visits", DAYS).await;
        let ids: Vec<i64> = told.iter().map(|line| line.split(',').next().unwrap_or_default().parse().expect("an id")).collect();
        assert_eq!(ids, all);
    }
}

on_both_stores! {
    async fn refusals_are_told_with_their_reasons(app: TestApp) {
        let ann = app.customer("=Ann").await;
        assert_eq!(app.check_in(ann, "2026-09-02T08:00:00Z").await.status, 400);
        let refusal = &app.refusals().await[0];
        let told = lines(&app, "refusals", DAYS).await;
        let words = refusal["Description"].as_str().expect("a sentence").replace('"', "\"\"");
        assert_eq!(told, [format!("{},{ann},'=Ann,2026-09-02 09:00:00,Manual,no_pass,\"'{words}\",,", refusal["Id"])]);
    }
}

on_both_stores! {
    async fn passes_nearly_used_up_or_over_soon_are_told(app: TestApp) {
        let [ann, bo] = [app.customer("Ann Lee").await, app.customer("Bo Ek").await];
        let hours = app.kind(&json!({ "Name": "Ten hours", "MinutesIncluded": 600 })).await;
        let day = app.kind(&json!({ "Name": "Day Pass" })).await;
        let low = app.give(ann, hours, &json!({})).await.id;
        stay(&app, ann, "2026-09-01T07:00:00Z", Some("2026-09-01T15:00:00Z")).await;
        app.give(bo, hours, &json!({})).await;
        let soon = app.give(bo, day, &json!({ "ExpireDate": "2026-09-30T08:00:00Z" })).await.id;
        app.give(bo, day, &json!({ "ExpireDate": "2026-09-30T08:15:01Z" })).await;
        app.give(bo, day, &json!({ "ExpireDate": "2026-09-02T08:15:00Z" })).await;
        let told = lines(&app, "passes", "").await;
        assert_eq!(told, [
            format!("{low},{ann},Ann Lee,Ten hours,120,600,"),
            format!("{soon},{bo},Bo Ek,Day Pass,,,2026-09-30 09:00:00"),
        ]);
        app.set(app.loft, "Members.NotifyOnLowCreditHours", "1").await;
        assert_eq!(lines(&app, "passes", "").await.len(), 1, "two hours are not few any more");
    }
}

on_both_stores! {
    async fn overtime_is_what_a_pass_did_not_have(app: TestApp) {
        let hour = app.kind(&json!({ "Name": "Hour", "MinutesIncluded": 60 })).await;
        let ann = app.customer("Ann Lee").await;
        let pass = app.give(ann, hour, &json!({})).await.guid;
        let visit = stay(&app, ann, "2026-08-31T08:00:00Z", Some("2026-08-31T09:20:00Z")).await;
        let told = lines(&app, "overtime", DAYS).await;
        assert_eq!(told, [format!("{visit},{ann},Ann Lee,2026-08-31 09:00:00,2026-08-31 10:20:00,90,60,30,{pass}")]);
        let arithmetic = app.get(&format!("/api/vestibule/checkins/{visit}/arithmetic")).await.json();
        assert_eq!(arithmetic["Minutes"]["Overtime"], 30);
    }
}

on_both_stores! {
    async fn what_is_on_no_invoice_is_told_with_its_price(app: TestApp) {
        let day = app.kind(&json!({ "Name": "Day Pass", "Price": 20 })).await;
        let ann = app.customer("Ann Lee").await;
        let owed = app.give(ann, day, &json!({})).await.id;
        app.give(ann, day, &json!({ "Free": true })).await;
        let billed = app.give(ann, day, &json!({})).await.id;
        app.invoice(billed).await;
        let charge = json!({
            "CoworkerId": ann, "BusinessId": app.loft, "Description": "Printing", "TotalAmount": 3.5, "DiscountAmount": 0,
            "DueDate": "2026-10-01T00:00:00Z",
        });
        let charge = app.post("/api/billing/charges", &charge).await.id();
        let told = lines(&app, "charges", DAYS).await;
        assert_eq!(told, [
            format!("Pass,{owed},{ann},Ann Lee,2026-09-02 09:15:00,Day Pass,,20.00,GBP"),
            format!("Charge,{charge},{ann},Ann Lee,2026-09-02 09:15:00,Printing,2026-10-01 01:00:00,3.50,GBP"),
        ]);
        assert!(lines(&app, "charges", "from=2026-08-01&to=2026-09-01").await.is_empty());
    }
}

on_both_stores! {
    async fn attendance_is_told_per_team(app: TestApp) {
        let kind = app.kind(&json!({ "MinutesIncluded": 60_000 })).await;
        let [ann, bo] = [app.customer("Ann Lee").await, app.customer("Bo Ek").await];
        let team = json!({ "BusinessId": app.loft, "Name": "Acme", "TeamMembers": [ann] });
        app.post("/api/spaces/teams", &team).await.id();
        for customer in [ann, bo] {
            app.give(customer, kind, &json!({})).await;
            stay(&app, customer, "2026-08-31T08:00:00Z", Some("2026-08-31T09:20:00Z")).await;
        }
        stay(&app, ann, "2026-09-01T21:00:00Z", Some("2026-09-02T01:00:00Z")).await;
        let told = lines(&app, "teams", DAYS).await;
        assert_eq!(told, ["(no team),1,1,1,80", "Acme,2,3,1,320"]);
    }
}

on_both_stores! {
    async fn a_report_is_for_those_who_may_list_what_it_tells_of_and_of_their_locations(app: TestApp) {
        let ann = app.customer("Ann Lee").await;
        assert_eq!(app.check_in(ann, "2026-09-02T08:00:00Z").await.status, 400);
        let page = app.get("/figures").await;
        for report in ["visits", "refusals", "passes", "overtime", "charges", "teams"] {
            assert!(page.text.contains(&format!("href=\"/figures/{report}.csv?")), "{report}");
            let nobody = app.signed_in("").get(&format!("/figures/{report}.csv")).await;
            assert_ne!(nobody.status, 200, "{report}");
        }
        let roles = app.rows::<Role>().await;
        let role = roles.iter().find(|row| row.get("Name").text() == Some("FailedCheckin-List")).expect("a role").id();
        let bundle = json!({ "BusinessId": app.loft, "Name": "Door", "Roles": [role] });
        let bundle = app.post("/api/security/userroles", &bundle).await.id();
        app.user("door@example.com", &json!({ "UserRoles": [bundle], "Businesses": [app.loft] })).await;
        let door = app.signed_in(&app.login("door@example.com", PASSWORD, &[]).await.0);
        assert_eq!(lines(&door, "refusals", DAYS).await.len(), 1);
        for report in ["visits", "passes", "overtime", "charges", "teams", "arrivals", "occupancy", "sources", "week"] {
            assert_eq!(door.get(&format!("/figures/{report}.csv?customer={ann}")).await.status, 403, "{report}");
        }
        let page = door.get("/figures").await;
        assert_eq!((page.status, page.text.matches("role=\"img\"").count()), (200, 1), "{}", page.text);

        let yard = app.manager_of("yard@example.com", &[app.yard]).await;
        for at in ["", "&at=", &format!("&at={}", app.loft)] {
            assert!(lines(&yard, "refusals", &format!("{DAYS}{at}")).await.is_empty(), "the loft is not theirs");
        }
    }
}
