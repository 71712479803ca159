//! Whether a server can serve, as those ask who send it requests.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use vestibule_server::{RateLimits, Settings, serve};

use crate::on_both_stores;
use crate::support::people::plus;
use crate::support::{Answer, MORNING, TestApp};

/// The checks that are not well, with what is wrong.
fn wrong(answer: &Answer) -> Vec<(String, String)> {
    let body = answer.json();
    let checks = body["Checks"].as_array().expect("checks").iter();
    let wrong: Vec<_> = checks
        .filter(|check| check["Ok"] == json!(false))
        .map(|check| {
            let text = |name: &str| check[name].as_str().unwrap_or_default().to_owned();
            (text("Name"), text("Message"))
        })
        .collect();
    assert_eq!(body["Ready"], Value::Bool(wrong.is_empty()));
    assert_eq!(answer.status, if wrong.is_empty() { 200 } else { 503 });
    wrong
}

on_both_stores! {
    async fn a_server_that_can_serve_says_so_to_anybody(app: TestApp) {
        let ready = app.request(Method::GET, "/readyz", &[("authorization", "")], "").await;
        assert_eq!(wrong(&ready), []);
        let checks = ready.json()["Checks"].as_array().expect("checks").len();
        assert_eq!(checks, 6);
        assert_eq!(app.post("/readyz", &json!({})).await.status, 405);
    }
}

on_both_stores! {
    async fn a_server_that_shuts_down_is_not_ready_and_still_healthy(app: TestApp) {
        assert_eq!(wrong(&app.get("/readyz").await), []);
        app.app.readiness.close();
        let closing = app.get("/readyz").await;
        assert_eq!(wrong(&closing), [("running".to_owned(), "The server is shutting down".to_owned())]);
        assert_eq!(closing.headers["retry-after"], "1");
        assert_eq!(app.get("/healthz").await.text, "ok");
    }
}

on_both_stores! {
    async fn a_clock_that_was_set_back_is_found_out(app: TestApp) {
        app.set_clock("2026-09-02T12:00:00Z");
        assert_eq!(wrong(&app.get("/readyz").await), []);
        app.set_clock(MORNING);
        let told = wrong(&app.get("/readyz").await);
        assert_eq!(told, [("clock".to_owned(), "The clock was set back by more than five minutes".to_owned())]);
    }
}

on_both_stores! {
    async fn however_often_it_is_asked_the_store_is_asked_once_a_second(app: TestApp) {
        let works = || {
            let works = &app.app.store.counts().works;
            works.count("done")
        };
        app.get("/readyz").await;
        let before = works();
        for _ in 0..20 {
            app.get("/readyz").await;
        }
        assert_eq!(works(), before);
        app.set_clock(&plus(MORNING, 1));
        app.get("/readyz").await;
        assert_eq!(works(), before + 1);
    }
}

on_both_stores! {
    async fn no_limit_counts_it(app: TestApp) {
        let limits = RateLimits { per_minute: 1, per_100_ms: 0, ..RateLimits::default() };
        let app = app.with_settings(Settings { limits: Some(limits), ..Settings::default() });
        for path in ["/readyz", "/healthz", "/readyz", "/healthz"] {
            assert_eq!(app.get(path).await.status, 200, "{path}");
        }
        // By the address at first, then by the user, who is known from then on.
        for status in [200, 200, 429] {
            assert_eq!(app.get("/api/sys/currencies").await.status, status);
        }
    }
}

/// What a server answers on a connection of its own; nothing where there is no connection to be had.
async fn asked(address: std::net::SocketAddr, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: loft.localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    Some(answer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_told_to_stop_says_so_first_and_drains_afterwards() {
    let drain = Duration::from_secs(3600);
    let app = TestApp::on_sqlite_with(Settings { drain, ..Settings::default() }).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, app.app.clone(), async move {
        let _ = stopped.await;
    }));
    let is = |answer: Option<String>, status: &str| answer.is_some_and(|answer| answer.starts_with(status));
    assert!(is(asked(address, "/readyz").await, "HTTP/1.1 200"));
    drop(stop);
    // Told, it goes on to answer for as long as it drains.
    while is(asked(address, "/readyz").await, "HTTP/1.1 200") {
        tokio::task::yield_now().await;
    }
    assert!(is(asked(address, "/readyz").await, "HTTP/1.1 503"));
    assert!(is(asked(address, "/healthz").await, "HTTP/1.1 200"));
    serving.abort();
}
