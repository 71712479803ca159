//! Tiles: the page behind a QR code or an NFC sticker, as a phone opens it.

mod actions;
mod apps;
mod geofence;
mod pages;
mod phones;
mod printed;
mod restrictions;

use std::net::IpAddr;

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};
use vestibule_server::Peer;

use crate::support::people::{records, with};
use crate::support::{Answer, TestApp};

pub(crate) const HOST: &str = "loft.example.com";
pub(crate) const HERE: &str = "https://loft.example.com";
pub(crate) const PIN: &str = "48213";
pub(crate) const CHECK_IN: i64 = 3;
pub(crate) const CHECK_OUT: i64 = 4;

/// A tile on a wall.
pub(crate) struct Tile {
    pub(crate) id: i64,
    pub(crate) number: String,
}

impl Tile {
    pub(crate) fn path(&self) -> String {
        format!("/t/{}", self.number)
    }
}

impl TestApp {
    /// A tile of the loft.
    pub(crate) async fn tile(&self, action: i64, more: &Value) -> Tile {
        let tile = json!({
            "BusinessId": self.loft, "Name": "Front desk", "Action": action, "GeofencePrecission": 2,
        });
        let id = self.post("/api/sys/automationtiles", &with(tile, more)).await.id();
        let read = self.get(&format!("/api/sys/automationtiles/{id}")).await.json();
        Tile { id, number: read["TileNumber"].as_str().expect("a number").to_owned() }
    }

    /// Somebody with a PIN and day passes.
    pub(crate) async fn pin_holder(&self, name: &str) -> i64 {
        self.regular(name, &json!({ "AccessPincode": PIN })).await
    }

    /// What a phone gets for an address, with the cookie it carries.
    pub(crate) async fn scan(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::builder().uri(path).header("host", HOST).header("cookie", cookie);
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// What the page of a tile sends, and what it is answered.
    pub(crate) async fn touch(&self, tile: &Tile, fields: &[(&str, &str)]) -> Answer {
        self.touch_with(tile, fields, &[("origin", HERE)]).await
    }

    /// The same with other headers.
    pub(crate) async fn touch_with(
        &self,
        tile: &Tile,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let fields = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
        let body = fields.collect::<Vec<_>>().join("&");
        let peer = Peer("192.0.2.1".parse::<IpAddr>().expect("an address"));
        let mut request = Request::builder().method("POST").uri(tile.path()).extension(peer);
        request = request.header("host", HOST).header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body)).expect("a request")).await
    }

    /// What was noted of a tile, the last first.
    pub(crate) async fn notes_of(&self, tile: &Tile) -> Vec<(i64, String, Value)> {
        let path = format!(
            "/api/sys/automationtileaudits?AutomationTileAudit_AutomationTile={}&orderBy=Id&dir=1",
            tile.id
        );
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let line = |audit: Value| {
            let kind = audit["TileAuditType"].as_i64().expect("a number");
            (kind, text(&audit["Description"]), audit["ActionBy"].clone())
        };
        records(&self.get(&path).await).into_iter().map(line).collect()
    }
}

/// What somebody types who is known by `name@example.com` and the PIN.
pub(crate) fn typed(name: &str) -> Vec<(&'static str, String)> {
    vec![("email", format!("{name}@example.com")), ("pincode", PIN.to_owned())]
}

/// A page: its heading, and that it is one.
pub(crate) fn heading(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text);
    between(&answer.text, "<h1>", "</h1>")
}

/// The text between two others.
pub(crate) fn between(text: &str, from: &str, to: &str) -> String {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}"));
    rest.split_once(to).unwrap_or_else(|| panic!("no {to} in {rest}")).0.to_owned()
}

/// The cookie that an answer hands out, without its attributes.
pub(crate) fn cookie(answer: &Answer) -> String {
    let set = answer.headers["set-cookie"].to_str().expect("text");
    set.split(';').next().unwrap_or_default().to_owned()
}

/// The same fields as the kit takes them.
pub(crate) fn fields<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}
