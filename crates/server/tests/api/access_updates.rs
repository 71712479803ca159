//! What a door system is told: how somebody's access stands, whenever it may have changed, until it has heard of it.

use axum::body::Body;
use axum::response::Response;
use serde_json::{Value, json};
use vestibule_records::kept::Delivery;
use vestibule_records::{CoworkerAccessControlAudit, Record as _};
use vestibule_server::jobs::Rounds;

use crate::on_both_stores;
use crate::support::people::{GBP, plus, records, with};
use crate::support::receiver::{Got, Receiver, signature, status};
use crate::support::{MORNING, TestApp};

const URL: &str = "Vestibule.AccessUpdates.Url";
const TOKEN: &str = "Vestibule.AccessUpdates.Token";
const GROUPS_URL: &str = "Vestibule.AccessGroups.Url";
const RESYNC: &str = "/api/vestibule/access/resync";

/// A server whose loft has this door system.
async fn told_at(app: TestApp, receiver: &Receiver) -> TestApp {
    let app = app.with_private_targets();
    app.set(app.loft, URL, &receiver.url).await;
    app
}

/// A customer of the loft alone.
async fn ida(app: &TestApp, more: &Value) -> i64 {
    app.customer_with("Ida", &with(json!({ "Businesses": [app.loft], "AccessPincode": "11546" }), more)).await
}

fn message(got: &Got) -> Value {
    assert!(got.body.is_ascii(), "{}", got.body);
    serde_json::from_str(&got.body).expect("JSON")
}

/// The groups and their ends that arrived last.
fn last(receiver: &Receiver) -> (Value, Value) {
    let message = message(receiver.got().last().expect("a message"));
    (message["groups"].clone(), message["schedule"].clone())
}

async fn waiting(app: &TestApp) -> Vec<Delivery> {
    app.deliveries().await.into_iter().filter(|delivery| delivery.due_on.is_some()).collect()
}

async fn round(app: &TestApp) {
    Rounds::new(&app.app).round().await.expect("a round");
}

async fn audits(app: &TestApp) -> Vec<CoworkerAccessControlAudit> {
    let rows = app.rows::<CoworkerAccessControlAudit>().await;
    rows.iter().map(|row| CoworkerAccessControlAudit::from_row(row).expect("an audit")).collect()
}

/// A desk of the loft that opens this door, changed by `more`.
async fn desk(app: &TestApp, group: &str, more: &Value) -> i64 {
    let desk = json!({
        "FloorPlanId": 71, "FloorPlanBusinessId": app.loft, "Name": "D4", "Size": 2, "Capacity": 1, "Price": 250,
        "PositionX": 0, "PositionY": 0, "PositionZ": 0, "AccessControlGroupId": group,
    });
    app.post("/api/sys/floorplandesks", &with(desk, more)).await.id()
}

on_both_stores! {
    async fn a_check_in_tells_who_came_in_and_what_they_may_open_until_when(app: TestApp) {
        let receiver = Receiver::pleased().await;
        let app = told_at(app, &receiver).await;
        app.set(app.loft, TOKEN, "sesame").await;
        app.set(app.loft, "WebHooks.SharedSecret", "a shared secret").await;
        let customer = ida(&app, &json!({ "FullName": "Jos\u{e9}", "AccessCardId": "04:A2", "KeyFobNumber": "77" })).await;
        let kind = app.kind(&json!({ "AccessControlGroupId": "front, lift" })).await;
        app.give(customer, kind, &json!({})).await;
        assert_eq!((waiting(&app).await.len(), app.deliver().await), (2, 1), "one message tells of both");
        assert_eq!(last(&receiver), (json!(["front", "lift"]), json!([])));

        app.check_in(customer, MORNING).await.id();
        assert_eq!(app.deliver().await, 1);
        let got = &receiver.got()[1];
        let place = app.get(&format!("/api/sys/businesses/{}", app.loft)).await.json();
        let person = app.get(&format!("/api/spaces/coworkers/{customer}")).await.json();
        let midnight = "2026-09-02T23:00:00Z";
        assert_eq!(message(got), json!({
            "time": MORNING,
            "business": { "id": app.loft, "name": "Loft", "uniqueId": place["UniqueId"] },
            "coworker": {
                "id": customer, "uniqueId": person["UniqueId"], "fullName": "Jos\u{e9}", "email": "ida@example.com",
                "accessPincode": "11546", "accessCardId": "04:A2", "keyFobNumber": "77",
            },
            "groups": ["front", "lift"],
            "schedule": [{ "group": "front", "expires_on": midnight }, { "group": "lift", "expires_on": midnight }],
        }));
        assert_eq!((got.header("content-type"), got.header("authorization")), ("application/json", "Bearer sesame"));
        assert_eq!(got.header("x-nexudus-hook-signature"), signature("a shared secret", got.body.as_bytes()));
        assert_ne!(got.header("webhook-id"), receiver.got()[0].header("webhook-id"));
        assert_eq!((waiting(&app).await.len(), app.deliver().await), (0, 0), "once is enough");
    }
}

