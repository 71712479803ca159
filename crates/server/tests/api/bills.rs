//! What customers owe: the bill run, invoices and their lines, payments, credit notes, refunds, and the account.

use crate::on_both_stores;
use crate::support::people::{EUR, number, plus, records, text, with};
use crate::support::{Answer, MORNING, TestApp};
use http::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use vestibule_records::{CoworkerInvoice, Value as Kept};
use vestibule_store::Change;

const CUSTOMERS: &str = "spaces/coworkers";
const INVOICES: &str = "billing/coworkerinvoices";
const SOLD: &str = "billing/coworkerproducts";
const RUN: &str = "COWORKER_BILL_RUN";
const PAY: &str = "PAY_COWORKER_INVOICE_MANUAL";

async fn bill(app: &TestApp, customer: i64) -> Vec<Value> {
    app.done(CUSTOMERS, RUN, &[customer]).await;
    invoices(app, customer).await
}

async fn invoices(app: &TestApp, customer: i64) -> Vec<Value> {
    records(&app.get(&format!("/api/{INVOICES}?size=1000&CoworkerInvoice_Coworker={customer}")).await)
}

async fn lines(app: &TestApp, invoice: &Value) -> Vec<Value> {
    let asked =
        format!("/api/billing/coworkerinvoicelines?CoworkerInvoiceLine_CoworkerInvoice={}", invoice["Id"]);
    records(&app.get(&asked).await)
}

/// The account of a customer: code, what was added to it, and how it then stood.
async fn account(app: &TestApp, customer: i64) -> Vec<(String, f64, f64)> {
    let asked = format!("/api/billing/coworkerledgerentries?CoworkerLedgerEntry_Coworker={customer}");
    let amount = |entry: &Value, name: &str| entry[name].as_f64().unwrap_or(f64::NAN);
    let shown = |entry: &Value| {
        let added = amount(entry, "Debit") - amount(entry, "Credit");
        (text(&entry["Code"]).to_owned(), added, amount(entry, "Balance"))
    };
    records(&app.get(&asked).await).iter().map(shown).collect()
}

fn entry(code: &str, added: f64, balance: f64) -> (String, f64, f64) {
    (code.to_owned(), added, balance)
}

async fn charge(app: &TestApp, customer: i64, more: &Value) -> i64 {
    let charge = json!({ "CoworkerId": customer, "BusinessId": app.loft, "DiscountAmount": 0, "TotalAmount": 5, "Description": "Locker" });
    app.post("/api/billing/charges", &with(charge, more)).await.id()
}

async fn sell(app: &TestApp, customer: i64, more: &Value) -> i64 {
    let sale = json!({ "CoworkerId": customer, "BusinessId": app.loft, "ProductId": 77, "Quantity": 1, "Price": 30, "Notes": "Five days" });
    app.post(&format!("/api/{SOLD}"), &with(sale, more)).await.id()
}

async fn pay(app: &TestApp, invoice: &Value, method: Value) -> Answer {
    let told = json!([{ "Name": "Payment Method", "Type": "ePaymentProvider", "Value": method }]);
    app.run(INVOICES, PAY, &[number(&invoice["Id"])], &told).await
}

async fn again(app: &TestApp, invoice: &Value) -> Value {
    app.get(&format!("/api/{INVOICES}/{}", invoice["Id"])).await.json()
}

async fn is_invoiced(app: &TestApp, customer: i64) -> Vec<bool> {
    app.passes(customer).await.iter().map(|pass| pass["Invoiced"] == true).collect()
}

