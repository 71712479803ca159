//! The tablet at the door, as its browser and its scripts use it.

mod enrolment;
mod late;
mod people;
mod taps;

use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::{Answer, TestApp};

pub(crate) const PIN: &str = "48213";
pub(crate) const TABLETS: &str = "/settings/tablets";
pub(crate) const COOKIE: &str = "vestibule_tablet";
const HOST: &str = "desk.example.com";

/// A tablet at the door of the loft.
pub(crate) struct Tablet<'a> {
    app: &'a TestApp,
    pub(crate) secret: String,
    pub(crate) origin: &'static str,
    pub(crate) place: &'static str,
}

/// The text between two others.
pub(crate) fn between(text: &str, from: &str, to: &str) -> String {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}"));
    rest.split_once(to).unwrap_or_else(|| panic!("no {to} in {rest}")).0.to_owned()
}

/// A code for one more tablet at the loft, made at the desk.
pub(crate) async fn code(app: &TestApp, name: &str) -> String {
    let mut desk = Browser::of_admin(app).await;
    desk.open(&format!("{TABLETS}?at={}", app.loft)).await;
    let page = desk.send(TABLETS, &[("name", name)]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    between(&page.text, "id=\"code\">", "<")
}

impl<'a> Tablet<'a> {
    /// Makes a tablet known, as people do.
    pub(crate) async fn enrolled(app: &'a TestApp, name: &str) -> Self {
        let code = code(app, name).await;
        let mut browser = Browser::new(app);
        let answer = browser.send("/kiosk/loft/enrol", &[("code", &code)]).await;
        assert_eq!(
            (answer.status, answer.headers["location"].to_str().expect("a value")),
            (303, "/kiosk/loft")
        );
        Self::carrying(app, browser.cookie(COOKIE).expect("a secret"))
    }

    /// A tablet that carries this secret.
    pub(crate) fn carrying(app: &'a TestApp, secret: &str) -> Self {
        Self { app, secret: secret.to_owned(), origin: "https://desk.example.com", place: "loft" }
    }

    /// Sends what a script sends.
    pub(crate) async fn send(&self, method: Method, path: &str, key: &str, body: &Value) -> Answer {
        let request = Request::builder()
            .method(&method)
            .uri(format!("/kiosk/{}/{path}", self.place))
            .header("host", HOST)
            .header("cookie", format!("{COOKIE}={}", self.secret))
            .header("content-type", "application/json")
            .header("idempotency-key", key);
        let request = if method == Method::GET { request } else { request.header("origin", self.origin) };
        self.app.send(request.body(Body::from(body.to_string())).expect("a request")).await
    }

    /// A tap under a key.
    pub(crate) async fn tap_as(&self, key: &str, body: &Value) -> Value {
        let answer = self.send(Method::POST, "tap", key, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// A tap under a key of its own.
    pub(crate) async fn tap(&self, body: &Value) -> Value {
        let key = format!("{:?}", self.app.app.now());
        self.tap_as(&key, body).await
    }

    /// Somebody types a PIN.
    pub(crate) async fn types(&self, pin: &str) -> Value {
        self.tap(&json!({ "typed": pin })).await
    }
}
