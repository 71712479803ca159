//! Tiles that are kept for some.

use serde_json::{Value, json};

use super::{CHECK_IN, CHECK_OUT, PIN, Tile, fields, heading, typed};
use crate::on_both_stores;
use crate::support::people::{plus, with};
use crate::support::{MORNING, TestApp};

/// What Ann is told, at her second try so many seconds later.
async fn told(app: &TestApp, tile: &Tile, seconds: i64) -> String {
    app.set_clock(&plus(MORNING, seconds));
    app.touch(tile, &fields(&typed("ann"))).await.text
}

on_both_stores! {
    async fn a_tile_that_is_kept_for_a_plan_is_for_its_members(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let gold = app.plan("Gold", &json!({})).await;
        let tile = app.tile(CHECK_IN, &json!({ "AddedTariffs": [gold] })).await;
        let refused = told(&app, &tile, 0).await;
        assert!(refused.contains("This tile is kept for members on &#34;Gold&#34;"), "{refused}");
        assert_eq!(app.notes_of(&tile).await[0].0, 2);
        app.join(ann, gold, &json!({})).await;
        assert!(told(&app, &tile, 10).await.contains("Welcome, Ann"));
    }
}

on_both_stores! {
    async fn a_tile_that_is_kept_for_a_pass_lets_in_on_that_pass_and_on_no_other(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let lab = app.kind(&json!({ "Name": "Lab Pass", "Price": 50 })).await;
        let tile = app.tile(CHECK_IN, &json!({ "AddedTimePasses": [lab] })).await;
        let refused = told(&app, &tile, 0).await;
        assert!(refused.contains("This tile is kept for visits on &#34;Lab Pass&#34;"), "{refused}");
        let pass = app.give(ann, lab, &json!({})).await;
        assert!(told(&app, &tile, 10).await.contains("Welcome, Ann"));
        assert_eq!(app.visits(ann).await[0]["CoworkerTimePassGuid"], json!(pass.guid));
    }
}

on_both_stores! {
    async fn who_came_on_another_pass_does_not_leave_by_a_tile_that_is_kept_for_one(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let lab = app.kind(&json!({ "Name": "Lab Pass" })).await;
        let way_in = app.tile(CHECK_IN, &json!({})).await;
        assert!(told(&app, &way_in, 0).await.contains("Welcome, Ann"));
        let way_out = app.tile(CHECK_OUT, &json!({ "AddedTimePasses": [lab] })).await;
        assert!(told(&app, &way_out, 10).await.contains("kept for visits on &#34;Lab Pass&#34;"));
        assert_eq!(app.visits(ann).await[0]["ToTime"], Value::Null);
    }
}

on_both_stores! {
    async fn a_tile_that_is_kept_for_a_desk_is_for_whoever_sits_there(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let desk = json!({
            "FloorPlanId": 1, "FloorPlanBusinessId": app.loft, "Name": "A1", "ItemType": 1, "Size": 1, "Capacity": 1,
            "Price": 0, "PositionX": 0, "PositionY": 0, "PositionZ": 0,
        });
        let id = app.post("/api/sys/floorplandesks", &desk).await.id();
        let tile = app.tile(CHECK_IN, &json!({ "AddedFloorPlanDesks": [id] })).await;
        let refused = told(&app, &tile, 0).await;
        assert!(refused.contains("This tile is kept for whoever sits at &#34;A1&#34;"), "{refused}");
        let taken = with(desk, &json!({ "Id": id, "CoworkerId": ann }));
        assert_eq!(app.put("/api/sys/floorplandesks", &taken).await.status, 200);
        assert!(told(&app, &tile, 10).await.contains("Welcome, Ann"));
    }
}

on_both_stores! {
    async fn people_of_another_network_are_not_known_at_a_tile(app: TestApp) {
        let far = vestibule_server::seed::NewLocation {
            name: "Far".into(), web_address: "far".into(), country: "GB".into(), currency: "GBP".into(),
            zone: "Europe/London".into(), parent: None,
        };
        let far = vestibule_server::seed::create_location(&app.app, far).await.expect("a location");
        app.customer_with("Ann", &json!({ "AccessPincode": PIN, "Businesses": [far] })).await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let answer = app.touch(&tile, &fields(&typed("ann"))).await;
        assert_eq!(heading(&answer), "That did not work");
        assert!(answer.text.contains("The e-mail address or the PIN is wrong"), "{}", answer.text);
    }
}
