//! Doors, the Wi-Fi and tablets tell of the same people: what they tell comes to one visit with as many witnesses, and what
//! does not go together is shown and changes nothing.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::doors::Door;
use crate::on_both_stores;
use crate::public_checkin::CARD;
use crate::support::people::{number, plus, text};
use crate::support::{MORNING, TestApp};

/// A clock time on the morning of the tests, by the clock of the loft.
fn clock(minutes: i64) -> String {
    plus("2026-09-02T08:00:00Z", minutes * 60)
}

/// What a device is seen doing, told by whoever looks after the Wi-Fi.
fn session(app: &TestApp, customer: i64, name: &str, since: i64, seen: i64) -> Value {
    json!({
        "BusinessId": app.loft, "Customer": customer, "Source": 3, "Since": clock(since), "At": clock(seen), "EventId": name,
    })
}

fn passed(card: &str, name: &str, way: &str, at: i64) -> Value {
    json!({ "credential": card, "direction": way, "at": clock(at), "event_id": name })
}

impl TestApp {
    async fn witnesses(&self, visit: &Value) -> Value {
        let answer = self.get(&format!("/api/vestibule/checkins/{}/witnesses", number(visit))).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }
}

fn sources(told: &Value) -> Vec<i64> {
    told["Witnesses"]
        .as_array()
        .expect("witnesses")
        .iter()
        .map(|witness| number(&witness["Source"]))
        .collect()
}

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

on_both_stores! {
    async fn a_door_the_wifi_and_a_tablet_are_three_witnesses_of_one_visit_in_whatever_order(app: TestApp) {
        let door = app.door("Front", &json!({ "Direction": "In" })).await;
        // At ten past nine everything is told.
        app.set_clock(&clock(10));
        for (nth, order) in ORDERS.iter().enumerate() {
            let card = format!("CARD{nth}");
            let known = json!({ "AccessCardId": card, "AccessPincode": format!("4821{nth}") });
            let customer = app.regular(&format!("Ann {nth}"), &known).await;
            for who in order {
                match who {
                    0 => drop(app.heard(&door, &passed(&card, &format!("door {nth}"), "unknown", 0)).await),
                    1 => drop(app.verdicts(&[session(&app, customer, &format!("wifi {nth}"), 3, 9)]).await),
                    _ => drop(app.tap(&json!({ "pincode": format!("4821{nth}") })).await),
                }
            }
            let visits = app.visits(customer).await;
            assert_eq!(visits.len(), 1, "{order:?}: {visits:#?}");
            assert_eq!((text(&visits[0]["FromTime"]), &visits[0]["ToTime"]), (clock(0).as_str(), &Value::Null), "{order:?}");
            let told = app.witnesses(&visits[0]["Id"]).await;
            assert_eq!(sources(&told), [2, 3, 1], "{order:?}: {told:#}");
            let first: Vec<_> = told["Witnesses"].as_array().expect("witnesses").iter().map(|one| text(&one["First"])).collect();
            assert_eq!(first, [clock(0), clock(3), clock(10)], "{order:?}");
            assert_eq!(told["Contradictions"], json!([]), "{order:?}");
        }
        assert_eq!(app.differences().await, Vec::<String>::new());
    }
}

on_both_stores! {
    async fn a_phone_that_stays_behind_contradicts_the_door_and_opens_nothing(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let door = app.door("Front", &json!({})).await;
        app.heard(&door, &passed(CARD, "in", "in", 0)).await;
        app.set_clock(&clock(180));
        app.heard(&door, &passed(CARD, "out", "out", 180)).await;
        app.set_clock(&clock(240));
        let phone = app.verdicts(&[session(&app, ann, "phone", 3, 239)]).await.remove(0);
        assert_eq!((text(&phone["Outcome"]), text(&phone["Message"])), ("Contradicted", "They are still seen, though they left at 12:00"));
        let visits = app.visits(ann).await;
        assert_eq!((visits.len(), text(&visits[0]["ToTime"])), (1, clock(180).as_str()));
        let told = app.witnesses(&visits[0]["Id"]).await;
        assert_eq!(sources(&told), [2]);
        let against = &told["Contradictions"][0];
        assert_eq!((text(&against["Remark"]), text(&against["At"])), (text(&phone["Message"]), clock(239).as_str()));
        assert_eq!(against["Of"].as_str().map(|of| of.starts_with("User ")), Some(true));
    }
}

on_both_stores! {
    async fn a_departure_that_is_told_before_its_arrival_ends_it(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let door = app.door("Front", &json!({})).await;
        app.set_clock(&clock(300));
        // The first of them by the clock counts, whichever was told first.
        for minute in [240, 200, 120, 180] {
            let out = app.heard(&door, &passed(CARD, &format!("out {minute}"), "out", minute)).await;
            assert_eq!(text(&out["Outcome"]), "Contradicted");
        }
        app.heard(&door, &passed(CARD, "in", "in", 60)).await;
        let visit = app.visits(ann).await.remove(0);
        assert_eq!((text(&visit["FromTime"]), text(&visit["ToTime"])), (clock(60).as_str(), clock(120).as_str()));
        // Of another day they say nothing.
        app.set_clock(&clock(300 + 24 * 60));
        app.heard(&door, &passed(CARD, "orphan", "out", 200 + 24 * 60)).await;
        app.heard(&door, &passed(CARD, "again", "in", 250)).await;
        let visit = app.visits(ann).await.remove(0);
        assert!(text(&visit["ToTime"]) < clock(24 * 60).as_str(), "{visit}");
    }
}

