//! Tiles that do something else.

use serde_json::{Value, json};

use super::{PIN, fields, heading, typed};
use crate::on_both_stores;
use crate::support::TestApp;

const REDIRECT: i64 = 9;
const REQUEST: i64 = 8;
const BOOK_DESK: i64 = 13;

on_both_stores! {
    async fn a_tile_that_leads_on_does_so_for_whoever_says_who_they_are(app: TestApp) {
        let ann = app.customer_with("Ann", &json!({ "AccessPincode": PIN })).await;
        let tile = app.tile(REDIRECT, &json!({ "ActionParameters": "https://example.com/menu" })).await;
        assert_eq!(heading(&app.scan(&tile.path(), "").await), "Front desk");
        let nobody = app.touch(&tile, &fields(&typed("bob"))).await;
        assert_eq!(heading(&nobody), "That did not work");
        let led = app.touch(&tile, &fields(&typed("ann"))).await;
        assert_eq!((led.status, led.headers["location"].to_str().expect("text")), (303, "https://example.com/menu"));
        let policy = nobody.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("form-action 'self' https:;"), "{policy}");
        assert_eq!(app.notes_of(&tile).await[0], (1, "Was shown the way".to_owned(), json!("Ann")));
        assert_eq!((app.visits(ann).await.len(), app.refusals().await.len()), (0, 0), "it is no way in");
    }
}

on_both_stores! {
    async fn a_suspended_customer_is_not_led_on(app: TestApp) {
        app.customer_with("Ann", &json!({ "AccessPincode": PIN, "Active": false })).await;
        let tile = app.tile(REDIRECT, &json!({ "ActionParameters": "https://example.com/" })).await;
        assert!(app.touch(&tile, &fields(&typed("ann"))).await.text.contains("Ann is not active"));
    }
}

on_both_stores! {
    async fn a_tile_that_checks_in_too_does_so_first(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let both = json!({ "ActionParameters": "https://example.com/", "CheckCustomerIn": true });
        let tile = app.tile(REDIRECT, &both).await;
        assert_eq!(heading(&app.scan(&tile.path(), "").await), "Check in at Loft");
        assert_eq!(app.touch(&tile, &fields(&typed("ann"))).await.status, 303);
        assert_eq!(app.visits(ann).await[0]["ToTime"], Value::Null);
        app.customer_with("Bob", &json!({ "AccessPincode": PIN })).await;
        assert_eq!(heading(&app.touch(&tile, &fields(&typed("bob"))).await), "That did not work");
    }
}

on_both_stores! {
    async fn what_is_not_done_here_is_said_and_noted(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let (post, nowhere) = (json!({ "ActionParameters": "https://example.com/" }), json!({}));
        for (action, more) in [(REQUEST, &post), (BOOK_DESK, &nowhere), (REDIRECT, &json!({ "ActionParameters": "http://example.com/" }))] {
            let tile = app.tile(action, more).await;
            let page = app.scan(&tile.path(), "").await;
            assert!(page.text.contains("What this tile is set to do is not supported here"), "{}", page.text);
            assert!(!page.text.contains("<form"), "{}", page.text);
            assert_eq!(heading(&app.touch(&tile, &fields(&typed("ann"))).await), "That did not work");
            let noted = app.notes_of(&tile).await;
            assert_eq!(noted, [(2, "What this tile is set to do is not supported here".to_owned(), json!("Ann"))]);
        }
        assert_eq!(app.visits(ann).await.len(), 0);
        let tile = app.tile(BOOK_DESK, &json!({ "CheckCustomerIn": true })).await;
        let told = app.touch(&tile, &fields(&typed("ann"))).await;
        assert_eq!(heading(&told), "Welcome, Ann");
        assert!(told.text.contains("What this tile is set to do beside that is not supported here."));
        let noted = app.notes_of(&tile).await.remove(0);
        assert_eq!(noted.1, "Checked in; what else it is set to do is not supported here");
    }
}
