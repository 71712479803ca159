//! A phone that is remembered.

use serde_json::json;

use super::{CHECK_IN, CHECK_OUT, HERE, PIN, Tile, cookie, fields, heading, typed};
use crate::on_both_stores;
use crate::support::people::with;
use crate::support::{Answer, TestApp};

const NOON: &str = "2026-09-02T11:00:00Z";

/// Checks Ann in by hand, and has her phone remembered.
async fn remembered(app: &TestApp, tile: &Tile) -> Answer {
    let mut form = typed("ann");
    form.push(("remember", "1".to_owned()));
    app.touch(tile, &fields(&form)).await
}

async fn one_touch(app: &TestApp, tile: &Tile, cookie: &str) -> Answer {
    app.touch_with(tile, &[("phone", "1")], &[("origin", HERE), ("cookie", cookie)]).await
}

on_both_stores! {
    async fn the_next_touch_of_a_phone_that_is_remembered_is_one_button(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let (way_in, way_out) = (app.tile(CHECK_IN, &json!({})).await, app.tile(CHECK_OUT, &json!({})).await);
        let told = remembered(&app, &way_in).await;
        assert_eq!(heading(&told), "Welcome, Ann");
        let set = told.headers["set-cookie"].to_str().expect("text");
        assert!(set.starts_with("vestibule_phone=vst_"), "{set}");
        assert!(set.ends_with("; Path=/t; Max-Age=15552000; HttpOnly; SameSite=Strict; Secure"), "{set}");
        let carried = cookie(&told);
        let page = app.scan(&way_out.path(), &format!("other=1; {carried}")).await;
        assert!(page.text.contains("<button>Check out as Ann</button>"), "{}", page.text);
        assert!(!page.text.contains("name=\"email\""));
        app.set_clock(NOON);
        assert_eq!(heading(&one_touch(&app, &way_out, &carried).await), "Goodbye, Ann");
        assert_eq!(app.visits(ann).await[0]["ToTime"], NOON);
    }
}

on_both_stores! {
    async fn a_phone_is_remembered_only_where_somebody_asks_for_it_and_is_let_in(app: TestApp) {
        app.pin_holder("Ann").await;
        app.customer_with("Bob", &json!({ "AccessPincode": PIN })).await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        assert!(!app.touch(&tile, &fields(&typed("ann"))).await.headers.contains_key("set-cookie"));
        let mut form = typed("bob");
        form.push(("remember", "1".to_owned()));
        assert!(!app.touch(&tile, &fields(&form)).await.headers.contains_key("set-cookie"));
    }
}

on_both_stores! {
    async fn over_a_connection_that_can_be_read_the_cookie_is_sent_back_over_such_ones_too(app: TestApp) {
        app.pin_holder("Ann").await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let mut form = typed("ann");
        form.push(("remember", "1".to_owned()));
        let told = app.touch_with(&tile, &fields(&form), &[("origin", "http://loft.example.com")]).await;
        assert!(told.headers["set-cookie"].to_str().expect("text").ends_with("SameSite=Strict"));
    }
}

on_both_stores! {
    async fn who_is_somebody_else_has_the_phone_forgotten(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let carried = cookie(&remembered(&app, &tile).await);
        assert!(app.scan(&tile.path(), &carried).await.text.contains("Not you? Forget this phone"));
        let elsewhere = [("origin", "https://evil.example"), ("cookie", carried.as_str())];
        assert_eq!(app.touch_with(&tile, &[("forget", "1")], &elsewhere).await.status, 403);
        let told = app.touch_with(&tile, &[("forget", "1")], &[("origin", HERE), ("cookie", &carried)]).await;
        assert_eq!(heading(&told), "This phone is forgotten");
        assert!(told.headers["set-cookie"].to_str().expect("text").starts_with("vestibule_phone=; Path=/t; Max-Age=0;"));
        // The secret is worth nothing any more, whoever kept it.
        app.set_clock(NOON);
        assert!(app.scan(&tile.path(), &carried).await.text.contains("name=\"email\""));
        let told = one_touch(&app, &tile, &carried).await;
        assert!(told.text.contains("This phone is not remembered any more"), "{}", told.text);
        assert_eq!(app.visits(ann).await.len(), 1);
    }
}

on_both_stores! {
    async fn a_phone_that_was_lost_is_worth_nothing_once_its_owner_has_another_pin(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let carried = cookie(&remembered(&app, &tile).await);
        let read = app.get(&format!("/api/spaces/coworkers/{ann}")).await.json();
        let other = with(read, &json!({ "AccessPincode": "77777" }));
        assert_eq!(app.put("/api/spaces/coworkers", &other).await.status, 200);
        assert!(app.scan(&tile.path(), &carried).await.text.contains("name=\"email\""));
        assert_eq!(heading(&one_touch(&app, &tile, &carried).await), "That did not work");
    }
}

on_both_stores! {
    async fn a_phone_is_remembered_for_half_a_year(app: TestApp) {
        app.pin_holder("Ann").await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let carried = cookie(&remembered(&app, &tile).await);
        app.set_clock("2027-03-01T08:14:59Z");
        assert!(app.scan(&tile.path(), &carried).await.text.contains("Check in as Ann"));
        app.set_clock("2027-03-01T08:15:00Z");
        assert!(!app.scan(&tile.path(), &carried).await.text.contains("Check in as Ann"));
    }
}

on_both_stores! {
    async fn a_made_up_cookie_is_nobodys(app: TestApp) {
        app.pin_holder("Ann").await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        remembered(&app, &tile).await;
        for made_up in ["vestibule_phone=", "vestibule_phone=vst_x", "vestibule_phone=\"; x", "vestibule_phone"] {
            let page = app.scan(&tile.path(), made_up).await;
            assert!(page.text.contains("name=\"email\""), "{made_up}");
            assert_eq!(heading(&one_touch(&app, &tile, made_up).await), "That did not work", "{made_up}");
        }
    }
}
