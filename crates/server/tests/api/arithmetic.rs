//! How a visit came to its minutes and its charge, and what time in bookings does to both.

use serde_json::{Value, json};

use crate::on_both_stores;
use crate::support::people::{EUR, text, with};
use crate::support::{Answer, PASSWORD, TestApp};

async fn booking(app: &TestApp, customer: i64, from: &str, to: &str, more: &Value) -> i64 {
    let booking = json!({
        "CoworkerId": customer, "ResourceId": 88, "ResourceName": "Library",
        "FromTime": from, "ToTime": to,
    });
    app.post("/api/spaces/bookings", &with(booking, more)).await.id()
}

async fn stayed(app: &TestApp, customer: i64, from: &str, to: &str) -> i64 {
    let stay = json!({ "CoworkerId": customer, "FromTime": from, "ToTime": to });
    app.attempt(&stay).await.id()
}

async fn asked(app: &TestApp, visit: i64) -> Answer {
    app.get(&format!("/api/vestibule/checkins/{visit}/arithmetic")).await
}

/// The arithmetic of a visit, which must be what the ledger says.
async fn arithmetic(app: &TestApp, visit: i64) -> Value {
    let answer = asked(app, visit).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["Agrees"], true, "{}", answer.text);
    answer.json()
}

fn lines(arithmetic: &Value) -> Vec<&str> {
    arithmetic["Lines"].as_array().expect("lines").iter().map(text).collect()
}

/// Where 12.00 an hour is asked at the door, between 50.00 and 100.00 a day, and time in bookings is left out.
async fn hourly(app: &TestApp) {
    for (name, value) in [
        ("Checkin.PayAsYouGo", "True"),
        ("Checkin.DiscountBookings", "True"),
        ("Checkin.PayAsYouGoMinPrice", "50"),
        ("Checkin.PayAsYouGoMaxPrice", "100"),
    ] {
        app.set(app.loft, name, value).await;
    }
    app.kind(
        &json!({ "Name": "Hourly", "MinutesIncluded": 60, "Price": 12, "UseAsPayAsYouGoForContacts": true }),
    )
    .await;
}

on_both_stores! {
    async fn a_visit_that_an_arrival_elsewhere_ends_shares_the_day_of_its_own_location(app: TestApp) {
        for (name, value) in [
            ("Checkin.PayAsYouGo", "True"),
            ("Checkin.PayAsYouGoMinPrice", "50"),
            ("Checkin.DailyCutOffTime", "14:00"),
        ] {
            app.set(app.yard, name, value).await;
        }
        app.kind(&json!({
            "Name": "Hourly", "BusinessId": app.yard, "CurrencyId": EUR, "MinutesIncluded": 60, "Price": 6,
            "UseAsPayAsYouGoForContacts": true,
        })).await;
        let customer = app.customer("Yan").await;
        let at_the_yard = json!({ "CoworkerId": customer, "BusinessId": app.yard });
        for (from, to) in
            [("2026-08-31T15:00:00Z", "2026-08-31T16:00:00Z"), ("2026-09-01T06:00:00Z", "2026-09-01T08:00:00Z")]
        {
            let visit = app.attempt(&with(at_the_yard.clone(), &json!({ "FromTime": from, "ToTime": to }))).await;
            assert_eq!(visit.status, 200, "{}", visit.text);
        }
        let owed = async || {
            let passes = app.passes(customer).await;
            let sold = passes.iter().filter(|pass| pass["IsPayAsYouGo"] == true);
            sold.map(|pass| pass["Price"].as_f64().expect("a price")).collect::<Vec<_>>()
        };
        assert_eq!(owed().await, [50.0, 0.0], "one day at the yard, from two in the afternoon to two in the afternoon");
        let day = app.kind(&json!({})).await;
        app.give(customer, day, &json!({})).await;
        stayed(&app, customer, "2026-09-01T07:00:00Z", "2026-09-01T07:30:00Z").await;
        assert_eq!(owed().await, [50.0, 0.0], "a shorter second visit makes the day no dearer");
        assert_eq!(app.differences().await, Vec::<String>::new());
    }
}

