//! What happened while nobody could tell it, told at once.

use serde_json::{Value, json};

use crate::doors::at_door;
use crate::on_both_stores;
use crate::public_checkin::CARD;
use crate::support::people::{number, plus, text, with};
use crate::support::{Answer, MORNING, TestApp};

impl TestApp {
    pub(crate) async fn batch(&self, events: &[Value]) -> Answer {
        self.post("/api/vestibule/events", &json!({ "Events": events })).await
    }

    /// The verdicts on a batch.
    pub(crate) async fn verdicts(&self, events: &[Value]) -> Vec<Value> {
        let answer = self.batch(events).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["Events"].as_array().cloned().expect("verdicts")
    }
}

/// Somebody at the loft, so many minutes after the morning of the tests.
fn event(app: &TestApp, name: &str, customer: i64, way: &str, minutes: i64) -> Value {
    json!({
        "BusinessId": app.loft, "Customer": customer, "Direction": way, "At": plus(MORNING, minutes * 60),
        "EventId": name,
    })
}

fn outcomes(verdicts: &[Value]) -> Vec<&str> {
    verdicts.iter().map(|verdict| verdict["Outcome"].as_str().unwrap_or("none")).collect()
}

on_both_stores! {
    async fn each_event_has_its_verdict_in_the_order_of_the_batch_and_a_bad_one_disturbs_no_other(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let ben = app.regular("Ben", &json!({})).await;
        let door = app.door("Front", &json!({})).await;
        app.set_clock(&plus(MORNING, 4 * 3600));
        let at_the_door = json!({
            "Door": "front", "BusinessId": app.loft, "Credential": CARD, "Direction": "in", "At": MORNING, "EventId": "d",
        });
        let verdicts = app.verdicts(&[
            event(&app, "1", ben, "in", 5),
            with(event(&app, "2", ben, "in", 6), &json!({ "At": "later" })),
            at_the_door,
            event(&app, "3", ben, "out", 60),
            json!({}),
            json!("not an event"),
            json!({ "Door": door.id, "Credential": "unknown card", "At": MORNING, "EventId": "e" }),
            event(&app, "4", 987_654, "in", 5),
            event(&app, "5", ben, "in", 300),
        ]).await;
        let expected = ["Opened", "Unreadable", "Opened", "Closed", "Unreadable", "Unreadable", "Unknown", "Unknown", "TooEarly"];
        assert_eq!(outcomes(&verdicts), expected);
        assert_eq!((&verdicts[0]["Errors"], &verdicts[0]["CheckinId"]), (&Value::Null, &verdicts[3]["CheckinId"]));
        let wrong = &verdicts[1]["Errors"][0];
        assert_eq!((text(&wrong["PropertyName"]), &wrong["AttemptedValue"]), ("At", &json!("later")));
        assert_eq!(text(&verdicts[1]["Message"]), "At: 'later' is not a date and time");
        let missing: Vec<_> = verdicts[4]["Errors"].as_array().expect("errors").iter().map(|error| text(&error["PropertyName"])).collect();
        assert_eq!(missing, ["Business", "Credential", "At", "EventId"]);
        let visit = app.visit(number(&verdicts[2]["CheckinId"])).await;
        assert_eq!((&visit["CoworkerId"], &visit["Source"]), (&json!(ann), &json!(2)));
        let visit = app.visit(number(&verdicts[0]["CheckinId"])).await;
        assert_eq!((&visit["Source"], text(&visit["ToTime"])), (&json!(1), plus(MORNING, 3600).as_str()));
        assert_eq!(app.signals("Signal_Outcome=9").await, Vec::<Value>::new());
    }
}

on_both_stores! {
    async fn what_a_door_told_itself_is_not_told_again_by_its_log(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let door = app.door("Front", &json!({})).await;
        let live = app.heard(&door, &at_door("17", MORNING)).await;
        let log = json!({ "Door": door.id, "Credential": CARD, "Direction": "in", "At": MORNING, "EventId": "17" });
        let verdict = app.verdicts(&[log]).await.remove(0);
        assert_eq!(verdict, with(live, &json!({ "Replayed": true, "Errors": null })));
        assert_eq!(app.visits(ann).await.len(), 1);
    }
}

on_both_stores! {
    async fn a_log_may_be_older_than_what_a_door_tells_itself(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let door = app.door("Front", &json!({ "Direction": "In" })).await;
        let month = -30 * 24 * 60;
        let told = |name: &str, minutes: i64| json!({
            "Door": door.id, "Credential": CARD, "At": plus(MORNING, minutes * 60), "EventId": name,
        });
        let verdicts = app.verdicts(&[told("old", month), told("ancient", -400 * 24 * 60)]).await;
        assert_eq!(outcomes(&verdicts), ["Opened", "TooLate"]);
        assert_eq!(verdicts[0]["Flags"], json!(["It came 30 days late"]));
        let visit = app.visits(ann).await.remove(0);
        assert_eq!((&visit["AutoCheckout"], visit["ToTime"].is_null()), (&json!(true), false));
        app.set(app.loft, "Vestibule.Signals.Batch.AcceptMinutes", "60").await;
        app.set(app.loft, "Vestibule.Signals.Batch.FlagMinutes", "120").await;
        assert_eq!(outcomes(&app.verdicts(&[told("older than that", -121)]).await), ["TooLate"]);
    }
}

