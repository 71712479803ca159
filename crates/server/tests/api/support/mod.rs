//! A server to test: a fresh store of either kind, a clock that is set, an administrator and two locations.
#![allow(unreachable_pub, dead_code, reason = "a kit for tests, not an interface")]

pub mod broker;
pub mod browser;
pub mod description;
pub mod following;
pub mod people;
pub mod receiver;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Method, Request, Response, Uri};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;
use vestibule_domain::time::Instant;
use vestibule_records::parse_instant;
use vestibule_server::{App, Clock, Peer, Settings, SystemEntropy, console, kiosk, router, seed};
use vestibule_store::Store;
use vestibule_store_conformance::fresh::FreshPostgres;
use vestibule_store_postgres::PostgresStore;
use vestibule_store_sqlite::SqliteStore;

pub const ADMIN: &str = "admin@example.com";
pub const PASSWORD: &str = "correct horse battery staple";
/// A Wednesday, a quarter past nine in London.
pub const MORNING: &str = "2026-09-02T08:15:00Z";

/// Declares a test once and runs it on both stores. Without `TEST_DATABASE_URL` only SQLite is there to run on;
/// `cargo xtask test` always sets it.
#[macro_export]
macro_rules! on_both_stores {
    ($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block) => {
        mod $name {
            use super::*;

            async fn behaviour($app: TestApp) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                behaviour(TestApp::on_sqlite().await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(app) = TestApp::on_postgres().await {
                    behaviour(app).await;
                }
            }
        }
    };
}

/// A clock that stands still until it is set.
pub struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// A running server, called without a network.
#[derive(Clone)]
pub struct TestApp {
    pub app: App,
    pub clock: Arc<TestClock>,
    /// Bearer token of the unrestricted administrator.
    pub token: String,
    /// Europe/London, GBP, web address `loft`.
    pub loft: i64,
    /// Europe/Berlin, EUR, web address `yard`, below the loft.
    pub yard: i64,
    router: Router,
    _keep: Arc<dyn std::any::Any + Send + Sync>,
}

/// An answer: its status, its headers and its body as it was sent.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The `Id` in the `Value` of a write that succeeded.
    pub fn id(&self) -> i64 {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()["Value"]["Id"].as_i64().unwrap_or_else(|| panic!("no Id in {}", self.text))
    }
}

impl TestApp {
    pub async fn on_sqlite() -> Self {
        Self::on_sqlite_with(Settings::default()).await
    }

