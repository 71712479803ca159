//! May this person come in: every rule of an arrival, as a client of the API meets it.

use crate::on_both_stores;
use crate::support::people::{EUR, number, plus, text, with};
use crate::support::{Answer, MORNING, TestApp};
use serde_json::{Value, json};
use vestibule_server::{RefusalStatus, Settings};

const NO_PASS: &str = "does not have a valid time pass";

/// The value of an attempt that was let in.
fn admitted(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["WasSuccessful"], true, "{}", answer.text);
    answer.json()["Value"].clone()
}

/// The sentence of a refusal, in the documented shape and about the customer.
fn refused(answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{}", answer.text);
    let body = answer.json();
    assert_eq!((&body["Value"], &body["WasSuccessful"]), (&Value::Null, &json!(false)));
    assert_eq!(body["Errors"][0]["PropertyName"], "Coworker", "{}", answer.text);
    let sentence = text(&body["Errors"][0]["Message"]).to_owned();
    assert_eq!(body["Message"], format!("Coworker: {sentence}"));
    sentence
}

/// An arrival at an instant that is now.
async fn arrive(app: &TestApp, customer: i64, at: &str) -> Answer {
    app.set_clock(at);
    app.check_in(customer, at).await
}

/// A stay that is over, told afterwards.
async fn stayed(app: &TestApp, customer: i64, from: &str, to: &str) -> Answer {
    app.set_clock(to);
    app.attempt(&json!({ "CoworkerId": customer, "FromTime": from, "ToTime": to })).await
}

/// A timed pass that is sold at the door to everybody.
fn at_the_door(minutes: i64, price: i64) -> Value {
    json!({
        "Name": "By the hour", "MinutesIncluded": minutes, "Price": price,
        "UseAsPayAsYouGoForContacts": true, "UseAsPayAsYouGoForMembers": true,
    })
}

on_both_stores! {
    async fn a_suspended_customer_is_refused_whatever_the_passes_say(app: TestApp) {
        let customer = app.customer_with("Sue", &json!({ "Active": false })).await;
        let kind = app.kind(&json!({})).await;
        let pass = app.give(customer, kind, &json!({})).await;
        assert_eq!(refused(&app.check_in(customer, MORNING).await), "Sue is not active");
        assert_eq!(app.pass(pass.id).await["Used"], false);
        assert_eq!(app.visits(customer).await, Vec::<Value>::new());
    }
}

on_both_stores! {
    async fn an_archived_customer_is_refused(app: TestApp) {
        let customer = app.customer_with("Archie", &json!({ "Archived": true })).await;
        assert!(refused(&app.check_in(customer, MORNING).await).contains("archived"));
    }
}

on_both_stores! {
    async fn without_a_pass_the_refusal_is_recorded_with_its_sentence(app: TestApp) {
        let customer = app.customer("Noah").await;
        let attempt = json!({ "CoworkerId": customer, "FromTime": MORNING, "Source": "Tile", "MacAddresses": "AA:BB" });
        let answer = app.attempt(&attempt).await;
        let sentence = refused(&answer);
        assert!(sentence.contains(NO_PASS), "{sentence}");
        assert_eq!(answer.json()["Errors"][0]["AttemptedValue"], customer);
        let failed = app.refusals().await;
        assert_eq!(failed.len(), 1);
        let expected = json!({
            "CoworkerId": customer, "CoworkerFullName": "Noah", "BusinessId": app.loft, "BusinessName": "Loft",
            "CheckinAttemptTime": MORNING, "CheckinAttemptTimeLocal": "2026-09-02T09:15:00Z", "Source": 4,
            "MacAddresses": "AA:BB", "Description": sentence, "UpdatedBy": "admin@example.com",
        });
        assert_eq!(with(failed[0].clone(), &expected), failed[0]);
        assert_eq!(app.visits(customer).await, Vec::<Value>::new());
    }
}

on_both_stores! {
    async fn a_refusal_can_be_answered_with_200_for_older_clients(app: TestApp) {
        let app = app.with_settings(Settings { refusal_status: RefusalStatus::Ok, ..Settings::default() });
        let customer = app.customer("Noah").await;
        let answer = app.check_in(customer, MORNING).await;
        assert_eq!(answer.status, 200);
        let body = answer.json();
        assert_eq!((&body["Status"], &body["WasSuccessful"], &body["Value"]), (&json!(500), &json!(false), &Value::Null));
        assert!(text(&body["Message"]).contains(NO_PASS), "{body}");
        assert_eq!(app.refusals().await[0]["Description"], body["Message"]);
    }
}