on_both_stores! {
    async fn only_a_thousand_events_are_taken_at_once(app: TestApp) {
        let event = json!({});
        let most = app.batch(&vec![event.clone(); 1_000]).await;
        assert_eq!((most.status, most.json()["Events"].as_array().map(Vec::len)), (200, Some(1_000)));
        let more = app.batch(&vec![event; 1_001]).await;
        assert_eq!(more.status, 400);
        assert!(more.text.contains("has 1001 events, and 1000 are the most"), "{}", more.text);
        for wrong in [json!({}), json!({ "Events": null }), json!({ "Events": 7 }), json!({ "Events": {} })] {
            let answer = app.post("/api/vestibule/events", &wrong).await;
            assert_eq!((answer.status, text(&answer.json()["Errors"][0]["PropertyName"])), (400, "Events"), "{wrong}");
        }
        assert_eq!(app.batch(&[]).await.json(), json!({ "Events": [] }));
    }
}

on_both_stores! {
    async fn locations_doors_and_customers_that_the_caller_does_not_see_are_not_there(app: TestApp) {
        let ann = app.customer_with("Ann", &json!({ "Businesses": [app.loft], "AccessCardId": CARD })).await;
        let door = app.door("Front", &json!({})).await;
        let keeper = app.manager_of("keeper@example.com", &[app.yard]).await;
        let told = |more: Value| with(json!({ "Customer": ann, "At": MORNING, "EventId": more.to_string() }), &more);
        let verdicts = keeper.verdicts(&[
            told(json!({ "BusinessId": app.loft })),
            told(json!({ "Door": door.id })),
            told(json!({ "BusinessId": app.yard })),
            told(json!({ "BusinessId": 987_654 })),
        ]).await;
        assert_eq!(outcomes(&verdicts), ["Unreadable", "Unreadable", "Unknown", "Unreadable"]);
        assert_eq!(text(&verdicts[0]["Message"]), format!("Business: there is no location with the id {}", app.loft));
        assert_eq!(text(&verdicts[1]["Message"]), format!("Door: there is no door '{}'", door.id));
        assert!(app.visits(ann).await.is_empty());
    }
}

on_both_stores! {
    async fn the_role_of_a_check_in_is_needed(app: TestApp) {
        let bundle = json!({ "BusinessId": app.loft, "Name": "Clerks", "Roles": [] });
        let bundle = app.post("/api/security/userroles", &bundle).await.id();
        app.user("clerk@example.com", &json!({ "UserRoles": [bundle], "Businesses": [app.loft] })).await;
        let (token, _) = app.login("clerk@example.com", crate::support::PASSWORD, &[]).await;
        let answer = app.signed_in(&token).batch(&[]).await;
        assert_eq!(answer.status, 401);
        assert!(answer.text.contains("Checkin-Create"), "{}", answer.text);
    }
}

on_both_stores! {
    async fn a_thousand_events_of_many_people_come_to_their_visits_and_again_to_the_same(app: TestApp) {
        const PEOPLE: i64 = 20;
        const DAYS: i64 = 25;
        let kind = app.kind(&json!({})).await;
        let mut events = Vec::new();
        for person in 0..PEOPLE {
            let customer = app.customer(&format!("Person {person}")).await;
            app.give(customer, kind, &json!({ "CreateMultiple": DAYS })).await;
            for day in 0..DAYS {
                let (name, minutes) = (format!("{person}/{day}"), person - (day + 1) * 24 * 60);
                events.push(event(&app, &format!("{name} in"), customer, "in", minutes));
                events.push(event(&app, &format!("{name} out"), customer, "out", minutes + 60));
            }
        }
        let first = app.verdicts(&events).await;
        let expected: Vec<_> = ["Opened", "Closed"].into_iter().cycle().take(events.len()).collect();
        assert_eq!(outcomes(&first), expected);
        let again = app.verdicts(&events).await;
        let replayed: Vec<_> = first.into_iter().map(|verdict| with(verdict, &json!({ "Replayed": true }))).collect();
        assert_eq!(again, replayed);
        let counted = app.get("/api/spaces/checkins?size=1").await.json();
        assert_eq!(counted["TotalItems"], PEOPLE * DAYS);
        assert_eq!(app.differences().await, Vec::<String>::new());
    }
}

on_both_stores! {
    async fn what_the_wifi_saw_is_told_with_its_beginning(app: TestApp) {
        let ann = app.regular("Ann", &json!({})).await;
        app.set_clock(&plus(MORNING, 3600));
        let seen = json!({
            "BusinessId": app.loft, "Customer": ann, "Source": "NetworkActivity", "Since": MORNING,
            "At": plus(MORNING, 3000), "EventId": "session",
        });
        assert_eq!(outcomes(&app.verdicts(std::slice::from_ref(&seen)).await), ["Opened"]);
        let visit = app.visits(ann).await.remove(0);
        assert_eq!((&visit["Source"], text(&visit["FromTime"]), &visit["ToTime"]), (&json!(3), MORNING, &Value::Null));
        assert_eq!((&visit["AutoCheckout"], text(&visit["LastActivity"])), (&json!(true), plus(MORNING, 3000).as_str()));
        for wrong in [json!({ "Direction": "in" }), json!({ "Since": plus(MORNING, 3001) })] {
            let verdict = app.verdicts(&[with(with(seen.clone(), &json!({ "EventId": "x" })), &wrong)]).await.remove(0);
            assert_eq!(verdict["Errors"][0]["PropertyName"], "Since", "{verdict}");
        }
    }
}
