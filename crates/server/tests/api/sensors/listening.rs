//! What is promised about messages: none is lost, and none counts twice, whoever goes away.

use serde_json::json;

use super::lossy::Lossy;
use crate::support::broker::{Broker, until};
use crate::support::{MORNING, TestApp};
use crate::with_a_broker;

fn measured(at: &str) -> String {
    json!({ "value": "occupied", "at": format!("2026-09-02T{at}:00Z") }).to_string()
}

with_a_broker! {
    async fn what_is_published_while_the_server_is_down_arrives_and_counts_once(app: TestApp, broker: Broker) {
        let (ann, _) = app.at_a_desk("Ann", "desk-7", &json!({ "TimeDataPath": "at" })).await;
        app.listen(&broker).await.stop().await;
        for minute in ["09:00", "09:05", "09:10"] {
            broker.publish("vestibule/loft/sensors/desk-7", &measured(minute)).await;
        }
        assert_eq!(app.presences().await, vec![]);
        app.set_clock("2026-09-02T09:12:00Z");
        let listening = app.listen_at(&broker.url());
        until("all that was missed is heard", async || {
            app.visits(ann).await.first().is_some_and(|visit| visit["LastActivity"] == "2026-09-02T09:10:00Z")
        })
        .await;
        let visits = app.visits(ann).await;
        assert_eq!((visits.len(), &visits[0]["FromTime"]), (1, &json!("2026-09-02T09:00:00Z")));
        assert_eq!(app.presences().await.len(), 1);
        listening.stop().await;
    }
}

with_a_broker! {
    async fn a_message_whose_receipt_is_lost_comes_again_and_has_one_effect(app: TestApp, broker: Broker) {
        let (ann, desk) = app.at_a_desk("Ann", "desk-7", &json!({ "TimeDataPath": "at", "DwellSeconds": 0 })).await;
        broker.keep_for("vestibule", "vestibule/+/sensors/#").await;
        let line = Lossy::to(broker.port()).await;
        line.lose_receipts(true);
        broker.publish("vestibule/loft/sensors/desk-7", &measured("08:10")).await;
        let listening = app.listen_at(&line.url());
        until("it is taken", async || !app.visits(ann).await.is_empty()).await;
        until("its receipt is lost", async || line.lost() == 1).await;
        let before = (app.visits(ann).await, app.presences().await);

        app.set_clock("2026-09-02T08:17:00Z");
        line.lose_receipts(false);
        line.cut();
        until("it comes again", async || app.sensor_row(desk).await["ReceivedDataOn"] == "2026-09-02T08:17:00Z").await;
        until("its receipt arrives", async || line.passed() == 1).await;
        assert_eq!(app.presences().await, before.1);
        let visits = app.visits(ann).await;
        assert_eq!(visits.len(), 1);
        for field in ["FromTime", "LastActivity", "ToTime", "Source"] {
            assert_eq!(visits[0][field], before.0[0][field], "{field}");
        }
        listening.stop().await;
    }
}

with_a_broker! {
    async fn a_broker_that_is_away_disturbs_nobody_and_is_found_again(app: TestApp, broker: Broker) {
        let (ann, desk) = app.at_a_desk("Ann", "desk-7", &json!({ "DwellSeconds": 0 })).await;
        let bob = app.regular("Bob", &json!({})).await;
        let listening = app.listen(&broker).await;
        broker.stop().await;
        let visit = json!({ "BusinessId": app.loft, "CoworkerId": bob, "FromTime": MORNING });
        app.post("/api/spaces/checkins", &visit).await.id();
        broker.go_on().await;
        until("readings arrive again", async || {
            broker.publish("vestibule/loft/sensors/desk-7", "true").await;
            app.visits(ann).await.len() == 1
        })
        .await;
        assert_eq!(app.sensor_row(desk).await["LastReceivedValue"], "true");
        listening.stop().await;
    }
}

with_a_broker! {
    async fn a_broker_that_restarts_keeps_what_nobody_was_there_to_take(app: TestApp, broker: Broker) {
        let (ann, _) = app.at_a_desk("Ann", "desk-7", &json!({ "DwellSeconds": 0 })).await;
        app.listen(&broker).await.stop().await;
        broker.publish("vestibule/loft/sensors/desk-7", "true").await;
        broker.stop().await;
        let listening = app.listen_at(&broker.url());
        broker.go_on().await;
        until("what was kept arrives", async || app.visits(ann).await.len() == 1).await;
        listening.stop().await;
    }
}