on_both_stores! {
    async fn a_pass_of_another_location_does_not_serve(app: TestApp) {
        let (customer, _) = app.holder("Elsa", &json!({ "BusinessId": app.yard })).await;
        let sentence = refused(&app.check_in(customer, MORNING).await);
        assert!(sentence.contains(NO_PASS) && sentence.contains("is not valid at Loft"), "{sentence}");
    }
}

on_both_stores! {
    async fn a_pass_of_the_head_serves_below_it_unless_it_names_its_locations(app: TestApp) {
        let (roaming, _) = app.holder("Rob", &json!({})).await;
        let (staying, _) = app.holder("Stan", &json!({ "Businesses": [app.loft] })).await;
        let at_yard = |customer: i64| json!({ "BusinessId": app.yard, "CoworkerId": customer, "FromTime": MORNING });
        admitted(&app.attempt(&at_yard(roaming)).await);
        assert!(refused(&app.attempt(&at_yard(staying)).await).contains("is not valid at Yard"));
        admitted(&app.check_in(staying, MORNING).await);
    }
}

on_both_stores! {
    async fn a_pass_serves_until_it_expires(app: TestApp) {
        let customer = app.customer("Ex").await;
        let kind = app.kind(&json!({ "MinutesIncluded": 600 })).await;
        app.give(customer, kind, &json!({ "ExpireDate": "2026-09-02T08:15:00Z" })).await;
        let sentence = refused(&app.check_in(customer, MORNING).await);
        assert!(sentence.contains("expired on 2026-09-02 at 09:15"), "{sentence}");
        admitted(&app.attempt(&json!({
            "CoworkerId": customer, "FromTime": "2026-09-02T08:14:59Z", "ToTime": MORNING,
        })).await);
    }
}

on_both_stores! {
    async fn a_pass_keeps_its_hours_by_the_clock_on_the_wall_in_summer_and_winter(app: TestApp) {
        let kind = app.kind(&json!({ "MinutesIncluded": 6000 })).await;
        let hours = json!({
            "TimePassId": kind, "DayOfWeek": "Wednesday", "FromTime": "1976-01-01T09:00:00", "ToTime": "1976-01-01T14:00:00",
        });
        app.post("/api/billing/timepasstimeslots", &hours).await.id();
        let customer = app.customer("Wendy").await;
        app.give(customer, kind, &json!({})).await;
        app.set_clock("2026-09-05T08:15:00Z");
        let days = [
            ("2026-01-07T08:59:59Z", false), ("2026-01-07T09:00:00Z", true), ("2026-01-07T13:59:59Z", true),
            ("2026-01-07T14:00:00Z", false), ("2026-09-02T07:59:59Z", false), ("2026-09-02T08:00:00Z", true),
            ("2026-09-02T12:59:59Z", true), ("2026-09-02T13:00:00Z", false), ("2026-09-03T09:00:00Z", false),
        ];
        for (from, let_in) in days {
            let stay = json!({ "CoworkerId": customer, "FromTime": from, "ToTime": plus(from, 1) });
            let answer = app.attempt(&stay).await;
            assert_eq!(answer.status == 200, let_in, "{from}: {}", answer.text);
        }
        let sentence = refused(&app.check_in(customer, "2026-09-03T09:00:00Z").await);
        assert!(sentence.contains("may only be used on Wed 09:00-14:00"), "{sentence}");
    }
}

on_both_stores! {
    async fn hours_of_a_roaming_pass_go_by_the_location_visited(app: TestApp) {
        let kind = app.kind(&json!({ "MinutesIncluded": 6000 })).await;
        let hours = json!({
            "TimePassId": kind, "DayOfWeek": 3, "FromTime": "1976-01-01T09:00:00", "ToTime": "1976-01-01T10:00:00",
        });
        app.post("/api/billing/timepasstimeslots", &hours).await.id();
        let customer = app.customer("Rob").await;
        app.give(customer, kind, &json!({})).await;
        let at_yard = json!({ "BusinessId": app.yard, "CoworkerId": customer, "FromTime": MORNING });
        assert!(refused(&app.attempt(&at_yard).await).contains("may only be used on"), "it is 10:15 in Berlin");
        admitted(&app.check_in(customer, MORNING).await);
    }
}

on_both_stores! {
    async fn a_pass_for_members_serves_members_only(app: TestApp) {
        let (customer, _) = app.holder("Mem", &json!({ "OnlyForMembers": true })).await;
        assert!(refused(&app.check_in(customer, MORNING).await).contains("is for members only"));
        let plan = app.plan("Desk", &json!({})).await;
        app.join(customer, plan, &json!({ "StartDate": "2026-09-02T08:15:01Z" })).await;
        assert!(refused(&app.check_in(customer, MORNING).await).contains("is for members only"), "not a member yet");
        app.join(customer, plan, &json!({ "StartDate": MORNING, "CancellationDate": "2026-10-01T00:00:00Z" })).await;
        admitted(&app.check_in(customer, MORNING).await);
    }
}