    pub async fn on_sqlite_with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store =
            SqliteStore::open(&folder.path().join("test.db"), Arc::new(SystemEntropy)).expect("a store");
        Self::over(Arc::new(store), Arc::new(folder), settings).await
    }

    pub async fn on_postgres() -> Option<Self> {
        Self::on_postgres_with(Settings::default()).await
    }

    pub async fn on_postgres_with(settings: Settings) -> Option<Self> {
        let fresh = FreshPostgres::create().await?;
        let store = PostgresStore::connect(&fresh.url, Arc::new(SystemEntropy)).await.expect("a store");
        Some(Self::over(Arc::new(store), Arc::new(fresh), settings).await)
    }

    /// Two nodes over one database.
    pub async fn two_on_postgres() -> Option<[Self; 2]> {
        let fresh = Arc::new(FreshPostgres::create().await?);
        let store = PostgresStore::connect(&fresh.url, Arc::new(SystemEntropy)).await.expect("a store");
        let first = Self::over(Arc::new(store), fresh.clone(), Settings::default()).await;
        let store = PostgresStore::connect(&fresh.url, Arc::new(SystemEntropy)).await.expect("a store");
        let app =
            App::new(Arc::new(store), first.clock.clone(), Arc::new(SystemEntropy), Settings::default());
        let second = Self { router: router(app.clone()), app, ..first.clone() };
        Some([first, second])
    }

    /// The demo network, on every store there is to run on. It stands at the morning of the tests.
    pub async fn demos() -> Vec<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let store =
            SqliteStore::open(&folder.path().join("demo.db"), Arc::new(SystemEntropy)).expect("a store");
        let mut demos = vec![Self::demo(Arc::new(store), Arc::new(folder)).await];
        if let Some(fresh) = FreshPostgres::create().await {
            let store = PostgresStore::connect(&fresh.url, Arc::new(SystemEntropy)).await.expect("a store");
            demos.push(Self::demo(Arc::new(store), Arc::new(fresh)).await);
        }
        demos
    }

    async fn demo(store: Arc<dyn Store>, keep: Arc<dyn std::any::Any + Send + Sync>) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(at(MORNING).micros())));
        let app = App::new(store, clock.clone(), Arc::new(SystemEntropy), Settings::default());
        seed::found(&app).await.expect("founded");
        let told = seed::demo(&app).await.expect("a demo network");
        Self {
            router: router(app.clone()),
            app,
            clock,
            token: told.token,
            loft: told.business,
            yard: 0,
            _keep: keep,
        }
    }

    async fn over(
        store: Arc<dyn Store>,
        keep: Arc<dyn std::any::Any + Send + Sync>,
        settings: Settings,
    ) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(at(MORNING).micros())));
        let app = App::new(store, clock.clone(), Arc::new(SystemEntropy), settings);
        seed::found(&app).await.expect("founded");
        let location =
            |name: &str, country: &str, currency: &str, zone: &str, parent: Option<&str>| seed::NewLocation {
                name: name.to_owned(),
                web_address: name.to_lowercase(),
                country: country.to_owned(),
                currency: currency.to_owned(),
                zone: zone.to_owned(),
                parent: parent.map(str::to_owned),
            };
        let loft = seed::create_location(&app, location("Loft", "GB", "GBP", "Europe/London", None)).await;
        let yard =
            seed::create_location(&app, location("Yard", "DE", "EUR", "Europe/Berlin", Some("loft"))).await;
        let admin = seed::NewUser {
            full_name: "Ada Admin".to_owned(),
            email: ADMIN.to_owned(),
            password: PASSWORD.to_owned(),
            is_admin: true,
            roles: Vec::new(),
            locations: Vec::new(),
        };
        seed::create_user(&app, admin).await.expect("an administrator");
        let token = seed::bearer_token(&app, ADMIN, PASSWORD).await.expect("a token");
        let (loft, yard) = (loft.expect("a location"), yard.expect("a location"));
        Self { router: router(app.clone()), app, clock, token, loft, yard, _keep: keep }
    }

    /// Sets the clock.
    pub fn set_clock(&self, instant: &str) {
        self.clock.0.store(at(instant).micros(), Ordering::SeqCst);
    }

    /// Sends a request as it is, and leaves the answer to be read.
    pub async fn open(&self, request: Request<Body>) -> Response<Body> {
        let Ok(response) = self.router.clone().oneshot(request).await;
        response
    }

    /// Sends a request as it is. Whatever is answered must be as described; of what does not end, the beginning is read.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let (parts, mut body) = self.open(request).await.into_parts();
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let bytes = if kind.starts_with("text/event-stream") {
            let first = body.frame().await.and_then(Result::ok).and_then(|frame| frame.into_data().ok());
            first.unwrap_or_default()
        } else {
            axum::body::to_bytes(body, usize::MAX).await.expect("a whole body")
        };
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, text };
        if !is_page(&uri) {
            description::judge(&method, &uri, &answer);
        }
        answer
    }

    /// Sends a request from this machine, with the administrator's token, more headers and a body.
    pub async fn request(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let here = Peer(std::net::Ipv4Addr::LOCALHOST.into());
        let mut request = Request::builder().method(method).uri(path).extension(here);
        let given = |name: &str| headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        if !given("authorization") {
            request = request.header(AUTHORIZATION, format!("Bearer {}", self.token));
        }
        if !given("content-type") {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path, &[], "").await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.request(Method::POST, path, &[], &body.to_string()).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.request(Method::PUT, path, &[], &body.to_string()).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.request(Method::DELETE, path, &[], "").await
    }
}

/// Whether there is a page for people there, which the description of the API says nothing of.
fn is_page(uri: &Uri) -> bool {
    let path = uri.path().to_ascii_lowercase();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    console::template(&segments).or_else(|| kiosk::template(&segments)).is_some()
}

/// An instant in any accepted spelling.
pub fn at(text: &str) -> Instant {
    parse_instant(text).unwrap_or_else(|| panic!("{text} is no instant"))
}