on_both_stores! {
    async fn where_no_door_system_is_set_nothing_is_written(app: TestApp) {
        let receiver = Receiver::pleased().await;
        let app = app.with_private_targets();
        app.set(app.yard, URL, &receiver.url).await;
        let (customer, kind) = (ida(&app, &json!({})).await, app.kind(&json!({})).await);
        app.give(customer, kind, &json!({})).await;
        app.check_in(customer, MORNING).await.id();
        assert_eq!(app.deliveries().await.len(), 0);
        let guest = app.customer_with("Joe", &json!({ "Businesses": [app.loft] })).await;
        app.give(guest, kind, &json!({})).await;
        app.attempt(&json!({ "BusinessId": app.yard, "CoworkerId": guest, "FromTime": MORNING })).await.id();
        let told: Vec<i64> = app.deliveries().await.iter().map(|delivery| delivery.record_id).collect();
        assert_eq!(told, [guest], "where it happens it is told, wherever they belong");
    }
}

on_both_stores! {
    async fn what_failed_is_told_again_as_it_then_stands_and_with_all_that_waits(app: TestApp) {
        let receiver = Receiver::answering(|nth, _| status(if nth == 0 { 503 } else { 204 })).await;
        let app = told_at(app, &receiver).await;
        let customer = ida(&app, &json!({})).await;
        assert_eq!(app.deliver().await, 1);
        let shown = app.get(&format!("/api/spaces/coworkers/{customer}")).await.json();
        assert_eq!(app.put("/api/spaces/coworkers", &with(shown, &json!({ "AccessPincode": "20000" }))).await.status, 200);
        assert_eq!((waiting(&app).await.len(), app.deliver().await), (2, 0), "the first goes before the other");
        app.set_clock(&plus(MORNING, 10));
        assert_eq!(app.deliver().await, 1);
        let pins: Vec<_> = receiver.got().iter().map(|got| message(got)["coworker"]["accessPincode"].clone()).collect();
        assert_eq!(pins, ["11546", "20000"]);
        assert_ne!(receiver.got()[0].header("webhook-id"), receiver.got()[1].header("webhook-id"));
        assert_eq!((waiting(&app).await.len(), audits(&app).await.len()), (0, 0));
    }
}

on_both_stores! {
    async fn what_changes_while_a_message_is_under_way_is_told_after_it(app: TestApp) {
        let mut receiver = Receiver::shut(|_, _| status(200)).await;
        let app = told_at(app, &receiver).await;
        let customer = ida(&app, &json!({})).await;
        let mut deliverer = app.deliverer();
        let under_way = tokio::spawn(async move { deliverer.deliver_due().await });
        receiver.arrival().await;
        let shown = app.get(&format!("/api/spaces/coworkers/{customer}")).await.json();
        assert_eq!(app.put("/api/spaces/coworkers", &with(shown, &json!({ "Active": false }))).await.status, 200);
        receiver.open(2);
        let tries = under_way.await.expect("not cancelled").expect("the outbox is read");
        assert_eq!((tries + app.deliver().await, receiver.got().len()), (2, 2));
        assert_eq!(waiting(&app).await.len(), 0);
    }
}