on_both_stores! {
    async fn a_pass_for_contacts_serves_no_member(app: TestApp) {
        let (customer, _) = app.holder("Con", &json!({ "OnlyForContacts": true })).await;
        let plan = app.plan("Desk", &json!({})).await;
        app.join(customer, plan, &json!({ "StartDate": "2026-08-01T00:00:00Z", "CancellationDate": "2026-09-02T09:00:00Z" })).await;
        assert!(refused(&app.check_in(customer, MORNING).await).contains("only for people without a plan"));
        admitted(&arrive(&app, customer, "2026-09-02T09:00:00Z").await);
    }
}

on_both_stores! {
    async fn a_pass_for_a_plan_serves_members_of_that_plan(app: TestApp) {
        let (desk, office) = (app.plan("Desk", &json!({})).await, app.plan("Office", &json!({})).await);
        let (customer, _) = app.holder("Pia", &json!({ "Tariffs": [office] })).await;
        assert!(refused(&app.check_in(customer, MORNING).await).contains("is for members only"));
        app.join(customer, desk, &json!({})).await;
        assert!(refused(&app.check_in(customer, MORNING).await).contains("is for members of another plan"));
        app.join(customer, office, &json!({})).await;
        admitted(&app.check_in(customer, MORNING).await);
    }
}

on_both_stores! {
    async fn a_pass_that_is_not_for_the_wifi_serves_at_the_desk(app: TestApp) {
        let customer = app.customer_with("Wi", &json!({ "AllowNetworkCheckin": true })).await;
        let kind = app.kind(&json!({ "AllowNetworkCheckIn": false })).await;
        app.give(customer, kind, &json!({})).await;
        let wifi = app.attempt(&json!({ "CoworkerId": customer, "FromTime": MORNING, "Source": "NetworkActivity" })).await;
        assert!(refused(&wifi).contains("may not be used by a Wi-Fi check-in"));
        assert_eq!(app.refusals().await[0]["Source"], 3);
        admitted(&app.check_in(customer, MORNING).await);
    }
}

on_both_stores! {
    async fn whom_the_wifi_may_not_check_in_comes_in_at_the_desk(app: TestApp) {
        let (customer, _) = app.holder("Wi", &json!({ "AllowNetworkCheckIn": true })).await;
        let wifi = json!({ "CoworkerId": customer, "FromTime": MORNING, "Source": "NetworkActivity" });
        assert_eq!(refused(&app.attempt(&wifi).await), "Wi may not check in over the Wi-Fi");
        let inside = admitted(&app.check_in(customer, MORNING).await);
        assert_eq!(admitted(&app.attempt(&wifi).await)["Id"], inside["Id"], "who is inside is seen");
    }
}

on_both_stores! {
    async fn a_day_pass_lasts_from_cut_off_to_cut_off(app: TestApp) {
        app.set(app.loft, "Checkin.DailyCutOffTime", "03:00").await;
        let (customer, pass) = app.holder("Dee", &json!({})).await;
        let first = admitted(&stayed(&app, customer, "2026-09-02T21:00:00Z", "2026-09-03T00:00:00Z").await);
        assert_eq!(first["CoworkerTimePassGuid"], pass.guid);
        let again = admitted(&stayed(&app, customer, "2026-09-03T01:00:00Z", "2026-09-03T01:59:59Z").await);
        assert_eq!(again["CoworkerTimePassGuid"], pass.guid);
        assert_eq!(app.taken_from(pass.id).await, 1);
        assert!(refused(&arrive(&app, customer, "2026-09-03T02:00:00Z").await).contains(NO_PASS));
        assert_eq!(app.taken_from(pass.id).await, 1);
    }
}

on_both_stores! {
    async fn coming_back_on_the_same_day_uses_nothing_and_another_day_uses_another_pass(app: TestApp) {
        let (customer, first) = app.holder("Dee", &json!({})).await;
        let kind = app.kind(&json!({ "Name": "Second" })).await;
        let second = app.give(customer, kind, &json!({})).await;
        for from in ["2026-09-02T08:15:00Z", "2026-09-02T12:00:00Z"] {
            let visit = admitted(&arrive(&app, customer, from).await);
            assert_eq!(visit["CoworkerTimePassGuid"], first.guid);
            app.set_clock("2026-09-02T13:00:00Z");
            let to = from.replace(":15:", ":45:").replace("12:00", "12:30");
            assert_eq!(app.check_out(number(&visit["Id"]), &to).await.status, 200);
        }
        assert_eq!(app.pass(second.id).await["Used"], false);
        let tomorrow = admitted(&arrive(&app, customer, "2026-09-03T08:15:00Z").await);
        assert_eq!(tomorrow["CoworkerTimePassGuid"], second.guid);
        assert_eq!((app.taken_from(first.id).await, app.taken_from(second.id).await), (1, 1));
    }
}