on_both_stores! {
    async fn a_bill_run_puts_what_was_sold_on_one_invoice(app: TestApp) {
        let (customer, used) = app.holder("Bea", &json!({})).await;
        let visit = app.check_in(customer, MORNING).await.id();
        app.check_out(visit, &plus(MORNING, 600)).await;
        charge(&app, customer, &json!({ "InvoiceLineDisplayAs": "Locker 7" })).await;
        let product = sell(&app, customer, &json!({ "Quantity": 2, "DiscountAmount": 10 })).await;
        app.set_clock("2026-09-03T08:00:00Z");
        let made = bill(&app, customer).await;
        assert_eq!(made.len(), 1);
        let invoice = &made[0];
        assert_eq!((&invoice["InvoiceNumber"], &invoice["TotalAmount"], &invoice["DueAmount"]), (&json!("1"), &json!(75.0), &json!(75.0)));
        assert_eq!((&invoice["BillToName"], &invoice["CurrencyCode"], &invoice["Paid"]), (&json!("Bea"), &json!("GBP"), &json!(false)));
        assert_eq!((&invoice["TaxAmount"], &invoice["DiscountAmount"]), (&json!(0.0), &json!(10.0)));
        let lines = lines(&app, invoice).await;
        let shown: Vec<_> = lines.iter().map(|line| (text(&line["Description"]), line["SubTotal"].as_f64(), number(&line["Position"]))).collect();
        assert_eq!(shown, [("Day Pass [02/09/2026]", Some(20.0), 1), ("Locker", Some(5.0), 2), ("Five days", Some(50.0), 3)]);
        assert_eq!(lines[0]["CoworkerTimePassUniqueId"], used.guid.as_str());
        assert_eq!((&lines[1]["DisplayAs"], &lines[2]["Quantity"]), (&json!("Locker 7"), &json!(2)));
        assert_eq!(account(&app, customer).await, [entry("INVO", 75.0, 75.0)]);
        let pass = app.pass(used.id).await;
        assert_eq!((&pass["Invoiced"], &pass["InvoiceDate"]), (&json!(true), &json!("2026-09-03T08:00:00Z")));
        let sold = app.get(&format!("/api/{SOLD}/{product}")).await.json();
        assert_eq!((&sold["CoworkerInvoiceId"], &sold["CoworkerInvoiceNumber"]), (&invoice["Id"], &json!("1")));
    }
}

on_both_stores! {
    async fn a_second_run_invoices_nothing(app: TestApp) {
        let (customer, _) = app.holder("Bea", &json!({})).await;
        let both = (bill(&app, customer).await, bill(&app, customer).await);
        assert_eq!((both.0.len(), both.1.len()), (1, 1));
        assert!(bill(&app, app.customer("Nobody").await).await.is_empty(), "nothing to invoice is no failure");
        assert_eq!(account(&app, customer).await.len(), 1);
    }
}

on_both_stores! {
    async fn runs_at_the_same_time_invoice_each_item_once_and_number_without_gaps(app: TestApp) {
        let kind = app.kind(&json!({})).await;
        let mut customers = Vec::new();
        for nth in 0..4 {
            let customer = app.customer(&format!("Bea {nth}")).await;
            app.give(customer, kind, &json!({ "CreateMultiple": 3 })).await;
            customers.push(customer);
        }
        let mut runs = JoinSet::new();
        for nth in 0..12 {
            let (app, ids) = (app.clone(), if nth % 3 == 0 { customers.clone() } else { vec![customers[nth % 4]] });
            runs.spawn(async move { app.done(CUSTOMERS, RUN, &ids).await });
        }
        runs.join_all().await;
        let mut numbers = Vec::new();
        for customer in customers {
            let made = invoices(&app, customer).await;
            assert_eq!((made.len(), &made[0]["TotalAmount"]), (1, &json!(60.0)));
            assert_eq!(account(&app, customer).await, [entry("INVO", 60.0, 60.0)]);
            numbers.push(text(&made[0]["InvoiceNumber"]).to_owned());
        }
        numbers.sort();
        assert_eq!(numbers, ["1", "2", "3", "4"]);
    }
}

on_both_stores! {
    async fn what_somebody_inside_may_yet_owe_waits_for_the_next_run(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.kind(&json!({ "Name": "Hourly", "MinutesIncluded": 60, "Price": 12, "UseAsPayAsYouGoForContacts": true })).await;
        let customer = app.customer("Bea").await;
        let visit = app.check_in(customer, MORNING).await.id();
        assert!(bill(&app, customer).await.is_empty());
        app.set_clock(&plus(MORNING, 45 * 60));
        app.check_out(visit, &plus(MORNING, 45 * 60)).await;
        let made = bill(&app, customer).await;
        assert_eq!((made.len(), &made[0]["TotalAmount"]), (1, &json!(9.0)));
        assert_eq!(lines(&app, &made[0]).await[0]["Description"], "Hourly [02/09/2026]");
    }
}