on_both_stores! {
    async fn a_failure_that_lasts_is_written_down_once_and_so_is_its_end(app: TestApp) {
        let receiver = Receiver::answering(|nth, _| status(if nth < 7 { 500 } else { 200 })).await;
        let app = told_at(app, &receiver).await;
        let customer = ida(&app, &json!({})).await;
        for tries in 1..=8 {
            assert_eq!(app.deliver().await, 1);
            assert_eq!(audits(&app).await.len(), match tries { 1..5 => 0, 5..8 => 1, _ => 2 }, "{tries}");
            let due = waiting(&app).await.first().and_then(|delivery| delivery.due_on);
            let Some(due) = due else { continue };
            app.set_clock(&plus("1970-01-01T00:00:00Z", due.micros().div_euclid(1_000_000) + 1));
        }
        let audits = audits(&app).await;
        let told: Vec<_> = audits.iter().map(|audit| (audit.coworker_id.get(), audit.is_problem)).collect();
        assert_eq!(told, [(customer, true), (customer, false)]);
        let why = audits[0].description.as_deref().unwrap_or_default();
        assert!(why.contains("Loft") && why.contains("answered 500"), "{why}");
        assert!(waiting(&app).await.is_empty());
    }
}

on_both_stores! {
    async fn a_booking_opens_and_shuts_its_doors_by_the_clock_and_each_is_told_once(app: TestApp) {
        let receiver = Receiver::pleased().await;
        let app = told_at(app, &receiver).await;
        round(&app).await;
        let customer = ida(&app, &json!({})).await;
        let desk = desk(&app, "library", &json!({ "ResourceId": 88 })).await;
        app.deliver().await;
        let booking = json!({
            "ResourceId": 88, "ResourceName": "Library", "CoworkerId": customer, "FloorPlanDeskId": desk,
            "FromTime": "2026-09-02T10:00:00Z", "ToTime": "2026-09-02T11:00:00Z",
        });
        app.post("/api/spaces/bookings", &booking).await.id();
        assert_eq!(waiting(&app).await.len(), 0, "nothing opens yet");
        app.set_clock("2026-09-02T09:44:59Z");
        round(&app).await;
        assert_eq!(waiting(&app).await.len(), 0);
        app.set_clock("2026-09-02T09:45:05Z");
        round(&app).await;
        round(&app).await;
        assert_eq!((waiting(&app).await.len(), app.deliver().await), (1, 1));
        let shuts = json!([{ "group": "library", "expires_on": "2026-09-02T11:15:00Z" }]);
        assert_eq!(last(&receiver), (json!(["library"]), shuts));
        app.set_clock("2026-09-02T11:15:05Z");
        round(&app).await;
        round(&app).await;
        assert_eq!((waiting(&app).await.len(), app.deliver().await), (1, 1));
        assert_eq!(last(&receiver), (json!([]), json!([])));

        let at_once = with(booking, &json!({ "FromTime": "2026-09-02T11:20:00Z", "ToTime": "2026-09-02T12:00:00Z" }));
        let at_once = app.post("/api/spaces/bookings", &at_once).await.id();
        assert_eq!(app.deliver().await, 1);
        assert_eq!(last(&receiver).0, json!(["library"]), "what is booked for now opens now");
        assert_eq!(app.delete(&format!("/api/spaces/bookings/{at_once}")).await.status, 200);
        assert_eq!(app.deliver().await, 1);
        assert_eq!(last(&receiver).0, json!([]));
    }
}

