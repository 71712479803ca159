//! Who may join the Wi-Fi: whoever is inside or would be let in.

use serde_json::{Value, json};
use vestibule_radius::{Code, kind};
use vestibule_records::Record;
use vestibule_records::kept::Device;

use super::{AccessPoint, START};
use crate::on_both_stores;
use crate::public_checkin::PHONE;
use crate::support::{MORNING, PASSWORD, TestApp};

const LAPTOP: &str = "00-00-5E-00-53-02";
const NOON: &str = "2026-09-02T11:00:00Z";

async fn devices(app: &TestApp) -> Vec<(String, i64)> {
    let device = |row: &vestibule_records::Row| {
        let device = Device::from_row(row).expect("a device");
        (device.mac, device.coworker_id.get())
    };
    app.rows::<Device>().await.iter().map(device).collect()
}

on_both_stores! {
    async fn a_pin_lets_join_registers_the_device_and_opens_nothing(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessPincode": "48213" })).await;
        let point = AccessPoint::of(&app).await;
        let reply = point.ask("ANN@example.com", "48213", LAPTOP).await;
        let packet = reply.packet();
        assert_eq!(packet.code, Code::AccessAccept);
        assert_eq!(packet.text(kind::USER_NAME).as_deref(), Some("ann@example.com"), "as it is written in the record");
        assert_eq!(packet.number(kind::IDLE_TIMEOUT), Some(900));
        // Until the last second of the business day of the loft.
        assert_eq!(packet.number(kind::SESSION_TIMEOUT), Some(53_099));
        assert_eq!(packet.text(kind::CLASS).as_deref(), Some(format!("customer {ann}").as_str()));
        assert_eq!(packet.first(kind::TUNNEL_PRIVATE_GROUP_ID), None);
        assert_eq!(devices(&app).await, [("00:00:5e:00:53:02".to_owned(), ann)]);
        assert_eq!(app.visits(ann).await, Vec::<Value>::new());

        let by_device = point.ask("00005e005302", "00005e005302", LAPTOP).await;
        assert_eq!(by_device.code(), Code::AccessAccept);
        point.tell(START, ("", LAPTOP), MORNING, 0).await;
        assert_eq!(app.visits(ann).await.len(), 1);
        assert_eq!(point.ask("ann@example.com", "48213", LAPTOP).await.code(), Code::AccessAccept, "who is inside may");
    }
}

on_both_stores! {
    async fn a_password_and_the_code_of_a_guest_let_join_too(app: TestApp) {
        let user = app.user("ann@example.com", &json!({})).await;
        app.regular("Ann", &json!({ "UserId": user })).await;
        let point = AccessPoint::of(&app).await;
        assert_eq!(point.ask("ann@example.com", PASSWORD, PHONE).await.code(), Code::AccessAccept);
        assert_eq!(
            point.ask("ann@example.com", "wrong", PHONE).await.refused(),
            "The e-mail address or the password is wrong"
        );
        let token = json!({
            "BusinessId": app.loft, "AccessCode": "GUEST-77", "MinutesIncluded": 120,
            "ValidFrom": "2026-09-01T00:00:00Z", "ValidTo": "2026-09-30T00:00:00Z",
        });
        app.post("/api/spaces/accesstokens", &token).await.id();
        let guest = point.ask("GUEST-77", "", LAPTOP).await;
        assert_eq!((guest.code(), guest.packet().number(kind::SESSION_TIMEOUT)), (Code::AccessAccept, Some(7_200)));
        assert_eq!(point.ask("GUEST-78", "", LAPTOP).await.refused(), "This code is not known at Loft");
    }
}

on_both_stores! {
    async fn who_may_not_hears_why_and_it_is_on_record_with_the_device(app: TestApp) {
        let pin = json!({ "AccessPincode": "48213", "AllowNetworkCheckin": true });
        app.customer_with("Ann", &pin).await;
        let point = AccessPoint::of(&app).await;
        let told = point.ask("ann@example.com", "48213", PHONE).await.refused();
        assert!(told.contains("does not have a valid time pass"), "{told}");
        let refusals = app.refusals().await;
        let first = (&refusals[0]["Source"], &refusals[0]["MacAddresses"], &refusals[0]["Description"]);
        assert_eq!(first, (&json!(3), &json!(PHONE), &json!(told)));
        assert_eq!(devices(&app).await, [], "a refusal registers nothing");
        app.set_clock("2026-09-02T08:20:00Z");
        point.ask("ann@example.com", "48213", PHONE).await.refused();
        assert_eq!(app.refusals().await.len(), 1, "a phone that tries for ever fills no list");
        let unknown = point.ask("00:00:5e:00:53:09", "", "00:00:5e:00:53:09").await.refused();
        assert_eq!(unknown, "This device is not known at Loft: sign in on it first");
        assert_eq!(app.refusals().await.len(), 2);
    }
}

