//! A card held to a reader.

use serde_json::{Value, json};

use super::{CARD, NOON, YARD, action, denied, welcome};
use crate::on_both_stores;
use crate::support::people::with;
use crate::support::{MORNING, TestApp};

on_both_stores! {
    async fn a_card_lets_its_owner_in_and_says_until_when(app: TestApp) {
        app.set(app.loft, "Checkin.DailyCutOffTime", "03:00").await;
        let ann = app.cardholder("Ann Lee", CARD).await;
        let told = welcome(&app.tap(&json!({ "AccessCardID": CARD })).await);
        let visit = app.visits(ann).await.remove(0);
        assert_eq!(told, json!({
            "SessionExpire": "2026-09-03T01:59:59 UTC", "SessionTimeOut": 63_899.0, "FullName": "Ann Lee",
            "Action": "checkin", "CheckinId": visit["Id"], "CheckinUniqueId": visit["UniqueId"],
        }));
        let expected = json!({
            "FromTime": MORNING, "ToTime": null, "Source": 2, "BusinessId": app.loft, "UpdatedBy": "public check-in",
        });
        assert_eq!(with(visit.clone(), &expected), visit);
        assert_eq!(app.passes(ann).await.iter().filter(|pass| pass["CheckedIn"] == true).count(), 1);
    }
}

on_both_stores! {
    async fn a_card_is_known_however_it_is_spelt(app: TestApp) {
        let ann = app.cardholder("Ann", "04:a1-b2 c3").await;
        for spelt in ["04A1B2C3", "04a1b2c3", "04:A1:B2:C3", "04 a1 b2 c3", "04-A1-B2-C3"] {
            assert_eq!(welcome(&app.tap(&json!({ "accessCardId": spelt })).await)["FullName"], "Ann", "{spelt}");
        }
        assert_eq!(app.visits(ann).await.len(), 1);
    }
}

on_both_stores! {
    async fn a_customer_may_have_several_cards_and_a_fob_and_give_them_up(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessCardId": "04A1B2C3, 04D4E5F6", "KeyFobNumber": "FOB-9" })).await;
        for card in ["04a1b2c3", "04:d4:e5:f6", "fob 9"] {
            welcome(&app.tap(&json!({ "accessCardId": card })).await);
        }
        let body = app.get(&format!("/api/spaces/coworkers/{ann}")).await.json();
        let changed = with(body, &json!({ "AccessCardId": "04D4E5F6", "KeyFobNumber": null }));
        assert_eq!(app.put("/api/spaces/coworkers", &changed).await.status, 200);
        welcome(&app.tap(&json!({ "accessCardId": "04D4E5F6" })).await);
        for lost in ["04A1B2C3", "FOB9"] {
            assert_eq!(denied(&app.tap(&json!({ "accessCardId": lost })).await).0, 401, "{lost}");
        }
    }
}

on_both_stores! {
    async fn a_card_that_nobody_has_is_refused_and_recorded_by_its_end(app: TestApp) {
        let (status, sentence) = denied(&app.tap(&json!({ "accessCardId": "04:99:88:77" })).await);
        assert_eq!((status, sentence.as_str()), (401, "This card is not known at Loft: it ends in 77"));
        let failed = app.refusals().await.remove(0);
        let expected = json!({
            "CoworkerId": null, "BusinessId": app.loft, "CheckinAttemptTime": MORNING, "Source": 2,
            "Description": sentence, "MacAddresses": null, "CheckinAttemptTimeLocal": "2026-09-02T09:15:00Z",
        });
        assert_eq!(with(failed.clone(), &expected), failed);
        assert!(!failed.to_string().contains("998877"), "{failed}");
    }
}

on_both_stores! {
    async fn a_card_that_two_people_have_admits_neither(app: TestApp) {
        app.cardholder("Ann", CARD).await;
        app.cardholder("Bob", CARD).await;
        let told = denied(&app.tap(&json!({ "accessCardId": CARD })).await);
        assert_eq!(told, (401, "More than one person at Loft has this card".to_owned()));
    }
}

on_both_stores! {
    async fn a_card_without_a_pass_is_refused_in_words_that_clients_know(app: TestApp) {
        let ann = app.customer_with("Ann", &json!({ "AccessCardId": CARD })).await;
        let (status, sentence) = denied(&app.tap(&json!({ "accessCardId": CARD })).await);
        assert_eq!(status, 403);
        assert!(sentence.contains("does not have a valid time pass"), "{sentence}");
        let failed = app.refusals().await;
        assert_eq!((failed.len(), &failed[0]["CoworkerId"], &failed[0]["Description"]), (1, &json!(ann), &json!(sentence)));
    }
}