on_both_stores! {
    async fn rounds_that_were_missed_are_made_up_for_and_webhooks_hear_of_them_too(app: TestApp) {
        let receiver = Receiver::pleased().await;
        let app = app.with_private_targets();
        app.hook(61, "https://door.example/hook", &json!({})).await;
        round(&app).await;
        let customer = ida(&app, &json!({})).await;
        for (from, to) in [("10:00", "11:00"), ("19:00", "20:00")] {
            let booking = json!({
                "ResourceId": 88, "ResourceName": "Library", "CoworkerId": customer,
                "FromTime": format!("2026-09-02T{from}:00Z"), "ToTime": format!("2026-09-02T{to}:00Z"),
            });
            app.post("/api/spaces/bookings", &booking).await.id();
        }
        let before = app.deliveries().await.len();
        app.set_clock("2026-09-03T08:00:00Z");
        round(&app).await;
        assert_eq!(app.deliveries().await.len() - before, 4, "two begin and two end, each in an hour of its own");
        round(&app).await;
        assert_eq!(app.deliveries().await.len() - before, 4);
        assert!(receiver.got().is_empty());
    }
}

on_both_stores! {
    async fn a_desk_is_opened_through_a_contract_from_its_start(app: TestApp) {
        let receiver = Receiver::pleased().await;
        let app = told_at(app, &receiver).await;
        round(&app).await;
        let customer = ida(&app, &json!({})).await;
        desk(&app, "desk 4", &json!({ "CoworkerId": customer })).await;
        let plan = app.plan("Resident", &json!({})).await;
        let ends = json!({ "StartDate": "2026-09-02T12:00:00Z", "CancellationDate": "2026-09-30T00:00:00Z" });
        app.join(customer, plan, &ends).await;
        app.deliver().await;
        assert_eq!(last(&receiver), (json!([]), json!([])), "it has not started");
        app.set_clock("2026-09-02T12:00:05Z");
        round(&app).await;
        assert_eq!(app.deliver().await, 1);
        let schedule = json!([{ "group": "desk 4", "expires_on": "2026-09-30T00:00:00Z" }]);
        assert_eq!(last(&receiver), (json!(["desk 4"]), schedule));
    }
}

on_both_stores! {
    async fn cards_and_pins_go_to_https_alone_unless_the_network_is_ones_own(app: TestApp) {
        let receiver = Receiver::pleased().await;
        app.set(app.loft, URL, &receiver.url).await;
        ida(&app, &json!({})).await;
        assert_eq!((app.deliver().await, receiver.got().len()), (1, 0));
        let why = app.deliveries().await[0].last_error.clone().unwrap_or_default();
        assert!(why.contains("https"), "{why}");
        for (name, value) in [(URL, "door.example"), (GROUPS_URL, "ftp://door.example"), (TOKEN, "two words")] {
            let setting = json!({ "BusinessId": app.yard, "Name": name, "Value": value });
            let answer = app.post("/api/sys/businesssettings", &setting).await;
            assert_eq!((answer.status, &answer.json()["Errors"][0]["PropertyName"]), (400, &json!("Value")), "{}", answer.text);
        }
    }
}

on_both_stores! {
    async fn everybody_is_told_anew_when_it_is_asked_for(app: TestApp) {
        let receiver = Receiver::pleased().await;
        let app = app.with_private_targets();
        for name in ["Ann", "Bob"] {
            app.customer_with(name, &json!({ "Businesses": [app.loft] })).await;
        }
        app.customer_with("Sue Suspended", &json!({ "Businesses": [app.loft], "Active": false })).await;
        app.customer_with("Yan", &json!({ "Businesses": [app.yard] })).await;
        let refused = app.post(RESYNC, &json!({ "BusinessId": app.loft })).await;
        assert_eq!(refused.status, 400);
        assert!(refused.text.contains(URL), "{}", refused.text);
        app.set(app.loft, URL, &receiver.url).await;
        let answer = app.post(RESYNC, &json!({ "BusinessId": app.loft })).await;
        assert_eq!((answer.status, answer.json()), (200, json!({ "BusinessId": app.loft, "Queued": 2 })));
        assert_eq!(app.deliver().await, 2);
        let mut told: Vec<_> = receiver.got().iter().map(|got| message(got)["coworker"]["fullName"].clone()).collect();
        told.sort_by_key(Value::to_string);
        assert_eq!(told, ["Ann", "Bob"]);
        for body in [json!({}), json!({ "BusinessId": "x" }), json!({ "BusinessId": 1 }), json!({ "BusinessId": null })] {
            let answer = app.post(RESYNC, &body).await;
            let error = &answer.json()["Errors"][0];
            assert_eq!((answer.status, &error["PropertyName"]), (400, &json!("BusinessId")), "{}", answer.text);
        }
        let yard = app.manager_of("yard@example.com", &[app.yard]).await;
        assert_eq!(yard.post(RESYNC, &json!({ "BusinessId": app.loft })).await.status, 400);
    }
}

