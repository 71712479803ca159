//! Visits sold at the door: billed by themselves, or with the next invoice of the plan.

use crate::on_both_stores;
use crate::support::people::{number, plus, records, text, with};
use crate::support::{MORNING, TestApp};
use serde_json::{Value, json};
use vestibule_records::{CoworkerTimePass, Value as Kept};
use vestibule_server::jobs::Rounds;
use vestibule_store::Change;

const RUN: &str = "COWORKER_BILL_RUN";

/// A loft that sells an hour for 12 to whoever comes.
async fn selling(app: &TestApp) {
    app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
    hourly(app, &json!({})).await;
}

async fn hourly(app: &TestApp, more: &Value) -> i64 {
    let hourly = json!({
        "Name": "Hourly", "MinutesIncluded": 60, "Price": 12,
        "UseAsPayAsYouGoForContacts": true, "UseAsPayAsYouGoForMembers": true,
    });
    app.kind(&with(hourly, more)).await
}

/// A visit of an hour from some minutes after the morning on.
async fn an_hour(app: &TestApp, customer: i64, minutes: i64) -> i64 {
    let from = plus(MORNING, minutes * 60);
    app.set_clock(&from);
    let visit = app.check_in(customer, &from).await.id();
    let to = plus(&from, 3_600);
    app.set_clock(&to);
    assert_eq!(app.check_out(visit, &to).await.status, 200);
    visit
}

async fn round(app: &TestApp) {
    Rounds::new(&app.app).round().await.expect("a round");
}

async fn totals(app: &TestApp, customer: i64) -> Vec<f64> {
    let asked = format!("/api/billing/coworkerinvoices?CoworkerInvoice_Coworker={customer}");
    let mut invoices = records(&app.get(&asked).await);
    invoices.sort_by_key(|invoice| number(&invoice["Id"]));
    invoices.iter().map(|invoice| invoice["TotalAmount"].as_f64().unwrap_or(f64::NAN)).collect()
}

on_both_stores! {
    async fn a_visit_sold_at_the_door_is_billed_once_it_is_over(app: TestApp) {
        selling(&app).await;
        let customer = app.customer("Ann").await;
        let visit = app.check_in(customer, MORNING).await.id();
        round(&app).await;
        assert!(totals(&app, customer).await.is_empty(), "who is inside may yet owe more");
        let later = plus(MORNING, 3_600);
        app.set_clock(&later);
        app.check_out(visit, &later).await;
        round(&app).await;
        round(&app).await;
        assert_eq!(totals(&app, customer).await, [12.0]);
        let pass = &app.passes(customer).await[0];
        assert_eq!((&pass["Invoiced"], &pass["InvoiceDate"], &pass["UpdatedBy"]), (&json!(true), &json!(later), &json!("vestibule")));
        an_hour(&app, customer, 120).await;
        round(&app).await;
        assert_eq!(totals(&app, customer).await, [12.0, 12.0], "each visit by itself");
    }
}

on_both_stores! {
    async fn visits_that_share_a_minimum_or_a_maximum_are_billed_at_the_end_of_the_day(app: TestApp) {
        selling(&app).await;
        app.set(app.loft, "Checkin.DailyCutOffTime", "03:00").await;
        app.set(app.loft, "Checkin.PayAsYouGoMinPrice", "50").await;
        let customer = app.customer("Ann").await;
        an_hour(&app, customer, 0).await;
        round(&app).await;
        an_hour(&app, customer, 120).await;
        app.set_clock("2026-09-03T01:59:59Z");
        round(&app).await;
        assert!(totals(&app, customer).await.is_empty());
        app.set_clock("2026-09-03T02:00:00Z");
        round(&app).await;
        assert_eq!(totals(&app, customer).await, [50.0]);
    }
}

on_both_stores! {
    async fn a_day_pass_is_billed_at_the_end_of_its_day(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.kind(&json!({ "UseAsPayAsYouGoForContacts": true })).await;
        let customer = app.customer("Ann").await;
        an_hour(&app, customer, 0).await;
        an_hour(&app, customer, 120).await;
        round(&app).await;
        assert!(totals(&app, customer).await.is_empty());
        app.set_clock("2026-09-02T23:00:00Z");
        round(&app).await;
        assert_eq!(totals(&app, customer).await, [20.0], "one for the day");
    }
}

on_both_stores! {
    async fn a_member_may_pay_with_the_plan(app: TestApp) {
        selling(&app).await;
        let setting = app.set(app.loft, "Checkin.PayAsYouGoMembersPayWithContract", "True").await;
        let (member, contact) = (app.customer("Ann").await, app.customer("Bea").await);
        let contract = app.join(member, app.plan("Desk", &json!({})).await, &json!({})).await;
        an_hour(&app, member, 0).await;
        an_hour(&app, contact, 0).await;
        round(&app).await;
        assert_eq!((totals(&app, member).await, totals(&app, contact).await), (vec![], vec![12.0]));
        app.done("spaces/coworkers", RUN, &[member]).await;
        assert_eq!(totals(&app, member).await, [12.0], "the bill run takes it along");
        an_hour(&app, member, 120).await;
        round(&app).await;
        assert_eq!(totals(&app, member).await, [12.0]);
        app.done("billing/coworkercontracts", "CANCEL_CONTRACT", &[contract]).await;
        round(&app).await;
        assert_eq!(totals(&app, member).await, [12.0, 12.0], "no other invoice is to come");
        let answer = app.get(&format!("/api/sys/businesssettings/{setting}")).await.json();
        let wrong = app.put("/api/sys/businesssettings", &with(answer, &json!({ "Value": "maybe" }))).await;
        assert_eq!((wrong.status, &wrong.json()["Errors"][0]["PropertyName"]), (400, &json!("Value")));
    }
}

