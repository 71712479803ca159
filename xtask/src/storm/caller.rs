//! Somebody who asks the server, and asks the same again until there is an answer.

use crate::bench::http::Connection;
use crate::{Result, interrupt};
use serde_json::Value;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

/// How long one try may take.
const ONE_TRY: Duration = Duration::from_secs(20);
/// How long somebody asks the same, however often the server is killed meanwhile.
const PATIENCE: Duration = Duration::from_secs(120);
/// The pause before the next try.
const PAUSE: Duration = Duration::from_millis(15);
/// Answers after which the same is to be asked again.
const COME_AGAIN: [u16; 3] = [408, 429, 503];

/// One request, which can be sent again as it is.
#[derive(Clone)]
pub(super) struct Request(Vec<u8>);

/// The answer that acknowledges a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    /// The status.
    pub(super) status: u16,
    /// The body.
    pub(super) body: Vec<u8>,
}

/// An answer, and what it took.
pub(super) struct Acknowledgement {
    /// The answer.
    pub(super) answer: Answer,
    /// How long the last try took.
    pub(super) took: Duration,
    /// How many tries were in vain.
    pub(super) in_vain: usize,
}

/// One connection to the server, made anew whenever it breaks.
pub(super) struct Caller {
    address: SocketAddr,
    token: String,
    connection: Option<Connection>,
}

impl Answer {
    /// The body as JSON; null where it is none.
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// What it says, for messages.
    pub(super) fn told(&self) -> String {
        let body = String::from_utf8_lossy(&self.body);
        format!("{} {}", self.status, body.chars().take(400).collect::<String>())
    }
}

impl Caller {
    /// Somebody with this token; nobody is asked yet.
    pub(super) fn new(address: SocketAddr, token: &str) -> Self {
        Self { address, token: token.to_owned(), connection: None }
    }

    /// Somebody else with the same token.
    pub(super) fn another(&self) -> Self {
        Self::new(self.address, &self.token)
    }

    /// Signs in.
    pub(super) async fn sign_in(address: SocketAddr, email: &str, password: &str) -> Result<Self> {
        let body = format!("grant_type=password&username={email}&password={password}");
        let form = "Content-Type: application/x-www-form-urlencoded\r\n";
        let request = written("POST", "/api/token", address, form, &body);
        let mut caller = Self::new(address, "");
        let answer = caller.acknowledged(&request).await?.answer;
        let token = answer.json()["access_token"].as_str().map(str::to_owned);
        caller.token = token.ok_or_else(|| format!("no token: {}", answer.told()))?;
        Ok(caller)
    }

    /// A request with this token, under this key if there is one.
    pub(super) fn request(&self, method: &str, path: &str, key: Option<&str>, body: &str) -> Request {
        let mut headers =
            format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", self.token);
        if let Some(key) = key {
            headers += &format!("Idempotency-Key: {key}\r\n");
        }
        written(method, path, self.address, &headers, body)
    }

    /// What is to be read at a path.
    pub(super) async fn get(&mut self, path: &str) -> Result<Value> {
        let request = self.request("GET", path, None, "");
        self.value(&request).await
    }

    /// Makes a record, and returns it.
    pub(super) async fn make(&mut self, path: &str, record: &Value) -> Result<Value> {
        let request = self.request("POST", path, None, &record.to_string());
        Ok(self.value(&request).await?["Value"].take())
    }

    async fn value(&mut self, request: &Request) -> Result<Value> {
        let answer = self.acknowledged(request).await?.answer;
        if answer.status == 200 {
            return Ok(answer.json());
        }
        let line = request.0.split(|byte| *byte == b'\r').next().unwrap_or_default();
        Err(format!("{}: {}", String::from_utf8_lossy(line), answer.told()).into())
    }

    /// Sends the request until it is answered.
    pub(super) async fn acknowledged(&mut self, request: &Request) -> Result<Acknowledgement> {
        let (begun, mut in_vain) = (Instant::now(), 0);
        loop {
            let tried = Instant::now();
            let why = match timeout(ONE_TRY, self.once(request)).await {
                Ok(Ok(answer)) if COME_AGAIN.contains(&answer.status) => answer.told(),
                Ok(Ok(answer)) => return Ok(Acknowledgement { answer, took: tried.elapsed(), in_vain }),
                Ok(Err(error)) => error.to_string(),
                Err(_) => format!("no answer within {} s", ONE_TRY.as_secs()),
            };
            self.connection = None;
            in_vain += 1;
            interrupt::check()?;
            if begun.elapsed() > PATIENCE {
                let seconds = PATIENCE.as_secs();
                return Err(format!("not acknowledged within {seconds} s, at last: {why}").into());
            }
            sleep(PAUSE).await;
        }
    }

    /// One try. The connection is put back only once it has answered, so a broken one is never used again.
    async fn once(&mut self, request: &Request) -> Result<Answer> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(self.address).await?,
        };
        let (status, body) = connection.send(&request.0).await?;
        let answer = Answer { status, body: body.to_vec() };
        self.connection = Some(connection);
        Ok(answer)
    }
}

fn written(method: &str, path: &str, host: SocketAddr, headers: &str, body: &str) -> Request {
    let length = body.len();
    let text = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    );
    Request(text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_carries_its_key_and_its_length() {
        let caller = Caller::new(SocketAddr::from(([127, 0, 0, 1], 80)), "t");
        let Request(bytes) = caller.request("PUT", "/api", Some("k1"), "{}");
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("PUT /api HTTP/1.1\r\nHost: 127.0.0.1:80\r\nAuthorization: Bearer t\r\n"));
        assert!(text.ends_with("Idempotency-Key: k1\r\nContent-Length: 2\r\n\r\n{}"), "{text}");
    }
}
