//! Whom the server believes, and what it answers to what it heard before.

use serde_json::json;
use vestibule_radius::{Code, Packet, Secret, kind};
use vestibule_server::{Radius, Settings};

use super::{AccessPoint, START};
use crate::on_both_stores;
use crate::public_checkin::PHONE;
use crate::support::{MORNING, TestApp, at};

const ANN: (&str, &str) = ("ann@example.com", PHONE);

/// Asks whether the server is there; whatever was not answered before is not answered any more.
async fn is_there(point: &AccessPoint, port: std::net::SocketAddr) -> Code {
    let request = point.draft(Code::StatusServer).request(&point.secret, [9; 16]);
    point.send(port, &request).await;
    point.answer_to(&request).await.code()
}

on_both_stores! {
    async fn what_is_proved_by_no_secret_is_dropped_in_silence(app: TestApp) {
        let ann = app.regular("Ann", &json!({})).await;
        let point = AccessPoint::of(&app).await;
        let stranger = point.session(START, ANN, at(MORNING), 0).request(&Secret::new("guess"), [0; 16]);
        point.send(point.accounting, &stranger).await;
        point.send(point.accounting, &stranger[..30]).await;
        point.send(point.accounting, b"hello").await;
        let asks = point.draft(Code::AccessRequest).with(kind::USER_NAME, b"ann@example.com");
        point.send(point.accounting, &asks.request(&point.secret, [1; 16])).await;
        assert_eq!(is_there(&point, point.accounting).await, Code::AccountingResponse);
        assert_eq!((app.visits(ann).await.len(), app.signals("").await.len()), (0, 0));
    }
}

on_both_stores! {
    async fn a_server_says_that_it_is_there(app: TestApp) {
        let point = AccessPoint::of(&app).await;
        assert_eq!(is_there(&point, point.accounting).await, Code::AccountingResponse);
        assert_eq!(is_there(&point, point.authentication).await, Code::AccessAccept);
    }
}

on_both_stores! {
    async fn a_packet_that_comes_again_is_answered_with_the_same_bytes(app: TestApp) {
        let ann = app.regular("Ann", &json!({})).await;
        let point = AccessPoint::of(&app).await;
        let request = point.session(START, ANN, at(MORNING), 0).request(&point.secret, [0; 16]);
        point.send(point.accounting, &request).await;
        let first = point.answer_to(&request).await;
        let written = app.visits(ann).await[0]["UpdatedOn"].clone();
        app.set_clock("2026-09-02T08:15:05Z");
        point.send(point.accounting, &request).await;
        let second = point.answer_to(&request).await;
        assert_eq!(first.packet().bytes(), second.packet().bytes());
        assert_eq!(app.visits(ann).await[0]["UpdatedOn"], written, "it was not decided again");
    }
}

on_both_stores! {
    async fn a_secret_is_good_from_the_moment_it_is_made_until_the_record_is_switched_off(app: TestApp) {
        let point = AccessPoint::of(&app).await;
        let other = json!({ "BusinessId": app.yard, "Name": "Yard Wi-Fi", "Vendor": "Other" });
        let made = app.post("/api/sys/radiusservers", &other).await.json();
        let secret = Secret::new(made["Value"]["SharedSecret"].as_str().unwrap_or_default());
        let request = point.draft(Code::StatusServer).request(&secret, [3; 16]);
        let yard = AccessPoint { secret: secret.clone(), ..point };
        yard.send(yard.accounting, &request).await;
        assert_eq!(yard.answer_to(&request).await.code(), Code::AccountingResponse);

        let id = made["Value"]["Id"].clone();
        let off = json!({ "Id": id, "BusinessId": app.yard, "Name": "Yard Wi-Fi", "Vendor": "Other", "Active": false });
        assert_eq!(app.put("/api/sys/radiusservers", &off).await.status, 200);
        let again = yard.draft(Code::StatusServer).request(&secret, [4; 16]);
        yard.send(yard.accounting, &again).await;
        let loft = AccessPoint { secret: Secret::new(yard.written.clone()), ..yard };
        assert_eq!(is_there(&loft, loft.accounting).await, Code::AccountingResponse, "the other one is silent");
    }
}

on_both_stores! {
    async fn who_asks_to_be_let_in_must_prove_it_unless_the_operator_says_otherwise(app: TestApp) {
        app.regular("Ann", &json!({ "AccessPincode": "48213" })).await;
        let point = AccessPoint::of(&app).await;
        let bare = |point: &AccessPoint| {
            let draft = point.draft(Code::AccessRequest).with(kind::USER_NAME, b"ann@example.com");
            draft.with_password(b"48213").with(kind::CALLING_STATION_ID, PHONE.as_bytes()).unproved(&point.secret, [5; 16])
        };
        point.send(point.authentication, &bare(&point)).await;
        assert_eq!(is_there(&point, point.authentication).await, Code::AccessAccept, "nothing was answered before");

        let radius = Radius { require_message_authenticator: false, ..Radius::default() };
        let app = app.with_settings(Settings { radius, ..Settings::default() });
        let trusting = AccessPoint::of(&app).await;
        let request = bare(&trusting);
        // Which of the two networks it is of can only be told by name.
        trusting.send(trusting.authentication, &request).await;
        assert_eq!(is_there(&trusting, trusting.authentication).await, Code::AccessAccept);
        assert_eq!(app.delete(&format!("/api/sys/radiusservers/{}", point.server)).await.status, 200);
        let request = bare(&trusting);
        trusting.send(trusting.authentication, &request).await;
        let reply = trusting.answer_to(&request).await;
        assert_eq!(reply.code(), Code::AccessAccept);
        let proof = Packet::parse(reply.packet().bytes()).expect("a packet").bytes()[20];
        assert_eq!(proof, kind::MESSAGE_AUTHENTICATOR, "the reply is proved, and that first");
    }
}
