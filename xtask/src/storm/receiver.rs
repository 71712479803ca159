//! Those who are told: plain HTTP servers that remember what they hear, some slowly, some not always there.

use super::signature;
use crate::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use jiff::Timestamp;
use serde_json::Value;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// How long it may take to close all connections.
const CLOSING: Duration = Duration::from_secs(5);

/// What a webhook listens to.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) struct Hook {
    /// The location.
    pub(super) location: i64,
    /// The number of the action.
    pub(super) action: i64,
}

/// A message, as it was heard.
#[derive(Clone, Debug)]
pub(super) struct Receipt {
    /// The webhook it came by.
    pub(super) hook: Hook,
    /// Its `webhook-id`.
    pub(super) delivery: String,
    /// Whom it is about.
    pub(super) customer: i64,
    /// The id of the record it is about.
    pub(super) record: i64,
    /// When that was made.
    pub(super) made: Timestamp,
    /// When the visit ended, as it tells.
    pub(super) to: Option<Timestamp>,
    /// Why it does not come from the server, if it does not.
    pub(super) wrong: Option<&'static str>,
}

/// A receiver.
pub(super) struct Receiver {
    /// What it is called.
    pub(super) name: &'static str,
    address: SocketAddr,
    ear: Ear,
    /// What it runs on while it is up: without it, nobody listens and no connection is left.
    up: Mutex<Option<Runtime>>,
}

/// What a receiver does with a message.
#[derive(Clone)]
struct Ear {
    heard: Arc<Mutex<Vec<Receipt>>>,
    /// Milliseconds.
    answers_after: Arc<AtomicU64>,
}

impl Receiver {
    /// Begins to listen on a port of its own.
    pub(super) fn start(name: &'static str) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let ear = Ear { heard: Arc::default(), answers_after: Arc::default() };
        let address = listener.local_addr()?;
        let up = Mutex::new(Some(serve(listener, ear.clone())?));
        Ok(Self { name, address, ear, up })
    }

    /// The address that a webhook has.
    pub(super) fn url(&self, hook: Hook) -> String {
        format!("http://{}/{}/{}", self.address, hook.location, hook.action)
    }

    /// What it has heard, in order.
    pub(super) fn heard(&self) -> MutexGuard<'_, Vec<Receipt>> {
        locked(&self.ear.heard)
    }

    /// Takes so many milliseconds for each answer from now on.
    pub(super) fn slow_down(&self, millis: u64) {
        self.ear.answers_after.store(millis, Ordering::Relaxed);
    }

    /// Goes away, as a machine that loses its power: connections break, new ones are refused.
    pub(super) fn fall(&self) {
        if let Some(runtime) = locked(&self.up).take() {
            runtime.shutdown_timeout(CLOSING);
        }
    }

    /// Comes back at the same address, with all it remembers.
    pub(super) fn rise(&self) -> Result<()> {
        let mut up = locked(&self.up);
        if up.is_none() {
            *up = Some(serve(TcpListener::bind(self.address)?, self.ear.clone())?);
        }
        Ok(())
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        if let Some(runtime) = locked(&self.up).take() {
            runtime.shutdown_background();
        }
    }
}

fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(listener: TcpListener, ear: Ear) -> Result<Runtime> {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    listener.set_nonblocking(true)?;
    let listener = {
        let _inside = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    let router = Router::new().route("/{location}/{action}", post(hear)).with_state(ear);
    runtime.spawn(async move { axum::serve(listener, router).await });
    Ok(runtime)
}

/// Remembers a message when it comes, and answers when it is time to. What cannot be read is refused, and so never
/// counts as told.
async fn hear(
    State(ear): State<Ear>,
    Path((location, action)): Path<(i64, i64)>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let Some(receipt) = read(Hook { location, action }, &headers, &body) else {
        return StatusCode::BAD_REQUEST;
    };
    locked(&ear.heard).push(receipt);
    let pause = ear.answers_after.load(Ordering::Relaxed);
    if pause > 0 {
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    StatusCode::OK
}

fn read(hook: Hook, headers: &HeaderMap, body: &[u8]) -> Option<Receipt> {
    let records: Value = serde_json::from_slice(body).ok()?;
    let record = records.as_array().filter(|records| records.len() == 1)?.first()?;
    let to = match &record["ToTime"] {
        Value::Null => None,
        time => Some(time.as_str()?.parse().ok()?),
    };
    Some(Receipt {
        hook,
        delivery: headers.get("webhook-id")?.to_str().ok()?.to_owned(),
        customer: record["CoworkerId"].as_i64()?,
        record: record["Id"].as_i64()?,
        made: record["CreatedOn"].as_str()?.parse().ok()?,
        to,
        wrong: signature::wrong(headers, body),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_an_array_of_one_record() {
        let mut headers = HeaderMap::new();
        headers.insert("webhook-id", "m1".parse().unwrap());
        let hook = Hook { location: 1, action: 48 };
        let body = br#"[{"Id":5,"CoworkerId":7,"ToTime":"2026-03-09T09:00:00.5Z","CreatedOn":"2026-03-09T08:00:00Z"}]"#;
        let receipt = read(hook, &headers, body).unwrap();
        assert_eq!((receipt.record, receipt.customer), (5, 7));
        assert_eq!(receipt.to, Some("2026-03-09T09:00:00.5Z".parse().unwrap()));
        assert!(receipt.wrong.is_some());
        assert!(read(hook, &headers, b"[]").is_none());
        assert!(read(hook, &HeaderMap::new(), body).is_none());
    }

    #[test]
    fn who_is_down_refuses_and_comes_back_at_the_same_address() {
        let receiver = Receiver::start("down").unwrap();
        let reachable = || std::net::TcpStream::connect(receiver.address).is_ok();
        assert!(reachable());
        receiver.fall();
        assert!(!reachable());
        receiver.rise().unwrap();
        assert!(reachable());
    }
}