on_both_stores! {
    async fn minutes_in_a_booking_are_not_taken_from_a_time_pass(app: TestApp) {
        let (customer, pass) = app.holder("Bea", &json!({ "MinutesIncluded": 480 })).await;
        app.set(app.loft, "Checkin.DiscountBookings", "True").await;
        booking(&app, customer, "2026-09-01T10:00:00Z", "2026-09-01T12:00:00Z", &json!({})).await;
        booking(&app, customer, "2026-09-01T14:00:00Z", "2026-09-01T15:00:00Z", &json!({ "Tentative": true })).await;
        let visit = stayed(&app, customer, "2026-09-01T08:00:00Z", "2026-09-01T16:00:00Z").await;
        assert_eq!(app.pass(pass.id).await["RemainingUses"], 120);
        let told = arithmetic(&app, visit).await;
        assert_eq!(told["Minutes"], json!({ "Before": 480, "Billed": 360, "Taken": 360, "Left": 120, "Overtime": 0 }));
        assert_eq!(told["Entries"], json!([{ "CoworkerTimePassId": pass.id, "Unit": "Minutes", "Amount": 360, "Currency": null }]));
        assert_eq!((&told["LeftOutMicroseconds"], &told["Charge"], &told["Takes"]), (&json!(7_200_000_000_i64), &Value::Null, &json!("Minutes")));
        assert_eq!(lines(&told), [
            "2026-09-01 09:00 to 17:00: 480 min",
            "minus 120 min in bookings: 360 min",
            "in quarters of an hour: 360 min",
            "taken from 480 min on the pass: 360 min, 120 min left",
        ]);
    }
}

on_both_stores! {
    async fn a_session_can_be_read_step_by_step_also_when_prices_and_bookings_have_changed(app: TestApp) {
        hourly(&app).await;
        let customer = app.customer("Bea").await;
        let booked = booking(&app, customer, "2026-09-01T10:00:00Z", "2026-09-01T11:00:00Z", &json!({})).await;
        let first = stayed(&app, customer, "2026-09-01T08:00:00Z", "2026-09-01T09:00:00Z").await;
        let second = stayed(&app, customer, "2026-09-01T09:30:00Z", "2026-09-01T15:10:00Z").await;
        let before = arithmetic(&app, second).await;
        assert_eq!(lines(&before), [
            "2026-09-01 10:30 to 16:10: 340 min",
            "minus 60 min in bookings: 280 min",
            "in quarters of an hour: 285 min",
            "at 12.00 GBP per 60 min: 57.00 GBP",
            "with the other sessions of 2026-09-01: 69.00 GBP",
            "minimum 50.00 GBP, maximum 100.00 GBP a day: 69.00 GBP",
            "minus 50.00 GBP charged for the other sessions: 19.00 GBP",
        ]);
        let charge = &before["Charge"];
        assert_eq!((&charge["Net"], &charge["Charged"], &charge["Day"]["Sum"]), (&json!(57.0), &json!(19.0), &json!(69.0)));

        assert_eq!(app.delete(&format!("/api/spaces/bookings/{booked}")).await.status, 200);
        let plan = app.plan("Half", &json!({ "DiscountTimePasses": 50 })).await;
        app.join(customer, plan, &json!({ "StartDate": "2026-08-01T00:00:00Z" })).await;
        assert_eq!(arithmetic(&app, second).await, before);
        assert_eq!(arithmetic(&app, first).await["Charge"]["Charged"], 50.0);

        // Only a correction counts anew: 8 hours and 45 minutes at half the price.
        assert_eq!(app.correct(second, &json!({ "ToTime": "2026-09-01T18:10:00Z" })).await.status, 200);
        let after = arithmetic(&app, second).await;
        assert_eq!((&after["LeftOutMicroseconds"], &after["Charge"]["Net"]), (&json!(0), &json!(52.5)));
        assert_eq!((&after["Charge"]["DiscountPercent"], &after["Charge"]["Charged"]), (&json!(50), &json!(14.5)));
        arithmetic(&app, first).await;
    }
}

