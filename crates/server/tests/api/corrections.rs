//! Leaving, and putting right what was recorded: what a visit took is counted anew or given back.

use crate::on_both_stores;
use crate::support::people::{number, with};
use crate::support::{Answer, MORNING, TestApp};
use serde_json::{Value, json};

const NOON: &str = "2026-09-02T11:00:00Z";

/// The error that a correction is turned away with: property, value and text.
fn error(answer: &Answer) -> (String, Value, String) {
    assert_eq!(answer.status, 400, "{}", answer.text);
    let error = answer.json()["Errors"][0].clone();
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    (text("PropertyName"), error["AttemptedValue"].clone(), text("Message"))
}

/// A customer with a pass of so many minutes who stayed from the morning until ten past ten: eight quarters.
async fn stayed(app: &TestApp, minutes: i64) -> (i64, i64, i64) {
    let (customer, pass) = app.holder("Cora", &json!({ "MinutesIncluded": minutes })).await;
    app.set_clock("2026-09-02T20:00:00Z");
    let stay = json!({ "CoworkerId": customer, "FromTime": MORNING, "ToTime": "2026-09-02T10:10:00Z" });
    (customer, pass.id, app.attempt(&stay).await.id())
}

async fn minutes_left(app: &TestApp, pass: i64) -> Value {
    app.pass(pass).await["RemainingUses"].clone()
}

on_both_stores! {
    async fn a_client_checks_out_by_sending_the_whole_visit_back(app: TestApp) {
        let (customer, pass) = app.holder("Cora", &json!({ "MinutesIncluded": 300 })).await;
        let visit = app.check_in(customer, MORNING).await.id();
        app.set_clock(NOON);
        let answer = app.check_out(visit, NOON).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json()["Value"], json!({ "Id": visit }));
        assert_eq!(answer.json()["Message"], "Checkin was successfully updated.");
        let left = app.visit(visit).await;
        let expected = json!({
            "FromTime": MORNING, "ToTime": NOON, "ToTimeLocal": "2026-09-02T12:00:00Z", "AutoCheckout": false,
            "CoworkerTimePassGuid": pass.guid, "UpdatedOn": NOON, "CreatedOn": MORNING,
        });
        assert_eq!(with(left.clone(), &expected), left);
        assert_eq!(minutes_left(&app, pass.id).await, 135);
    }
}

on_both_stores! {
    async fn checking_out_twice_takes_nothing_twice(app: TestApp) {
        let (_, pass, visit) = stayed(&app, 300).await;
        assert_eq!(app.check_out(visit, "2026-09-02T10:10:00Z").await.status, 200);
        assert_eq!((minutes_left(&app, pass).await, app.ledger(visit).await), (json!(180), vec![120]));
    }
}

on_both_stores! {
    async fn an_end_before_the_beginning_is_refused(app: TestApp) {
        let (customer, pass) = app.holder("Cora", &json!({ "MinutesIncluded": 300 })).await;
        let visit = app.check_in(customer, MORNING).await.id();
        for to in [MORNING, "2026-09-02T08:00:00Z"] {
            let (property, value, _) = error(&app.check_out(visit, to).await);
            assert_eq!((property.as_str(), value), ("ToTime", json!(to)));
        }
        assert_eq!(app.visit(visit).await["ToTime"], Value::Null);
        assert_eq!(app.pass(pass.id).await["CheckedIn"], true);
    }
}

on_both_stores! {
    async fn an_end_in_the_future_is_refused_for_open_and_closed_visits(app: TestApp) {
        let (customer, _) = app.holder("Cora", &json!({ "MinutesIncluded": 300 })).await;
        let visit = app.check_in(customer, MORNING).await.id();
        let (property, value, _) = error(&app.check_out(visit, "2026-09-02T08:20:01Z").await);
        assert_eq!((property.as_str(), value), ("ToTime", json!("2026-09-02T08:20:01Z")));
        assert_eq!(app.check_out(visit, "2026-09-02T08:20:00Z").await.status, 200);
        assert_eq!(error(&app.check_out(visit, NOON).await).0, "ToTime");
        assert_eq!(app.visit(visit).await["ToTime"], "2026-09-02T08:20:00Z");
    }
}