on_both_stores! {
    async fn what_costs_nothing_or_comes_with_a_plan_is_not_invoiced(app: TestApp) {
        let kind = app.kind(&json!({})).await;
        let customer = app.customer("Bea").await;
        let guid = "6d0c1f6e-8f0a-4a5e-9c1e-0123456789ab";
        for more in [json!({ "Free": true }), json!({ "Price": 0 }), json!({ "TariffTimePassUniqueId": guid }), json!({ "CoworkerProductUniqueId": guid })] {
            app.give(customer, kind, &more).await;
        }
        charge(&app, customer, &json!({ "DueDate": "2026-09-05T00:00:00Z" })).await;
        sell(&app, customer, &json!({ "InvoiceOn": "2026-09-05T00:00:00Z" })).await;
        sell(&app, customer, &json!({ "Price": null })).await;
        assert!(bill(&app, customer).await.is_empty());
        app.set_clock("2026-09-05T00:00:00Z");
        assert_eq!(bill(&app, customer).await[0]["TotalAmount"], 35.0);
    }
}

on_both_stores! {
    async fn each_location_and_currency_has_its_invoice_its_count_and_its_account(app: TestApp) {
        let customer = app.customer("Bea").await;
        let euros = app.kind(&json!({ "Name": "Tag", "CurrencyId": EUR, "Price": 15 })).await;
        app.give(customer, euros, &json!({ "BusinessId": app.yard })).await;
        app.give(customer, euros, &json!({})).await;
        charge(&app, customer, &json!({})).await;
        app.set(app.yard, "Billing.CurrentInvoiceNumber", "41").await;
        let made = bill(&app, customer).await;
        let mut shown: Vec<_> = made.iter().map(|one| (number(&one["BusinessId"]), text(&one["CurrencyCode"]), text(&one["InvoiceNumber"]), one["TotalAmount"].as_f64())).collect();
        shown.sort_by_key(|one| (one.0, one.1));
        let at_loft = &shown[..2];
        assert_eq!((at_loft[0].1, at_loft[0].3, at_loft[1].1, at_loft[1].3), ("EUR", Some(15.0), "GBP", Some(5.0)));
        assert_eq!(shown[2], (app.yard, "EUR", "42", Some(15.0)));
        let balances: Vec<f64> = account(&app, customer).await.into_iter().map(|(_, _, balance)| balance).collect();
        assert_eq!(balances.iter().sum::<f64>(), 35.0, "no account has what belongs to another");
    }
}

on_both_stores! {
    async fn tax_is_what_the_location_says_unless_the_customer_has_a_rate(app: TestApp) {
        app.set(app.loft, "Billing.AddTaxToInvoices", "True").await;
        app.set(app.loft, "Billing.TaxValue", "20").await;
        let (usual, _) = app.holder("Bea", &json!({})).await;
        let own = app.customer_with("Own", &json!({ "TaxRate": 10 })).await;
        let exempt = app.customer_with("Exempt", &json!({ "TaxRateType": "Exempt" })).await;
        for customer in [own, exempt] {
            charge(&app, customer, &json!({ "TotalAmount": 20 })).await;
        }
        for (customer, tax) in [(usual, 4.0), (own, 2.0), (exempt, 0.0)] {
            let invoice = bill(&app, customer).await.remove(0);
            assert_eq!((&invoice["TaxAmount"], &invoice["TotalAmount"]), (&json!(tax), &json!(20.0 + tax)));
            assert_eq!(lines(&app, &invoice).await[0]["TaxAmount"], tax);
        }
        app.set(app.loft, "Billing.PricesIncludeTax", "True").await;
        charge(&app, usual, &json!({ "TotalAmount": 12 })).await;
        let included = bill(&app, usual).await.pop().expect("an invoice");
        assert_eq!((&included["TaxAmount"], &included["TotalAmount"]), (&json!(2.0), &json!(12.0)));
    }
}