on_both_stores! {
    async fn the_limit_of_devices_holds_and_one_not_seen_for_a_month_makes_room(app: TestApp) {
        app.set(app.loft, "Checkin.DeviceCountLimit", "1").await;
        let ann = app.regular("Ann", &json!({ "AccessPincode": "48213" })).await;
        let point = AccessPoint::of(&app).await;
        assert_eq!(point.ask("ann@example.com", "48213", PHONE).await.code(), Code::AccessAccept);
        app.set_clock(NOON);
        let told = point.ask("ann@example.com", "48213", LAPTOP).await.refused();
        assert!(told.starts_with("Ann has 1 device already, which is the most"), "{told}");
        app.set_clock("2026-10-02T11:00:00Z");
        assert_eq!(point.ask("ann@example.com", "48213", LAPTOP).await.code(), Code::AccessAccept);
        assert_eq!(devices(&app).await, [("00:00:5e:00:53:02".to_owned(), ann)]);
    }
}

on_both_stores! {
    async fn who_is_in_a_team_with_a_vlan_is_put_in_it(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "AccessPincode": "48213" })).await;
        let team = |name: &str, vlan: Value| json!({
            "BusinessId": app.loft, "Name": name, "TunnelPrivateGroupId": vlan, "TeamMembers": [ann], "AddedTeamMembers": [ann],
        });
        app.post("/api/spaces/teams", &team("Makers", Value::Null)).await.id();
        app.post("/api/spaces/teams", &team("Coders", json!("120"))).await.id();
        let point = AccessPoint::of(&app).await;
        let reply = point.ask("ann@example.com", "48213", PHONE).await;
        let packet = reply.packet();
        assert_eq!(packet.text(kind::TUNNEL_PRIVATE_GROUP_ID).as_deref(), Some("120"));
        assert_eq!((packet.number(kind::TUNNEL_TYPE), packet.number(kind::TUNNEL_MEDIUM_TYPE)), (Some(13), Some(6)));
    }
}

on_both_stores! {
    async fn what_is_not_spoken_here_is_refused_in_a_sentence(app: TestApp) {
        let point = AccessPoint::of(&app).await;
        let asks = || point.draft(Code::AccessRequest).with(kind::USER_NAME, b"ann@example.com");
        for (draft, begins) in [
            (asks().with(kind::CHAP_PASSWORD, &[1; 17]), "CHAP is not spoken here"),
            (asks().with(kind::EAP_MESSAGE, &[2, 7, 0, 5, 1]), "EAP is not spoken here"),
            (asks(), "The password is missing"),
            (point.draft(Code::AccessRequest), "It says not who it is"),
        ] {
            let request = draft.request(&point.secret, [7; 16]);
            point.send(point.authentication, &request).await;
            let reply = point.answer_to(&request).await;
            assert!(reply.refused().starts_with(begins), "{}", reply.refused());
            if begins.starts_with("EAP") {
                assert_eq!(reply.packet().first(kind::EAP_MESSAGE), Some(&[4, 7, 0, 4][..]));
            }
        }
        let other = point.ask("00:00:5e:00:53:09", "", PHONE).await.refused();
        assert_eq!(other, "Its name is the address of another device");
    }
}

on_both_stores! {
    async fn guessing_is_slowed_for_the_device_that_guesses(app: TestApp) {
        app.regular("Ann", &json!({ "AccessPincode": "48213" })).await;
        let point = AccessPoint::of(&app).await;
        for wrong in ["00001", "00002", "00003", "00004", "00005"] {
            point.ask("ann@example.com", wrong, LAPTOP).await.refused();
        }
        let told = point.ask("ann@example.com", "48213", LAPTOP).await.refused();
        assert!(told.starts_with("Too many wrong tries: wait"), "{told}");
        assert_eq!(point.ask("ann@example.com", "48213", PHONE).await.code(), Code::AccessAccept);
    }
}
