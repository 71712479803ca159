//! Doors tell who passed them: in our words, and in those of two door systems.

use axum::body::Body;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::on_both_stores;
use crate::public_checkin::{CARD, LOFT, YARD};
use crate::support::people::{number, plus, records, text, with};
use crate::support::{Answer, MORNING, TestApp};

/// A door as it is set up.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) id: i64,
    guid: String,
    key: String,
}

/// HMAC-SHA256 in hex.
fn signature(key: &str, parts: &[&str]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any length");
    parts.iter().for_each(|part| mac.update(part.as_bytes()));
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl TestApp {
    /// A door of the loft, changed by `more`.
    pub(crate) async fn door(&self, name: &str, more: &Value) -> Door {
        let door = json!({ "BusinessId": self.loft, "Name": name, "Reference": name.to_lowercase() });
        let made = self.post("/api/vestibule/doors", &with(door, more)).await;
        let shown = &made.json()["Value"];
        Door {
            id: made.id(),
            guid: text(&shown["UniqueId"]).to_owned(),
            key: text(&shown["SharedSecret"]).to_owned(),
        }
    }

    /// What a door sends, signed with a key.
    async fn signed(&self, host: &str, key: &str, body: &str) -> Answer {
        let signature = format!("sha256={}", signature(key, &[body]));
        self.sent(host, "/api/vestibule/events/door", "X-Vestibule-Signature", &signature, body).await
    }

    async fn sent(&self, host: &str, path: &str, header: &str, signature: &str, body: &str) -> Answer {
        let request = Request::builder().method("POST").uri(path).header("host", host);
        let request = request.header("content-type", "application/json").header(header, signature);
        self.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    /// An event of a door.
    pub(crate) async fn told(&self, door: &Door, event: &Value) -> Answer {
        let body = with(json!({ "door": door.id }), event);
        self.signed(LOFT, &door.key, &body.to_string()).await
    }

    /// What came of an event of a door.
    pub(crate) async fn heard(&self, door: &Door, event: &Value) -> Value {
        let answer = self.told(door, event).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// All signals that are kept, the latest first.
    pub(crate) async fn signals(&self, filter: &str) -> Vec<Value> {
        records(&self.get(&format!("/api/vestibule/signals?size=1000&{filter}")).await)
    }

    async fn audits(&self) -> Vec<Value> {
        records(&self.get("/api/sys/coworkeraccesscontrolaudits?size=1000").await)
    }
}

/// Somebody with a card, at a time, on the way in.
pub(crate) fn at_door(name: &str, at: &str) -> Value {
    json!({ "credential": CARD, "direction": "in", "at": at, "event_id": name })
}

fn outcome(heard: &Value) -> &str {
    text(&heard["Outcome"])
}

fn flags(heard: &Value) -> Vec<&str> {
    heard["Flags"].as_array().expect("flags").iter().map(text).collect()
}

on_both_stores! {
    async fn a_door_lets_in_and_out(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let door = app.door("Front", &json!({})).await;
        let came = app.heard(&door, &at_door("1", MORNING)).await;
        assert_eq!((outcome(&came), text(&came["Message"])), ("Opened", "Ann is at Loft"));
        let visit = app.visit(number(&came["CheckinId"])).await;
        assert_eq!((&visit["CoworkerId"], &visit["Source"], text(&visit["FromTime"])), (&json!(ann), &json!(2), MORNING));
        assert_eq!((&visit["ToTime"], text(&visit["UpdatedBy"])), (&Value::Null, format!("Door {}", door.id).as_str()));
        app.set_clock(&plus(MORNING, 3600));
        let out = with(at_door("2", &plus(MORNING, 3600)), &json!({ "direction": "out" }));
        let left = app.heard(&door, &out).await;
        assert_eq!((outcome(&left), &left["CheckinId"]), ("Closed", &came["CheckinId"]));
        assert_eq!(text(&app.visit(number(&came["CheckinId"])).await["ToTime"]), plus(MORNING, 3600));
        let kept: Vec<_> = app.signals("").await.iter().map(|signal| number(&signal["Outcome"])).collect();
        assert_eq!(kept, [3, 1]);
    }
}

on_both_stores! {
    async fn an_event_that_is_told_again_is_answered_as_the_first_time(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let door = app.door("Front", &json!({})).await;
        let first = app.heard(&door, &at_door("1", MORNING)).await;
        app.heard(&door, &with(at_door("2", &plus(MORNING, 60)), &json!({ "direction": "out" }))).await;
        app.set_clock(&plus(MORNING, 7200));
        let again = app.heard(&door, &at_door("1", MORNING)).await;
        assert_eq!(again, with(first, &json!({ "Replayed": true })));
        assert_eq!((app.visits(ann).await.len(), app.signals("").await.len()), (1, 2));
        // Another door calls another event so.
        let back = app.door("Back", &json!({})).await;
        assert_eq!(app.heard(&back, &at_door("1", MORNING)).await["Replayed"], false);
    }
}

on_both_stores! {
    async fn nobody_but_the_door_speaks_for_it_and_nobody_learns_which_doors_there_are(app: TestApp) {
        app.cardholder("Ann", CARD).await;
        let (front, back) = (app.door("Front", &json!({})).await, app.door("Back", &json!({})).await);
        let shut = app.door("Shut", &json!({ "Active": false })).await;
        let event = |door: i64| with(at_door("1", MORNING), &json!({ "door": door })).to_string();
        let mut answers = vec![
            app.signed(LOFT, &back.key, &event(front.id)).await,
            app.signed(LOFT, "", &event(front.id)).await,
            app.signed(LOFT, &front.key, &event(987_654)).await,
            app.signed(LOFT, &shut.key, &event(shut.id)).await,
            app.signed(LOFT, &front.key, "not json").await,
            app.signed(LOFT, &front.key, "{}").await,
        ];
        for wrong in ["", "sha256=", "sha256=zz", &signature(&front.key, &["another body"])] {
            answers.push(app.sent(LOFT, "/api/vestibule/events/door", "X-Vestibule-Signature", wrong, &event(front.id)).await);
        }
        for answer in &answers {
            assert_eq!((answer.status, &answer.text), (401, &answers[0].text));
        }
        assert!(app.signals("").await.is_empty());
        // Its key opens nothing else.
        assert_eq!(app.with_authorization("/api/vestibule/signals", &format!("Bearer {}", front.key)).await.status, 401);
    }
}

on_both_stores! {
    async fn a_door_is_named_by_its_id_its_uniqueid_or_where_it_is_by_its_reference(app: TestApp) {
        app.cardholder("Ann", CARD).await;
        let door = app.door("Front", &json!({ "Reference": "42" })).await;
        let names = [json!(door.id), json!(door.id.to_string()), json!(door.guid), json!(door.guid.to_uppercase()), json!("42")];
        for (nth, name) in names.iter().enumerate() {
            let body = with(at_door(&nth.to_string(), MORNING), &json!({ "door": name })).to_string();
            assert_eq!(app.signed(LOFT, &door.key, &body).await.status, 200, "{name}");
        }
        let body = with(at_door("x", MORNING), &json!({ "door": "42" })).to_string();
        assert_eq!(app.signed(YARD, &door.key, &body).await.status, 401);
    }
}

on_both_stores! {
    async fn what_cannot_be_read_is_named_and_kept(app: TestApp) {
        let door = app.door("Front", &json!({})).await;
        for (change, field) in [
            (json!({ "at": "soon" }), "at"),
            (json!({ "at": null }), "at"),
            (json!({ "event_id": "" }), "event_id"),
            (json!({ "event_id": "e".repeat(256) }), "event_id"),
            (json!({ "direction": "up" }), "direction"),
            (json!({ "credential": null }), "credential"),
            (json!({ "credential": { "card": "1", "pin": "2" } }), "credential"),
            (json!({ "customer": 1 }), "credential"),
            (json!({ "granted": "perhaps" }), "granted"),
        ] {
            let answer = app.told(&door, &with(at_door("1", MORNING), &change)).await;
            assert_eq!(answer.status, 400, "{change}: {}", answer.text);
            let errors = answer.json()["Errors"].clone();
            assert_eq!((errors[0]["PropertyName"].as_str(), errors[1].is_null()), (Some(field), true), "{errors}");
        }
        let kept = app.get("/api/vestibule/signals?Signal_Outcome=9").await.json();
        assert_eq!(kept["TotalItems"], 9);
        let last = &kept["Records"][0];
        assert_eq!((&last["Origin"], &last["OriginId"]), (&json!(1), &json!(door.id)));
        assert!(text(&last["Remark"]).starts_with("granted: 'perhaps' is not"), "{last}");
        assert!(text(&last["Content"]).contains("perhaps"), "{last}");
    }
}

on_both_stores! {
    async fn how_a_door_is_set_has_the_word(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let inwards = app.door("In", &json!({ "Direction": "In" })).await;
        let outwards = app.door("Out", &json!({ "Direction": 3 })).await;
        let unknown = json!({ "direction": "unknown" });
        assert_eq!(outcome(&app.heard(&inwards, &with(at_door("1", MORNING), &unknown)).await), "Opened");
        app.set_clock(&plus(MORNING, 600));
        let left = app.heard(&outwards, &at_door("1", &plus(MORNING, 600))).await;
        assert_eq!(outcome(&left), "Closed");
        assert_eq!(flags(&left), ["It said 'in' of a door that is set to Out, which counts"]);
        assert_eq!(text(&app.signals("").await[0]["Remark"]), flags(&left)[0]);
        assert_eq!(app.visits(ann).await.len(), 1);
    }
}

on_both_stores! {
    async fn a_door_that_knows_no_direction_lets_in_whoever_is_outside(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let door = app.door("Front", &json!({})).await;
        let passed = |name: &str, at: &str| json!({ "credential": CARD, "at": at, "event_id": name });
        let first = app.heard(&door, &passed("1", MORNING)).await;
        app.set_clock(&plus(MORNING, 900));
        let second = app.heard(&door, &passed("2", &plus(MORNING, 900))).await;
        assert_eq!((outcome(&first), outcome(&second)), ("Opened", "Joined"));
        assert_eq!(first["CheckinId"], second["CheckinId"]);
        let visit = app.visits(ann).await.remove(0);
        assert_eq!((&visit["ToTime"], text(&visit["LastActivity"])), (&Value::Null, plus(MORNING, 900).as_str()));
    }
}

on_both_stores! {
    async fn who_is_turned_away_at_the_door_is_recorded_and_not_inside(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let door = app.door("Front", &json!({})).await;
        let denied = app.heard(&door, &with(at_door("1", MORNING), &json!({ "granted": false }))).await;
        assert_eq!((outcome(&denied), text(&denied["Message"])), ("Refused", "Front turned them away"));
        assert_eq!(app.visits(ann).await, Vec::<Value>::new());
        let failed = app.refusals().await.remove(0);
        assert_eq!((&failed["Id"], &failed["CoworkerId"]), (&denied["FailedCheckinId"], &json!(ann)));
        assert_eq!((&failed["Source"], text(&failed["Description"])), (&json!(2), "Front turned them away"));
        assert_eq!(app.audits().await, Vec::<Value>::new());
    }
}

on_both_stores! {
    async fn a_door_that_opened_for_whom_the_rules_refuse_is_reported(app: TestApp) {
        let ben = app.customer_with("Ben", &json!({ "AccessCardId": CARD })).await;
        let door = app.door("Front", &json!({})).await;
        let refused = app.heard(&door, &at_door("1", MORNING)).await;
        assert_eq!(outcome(&refused), "Refused");
        assert_eq!(flags(&refused), ["The door let them pass all the same"]);
        assert!(text(&refused["Message"]).contains("does not have a valid time pass for Loft"), "{refused}");
        let audit = app.audits().await.remove(0);
        assert_eq!((&audit["CoworkerId"], &audit["IsProblem"]), (&json!(ben), &json!(true)));
        assert!(text(&audit["Description"]).starts_with("Front opened for them, although: "), "{audit}");
        let failed = app.refusals().await.remove(0);
        assert_eq!((&failed["Id"], &failed["CoworkerId"]), (&refused["FailedCheckinId"], &json!(ben)));
        assert!(app.visits(ben).await.is_empty());
    }
}

on_both_stores! {
    async fn somebody_whom_nobody_knows_is_recorded_as_such(app: TestApp) {
        let door = app.door("Front", &json!({})).await;
        let mail = json!({ "credential": "eve@example.com" });
        let heard = app.heard(&door, &with(at_door("1", MORNING), &mail)).await;
        assert_eq!((outcome(&heard), text(&heard["Message"])), ("Unknown", "This e-mail address is not known at Loft"));
        assert_eq!(flags(&heard), ["The door let them pass all the same"]);
        let failed = app.refusals().await.remove(0);
        assert_eq!((&failed["Id"], &failed["CoworkerId"]), (&heard["FailedCheckinId"], &Value::Null));
        assert!(text(&app.signals("Signal_Outcome=8").await[0]["Content"]).contains("eve@example.com"));
        // A PIN is a secret, and is not kept where nobody has it.
        app.heard(&door, &with(at_door("2", MORNING), &json!({ "credential": { "pin": "8231" } }))).await;
        assert_eq!(app.signals("Signal_Outcome=8").await[0]["Content"], Value::Null);
        let missing = json!({ "credential": null, "customer": 987_654 });
        assert_eq!(outcome(&app.heard(&door, &with(at_door("3", MORNING), &missing)).await), "Unknown");
    }
}

on_both_stores! {
    async fn a_customer_is_known_by_id_uniqueid_address_pin_and_device(app: TestApp) {
        let more = json!({ "AccessPincode": "48213", "ReferenceNumber": "R-7", "AccessCardId": CARD });
        let ann = app.regular("Ann", &more).await;
        let guid = app.get(&format!("/api/spaces/coworkers/{ann}")).await.json()["UniqueId"].clone();
        let door = app.door("Front", &json!({})).await;
        let named = [
            json!({ "customer": ann }), json!({ "customer": guid }), json!({ "credential": "ann@example.com" }),
            json!({ "credential": { "pin": "48213" } }), json!({ "credential": { "card": "04-a1-b2-c3" } }),
        ];
        for (nth, who) in named.iter().enumerate() {
            let event = json!({ "direction": "in", "at": MORNING, "event_id": nth.to_string() });
            let heard = app.heard(&door, &with(event, who)).await;
            assert_eq!(outcome(&heard), if nth == 0 { "Opened" } else { "Joined" }, "{who}: {heard}");
        }
        assert_eq!(app.visits(ann).await.len(), 1);
    }
}

on_both_stores! {
    async fn events_come_in_time_late_and_flagged_or_not_at_all(app: TestApp) {
        app.cardholder("Ann", CARD).await;
        let door = app.door("Front", &json!({})).await;
        let told = async |name: &str, minutes: i64| {
            let heard = app.heard(&door, &at_door(name, &plus(MORNING, minutes * 60))).await;
            (outcome(&heard).to_owned(), text(&heard["Message"]).to_owned(), flags(&heard).join("; "))
        };
        assert_eq!(told("on time", -60).await.2, "");
        assert_eq!(told("late", -61).await.2, "It came 61 minutes late");
        assert_eq!(told("fast clock", 5).await.2, "");
        let (early, message, _) = told("ahead", 6).await;
        assert_eq!(early, "TooEarly");
        assert_eq!(message, "The clock of the sender is 6 minutes ahead of ours; at most 5 minutes are taken");
        let (late, message, _) = told("stale", -8 * 24 * 60).await;
        assert_eq!((late.as_str(), message.as_str()), ("TooLate", "It came 8 days late; at most 7 days are taken"));
        assert_eq!((app.signals("Signal_Outcome=6").await.len(), app.signals("Signal_Outcome=7").await.len()), (1, 1));
        app.set(app.loft, "Vestibule.Signals.Door.AcceptMinutes", "90").await;
        app.set(app.loft, "Vestibule.Signals.Door.FlagMinutes", "100").await;
        assert_eq!(told("late no more", -61).await.2, "");
        assert_eq!(told("flagged", -91).await.2, "It came 91 minutes late");
        assert_eq!(told("too late now", -101).await.0, "TooLate");
        let setting = json!({ "BusinessId": app.loft, "Name": "Vestibule.Signals.Batch.FlagMinutes", "Value": "soon" });
        assert_eq!(app.post("/api/sys/businesssettings", &setting).await.status, 400);
    }
}

on_both_stores! {
    async fn a_door_is_set_up_like_any_record_and_its_key_is_made_for_it(app: TestApp) {
        let door = app.door("Front", &json!({})).await;
        assert_eq!((door.key.len(), door.key.chars().all(|digit| digit.is_ascii_hexdigit())), (64, true));
        let shown = app.get(&format!("/api/vestibule/doors/{}", door.id)).await.json();
        assert_eq!((&shown["Direction"], &shown["Active"], &shown["SharedSecret"]), (&json!(1), &json!(true), &json!(door.key)));
        let update = json!({ "Id": door.id, "BusinessId": app.loft, "Name": "Main", "Reference": "front", "Direction": "In", "Active": true });
        assert_eq!(app.put("/api/vestibule/doors", &update).await.status, 200);
        let shown = app.get(&format!("/api/vestibule/doors/{}", door.id)).await.json();
        assert_eq!((text(&shown["Name"]), &shown["SharedSecret"]), ("Main", &json!(door.key)));
        let weak = app.put("/api/vestibule/doors", &with(update.clone(), &json!({ "SharedSecret": "short" }))).await;
        assert_eq!((weak.status, text(&weak.json()["Errors"][0]["PropertyName"])), (400, "SharedSecret"));
        assert!(!weak.text.contains("short"), "{}", weak.text);
        let own = json!({ "SharedSecret": "a key that the controller made" });
        assert_eq!(app.put("/api/vestibule/doors", &with(update, &own)).await.status, 200);
        let twin = app.post("/api/vestibule/doors", &json!({ "BusinessId": app.loft, "Name": "Twin", "Reference": "front" })).await;
        assert_eq!(twin.status, 400, "{}", twin.text);
        let yard = json!({ "BusinessId": app.yard, "Name": "Gate", "Reference": "front" });
        app.post("/api/vestibule/doors", &yard).await.id();
        let listed = records(&app.get("/api/vestibule/doors?Door_Reference=front&orderBy=Id").await);
        assert_eq!(listed.iter().map(|door| text(&door["Name"])).collect::<Vec<_>>(), ["Main", "Gate"]);
        let keeper = app.manager_of("keeper@example.com", &[app.yard]).await;
        assert_eq!(keeper.get(&format!("/api/vestibule/doors/{}", door.id)).await.status, 404);
        assert_eq!(app.delete(&format!("/api/vestibule/doors/{}", door.id)).await.status, 200);
        assert_eq!(app.get(&format!("/api/vestibule/doors/{}", door.id)).await.status, 404);
    }
}

const KISI_KEY: &str = "the signature key of kisi";
const VERKADA_KEY: &str = "the shared secret of verkada";

/// The published sample of Kisi, with numbers in place of its zeroes and a time of ours.
fn kisi() -> Value {
    json!({
        "uuid": "d7cf0237-a492-4e5d-b20c-f58fc3ef4eff", "actor_type": "User", "actor_id": 4711, "actor_name": "Ann",
        "object_type": "Lock", "object_id": 1234, "object_name": "Main Entrance", "organization_id": 1, "place_id": 2,
        "success": true, "type": "lock.unlock", "error_code": null, "error_message": null, "created_at": MORNING,
    })
}

/// An event of the shape that Verkada publishes, on the morning of the tests.
fn verkada() -> Value {
    json!({
        "org_id": "org", "webhook_type": "notification", "webhook_id": "hook", "created_at": 1_788_336_900,
        "data": {
            "notification_type": "door_keycard_entered_accepted", "device_id": "acu", "created": 1_788_336_900,
            "input_value": CARD, "door_id": "verkada-door", "event_id": "event-1", "device_type": "access_control",
            "direction": "Outbound", "user_info": { "user_id": "u", "name": "Ann", "email": "ann@example.com" },
        },
    })
}

impl TestApp {
    async fn kisi_tells(&self, key: &str, secret: &str, event: &Value) -> Answer {
        let body = event.to_string();
        let path = format!("/api/vestibule/events/door/kisi/{key}");
        self.sent("any.example", &path, "X-Signature", &signature(secret, &[&body]), &body).await
    }

    async fn verkada_tells(&self, key: &str, secret: &str, event: &Value) -> Answer {
        let (body, time) = (event.to_string(), "1788336901");
        let signature = format!("{time}|{}", signature(secret, &[&body, "|", time]));
        let path = format!("/api/vestibule/events/door/verkada/{key}");
        self.sent("any.example", &path, "Verkada-Signature", &signature, &body).await
    }
}

on_both_stores! {
    async fn two_door_systems_are_understood_as_they_speak(app: TestApp) {
        let ann = app.regular("Ann", &json!({ "ReferenceNumber": "4711" })).await;
        app.door("Main", &json!({ "Reference": "1234" })).await;
        app.door("Side", &json!({ "Reference": "verkada-door" })).await;
        app.set(app.loft, "Vestibule.Doors.Kisi.Secret", KISI_KEY).await;
        app.set(app.loft, "Vestibule.Doors.Verkada.Secret", VERKADA_KEY).await;
        let came = app.kisi_tells("loft", KISI_KEY, &kisi()).await;
        assert_eq!((came.status, outcome(&came.json())), (200, "Opened"), "{}", came.text);
        app.set_clock("2026-09-02T08:20:00Z");
        let left = app.verkada_tells("loft", VERKADA_KEY, &verkada()).await;
        assert_eq!(left.status, 200, "{}", left.text);
        // Seconds after the arrival on the one system, the departure on the other: the same minute.
        assert_eq!(outcome(&left.json()), "Contradicted", "{}", left.text);
        let mut later = verkada();
        (later["data"]["created"], later["data"]["event_id"]) = (json!(1_788_337_100), json!("event-2"));
        assert_eq!(outcome(&app.verkada_tells("loft", VERKADA_KEY, &later).await.json()), "Closed");
        assert_eq!(app.kisi_tells("loft", KISI_KEY, &kisi()).await.json()["Replayed"], true);
        let visits = app.visits(ann).await;
        assert_eq!((visits.len(), text(&visits[0]["ToTime"])), (1, "2026-09-02T08:18:20Z"));
        let denied = with(kisi(), &json!({ "uuid": "2", "success": false }));
        assert_eq!(outcome(&app.kisi_tells("loft", KISI_KEY, &denied).await.json()), "Refused");
    }
}

on_both_stores! {
    async fn a_webhook_of_a_door_system_must_be_signed_and_is_answered_well_whatever_it_says(app: TestApp) {
        app.regular("Ann", &json!({ "ReferenceNumber": "4711" })).await;
        app.set(app.loft, "Vestibule.Doors.Kisi.Secret", KISI_KEY).await;
        for (key, secret) in [("loft", VERKADA_KEY), ("loft", ""), ("yard", "another secret"), ("nowhere", KISI_KEY)] {
            assert_eq!(app.kisi_tells(key, secret, &kisi()).await.status, 401, "{key}");
        }
        assert_eq!(app.verkada_tells("loft", VERKADA_KEY, &verkada()).await.status, 401, "no secret is set");
        assert!(app.signals("").await.is_empty());
        let unset = app.kisi_tells("loft", KISI_KEY, &kisi()).await;
        assert_eq!((unset.status, outcome(&unset.json())), (200, "Unreadable"));
        assert_eq!(text(&app.signals("").await[0]["Remark"]), "No door here has the Reference '1234'");
        let broken = app.kisi_tells("loft", KISI_KEY, &with(kisi(), &json!({ "created_at": "soon" }))).await;
        assert_eq!((broken.status, outcome(&broken.json())), (200, "Unreadable"));
        let held = app.kisi_tells("loft", KISI_KEY, &json!({ "type": "lock.held_open" })).await;
        assert_eq!((held.status, outcome(&held.json())), (200, "Ignored"));
        let shut = app.door("Main", &json!({ "Reference": "1234", "Active": false })).await;
        assert_eq!(outcome(&app.kisi_tells("loft", KISI_KEY, &kisi()).await.json()), "Ignored");
        assert_eq!(app.signals("").await.len(), 2);
        assert_eq!(app.kisi_tells(&shut.guid, &shut.key, &kisi()).await.status, 401);
        // A door that sends for itself alone has a key of its own.
        let own = app.door("Side", &json!({ "Reference": "99" })).await;
        let heard = app.kisi_tells(&own.guid, &own.key, &with(kisi(), &json!({ "object_id": 99 }))).await;
        assert_eq!(outcome(&heard.json()), "Opened", "{}", heard.text);
        assert_eq!(outcome(&app.kisi_tells(&own.guid, &own.key, &kisi()).await.json()), "Unreadable");
    }
}