on_both_stores! {
    async fn an_invoice_that_is_paid_is_settled_once(app: TestApp) {
        let (customer, _) = app.holder("Bea", &json!({})).await;
        let invoice = bill(&app, customer).await.remove(0);
        app.set_clock("2026-09-03T08:00:00Z");
        assert_eq!(pay(&app, &invoice, json!("Cash")).await.json()["WasSuccessful"], true);
        let paid = again(&app, &invoice).await;
        let shown = (&paid["Paid"], &paid["PaidOn"], &paid["PaidAmount"], &paid["DueAmount"], &paid["InvoiceNumber"]);
        assert_eq!(shown, (&json!(true), &json!("2026-09-03T08:00:00Z"), &json!(20.0), &json!(0.0), &json!("1")));
        let twice = pay(&app, &invoice, json!(96)).await.json();
        assert!(text(&twice["Message"]).contains("nothing of it is left to pay"), "{twice}");
        assert_eq!(account(&app, customer).await, [entry("INVO", 20.0, 20.0), entry("PAYM", -20.0, 0.0)]);
        let entries = records(&app.get("/api/billing/coworkerledgerentries?CoworkerLedgerEntry_Code=PAYM").await);
        assert_eq!(entries[0]["PaymentGatewayName"], 97);
    }
}

on_both_stores! {
    async fn a_void_invoice_is_taken_back_by_a_credit_note_and_its_items_are_free(app: TestApp) {
        let (customer, _) = app.holder("Bea", &json!({})).await;
        charge(&app, customer, &json!({})).await;
        let product = sell(&app, customer, &json!({})).await;
        let invoice = bill(&app, customer).await.remove(0);
        let before = lines(&app, &invoice).await;
        app.done(INVOICES, "VOID_INVOICE", &[number(&invoice["Id"])]).await;
        let void = again(&app, &invoice).await;
        assert_eq!((&void["Void"], &void["TotalAmount"], &void["DueAmount"], &void["Paid"]), (&json!(true), &json!(55.0), &json!(0.0), &json!(false)));
        let note = invoices(&app, customer).await.pop().expect("a credit note");
        assert_eq!((&note["CreditNote"], &note["TotalAmount"], &note["InvoiceNumber"]), (&json!(true), &json!(-55.0), &json!("1")));
        assert_eq!(note["OriginalInvoiceGuid"], invoice["UniqueId"]);
        let taken: f64 = lines(&app, &note).await.iter().filter_map(|line| line["SubTotal"].as_f64()).sum();
        assert_eq!((lines(&app, &invoice).await, taken), (before, -55.0));
        assert_eq!(account(&app, customer).await, [entry("INVO", 55.0, 55.0), entry("CRED", -55.0, 0.0)]);
        assert_eq!(is_invoiced(&app, customer).await, [false]);
        assert_eq!(app.get(&format!("/api/{SOLD}/{product}")).await.json()["CoworkerInvoiceId"], Value::Null);
        for key in ["VOID_INVOICE", "COWORKER_INVOICE_CANCEL", "COWORKER_INVOICE_REFUND"] {
            assert!(app.stopped(INVOICES, key, number(&invoice["Id"])).await.contains("it is void"), "{key}");
            assert!(app.stopped(INVOICES, key, number(&note["Id"])).await.contains("it is a credit note"), "{key}");
        }
        let anew = bill(&app, customer).await.pop().expect("an invoice");
        assert_eq!((&anew["InvoiceNumber"], &anew["TotalAmount"]), (&json!("2"), &json!(55.0)));
    }
}

on_both_stores! {
    async fn what_was_paid_is_not_voided_but_refunded(app: TestApp) {
        let (customer, _) = app.holder("Bea", &json!({})).await;
        let invoice = bill(&app, customer).await.remove(0);
        let id = number(&invoice["Id"]);
        assert!(app.stopped(INVOICES, "COWORKER_INVOICE_REFUND", id).await.contains("nothing was paid"));
        pay(&app, &invoice, json!(97)).await;
        assert!(app.stopped(INVOICES, "VOID_INVOICE", id).await.contains("refund it instead"));
        app.done(INVOICES, "COWORKER_INVOICE_REFUND", &[id]).await;
        let refunded = again(&app, &invoice).await;
        let shown = (&refunded["Refunded"], &refunded["RefundedAmount"], &refunded["PaidAmount"], &refunded["Void"]);
        assert_eq!(shown, (&json!(true), &json!(20.0), &json!(20.0), &json!(false)));
        let moves = [("INVO", 20.0, 20.0), ("PAYM", -20.0, 0.0), ("CRED", -20.0, -20.0), ("REFU", 20.0, 0.0)];
        assert_eq!(account(&app, customer).await, moves.map(|(code, added, balance)| entry(code, added, balance)));
        assert_eq!(is_invoiced(&app, customer).await, [true], "it was used and paid; it is not billed again");
        assert!(app.stopped(INVOICES, "COWORKER_INVOICE_REFUND", id).await.contains("nothing was paid"));
    }
}

