//! The roll call as a page: to be printed, and to be ticked off.

use serde_json::json;
use vestibule_records::Role;

use crate::on_both_stores;
use crate::support::{MORNING, PASSWORD, TestApp};

async fn called(app: &TestApp, more: &str) -> String {
    let answer = app.get(&format!("/rollcall?at={}{more}", app.loft)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.text
}

on_both_stores! {
    async fn everybody_on_site_can_be_ticked_off_and_called(app: TestApp) {
        let more = json!({ "MobilePhone": "+44 20 7946 0000", "CompanyName": "Acme" });
        let ann = app.customer_with("Ann <Lee>", &more).await;
        let kind = app.kind(&json!({})).await;
        app.give(ann, kind, &json!({})).await;
        app.check_in(ann, MORNING).await.id();
        app.attempt(&json!({ "FromTime": MORNING, "Source": "Sensor" })).await.id();
        let visitor = json!({
            "BusinessId": app.loft, "FullName": "Vic Visitor", "Email": "vic@example.com", "ExpectedArrival": MORNING,
            "Arrived": true, "ArrivalDate": MORNING, "CoworkerId": ann,
        });
        app.post("/api/spaces/visitors", &visitor).await.id();
        let page = called(&app, "").await;
        for text in [
            "3 on site as of 2026-09-02 09:15", "Ann &#60;Lee&#62;", "Acme", "tel:+44 20 7946 0000",
            "in since 09:15, seen 09:15, admin@example.com", "Vic Visitor", "visits Ann &#60;Lee&#62;", "Unknown",
        ] {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert_eq!(page.matches("<input type=\"checkbox\" value=\"").count(), 3, "{page}");
    }
}

on_both_stores! {
    async fn a_visit_of_an_earlier_day_that_nothing_ended_is_called_with_its_date(app: TestApp) {
        app.attempt(&json!({ "FromTime": MORNING })).await.id();
        app.set_clock("2026-09-03T08:00:00Z");
        let page = called(&app, "").await;
        assert!(page.contains("1 on site"), "{page}");
        assert!(page.contains("in since 2026-09-02 09:15, seen 2026-09-02 09:15"), "{page}");
    }
}

on_both_stores! {
    async fn a_tick_is_for_one_stay_on_one_day(app: TestApp) {
        let (ann, _) = app.holder("Ann Lee", &json!({ "MinutesIncluded": 600 })).await;
        let visit = app.check_in(ann, MORNING).await.id();
        let key = |page: &str| {
            let after = page.split("<input type=\"checkbox\" value=\"").nth(1).expect("a tick");
            after.split('"').next().expect("a key").to_owned()
        };
        let first = key(&called(&app, "").await);
        assert_eq!(key(&called(&app, "").await), first, "asking again loses no tick");
        app.set_clock("2026-09-02T09:00:00Z");
        app.check_out(visit, "2026-09-02T09:00:00Z").await.id();
        app.set_clock("2026-09-02T12:00:00Z");
        app.check_in(ann, "2026-09-02T12:00:00Z").await.id();
        assert_ne!(key(&called(&app, "").await), first, "who went out safe and came back is called again");
    }
}

on_both_stores! {
    async fn locations_below_are_called_where_that_is_asked_for(app: TestApp) {
        app.attempt(&json!({ "FromTime": MORNING, "BusinessId": app.yard })).await.id();
        let page = called(&app, "").await;
        assert!(page.contains("Nobody is on site.") && page.contains("With every location below it"), "{page}");
        let page = called(&app, "&below").await;
        assert!(page.contains("1 on site") && page.contains("<span>Yard</span>"), "{page}");
        let here = app.get(&format!("/rollcall?at={}", app.yard)).await.text;
        assert!(!here.contains("below it"), "there is nothing below: {here}");
    }
}

on_both_stores! {
    async fn whoever_may_not_read_visitors_is_told_that_they_are_missing(app: TestApp) {
        let known = app.rows::<Role>().await;
        let role = known.iter().find(|row| row.get("Name").text() == Some("Checkin-Read")).expect("a role").id();
        let bundle = json!({ "BusinessId": app.loft, "Name": "Clerks", "Roles": [role] });
        let bundle = app.post("/api/security/userroles", &bundle).await.id();
        app.user("clerk@example.com", &json!({ "UserRoles": [bundle], "Businesses": [app.loft] })).await;
        let (token, _) = app.login("clerk@example.com", PASSWORD, &[]).await;
        assert!(called(&app.signed_in(&token), "").await.contains("Visitors are not on this list"));
        assert!(!called(&app, "").await.contains("Visitors are not on this list"));
    }
}
