//! What a plan limits: days and hours of a week, a month and a billing cycle.

use crate::on_both_stores;
use crate::support::people::{text, with};
use crate::support::{Answer, MORNING, TestApp};
use serde_json::{Value, json};

/// A stay at the loft, told in September when all of August is over.
async fn stayed(app: &TestApp, customer: i64, from: &str, to: &str) -> Answer {
    stayed_at(app, app.loft, customer, from, to).await
}

async fn stayed_at(app: &TestApp, place: i64, customer: i64, from: &str, to: &str) -> Answer {
    let stay = json!({ "BusinessId": place, "CoworkerId": customer, "FromTime": from, "ToTime": to });
    app.attempt(&stay).await
}

/// An hour at the loft on a day of August 2026, from nine UTC on. The 3rd is a Monday.
async fn hour(app: &TestApp, customer: i64, day: &str) -> Answer {
    stayed(app, customer, &format!("2026-08-{day}T09:00:00Z"), &format!("2026-08-{day}T10:00:00Z")).await
}

/// Why nobody was let in; the same stands in the last refusal that is kept.
async fn refused(app: &TestApp, answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{}", answer.text);
    let sentence = text(&answer.json()["Errors"][0]["Message"]).to_owned();
    assert!(sentence.contains("does not have a valid time pass for "), "{sentence}");
    let recorded = app.refusals().await;
    assert!(recorded.iter().any(|failed| failed["Description"] == sentence), "{sentence}: {recorded:?}");
    sentence.split_once(": ").expect("a reason").1.to_owned()
}

/// Makes a customer a member since the year began.
async fn join(app: &TestApp, customer: i64, plan: i64) {
    app.join(customer, plan, &json!({ "StartDate": "2026-01-01T00:00:00Z" })).await;
}

/// A member of a plan `Flex` with these limits, who has so many passes of a kind.
async fn member(app: &TestApp, limits: &Value, kind: &Value, passes: i64) -> i64 {
    let customer = app.customer("Flo").await;
    let plan = app.plan("Flex", limits).await;
    join(app, customer, plan).await;
    let kind = app.kind(kind).await;
    app.give(customer, kind, &json!({ "CreateMultiple": passes })).await;
    customer
}

on_both_stores! {
    async fn two_days_a_week_are_no_more_whatever_passes_are_left(app: TestApp) {
        let customer = member(&app, &json!({ "CheckinWeekLimit": 2 }), &counting(), 7).await;
        for from in ["09", "12"] {
            let (from, to) = (format!("2026-08-03T{from}:00:00Z"), format!("2026-08-03T{from}:30:00Z"));
            assert_eq!(stayed(&app, customer, &from, &to).await.status, 200);
        }
        assert_eq!(hour(&app, customer, "04").await.status, 200);
        let why = refused(&app, &hour(&app, customer, "05").await).await;
        assert_eq!(why, "the plan \"Flex\" gives 2 days a week, and 2 were used; again from Monday 2026-08-10");
        let back = stayed(&app, customer, "2026-08-04T16:00:00Z", "2026-08-04T17:00:00Z").await;
        assert_eq!(back.status, 200, "a day that is counted already");
        assert_eq!(hour(&app, customer, "10").await.status, 200);
    }
}

/// A day pass whose visits count.
fn counting() -> Value {
    json!({ "CountsTowardsPlanLimits": true })
}

