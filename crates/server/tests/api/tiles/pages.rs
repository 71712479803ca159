//! In and out by the page of a tile.

use http::Method;
use serde_json::{Value, json};

use super::{CHECK_IN, CHECK_OUT, HERE, PIN, between, cookie, fields, heading, typed};
use crate::on_both_stores;
use crate::support::people::{plus, with};
use crate::support::{MORNING, PASSWORD, TestApp};

const NOON: &str = "2026-09-02T11:00:00Z";

on_both_stores! {
    async fn a_tile_checks_in_by_e_mail_and_pin(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let page = app.scan(&tile.path(), "").await;
        assert_eq!(heading(&page), "Check in at Loft");
        assert!(page.text.contains("Loft · Front desk"), "{}", page.text);
        let told = app.touch(&tile, &fields(&typed("ann"))).await;
        assert_eq!(heading(&told), "Welcome, Ann");
        assert!(told.text.contains("You are checked in at Loft."), "{}", told.text);
        assert!(told.text.contains("You may stay for the rest of the day."));
        let visit = app.visits(ann).await.remove(0);
        assert_eq!((&visit["Source"], &visit["ToTime"]), (&json!(4), &Value::Null));
        assert_eq!(app.notes_of(&tile).await, [(1, "Checked in".to_owned(), json!("Ann"))]);
        let path = format!("/api/vestibule/checkins/{}/witnesses", visit["Id"]);
        let witnesses = app.get(&path).await.text;
        assert!(witnesses.contains(&format!("AutomationTile {}", tile.id)), "{witnesses}");
        assert!(witnesses.contains("Front desk"), "{witnesses}");
    }
}

on_both_stores! {
    async fn a_tile_checks_out_whoever_is_inside_and_nobody_else(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let (way_in, way_out) = (app.tile(CHECK_IN, &json!({})).await, app.tile(CHECK_OUT, &json!({})).await);
        assert_eq!(heading(&app.scan(&way_out.path(), "").await), "Check out of Loft");
        let early = app.touch(&way_out, &fields(&typed("ann"))).await;
        assert_eq!(heading(&early), "That did not work");
        assert!(early.text.contains("Ann is not inside at Loft"), "{}", early.text);
        app.touch(&way_in, &fields(&typed("ann"))).await;
        app.set_clock(NOON);
        let told = app.touch(&way_out, &fields(&typed("ann"))).await;
        assert_eq!(heading(&told), "Goodbye, Ann");
        assert!(told.text.contains("You are checked out of Loft."));
        assert_eq!(app.visits(ann).await[0]["ToTime"], NOON);
        let noted = app.notes_of(&way_out).await;
        assert_eq!(noted[0], (1, "Checked out".to_owned(), json!("Ann")));
        assert_eq!(noted[1], (2, "Ann is not inside at Loft".to_owned(), json!("Ann")));
        assert_eq!(app.refusals().await.len(), 0, "nobody was kept out");
    }
}

on_both_stores! {
    async fn who_has_minutes_left_reads_until_when_they_last(app: TestApp) {
        let ann = app.customer_with("Ann", &json!({ "AccessPincode": PIN })).await;
        let minutes = app.kind(&json!({ "Name": "Ninety Minutes", "MinutesIncluded": 90 })).await;
        app.give(ann, minutes, &json!({})).await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let told = app.touch(&tile, &fields(&typed("ann"))).await;
        assert!(told.text.contains("You may stay until 10:45."), "{}", told.text);
    }
}

on_both_stores! {
    async fn a_password_does_as_well_as_a_pin(app: TestApp) {
        let user = app.user("ann@sign.in", &json!({ "IsAdmin": false, "APIAccess": false })).await;
        app.regular("Ann", &json!({ "UserId": user })).await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let told = app.touch(&tile, &[("email", "ann@sign.in"), ("pincode", ""), ("password", PASSWORD)]).await;
        assert_eq!(heading(&told), "Welcome, Ann");
    }
}

