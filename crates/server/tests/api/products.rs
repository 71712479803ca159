//! Products that are sold: what they come to, and the passes that they bring.

use crate::on_both_stores;
use crate::support::people::{records, text, with};
use crate::support::{Answer, MORNING, TestApp};
use http::Method;
use serde_json::{Value, json};
use vestibule_records::{CoworkerProduct, Value as Kept};
use vestibule_store::Change;

const SOLD: &str = "/api/billing/coworkerproducts";
const PRODUCT: i64 = 77;

/// Puts a pass into the product, changed by `more`.
async fn include(app: &TestApp, kind: i64, more: &Value) -> i64 {
    let included = json!({ "ProductId": PRODUCT, "TimePassId": kind, "PassesIncluded": 2 });
    app.post("/api/billing/producttimepasses", &with(included, more)).await.id()
}

fn sale(app: &TestApp, customer: i64, more: &Value) -> Value {
    let sale = json!({ "CoworkerId": customer, "BusinessId": app.loft, "ProductId": PRODUCT, "Quantity": 1 });
    with(sale, more)
}

async fn sell(app: &TestApp, customer: i64, more: &Value) -> Answer {
    app.post(SOLD, &sale(app, customer, more)).await
}

on_both_stores! {
    async fn a_product_that_is_activated_brings_its_passes(app: TestApp) {
        let customer = app.customer("Petra").await;
        let (day, hours) = (app.kind(&json!({})).await, app.kind(&json!({ "Name": "Hours", "MinutesIncluded": 300 })).await);
        include(&app, day, &json!({ "ExpirationType": "Month", "ExpiresIn": 1 })).await;
        include(&app, hours, &json!({ "PassesIncluded": 1 })).await;
        let sold = sell(&app, customer, &json!({ "ActivateNow": true, "Quantity": 2 })).await;
        assert_eq!(sold.json()["Value"]["Activated"], true, "{}", sold.text);
        let passes = app.passes(customer).await;
        let of = |kind: i64| passes.iter().filter(move |pass| pass["TimePassId"] == kind).collect::<Vec<_>>();
        assert_eq!((of(day).len(), of(hours).len()), (4, 2));
        for pass in &passes {
            assert_eq!(pass["CoworkerProductUniqueId"], sold.json()["Value"]["UniqueId"]);
            assert_eq!((&pass["Price"], &pass["Free"], &pass["Used"]), (&json!(0.0), &json!(true), &json!(false)));
        }
        assert_eq!(of(day)[0]["ExpireDate"], "2026-10-02T08:15:00Z");
        assert_eq!((&of(hours)[0]["ExpireDate"], &of(hours)[0]["RemainingUses"]), (&Value::Null, &json!(300)));
        assert_eq!(app.check_in(customer, MORNING).await.status, 200);
    }
}

on_both_stores! {
    async fn a_product_that_is_not_activated_brings_nothing_yet(app: TestApp) {
        let customer = app.customer("Petra").await;
        include(&app, app.kind(&json!({})).await, &json!({})).await;
        let sold = sell(&app, customer, &json!({})).await;
        assert_eq!(sold.json()["Value"]["Activated"], false, "{}", sold.text);
        let again = with(app.get(&format!("{SOLD}/{}", sold.id())).await.json(), &json!({ "ActivateNow": true }));
        assert_eq!(app.put(SOLD, &again).await.status, 200);
        assert_eq!(app.get(&format!("{SOLD}/{}", sold.id())).await.json()["ActivateNow"], false, "said when it is sold");
        assert!(app.passes(customer).await.is_empty());
    }
}

on_both_stores! {
    async fn a_sale_sent_again_brings_its_passes_once(app: TestApp) {
        let customer = app.customer("Petra").await;
        include(&app, app.kind(&json!({})).await, &json!({})).await;
        let body = sale(&app, customer, &json!({ "ActivateNow": true })).to_string();
        let send = || app.request(Method::POST, SOLD, &[("Idempotency-Key", "k-1")], &body);
        assert_eq!(send().await.text, send().await.text);
        assert_eq!(app.passes(customer).await.len(), 2);
    }
}

on_both_stores! {
    async fn passes_of_a_cycle_last_as_long_as_the_buyers_contract_runs(app: TestApp) {
        let customer = app.customer("Petra").await;
        let renewal = json!({ "RenewalDate": "2026-09-20T00:00:00Z" });
        app.join(customer, app.plan("Desk", &json!({})).await, &renewal).await;
        include(&app, app.kind(&json!({})).await, &json!({ "ExpirationType": "PricePlan" })).await;
        sell(&app, customer, &json!({ "ActivateNow": true })).await;
        assert_eq!(app.passes(customer).await[0]["ExpireDate"], "2026-09-20T00:00:00Z");
    }
}