on_both_stores! {
    async fn a_credit_note_over_a_part_leaves_the_rest_to_pay(app: TestApp) {
        let (customer, _) = app.holder("Bea", &json!({})).await;
        let invoice = bill(&app, customer).await.remove(0);
        let id = number(&invoice["Id"]);
        let credit = |amount: Value, preview: bool| {
            let told = json!([{ "Name": "Amount", "Value": amount }, { "Name": "Preview", "Value": preview }]);
            let app = app.clone();
            async move { app.run(INVOICES, "COWORKER_INVOICE_CANCEL", &[id], &told).await }
        };
        assert_eq!(credit(json!(5), true).await.json()["WasSuccessful"], true);
        assert_eq!(invoices(&app, customer).await.len(), 1, "a preview makes nothing");
        for wrong in [json!(0), json!(-1), json!("much")] {
            assert_eq!(credit(wrong, false).await.json()["Errors"][0]["PropertyName"], "Amount");
        }
        let more = credit(json!(20.01), false).await.json();
        assert!(text(&more["Message"]).contains("at most 20.00 GBP"), "{more}");
        assert_eq!(credit(json!(5), false).await.json()["WasSuccessful"], true);
        assert_eq!((&again(&app, &invoice).await["DueAmount"], is_invoiced(&app, customer).await), (&json!(15.0), vec![true]));
        pay(&app, &invoice, json!(97)).await;
        let moves = [("INVO", 20.0, 20.0), ("CRED", -5.0, 15.0), ("PAYM", -15.0, 0.0)];
        assert_eq!(account(&app, customer).await, moves.map(|(code, added, balance)| entry(code, added, balance)));
    }
}

on_both_stores! {
    async fn paying_for_a_product_releases_its_passes_once(app: TestApp) {
        let kind = app.kind(&json!({})).await;
        let included = json!({ "ProductId": 77, "TimePassId": kind, "PassesIncluded": 5 });
        app.post("/api/billing/producttimepasses", &included).await.id();
        let customer = app.customer("Bea").await;
        let product = sell(&app, customer, &json!({})).await;
        app.done(SOLD, "COWORKER_PRODUCT_INVOICE", &[product]).await;
        assert!(app.passes(customer).await.is_empty());
        let invoice = invoices(&app, customer).await.remove(0);
        for _ in 0..2 {
            pay(&app, &invoice, json!(97)).await;
        }
        assert_eq!(app.passes(customer).await.len(), 5);
        let sold = app.get(&format!("/api/{SOLD}/{product}")).await.json();
        assert_eq!((&sold["Activated"], &sold["CoworkerInvoicePaid"]), (&json!(true), &json!(true)));
        assert_eq!(app.check_in(customer, MORNING).await.status, 200);
    }
}

on_both_stores! {
    async fn a_product_activated_before_is_not_released_again_by_payment(app: TestApp) {
        let kind = app.kind(&json!({})).await;
        let included = json!({ "ProductId": 77, "TimePassId": kind, "PassesIncluded": 5 });
        app.post("/api/billing/producttimepasses", &included).await.id();
        let customer = app.customer("Bea").await;
        sell(&app, customer, &json!({ "ActivateNow": true })).await;
        let invoice = bill(&app, customer).await.remove(0);
        pay(&app, &invoice, json!(97)).await;
        assert_eq!((app.passes(customer).await.len(), &invoice["TotalAmount"]), (5, &json!(30.0)));
    }
}

on_both_stores! {
    async fn a_product_is_invoiced_by_itself_whenever_it_is_asked_for(app: TestApp) {
        let (customer, _) = app.holder("Bea", &json!({})).await;
        let product = sell(&app, customer, &json!({ "InvoiceOn": "2027-01-01T00:00:00Z" })).await;
        app.done(SOLD, "COWORKER_PRODUCT_INVOICE", &[product]).await;
        assert_eq!(invoices(&app, customer).await[0]["TotalAmount"], 30.0);
        assert_eq!(is_invoiced(&app, customer).await, [false]);
        assert!(app.stopped(SOLD, "COWORKER_PRODUCT_INVOICE", product).await.contains("it is on an invoice already"));
        let unpriced = sell(&app, customer, &json!({ "Price": null })).await;
        assert!(app.stopped(SOLD, "COWORKER_PRODUCT_INVOICE", unpriced).await.contains("it has no price"));
    }
}

