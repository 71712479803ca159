//! The ledger: whatever becomes of a pass is entered, and the doctor recomputes it from the entries.

use serde_json::{Value, json};
use vestibule_records::kept::{LedgerAccount, LedgerEntry, LedgerUnit};
use vestibule_records::{
    Checkin, CoworkerInvoice, CoworkerLedgerEntry, CoworkerTimePass, Record, Row, Value as Kept,
};
use vestibule_store::Change;

use crate::on_both_stores;
use crate::support::people::{number, plus, records, text, with};
use crate::support::{MORNING, TestApp};

use LedgerAccount::{ByHand, Earned, Issued, Lapsed, Owed, Pass, Visit};
use LedgerUnit::{Days, MinorUnits, Minutes};

const PASSES: &str = "/api/billing/coworkertimepasses";
const EVENING: &str = "2026-09-02T20:00:00Z";

/// One entry: from where, to where, what, how much.
type Moved = (LedgerAccount, LedgerAccount, LedgerUnit, i64);

/// What was moved of a pass, in the order it was.
async fn moved(app: &TestApp, pass: i64) -> Vec<Moved> {
    let entries = app.entries().await.into_iter().filter(|entry| entry.coworker_time_pass_id == pass);
    entries.map(|entry| (entry.credit, entry.debit, entry.unit, entry.amount)).collect()
}