on_both_stores! {
    async fn minutes_are_taken_in_quarters_at_the_end_of_the_visit(app: TestApp) {
        let (customer, pass) = app.holder("Min", &json!({ "MinutesIncluded": 300 })).await;
        let visit = app.check_in(customer, MORNING).await.id();
        let before = app.pass(pass.id).await;
        assert_eq!((&before["RemainingUses"], &before["CheckedIn"]), (&json!(300), &json!(true)));
        app.set_clock("2026-09-02T09:01:00Z");
        assert_eq!(app.check_out(visit, "2026-09-02T09:01:00Z").await.status, 200);
        let after = app.pass(pass.id).await;
        let shown = (&after["RemainingUses"], &after["TotalUses"], &after["CheckedIn"], &after["Used"]);
        assert_eq!(shown, (&json!(240), &json!(300), &json!(false), &json!(false)));
        assert_eq!(app.ledger(visit).await, [60]);
    }
}

on_both_stores! {
    async fn a_pass_that_is_outstayed_is_used_up_and_owes_nothing(app: TestApp) {
        let (customer, pass) = app.holder("Max", &json!({ "MinutesIncluded": 30 })).await;
        let visit = admitted(&stayed(&app, customer, MORNING, "2026-09-02T10:15:00Z").await);
        let after = app.pass(pass.id).await;
        let shown = (&after["RemainingUses"], &after["Used"], &after["UsedDate"]);
        assert_eq!(shown, (&json!(0), &json!(true), &json!("2026-09-02T10:15:00Z")));
        assert_eq!(app.ledger(number(&visit["Id"])).await, [30]);
        assert!(refused(&arrive(&app, customer, "2026-09-02T11:00:00Z").await).contains("is used up"));
    }
}

on_both_stores! {
    async fn a_timed_pass_at_the_door_opens_at_a_quarter_and_is_settled_on_leaving(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.kind(&at_the_door(60, 12)).await;
        let customer = app.customer("Pay").await;
        let visit = admitted(&app.check_in(customer, MORNING).await);
        let sold = &app.passes(customer).await[0];
        let shown = (&sold["IsPayAsYouGo"], &sold["Price"], &sold["Invoiced"], &sold["CheckedIn"], &sold["UsedDate"]);
        assert_eq!(shown, (&json!(true), &json!(3.0), &json!(false), &json!(true), &json!(MORNING)));
        assert_eq!(sold["UniqueId"], visit["CoworkerTimePassGuid"]);
        app.set_clock("2026-09-02T09:00:00Z");
        let id = number(&visit["Id"]);
        assert_eq!(app.check_out(id, "2026-09-02T09:00:00Z").await.status, 200);
        let settled = &app.passes(customer).await[0];
        assert_eq!((&settled["Price"], &settled["CheckedIn"]), (&json!(9.0), &json!(false)));
        assert_eq!(app.ledger(id).await, [300, 600]);
    }
}

on_both_stores! {
    async fn a_day_pass_at_the_door_costs_its_full_price_once_a_day(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.kind(&json!({ "Price": 25.5, "UseAsPayAsYouGoForContacts": true })).await;
        let customer = app.customer("Pay").await;
        for (from, to) in [(MORNING, "2026-09-02T09:00:00Z"), ("2026-09-02T12:00:00Z", "2026-09-02T13:00:00Z")] {
            admitted(&stayed(&app, customer, from, to).await);
        }
        let sold = app.passes(customer).await;
        assert_eq!((sold.len(), &sold[0]["Price"], &sold[0]["Used"]), (1, &json!(25.5), &json!(true)));
    }
}

on_both_stores! {
    async fn a_day_at_the_door_costs_no_less_than_its_minimum_and_no_more_than_its_maximum(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.set(app.loft, "Checkin.PayAsYouGoMinPrice", "50").await;
        app.set(app.loft, "Checkin.PayAsYouGoMaxPrice", "100").await;
        app.kind(&at_the_door(60, 20)).await;
        let stays = [
            ("Ann", "2026-09-02T09:15:00Z", 50.0), ("Bob", "2026-09-02T11:15:00Z", 60.0),
            ("Cid", "2026-09-02T14:15:00Z", 100.0),
        ];
        for (name, to, price) in stays {
            let customer = app.customer(name).await;
            admitted(&stayed(&app, customer, MORNING, to).await);
            assert_eq!(app.passes(customer).await[0]["Price"], price, "{name}");
        }
    }
}

