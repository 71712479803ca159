//! Sessions: they open a visit, keep it alive and end it.

use serde_json::{Value, json};
use vestibule_radius::{Code, kind};
use vestibule_server::jobs::Rounds;

use super::{AccessPoint, INTERIM, START, STOP};
use crate::on_both_stores;
use crate::public_checkin::PHONE;
use crate::support::people::{number, records};
use crate::support::{MORNING, TestApp};

const ANN: (&str, &str) = ("Ann@Example.com", PHONE);
const TEN: &str = "2026-09-02T08:25:00Z";
const MADE_UP: &str = "02-00-5E-00-53-03";

async fn round(app: &TestApp) {
    Rounds::new(&app.app).round().await.expect("a round");
}

on_both_stores! {
    async fn a_session_opens_a_visit_keeps_it_alive_and_ends_it_once_the_device_is_silent(app: TestApp) {
        let ann = app.regular("Ann", &json!({})).await;
        let point = AccessPoint::of(&app).await;
        point.tell(START, ANN, MORNING, 0).await;
        let visit = app.visits(ann).await.remove(0);
        let seen = (&visit["Source"], &visit["FromTime"], &visit["MacAddresses"], &visit["AutoCheckout"]);
        assert_eq!(seen, (&json!(3), &json!(MORNING), &json!(PHONE), &json!(true)));

        app.set_clock(TEN);
        point.tell(INTERIM, ANN, TEN, 600).await;
        assert_eq!(app.visits(ann).await[0]["LastActivity"], TEN);
        app.set_clock("2026-09-02T08:30:00Z");
        point.tell(STOP, ANN, "2026-09-02T08:30:00Z", 900).await;
        round(&app).await;
        assert_eq!(app.visits(ann).await[0]["ToTime"], Value::Null, "devices roam: a stop alone ends nothing");

        app.set_clock("2026-09-02T08:50:00Z");
        round(&app).await;
        let visit = app.visits(ann).await.remove(0);
        assert_eq!((&visit["ToTime"], app.visits(ann).await.len()), (&json!("2026-09-02T08:30:00Z"), 1));
        assert_eq!(app.differences().await, Vec::<String>::new());
    }
}

on_both_stores! {
    async fn who_roams_from_one_access_point_to_the_next_stays_on_one_visit(app: TestApp) {
        let ann = app.regular("Ann", &json!({})).await;
        let point = AccessPoint::of(&app).await;
        point.tell(START, ANN, MORNING, 0).await;
        app.set_clock(TEN);
        point.tell(STOP, ANN, TEN, 600).await;
        point.tell(START, ANN, TEN, 0).await;
        app.set_clock("2026-09-02T08:50:00Z");
        point.tell(INTERIM, ANN, "2026-09-02T08:50:00Z", 1_500).await;
        round(&app).await;
        let visits = app.visits(ann).await;
        assert_eq!((visits.len(), &visits[0]["ToTime"]), (1, &Value::Null));
    }
}

on_both_stores! {
    async fn a_device_that_its_owner_signed_in_on_is_known_and_the_name_goes_before_it(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessPincode": "48213" })).await;
        let bob = app.regular("Bob", &json!({})).await;
        app.tap(&json!({ "pincode": "48213", "mac": PHONE })).await;
        app.tap(&json!({ "mac": PHONE, "disconnect": true })).await;
        app.set_clock("2026-09-02T11:00:00Z");
        let point = AccessPoint::of(&app).await;
        point.tell(START, ("00-00-5e-00-53-01", "00-00-5E-00-53-01"), "2026-09-02T11:00:00Z", 0).await;
        assert_eq!(app.visits(ann).await[0]["ToTime"], Value::Null, "the address of the device is its name");
        point.tell(START, ("bob@example.com", PHONE), "2026-09-02T11:00:00Z", 0).await;
        assert_eq!(app.visits(bob).await.len(), 1, "Bob borrowed Ann's phone and signed in");
    }
}

