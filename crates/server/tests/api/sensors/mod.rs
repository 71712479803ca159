//! Sensors: what they send, over MQTT with a real broker or over HTTP, and what comes of it.

mod faults;
mod listening;
mod lossy;
mod paths;
mod posted;
mod presence;

use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use vestibule_records::kept::Presence;
use vestibule_records::{Record, parse_instant};
use vestibule_server::sources::mqtt::{Listener, Mqtt};
use vestibule_server::{App, Settings};

use crate::support::TestApp;
use crate::support::broker::{Broker, until};
use crate::support::people::{records, with};

pub(crate) const SENSORS: &str = "/api/sys/sensors";

/// A server that listens, until it is stopped.
pub(crate) struct Listening {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Listening {
    /// Stops, as a server does that is told to.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        self.task.await.expect("it ends");
    }
}

impl TestApp {
    /// Listens at an address, and waits until something that is published arrives.
    pub(crate) async fn listen(&self, broker: &Broker) -> Listening {
        let listening = self.listen_at(&broker.url());
        let probe = self.probe().await;
        until("readings arrive", async || {
            broker.publish("vestibule/loft/sensors/probe", "1").await;
            !self.sensor_row(probe).await["ReceivedDataOn"].is_null()
        })
        .await;
        listening
    }

    /// Listens at an address, whoever is there.
    pub(crate) fn listen_at(&self, url: &str) -> Listening {
        let mqtt = Mqtt::new(url, None, None).expect("an address");
        let settings = Settings { mqtt: Some(mqtt), ..Settings::default() };
        let (store, clock) = (self.app.store.clone(), self.app.clock.clone());
        let app = App::new(store, clock, self.app.entropy.clone(), settings);
        let listener = Listener::new(&app).expect("a broker is named");
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(listener.run(async {
            // Nothing is ever sent: it ends when whoever could is gone.
            let _ = stopped.await;
        }));
        Listening { stop, task }
    }

    /// A sensor that is there to know whether readings arrive.
    async fn probe(&self) -> i64 {
        let known = records(&self.get(&format!("{SENSORS}?Sensor_Reference=probe")).await);
        match known.first() {
            Some(probe) => probe["Id"].as_i64().expect("an id"),
            None => self.sensor("probe", &json!({})).await,
        }
    }

    /// A sensor of the loft that checks in whom it sees for five minutes, changed by `more`.
    pub(crate) async fn sensor(&self, reference: &str, more: &Value) -> i64 {
        let sensor = json!({
            "BusinessId": self.loft, "Name": format!("Sensor {reference}"), "Reference": reference,
            "SensorType": "PresenceDetection", "DataStrategy": "Endpoint", "ActionCheckInOrOut": true,
        });
        self.post(SENSORS, &with(sensor, more)).await.id()
    }

    /// A desk of a customer.
    pub(crate) async fn desk_of(&self, customer: i64) -> i64 {
        let desk = json!({
            "FloorPlanId": 71, "Name": "D4", "Size": 2, "Capacity": 1, "Price": 250, "PositionX": 0, "PositionY": 0,
            "PositionZ": 0, "CoworkerId": customer, "FloorPlanBusinessId": self.loft,
        });
        self.post("/api/sys/floorplandesks", &desk).await.id()
    }

    /// A customer with a pass whose desk a sensor watches; the customer and the sensor.
    pub(crate) async fn at_a_desk(&self, name: &str, reference: &str, more: &Value) -> (i64, i64) {
        let customer = self.regular(name, &json!({})).await;
        let desk = self.desk_of(customer).await;
        (customer, self.sensor(reference, &with(json!({ "Desks": [desk] }), more)).await)
    }

    pub(crate) async fn sensor_row(&self, id: i64) -> Value {
        self.get(&format!("{SENSORS}/{id}")).await.json()
    }

    /// Since when and until when anybody is seen.
    pub(crate) async fn presences(&self) -> Vec<(String, String)> {
        let shown = |at| {
            let mut text = Vec::new();
            vestibule_records::write_instant(at, &mut text);
            String::from_utf8(text).expect("text")
        };
        let rows = self.rows::<Presence>().await;
        let rows = rows.iter().map(|row| Presence::from_row(row).expect("a presence"));
        rows.map(|presence| (shown(presence.since), shown(presence.seen))).collect()
    }

    /// Publishes a reading of a sensor of the loft, and waits until it was taken as of the clock.
    pub(crate) async fn reading(
        &self,
        broker: &Broker,
        (reference, sensor): (&str, i64),
        payload: &str,
        at: &str,
    ) {
        self.set_clock(at);
        broker.publish(&format!("vestibule/loft/sensors/{reference}"), payload).await;
        until("the reading is taken", async || {
            let received = self.sensor_row(sensor).await["ReceivedDataOn"].clone();
            received.as_str().and_then(parse_instant) == parse_instant(at)
        })
        .await;
    }
}

/// Declares a test once, with a broker, and runs it on both stores.
#[macro_export]
macro_rules! with_a_broker {
    (async fn $name:ident($app:ident: TestApp, $broker:ident: Broker) $body:block) => {
        $crate::on_both_stores! {
            async fn $name(app: TestApp) {
                async fn behaviour($app: TestApp, $broker: Broker) $body
                if let Some(broker) = Broker::start().await {
                    behaviour(app, broker).await;
                }
            }
        }
    };
}