on_both_stores! {
    async fn other_times_take_other_minutes(app: TestApp) {
        let (_, pass, visit) = stayed(&app, 300).await;
        assert_eq!(minutes_left(&app, pass).await, 180);
        let longer = json!({ "FromTime": "2026-09-02T07:15:00Z", "ToTime": NOON });
        assert_eq!(app.correct(visit, &longer).await.status, 200);
        assert_eq!((minutes_left(&app, pass).await, app.ledger(visit).await), (json!(75), vec![120, -120, 225]));
        assert_eq!(app.visit(visit).await["FromTimeLocal"], "2026-09-02T08:15:00Z");
        assert_eq!(app.check_out(visit, "2026-09-02T07:20:00Z").await.status, 200);
        assert_eq!((minutes_left(&app, pass).await, app.ledger(visit).await.iter().sum()), (json!(285), 15));
    }
}

on_both_stores! {
    async fn the_minutes_of_an_outstayed_pass_come_back_as_they_were(app: TestApp) {
        let (_, pass, visit) = stayed(&app, 60).await;
        assert_eq!(app.pass(pass).await["Used"], true);
        assert_eq!(app.check_out(visit, "2026-09-02T08:45:00Z").await.status, 200);
        let after = app.pass(pass).await;
        assert_eq!((&after["RemainingUses"], &after["Used"], &after["UsedDate"]), (&json!(30), &json!(false), &Value::Null));
    }
}

on_both_stores! {
    async fn a_visit_whose_end_is_taken_away_is_open_again(app: TestApp) {
        let (customer, pass, visit) = stayed(&app, 300).await;
        assert_eq!(app.correct(visit, &json!({ "ToTime": null })).await.status, 200);
        let open = app.pass(pass).await;
        assert_eq!((&open["RemainingUses"], &open["CheckedIn"]), (&json!(300), &json!(true)));
        let again = app.check_in(customer, "2026-09-02T20:00:00Z").await;
        assert_eq!(again.id(), visit, "they are inside");
        assert_eq!(app.check_out(visit, "2026-09-02T20:00:00Z").await.status, 200);
        assert_eq!(app.ledger(visit).await, [120, -120, 300]);
        assert_eq!(minutes_left(&app, pass).await, 0);
    }
}

on_both_stores! {
    async fn a_visit_is_not_opened_again_beside_another(app: TestApp) {
        let (customer, pass, visit) = stayed(&app, 300).await;
        let open = app.check_in(customer, "2026-09-02T20:00:00Z").await.id();
        let (property, _, message) = error(&app.correct(visit, &json!({ "ToTime": null })).await);
        assert_eq!((property.as_str(), message.as_str()), ("Checkin", "Cora is inside on another visit"));
        assert_eq!(app.visit(visit).await["ToTime"], "2026-09-02T10:10:00Z");
        assert_eq!((app.visit(open).await["ToTime"].clone(), minutes_left(&app, pass).await), (Value::Null, json!(180)));
    }
}

on_both_stores! {
    async fn devices_can_be_corrected_without_taking_anything(app: TestApp) {
        let (_, pass, visit) = stayed(&app, 300).await;
        let whole = app.visit(visit).await;
        assert_eq!(app.correct(visit, &json!({ "MacAddresses": "AA:BB:CC:DD:EE:FF" })).await.status, 200);
        let expected = with(whole, &json!({ "MacAddresses": "AA:BB:CC:DD:EE:FF", "UpdatedOn": "2026-09-02T20:00:00Z" }));
        assert_eq!(app.visit(visit).await, expected);
        assert_eq!((minutes_left(&app, pass).await, app.ledger(visit).await), (json!(180), vec![120]));
    }
}

