//! What goes over the wire: who is meant, what is understood, what is answered when it is not.

use http::{Method, Request};
use serde_json::json;

use super::{CARD, LOFT, denied, welcome};
use crate::on_both_stores;
use crate::support::TestApp;

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";
const JSON: &str = "application/json";

on_both_stores! {
    async fn the_answer_has_the_documented_keys_in_their_order(app: TestApp) {
        app.cardholder("José", CARD).await;
        let answer = app.tap(&json!({ "accessCardId": CARD })).await;
        let begin = r#"{"Status":200,"Message":"2026-09-02T22:59:59 UTC","Value":{"SessionExpire":"2026-09-02T22:59:59 UTC","SessionTimeOut":53099.0,"FullName":"José","Action":"checkin","CheckinId":"#;
        assert!(answer.text.starts_with(begin), "{}", answer.text);
        assert!(answer.text.ends_with(r#""},"Errors":null,"WasSuccessful":true}"#), "{}", answer.text);
        assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8");
        let refused = app.tap(&json!({ "accessCardId": "1234" })).await;
        assert_eq!(
            refused.text,
            r#"{"Status":401,"Message":"This card is not known at Loft: it ends in 4","Value":null,"Errors":null,"WasSuccessful":false}"#
        );
    }
}

on_both_stores! {
    async fn the_first_label_of_the_host_names_the_location(app: TestApp) {
        app.cardholder("Ann", CARD).await;
        for (host, location) in [(LOFT, app.loft), ("YARD.spaces.example.com", app.yard), ("yard", app.yard)] {
            let visit = welcome(&app.tap_at(host, &json!({ "accessCardId": CARD })).await)["CheckinId"].clone();
            assert_eq!(app.get(&format!("/api/spaces/checkins/{visit}")).await.json()["BusinessId"], location, "{host}");
        }
        let (status, sentence) = denied(&app.tap_at("attic.localhost:8700", &json!({ "accessCardId": CARD })).await);
        assert_eq!(status, 400);
        assert!(sentence.starts_with("There is no location 'attic'"), "{sentence}");
    }
}

on_both_stores! {
    async fn a_form_is_understood_as_well(app: TestApp) {
        app.cardholder("Ann", CARD).await;
        let answer = app.knock(LOFT, "192.0.2.1", FORM, &[], "AccessCardID=04%3AA1%3AB2%3AC3&Toggle=1&email=").await;
        assert_eq!(welcome(&answer)["Action"], "checkin");
    }
}

on_both_stores! {
    async fn a_body_for_the_other_endpoint_is_told_where_to_go(app: TestApp) {
        let answer = app.knock(LOFT, "192.0.2.1", FORM, &[], "BusinessId=1&CoworkerId=2&FromTime=2026-09-02").await;
        let (status, sentence) = denied(&answer);
        assert_eq!(status, 400);
        assert!(sentence.contains("POST /api/spaces/checkins"), "{sentence}");
    }
}

on_both_stores! {
    async fn nonsense_is_named_and_not_recorded(app: TestApp) {
        for body in ["", "{", "[]", "\"card\"", "{}", r#"{"toggle":true}"#, r#"{"pincode":["1"]}"#, r#"{"mac":"12345678"}"#,
            r#"{"pincode":"\u0000"}"#, r#"{"accessCardId":"1","toggle":"maybe"}"#, r#"{"pincode":{"a":1}}"#] {
            let (status, sentence) = denied(&app.knock(LOFT, "192.0.2.1", JSON, &[], body).await);
            assert_eq!(status, 400, "{body}");
            assert!(!sentence.is_empty());
        }
        assert!(app.refusals().await.is_empty());
        let large = format!(r#"{{"pincode":"{}"}}"#, "1".repeat(1 << 20));
        assert_eq!(app.knock(LOFT, "192.0.2.1", JSON, &[], &large).await.status, 413);
    }
}

on_both_stores! {
    async fn odd_text_finds_nobody_and_harms_nothing(app: TestApp) {
        app.cardholder("Ann", CARD).await;
        for text in ["' OR 1=1 --", "%", "_", "\\", "ﬀ", "ß", "\u{202e}", "🦀", "0\n4"] {
            for body in [json!({ "accessCardId": text }), json!({ "pincode": text }), json!({ "email": text, "pincode": text }),
                json!({ "token": text })] {
                let told = app.tap_from("192.0.2.77", &body).await;
                assert!([400, 401, 429].contains(&denied(&told).0), "{body}");
            }
            app.set_clock("2026-09-02T20:00:00Z");
        }
    }
}

on_both_stores! {
    async fn the_door_takes_post_alone_and_no_other_name(app: TestApp) {
        for (method, path, status) in [("GET", "/api/public/checkin", 405), ("PUT", "/API/Public/CheckIn/", 405), ("POST", "/api/public/checkout", 404),
            ("POST", "/api/public", 404), ("POST", "/api/public/checkin/current", 404)] {
            let request = Request::builder().method(Method::from_bytes(method.as_bytes()).expect("a method")).uri(path);
            let answer = app.send(request.header("host", LOFT).body("".into()).expect("a request")).await;
            assert_eq!(answer.status, status, "{method} {path}");
        }
    }
}
