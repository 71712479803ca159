//! The founding requests, as a newcomer makes them.

use crate::on_both_stores;
use crate::support::{MORNING, TestApp};
use serde_json::json;

on_both_stores! {
    async fn a_customer_with_a_pass_is_checked_in_and_the_pass_is_used(app: TestApp) {
        let customer = app.post("/api/spaces/coworkers", &json!({
            "FullName": "Ann Lee", "Email": "ann@example.com", "CountryId": 1220, "SimpleTimeZoneId": 2023,
        })).await.id();
        let pass = app.post("/api/billing/timepasses", &json!({
            "BusinessId": app.loft, "Name": "Day Pass", "Price": 20, "CurrencyId": 3005,
        })).await.id();
        let given = app.post("/api/billing/coworkertimepasses", &json!({
            "CoworkerId": customer, "BusinessId": app.loft, "TimePassId": pass, "CreateMultiple": 1,
        })).await;
        let visit = app.post("/api/spaces/checkins", &json!({
            "BusinessId": app.loft, "CoworkerId": customer, "FromTime": MORNING,
        })).await;
        assert_eq!(visit.status, 200, "{}", visit.text);
        assert_eq!(visit.json()["Message"], "Checkin was successfully created.");
        assert_eq!(visit.json()["Value"]["CoworkerTimePassGuid"], given.json()["Value"]["UniqueId"]);
        let pass = app.get(&format!("/api/billing/coworkertimepasses/{}", given.id())).await.json();
        assert_eq!((&pass["Used"], &pass["CheckedIn"], &pass["UsedDate"]), (&json!(true), &json!(true), &json!(MORNING)));
    }
}