on_both_stores! {
    async fn a_pass_that_does_not_count_uses_no_day_and_serves_when_none_is_left(app: TestApp) {
        let customer = member(&app, &json!({ "CheckinMonthLimit": 1 }), &counting(), 3).await;
        let free = app.kind(&json!({ "Name": "Guest day", "CountsTowardsPlanLimits": false, "UsePriority": 1 })).await;
        app.give(customer, free, &json!({})).await;
        let visit = hour(&app, customer, "03").await;
        assert_eq!(visit.json()["Value"]["CountsTowardsPlanLimits"], false);
        let visit = hour(&app, customer, "04").await;
        assert_eq!(visit.json()["Value"]["CountsTowardsPlanLimits"], true);
        let why = refused(&app, &hour(&app, customer, "05").await).await;
        assert_eq!(why, "the plan \"Flex\" gives 1 day a month, and 1 was used; again from Tuesday 2026-09-01; buy Guest day for 20.00 GBP");
        app.give(customer, free, &json!({})).await;
        assert_eq!(hour(&app, customer, "05").await.status, 200);
    }
}

on_both_stores! {
    async fn money_does_not_lift_a_limit(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        let customer = app.customer("Flo").await;
        let plan = app.plan("Flex", &json!({ "CheckinWeekLimit": 1 })).await;
        join(&app, customer, plan).await;
        let at_the_door = json!({ "UseAsPayAsYouGoForMembers": true, "MinutesIncluded": 60, "Price": 6 });
        app.kind(&with(at_the_door.clone(), &counting())).await;
        assert_eq!(hour(&app, customer, "03").await.status, 200);
        let why = refused(&app, &hour(&app, customer, "04").await).await;
        assert_eq!(why, "the plan \"Flex\" gives 1 day a week, and 1 was used; again from Monday 2026-08-10");
        assert_eq!(app.passes(customer).await.len(), 1, "nothing is sold to somebody who is refused");
        app.kind(&with(at_the_door, &json!({ "CountsTowardsPlanLimits": false }))).await;
        assert_eq!(hour(&app, customer, "04").await.status, 200);
    }
}

on_both_stores! {
    async fn hours_count_wherever_they_were_and_an_open_visit_as_far_as_it_went(app: TestApp) {
        let kind = json!({ "MinutesIncluded": 6000, "CountsTowardsPlanLimits": true });
        let customer = member(&app, &json!({ "HoursWeekLimit": 4 }), &kind, 1).await;
        let elsewhere = stayed_at(&app, app.yard, customer, "2026-08-31T09:00:00Z", "2026-08-31T11:00:00Z").await;
        assert_eq!(elsewhere.status, 200, "{}", elsewhere.text);
        assert_eq!(app.check_in(customer, MORNING).await.status, 200);
        app.set_clock("2026-09-02T10:20:00Z");
        let at_yard = json!({ "BusinessId": app.yard, "CoworkerId": customer, "FromTime": "2026-09-02T10:20:00Z" });
        let why = refused(&app, &app.attempt(&at_yard).await).await;
        assert_eq!(why, "the plan \"Flex\" gives 4 hours a week, and 4 h 5 min were used; again from Monday 2026-09-07");
        assert!(app.visits(customer).await.iter().any(|visit| visit["ToTime"].is_null()), "still inside at the loft");
        let earlier = json!({ "FromTime": "2026-09-02T10:14:00Z" });
        assert_eq!(app.attempt(&with(at_yard, &earlier)).await.status, 200);
    }
}

on_both_stores! {
    async fn a_cycle_is_counted_from_the_renewal_of_the_contract_in_the_length_of_the_plan(app: TestApp) {
        let customer = app.customer("Flo").await;
        let plan = app.plan("Flex", &json!({ "CheckinPricePlanLimit": 2, "InvoiceEvery": 0, "InvoiceEveryWeeks": 6 })).await;
        app.join(customer, plan, &json!({ "StartDate": "2026-06-01T00:00:00Z", "RenewalDate": "2026-08-30T23:00:00Z" })).await;
        let kind = app.kind(&counting()).await;
        app.give(customer, kind, &json!({ "CreateMultiple": 4 })).await;
        // The cycle runs from the 20th of July to the 30th of August.
        for (from, to) in [
            ("2026-07-19T09:00:00Z", "2026-07-19T10:00:00Z"),
            ("2026-07-20T09:00:00Z", "2026-07-20T10:00:00Z"),
            ("2026-07-21T09:00:00Z", "2026-07-21T10:00:00Z"),
        ] {
            assert_eq!(stayed(&app, customer, from, to).await.status, 200);
        }
        let why = refused(&app, &hour(&app, customer, "30").await).await;
        assert_eq!(why, "the plan \"Flex\" gives 2 days a billing cycle, and 2 were used; again from Monday 2026-08-31");
        assert_eq!(hour(&app, customer, "31").await.status, 200);
    }
}

