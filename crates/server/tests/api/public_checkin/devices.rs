//! Devices on the Wi-Fi: registered by signing in, known from then on.

use serde_json::{Value, json};
use vestibule_records::Record;
use vestibule_records::kept::Device;

use super::{CARD, NOON, PHONE, action, denied, welcome};
use crate::on_both_stores;
use crate::support::{MORNING, TestApp, at};

const LAPTOP: &str = "00-00-5E-00-53-02";
/// Phones make such addresses up, one for each network.
const MADE_UP: &str = "02:00:5e:00:53:03";

async fn devices(app: &TestApp) -> Vec<Device> {
    app.rows::<Device>().await.iter().map(|row| Device::from_row(row).expect("a device")).collect()
}

/// A customer who signed in on a phone and left.
async fn with_phone(app: &TestApp, name: &str, pin: &str) -> i64 {
    let customer = app.regular(name, &json!({ "AccessPincode": pin })).await;
    welcome(&app.tap(&json!({ "pincode": pin, "mac": PHONE })).await);
    welcome(&app.tap(&json!({ "mac": PHONE, "disconnect": true })).await);
    customer
}

on_both_stores! {
    async fn signing_in_on_a_device_registers_it(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessPincode": "48213" })).await;
        assert_eq!(action(&app.tap(&json!({ "pincode": "48213", "mac": LAPTOP })).await), "checkin");
        let visit = app.visits(ann).await.remove(0);
        let seen = (&visit["Source"], &visit["MacAddresses"], &visit["LastActivity"]);
        assert_eq!(seen, (&json!(3), &json!("00:00:5e:00:53:02"), &json!(MORNING)));
        let device = devices(&app).await.remove(0);
        assert_eq!((device.mac.as_str(), device.coworker_id.get(), device.is_random), ("00:00:5e:00:53:02", ann, false));
        assert_eq!((device.business_id.get(), device.registered_on, device.last_seen), (app.loft, at(MORNING), at(MORNING)));
        app.set_clock(NOON);
        app.tap(&json!({ "pincode": "48213", "mac": MADE_UP })).await;
        assert!(devices(&app).await.iter().any(|device| device.is_random && device.mac == MADE_UP));
        assert_eq!(app.visits(ann).await[0]["MacAddresses"], format!("00:00:5e:00:53:02, {MADE_UP}"));
    }
}

on_both_stores! {
    async fn a_known_device_lets_its_owner_in_and_out(app: TestApp) {
        app.set(app.loft, "Checkin.AlwaysRecordByMinute", "True").await;
        let ann = with_phone(&app, "Ann", "48213").await;
        app.set_clock(NOON);
        let told = welcome(&app.tap(&json!({ "Mac": "00005E005301" })).await);
        assert_eq!((&told["FullName"], &told["Action"]), (&json!("Ann"), &json!("checkin")));
        assert_eq!(app.visits(ann).await.len(), 2);
        assert_eq!(devices(&app).await[0].last_seen, at(NOON));
        app.set_clock("2026-09-02T12:00:00Z");
        assert_eq!(action(&app.tap(&json!({ "mac": PHONE, "disconnect": true })).await), "checkout");
        assert_eq!(devices(&app).await[0].last_seen, at("2026-09-02T12:00:00Z"));
    }
}

on_both_stores! {
    async fn a_device_that_nobody_signed_in_on_is_not_known(app: TestApp) {
        let told = denied(&app.tap(&json!({ "mac": PHONE })).await);
        assert_eq!(told, (401, "This device is not known at Loft: sign in on it first".to_owned()));
        let failed = app.refusals().await.remove(0);
        assert_eq!((&failed["MacAddresses"], &failed["Source"]), (&json!(PHONE), &json!(3)));
        assert_eq!(denied(&app.tap(&json!({ "mac": LAPTOP, "disconnect": true })).await).0, 401);
        assert_eq!(app.refusals().await.len(), 1, "who leaves was not kept out");
    }
}

on_both_stores! {
    async fn where_devices_are_not_let_in_by_themselves_signing_in_helps(app: TestApp) {
        with_phone(&app, "Ann", "48213").await;
        app.set(app.loft, "Security.DisableAutoChecking", "True").await;
        app.set_clock(NOON);
        let told = denied(&app.tap(&json!({ "mac": PHONE })).await);
        assert_eq!(told, (403, "Loft lets no device in by itself: sign in on it".to_owned()));
        assert_eq!(action(&app.tap(&json!({ "pincode": "48213", "mac": PHONE })).await), "checkin");
        app.set_clock("2026-09-02T12:00:00Z");
        assert_eq!(action(&app.tap(&json!({ "mac": PHONE })).await), "none");
        assert_eq!(action(&app.tap(&json!({ "mac": PHONE, "disconnect": true })).await), "checkout");
    }
}

