//! The log says what happened, and nothing of whom.

use std::io::{self, Write};
use std::sync::{Mutex, Once, PoisonError};

use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;
use vestibule_server::jobs::Rounds;

use crate::on_both_stores;
use crate::public_checkin::LOFT;
use crate::radius::{AccessPoint, START};
use crate::support::people::basic;
use crate::support::{MORNING, TestApp};
use crate::tiles::{CHECK_IN, PIN};

/// All that is logged at info and above while these tests run, by whichever test.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Captured;

impl Write for Captured {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).extend(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Captured {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

fn capture() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let log = tracing_subscriber::fmt().json().flatten_event(true).with_span_list(false);
        log.with_max_level(tracing::Level::INFO).with_writer(|| Captured).init();
    });
}

fn log() -> String {
    String::from_utf8_lossy(&LOG.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}

/// The lines of one request.
fn lines_of(id: &str) -> Vec<Value> {
    let log = log();
    let lines = log
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}")));
    lines.filter(|line| line["span"]["id"] == json!(id)).collect()
}

on_both_stores! {
    async fn each_request_leaves_a_line_with_its_id(app: TestApp) {
        capture();
        let id = |name: &str| format!("{name}-{}", app.app.node);
        let user = app.get("/api/auth/me").await.json();
        let (first, second) = (id("first"), id("second"));
        let answer = app.request(Method::GET, "/api/spaces/checkins/7?secret=1", &[("X-Request-Id", &first)], "").await;
        assert_eq!(answer.headers["x-request-id"], first.as_str());
        let lines = lines_of(&first);
        assert_eq!(lines.len(), 1, "{lines:?}");
        let line = &lines[0];
        assert_eq!((&line["level"], &line["target"], &line["message"]), (&json!("INFO"), &json!("vestibule::access"), &json!("answered")));
        assert_eq!((&line["method"], &line["route"], &line["status"]), (&json!("GET"), &json!("/api/spaces/checkins/{id}"), &json!(404)));
        assert!(line["ms"].as_str().is_some_and(|ms| ms.parse::<f64>().is_ok()), "{line}");
        assert!(line["span"]["user"].as_i64().is_some_and(|user| user > 0), "{line} of {user}");

        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let traced = app.request(Method::GET, "/api/sys/currencies", &[("traceparent", trace)], "").await;
        assert_eq!(traced.headers["x-request-id"], "4bf92f3577b34da6a3ce929d0e0e4736");

        // Machines ask all the time, and nobody wants to read of it.
        app.request(Method::GET, "/healthz", &[("X-Request-Id", &second)], "").await;
        app.request(Method::GET, "/readyz", &[("X-Request-Id", &second)], "").await;
        assert_eq!(lines_of(&second), Vec::<Value>::new());
    }
}

on_both_stores! {
    async fn what_is_decided_elsewhere_is_told_on_behalf_of_the_request(app: TestApp) {
        capture();
        let id = format!("decided-{}", app.app.node);
        let (store, now) = (app.app.store.clone(), app.app.now());
        let span = tracing::error_span!("request", id = %id);
        let decide = |_: &vestibule_store::Snapshot, _: &mut vestibule_store::Mint<'_>| -> vestibule_store::Decision {
            tracing::error!("a decision complains");
            let reply = vestibule_store::Reply { status: 200, body: Vec::new() };
            vestibule_store::Decision { changes: Vec::new(), answer: vestibule_store::Answer::Ready(reply) }
        };
        let scope = vestibule_store::Scope {
            viewer: vestibule_store::Viewer::Everything,
            rows: Vec::new(),
            lookups: Vec::new(),
            visit: None,
        };
        let work = vestibule_store::Work { scope, key: None, now, decide: std::sync::Arc::new(decide) };
        let done = tracing::Instrument::instrument(async move { store.transact(work).await.map(drop) }, span);
        done.await.expect("done");
        assert_eq!(lines_of(&id).len(), 1, "{:?}", lines_of(&id));
    }
}