on_both_stores! {
    async fn the_most_generous_of_several_contracts_counts(app: TestApp) {
        let customer = member(&app, &json!({ "CheckinWeekLimit": 1 }), &counting(), 7).await;
        assert_eq!(hour(&app, customer, "03").await.status, 200);
        assert_eq!(hour(&app, customer, "04").await.status, 400);
        let more = app.plan("Regular", &json!({ "CheckinWeekLimit": 2 })).await;
        join(&app, customer, more).await;
        assert_eq!(hour(&app, customer, "04").await.status, 200);
        let why = refused(&app, &hour(&app, customer, "05").await).await;
        assert!(why.starts_with("the plan \"Regular\" gives 2 days a week"), "{why}");
        let all = app.plan("Full", &json!({})).await;
        join(&app, customer, all).await;
        assert_eq!(hour(&app, customer, "05").await.status, 200);
    }
}

on_both_stores! {
    async fn a_visit_that_is_corrected_or_deleted_gives_its_day_back(app: TestApp) {
        let customer = member(&app, &json!({ "CheckinWeekLimit": 1 }), &counting(), 7).await;
        let monday = hour(&app, customer, "03").await.id();
        let to_tuesday = json!({ "FromTime": "2026-08-04T09:00:00Z", "ToTime": "2026-08-04T10:00:00Z" });
        assert_eq!(app.correct(monday, &to_tuesday).await.status, 200, "it does not count against itself");
        assert_eq!(hour(&app, customer, "05").await.status, 400);
        assert_eq!(app.delete(&format!("/api/spaces/checkins/{monday}")).await.status, 200);
        assert_eq!(hour(&app, customer, "05").await.status, 200);
    }
}

on_both_stores! {
    async fn a_visit_may_not_be_moved_into_a_week_that_is_used_up(app: TestApp) {
        let customer = member(&app, &json!({ "CheckinWeekLimit": 1 }), &counting(), 7).await;
        assert_eq!(hour(&app, customer, "03").await.status, 200);
        let next = hour(&app, customer, "10").await.id();
        let back = app.correct(next, &json!({ "FromTime": "2026-08-05T09:00:00Z", "ToTime": "2026-08-05T10:00:00Z" })).await;
        assert_eq!(back.status, 400, "{}", back.text);
        assert!(text(&back.json()["Message"]).contains("gives 1 day a week, and 1 was used"), "{}", back.text);
        assert_eq!(app.visit(next).await["FromTime"], "2026-08-10T09:00:00Z");
    }
}

on_both_stores! {
    async fn a_limit_that_is_raised_or_taken_away_is_seen_by_the_next_arrival(app: TestApp) {
        let customer = app.customer("Flo").await;
        let plan = app.plan("Flex", &json!({ "CheckinWeekLimit": 1 })).await;
        join(&app, customer, plan).await;
        let kind = app.kind(&counting()).await;
        app.give(customer, kind, &json!({ "CreateMultiple": 3 })).await;
        assert_eq!(hour(&app, customer, "03").await.status, 200);
        assert_eq!(hour(&app, customer, "04").await.status, 400);
        let mut record = app.get(&format!("/api/billing/tariffs/{plan}")).await.json();
        record["CheckinWeekLimit"] = Value::Null;
        assert_eq!(app.put("/api/billing/tariffs", &record).await.status, 200);
        assert_eq!(hour(&app, customer, "04").await.status, 200);
    }
}