on_both_stores! {
    async fn a_suspended_customer_is_refused_by_name(app: TestApp) {
        app.regular("Otto", &json!({ "AccessCardId": CARD, "Active": false })).await;
        assert_eq!(denied(&app.tap(&json!({ "accessCardId": CARD })).await), (403, "Otto is not active".to_owned()));
        assert_eq!(app.refusals().await.len(), 1);
    }
}

on_both_stores! {
    async fn a_toggle_lets_in_and_out(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let toggle = json!({ "accessCardId": CARD, "toggle": true });
        assert_eq!(action(&app.tap(&toggle).await), "checkin");
        app.set_clock(NOON);
        let told = welcome(&app.tap(&toggle).await);
        assert_eq!((&told["Action"], &told["SessionExpire"]), (&json!("checkout"), &json!("2026-09-02T11:00:00 UTC")));
        assert_eq!(told["SessionTimeOut"], 0.0);
        let visits = app.visits(ann).await;
        assert_eq!((visits.len(), &visits[0]["ToTime"], &visits[0]["AutoCheckout"]), (1, &json!(NOON), &json!(false)));
        app.set_clock("2026-09-02T12:00:00Z");
        assert_eq!(action(&app.tap(&toggle).await), "checkin");
    }
}

on_both_stores! {
    async fn without_toggle_a_card_does_not_let_out(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        assert_eq!(action(&app.tap(&json!({ "accessCardId": CARD })).await), "checkin");
        app.set_clock(NOON);
        assert_eq!(action(&app.tap(&json!({ "accessCardId": CARD })).await), "none");
        let visit = app.visits(ann).await.remove(0);
        assert_eq!((&visit["ToTime"], &visit["LastActivity"]), (&Value::Null, &json!(NOON)));
    }
}

on_both_stores! {
    async fn a_card_lets_out_whoever_is_inside_and_nobody_else(app: TestApp) {
        app.cardholder("Ann", CARD).await;
        let leave = json!({ "accessCardId": CARD, "disconnect": "true" });
        assert_eq!(denied(&app.tap(&leave).await), (403, "Ann is not inside at Loft".to_owned()));
        app.tap(&json!({ "accessCardId": CARD })).await;
        assert_eq!(denied(&app.tap_at(YARD, &leave).await).1, "Ann is not inside at Yard");
        app.set_clock(NOON);
        assert_eq!(action(&app.tap(&leave).await), "checkout");
        assert_eq!(app.refusals().await, Vec::<Value>::new(), "who wants to leave was not kept out");
    }
}

on_both_stores! {
    async fn a_card_at_another_location_of_the_network_takes_its_owner_there(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let toggle = json!({ "accessCardId": CARD, "toggle": true });
        assert_eq!(action(&app.tap(&toggle).await), "checkin");
        app.set_clock(NOON);
        assert_eq!(action(&app.tap_at(YARD, &toggle).await), "checkin");
        let visits = app.visits(ann).await;
        let open: Vec<_> = visits.iter().filter(|visit| visit["ToTime"].is_null()).collect();
        assert_eq!((visits.len(), open.len(), &open[0]["BusinessId"]), (2, 1, &json!(app.yard)));
    }
}

on_both_stores! {
    async fn a_card_of_another_network_is_not_known(app: TestApp) {
        let barn = vestibule_server::seed::NewLocation {
            name: "Barn".to_owned(), web_address: "barn".to_owned(), country: "GB".to_owned(),
            currency: "GBP".to_owned(), zone: "Europe/London".to_owned(), parent: None,
        };
        let barn = vestibule_server::seed::create_location(&app.app, barn).await.expect("a location");
        app.regular("Bart", &json!({ "AccessCardId": CARD, "Businesses": [barn] })).await;
        let told = denied(&app.tap(&json!({ "accessCardId": CARD })).await);
        assert_eq!(told, (401, "This card is not known at Loft: it ends in C3".to_owned()));
        app.cardholder("Ann", CARD).await;
        assert_eq!(welcome(&app.tap(&json!({ "accessCardId": CARD })).await)["FullName"], "Ann", "nor in the way");
    }
}