on_both_stores! {
    async fn sessions_of_one_day_share_its_minimum(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.set(app.loft, "Checkin.PayAsYouGoMinPrice", "50").await;
        app.kind(&at_the_door(60, 20)).await;
        let customer = app.customer("Ann").await;
        admitted(&stayed(&app, customer, MORNING, "2026-09-02T09:15:00Z").await);
        admitted(&stayed(&app, customer, "2026-09-02T10:15:00Z", "2026-09-02T11:15:00Z").await);
        admitted(&stayed(&app, customer, "2026-09-03T10:15:00Z", "2026-09-03T11:15:00Z").await);
        let prices: Vec<_> = app.passes(customer).await.iter().map(|pass| pass["Price"].clone()).collect();
        assert_eq!(prices, [json!(50.0), json!(0.0), json!(50.0)]);
    }
}

on_both_stores! {
    async fn selling_at_the_door_is_inherited_from_the_head_unless_switched_off_below(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.kind(&with(at_the_door(60, 20), &json!({ "CurrencyId": EUR }))).await;
        let customer = app.customer("Yve").await;
        let at_yard = json!({ "BusinessId": app.yard, "CoworkerId": customer, "FromTime": MORNING });
        admitted(&app.attempt(&at_yard).await);
        let sold = &app.passes(customer).await[0];
        assert_eq!((&sold["BusinessId"], &sold["TimePassCurrencyCode"]), (&json!(app.yard), &json!("EUR")));
        let sentence = refused(&app.check_in(customer, MORNING).await);
        assert!(sentence.contains(NO_PASS), "the loft charges in pounds: {sentence}");
        app.set(app.yard, "Checkin.PayAsYouGo", "False").await;
        let late = app.customer("Lee").await;
        assert_eq!(app.attempt(&with(at_yard, &json!({ "CoworkerId": late }))).await.status, 400);
    }
}

on_both_stores! {
    async fn at_the_door_members_pay_what_their_plan_says(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        let kind = app.kind(&at_the_door(60, 12)).await;
        let plan = app.plan("Desk", &json!({ "DiscountTimePasses": 50 })).await;
        app.post("/api/billing/timepassprices", &json!({ "TimePassId": kind, "TariffId": plan, "Price": 8 })).await.id();
        let (member, contact) = (app.customer("Mem").await, app.customer("Con").await);
        app.join(member, plan, &json!({})).await;
        for (customer, price) in [(member, 4.0), (contact, 12.0)] {
            admitted(&stayed(&app, customer, MORNING, "2026-09-02T09:15:00Z").await);
            assert_eq!(app.passes(customer).await[0]["Price"], price);
        }
    }
}

on_both_stores! {
    async fn what_is_for_members_at_the_door_is_not_sold_to_contacts(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.kind(&json!({ "UseAsPayAsYouGoForMembers": true })).await;
        let customer = app.customer("Con").await;
        assert!(refused(&app.check_in(customer, MORNING).await).contains("none on offer at the door suits"));
        let plan = app.plan("Desk", &json!({})).await;
        app.join(customer, plan, &json!({})).await;
        admitted(&app.check_in(customer, MORNING).await);
    }
}

on_both_stores! {
    async fn a_pass_in_hand_is_used_before_one_is_sold(app: TestApp) {
        app.set(app.loft, "Checkin.PayAsYouGo", "True").await;
        app.kind(&at_the_door(60, 1)).await;
        let (customer, pass) = app.holder("Own", &json!({ "Price": 99 })).await;
        let visit = admitted(&app.check_in(customer, MORNING).await);
        assert_eq!(visit["CoworkerTimePassGuid"], pass.guid);
        assert_eq!(app.passes(customer).await.len(), 1);
    }
}

on_both_stores! {
    async fn whoever_is_inside_already_is_answered_with_the_visit_seen_again(app: TestApp) {
        let (customer, pass) = app.holder("Ida", &json!({})).await;
        let first = json!({ "CoworkerId": customer, "FromTime": MORNING, "MacAddresses": "AA:BB:CC:DD:EE:01" });
        let opened = admitted(&app.attempt(&first).await);
        app.set_clock("2026-09-02T09:00:00Z");
        let again = json!({
            "CoworkerId": customer, "FromTime": "2026-09-02T09:00:00Z", "MacAddresses": "aa:bb:cc:dd:ee:01, AA:BB:CC:DD:EE:02",
        });
        let seen = admitted(&app.attempt(&again).await);
        let expected = json!({
            "Id": opened["Id"], "UniqueId": opened["UniqueId"], "FromTime": MORNING, "ToTime": null,
            "LastActivity": "2026-09-02T09:00:00Z", "MacAddresses": "AA:BB:CC:DD:EE:01, AA:BB:CC:DD:EE:02",
            "CoworkerTimePassGuid": pass.guid, "UpdatedOn": "2026-09-02T09:00:00Z", "CreatedOn": MORNING,
        });
        assert_eq!(with(seen.clone(), &expected), seen);
        assert_eq!(app.visits(customer).await, [seen]);
        assert_eq!(app.taken_from(pass.id).await, 1);
    }
}

