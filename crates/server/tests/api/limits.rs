//! How often somebody may ask, and how often they may guess.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use http::header::AUTHORIZATION;
use http::{Method, Request};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use vestibule_server::{App, Peer, RateLimits, Settings, SystemClock, SystemEntropy, ThrottleStatus, seed};
use vestibule_store_sqlite::SqliteStore;

use crate::on_both_stores;
use crate::support::people::{basic, plus};
use crate::support::{ADMIN, Answer, MORNING, PASSWORD, TestApp};

const LIST: &str = "/api/sys/currencies";

/// The server with these limits; the administrator's token has been used once, so that it is known.
async fn limited(app: TestApp, limits: RateLimits) -> TestApp {
    let app = app.with_settings(Settings { limits: Some(limits), ..Settings::default() });
    app.get(LIST).await;
    app
}

/// No limits but those that are given.
fn only() -> RateLimits {
    RateLimits {
        status: ThrottleStatus::default(),
        per_100_ms: 0,
        per_minute: 0,
        per_hour: 0,
        per_day: 0,
        writes_per_minute: 0,
        writes_per_day: 0,
    }
}

/// Asks from an address.
async fn from(app: &TestApp, address: &str, authorization: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().uri(LIST).header(AUTHORIZATION, authorization);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::empty()).expect("a request");
    request.extensions_mut().insert(Peer(address.parse::<IpAddr>().expect("an address")));
    app.send(request).await
}

on_both_stores! {
    async fn there_are_no_limits_unless_the_operator_wants_them(app: TestApp) {
        for _ in 0..200 {
            assert_eq!(app.get(LIST).await.status, 200);
        }
    }
}

on_both_stores! {
    async fn who_asks_too_often_is_told_how_long_to_wait(app: TestApp) {
        let app = limited(app, RateLimits { per_minute: 3, ..only() }).await;
        for _ in 0..3 {
            assert_eq!(app.get(LIST).await.status, 200);
        }
        let refused = app.get(LIST).await;
        assert_eq!(refused.status, 429);
        assert_eq!(refused.text, "You must wait before accessing this url again. Wait 20.0 seconds");
        assert_eq!(refused.headers["retry-after"], "20");
        app.set_clock(&plus(MORNING, 20));
        assert_eq!(app.get(LIST).await.status, 200);
        assert_eq!(app.get(LIST).await.status, 429);
    }
}

on_both_stores! {
    async fn older_clients_are_told_by_a_conflict_without_a_body(app: TestApp) {
        let limits = RateLimits { status: ThrottleStatus::Conflict, per_100_ms: 1, ..only() };
        let app = limited(app, limits).await;
        assert_eq!(app.get(LIST).await.status, 200);
        let refused = app.get(LIST).await;
        assert_eq!((refused.status, refused.text.as_str()), (409, ""));
        for (name, value) in
            [("retry-after", "1"), ("cache-control", "no-cache"), ("pragma", "no-cache"), ("expires", "-1")]
        {
            assert_eq!(refused.headers[name], value, "{name}");
        }
    }
}

on_both_stores! {
    async fn writes_count_for_themselves_too(app: TestApp) {
        let app = limited(app, RateLimits { per_minute: 100, writes_per_minute: 2, ..only() }).await;
        for status in [400, 400, 429] {
            assert_eq!(app.post("/api/spaces/checkins", &json!({})).await.status, status);
        }
        assert_eq!(app.put("/api/spaces/checkins", &json!({})).await.status, 429);
        assert_eq!(app.delete("/api/spaces/checkins/1").await.status, 429);
        assert_eq!(app.get(LIST).await.status, 200);
    }
}

on_both_stores! {
    async fn callers_are_counted_by_user_where_they_are_known_and_by_address_where_not(app: TestApp) {
        app.user("bob@example.com", &json!({})).await;
        let (bob, _) = app.login("bob@example.com", PASSWORD, &[]).await;
        let (again, _) = app.login("bob@example.com", PASSWORD, &[("client_id", "other")]).await;
        let app = limited(app, RateLimits { per_minute: 2, ..only() }).await;
        let (bob, again, ada) = (format!("Bearer {bob}"), format!("Bearer {again}"), format!("Bearer {}", app.token));
        // The first time nobody knows whose a token is.
        assert_eq!(from(&app, "203.0.113.1", &bob, &[]).await.status, 200);
        assert_eq!(from(&app, "203.0.113.1", &again, &[]).await.status, 200);
        assert_eq!(from(&app, "203.0.113.1", "Bearer nonsense", &[]).await.status, 429);
        assert_eq!(from(&app, "203.0.113.2", "Bearer nonsense", &[]).await.status, 401);
        // From then on both tokens are Bob.
        assert_eq!(from(&app, "203.0.113.1", &bob, &[]).await.status, 200);
        assert_eq!(from(&app, "203.0.113.1", &again, &[]).await.status, 200);
        assert_eq!(from(&app, "203.0.113.3", &bob, &[]).await.status, 429);
        assert_eq!(from(&app, "203.0.113.1", &ada, &[]).await.status, 200, "somebody else at the same address");
    }
}

