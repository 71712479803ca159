//! What cannot be used is kept with the reason, and disturbs nothing.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::broker::{Broker, until};
use crate::with_a_broker;

/// What was kept of a signal: its outcome, its remark and what was sent.
fn told(signal: &Value) -> (i64, &str, &str) {
    let text = |name: &str| signal[name].as_str().unwrap_or_default();
    (signal["Outcome"].as_i64().unwrap_or_default(), text("Remark"), text("Content"))
}

with_a_broker! {
    async fn what_cannot_be_read_is_kept_with_the_reason(app: TestApp, broker: Broker) {
        let (_, desk) = app.at_a_desk("Ann", "desk-7", &json!({ "PayloadDataPath": "$.data.state" })).await;
        let listening = app.listen(&broker).await;
        let huge = "x".repeat(100_000);
        for wrong in ["{\"data\":", r#"{"state":"occupied"}"#, r#"{"data":{"state":"warm"}}"#, &huge, ""] {
            broker.publish("vestibule/loft/sensors/desk-7", wrong).await;
        }
        app.reading(&broker, ("desk-7", desk), r#"{"data":{"state":"occupied"}}"#, "2026-09-02T08:16:00Z").await;
        let signals = app.signals("").await;
        let kept: Vec<_> = signals.iter().rev().map(told).collect();
        assert_eq!(kept.len(), 5, "{kept:?}");
        assert!(kept.iter().all(|(outcome, ..)| *outcome == 9), "{kept:?}");
        assert!(kept[0].1.starts_with("It is not JSON: ") && kept[0].2 == "{\"data\":", "{kept:?}");
        assert_eq!(kept[1].1, "Nothing stands at PayloadDataPath, $.data.state");
        assert_eq!(kept[2].1, "warm says neither that somebody is there nor that nobody is");
        assert_eq!((kept[3].1, kept[3].2.len()), ("It is larger than 65536 bytes", 2_000));
        assert_eq!((&signals[0]["OriginId"], &signals[0]["Source"]), (&json!(desk), &json!(5)));
        listening.stop().await;
    }
}

with_a_broker! {
    async fn a_stranger_is_written_down_once_a_day(app: TestApp, broker: Broker) {
        let gate = app.sensor("gate", &json!({ "PersonDataPath": "who" })).await;
        let known = app.sensor("known", &json!({})).await;
        let listening = app.listen(&broker).await;
        let strangers = [json!("00:00:5e:00:53:09"), json!("00005E005309"), json!("0"), json!("x@example.com"), json!(12)];
        for (day, kept) in [("02", 5), ("03", 10)] {
            app.set_clock(&format!("2026-09-{day}T10:00:00Z"));
            for who in strangers.iter().chain(&strangers) {
                broker.publish("vestibule/loft/sensors/gate", &json!({ "who": who }).to_string()).await;
            }
            app.reading(&broker, ("known", known), "1", &format!("2026-09-{day}T10:01:00Z")).await;
            assert_eq!(app.signals("").await.len(), kept);
        }
        let signals = app.signals("").await;
        let kept: Vec<_> = signals.iter().take(5).rev().map(told).collect();
        assert_eq!(kept[0], (8, "The device it names is not known at Loft", r#"{"who":"00:00:5e:00:53:09"}"#));
        assert_eq!(kept[2].1, "The card it names is not known at Loft");
        assert_eq!(kept[3].1, "The e-mail address it names is not known at Loft");
        assert_eq!(kept[4].1, "No customer at Loft has the id 12");
        assert_eq!(app.refusals().await.len(), 0, "who passes by was not kept out");
        assert!(app.sensor_row(gate).await["ReceivedDataOn"].is_null());
        listening.stop().await;
    }
}

with_a_broker! {
    async fn topics_that_lead_nowhere_change_nothing(app: TestApp, broker: Broker) {
        let (ann, desk) = app.at_a_desk("Ann", "desk-7", &json!({ "DwellSeconds": 0, "Active": false })).await;
        let other = app.sensor("other", &json!({})).await;
        let listening = app.listen(&broker).await;
        for topic in ["loft/sensors/desk-7", "loft/sensors/desk-8", "yard/sensors/desk-7", "nowhere/sensors/desk-7", "loft/sensors/desk-7/x"] {
            broker.publish(&format!("vestibule/{topic}"), "1").await;
        }
        app.reading(&broker, ("other", other), "1", "2026-09-02T08:16:00Z").await;
        assert!(app.sensor_row(desk).await["ReceivedDataOn"].is_null());
        assert_eq!((app.visits(ann).await.len(), app.signals("").await.len()), (0, 0));
        listening.stop().await;
    }
}

with_a_broker! {
    async fn a_copy_that_the_broker_kept_says_nothing_of_now(app: TestApp, broker: Broker) {
        let (ann, desk) = app.at_a_desk("Ann", "desk-7", &json!({ "DwellSeconds": 0 })).await;
        let other = app.sensor("other", &json!({})).await;
        broker.retain("vestibule/loft/sensors/desk-7", "true").await;
        let listening = app.listen(&broker).await;
        app.reading(&broker, ("other", other), "1", "2026-09-02T08:16:00Z").await;
        assert!(app.sensor_row(desk).await["ReceivedDataOn"].is_null());
        app.reading(&broker, ("desk-7", desk), "true", "2026-09-02T08:17:00Z").await;
        until("a reading of now is another thing", async || app.visits(ann).await.len() == 1).await;
        listening.stop().await;
    }
}
