//! What is told, and with what.

use serde_json::{Value, json};

use crate::on_both_stores;
use crate::public_checkin::CARD;
use crate::support::people::number;
use crate::support::{MORNING, TestApp};

const NOON: &str = "2026-09-02T11:00:00Z";

on_both_stores! {
    async fn an_arrival_and_a_departure_are_told_with_who_where_and_how_long(app: TestApp) {
        let (customer, pass) = app.holder("Ida \u{1f6aa}", &json!({})).await;
        let mut following = app.follow("").await;
        assert_eq!(following.headers["content-type"], "text/event-stream; charset=utf-8");
        assert_eq!(following.headers["cache-control"], "no-store");
        following.counted(app.loft, 0).await;
        following.counted(app.yard, 0).await;
        let visit = app.check_in(customer, MORNING).await.id();
        let arrival = following.happened().await;
        assert_eq!((arrival.id, arrival.event.as_str()), (Some(1), "arrival"));
        let expected = json!({
            "At": MORNING, "BusinessId": app.loft, "BusinessName": "Loft", "CoworkerId": customer,
            "CoworkerFullName": "Ida \u{1f6aa}", "CheckinId": visit,
            "Checkin": {
                "Source": app.visit(visit).await["Source"], "FromTime": MORNING, "ToTime": null, "Minutes": null,
                "AutoCheckout": false, "CoworkerTimePassGuid": pass.guid,
                "TariffAtTheTimeOfCheckin": app.visit(visit).await["TariffAtTheTimeOfCheckin"],
                "TeamsAtTheTimeOfCheckin": app.visit(visit).await["TeamsAtTheTimeOfCheckin"],
            },
        });
        assert_eq!(arrival.data, expected);
        following.counted(app.loft, 1).await;
        app.set_clock(NOON);
        app.check_out(visit, NOON).await;
        let departure = following.happened().await;
        assert_eq!((departure.id, departure.event.as_str()), (Some(2), "departure"));
        assert_eq!((&departure.data["At"], &departure.data["Checkin"]["Minutes"]), (&json!(NOON), &json!(165)));
        following.counted(app.loft, 0).await;
    }
}

on_both_stores! {
    async fn a_refusal_is_told_with_its_reason_and_its_cure(app: TestApp) {
        let (customer, _) = app.holder("Ida", &json!({})).await;
        let stranger = app.customer("Nobody Special").await;
        let mut following = app.follow("events=refusal").await;
        app.check_in(customer, MORNING).await.id();
        assert_eq!(app.check_in(stranger, MORNING).await.status, 400);
        let told = following.happened().await;
        assert_eq!((told.id, told.event.as_str()), (Some(2), "refusal"));
        let kept = app.refusals().await.remove(0);
        let verdict = app.get(&format!("/api/vestibule/failedcheckins/{}/verdict", kept["Id"])).await.json();
        assert_eq!(told.data["FailedCheckinId"], kept["Id"]);
        assert_eq!(told.data["CoworkerFullName"], "Nobody Special");
        let expected = json!({
            "Source": kept["Source"], "Code": "no_pass", "Description": kept["Description"],
            "Cure": verdict["Cure"]["Text"],
        });
        assert_eq!(told.data["FailedCheckin"], expected);
        assert_eq!(verdict["Code"], "no_pass");
    }
}

on_both_stores! {
    async fn whatever_lets_somebody_in_it_is_told(app: TestApp) {
        app.cardholder("Ida", CARD).await;
        app.regular("Bob", &json!({ "AccessCardId": "B0B" })).await;
        let (ann, _) = app.holder("Ann", &json!({})).await;
        let front = app.door("Front", &json!({})).await;
        let mut following = app.follow("events=arrival,departure,correction").await;
        let mut told = async |of: &str| {
            let told = following.happened().await;
            assert_eq!(told.event, of);
            (told.data["CoworkerFullName"].clone(), number(&told.data["CheckinId"]))
        };
        app.check_in(ann, MORNING).await.id();
        let (name, visit) = told("arrival").await;
        assert_eq!(name, "Ann");
        app.tap(&json!({ "accessCardId": CARD })).await;
        assert_eq!(told("arrival").await.0, "Ida");
        app.heard(&front, &json!({ "credential": "B0B", "direction": "in", "at": MORNING, "event_id": "1" })).await;
        assert_eq!(told("arrival").await.0, "Bob");
        app.set_clock(NOON);
        app.tap(&json!({ "accessCardId": CARD, "toggle": true })).await;
        assert_eq!(told("departure").await.0, "Ida");
        app.delete(&format!("/api/spaces/checkins/{visit}")).await;
        assert_eq!(told("departure").await, (json!("Ann"), visit));
    }
}