on_both_stores! {
    async fn a_visit_keeps_its_pass_though_a_body_leaves_it_out(app: TestApp) {
        let (customer, pass) = app.holder("Cora", &json!({ "MinutesIncluded": 300 })).await;
        let visit = app.check_in(customer, MORNING).await.id();
        let bare = json!({ "Id": visit, "BusinessId": app.loft, "CoworkerId": customer, "FromTime": MORNING, "Source": 1 });
        assert_eq!(app.put("/api/spaces/checkins", &with(bare.clone(), &json!({ "MacAddresses": "AA" }))).await.status, 200);
        assert_eq!(app.visit(visit).await["CoworkerTimePassGuid"], pass.guid);
        app.set_clock(NOON);
        assert_eq!(app.put("/api/spaces/checkins", &with(bare, &json!({ "ToTime": NOON }))).await.status, 200);
        assert_eq!(minutes_left(&app, pass.id).await, 135);
        assert_eq!(app.visit(visit).await["CoworkerTimePassGuid"], pass.guid);
    }
}

on_both_stores! {
    async fn a_visit_stays_with_its_customer_and_its_location(app: TestApp) {
        let (_, pass, visit) = stayed(&app, 300).await;
        let other = app.customer("Other").await;
        let moves = [
            ("CoworkerId", json!(other), "Coworker"), ("CoworkerId", Value::Null, "Coworker"),
            ("BusinessId", json!(app.yard), "Business"),
        ];
        for (name, value, property) in moves {
            let (named, attempted, message) = error(&app.correct(visit, &json!({ name: value, "ToTime": NOON })).await);
            assert_eq!((named.as_str(), &attempted), (property, &value));
            assert!(message.starts_with("a visit stays where and whose it was"), "{message}");
        }
        assert_eq!(minutes_left(&app, pass).await, 180);
    }
}

on_both_stores! {
    async fn presence_without_a_person_is_ended_and_stays_without_one(app: TestApp) {
        let visit = app.attempt(&json!({ "FromTime": MORNING, "Source": "Sensor" })).await.id();
        let (customer, _) = app.holder("Cora", &json!({})).await;
        let (property, value, message) = error(&app.correct(visit, &json!({ "CoworkerId": customer })).await);
        assert_eq!((property.as_str(), value), ("Coworker", json!(customer)));
        assert!(message.starts_with("a visit stays where and whose it was"), "{message}");
        app.set_clock(NOON);
        assert_eq!(app.check_out(visit, NOON).await.status, 200);
        assert_eq!(app.visit(visit).await["ToTime"], NOON);
        assert_eq!(app.delete(&format!("/api/spaces/checkins/{visit}")).await.status, 200);
        assert_eq!(app.get(&format!("/api/spaces/checkins/{visit}")).await.status, 404);
    }
}

on_both_stores! {
    async fn a_visit_can_be_put_on_another_pass(app: TestApp) {
        let (customer, pass, visit) = stayed(&app, 300).await;
        let kind = app.kind(&json!({ "Name": "Day" })).await;
        let day = app.give(customer, kind, &json!({})).await;
        assert_eq!(app.correct(visit, &json!({ "CoworkerTimePassGuid": day.guid })).await.status, 200);
        assert_eq!((minutes_left(&app, pass).await, app.taken_from(pass).await), (json!(300), 0));
        assert_eq!((app.pass(day.id).await["Used"].clone(), app.taken_from(day.id).await), (json!(true), 1));
        assert_eq!(app.visit(visit).await["CoworkerTimePassGuid"], day.guid);
    }
}

on_both_stores! {
    async fn a_visit_moved_to_another_day_frees_the_day_it_was_on(app: TestApp) {
        let (customer, pass) = app.holder("Cora", &json!({})).await;
        let visit = app.check_in(customer, MORNING).await.id();
        app.set_clock(NOON);
        let before = json!({ "FromTime": "2026-09-01T08:15:00Z", "ToTime": "2026-09-01T11:00:00Z" });
        assert_eq!(app.correct(visit, &before).await.status, 200);
        let moved = app.pass(pass.id).await;
        assert_eq!((&moved["Used"], &moved["UsedDate"]), (&json!(true), &json!("2026-09-01T08:15:00Z")));
        assert_eq!(app.taken_from(pass.id).await, 1);
        assert_eq!(app.check_in(customer, NOON).await.status, 400, "the pass went with the visit");
    }
}