on_both_stores! {
    async fn where_devices_are_not_let_in_by_themselves_a_name_is_needed(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessPincode": "48213" })).await;
        app.tap(&json!({ "pincode": "48213", "mac": PHONE })).await;
        app.tap(&json!({ "mac": PHONE, "disconnect": true })).await;
        app.set(app.loft, "Security.DisableAutoChecking", "True").await;
        app.set_clock("2026-09-02T11:00:00Z");
        let point = AccessPoint::of(&app).await;
        point.tell(START, ("", PHONE), "2026-09-02T11:00:00Z", 0).await;
        assert!(app.visits(ann).await.iter().all(|visit| visit["ToTime"] != Value::Null));
        assert_eq!(app.refusals().await[0]["Description"], "Loft lets no device in by itself: sign in on it");
        point.tell(START, ANN, "2026-09-02T11:00:00Z", 0).await;
        assert_eq!(app.visits(ann).await[0]["ToTime"], Value::Null);
    }
}

on_both_stores! {
    async fn a_session_that_is_refused_is_refused_on_record_once(app: TestApp) {
        let ann = app.customer_with("Ann", &json!({ "AllowNetworkCheckin": false })).await;
        let point = AccessPoint::of(&app).await;
        point.tell(START, ANN, MORNING, 0).await;
        for (instant, lasted) in [(TEN, 600), ("2026-09-02T08:30:00Z", 900), ("2026-09-02T08:35:00Z", 1_200)] {
            app.set_clock(instant);
            point.tell(INTERIM, ANN, instant, lasted).await;
        }
        let refusals = app.refusals().await;
        assert_eq!((refusals.len(), app.visits(ann).await.len()), (1, 0));
        let told = (&refusals[0]["Source"], &refusals[0]["MacAddresses"], &refusals[0]["Description"]);
        assert_eq!(told, (&json!(3), &json!(PHONE), &json!("Ann may not check in over the Wi-Fi")));
    }
}

on_both_stores! {
    async fn what_is_told_late_and_refused_has_one_line_however_often_it_comes(app: TestApp) {
        let ann = app.customer_with("Ann", &json!({ "AllowNetworkCheckin": false })).await;
        let point = AccessPoint::of(&app).await;
        for now in ["2026-09-02T10:00:00Z", "2026-09-02T10:01:00Z"] {
            app.set_clock(now);
            point.tell(START, ANN, MORNING, 0).await;
        }
        assert_eq!((app.refusals().await.len(), app.visits(ann).await.len()), (1, 0));
        assert_eq!(app.signals("").await.len(), 1);
    }
}

on_both_stores! {
    async fn a_device_that_nobody_signed_in_on_is_on_record_once_and_answered(app: TestApp) {
        let point = AccessPoint::of(&app).await;
        point.tell(START, ("", PHONE), MORNING, 0).await;
        app.set_clock(TEN);
        point.tell(INTERIM, ("", PHONE), TEN, 600).await;
        let refusals = app.refusals().await;
        assert_eq!(refusals.len(), 1);
        assert_eq!(refusals[0]["Description"], "This device is not known at Loft: sign in on it first");
        let signals = app.signals("").await;
        assert_eq!((signals.len(), &signals[0]["Outcome"], &signals[0]["OriginId"]), (1, &json!(8), &json!(point.server)));
    }
}

on_both_stores! {
    async fn an_address_that_a_device_made_up_is_remarked(app: TestApp) {
        let ann = app.regular("Ann", &json!({})).await;
        let point = AccessPoint::of(&app).await;
        point.tell(START, ("ann@example.com", MADE_UP), MORNING, 0).await;
        let visit = number(&app.visits(ann).await[0]["Id"]);
        let told = app.get(&format!("/api/vestibule/checkins/{visit}/witnesses")).await;
        assert!(told.text.contains("made its address up"), "{}", told.text);
    }
}