on_both_stores! {
    async fn arriving_elsewhere_ends_the_visit_before(app: TestApp) {
        let (customer, pass) = app.holder("Eve", &json!({ "MinutesIncluded": 600 })).await;
        let loft = app.check_in(customer, MORNING).await.id();
        app.set_clock("2026-09-02T10:00:00Z");
        let yard = json!({ "BusinessId": app.yard, "CoworkerId": customer, "FromTime": "2026-09-02T09:30:00Z" });
        let yard = admitted(&app.attempt(&yard).await);
        let left = app.visit(loft).await;
        let expected = json!({ "ToTime": "2026-09-02T09:30:00Z", "ToTimeLocal": "2026-09-02T10:30:00Z", "AutoCheckout": false });
        assert_eq!(with(left.clone(), &expected), left);
        assert_eq!((&yard["ToTime"], &yard["FromTimeLocal"]), (&Value::Null, &json!("2026-09-02T11:30:00Z")));
        let pass = app.pass(pass.id).await;
        assert_eq!((&pass["RemainingUses"], &pass["CheckedIn"]), (&json!(525), &json!(true)));
        assert_eq!(app.ledger(loft).await, [75]);
    }
}

on_both_stores! {
    async fn a_refusal_elsewhere_leaves_the_visit_before_open(app: TestApp) {
        let (customer, _) = app.holder("Eve", &json!({ "Businesses": [app.loft] })).await;
        let loft = app.check_in(customer, MORNING).await.id();
        let yard = json!({ "BusinessId": app.yard, "CoworkerId": customer, "FromTime": MORNING });
        assert!(refused(&app.attempt(&yard).await).contains("is not valid at Yard"));
        assert_eq!(app.visit(loft).await["ToTime"], Value::Null);
    }
}

on_both_stores! {
    async fn presence_without_a_person_takes_no_pass(app: TestApp) {
        let from = json!({ "FromTime": MORNING, "Source": "Sensor", "CoworkerTimePassGuid": "6d0c1f6e-0000-4000-8000-000000000000" });
        let visit = admitted(&app.attempt(&from).await);
        let expected = json!({
            "CoworkerId": null, "CoworkerFullName": null, "BusinessName": "Loft", "Source": 5, "ToTime": null,
            "CoworkerTimePassGuid": null, "FromTimeLocal": "2026-09-02T09:15:00Z", "TariffAtTheTimeOfCheckin": null,
        });
        assert_eq!(with(visit.clone(), &expected), visit);
        let another = admitted(&app.attempt(&from).await);
        assert_ne!(another["Id"], visit["Id"], "nobody says it is the same person");
    }
}

on_both_stores! {
    async fn a_visit_of_an_earlier_day_told_today_ends_at_the_cut_off_of_its_day(app: TestApp) {
        app.set(app.loft, "Checkin.DailyCutOffTime", "03:00").await;
        let (customer, pass) = app.holder("Late", &json!({ "MinutesIncluded": 6000 })).await;
        let visit = admitted(&app.check_in(customer, "2026-08-31T18:00:00Z").await);
        let expected = json!({
            "ToTime": "2026-09-01T02:00:00Z", "ToTimeLocal": "2026-09-01T03:00:00Z", "AutoCheckout": true,
        });
        assert_eq!(with(visit.clone(), &expected), visit);
        assert_eq!(app.pass(pass.id).await["RemainingUses"], 5520);
        let today = admitted(&app.check_in(customer, MORNING).await);
        assert_eq!((&today["ToTime"], &today["AutoCheckout"]), (&Value::Null, &json!(false)));
    }
}

on_both_stores! {
    async fn whoever_was_left_inside_yesterday_is_put_out_at_the_cut_off_and_let_in_anew(app: TestApp) {
        let (customer, pass) = app.holder("Over", &json!({ "MinutesIncluded": 6000 })).await;
        let yesterday = app.check_in(customer, MORNING).await.id();
        let today = admitted(&arrive(&app, customer, "2026-09-03T08:15:00Z").await);
        assert_ne!(today["Id"], yesterday);
        let left = app.visit(yesterday).await;
        assert_eq!((&left["ToTime"], &left["AutoCheckout"]), (&json!("2026-09-02T23:00:00Z"), &json!(true)));
        assert_eq!(app.ledger(yesterday).await, [885]);
        assert_eq!(app.pass(pass.id).await["CheckedIn"], true);
    }
}