fn listing(groups: &'static str) -> Response {
    Response::new(Body::from(groups))
}

on_both_stores! {
    async fn the_groups_of_a_door_system_are_asked_for_in_the_name_of_whoever_asks(app: TestApp) {
        let receiver = Receiver::answering(|nth, _| match nth {
            0 => listing(r#"[{"id":"1","name":"Front door"},{"id":2}]"#),
            1 => listing("<html>"),
            _ => status(503),
        }).await;
        let app = app.with_private_targets();
        let path = format!("/api/vestibule/access/groups?businessId={}", app.loft);
        let unset = app.get(&path).await;
        assert_eq!(unset.status, 400);
        assert!(unset.text.contains(GROUPS_URL), "{}", unset.text);
        app.set(app.loft, GROUPS_URL, &receiver.url).await;
        app.set(app.loft, "Vestibule.AccessGroups.Token", "sesame").await;
        let groups = app.get(&path).await;
        let expected = json!({ "Groups": [{ "Id": "1", "Name": "Front door" }, { "Id": "2", "Name": null }] });
        assert_eq!((groups.status, groups.json()), (200, expected));
        let (place, users) = (app.get(&format!("/api/sys/businesses/{}", app.loft)).await, app.get("/api/sys/users").await);
        let got = &receiver.got()[0];
        assert_eq!(got.header("authorization"), "Bearer sesame");
        assert_eq!(got.header("x-nexudus-business-uniqueid"), place.json()["UniqueId"]);
        assert_eq!(got.header("x-nexudus-user-uniqueid"), records(&users)[0]["UniqueId"]);
        for why in ["no list of groups", "answered 503"] {
            let answer = app.get(&path).await;
            assert_eq!(answer.status, 400);
            assert!(answer.text.contains(why), "{}", answer.text);
        }
    }
}

on_both_stores! {
    async fn a_team_and_a_minute_pass_and_a_suspension_are_told(app: TestApp) {
        let receiver = Receiver::pleased().await;
        let app = told_at(app, &receiver).await;
        let (customer, payer) = (ida(&app, &json!({})).await, app.customer_with("Pam", &json!({ "Businesses": [app.loft] })).await);
        let kind = app.kind(&json!({ "Name": "Ten hours", "MinutesIncluded": 600, "CurrencyId": GBP, "AccessControlGroupId": "7" })).await;
        app.give(payer, kind, &json!({ "ExpireDate": "2026-09-30T00:00:00Z" })).await;
        app.deliver().await;
        let team = json!({
            "BusinessId": app.loft, "Name": "Crew", "TeamMembers": [customer, payer], "PayingMemberId": payer, "ShareTimePasses": true,
        });
        app.post("/api/spaces/teams", &team).await.id();
        assert_eq!(app.deliver().await, 2);
        let of_ida = |got: &Got| message(got)["coworker"]["id"] == customer;
        let told = receiver.got().iter().rev().find(|got| of_ida(got)).map(message).expect("a message");
        assert_eq!(told["schedule"], json!([{ "group": "7", "expires_on": "2026-09-30T00:00:00Z" }]));
        let shown = app.get(&format!("/api/spaces/coworkers/{customer}")).await.json();
        app.put("/api/spaces/coworkers", &with(shown, &json!({ "Active": false }))).await;
        assert_eq!(app.deliver().await, 1);
        assert_eq!(last(&receiver), (json!([]), json!([])));
    }
}