on_both_stores! {
    async fn who_has_no_pass_reads_why_and_may_try_again(app: TestApp) {
        app.customer_with("Ann", &json!({ "AccessPincode": PIN })).await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let told = app.touch(&tile, &fields(&typed("ann"))).await;
        assert_eq!(heading(&told), "That did not work");
        assert!(told.text.contains("Ann does not have a valid time pass for Loft"), "{}", told.text);
        assert!(told.text.contains("name=\"email\""), "the form is there again");
        let failed = app.refusals().await.remove(0);
        assert_eq!(failed["Source"], 4);
        let noted = app.notes_of(&tile).await.remove(0);
        assert_eq!((noted.0, &json!(noted.1)), (2, &failed["Description"]));
    }
}

on_both_stores! {
    async fn a_form_that_is_sent_twice_is_one_check_in(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let mut form = typed("ann");
        form.push(("once", between(&app.scan(&tile.path(), "").await.text, "name=\"once\" value=\"", "\"")));
        let twice = fields(&form);
        let (first, second) = tokio::join!(app.touch(&tile, &twice), app.touch(&tile, &twice));
        assert_eq!((heading(&first), heading(&second)), ("Welcome, Ann".to_owned(), "Welcome, Ann".to_owned()));
        // Also when the page is loaded anew hours later, after she has left.
        let visit = app.visits(ann).await[0]["Id"].as_i64().expect("an id");
        app.set_clock(NOON);
        assert_eq!(app.check_out(visit, NOON).await.status, 200);
        app.set_clock("2026-09-02T12:00:00Z");
        assert_eq!(heading(&app.touch(&tile, &twice).await), "Welcome, Ann");
        let visits = app.visits(ann).await;
        assert_eq!((visits.len(), &visits[0]["ToTime"]), (1, &json!(NOON)));
        assert_eq!(app.notes_of(&tile).await.len(), 1);
    }
}

on_both_stores! {
    async fn two_clicks_of_two_pages_are_one_check_in_too(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        for _ in 0..2 {
            assert_eq!(heading(&app.touch(&tile, &fields(&typed("ann"))).await), "Welcome, Ann");
        }
        app.set_clock(&plus(MORNING, 60));
        let later = app.touch(&tile, &fields(&typed("ann"))).await;
        assert!(later.text.contains("You were checked in already."), "{}", later.text);
        assert_eq!(app.visits(ann).await.len(), 1);
        assert_eq!(app.notes_of(&tile).await[0].1, "Was inside already");
    }
}

on_both_stores! {
    async fn guessing_is_slowed_at_a_tile_too(app: TestApp) {
        app.pin_holder("Ann").await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        for _ in 0..5 {
            let told = app.touch(&tile, &[("email", "ann@example.com"), ("pincode", "11111")]).await;
            assert!(told.text.contains("The e-mail address or the PIN is wrong"), "{}", told.text);
        }
        let told = app.touch(&tile, &fields(&typed("ann"))).await;
        assert!(told.text.contains("Too many wrong tries: wait 10 seconds and try again"), "{}", told.text);
        let noted = app.notes_of(&tile).await.remove(0);
        assert_eq!(noted, (2, "The e-mail address or the PIN is wrong".to_owned(), Value::Null));
    }
}

on_both_stores! {
    async fn a_form_of_another_site_is_not_taken(app: TestApp) {
        let ann = app.pin_holder("Ann").await;
        let tile = app.tile(CHECK_IN, &json!({})).await;
        for origin in ["https://evil.example", "null", "https://loft.example.com.evil.example"] {
            let told = app.touch_with(&tile, &fields(&typed("ann")), &[("origin", origin)]).await;
            assert_eq!(told.status, 403, "{origin}");
        }
        assert_eq!(app.touch_with(&tile, &fields(&typed("ann")), &[]).await.status, 403);
        assert_eq!((app.visits(ann).await.len(), app.notes_of(&tile).await.len()), (0, 0));
    }
}

on_both_stores! {
    async fn a_tile_has_words_of_its_own(app: TestApp) {
        app.pin_holder("Ann").await;
        let own = json!({ "SuccessMessage": "Coffee is on us", "ErrorMessage": "Ask Zoe at the bar" });
        let tile = app.tile(CHECK_IN, &own).await;
        let told = app.touch(&tile, &fields(&typed("bob"))).await;
        let (own, ours) = ("<p>Ask Zoe at the bar</p>", "<p>The e-mail address or the PIN is wrong</p>");
        assert!(told.text.contains(&format!("{own}{}{ours}", '\n')), "{}", told.text);
        let told = app.touch(&tile, &fields(&typed("ann"))).await;
        assert!(told.text.contains("<p>Coffee is on us</p>") && !told.text.contains("You are checked in at"));
    }
}

