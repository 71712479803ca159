//! How long a stream goes on, and what ends it.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use vestibule_server::{Settings, Streams, serve};

use crate::on_both_stores;
use crate::support::people::with;
use crate::support::{PASSWORD, TestApp};

const STREAM: &str = "/api/vestibule/stream";

on_both_stores! {
    async fn a_stream_on_which_nothing_happens_says_that_it_is_alive(app: TestApp) {
        let streams = Streams { heartbeat: Duration::from_millis(10), ..Streams::default() };
        let app = app.with_settings(Settings { streams, ..Settings::default() });
        let mut following = app.follow("events=arrival").await;
        assert_eq!(following.block().await.as_deref(), Some(":"));
        assert_eq!(following.block().await.as_deref(), Some(":"));
        app.strangers(app.loft, 50_000, 1).await;
        assert_eq!(following.happened().await.id, Some(1));
    }
}

on_both_stores! {
    async fn it_ends_when_the_token_does(app: TestApp) {
        app.user("bob@example.com", &json!({})).await;
        let (token, _) = app.login("bob@example.com", PASSWORD, &[]).await;
        let mut following = app.signed_in(&token).follow("").await;
        app.set_clock("2027-09-02T08:15:00Z");
        assert!(following.rest().await.is_empty(), "nothing more is told");
        assert_eq!(app.signed_in(&token).get(STREAM).await.status, 401);
    }
}

on_both_stores! {
    async fn it_ends_when_the_rights_of_its_user_change_and_not_when_those_of_others_do(app: TestApp) {
        let bob = app.user("bob@example.com", &json!({})).await;
        app.user("eve@example.com", &json!({})).await;
        let (token, _) = app.login("bob@example.com", PASSWORD, &[]).await;
        let (eves, _) = app.login("eve@example.com", PASSWORD, &[]).await;
        let mut of_bob = app.signed_in(&token).follow("").await;
        let mut of_eve = app.signed_in(&eves).follow("").await;
        let shown = app.get(&format!("/api/sys/users/{bob}")).await.json();
        let moved = app.put("/api/sys/users", &with(shown.clone(), &json!({ "Businesses": [app.yard] }))).await;
        assert_eq!(moved.status, 200, "{}", moved.text);
        assert!(of_bob.rest().await.is_empty(), "nothing more is told");
        let mut of_bob = app.signed_in(&token).follow("").await;
        of_bob.counted(app.yard, 0).await;
        app.put("/api/sys/users", &with(shown, &json!({ "Active": false }))).await;
        assert!(of_bob.rest().await.is_empty(), "nothing more is told");
        app.strangers(app.loft, 50_000, 1).await;
        assert_eq!(of_eve.happened().await.id, Some(1));
    }
}

on_both_stores! {
    async fn so_many_listen_and_no_more(app: TestApp) {
        let streams = Streams { in_all: 3, per_user: 2, ..Streams::default() };
        let app = app.with_settings(Settings { streams, ..Settings::default() });
        let other = app.manager_of("bob@example.com", &[app.loft]).await;
        let first = app.follow("").await;
        let _second = app.follow("").await;
        let full = app.get(STREAM).await;
        assert_eq!((full.status, &full.headers["retry-after"]), (503, &"1".parse().expect("a value")));
        assert!(full.text.contains("with this account"), "{}", full.text);
        let _third = other.follow("").await;
        assert!(other.get(STREAM).await.text.contains("As many listen as may"));
        drop(first);
        // The place is free once the task has seen that nobody reads.
        while other.get(STREAM).await.status == 503 {
            tokio::task::yield_now().await;
        }
    }
}

on_both_stores! {
    async fn a_server_that_is_told_to_stop_ends_its_streams_and_takes_no_new_ones(app: TestApp) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("an address");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let until = async { drop(stopped.await) };
        let serving = tokio::spawn(serve(listener, app.app.clone(), until));
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let request = format!("GET {STREAM} HTTP/1.1\r\nHost: loft\r\nAuthorization: Bearer {}\r\n\r\n", app.token);
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut read = String::new();
        while !read.contains("event: occupancy") {
            let mut bytes = [0; 4096];
            let many = stream.read(&mut bytes).await.expect("an answer");
            assert!(many > 0, "{read}");
            read.push_str(&String::from_utf8_lossy(&bytes[..many]));
        }
        drop(stop);
        tokio::time::timeout(Duration::from_secs(10), serving).await.expect("it stops").expect("without a panic");
        let mut rest = String::new();
        stream.read_to_string(&mut rest).await.expect("the end");
        assert!(rest.ends_with("0\r\n\r\n"), "the body ends as it should: {rest:?}");
        assert_eq!(app.get(STREAM).await.status, 503);
    }
}
