//! A tile for apps: `POST /api/public/tiles/{TileNumber}`.

use serde_json::{Value, json};

use super::{CHECK_IN, CHECK_OUT, PIN, Tile};
use crate::on_both_stores;
use crate::public_checkin::{CARD, action, denied, welcome};
use crate::support::people::with;
use crate::support::{Answer, TestApp};

async fn used(app: &TestApp, tile: &Tile, headers: &[(&str, &str)], body: &Value) -> Answer {
    let path = format!("/api/public/tiles/{}", tile.number);
    let mut all = vec![("authorization", "")];
    all.extend(headers);
    app.request(http::Method::POST, &path, &all, &body.to_string()).await
}

fn ann() -> Value {
    json!({ "email": "ann@example.com", "pincode": PIN })
}

on_both_stores! {
    async fn an_app_gets_the_verdict_of_the_door(app: TestApp) {
        app.regular("Ann", &json!({ "AccessPincode": PIN, "AccessCardId": CARD })).await;
        let (way_in, way_out) = (app.tile(CHECK_IN, &json!({})).await, app.tile(CHECK_OUT, &json!({})).await);
        let dry = used(&app, &way_in, &[], &with(ann(), &json!({ "doNotCheckIn": true }))).await;
        assert_eq!(welcome(&dry)["CheckinId"], Value::Null);
        assert_eq!(app.notes_of(&way_in).await.len(), 0);
        let told = welcome(&used(&app, &way_in, &[], &ann()).await);
        assert_eq!((&told["Action"], &told["FullName"]), (&json!("checkin"), &json!("Ann")));
        app.set_clock("2026-09-02T11:00:00Z");
        assert_eq!(action(&used(&app, &way_out, &[], &json!({ "accessCardId": CARD })).await), "checkout");
        assert_eq!(app.notes_of(&way_out).await[0].1, "Checked out");
    }
}

on_both_stores! {
    async fn an_app_sends_where_it_is(app: TestApp) {
        app.pin_holder("Ann").await;
        let place = json!({ "EnableGeofence": true, "Latitude": 51.52, "Longitude": -0.11 });
        let tile = app.tile(CHECK_IN, &place).await;
        let told = denied(&used(&app, &tile, &[], &ann()).await);
        assert_eq!(told.0, 403);
        let far = with(ann(), &json!({ "latitude": 51.6, "longitude": -0.11, "accuracy": 8.5 }));
        let near = with(ann(), &json!({ "latitude": 51.52, "longitude": -0.11, "accuracy": 8.5 }));
        app.set_clock("2026-09-02T09:00:00Z");
        assert_eq!(denied(&used(&app, &tile, &[], &far).await).1, "You seem to be 8.8 km away; this tile works within 100 m");
        app.set_clock("2026-09-02T10:00:00Z");
        assert_eq!(action(&used(&app, &tile, &[], &near).await), "checkin");
    }
}

on_both_stores! {
    async fn the_same_key_has_one_effect(app: TestApp) {
        let customer = app.pin_holder("Ann").await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let key = [("idempotency-key", "k1")];
        let first = used(&app, &tile, &key, &ann()).await;
        app.set_clock("2026-09-02T11:00:00Z");
        assert_eq!(used(&app, &tile, &key, &ann()).await.text, first.text);
        assert_eq!((app.visits(customer).await.len(), app.notes_of(&tile).await.len()), (1, 1));
    }
}

on_both_stores! {
    async fn what_makes_no_sense_is_said(app: TestApp) {
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let fitting = "Send accessCardId, pincode, email with pincode, or email with password; what happens is for the \
                       tile to say";
        for body in [
            json!({ "mac": "00:00:5e:00:53:01" }),
            json!({ "token": "12345" }),
            json!({ "pincode": "1", "toggle": true }),
            json!({ "email": "ann@example.com", "disconnect": true }),
        ] {
            assert_eq!(denied(&used(&app, &tile, &[], &body).await), (400, fitting.to_owned()), "{body}");
        }
        let half = json!({ "pincode": "1", "latitude": 1 });
        assert_eq!(denied(&used(&app, &tile, &[], &half).await).0, 400);
        let nowhere = Tile { id: 0, number: "nothing".into() };
        assert_eq!(used(&app, &nowhere, &[], &ann()).await.status, 404);
    }
}