on_both_stores! {
    async fn a_name_is_text_and_never_a_page(app: TestApp) {
        let strange = "\"><script>alert(1)</script>";
        let more = json!({ "FullName": strange, "Email": "ann@example.com", "AccessPincode": PIN });
        app.regular("Ann", &more).await;
        let tile = app.tile(CHECK_IN, &json!({ "Name": strange, "SuccessMessage": strange })).await;
        let mut form = typed("ann");
        form.push(("remember", "1".to_owned()));
        let told = app.touch(&tile, &fields(&form)).await;
        let shown = [
            told.clone(),
            app.scan(&tile.path(), &cookie(&told)).await,
            app.scan(&format!("{}/print", tile.path()), "").await,
        ];
        for page in shown {
            assert!(!page.text.contains("<script>"), "{}", page.text);
            assert!(page.text.contains("alert(1)"), "{}", page.text);
        }
    }
}

on_both_stores! {
    async fn a_number_without_a_tile_and_a_closed_location_say_so(app: TestApp) {
        let tile = app.tile(CHECK_IN, &json!({})).await;
        for number in ["0b7ad4d1-1111-4222-8333-444455556666", "nonsense"] {
            let page = app.scan(&format!("/t/{number}"), "").await;
            assert_eq!((page.status, between(&page.text, "<h1>", "</h1>").as_str()), (404, "This tile does not work"));
        }
        let path = format!("/api/sys/businesses/{}", app.loft);
        let closed = with(app.get(&path).await.json(), &json!({ "Suspended": true }));
        assert_eq!(app.put("/api/sys/businesses", &closed).await.status, 200);
        for path in [tile.path(), format!("{}/print", tile.path()), format!("{}/qr.svg", tile.path())] {
            assert_eq!(app.scan(&path, "").await.status, 404, "{path}");
        }
        assert_eq!(app.touch(&tile, &[]).await.status, 404);
    }
}

on_both_stores! {
    async fn a_form_that_says_too_little_or_too_much_is_told_what_is_missing(app: TestApp) {
        let tile = app.tile(CHECK_IN, &json!({})).await;
        for (form, wrong) in [
            (vec![], "your e-mail address is missing"),
            (vec![("email", "a@b.io")], "Send your PIN or your password too"),
            (vec![("email", "a@b.io"), ("pincode", "1"), ("password", "x")], "not both"),
            (vec![("email", "a@b.io"), ("pincode", "1"), ("latitude", "1")], "go together"),
        ] {
            let told = app.touch(&tile, &form).await;
            assert_eq!(told.status, 400);
            assert!(told.text.contains(wrong), "{}", told.text);
        }
        assert_eq!(app.notes_of(&tile).await.len(), 0);
    }
}

on_both_stores! {
    async fn the_page_asks_for_nothing_from_elsewhere_and_runs_nothing_of_its_own(app: TestApp) {
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let told = app.touch_with(&tile, &fields(&typed("bob")), &[("origin", HERE)]).await;
        for page in [app.scan(&tile.path(), "").await, told, app.scan("/t/x", "").await] {
            let policy = page.headers["content-security-policy"].to_str().expect("text");
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
            assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self';"), "{policy}");
            assert_eq!(page.headers["x-content-type-options"], "nosniff");
            assert_eq!((&page.headers["cache-control"], &page.headers["referrer-policy"]), (&"no-store".parse().expect("a value"), &"same-origin".parse().expect("a value")));
            assert!(!page.text.contains("style=") && !page.text.contains("<style") && !page.text.contains(" onclick"));
            for path in page.text.split('"').filter(|part| part.starts_with("/t/assets/")) {
                let file = app.request(Method::GET, path, &[("authorization", "")], "").await;
                assert_eq!(file.status, 200, "{path}");
                assert!(!file.text.contains("http://") && !file.text.contains("https://"));
            }
        }
    }
}