on_both_stores! {
    async fn what_is_set_right_is_a_correction_and_what_is_only_seen_again_is_nothing(app: TestApp) {
        let (customer, _) = app.holder("Ida", &json!({})).await;
        let stay = json!({ "CoworkerId": customer, "FromTime": "2026-09-02T07:15:00Z", "ToTime": "2026-09-02T08:00:00Z" });
        let mut following = app.follow("").await;
        let visit = app.attempt(&stay).await.id();
        let entered = following.happened().await;
        assert_eq!((entered.id, entered.event.as_str()), (Some(1), "correction"));
        assert_eq!(entered.data["Checkin"]["Minutes"], 45);
        app.correct(visit, &json!({ "SystemId": "x" })).await;
        app.check_out(visit, "2026-09-02T08:05:00Z").await;
        let longer = following.happened().await;
        assert_eq!((longer.id, &longer.data["Checkin"]["Minutes"]), (Some(2), &json!(50)));
        app.delete(&format!("/api/spaces/checkins/{visit}")).await;
        let gone = following.happened().await;
        assert_eq!((gone.id, &gone.data["Checkin"]), (Some(3), &Value::Null));
        assert_eq!((&gone.data["CheckinId"], &gone.data["CoworkerFullName"]), (&json!(visit), &json!("Ida")));
    }
}

on_both_stores! {
    async fn who_goes_to_another_location_is_counted_there(app: TestApp) {
        let (customer, _) = app.holder("Ida", &json!({})).await;
        app.check_in(customer, MORNING).await.id();
        let mut following = app.follow("").await;
        following.counted(app.loft, 1).await;
        app.set_clock(NOON);
        app.attempt(&json!({ "BusinessId": app.yard, "CoworkerId": customer, "FromTime": NOON })).await.id();
        let left = following.happened().await;
        let came = following.happened().await;
        assert_eq!((left.event.as_str(), &left.data["BusinessId"]), ("departure", &json!(app.loft)));
        assert_eq!((came.event.as_str(), &came.data["BusinessId"]), ("arrival", &json!(app.yard)));
        following.counted(app.loft, 0).await;
        following.counted(app.yard, 1).await;
    }
}

on_both_stores! {
    async fn a_location_is_counted_a_few_times_for_many_who_come(app: TestApp) {
        let mut following = app.follow("events=occupancy").await;
        following.counted(app.yard, 0).await;
        app.strangers(app.loft, 50_000, 60).await;
        let mut counts = 0;
        loop {
            let told = following.next().await.expect("the stream goes on");
            assert_eq!((told.id, told.event.as_str()), (None, "occupancy"));
            counts += 1;
            if told.data["Inside"] == 60 {
                break;
            }
        }
        assert!(counts < 60, "{counts} counts of 60 arrivals");
    }
}

/// What another node commits is found by the clock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_commits_is_told_at_another() {
    let Some([here, there]) = TestApp::two_on_postgres().await else { return };
    let (customer, _) = here.holder("Ida", &json!({})).await;
    let mut following = here.follow("").await;
    let visit = there.check_in(customer, MORNING).await.id();
    let told = following.happened().await;
    assert_eq!((told.event.as_str(), &told.data["CheckinId"]), ("arrival", &json!(visit)));
    following.counted(here.loft, 1).await;
    there.set_clock(NOON);
    assert_eq!(there.check_out(visit, NOON).await.status, 200);
    assert_eq!(following.happened().await.event, "departure");
}