on_both_stores! {
    async fn nothing_starts_more_than_five_minutes_ahead_of_now(app: TestApp) {
        let (customer, pass) = app.holder("Fast", &json!({})).await;
        let answer = app.check_in(customer, "2026-09-02T08:20:01Z").await;
        assert_eq!(answer.status, 400, "{}", answer.text);
        let error = answer.json()["Errors"][0].clone();
        assert_eq!((&error["PropertyName"], &error["AttemptedValue"]), (&json!("FromTime"), &json!("2026-09-02T08:20:01Z")));
        assert_eq!((app.visits(customer).await.len(), app.refusals().await.len()), (0, 0));
        assert_eq!(app.pass(pass.id).await["Used"], false);
        admitted(&app.check_in(customer, "2026-09-02T08:20:00Z").await);
    }
}

on_both_stores! {
    async fn a_stay_that_ends_before_it_begins_is_refused_without_a_trace(app: TestApp) {
        let (customer, _) = app.holder("Odd", &json!({})).await;
        for to in [MORNING, "2026-09-02T08:00:00Z"] {
            let answer = app.attempt(&json!({ "CoworkerId": customer, "FromTime": MORNING, "ToTime": to })).await;
            assert_eq!(answer.status, 400, "{}", answer.text);
            let error = answer.json()["Errors"][0].clone();
            assert_eq!((&error["PropertyName"], &error["AttemptedValue"]), (&json!("ToTime"), &json!(to)));
        }
        assert_eq!((app.visits(customer).await.len(), app.refusals().await.len()), (0, 0));
    }
}

on_both_stores! {
    async fn the_pass_that_is_asked_for_is_the_one_used(app: TestApp) {
        let (customer, first) = app.holder("Ask", &json!({ "UsePriority": 9 })).await;
        let kind = app.kind(&json!({ "MinutesIncluded": 60 })).await;
        let asked = app.give(customer, kind, &json!({})).await;
        let attempt = json!({ "CoworkerId": customer, "FromTime": MORNING, "CoworkerTimePassGuid": asked.guid.to_uppercase() });
        assert_eq!(admitted(&app.attempt(&attempt).await)["CoworkerTimePassGuid"], asked.guid);
        assert_eq!(app.pass(first.id).await["Used"], false);
    }
}

on_both_stores! {
    async fn a_pass_that_is_asked_for_must_be_the_customers_own(app: TestApp) {
        let (customer, own) = app.holder("Ask", &json!({})).await;
        let (_, other) = app.holder("Oth", &json!({})).await;
        for guid in [other.guid.as_str(), "6d0c1f6e-0000-4000-8000-000000000000"] {
            let attempt = json!({ "CoworkerId": customer, "FromTime": MORNING, "CoworkerTimePassGuid": guid });
            let answer = app.attempt(&attempt).await;
            assert_eq!(answer.status, 400, "{}", answer.text);
            let error = answer.json()["Errors"][0].clone();
            assert_eq!((&error["PropertyName"], &error["AttemptedValue"]), (&json!("CoworkerTimePassGuid"), &json!(guid)));
        }
        assert_eq!((app.pass(own.id).await["Used"].clone(), app.pass(other.id).await["Used"].clone()), (json!(false), json!(false)));
        assert_eq!(app.visits(customer).await.len(), 0);
    }
}

on_both_stores! {
    async fn a_pass_that_is_asked_for_and_does_not_serve_is_a_refusal_though_another_would(app: TestApp) {
        let (customer, _) = app.holder("Ask", &json!({})).await;
        let kind = app.kind(&json!({ "BusinessId": app.yard, "Name": "Yard Day" })).await;
        let asked = app.give(customer, kind, &json!({})).await;
        let attempt = json!({ "CoworkerId": customer, "FromTime": MORNING, "CoworkerTimePassGuid": asked.guid });
        let sentence = refused(&app.attempt(&attempt).await);
        assert!(sentence.contains(NO_PASS) && sentence.contains("\"Yard Day\" is not valid at Loft"), "{sentence}");
        assert_eq!(app.refusals().await.len(), 1);
    }
}