on_both_stores! {
    async fn a_visit_within_a_booking_is_charged_nothing(app: TestApp) {
        hourly(&app).await;
        let customer = app.customer("Bea").await;
        booking(&app, customer, "2026-09-02T08:00:00Z", "2026-09-02T10:00:00Z", &json!({})).await;
        let visit = app.check_in(customer, "2026-09-02T08:15:00Z").await.id();
        assert_eq!(app.passes(customer).await[0]["Price"], 0.0);
        assert_eq!(lines(&arithmetic(&app, visit).await)[1], "begins within a booking: nothing is billed yet");
        app.set_clock("2026-09-02T09:45:00Z");
        assert_eq!(app.check_out(visit, "2026-09-02T09:45:00Z").await.status, 200);
        assert_eq!(app.passes(customer).await[0]["Price"], 0.0);
        let told = arithmetic(&app, visit).await;
        assert_eq!((&told["BilledMinutes"], &told["Charge"]["Day"], &told["Entries"]), (&json!(0), &Value::Null, &json!([])));
    }
}

on_both_stores! {
    async fn bookings_of_every_day_of_a_long_stay_are_left_out(app: TestApp) {
        let (customer, pass) = app.holder("Bea", &json!({ "MinutesIncluded": 6000 })).await;
        app.set(app.loft, "Checkin.DiscountBookings", "True").await;
        booking(&app, customer, "2026-09-01T06:00:00Z", "2026-09-01T08:00:00Z", &json!({})).await;
        let visit = stayed(&app, customer, "2026-08-31T22:00:00Z", "2026-09-01T10:00:00Z").await;
        assert_eq!(app.pass(pass.id).await["RemainingUses"], 6000 - 600);
        // The same when the end comes later.
        assert_eq!(app.correct(visit, &json!({ "ToTime": "2026-09-01T11:00:00Z" })).await.status, 200);
        assert_eq!(app.pass(pass.id).await["RemainingUses"], 6000 - 660);
        arithmetic(&app, visit).await;
    }
}

on_both_stores! {
    async fn a_day_pass_and_presence_have_their_arithmetic_too(app: TestApp) {
        let (customer, _) = app.holder("Bea", &json!({})).await;
        let visit = stayed(&app, customer, "2026-09-01T08:00:00Z", "2026-09-01T09:00:00Z").await;
        let told = arithmetic(&app, visit).await;
        assert_eq!((&told["Takes"], &told["Day"]), (&json!("Day"), &json!({ "Date": "2026-09-01", "First": true })));
        let nobody = app.attempt(&json!({ "FromTime": "2026-09-01T08:00:00Z", "ToTime": "2026-09-01T09:00:00Z" })).await.id();
        assert_eq!(arithmetic(&app, nobody).await["Takes"], "Nothing");
    }
}

on_both_stores! {
    async fn the_arithmetic_of_a_visit_is_for_those_who_may_read_it_and_see_it(app: TestApp) {
        let (customer, _) = app.holder("Bea", &json!({})).await;
        let visit = app.check_in(customer, "2026-09-02T08:15:00Z").await.id();
        assert_eq!(asked(&app, visit).await.status, 200);
        assert_eq!(asked(&app, 1).await.status, 404);
        assert_eq!(app.get("/api/vestibule/checkins/x/arithmetic").await.status, 404);
        let elsewhere = app.manager_of("yard@example.com", &[app.yard]).await;
        assert_eq!(asked(&elsewhere, visit).await.status, 404);
        let bundle = app.post("/api/security/userroles", &json!({ "BusinessId": app.loft, "Name": "Clerks" })).await.id();
        app.user("clerk@example.com", &json!({ "UserRoles": [bundle], "Businesses": [app.loft] })).await;
        let (token, _) = app.login("clerk@example.com", PASSWORD, &[]).await;
        let turned_away = asked(&app.signed_in(&token), visit).await;
        assert_eq!(turned_away.status, 401);
        assert!(turned_away.text.contains("Checkin-Read"), "{}", turned_away.text);
    }
}