on_both_stores! {
    async fn a_deleted_visit_gives_its_day_back(app: TestApp) {
        let (customer, pass) = app.holder("Cora", &json!({})).await;
        let visit = app.check_in(customer, MORNING).await.id();
        let answer = app.delete(&format!("/api/spaces/checkins/{visit}")).await;
        assert_eq!((answer.status, &answer.json()["WasSuccessful"]), (200, &json!(true)), "{}", answer.text);
        let back = app.pass(pass.id).await;
        assert_eq!((&back["Used"], &back["UsedDate"], &back["CheckedIn"]), (&json!(false), &Value::Null, &json!(false)));
        assert_eq!(app.ledger(visit).await, [1, -1]);
        assert_eq!(app.delete(&format!("/api/spaces/checkins/{visit}")).await.status, 404);
        assert_eq!(app.check_in(customer, MORNING).await.status, 200);
    }
}

on_both_stores! {
    async fn a_day_on_which_another_visit_stands_stays_used(app: TestApp) {
        app.set(app.loft, "Checkin.AlwaysRecordByMinute", "True").await;
        let (customer, pass) = app.holder("Cora", &json!({})).await;
        let first = app.check_in(customer, MORNING).await.id();
        app.set_clock(NOON);
        assert_eq!(app.check_out(first, "2026-09-02T10:00:00Z").await.status, 200);
        let second = app.check_in(customer, NOON).await.id();
        assert_eq!(app.delete(&format!("/api/spaces/checkins/{first}")).await.status, 200);
        let left = app.pass(pass.id).await;
        assert_eq!((&left["Used"], &left["UsedDate"], &left["CheckedIn"]), (&json!(true), &json!(NOON), &json!(true)));
        assert_eq!((app.ledger(first).await.iter().sum::<i64>(), app.ledger(second).await), (0, vec![1]));
        assert_eq!(app.delete(&format!("/api/spaces/checkins/{second}")).await.status, 200);
        assert_eq!((app.pass(pass.id).await["Used"].clone(), app.taken_from(pass.id).await), (json!(false), 0));
    }
}

on_both_stores! {
    async fn a_deleted_visit_gives_its_minutes_back(app: TestApp) {
        let (_, pass, visit) = stayed(&app, 60).await;
        assert_eq!(minutes_left(&app, pass).await, 0);
        assert_eq!(app.delete(&format!("/api/spaces/checkins/{visit}")).await.status, 200);
        let back = app.pass(pass).await;
        assert_eq!((&back["RemainingUses"], &back["Used"], &back["UsedDate"]), (&json!(60), &json!(false), &Value::Null));
        assert_eq!(app.ledger(visit).await, [60, -60]);
    }
}

on_both_stores! {
    async fn a_deleted_visit_withdraws_what_was_sold_for_it(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.kind(&json!({ "MinutesIncluded": 60, "Price": 12, "UseAsPayAsYouGoForContacts": true })).await;
        let customer = app.customer("Cora").await;
        app.set_clock(NOON);
        let stay = json!({ "CoworkerId": customer, "FromTime": MORNING, "ToTime": NOON });
        let visit = app.attempt(&stay).await.id();
        assert_eq!(app.passes(customer).await[0]["Price"], 33.0);
        assert_eq!(app.delete(&format!("/api/spaces/checkins/{visit}")).await.status, 200);
        assert_eq!(app.passes(customer).await, Vec::<Value>::new());
        let ledger = app.ledger(visit).await;
        assert_eq!((ledger.len() > 1, ledger.iter().sum::<i64>()), (true, 0), "{ledger:?}");
    }
}

on_both_stores! {
    async fn the_sessions_left_of_a_day_share_its_minimum_again(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.set(app.loft, "Checkin.PayAsYouGoMinPrice", "50").await;
        app.kind(&json!({ "MinutesIncluded": 60, "Price": 20, "UseAsPayAsYouGoForContacts": true })).await;
        let customer = app.customer("Cora").await;
        app.set_clock("2026-09-02T15:00:00Z");
        let stay = |from: &str, to: &str| json!({ "CoworkerId": customer, "FromTime": from, "ToTime": to });
        let first = app.attempt(&stay(MORNING, "2026-09-02T09:15:00Z")).await.id();
        let second = app.attempt(&stay("2026-09-02T10:15:00Z", "2026-09-02T11:15:00Z")).await.id();
        assert_eq!(app.delete(&format!("/api/spaces/checkins/{first}")).await.status, 200);
        let left = app.passes(customer).await;
        assert_eq!((left.len(), &left[0]["Price"]), (1, &json!(50.0)));
        assert_eq!((app.ledger(first).await.iter().sum::<i64>(), app.ledger(second).await.iter().sum::<i64>()), (0, 5000));
    }
}