on_both_stores! {
    async fn the_remedy_of_live_clients_gets_somebody_in(app: TestApp) {
        let customer = app.customer("Rem").await;
        let kind = app.kind(&json!({})).await;
        assert!(refused(&app.check_in(customer, MORNING).await).contains(NO_PASS));
        let pass = app.give(customer, kind, &json!({ "ExpireDate": "2026-09-03T08:15:00Z" })).await;
        let used = json!({
            "Id": pass.id, "CoworkerId": customer, "BusinessId": app.loft, "TimePassId": kind, "CreateMultiple": 1,
            "Used": true, "UsedDate": MORNING, "ExpireDate": "2026-09-03T08:15:00Z",
        });
        assert_eq!(app.put("/api/billing/coworkertimepasses", &used).await.status, 200);
        let attempt = json!({ "CoworkerId": customer, "FromTime": MORNING, "CoworkerTimePassGuid": pass.guid });
        let visit = admitted(&app.attempt(&attempt).await);
        assert_eq!(visit["CoworkerTimePassGuid"], pass.guid);
        assert_eq!(app.passes(customer).await.len(), 1);
        app.set_clock("2026-09-02T12:00:00Z");
        assert_eq!(app.check_out(number(&visit["Id"]), "2026-09-02T12:00:00Z").await.status, 200);
        admitted(&app.check_in(customer, "2026-09-02T12:00:00Z").await);
    }
}

on_both_stores! {
    async fn a_visit_remembers_the_teams_and_plans_of_its_time(app: TestApp) {
        let (customer, _) = app.holder("Tim", &json!({})).await;
        let plan = app.plan("Hot desk", &json!({})).await;
        let contract = app.join(customer, plan, &json!({})).await;
        for name in ["Team A", "Team B"] {
            let team = json!({ "BusinessId": app.loft, "Name": name, "TeamMembers": [customer] });
            app.post("/api/spaces/teams", &team).await.id();
        }
        let id = app.check_in(customer, MORNING).await.id();
        let renamed = json!({ "Id": plan, "BusinessId": app.loft, "Name": "Cold desk", "Price": 1, "CurrencyId": 3005 });
        assert_eq!(app.put("/api/billing/tariffs", &renamed).await.status, 200);
        let visit = app.visit(id).await;
        assert_eq!(visit["TeamsAtTheTimeOfCheckin"], "Team A, Team B");
        assert_eq!(visit["TariffAtTheTimeOfCheckin"], "Hot desk", "contract {contract}");
    }
}

on_both_stores! {
    async fn a_refusal_remembers_the_teams_and_plans_of_its_time(app: TestApp) {
        let customer = app.customer("Tim").await;
        let plan = app.plan("Hot desk", &json!({})).await;
        app.join(customer, plan, &json!({})).await;
        app.post("/api/spaces/teams", &json!({ "BusinessId": app.loft, "Name": "Team", "TeamMembers": [customer] })).await.id();
        refused(&app.check_in(customer, MORNING).await);
        let failed = &app.refusals().await[0];
        let remembered = (&failed["TeamsAtTheTimeOfCheckin"], &failed["TariffAtTheTimeOfCheckin"]);
        assert_eq!(remembered, (&json!("Team"), &json!("Hot desk")));
    }
}

on_both_stores! {
    async fn the_source_comes_as_a_number_or_a_name_and_goes_out_as_a_number(app: TestApp) {
        let sources = [(json!(2), 2), (json!("DoorAccess"), 2), (json!("dooraccess"), 2), (json!("3"), 3), (json!(0), 0)];
        for (source, number) in sources {
            let visit = admitted(&app.attempt(&json!({ "FromTime": MORNING, "Source": source })).await);
            assert_eq!(visit["Source"], number, "{source}");
        }
        assert_eq!(admitted(&app.attempt(&json!({ "FromTime": MORNING })).await)["Source"], 1);
        for source in [Value::Null, json!(6), json!("Window"), json!(true)] {
            let answer = app.attempt(&json!({ "FromTime": MORNING, "Source": source })).await;
            assert_eq!(answer.status, 400, "{source}: {}", answer.text);
            let error = answer.json()["Errors"][0].clone();
            assert_eq!((&error["PropertyName"], &error["AttemptedValue"]), (&json!("Source"), &source));
        }
    }
}

on_both_stores! {
    async fn an_unknown_customer_or_location_is_named_and_nothing_recorded(app: TestApp) {
        let answer = app.attempt(&json!({ "BusinessId": 77, "CoworkerId": 78, "FromTime": MORNING })).await;
        assert_eq!(answer.status, 400, "{}", answer.text);
        assert_eq!(answer.json()["Errors"], json!([
            { "AttemptedValue": 77, "Message": "there is no Business with Id 77", "PropertyName": "Business" },
            { "AttemptedValue": 78, "Message": "there is no Coworker with Id 78", "PropertyName": "Coworker" },
        ]));
        assert_eq!(app.refusals().await.len(), 0);
    }
}