on_both_stores! {
    async fn a_product_remembers_what_it_comes_to_and_who_bought_it(app: TestApp) {
        let customer = app.customer("Petra").await;
        let team = json!({ "BusinessId": app.loft, "Name": "Painters", "TeamMembers": [customer] });
        app.post("/api/spaces/teams", &team).await.id();
        let price = json!({ "Price": 12.5, "Quantity": 3, "DiscountAmount": 2.5, "CreditAmount": 5, "RegularCharge": true });
        let sold = sell(&app, customer, &price).await.json()["Value"].clone();
        let shown = (&sold["UnitPrice"], &sold["TotalPrice"], &sold["RecurringTotal"]);
        assert_eq!(shown, (&json!(12.5), &json!(30.0), &json!(30.0)));
        assert_eq!((&sold["TeamsAtTheTimeOfPurchase"], text(&sold["SaleDate"])), (&json!("Painters"), MORNING));
        assert_eq!((&sold["RepeatCycle"], &sold["CoworkerCoworkerType"]), (&json!(4), &json!("Individual")));
        let unpriced = sell(&app, customer, &json!({})).await.json()["Value"].clone();
        assert_eq!((&unpriced["TotalPrice"], &unpriced["RecurringTotal"]), (&Value::Null, &Value::Null));
    }
}

on_both_stores! {
    async fn a_product_that_brings_more_passes_than_may_be_issued_is_refused(app: TestApp) {
        let customer = app.customer("Petra").await;
        include(&app, app.kind(&json!({})).await, &json!({ "PassesIncluded": 251 })).await;
        for quantity in [json!(2), json!(i64::MAX)] {
            let answer = sell(&app, customer, &json!({ "ActivateNow": true, "Quantity": quantity })).await;
            assert_eq!((answer.status, &answer.json()["Errors"][0]["PropertyName"]), (400, &json!("Quantity")));
        }
        let answer = sell(&app, customer, &json!({ "ProductId": 5, "Price": 1_000, "Quantity": i64::MAX })).await;
        assert_eq!(answer.json()["Message"], "Quantity: comes to more than can be counted");
        assert!(records(&app.get(SOLD).await).is_empty());
    }
}

on_both_stores! {
    async fn what_is_on_an_invoice_is_not_deleted(app: TestApp) {
        let (customer, pass) = app.holder("Petra", &json!({})).await;
        app.invoice(pass.id).await;
        let sold = sell(&app, customer, &json!({})).await.id();
        let mut row = app.rows::<CoworkerProduct>().await.remove(0);
        row.set("Invoiced", Kept::Bool(true));
        app.write(vec![Change::Update(row)]).await;
        for one in [format!("{SOLD}/{sold}"), format!("/api/billing/coworkertimepasses/{}", pass.id)] {
            let answer = app.delete(&one).await;
            assert_eq!((answer.status, &answer.json()["WasSuccessful"]), (200, &json!(false)), "{}", answer.text);
            assert_eq!(app.get(&one).await.status, 200);
        }
    }
}

on_both_stores! {
    async fn a_contacts_passes_wait_until_the_product_is_paid_for(app: TestApp) {
        let customer = app.customer("Petra").await;
        include(&app, app.kind(&json!({})).await, &json!({})).await;
        let sold = sell(&app, customer, &json!({ "Price": 30 })).await.id();
        app.done("billing/coworkerproducts", "COWORKER_PRODUCT_INVOICE", &[sold]).await;
        assert!(app.passes(customer).await.is_empty());
        pay_all(&app).await;
        assert_eq!(app.passes(customer).await.len(), 2);
    }
}

on_both_stores! {
    async fn a_members_passes_come_with_the_product(app: TestApp) {
        let customer = app.customer("Petra").await;
        app.join(customer, app.plan("Desk", &json!({})).await, &json!({})).await;
        include(&app, app.kind(&json!({})).await, &json!({})).await;
        let sold = sell(&app, customer, &json!({ "Price": 30 })).await;
        assert_eq!(sold.json()["Value"]["Activated"], true, "{}", sold.text);
        assert_eq!(app.passes(customer).await.len(), 2);
        app.done("billing/coworkerproducts", "COWORKER_PRODUCT_INVOICE", &[sold.id()]).await;
        pay_all(&app).await;
        assert_eq!(app.passes(customer).await.len(), 2, "and once");
    }
}

on_both_stores! {
    async fn a_location_may_hold_back_what_is_not_paid_for_from_members_too(app: TestApp) {
        app.set(app.loft, "Store.AlwaysInvoice", "True").await;
        let customer = app.customer("Petra").await;
        app.join(customer, app.plan("Desk", &json!({})).await, &json!({})).await;
        include(&app, app.kind(&json!({})).await, &json!({})).await;
        let sold = sell(&app, customer, &json!({ "Price": 30 })).await.id();
        assert!(app.passes(customer).await.is_empty());
        app.done("billing/coworkerproducts", "COWORKER_PRODUCT_INVOICE", &[sold]).await;
        pay_all(&app).await;
        assert_eq!(app.passes(customer).await.len(), 2);
        sell(&app, customer, &json!({ "ActivateNow": true })).await.id();
        assert_eq!(app.passes(customer).await.len(), 4, "staff may release it");
    }
}

async fn pay_all(app: &TestApp) {
    let invoices = records(&app.get("/api/billing/coworkerinvoices").await);
    let told = json!([{ "Name": "Payment Method", "Type": "ePaymentProvider", "Value": "Cash" }]);
    for invoice in invoices {
        let id = invoice["Id"].as_i64().unwrap_or_default();
        let paid = app.run("billing/coworkerinvoices", "PAY_COWORKER_INVOICE_MANUAL", &[id], &told).await;
        assert_eq!(paid.json()["WasSuccessful"], true, "{}", paid.text);
    }
}
