//! What is counted and measured, as Prometheus reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use axum::body::Body;
use http::header::AUTHORIZATION;
use http::{Method, Request};
use serde_json::json;
use vestibule_server::jobs::Rounds;
use vestibule_server::{MetricsToken, Peer, Settings};

use crate::on_both_stores;
use crate::public_checkin::{CARD, LOFT};
use crate::radius::{AccessPoint, START};
use crate::support::people::plus;
use crate::support::{Answer, MORNING, TestApp};
use crate::tiles::CHECK_IN;

const TOKEN: &str = "scrape-me-0123456789";

/// What was scraped: a sample, with its labels as they stand there, and its value.
struct Scraped {
    samples: BTreeMap<String, String>,
    text: String,
}

impl Scraped {
    /// Reads the text format, and panics where it is not well formed.
    fn read(text: &str) -> Self {
        let mut samples = BTreeMap::new();
        let (mut kinds, mut helped) = (BTreeMap::new(), BTreeSet::new());
        for line in text.lines() {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (name, about) = help.split_once(' ').expect("a help");
                assert!(helped.insert(name) && !about.is_empty(), "{line}");
            } else if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (name, kind) = kind.split_once(' ').expect("a kind");
                assert!(helped.contains(name), "{line} has no help");
                assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
                assert_eq!(kinds.insert(name, kind), None, "{line} comes twice");
            } else {
                let (sample, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
                let name = sample.split('{').next().expect("a name");
                let ends = ["_bucket", "_sum", "_count"].into_iter().filter_map(|end| name.strip_suffix(end));
                let family = ends.chain([name]).find(|name| kinds.contains_key(name));
                assert!(family.is_some(), "{line} is of no family");
                assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{line}");
                assert!(value.parse::<f64>().is_ok_and(|value| value >= 0.0), "{line}");
                assert_eq!(samples.insert(sample.to_owned(), value.to_owned()), None, "{line} comes twice");
            }
        }
        Self { samples, text: text.to_owned() }
    }

    /// The value of a sample; nothing where it is not there.
    fn of(&self, sample: &str) -> &str {
        self.samples.get(sample).map_or("", String::as_str)
    }

    /// The samples of a family that are more than nothing, their labels alone.
    fn each(&self, family: &str) -> Vec<(String, &str)> {
        let own = self.samples.iter().filter_map(|(sample, value)| {
            Some((sample.strip_prefix(family)?.strip_prefix('{')?.strip_suffix('}')?.replace('"', ""), value))
        });
        own.map(|(labels, value)| (labels, value.as_str())).filter(|(_, value)| *value != "0").collect()
    }
}