on_both_stores! {
    async fn who_left_by_the_door_is_not_brought_back_by_a_phone_that_is_still_heard(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessCardId": "04A1B2C3" })).await;
        let point = AccessPoint::of(&app).await;
        point.tell(START, ANN, MORNING, 0).await;
        app.set_clock(TEN);
        app.tap(&json!({ "accessCardId": "04A1B2C3", "toggle": true })).await;
        for (now, lasted) in [("2026-09-02T08:40:00Z", 1_500), ("2026-09-02T08:45:00Z", 1_800)] {
            app.set_clock(now);
            point.tell(INTERIM, ANN, now, lasted).await;
        }
        let visits = app.visits(ann).await;
        assert_eq!((visits.len(), &visits[0]["ToTime"]), (1, &json!(TEN)));
        let signals = app.signals("").await;
        assert_eq!((signals.len(), &signals[0]["Outcome"]), (1, &json!(5)));
    }
}

on_both_stores! {
    async fn a_guest_on_a_code_comes_and_goes_with_the_session(app: TestApp) {
        let token = json!({
            "BusinessId": app.loft, "AccessCode": "GUEST-77", "MinutesIncluded": 120,
            "ValidFrom": "2026-09-01T00:00:00Z", "ValidTo": "2026-09-30T00:00:00Z",
        });
        app.post("/api/spaces/accesstokens", &token).await.id();
        let point = AccessPoint::of(&app).await;
        let inside = async || {
            let visits = records(&app.get("/api/spaces/checkins?size=10").await);
            (visits.len(), visits[0]["ToTime"].clone())
        };
        point.tell(START, ("guest-77", PHONE), MORNING, 0).await;
        assert_eq!(inside().await, (1, Value::Null));
        app.set_clock(TEN);
        point.tell(INTERIM, ("guest-77", PHONE), TEN, 600).await;
        assert_eq!(inside().await, (1, Value::Null));
        app.set_clock("2026-09-02T08:30:00Z");
        point.tell(STOP, ("guest-77", PHONE), "2026-09-02T08:30:00Z", 900).await;
        assert_eq!(inside().await, (1, json!("2026-09-02T08:30:00Z")));
        point.tell(START, ("guest-77", PHONE), MORNING, 0).await;
        assert_eq!(inside().await.0, 1, "what is told too late of a guest opens nothing");
        assert_eq!(app.signals("").await[0]["Remark"], "Of a guest it must be told at once");
    }
}

on_both_stores! {
    async fn what_cannot_be_used_is_kept_and_answered_and_a_switched_access_point_noted(app: TestApp) {
        let point = AccessPoint::of(&app).await;
        let bare = |status: u32| point.draft(Code::AccountingRequest).with_number(kind::ACCT_STATUS_TYPE, status);
        point.account(point.draft(Code::AccountingRequest).with(kind::NAS_IDENTIFIER, b"loft-1")).await;
        point.account(bare(START).with(kind::ACCT_SESSION_ID, b"9")).await;
        point.account(bare(7).with(kind::NAS_IDENTIFIER, b"loft-1")).await;
        point.account(bare(8).with(kind::NAS_IDENTIFIER, b"loft-1")).await;
        point.account(bare(15)).await;
        let mut told: Vec<_> = app.signals("").await.iter().map(|signal| (signal["Remark"].clone(), signal["Content"].clone())).collect();
        told.sort_by_key(|(remark, _)| remark.to_string());
        assert_eq!(told, [
            (json!("It has no Acct-Status-Type"), json!("NAS-Identifier = \"loft-1\"")),
            (json!("It names neither a person nor a device"), json!("Acct-Session-Id = \"9\", Acct-Status-Type = 1")),
        ]);
    }
}

on_both_stores! {
    async fn a_clock_that_runs_ahead_is_found_out(app: TestApp) {
        let ann = app.regular("Ann", &json!({})).await;
        let point = AccessPoint::of(&app).await;
        point.tell(START, ANN, "2026-09-02T08:25:00Z", 0).await;
        assert_eq!(app.visits(ann).await.len(), 0);
        let signals = app.signals("").await;
        assert_eq!((signals.len(), &signals[0]["Outcome"]), (1, &json!(7)));
    }
}