on_both_stores! {
    async fn a_correction_at_the_door_settles_the_same_charge_anew(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.kind(&json!({ "MinutesIncluded": 60, "Price": 12, "UseAsPayAsYouGoForContacts": true })).await;
        let customer = app.customer("Cora").await;
        app.set_clock(NOON);
        let stay = json!({ "CoworkerId": customer, "FromTime": MORNING, "ToTime": NOON });
        let visit = app.attempt(&stay).await.id();
        let sold = app.passes(customer).await[0].clone();
        assert_eq!(app.check_out(visit, "2026-09-02T08:40:00Z").await.status, 200);
        let after = app.passes(customer).await;
        assert_eq!((after.len(), &after[0]["Id"], &after[0]["Price"]), (1, &sold["Id"], &json!(6.0)));
        assert_eq!(app.ledger(visit).await.iter().sum::<i64>(), 600);
    }
}

on_both_stores! {
    async fn what_is_on_an_invoice_is_not_taken_back(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.kind(&json!({ "MinutesIncluded": 60, "Price": 12, "UseAsPayAsYouGoForContacts": true })).await;
        let customer = app.customer("Cora").await;
        app.set_clock(NOON);
        let visit = app.attempt(&json!({ "CoworkerId": customer, "FromTime": MORNING, "ToTime": NOON })).await.id();
        app.invoice(number(&app.passes(customer).await[0]["Id"])).await;
        let deleted = app.delete(&format!("/api/spaces/checkins/{visit}")).await;
        assert_eq!((deleted.status, &deleted.json()["WasSuccessful"]), (200, &json!(false)));
        assert_eq!(deleted.json()["Message"], "The visit is on an invoice already");
        assert_eq!(app.check_out(visit, "2026-09-02T09:00:00Z").await.status, 200, "times may be put right");
        let pass = &app.passes(customer).await[0];
        assert_eq!((&pass["Price"], &pass["Invoiced"]), (&json!(33.0), &json!(true)), "what was billed stays");
        assert_eq!(app.ledger(visit).await.iter().sum::<i64>(), 3300);
        let kind = app.kind(&json!({})).await;
        let other = app.give(customer, kind, &json!({})).await;
        let moved = error(&app.correct(visit, &json!({ "CoworkerTimePassGuid": other.guid })).await);
        assert_eq!((moved.0.as_str(), moved.2.as_str()), ("Checkin", "The visit is on an invoice already"));
    }
}

on_both_stores! {
    async fn a_pass_that_a_visit_stands_on_cannot_be_deleted(app: TestApp) {
        let (customer, pass) = app.holder("Cora", &json!({})).await;
        let visit = app.check_in(customer, MORNING).await.id();
        let path = format!("/api/billing/coworkertimepasses/{}", pass.id);
        let answer = app.delete(&path).await;
        assert_eq!((answer.status, &answer.json()["WasSuccessful"]), (200, &json!(false)), "{}", answer.text);
        assert_eq!(app.pass(pass.id).await["CheckedIn"], true);
        assert_eq!(app.delete(&format!("/api/spaces/checkins/{visit}")).await.status, 200);
        assert_eq!(app.delete(&path).await.json()["WasSuccessful"], true);
        assert_eq!(app.get(&path).await.status, 404);
    }
}

on_both_stores! {
    async fn a_visit_that_is_not_there_cannot_be_corrected(app: TestApp) {
        let body = json!({ "Id": 77, "BusinessId": app.loft, "FromTime": MORNING });
        for answer in [app.put("/api/spaces/checkins", &body).await, app.delete("/api/spaces/checkins/77").await] {
            assert_eq!((answer.status, answer.text.as_str()), (404, "\"Not found\""));
        }
    }
}