impl TestApp {
    async fn metrics_from(&self, address: &str, headers: &[(&str, &str)]) -> Answer {
        let peer = Peer(address.parse::<IpAddr>().expect("an address"));
        let request = Request::builder().uri("/metrics").extension(peer);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    async fn scraped(&self) -> Scraped {
        let answer = self.metrics_from("127.0.0.1", &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
        Scraped::read(&answer.text)
    }
}

/// As many of them, by source, verdict and reason.
fn attempts(scraped: &Scraped) -> Vec<(String, &str)> {
    scraped.each("vestibule_attempts_total")
}

on_both_stores! {
    async fn every_attempt_is_counted_once_by_its_way_and_what_it_came_to(app: TestApp) {
        let ann = app.cardholder("Ann", CARD).await;
        let bob = app.customer_with("Bob", &json!({ "AccessPincode": "48213" })).await;
        // Over REST: in, in again, and one who has no pass; the same again under its key.
        app.check_in(ann, MORNING).await.id();
        app.check_in(ann, MORNING).await.id();
        let body = json!({ "BusinessId": app.loft, "CoworkerId": bob, "FromTime": MORNING }).to_string();
        for _ in 0..3 {
            let key = [("Idempotency-Key", "k-1")];
            assert_eq!(app.request(Method::POST, "/api/spaces/checkins", &key, &body).await.status, 400);
        }
        // At the door: what would be is no attempt, and nor is it to leave.
        app.tap(&json!({ "accessCardId": CARD, "doNotCheckIn": true })).await;
        app.tap(&json!({ "accessCardId": CARD })).await;
        app.tap(&json!({ "accessCardId": "nobody's" })).await;
        app.set_clock("2026-09-02T09:00:00Z");
        app.tap(&json!({ "accessCardId": CARD, "toggle": true })).await;
        // By a tile.
        let tile = app.tile(CHECK_IN, &json!({})).await;
        app.set_clock("2026-09-02T09:10:00Z");
        app.touch(&tile, &[("email", "bob@example.com"), ("pincode", "48213")]).await;
        // A batch of a log: of a day there is one visit, which goes on.
        app.set_clock("2026-09-02T09:15:00Z");
        let event = json!({ "BusinessId": app.loft, "Customer": ann, "At": "2026-09-02T09:12:00Z", "Direction": "in", "EventId": "1" });
        let told = app.post("/api/vestibule/events", &json!({ "Events": [event] })).await;
        assert_eq!(told.status, 200, "{}", told.text);

        let scraped = app.scraped().await;
        let expected = [
            ("source=door,verdict=again,reason=", "1"),
            ("source=door,verdict=refused,reason=unknown", "1"),
            ("source=manual,verdict=admitted,reason=", "1"),
            ("source=manual,verdict=again,reason=", "2"),
            ("source=manual,verdict=refused,reason=no_pass", "1"),
        ];
        let counted = attempts(&scraped);
        for (labels, count) in expected {
            let found = counted.iter().find(|(known, _)| known == labels).map(|(_, count)| *count);
            assert_eq!(found, Some(count), "{labels} of {counted:?} after {}", told.text);
        }
        let by_tile = counted.iter().find(|(labels, _)| labels.starts_with("source=tile,verdict=refused"));
        assert!(by_tile.is_some_and(|(_, count)| *count == "1"), "{counted:?}");
        assert_eq!(scraped.of("vestibule_attempts_replayed_total"), "2");
        assert_eq!(scraped.of("vestibule_departures_total{how=\"asked\"}"), "1");
        let here = format!("vestibule_people_inside{{location=\"{}\"}}", app.loft);
        let inside = app.visits(ann).await.iter().filter(|visit| visit["ToTime"].is_null()).count();
        assert_eq!(scraped.of(&here), inside.to_string());
        assert_eq!(scraped.of(&format!("vestibule_people_inside{{location=\"{}\"}}", app.yard)), "0");
    }
}

on_both_stores! {
    async fn the_wi_fi_is_counted_by_packet_and_by_what_becomes_of_the_visit(app: TestApp) {
        app.regular("Ann", &json!({ "AccessPincode": "48213" })).await;
        let point = AccessPoint::of(&app).await;
        point.ask("ann@example.com", "48213", "00-00-5E-00-53-02").await;
        point.ask("ann@example.com", "0000", "00-00-5E-00-53-02").await;
        point.tell(START, ("ann@example.com", "00-00-5E-00-53-02"), MORNING, 0).await;
        point.tell(START, ("ann@example.com", "00-00-5E-00-53-02"), &plus(MORNING, 60), 0).await;
        app.set_clock("2026-09-02T10:00:00Z");
        Rounds::new(&app.app).round().await.expect("a round");

        let scraped = app.scraped().await;
        assert_eq!(
            attempts(&scraped),
            [
                ("source=network,verdict=admitted,reason=".to_owned(), "1"),
                ("source=network,verdict=again,reason=".to_owned(), "1"),
            ],
            "who only joins does not come in"
        );
        assert_eq!(
            scraped.each("vestibule_radius_packets_total"),
            [
                ("kind=accounting,answer=noted".to_owned(), "2"),
                ("kind=authentication,answer=accepted".to_owned(), "1"),
                ("kind=authentication,answer=rejected".to_owned(), "1"),
            ]
        );
        assert_eq!(scraped.each("vestibule_departures_total"), [("how=idle".to_owned(), "1")]);
    }
}

on_both_stores! {
    async fn requests_are_counted_by_template_and_no_path_is_told(app: TestApp) {
        let ann = app.customer("Ann").await;
        app.get(&format!("/api/spaces/coworkers/{ann}")).await;
        app.get("/API/Spaces/Coworkers/1/").await;
        app.get("/api/spaces/secretpath/1").await;
        app.get("/no/such/secretpath").await;
        app.get("/t/secretkey").await;
        app.post("/api/vestibule/events/door/kisi/secretkey", &json!({})).await;
        app.request(Method::from_bytes(b"SECRETVERB").expect("a method"), "/healthz", &[], "").await;

        let scraped = app.scraped().await;
        let requests = scraped.each("vestibule_http_requests_total");
        for (labels, count) in [
            ("method=GET,route=/api/spaces/coworkers/{id},status=2xx", "1"),
            ("method=GET,route=/api/spaces/coworkers/{id},status=4xx", "1"),
            ("method=POST,route=/api/spaces/coworkers,status=2xx", "1"),
            ("method=GET,route=unknown,status=4xx", "2"),
            ("method=POST,route=/api/vestibule/events/door/kisi/{id},status=4xx", "1"),
            ("method=other,route=/healthz,status=4xx", "1"),
        ] {
            let found = requests.iter().find(|(known, _)| known == labels).map(|(_, count)| *count);
            assert_eq!(found, Some(count), "{labels} of {requests:#?}");
        }
        let took = "vestibule_http_request_duration_seconds_bucket{method=\"GET\",route=\"unknown\",le=\"+Inf\"}";
        assert_eq!(scraped.of(took), "2");
        assert!(!scraped.text.to_lowercase().contains("secret"), "{}", scraped.text);
        assert!(!scraped.text.contains("Ann") && !scraped.text.contains("example.com"));
    }
}

on_both_stores! {
    async fn the_store_tells_of_its_commits_and_what_waits_to_be_told(app: TestApp) {
        let before = app.scraped().await;
        let hook = json!({ "BusinessId": app.loft, "Name": "Deaf", "URL": "https://192.0.2.7/deaf", "Action": 61, "Active": true });
        let hook = app.post("/api/sys/webhooks", &hook).await.id();
        app.cardholder("Ann", CARD).await;
        app.set_clock(&plus(MORNING, 90));
        let scraped = app.scraped().await;
        let number = |scraped: &Scraped, sample: &str| scraped.of(sample).parse::<u64>().expect("a number");
        let done = "vestibule_store_works_total{outcome=\"done\"}";
        let commits = "vestibule_store_commit_duration_seconds_count";
        assert!(number(&scraped, done) > number(&before, done));
        assert!(number(&scraped, commits) > number(&before, commits));
        assert_eq!(scraped.of("vestibule_store_readable"), "1");
        assert_eq!(scraped.of("vestibule_store_queue_works"), "0");
        let labels = format!("{{kind=\"webhook\",id=\"{hook}\"}}");
        assert!(number(&scraped, &format!("vestibule_outbox_deliveries{labels}")) > 0);
        assert_eq!(scraped.of(&format!("vestibule_outbox_oldest_seconds{labels}")), "90");
        assert_eq!(scraped.of("vestibule_uptime_seconds"), "90");
    }
}

on_both_stores! {
    async fn an_open_stream_is_counted_until_it_is_closed(app: TestApp) {
        let first = app.app.metrics.stream_opened();
        let second = app.app.metrics.stream_opened();
        assert_eq!(app.scraped().await.of("vestibule_streams_open"), "2");
        drop(first);
        assert_eq!(app.scraped().await.of("vestibule_streams_open"), "1");
        drop(second);
        assert_eq!(app.scraped().await.of("vestibule_streams_open"), "0");
    }
}

on_both_stores! {
    async fn without_a_token_only_this_machine_may_read(app: TestApp) {
        for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(app.metrics_from(address, &[]).await.status, 200, "{address}");
        }
        for address in ["192.0.2.1", "10.0.0.1", "2001:db8::1"] {
            assert_eq!(app.metrics_from(address, &[]).await.status, 404, "{address}");
        }
        let bearer = format!("Bearer {}", app.token);
        assert_eq!(app.metrics_from("192.0.2.1", &[(AUTHORIZATION.as_str(), &bearer)]).await.status, 404);
        for name in ["x-forwarded-for", "forwarded", "x-real-ip"] {
            let passed_on = app.metrics_from("127.0.0.1", &[(name, "127.0.0.1")]).await;
            assert_eq!(passed_on.status, 404, "{name}: by a proxy that nobody named");
        }
        let proxies = vec!["127.0.0.1".parse().expect("an address"), "10.0.0.1".parse().expect("an address")];
        let app = app.with_settings(Settings { proxies, ..Settings::default() });
        let by = |of: &'static str| [("x-forwarded-for", of)];
        assert_eq!(app.metrics_from("127.0.0.1", &by("192.0.2.1")).await.status, 404);
        assert_eq!(app.metrics_from("10.0.0.1", &by("127.0.0.1")).await.status, 200);
        assert_eq!(app.metrics_from("10.0.0.1", &[]).await.status, 404, "the proxy itself is elsewhere");
    }
}

on_both_stores! {
    async fn with_a_token_whoever_has_it_may_read_from_anywhere(app: TestApp) {
        let token = Some(MetricsToken::parse(TOKEN).expect("a token"));
        let app = app.with_settings(Settings { metrics_token: token, ..Settings::default() });
        let bearer = format!("bearer {TOKEN}");
        assert_eq!(app.metrics_from("192.0.2.1", &[(AUTHORIZATION.as_str(), &bearer)]).await.status, 200);
        for wrong in ["", "Bearer", "Bearer scrape-me", "Basic c2NyYXBl", TOKEN] {
            let answer = app.metrics_from("127.0.0.1", &[(AUTHORIZATION.as_str(), wrong)]).await;
            assert_eq!(answer.status, 401, "{wrong}");
        }
        assert_eq!(app.metrics_from("127.0.0.1", &[]).await.status, 401);
        assert!(!format!("{:?}", app.app.settings).contains(TOKEN));
    }
}

on_both_stores! {
    async fn servers_in_one_process_do_not_mix(app: TestApp) {
        let other = TestApp::on_sqlite().await;
        other.get("/no/such/path").await;
        let scraped = app.scraped().await;
        assert!(scraped.each("vestibule_http_requests_total").iter().all(|(labels, _)| !labels.contains("unknown")));
        assert_eq!(app.tap_at(LOFT, &json!({})).await.status, 200);
        assert_eq!(attempts(&other.scraped().await), []);
    }
}