on_both_stores! {
    async fn health_is_never_refused(app: TestApp) {
        let app = limited(app, RateLimits { per_minute: 1, ..only() }).await;
        for _ in 0..5 {
            let answer = app.request(Method::GET, "/healthz", &[("authorization", "")], "").await;
            assert_eq!((answer.status, answer.text.as_str()), (200, "ok"));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_network_is_seeded_whatever_the_limits() {
    let limits = Some(RateLimits { per_minute: 1, ..only() });
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("demo.db"), Arc::new(SystemEntropy)).expect("a store");
    let settings = Settings { limits, ..Settings::default() };
    let app = App::new(Arc::new(store), Arc::new(SystemClock), Arc::new(SystemEntropy), settings);
    seed::found(&app).await.expect("founded");
    seed::demo(&app).await.expect("a demo network");
}

on_both_stores! {
    async fn addresses_behind_a_proxy_are_those_it_names(app: TestApp) {
        let limits = Some(RateLimits { per_minute: 1, ..only() });
        let app = app.with_settings(Settings { limits, proxies: vec!["10.0.0.1".parse().expect("an address")], ..Settings::default() });
        let ask = async |forwarded: &str| from(&app, "10.0.0.1", "", &[("x-forwarded-for", forwarded)]).await.status;
        assert_eq!(ask("198.51.100.9, 203.0.113.1").await, 401);
        assert_eq!(ask("198.51.100.10, 203.0.113.1").await, 429);
        assert_eq!(ask("203.0.113.2").await, 401);
        let app = app.clone().with_settings(Settings { limits, ..Settings::default() });
        let ask = async |forwarded: &str| from(&app, "10.0.0.1", "", &[("x-forwarded-for", forwarded)]).await.status;
        assert_eq!(ask("203.0.113.3").await, 401);
        assert_eq!(ask("203.0.113.4").await, 429, "without a proxy anybody could write what they like");
    }
}

on_both_stores! {
    async fn who_guesses_passwords_has_to_wait(app: TestApp) {
        let form = |password: &'static str| [("grant_type", "password"), ("username", ADMIN), ("password", password)];
        for _ in 0..10 {
            assert_eq!(app.grant(&form("wrong"), &[]).await.status, 400);
        }
        let refused = app.grant(&form(PASSWORD), &[]).await;
        assert_eq!((refused.status, refused.headers["retry-after"].to_str().ok()), (429, Some("60")), "even the right one");
        let basic_header = basic(&ADMIN.to_uppercase(), PASSWORD);
        assert_eq!(app.with_authorization(LIST, &basic_header).await.status, 429, "in any form");
        let validated = app.post("/api/sys/users/validate", &json!({"Email": ADMIN, "Password": PASSWORD})).await;
        assert_eq!(validated.status, 429);
        let elsewhere = from(&app, "203.0.113.1", &basic(ADMIN, PASSWORD), &[]).await;
        assert_eq!(elsewhere.status, 200, "nobody is locked out from elsewhere");
        assert_eq!(app.get(LIST).await.status, 200, "a token is no password");
        app.set_clock(&plus(MORNING, 60));
        assert_eq!(app.grant(&form(PASSWORD), &[]).await.status, 200);
    }
}

on_both_stores! {
    async fn guesses_that_come_all_at_once_are_counted_like_those_one_by_one(app: TestApp) {
        let guesses = (0..30).map(|guess| {
            let (app, header) = (app.clone(), basic(ADMIN, &format!("wrong {guess}")));
            tokio::spawn(async move { app.with_authorization(LIST, &header).await.status })
        });
        let mut looked_at = 0;
        for guess in guesses.collect::<Vec<_>>() {
            looked_at += u32::from(guess.await.expect("an answer") == 401);
        }
        // Two are hashed at the same time, so one may be under way when the tenth is counted.
        assert!((10..=11).contains(&looked_at), "{looked_at} guesses were looked at");
    }
}

on_both_stores! {
    async fn the_right_password_makes_up_for_wrong_ones(app: TestApp) {
        for _ in 0..3 {
            for _ in 0..9 {
                assert_eq!(app.with_authorization(LIST, &basic(ADMIN, "wrong")).await.status, 401);
            }
            app.login(ADMIN, PASSWORD, &[]).await;
        }
    }
}

on_both_stores! {
    async fn credentials_without_the_word_basic_are_understood(app: TestApp) {
        let header = basic(ADMIN, PASSWORD);
        let bare = header.strip_prefix("Basic ").expect("credentials");
        assert_eq!(app.with_authorization(LIST, bare).await.status, 200);
        for header in ["nonsense", "bm9jb2xvbg=="] {
            assert_eq!(app.with_authorization(LIST, header).await.status, 401, "{header}");
        }
    }
}

/// Sends a request over a connection and reads the answer until it is closed.
async fn over_the_wire(address: std::net::SocketAddr, request: &str) -> String {
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

on_both_stores! {
    async fn over_a_connection_a_conflict_says_why_in_its_first_line(app: TestApp) {
        let limits = RateLimits { status: ThrottleStatus::Conflict, per_minute: 1, ..only() };
        let app = app.with_settings(Settings { limits: Some(limits), ..Settings::default() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(vestibule_server::serve(listener, app.app.clone(), async { stopped.await.unwrap_or(()) }));
        let request = "GET /api/public/countries HTTP/1.1\r\nHost: loft\r\nConnection: close\r\n\r\n";
        assert!(over_the_wire(address, request).await.starts_with("HTTP/1.1 200 OK\r\n"));
        let refused = over_the_wire(address, request).await.to_lowercase();
        assert!(refused.starts_with("http/1.1 409 you must wait before accessing this url again.\r\n"), "{refused}");
        assert!(refused.contains("\r\nretry-after: 60\r\n") && refused.contains("\r\ncontent-length: 0\r\n"), "{refused}");
        // The address is that of the other end, so without one there is another who asks.
        let from_nowhere = Request::get("/api/public/countries").body(Body::empty()).expect("a request");
        assert_eq!(app.send(from_nowhere).await.status, 200);
        stop.send(()).expect("still serving");
        serving.await.expect("an end");
    }
}