on_both_stores! {
    async fn an_arrival_that_is_told_late_reopens_no_visit_that_is_over(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let door = app.door("Front", &json!({})).await;
        app.heard(&door, &passed(CARD, "in", "in", 0)).await;
        app.set_clock(&clock(120));
        app.heard(&door, &passed(CARD, "out", "out", 120)).await;
        app.set_clock(&clock(180));
        for (name, minute) in [("within", 60), ("before", -60)] {
            assert_eq!(text(&app.heard(&door, &passed(CARD, name, "in", minute)).await["Outcome"]), "Joined", "{name}");
        }
        let visits = app.visits(ann).await;
        assert_eq!(visits.len(), 1);
        assert_eq!((text(&visits[0]["FromTime"]), text(&visits[0]["ToTime"])), (clock(-60).as_str(), clock(120).as_str()));
    }
}

/// Something told of somebody, and how many minutes after what was told before.
#[derive(Debug, Clone)]
enum Telling {
    Door {
        way: &'static str,
        age: i64,
    },
    Wifi {
        age: i64,
        length: i64,
    },
    Log {
        way: &'static str,
        age: i64,
    },
    Tap {
        toggle: bool,
    },
    /// What was told so many tellings before.
    Again(usize),
}

fn tellings() -> impl Strategy<Value = Vec<(i64, Telling)>> {
    let way = prop::sample::select(vec!["in", "out", "unknown"]);
    let age = prop_oneof![3 => Just(0_i64), 2 => 1..300_i64];
    let telling = prop_oneof![
        4 => (way.clone(), age.clone()).prop_map(|(way, age)| Telling::Door { way, age }),
        3 => (age.clone(), 0..200_i64).prop_map(|(age, length)| Telling::Wifi { age, length }),
        2 => (way, age).prop_map(|(way, age)| Telling::Log { way, age }),
        2 => any::<bool>().prop_map(|toggle| Telling::Tap { toggle }),
        2 => (1..5_usize).prop_map(Telling::Again),
    ];
    prop::collection::vec((0..45_i64, telling), 3..14)
}

/// Whom it is told of, and where.
struct Told<'a> {
    app: &'a TestApp,
    door: &'a Door,
    card: String,
    customer: i64,
}

impl Told<'_> {
    /// Tells it, at a minute; what could be told again.
    async fn tell(&self, nth: usize, minute: i64, telling: &Telling) -> Option<(bool, Value)> {
        let name = format!("{} {nth}", self.card);
        let (by_door, event) = match telling {
            Telling::Door { way, age } => (true, passed(&self.card, &name, way, minute - age)),
            Telling::Wifi { age, length } => {
                let seen = minute - age;
                (false, session(self.app, self.customer, &name, seen - length, seen))
            }
            Telling::Log { way, age } => {
                let at = clock(minute - age);
                let event = json!({
                    "BusinessId": self.app.loft, "Customer": self.customer, "Direction": way, "At": at, "EventId": name,
                });
                (false, event)
            }
            Telling::Tap { toggle } => {
                let answer = self.app.tap(&json!({ "accessCardId": self.card, "toggle": toggle })).await;
                assert_eq!(answer.status, 200, "{}", answer.text);
                return None;
            }
            Telling::Again(_) => return None,
        };
        self.send(by_door, &event).await;
        Some((by_door, event))
    }

    async fn send(&self, by_door: bool, event: &Value) -> Value {
        let heard = match by_door {
            true => self.app.heard(self.door, event).await,
            false => self.app.verdicts(std::slice::from_ref(event)).await.remove(0),
        };
        assert!(!["Unreadable", "Unknown"].contains(&text(&heard["Outcome"])), "{heard}: {event}");
        heard
    }
}

fn overlapping(visits: &[Value]) -> bool {
    let mut stays: Vec<_> = visits
        .iter()
        .map(|visit| (text(&visit["FromTime"]), visit["ToTime"].as_str().unwrap_or("9999")))
        .collect();
    stays.sort_unstable();
    stays.windows(2).any(|pair| pair[1].0 < pair[0].1)
}

on_both_stores! {
    async fn whatever_is_told_of_a_day_in_whatever_order_no_two_visits_overlap_and_the_books_are_right(app: TestApp) {
        let door = app.door("Front", &json!({})).await;
        let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        for case in 0..30 {
            let day = tellings().new_tree(&mut runner).expect("a day").current();
            // First a block for each day, then every visit for itself.
            if case == 15 {
                app.set(app.loft, "Checkin.AlwaysRecordByMinute", "True").await;
            }
            let card = format!("CARD{case}");
            app.set_clock(MORNING);
            let customer = app.cardholder(&format!("Ann {case}"), &card).await;
            let told = Told { app: &app, door: &door, card, customer };
            let (mut minute, mut before) = (60, Vec::new());
            for (nth, (pause, telling)) in day.iter().enumerate() {
                minute += pause;
                app.set_clock(&clock(minute));
                match telling {
                    Telling::Again(back) => {
                        if let Some((by_door, event)) = before.iter().rev().nth(back - 1) {
                            assert_eq!(told.send(*by_door, event).await["Replayed"], true);
                        }
                    }
                    telling => before.extend(told.tell(nth, minute, telling).await),
                }
                let visits = app.visits(customer).await;
                assert!(!overlapping(&visits), "case {case}, telling {nth} of {day:#?}: {visits:#?}");
            }
        }
        assert_eq!(app.differences().await, Vec::<String>::new());
    }
}
