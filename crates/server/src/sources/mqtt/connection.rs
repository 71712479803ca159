//! One connection to the broker: the only place that knows the MQTT library.
//!
//! What came over a connection belongs to it. When it is lost, so are the acknowledgements that did not go out: the
//! broker delivers what they were for again, over the next one.

use std::time::Duration;

use rumqttc::{AsyncClient, Event, EventLoop, MqttOptions, Packet, Publish, QoS, SubscribeReasonCode};

use super::broker::Mqtt;

/// How often each side shows that it is there.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// The largest message there is in MQTT, in bytes. A limit of ours would not make the broker drop a message that is too
/// large: it would be delivered again and again, and nothing after it. Limits belong to the broker.
const LARGEST: usize = 268_435_455 + 5;
/// Acknowledgements that may wait to be sent.
const WAITING: usize = 100;

/// A connection that is being made, or is there.
pub(super) struct Connection {
    events: EventLoop,
    client: AsyncClient,
    filters: Vec<String>,
}

/// Tells the broker that a message needs not come again.
#[derive(Clone)]
pub(super) struct Receipts(AsyncClient);

/// A message.
pub(super) struct Message {
    publish: Publish,
}

/// What happens on a connection.
pub(super) enum Happening {
    /// The broker is there.
    Connected {
        /// Whether it kept for us what arrived while we were away.
        resumed: bool,
    },
    /// A message came.
    Came(Message),
}

impl Connection {
    /// To the broker that was chosen; nothing happens until [`Connection::next`] is asked.
    pub(super) fn new(mqtt: &Mqtt, filters: &[String]) -> (Self, Receipts) {
        let mut options = MqttOptions::new(&mqtt.client, &mqtt.broker.host, mqtt.broker.port);
        options.set_keep_alive(KEEP_ALIVE).set_clean_session(false).set_manual_acks(true);
        options.set_max_packet_size(LARGEST, LARGEST);
        if let Some((user, password)) = &mqtt.broker.login {
            options.set_credentials(user, password);
        }
        let (client, events) = AsyncClient::new(options, WAITING);
        (Self { events, client: client.clone(), filters: filters.to_vec() }, Receipts(client))
    }

    /// What happens next. Must be asked all the time, or the broker takes us for dead.
    ///
    /// # Errors
    /// When there is no connection, or no longer, with why.
    pub(super) async fn next(&mut self) -> Result<Happening, String> {
        loop {
            match self.events.poll().await.map_err(|error| error.to_string())? {
                Event::Incoming(Packet::ConnAck(answer)) => {
                    self.subscribe()?;
                    return Ok(Happening::Connected { resumed: answer.session_present });
                }
                Event::Incoming(Packet::SubAck(answer))
                    if answer.return_codes.contains(&SubscribeReasonCode::Failure) =>
                {
                    return Err(format!("the broker does not let us read {}", self.filters.join(", ")));
                }
                Event::Incoming(Packet::Publish(publish)) => return Ok(Happening::Came(Message { publish })),
                _ => {}
            }
        }
    }

    /// Asks for our topics, also where the broker remembers: which ones they are may have changed.
    fn subscribe(&self) -> Result<(), String> {
        let ask = |filter: &String| self.client.try_subscribe(filter, QoS::AtLeastOnce);
        self.filters.iter().try_for_each(ask).map_err(|error| error.to_string())
    }
}

impl Message {
    /// What it is about.
    pub(super) fn topic(&self) -> &str {
        &self.publish.topic
    }

    /// What was sent.
    pub(super) fn payload(&self) -> &[u8] {
        &self.publish.payload
    }

    /// Whether the broker had kept it, so that nobody knows how old it is.
    pub(super) const fn is_retained(&self) -> bool {
        self.publish.retain
    }
}

impl Receipts {
    /// The message needs not come again.
    ///
    /// # Errors
    /// When the connection it came over is gone: then it comes again.
    pub(super) async fn give(&self, message: &Message) -> Result<(), String> {
        self.0.ack(&message.publish).await.map_err(|error| error.to_string())
    }
}
