//! The door: `POST /api/public/checkin`, as kiosks, readers and captive portals use it.

mod cards;
mod devices;
mod echoes;
mod guests;
mod people;
mod races;
mod slowness;
mod wire;

use std::net::IpAddr;

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};
use vestibule_server::Peer;

use crate::support::people::with;
use crate::support::{Answer, TestApp};

pub(crate) const LOFT: &str = "loft.localhost:8700";
pub(crate) const YARD: &str = "yard.localhost:8700";
pub(crate) const CARD: &str = "04A1B2C3";
pub(crate) const PHONE: &str = "00:00:5e:00:53:01";
pub(crate) const NOON: &str = "2026-09-02T11:00:00Z";

impl TestApp {
    /// A tap at the loft.
    pub(crate) async fn tap(&self, body: &Value) -> Answer {
        self.tap_at(LOFT, body).await
    }

    /// A tap at the location of this host.
    pub(crate) async fn tap_at(&self, host: &str, body: &Value) -> Answer {
        self.knock(host, "192.0.2.1", "application/json", &[], &body.to_string()).await
    }

    /// A tap at the loft from another address.
    pub(crate) async fn tap_from(&self, address: &str, body: &Value) -> Answer {
        self.knock(LOFT, address, "application/json", &[], &body.to_string()).await
    }

    /// A request at the door, without any credentials but those in its body.
    pub(crate) async fn knock(
        &self,
        host: &str,
        address: &str,
        kind: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let peer = Peer(address.parse::<IpAddr>().expect("an address"));
        let mut request = Request::builder().method("POST").uri("/api/public/checkin").extension(peer);
        request = request.header("host", host).header("content-type", kind);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    /// A customer with a day pass for each of several days, changed by `more`.
    pub(crate) async fn regular(&self, name: &str, more: &Value) -> i64 {
        let customer = self.customer_with(name, &with(json!({ "AllowNetworkCheckin": true }), more)).await;
        let kind = self.kind(&json!({ "AllowNetworkCheckIn": true })).await;
        self.give(customer, kind, &json!({ "CreateMultiple": 3 })).await;
        customer
    }

    /// Somebody with a card and day passes.
    pub(crate) async fn cardholder(&self, name: &str, card: &str) -> i64 {
        self.regular(name, &json!({ "AccessCardId": card })).await
    }
}

/// The value of a verdict that is well.
pub(crate) fn welcome(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let body = answer.json();
    assert_eq!((&body["Status"], &body["WasSuccessful"]), (&json!(200), &json!(true)), "{body}");
    assert_eq!(
        (&body["Errors"], &body["Message"]),
        (&Value::Null, &body["Value"]["SessionExpire"]),
        "{body}"
    );
    body["Value"].clone()
}

/// What the tap did.
pub(crate) fn action(answer: &Answer) -> String {
    welcome(answer)["Action"].as_str().unwrap_or_default().to_owned()
}

/// The status and the sentence of a verdict that is not.
pub(crate) fn denied(answer: &Answer) -> (i64, String) {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let body = answer.json();
    let keys: Vec<_> = body.as_object().expect("an object").keys().cloned().collect();
    assert_eq!(keys, ["Status", "Message", "Value", "Errors", "WasSuccessful"]);
    assert_eq!(
        (&body["Value"], &body["Errors"], &body["WasSuccessful"]),
        (&Value::Null, &Value::Null, &json!(false))
    );
    (body["Status"].as_i64().expect("a status"), body["Message"].as_str().expect("a sentence").to_owned())
}