on_both_stores! {
    async fn of_a_busy_day_the_log_tells_no_secret_and_nobodys_name(app: TestApp) {
        capture();
        let name = "Quentin Zephyrsen";
        let email = "quentin.zephyrsen@example.com";
        let card = "0BADCAFE99";
        let device = "02-5A-5A-00-53-77";
        let password = "zebra-crossing-0815";
        let more = json!({ "Email": email, "AccessCardId": card, "AccessPincode": PIN, "MobilePhone": "+44 7700 900999" });
        let quentin = app.regular(name, &more).await;
        app.user("zephyr.desk@example.com", &json!({ "FullName": "Zephyr Deskman", "Password": password })).await;
        // Signing in, rightly and wrongly.
        let (token, refresh) = app.login("zephyr.desk@example.com", password, &[]).await;
        app.grant(&[("grant_type", "password"), ("username", email), ("password", "wr0ng-zebra")], &[]).await;
        app.grant(&[("grant_type", "refresh_token"), ("refresh_token", "vst_wr0ng-zebra")], &[]).await;
        app.with_authorization("/api/sys/currencies", "Bearer vst_wr0ng-zebra").await;
        app.with_authorization("/api/sys/currencies", &basic(email, "wr0ng-zebra")).await;
        // Reading and writing, also what makes no sense.
        app.get("/api/spaces/coworkers?Coworker_Email=quentin.zephyrsen@example.com").await;
        app.get("/api/spaces/coworkers?Coworker_FullName=Zephyrsen&size=zephyrsize").await;
        app.get("/zephyrpath/0BADCAFE99").await;
        app.request(Method::POST, "/api/spaces/coworkers", &[], "{\"FullName\": \"Zephyrsen\", ").await;
        app.post("/api/spaces/coworkers", &json!({ "FullName": "Zephyrsen", "Email": "no zephyrsen" })).await;
        app.check_in(quentin, MORNING).await.id();
        app.attempt(&json!({ "BusinessId": app.yard, "CoworkerId": quentin, "FromTime": "zephyrtime" })).await;
        // At the door.
        for body in [
            json!({ "accessCardId": card, "toggle": true }),
            json!({ "accessCardId": "0BADCAFE00" }),
            json!({ "pin": PIN }),
            json!({ "pin": "90909" }),
            json!({ "email": email, "password": "wr0ng-zebra" }),
            json!({ "accessToken": "ZEPHYR-77" }),
            json!({ "accessCardId": card, "mac": device }),
            json!({ "zephyr": 1 }),
        ] {
            app.tap(&body).await;
        }
        // By a tile, a door and the Wi-Fi.
        let tile = app.tile(CHECK_IN, &json!({ "Name": "Zephyr tile" })).await;
        app.scan(&tile.path(), "phone=zephyrcookie").await;
        app.touch(&tile, &[("email", email), ("pincode", "90909")]).await;
        app.touch(&tile, &[("email", email), ("pincode", PIN)]).await;
        let door = app.door("Zephyrdoor", &json!({})).await;
        app.told(&door, &json!({ "credential": card, "direction": "in", "at": MORNING, "event_id": "zephyr-1" })).await;
        app.told(&door, &json!({ "credential": "0BADCAFE11", "at": "zephyr" })).await;
        app.post("/api/vestibule/events/door/kisi/zephyrkey", &json!({ "actor_email": email })).await;
        let request = Request::builder().method("POST").uri("/api/vestibule/events/sensor/zephyrsensor").header("host", LOFT);
        app.send(request.body(Body::from("zephyrreading")).expect("a request")).await;
        let point = AccessPoint::of(&app).await;
        point.ask(email, PIN, device).await;
        point.ask(email, "wr0ng-zebra", device).await;
        point.ask("zephyr-nobody", "90909", "02-5A-5A-00-53-88").await;
        point.tell(START, (email, device), MORNING, 0).await;
        point.tell(START, ("zephyr-nobody", "02-5A-5A-00-53-88"), MORNING, 0).await;
        app.set_clock("2026-09-03T09:00:00Z");
        Rounds::new(&app.app).round().await.expect("a round");

        let log = log().to_lowercase();
        assert!(log.contains("/api/public/checkin"), "nothing was logged");
        let shared = point.written.to_lowercase();
        for secret in [
            "zephyr", "quentin", "0badcafe", "zebra", "02-5a-5a", "02:5a:5a", "025a5a", "7700 900999", "vst_", &token.to_lowercase(),
            &refresh.to_lowercase(), &tile.number.to_lowercase(), &shared, "90909",
        ] {
            let told = log.lines().find(|line| line.contains(secret));
            assert_eq!(told, None, "{secret}");
        }
    }
}