/// Sends a pass back as it is, but for `more`.
async fn edit(app: &TestApp, pass: i64, more: &Value) {
    let answer = app.put(PASSES, &with(app.pass(pass).await, more)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

async fn stored<T: Record>(app: &TestApp, id: i64) -> Row {
    app.rows::<T>().await.into_iter().find(|row| row.id() == id).expect("a row")
}

/// Changes one field past everything that would have entered it.
async fn tamper<T: Record>(app: &TestApp, id: i64, field: &'static [&'static str], value: Kept) {
    let mut row = stored::<T>(app, id).await;
    row.set(field[0], value);
    app.write(vec![Change::Amend(row, field)]).await;
}

async fn pay_as_you_go(app: &TestApp) {
    app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
    let hourly = json!({
        "Name": "Hourly", "Price": 6, "MinutesIncluded": 60, "UseAsPayAsYouGoForContacts": true,
    });
    app.kind(&hourly).await;
}

on_both_stores! {
    async fn what_is_issued_used_and_deleted_is_entered(app: TestApp) {
        let (customer, day) = app.holder("Dag", &json!({})).await;
        let issued = [(Issued, Pass, Days, 1), (Earned, Owed, MinorUnits, 2000)];
        assert_eq!(moved(&app, day.id).await, issued);
        let visit = app.check_in(customer, MORNING).await.id();
        assert_eq!(moved(&app, day.id).await[2..], [(Pass, Visit, Days, 1)], "its visit explains the use");
        app.set_clock(EVENING);
        app.check_out(visit, &plus(MORNING, 3600)).await;
        assert_eq!(moved(&app, day.id).await.len(), 3, "leaving moves nothing of a day pass");
        app.delete(&format!("/api/spaces/checkins/{visit}")).await;
        assert_eq!(app.delete(&format!("{PASSES}/{}", day.id)).await.status, 200);
        let back = [(Visit, Pass, Days, 1), (Pass, Issued, Days, 1), (Owed, Earned, MinorUnits, 2000)];
        assert_eq!(moved(&app, day.id).await[3..], back);
        assert_eq!(app.differences().await, [""; 0]);
    }
}

on_both_stores! {
    async fn what_somebody_edits_is_entered_as_theirs(app: TestApp) {
        let (_, pass) = app.holder("Mina", &json!({ "MinutesIncluded": 300, "Price": 50 })).await;
        edit(&app, pass.id, &json!({ "Used": true })).await;
        edit(&app, pass.id, &json!({ "Used": false, "Price": 45 })).await;
        edit(&app, pass.id, &json!({ "Notes": "as they asked" })).await;
        let edits = [(Pass, ByHand, Days, 1), (ByHand, Pass, Days, 1), (Owed, ByHand, MinorUnits, 500)];
        assert_eq!(moved(&app, pass.id).await[2..], edits);
        let entries = app.entries().await;
        assert!(entries.iter().all(|entry| entry.base.updated_by.as_deref() == Some(crate::support::ADMIN)));
        assert_eq!(app.differences().await, [""; 0]);
    }
}

on_both_stores! {
    async fn the_rest_of_a_session_sold_at_the_door_lapses(app: TestApp) {
        pay_as_you_go(&app).await;
        let customer = app.customer("Paya").await;
        let visit = app.check_in(customer, MORNING).await.id();
        let pass = number(&app.passes(customer).await[0]["Id"]);
        assert_eq!(moved(&app, pass).await, [(Earned, Owed, MinorUnits, 150), (Issued, Pass, Minutes, 60)]);
        app.set_clock(EVENING);
        app.check_out(visit, &plus(MORNING, 1800)).await;
        assert_eq!(moved(&app, pass).await[2..], [(Earned, Owed, MinorUnits, 150), (Pass, Lapsed, Minutes, 60)]);
        app.delete(&format!("/api/spaces/checkins/{visit}")).await;
        assert_eq!(app.passes(customer).await.len(), 0);
        assert_eq!(app.differences().await, [""; 0]);
    }
}

/// What a month has: everything that moves something.
async fn month(app: &TestApp) -> (i64, i64) {
    pay_as_you_go(app).await;
    let (customer, days) = app.holder("Dag", &json!({ "Name": "Day" })).await;
    let hours = app.kind(&json!({ "Name": "Hours", "MinutesIncluded": 120, "Price": "12.345" })).await;
    let minutes = app.give(customer, hours, &json!({ "CreateMultiple": 3 })).await;
    app.set_clock(EVENING);
    for day in 2..8 {
        let from = format!("2026-08-2{day}T08:00:00Z");
        let to = plus(&from, 60 * 50 * day);
        app.attempt(&json!({ "CoworkerId": customer, "FromTime": from, "ToTime": to })).await.id();
    }
    let visits = app.visits(customer).await;
    let id = |nth: usize| number(&visits[nth]["Id"]);
    app.correct(id(0), &json!({ "ToTime": plus(text(&visits[0]["FromTime"]), 900) })).await;
    app.correct(id(1), &json!({ "FromTime": "2026-08-10T09:00:00Z", "ToTime": null })).await;
    app.delete(&format!("/api/spaces/checkins/{}", id(2))).await;
    app.correct(id(5), &json!({ "FromTime": "2026-08-12T09:00:00Z", "ToTime": "2026-08-12T10:00:00Z" }))
        .await;
    edit(app, days.id, &json!({ "Used": true, "Price": 17 })).await;
    edit(app, minutes.id, &json!({ "Used": false })).await;
    let other = app.give(customer, hours, &json!({ "Free": true })).await;
    edit(app, other.id, &json!({ "TimePassId": app.kind(&json!({ "MinutesIncluded": 30 })).await })).await;
    let gone = app.give(customer, hours, &json!({})).await;
    app.delete(&format!("{PASSES}/{}", gone.id)).await;
    let sale = json!({ "CoworkerId": customer, "BusinessId": app.loft, "ProductId": 77, "Quantity": 2, "Price": 30 });
    app.post("/api/billing/coworkerproducts", &sale).await.id();
    app.done("spaces/coworkers", "COWORKER_BILL_RUN", &[customer]).await;
    (customer, minutes.id)
}

async fn invoices(app: &TestApp, customer: i64) -> Vec<i64> {
    let found = app.get(&format!("/api/billing/coworkerinvoices?CoworkerInvoice_Coworker={customer}")).await;
    records(&found).iter().map(|invoice| number(&invoice["Id"])).collect()
}

on_both_stores! {
    async fn after_a_month_the_doctor_finds_no_difference(app: TestApp) {
        let (customer, _) = month(&app).await;
        assert_eq!(app.differences().await, [""; 0]);
        let invoice = invoices(&app, customer).await[0];
        let paid = json!([{ "Name": "Payment Method", "Type": "ePaymentProvider", "Value": 1 }]);
        app.run("billing/coworkerinvoices", "PAY_COWORKER_INVOICE_MANUAL", &[invoice], &paid).await;
        let part = json!([{ "Name": "Amount", "Type": "Decimal", "Value": 5 }]);
        app.run("billing/coworkerinvoices", "COWORKER_INVOICE_CANCEL", &[invoice], &part).await;
        app.run("billing/coworkerinvoices", "COWORKER_INVOICE_REFUND", &[invoice], &json!([])).await;
        assert_eq!(stored::<CoworkerInvoice>(&app, invoice).await.get("Refunded").bool(), Some(true));
        assert_eq!(invoices(&app, customer).await.len(), 3, "an invoice and two credit notes");
        assert_eq!(app.differences().await, [""; 0]);
    }
}

on_both_stores! {
    async fn a_minute_a_penny_and_a_flag_are_found(app: TestApp) {
        let (customer, hours) = app.holder("Mina", &json!({ "MinutesIncluded": 300, "Price": 50 })).await;
        let of_hours = format!("CoworkerTimePass {} of Coworker {customer}", hours.id);
        tamper::<CoworkerTimePass>(&app, hours.id, &["RemainingUses"], Kept::Int(301)).await;
        assert_eq!(app.differences().await, [format!("{of_hours}: minutes left: expected 300, found 301")]);
        tamper::<CoworkerTimePass>(&app, hours.id, &["RemainingUses"], Kept::Int(300)).await;
        tamper::<CoworkerTimePass>(&app, hours.id, &["Price"], Kept::Int(500_100)).await;
        assert_eq!(app.differences().await, [format!("{of_hours}: price: expected 50.00 GBP, found 50.01 GBP")]);
        tamper::<CoworkerTimePass>(&app, hours.id, &["Price"], Kept::Int(500_000)).await;
        tamper::<CoworkerTimePass>(&app, hours.id, &["Used"], Kept::Bool(true)).await;
        assert_eq!(app.differences().await, [format!("{of_hours}: used: expected no, found yes")]);
        tamper::<CoworkerTimePass>(&app, hours.id, &["Used"], Kept::Bool(false)).await;
        assert_eq!(app.differences().await, [""; 0]);
    }
}

on_both_stores! {
    async fn a_pass_that_is_used_up_is_held_to_it_as_well(app: TestApp) {
        pay_as_you_go(&app).await;
        let (customer, hour) = app.holder("Mina", &json!({ "MinutesIncluded": 15 })).await;
        app.set_clock(EVENING);
        for from in [MORNING, "2026-09-02T12:00:00Z"] {
            let attempt = json!({ "CoworkerId": customer, "FromTime": from, "ToTime": plus(from, 900) });
            app.attempt(&attempt).await.id();
        }
        for pass in app.passes(customer).await {
            assert_eq!((&pass["Used"], &pass["RemainingUses"]), (&json!(true), &json!(0)), "{pass}");
            tamper::<CoworkerTimePass>(&app, number(&pass["Id"]), &["RemainingUses"], Kept::Int(1)).await;
        }
        let found = app.differences().await;
        let sold = number(&app.passes(customer).await.iter().find(|pass| pass["Id"] != hour.id).expect("a sale")["Id"]);
        let line = |id| format!("CoworkerTimePass {id} of Coworker {customer}: minutes left: expected 0, found 1");
        assert_eq!(found, [line(hour.id), line(sold)]);
    }
}

on_both_stores! {
    async fn an_entry_that_is_changed_or_gone_is_found(app: TestApp) {
        let (customer, hours) = app.holder("Mina", &json!({ "MinutesIncluded": 300, "Price": 50 })).await;
        app.set_clock(EVENING);
        let attempt = json!({ "CoworkerId": customer, "FromTime": MORNING, "ToTime": plus(MORNING, 3600) });
        let visit = app.attempt(&attempt).await.id();
        let entries = app.entries().await;
        let entry = entries.iter().find(|entry| entry.checkin_id == Some(visit)).expect("an entry").base.id;
        let of_hours = format!("CoworkerTimePass {} of Coworker {customer}", hours.id);
        let one_more = [format!("{of_hours}: minutes left: expected 239, found 240")];
        tamper::<LedgerEntry>(&app, entry, &["Amount"], Kept::Int(61)).await;
        assert_eq!(app.differences().await, one_more);
        tamper::<LedgerEntry>(&app, entry, &["Amount"], Kept::Int(0)).await;
        let moves_nothing = format!("LedgerEntry {entry} of Coworker {customer}: what it moves: expected an entry, found the amount 0");
        let as_if_gone = format!("{of_hours}: minutes left: expected 300, found 240");
        assert_eq!(app.differences().await, [moves_nothing, as_if_gone.clone()]);
        tamper::<LedgerEntry>(&app, entry, &["Amount"], Kept::Int(60)).await;
        tamper::<LedgerEntry>(&app, entry, &["CheckinId"], Kept::Int(7)).await;
        let nobody = format!("Checkin 7 of Coworker {customer}: minutes taken: expected 60, found no such visit");
        assert_eq!(app.differences().await, [nobody]);
        app.write(vec![Change::Delete(LedgerEntry::schema(), entry)]).await;
        assert_eq!(app.differences().await, [as_if_gone]);
    }
}

on_both_stores! {
    async fn a_pass_that_vanished_and_a_visit_without_sense_are_found(app: TestApp) {
        let (customer, day) = app.holder("Dag", &json!({})).await;
        let visit = app.check_in(customer, MORNING).await.id();
        let (_, other) = app.holder("Mina", &json!({ "MinutesIncluded": 300 })).await;
        app.write(vec![Change::Delete(CoworkerTimePass::schema(), other.id)]).await;
        let arrival = stored::<Checkin>(&app, visit).await.get("FromTime").clone();
        tamper::<Checkin>(&app, visit, &["ToTime"], arrival).await;
        let found = app.differences().await;
        let gone = format!("CoworkerTimePass {} of Coworker", other.id);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with(&gone) && found[0].ends_with("minutes left: expected 300, found no such pass"));
        assert!(found[1].starts_with(&gone) && found[1].ends_with("price: expected 20.00 GBP, found no such pass"));
        let departure = format!("Checkin {visit} of Coworker {customer}: departure: expected later than {MORNING}, found {MORNING}");
        assert_eq!(found[2], departure);
        assert_eq!(app.pass(day.id).await["Used"], json!(true));
    }
}

on_both_stores! {
    async fn a_penny_on_an_invoice_or_an_account_is_found(app: TestApp) {
        let (customer, _) = month(&app).await;
        let invoice = invoices(&app, customer).await[0];
        let row = stored::<CoworkerInvoice>(&app, invoice).await;
        let due = row.get("DueAmount").int().expect("an amount");
        tamper::<CoworkerInvoice>(&app, invoice, &["DueAmount"], Kept::Int(due - 100)).await;
        let found = app.differences().await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(&format!("CoworkerInvoice {invoice} of Coworker {customer}: due: ")), "{found:?}");
        tamper::<CoworkerInvoice>(&app, invoice, &["DueAmount"], Kept::Int(due)).await;
        let entry = app.rows::<CoworkerLedgerEntry>().await.remove(0);
        let balance = entry.get("Balance").int().expect("an amount");
        tamper::<CoworkerLedgerEntry>(&app, entry.id(), &["Balance"], Kept::Int(balance + 100)).await;
        let found = app.differences().await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(&format!("CoworkerLedgerEntry {} of Coworker {customer}: balance: ", entry.id())));
    }
}