on_both_stores! {
    async fn nothing_else_is_billed_by_itself(app: TestApp) {
        selling(&app).await;
        let (customer, _) = app.holder("Ann", &json!({ "Name": "By hand" })).await;
        let charge = json!({ "CoworkerId": customer, "BusinessId": app.loft, "DiscountAmount": 0, "TotalAmount": 5, "Description": "Locker" });
        app.post("/api/billing/charges", &charge).await.id();
        round(&app).await;
        assert!(totals(&app, customer).await.is_empty());
        // A second visit of a day on which the pass by hand is used does not need another; a visitor without one does.
        let other = app.customer("Bea").await;
        app.post("/api/billing/charges", &with(charge, &json!({ "CoworkerId": other }))).await.id();
        an_hour(&app, other, 0).await;
        round(&app).await;
        assert_eq!(totals(&app, other).await, [12.0], "the visit, and not the locker");
    }
}

on_both_stores! {
    async fn what_was_taken_back_is_left_to_a_bill_run(app: TestApp) {
        selling(&app).await;
        let customer = app.customer("Ann").await;
        an_hour(&app, customer, 0).await;
        round(&app).await;
        let invoice = records(&app.get("/api/billing/coworkerinvoices").await)[0]["Id"].clone();
        app.done("billing/coworkerinvoices", "VOID_INVOICE", &[number(&invoice)]).await;
        let pass = app.passes(customer).await[0].clone();
        assert_eq!(pass["Invoiced"], false);
        // Written by hand meanwhile, it is still known to have been on an invoice.
        assert_eq!(app.put("/api/billing/coworkertimepasses", &with(pass, &json!({ "Notes": "Free today" }))).await.status, 200);
        let count = totals(&app, customer).await.len();
        round(&app).await;
        assert_eq!(totals(&app, customer).await.len(), count);
        app.done("spaces/coworkers", RUN, &[customer]).await;
        assert_eq!(totals(&app, customer).await.len(), count + 1);
    }
}

on_both_stores! {
    async fn what_was_sold_before_there_was_billing_by_itself_is_left_to_a_bill_run(app: TestApp) {
        selling(&app).await;
        let customer = app.customer("Ann").await;
        an_hour(&app, customer, 0).await;
        let mut row = app.rows::<CoworkerTimePass>().await.remove(0);
        row.set("LeftToBillRun", Kept::Bool(true));
        app.write(vec![Change::Update(row)]).await;
        round(&app).await;
        assert!(totals(&app, customer).await.is_empty());
    }
}

on_both_stores! {
    async fn rounds_at_the_same_time_bill_each_visit_once(app: TestApp) {
        selling(&app).await;
        let mut customers = Vec::new();
        for name in ["Ann", "Bea", "Cy"] {
            let customer = app.customer(name).await;
            app.set_clock(MORNING);
            an_hour(&app, customer, 0).await;
            customers.push(customer);
        }
        let rounds: Vec<_> = (0..4).map(|_| {
            let app = app.clone();
            tokio::spawn(async move { round(&app).await })
        }).collect();
        for round in rounds {
            round.await.expect("no panic");
        }
        let mut numbers = Vec::new();
        for customer in customers {
            assert_eq!(totals(&app, customer).await, [12.0]);
            let asked = format!("/api/billing/coworkerinvoices?CoworkerInvoice_Coworker={customer}");
            numbers.push(text(&records(&app.get(&asked).await)[0]["InvoiceNumber"]).to_owned());
        }
        numbers.sort();
        assert_eq!(numbers, ["1", "2", "3"]);
    }
}

on_both_stores! {
    async fn one_customer_who_cannot_be_billed_does_not_keep_others_from_it(app: TestApp) {
        selling(&app).await;
        app.set(app.yard, "Checkin.PayAsYouGo", "True").await;
        app.set(app.yard, "Billing.CurrentInvoiceNumber", "none").await;
        hourly(&app, &json!({ "Name": "Stunde", "BusinessId": app.yard, "CurrencyId": crate::support::people::EUR })).await;
        let (ann, bea) = (app.customer("Ann").await, app.customer("Bea").await);
        let visit = app.attempt(&json!({ "BusinessId": app.yard, "CoworkerId": ann, "FromTime": MORNING })).await.id();
        an_hour(&app, bea, 0).await;
        app.check_out(visit, &plus(MORNING, 3_600)).await;
        round(&app).await;
        assert_eq!((totals(&app, ann).await.len(), totals(&app, bea).await.len()), (0, 1));
        assert_eq!(app.rows::<CoworkerTimePass>().await.len(), 2);
    }
}
