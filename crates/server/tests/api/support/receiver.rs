//! A receiver of webhooks on a local port, which can misbehave.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::HeaderMap;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc};
use vestibule_records::Record as _;
use vestibule_records::kept::Delivery;
use vestibule_server::Settings;
use vestibule_server::delivery::Deliverer;

use super::TestApp;
use super::people::{number, with};

/// A request that arrived.
#[derive(Debug, Clone)]
pub struct Got {
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Got {
    /// The one record it tells of.
    pub fn record(&self) -> Value {
        let records: Value = serde_json::from_str(&self.body).expect("JSON");
        assert_eq!(records.as_array().map(Vec::len), Some(1), "{records}");
        records[0].clone()
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.headers));
        value.to_str().expect("text")
    }
}

/// What to answer to the request that is the so manieth to arrive, from 0.
type Manner = Box<dyn Fn(usize, &Got) -> Response + Send + Sync>;

struct Desk {
    manner: Manner,
    /// A request is answered once there is a permit.
    open: Semaphore,
    got: Mutex<Vec<Got>>,
    bell: mpsc::UnboundedSender<()>,
}

/// A receiver. It is gone with the test's runtime.
pub struct Receiver {
    pub url: String,
    desk: Arc<Desk>,
    arrivals: mpsc::UnboundedReceiver<()>,
}

impl Receiver {
    /// Answers everything with success.
    pub async fn pleased() -> Self {
        Self::answering(|_, _| status(200)).await
    }

    /// Answers each request its own way.
    pub async fn answering(manner: impl Fn(usize, &Got) -> Response + Send + Sync + 'static) -> Self {
        let receiver = Self::shut(manner).await;
        receiver.open(Semaphore::MAX_PERMITS / 2);
        receiver
    }

    /// Takes requests in and answers none until it opens.
    pub async fn shut(manner: impl Fn(usize, &Got) -> Response + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let (bell, arrivals) = mpsc::unbounded_channel();
        let (open, got) = (Semaphore::new(0), Mutex::default());
        let desk = Arc::new(Desk { manner: Box::new(manner), open, got, bell });
        let router = Router::new().fallback(receive).with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, desk, arrivals }
    }

    /// Lets that many requests be answered.
    pub fn open(&self, requests: usize) {
        self.desk.open.add_permits(requests);
    }

    /// Waits for one more request.
    pub async fn arrival(&mut self) {
        self.arrivals.recv().await.expect("the receiver stands");
    }

    /// Everything that arrived, in that order.
    pub fn got(&self) -> Vec<Got> {
        self.desk.got.lock().expect("nobody panicked").clone()
    }

    /// The ids of the records that arrived.
    pub fn ids(&self) -> Vec<i64> {
        self.got().iter().map(|got| number(&got.record()["Id"])).collect()
    }
}

async fn receive(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a whole body");
    let body = String::from_utf8(bytes.to_vec()).expect("text");
    let got = Got { path: parts.uri.path().to_owned(), headers: parts.headers, body };
    let nth = {
        let mut all = desk.got.lock().expect("nobody panicked");
        all.push(got.clone());
        all.len() - 1
    };
    let _ = desk.bell.send(());
    desk.open.acquire().await.expect("never closed").forget();
    (desk.manner)(nth, &got)
}

/// The documented signature of a body.
pub fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02X}")).collect()
}

/// An answer of nothing but a status.
pub fn status(status: u16) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = http::StatusCode::from_u16(status).expect("a status");
    response
}

impl TestApp {
    /// The same server, whose webhooks may lead to this machine.
    pub fn with_private_targets(self) -> Self {
        self.with_settings(Settings { allow_private_targets: true, ..Settings::default() })
    }

    /// A webhook of the loft, changed by `more`.
    pub async fn hook(&self, action: i64, url: &str, more: &Value) -> i64 {
        let hook = json!({ "BusinessId": self.loft, "Name": format!("Hook {action}"), "Action": action, "URL": url });
        self.post("/api/sys/webhooks", &with(hook, more)).await.id()
    }

    pub async fn shown_hook(&self, id: i64) -> Value {
        self.get(&format!("/api/sys/webhooks/{id}")).await.json()
    }

    /// Another node over the same store.
    pub fn node(&self, name: &str) -> Self {
        let mut node = self.clone();
        node.app.node = name.into();
        node
    }

    /// Somebody to send what is due.
    pub fn deliverer(&self) -> Deliverer {
        Deliverer::new(&self.app).expect("a deliverer")
    }

    /// Sends what is due; says how many tries it took.
    pub async fn deliver(&self) -> usize {
        self.deliverer().deliver_due().await.expect("the outbox is read")
    }

    /// All deliveries, the oldest first.
    pub async fn deliveries(&self) -> Vec<Delivery> {
        let rows = self.rows::<Delivery>().await;
        rows.iter().map(|row| Delivery::from_row(row).expect("a delivery")).collect()
    }
}
