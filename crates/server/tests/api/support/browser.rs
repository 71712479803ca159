//! Somebody's browser: it keeps cookies, follows where it is led, and names the page it is on when it sends a form.

use std::collections::BTreeMap;

use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use http::{Method, Request};

use super::{ADMIN, Answer, PASSWORD, TestApp};

const SERVER: &str = "desk.example.com";

pub struct Browser<'a> {
    app: &'a TestApp,
    cookies: BTreeMap<String, String>,
    /// What it names as the page it is on; another server's, to try what must not be.
    pub origin: String,
}

impl<'a> Browser<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        Self { app, cookies: BTreeMap::new(), origin: format!("https://{SERVER}") }
    }

    /// The browser of the administrator, who has signed in.
    pub async fn of_admin(app: &'a TestApp) -> Self {
        let mut browser = Self::new(app);
        let answer =
            browser.send("/sign-in", &[("email", ADMIN), ("password", PASSWORD), ("next", "/")]).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        browser
    }

    /// A browser that carries this cookie, wherever it has it from.
    pub fn carrying(app: &'a TestApp, name: &str, value: &str) -> Self {
        Self { cookies: BTreeMap::from([(name.to_owned(), value.to_owned())]), ..Self::new(app) }
    }

    /// Opens a page, and goes wherever it leads.
    pub async fn open(&mut self, path: &str) -> Answer {
        let mut path = path.to_owned();
        for _ in 0..5 {
            let answer = self.ask(Method::GET, &path, "").await;
            match answer.headers.get(LOCATION) {
                Some(next) if answer.status == 303 => path = next.to_str().expect("a path").to_owned(),
                _ => return answer,
            }
        }
        panic!("{path} leads round in circles")
    }

    /// Sends a form; where it leads is for the caller to see.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        self.ask(Method::POST, path, &fields.join("&")).await
    }

    /// What a cookie holds.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    async fn ask(&mut self, method: Method, path: &str, body: &str) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder().method(&method).uri(path).header(HOST, SERVER);
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        if method != Method::GET {
            request = request
                .header(ORIGIN, &self.origin)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let answer = self.app.send(request.body(Body::from(body.to_owned())).expect("a request")).await;
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            let (name, rest) = cookie.split_once('=').expect("a cookie");
            let (value, attributes) = rest.split_once(';').expect("attributes");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