on_both_stores! {
    async fn only_a_draft_is_deleted(app: TestApp) {
        let (customer, _) = app.holder("Bea", &json!({})).await;
        let id = number(&bill(&app, customer).await[0]["Id"]);
        assert!(app.stopped(INVOICES, "COWORKER_INVOICE_DELETE", id).await.contains("it is no draft"));
        let mut row = app.rows::<CoworkerInvoice>().await.remove(0);
        row.set("Draft", Kept::Bool(true));
        app.write(vec![Change::Update(row)]).await;
        let message = app.run(INVOICES, PAY, &[id], &json!([{ "Name": "Payment Method", "Value": 97 }])).await;
        assert!(message.text.contains("it is a draft"));
    }
}

on_both_stores! {
    async fn an_invoice_keeps_its_number_and_a_customer_with_one_stays(app: TestApp) {
        let (customer, _) = app.holder("Bea", &json!({})).await;
        let invoice = bill(&app, customer).await.remove(0);
        let renumbered = app.put(&format!("/api/{INVOICES}"), &with(invoice.clone(), &json!({ "InvoiceNumber": "7" }))).await;
        assert_eq!((renumbered.status, &renumbered.json()["Errors"][0]["PropertyName"]), (400, &json!("InvoiceNumber")));
        let noted = json!({ "Id": invoice["Id"], "Description": "For your days" });
        assert_eq!(app.put(&format!("/api/{INVOICES}"), &noted).await.status, 200);
        let after = again(&app, &invoice).await;
        assert_eq!((&after["InvoiceNumber"], &after["Description"]), (&json!("1"), &json!("For your days")));
        let message = app.stopped(CUSTOMERS, "COWORKER_DELETE", customer).await;
        assert!(message.contains("CoworkerInvoice") && message.contains("CoworkerLedgerEntry"), "{message}");
    }
}

on_both_stores! {
    async fn a_count_that_was_set_back_or_is_no_number_stops_the_run(app: TestApp) {
        let (customer, _) = app.holder("Bea", &json!({})).await;
        let setting = app.set(app.loft, "Billing.CurrentInvoiceNumber", "seven").await;
        assert!(app.stopped(CUSTOMERS, RUN, customer).await.contains("'seven', counts nothing"));
        let set = |value: &'static str| {
            let body = json!({ "Id": setting, "BusinessId": app.loft, "Name": "Billing.CurrentInvoiceNumber", "Value": value });
            let app = app.clone();
            async move { assert_eq!(app.put("/api/sys/businesssettings", &body).await.status, 200) }
        };
        set("7").await;
        assert_eq!(bill(&app, customer).await[0]["InvoiceNumber"], "8");
        set("7").await;
        charge(&app, customer, &json!({})).await;
        assert!(app.stopped(CUSTOMERS, RUN, customer).await.contains("the next number after Billing.CurrentInvoiceNumber"));
        set("8").await;
        assert_eq!(bill(&app, customer).await.len(), 2);
    }
}

on_both_stores! {
    async fn a_run_sent_again_under_its_key_bills_once(app: TestApp) {
        let (customer, _) = app.holder("Bea", &json!({})).await;
        let body = json!({ "Key": RUN, "Ids": [customer] }).to_string();
        let run = || app.request(Method::POST, "/api/spaces/coworkers/runcommand", &[("Idempotency-Key", "k-1")], &body);
        let first = run().await;
        charge(&app, customer, &json!({})).await;
        assert_eq!(first.text, run().await.text);
        assert_eq!(invoices(&app, customer).await.len(), 1, "what was sold since waits for another run");
    }
}

on_both_stores! {
    async fn staff_bill_what_was_sold_where_they_are(app: TestApp) {
        let customer = app.customer("Bea").await;
        let kind = app.kind(&json!({})).await;
        app.give(customer, kind, &json!({ "BusinessId": app.loft })).await;
        app.give(customer, kind, &json!({ "BusinessId": app.yard })).await;
        let yard = app.manager_of("yard@example.com", &[app.yard]).await;
        yard.done(CUSTOMERS, RUN, &[customer]).await;
        assert_eq!(invoices(&app, customer).await.len(), 1);
        assert_eq!(is_invoiced(&app, customer).await, [false, true]);
    }
}