on_both_stores! {
    async fn the_wifi_must_be_allowed_to_check_in_by_the_person_and_by_the_pass(app: TestApp) {
        let refused = app.regular("Ann", &json!({ "AccessPincode": "48213", "AllowNetworkCheckin": false })).await;
        let told = denied(&app.tap(&json!({ "pincode": "48213", "mac": PHONE })).await);
        assert_eq!(told, (403, "Ann may not check in over the Wi-Fi".to_owned()));
        assert_eq!(devices(&app).await, vec![], "a refusal registers nothing");
        assert_eq!(action(&app.tap(&json!({ "pincode": "48213" })).await), "checkin", "by hand they may");
        assert_eq!(app.visits(refused).await[0]["MacAddresses"], Value::Null);

        let bob = app.customer_with("Bob", &json!({ "AccessPincode": "11111", "AllowNetworkCheckin": true })).await;
        let kind = app.kind(&json!({ "AllowNetworkCheckIn": false })).await;
        app.give(bob, kind, &json!({})).await;
        let (status, sentence) = denied(&app.tap(&json!({ "pincode": "11111", "mac": LAPTOP })).await);
        assert_eq!(status, 403);
        assert!(sentence.contains("may not be used by a Wi-Fi check-in"), "{sentence}");
    }
}

on_both_stores! {
    async fn nobody_has_more_devices_than_the_location_allows(app: TestApp) {
        app.set(app.loft, "Checkin.DeviceCountLimit", "1").await;
        with_phone(&app, "Ann", "48213").await;
        app.set_clock(NOON);
        let (status, sentence) = denied(&app.tap(&json!({ "pincode": "48213", "mac": LAPTOP })).await);
        assert_eq!(status, 403);
        assert_eq!(
            sentence,
            format!("Ann has 1 device already, which is the most; the last one used is {PHONE}, on 2026-09-02 at 09:15")
        );
        assert_eq!((devices(&app).await.len(), app.refusals().await.len()), (1, 1));
        assert_eq!(action(&app.tap(&json!({ "pincode": "48213", "mac": PHONE })).await), "checkin");
    }
}

on_both_stores! {
    async fn a_device_that_nobody_saw_for_a_month_makes_room(app: TestApp) {
        app.set(app.loft, "Checkin.DeviceCountLimit", "1").await;
        with_phone(&app, "Ann", "48213").await;
        app.set_clock("2026-10-02T08:15:00Z");
        assert_eq!(action(&app.tap(&json!({ "pincode": "48213", "mac": MADE_UP })).await), "checkin");
        let known = devices(&app).await;
        assert_eq!((known.len(), known[0].mac.as_str()), (1, MADE_UP));
    }
}

on_both_stores! {
    async fn a_device_belongs_to_whoever_signed_in_on_it_last(app: TestApp) {
        with_phone(&app, "Ann", "48213").await;
        let bob = app.regular("Bob", &json!({ "AccessPincode": "11111" })).await;
        app.set_clock(NOON);
        assert_eq!(action(&app.tap(&json!({ "pincode": "11111", "mac": PHONE })).await), "checkin");
        let known = devices(&app).await;
        assert_eq!((known.len(), known[0].coworker_id.get()), (1, bob));
        app.set_clock("2026-09-02T12:00:00Z");
        assert_eq!(welcome(&app.tap(&json!({ "mac": PHONE })).await)["FullName"], "Bob");
    }
}

on_both_stores! {
    async fn an_echo_on_the_wifi_changes_nothing(app: TestApp) {
        let ann = with_phone(&app, "Ann", "48213").await;
        app.set_clock(NOON);
        app.tap(&json!({ "mac": PHONE })).await;
        app.set_clock("2026-09-02T12:00:00Z");
        assert_eq!(action(&app.tap(&json!({ "mac": PHONE })).await), "none");
        app.set_clock("2026-09-02T12:00:02Z");
        assert_eq!(action(&app.tap(&json!({ "mac": PHONE })).await), "none");
        let open = app.visits(ann).await.into_iter().find(|visit| visit["ToTime"].is_null()).expect("inside");
        assert_eq!((&open["LastActivity"], &open["UpdatedOn"]), (&json!("2026-09-02T12:00:00Z"), &json!("2026-09-02T12:00:00Z")));
    }
}

on_both_stores! {
    async fn a_card_does_not_register_a_device(app: TestApp) {
        app.cardholder("Ann", CARD).await;
        assert_eq!(denied(&app.tap(&json!({ "accessCardId": CARD, "mac": PHONE })).await).0, 400);
        assert_eq!(devices(&app).await, vec![]);
    }
}
