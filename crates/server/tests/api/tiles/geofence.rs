//! Tiles that work only near their place.

use serde_json::{Value, json};

use super::{CHECK_IN, Tile, fields, heading, typed};
use crate::on_both_stores;
use crate::support::people::{plus, with};
use crate::support::{Answer, MORNING, TestApp};

async fn fenced(app: &TestApp, more: &Value) -> Tile {
    let place = json!({
        "EnableGeofence": true, "Latitude": 51.52, "Longitude": -0.11, "GeofencePrecission": 3,
        "MaxDistanceMeters": 100,
    });
    app.tile(CHECK_IN, &with(place, more)).await
}

/// Ann touches a tile while her phone says this of where it is.
async fn from(app: &TestApp, tile: &Tile, latitude: &str, accuracy: &str) -> Answer {
    let mut form = typed("ann");
    if !latitude.is_empty() {
        form.extend([
            ("latitude", latitude.to_owned()),
            ("longitude", "-0.11".to_owned()),
            ("accuracy", accuracy.to_owned()),
        ]);
    }
    app.touch(tile, &fields(&form)).await
}

on_both_stores! {
    async fn whoever_is_near_enough_comes_in_and_how_near_is_all_that_is_kept(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let tile = fenced(&app, &json!({})).await;
        let page = app.scan(&tile.path(), "").await;
        assert!(page.text.contains("data-near") && page.text.contains("<noscript>"), "{}", page.text);
        assert_eq!(heading(&from(&app, &tile, "51.520400", "12").await), "Welcome, Ann");
        assert_eq!(app.notes_of(&tile).await, [(1, "Checked in, 44 m away".to_owned(), json!("Ann"))]);
        assert!(!app.visits(ann).await[0].to_string().contains("51.52"));
    }
}

on_both_stores! {
    async fn whoever_is_too_far_away_reads_how_far(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let tile = fenced(&app, &json!({})).await;
        let told = from(&app, &tile, "51.523058", "12").await;
        let sentence = "You seem to be 340 m away; this tile works within 100 m";
        assert!(told.text.contains(sentence), "{}", told.text);
        assert_eq!(app.notes_of(&tile).await, [(2, sentence.to_owned(), json!("Ann"))]);
        let failed = app.refusals().await.remove(0);
        assert_eq!((&failed["Description"], &failed["Source"]), (&json!(sentence), &json!(4)));
        assert_eq!(app.visits(ann).await.len(), 0);
    }
}

on_both_stores! {
    async fn what_looks_like_an_echo_from_too_far_away_is_refused(app: TestApp) {
        app.pin_holder("Ann").await;
        let tile = fenced(&app, &json!({})).await;
        assert_eq!(heading(&from(&app, &tile, "51.52", "12").await), "Welcome, Ann");
        let told = from(&app, &tile, "51.523058", "12").await;
        assert!(told.text.contains("You seem to be 340 m away"), "{}", told.text);
        assert_eq!(app.notes_of(&tile).await.len(), 2);
    }
}

on_both_stores! {
    async fn a_phone_that_says_nothing_or_hardly_knows_is_told_what_to_do(app: TestApp) {
        app.pin_holder("Ann").await;
        let tile = fenced(&app, &json!({})).await;
        let told = from(&app, &tile, "", "").await;
        assert!(told.text.contains("let the page see where you are, and try again"), "{}", told.text);
        app.set_clock(&plus(MORNING, 10));
        let told = from(&app, &tile, "51.52", "51").await;
        assert!(told.text.contains("only to 51 m; this tile needs 50 m"), "{}", told.text);
    }
}

on_both_stores! {
    async fn each_precision_asks_for_more_than_the_one_before(app: TestApp) {
        app.pin_holder("Ann").await;
        let mut seconds = 0;
        for (precision, most) in [(1, 1_000), (2, 150), (3, 50), (4, 20)] {
            let tile = fenced(&app, &json!({ "GeofencePrecission": precision })).await;
            for (accuracy, well) in [(most + 1, false), (most, true)] {
                seconds += 10;
                app.set_clock(&plus(MORNING, seconds));
                let told = from(&app, &tile, "51.52", &accuracy.to_string()).await;
                assert_eq!(heading(&told) == "Welcome, Ann", well, "{precision} at {accuracy}: {}", told.text);
            }
        }
    }
}

on_both_stores! {
    async fn a_tile_without_a_place_works_nowhere_and_a_distance_need_not_be_given(app: TestApp) {
        app.pin_holder("Ann").await;
        let nowhere = fenced(&app, &json!({ "Latitude": null })).await;
        let told = from(&app, &nowhere, "51.52", "5").await;
        assert!(told.text.contains("nobody has said where that is"), "{}", told.text);
        let usual = fenced(&app, &json!({ "MaxDistanceMeters": null })).await;
        assert!(from(&app, &usual, "51.521", "5").await.text.contains("works within 100 m"));
    }
}
