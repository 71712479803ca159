//! A real MQTT broker for one test, which may be stopped and started again.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rumqttc::{AsyncClient, Event, MqttOptions, Packet, QoS};
use tempfile::TempDir;
use tokio::net::TcpStream;

/// Where tests find the program.
const PROGRAM: &str = "TEST_MOSQUITTO";
/// How long anything may take on a machine that is busy.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How often what is waited for is looked at.
pub const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A Mosquitto on a free port, which keeps what it must in a folder that is thrown away.
pub struct Broker {
    program: PathBuf,
    folder: TempDir,
    port: u16,
    running: Mutex<Option<Child>>,
}

impl Broker {
    /// Starts one. `None`, having said so, when there is no program.
    ///
    /// # Panics
    /// When there is none where there must be one: in CI, or with `VESTIBULE_REQUIRE_MOSQUITTO` set.
    pub async fn start() -> Option<Self> {
        let Some(program) = std::env::var_os(PROGRAM).filter(|program| !program.is_empty()) else {
            let needed =
                ["CI", "VESTIBULE_REQUIRE_MOSQUITTO"].iter().any(|name| std::env::var_os(name).is_some());
            assert!(!needed, "{PROGRAM} is not set: run the tests with `cargo xtask test`");
            eprintln!(
                "skipped: {PROGRAM} is not set; `cargo xtask test` finds or installs mosquitto and sets it"
            );
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let broker = Self { program: program.into(), folder, port: free_port(), running: Mutex::default() };
        broker.go_on().await;
        Some(broker)
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("mqtt://127.0.0.1:{}", self.port)
    }

    /// Its port on this machine.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Starts it again, with all it kept.
    pub async fn go_on(&self) {
        let settings = format!(
            "listener {} 127.0.0.1\nallow_anonymous true\nuser root\npersistence true\npersistence_location {}/\nlog_type none\n",
            self.port,
            self.folder.path().display()
        );
        let file = self.folder.path().join("mosquitto.conf");
        std::fs::write(&file, settings).expect("its settings");
        let mut command = Command::new(&self.program);
        command.arg("-c").arg(&file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        *self.running.lock().expect("nobody panics") = Some(command.spawn().expect("mosquitto runs"));
        let answers = async || TcpStream::connect(("127.0.0.1", self.port)).await.is_ok();
        until("the broker answers", answers).await;
    }

    /// Stops it in good order, so that it keeps what it must.
    pub async fn stop(&self) {
        let Some(mut child) = self.running.lock().expect("nobody panics").take() else { return };
        let told = Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status();
        assert!(told.expect("kill runs").success());
        until("the broker stops", async || child.try_wait().expect("a child").is_some()).await;
    }

    /// Has it keep what is published to these topics for somebody of this name, who never was here.
    pub async fn keep_for(&self, name: &str, topics: &str) {
        let mut options = MqttOptions::new(name, "127.0.0.1", self.port);
        options.set_clean_session(false);
        let (client, mut events) = AsyncClient::new(options, 10);
        client.subscribe(topics, QoS::AtLeastOnce).await.expect("a subscription");
        let kept = async {
            while !matches!(events.poll().await.expect("a broker"), Event::Incoming(Packet::SubAck(_))) {}
        };
        tokio::time::timeout(PATIENCE, kept).await.expect("the broker takes it");
    }

    /// Publishes a message, and waits until the broker has it.
    pub async fn publish(&self, topic: &str, payload: &str) {
        self.send(topic, payload, false).await;
    }

    /// The same, to be kept for whoever asks later.
    pub async fn retain(&self, topic: &str, payload: &str) {
        self.send(topic, payload, true).await;
    }

    async fn send(&self, topic: &str, payload: &str, retain: bool) {
        let mut random = [0_u8; 8];
        vestibule_store::Entropy::fill(&vestibule_server::SystemEntropy, &mut random);
        let name = format!("test-{:016x}", u64::from_ne_bytes(random));
        let mut options = MqttOptions::new(name, "127.0.0.1", self.port);
        options.set_max_packet_size(1 << 20, 1 << 20);
        let (client, mut events) = AsyncClient::new(options, 10);
        client.publish(topic, QoS::AtLeastOnce, retain, payload).await.expect("a message");
        let sent = async {
            while !matches!(events.poll().await.expect("a broker"), Event::Incoming(Packet::PubAck(_))) {}
        };
        tokio::time::timeout(PATIENCE, sent).await.expect("the broker takes it");
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        let running = self.running.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(mut child) = running.take() {
            let ended = child.kill().and_then(|()| child.wait());
            ended.map(drop).unwrap_or_else(|error| eprintln!("could not end the broker: {error}"));
        }
    }
}

/// Waits for something that comes about by itself.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, waiting).await.is_ok(), "waited in vain until {what}");
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}
