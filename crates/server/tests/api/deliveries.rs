//! How webhooks are told: signed, in order, again after a failure, never into a private network.

use axum::body::Body;
use axum::response::Response;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use vestibule_domain::time::Instant;
use vestibule_server::{Clock as _, SystemClock};

use crate::on_both_stores;
use crate::support::people::{plus, with};
use crate::support::receiver::{Receiver, signature, status};
use crate::support::{ADMIN, MORNING, PASSWORD, TestApp};

const SECRET: &str = "a shared secret";
const DAY: i64 = 24 * 3600;

fn written(at: Instant) -> String {
    let mut text = Vec::new();
    vestibule_records::write_instant(at, &mut text);
    String::from_utf8(text).expect("text")
}

/// As the documented sample computes it: over the ASCII of the text, in which what is not ASCII is a question mark.
fn hex_over_ascii(secret: &str, text: &str) -> String {
    let ascii: Vec<u8> = text.chars().map(|c| if c.is_ascii() { c as u8 } else { b'?' }).collect();
    signature(secret, &ascii)
}

/// Records presence without a person: an event of which nothing else can stand in the way.
async fn happen(app: &TestApp) -> i64 {
    app.attempt(&json!({ "FromTime": MORNING })).await.id()
}

/// Changes a visit, which is told as 48.
async fn note(app: &TestApp, visit: i64) {
    assert_eq!(app.correct(visit, &json!({ "SystemId": "noted" })).await.status, 200);
}

/// Moves the clock to when the delivery that waits is due.
async fn wait_until_due(app: &TestApp) {
    let due = app.deliveries().await.iter().filter_map(|delivery| delivery.due_on).min().expect("one waits");
    app.set_clock(&written(due));
}

on_both_stores! {
    async fn vector_25_a_receiver_gets_the_record_and_signatures_that_verify(app: TestApp) {
        let app = app.with_private_targets();
        // The verifier of Standard Webhooks asks the clock of the machine.
        let now = written(SystemClock.now());
        app.set_clock(&now);
        let (token, _) = app.login(ADMIN, PASSWORD, &[]).await;
        let app = app.signed_in(&token);
        let receiver = Receiver::pleased().await;
        app.set(app.loft, "WebHooks.SharedSecret", SECRET).await;
        let (customer, _) = app.holder("Jos\u{e9}", &json!({})).await;
        let hook = app.hook(47, &receiver.url, &json!({})).await;
        let visit = app.check_in(customer, &now).await.id();
        assert_eq!(app.deliver().await, 1);
        let got = receiver.got().remove(0);
        let shown = app.get(&format!("/api/spaces/checkins/{visit}")).await.text;
        assert_eq!(got.body, format!("[{}]", shown.replace('\u{e9}', "\\u00e9")));
        assert_eq!((got.path.as_str(), got.header("content-type")), ("/hook", "application/json"));
        assert_eq!(got.header("x-nexudus-hook-signature"), hex_over_ascii(SECRET, &got.body));
        let verifier = Webhook::from_bytes(SECRET.as_bytes().to_vec()).expect("a verifier");
        verifier.verify(got.body.as_bytes(), &got.headers).expect("a good signature");
        assert!(verifier.verify(shown.as_bytes(), &got.headers).is_err());
        let told = app.shown_hook(hook).await;
        assert_eq!((&told["LastTrigger"], &told["ErrorCount"], &told["LastError"]), (&json!(now), &json!(0), &Value::Null));
        assert_eq!(app.deliver().await, 0, "once is enough");
    }
}

on_both_stores! {
    async fn without_a_secret_nothing_is_signed_and_below_a_location_its_secret_holds(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::pleased().await;
        app.hook(47, &receiver.url, &json!({ "BusinessId": app.yard })).await;
        let arrival = json!({ "BusinessId": app.yard, "FromTime": MORNING });
        app.attempt(&arrival).await.id();
        app.deliver().await;
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        app.set(app.loft, "WebHooks.SharedSecret", secret).await;
        app.attempt(&arrival).await.id();
        app.deliver().await;
        let (plain, signed) = (&receiver.got()[0], &receiver.got()[1]);
        assert!(plain.headers.get("x-nexudus-hook-signature").is_none() && plain.headers.get("webhook-signature").is_none());
        assert_ne!(plain.header("webhook-id"), signed.header("webhook-id"));
        assert_eq!(signed.header("x-nexudus-hook-signature"), hex_over_ascii(secret, &signed.body));
        let seconds = signed.header("webhook-timestamp").parse().expect("seconds");
        let oracle = Webhook::new(secret).expect("an oracle").sign(signed.header("webhook-id"), seconds, signed.body.as_bytes());
        assert_eq!(signed.header("webhook-signature"), oracle.expect("a signature"));
    }
}

on_both_stores! {
    async fn a_failure_holds_back_what_follows_it_for_the_same_customer_and_nothing_else(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::answering(|nth, _| status(if nth == 0 { 503 } else { 200 })).await;
        let hooks = [app.hook(47, &receiver.url, &json!({})).await, app.hook(48, &receiver.url, &json!({})).await];
        app.set(app.loft, "Checkin.AlwaysRecordByMinute", "True").await;
        let (ida, _) = app.holder("Ida", &json!({})).await;
        let (joe, _) = app.holder("Joe", &json!({})).await;
        let first = app.check_in(ida, MORNING).await.id();
        assert_eq!(app.deliver().await, 1);
        let told = app.shown_hook(hooks[0]).await;
        assert_eq!((&told["ErrorCount"], &told["LastError"]), (&json!(1), &json!("answered 503 Service Unavailable")));
        app.check_out(first, "2026-09-02T08:15:00.5Z").await;
        let (second, other) = (app.check_in(ida, &plus(MORNING, 1)).await.id(), app.check_in(joe, MORNING).await.id());
        assert_eq!(app.deliver().await, 2);
        let mut meanwhile = receiver.ids()[1..].to_vec();
        meanwhile.sort_unstable();
        assert_eq!(meanwhile, [first, other], "another webhook is told of the end, and this one of another customer");
        app.set_clock(&plus(MORNING, 10));
        assert_eq!(app.deliver().await, 2);
        assert_eq!(receiver.ids()[3..], [first, second]);
        let of_first: Vec<_> = receiver.got().into_iter().filter(|got| got.record()["ToTime"].is_null()).collect();
        assert_eq!(of_first[0].header("webhook-id"), of_first[2].header("webhook-id"));
        assert_eq!(app.shown_hook(hooks[0]).await["ErrorCount"], 0);
    }
}

on_both_stores! {
    async fn a_dead_receiver_is_told_ten_times_and_then_no_more_until_it_is_switched_on(app: TestApp) {
        let app = app.with_private_targets();
        let dead = Receiver::answering(|_, _| status(500)).await;
        let hook = app.hook(47, &dead.url, &json!({})).await;
        happen(&app).await;
        let version = app.app.store.catalogue().await.expect("a catalogue").version;
        for failures in 1..=9 {
            assert_eq!(app.deliver().await, 1);
            let shown = app.shown_hook(hook).await;
            assert_eq!((&shown["ErrorCount"], &shown["Active"]), (&json!(failures), &json!(true)));
            wait_until_due(&app).await;
        }
        assert_eq!(app.app.store.catalogue().await.expect("a catalogue").version, version, "counting is no change of plan");
        assert_eq!(app.deliver().await, 1);
        let shown = app.shown_hook(hook).await;
        assert_eq!((&shown["ErrorCount"], &shown["Active"]), (&json!(10), &json!(false)));
        happen(&app).await;
        assert_eq!((app.deliver().await, app.deliveries().await.len()), (0, 1));
        app.put("/api/sys/webhooks", &with(shown, &json!({ "Active": true }))).await;
        let shown = app.shown_hook(hook).await;
        assert_eq!((&shown["ErrorCount"], &shown["LastError"]), (&json!(0), &Value::Null));
        happen(&app).await;
        assert_eq!(app.deliver().await, 2, "what waited goes out at once, and is the first failure of a new row");
        assert_eq!(app.shown_hook(hook).await["ErrorCount"], 1);
    }
}

on_both_stores! {
    async fn nobody_there_is_a_failure_like_any_other(app: TestApp) {
        let app = app.with_private_targets();
        let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
        let hook = app.hook(47, &format!("http://{closed}/?token=secret"), &json!({})).await;
        happen(&app).await;
        assert_eq!(app.deliver().await, 1);
        let shown = app.shown_hook(hook).await;
        assert_eq!(shown["ErrorCount"], 1);
        let error = shown["LastError"].as_str().expect("an error");
        assert!(error.contains("refused") && !error.contains("secret"), "{error}");
    }
}

on_both_stores! {
    async fn a_private_target_is_refused_by_number_and_by_name(app: TestApp) {
        let receiver = Receiver::pleased().await;
        let by_name = receiver.url.replace("127.0.0.1", "localhost");
        let hooks = [app.hook(47, &receiver.url, &json!({})).await, app.hook(47, &by_name, &json!({})).await];
        happen(&app).await;
        assert_eq!(app.deliver().await, 2);
        for hook in hooks {
            let shown = app.shown_hook(hook).await;
            let error = shown["LastError"].as_str().unwrap_or_default();
            assert!(error.contains("private network"), "{shown}");
        }
        assert!(receiver.got().is_empty());
    }
}

on_both_stores! {
    async fn what_was_under_way_when_the_process_died_is_sent_again(app: TestApp) {
        let app = app.with_private_targets();
        let mut receiver = Receiver::shut(|_, _| status(200)).await;
        app.hook(47, &receiver.url, &json!({})).await;
        let visit = happen(&app).await;
        let mut deliverer = app.deliverer();
        let killed = tokio::spawn(async move { deliverer.deliver_due().await });
        receiver.arrival().await;
        killed.abort();
        assert!(killed.await.is_err_and(|error| error.is_cancelled()));
        receiver.open(2);
        assert_eq!(app.deliver().await, 1);
        assert_eq!(receiver.ids(), [visit, visit]);
        let ids: Vec<_> = receiver.got().iter().map(|got| got.header("webhook-id").to_owned()).collect();
        assert_eq!(ids[0], ids[1]);
    }
}

on_both_stores! {
    async fn a_slow_receiver_holds_back_only_itself(app: TestApp) {
        let app = app.with_private_targets();
        let mut slow = Receiver::shut(|_, _| status(200)).await;
        let mut quick = Receiver::pleased().await;
        app.hook(47, &slow.url, &json!({})).await;
        app.hook(47, &quick.url, &json!({})).await;
        for _ in 0..20 {
            happen(&app).await;
        }
        let mut deliverer = app.deliverer();
        let delivering = tokio::spawn(async move { deliverer.deliver_due().await });
        for _ in 0..20 {
            quick.arrival().await;
        }
        for _ in 0..16 {
            slow.arrival().await;
        }
        assert_eq!(slow.got().len(), 16, "no more at once");
        slow.open(20);
        assert_eq!(delivering.await.expect("not cancelled"), Ok(40));
        assert_eq!((slow.got().len(), quick.got().len()), (20, 20));
    }
}

on_both_stores! {
    async fn an_answer_is_judged_by_its_status_alone_and_followed_nowhere(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::answering(|nth, got| match nth {
            0 => Response::new(Body::from(vec![b'x'; 1 << 20])),
            _ => {
                let elsewhere = format!("http://{}/elsewhere", got.header("host"));
                Response::builder().status(307).header("location", elsewhere).body(Body::empty()).expect("a response")
            }
        }).await;
        let hook = app.hook(47, &receiver.url, &json!({})).await;
        happen(&app).await;
        app.deliver().await;
        assert_eq!(app.shown_hook(hook).await["ErrorCount"], 0);
        happen(&app).await;
        app.deliver().await;
        assert_eq!(app.shown_hook(hook).await["LastError"], "answered 307 Temporary Redirect");
        assert_eq!(receiver.got().iter().filter(|got| got.path != "/hook").count(), 0);
    }
}

on_both_stores! {
    async fn what_waited_too_long_for_its_webhook_is_given_up(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::pleased().await;
        let hook = app.hook(48, &receiver.url, &json!({})).await;
        let visit = happen(&app).await;
        note(&app, visit).await;
        let off = app.shown_hook(hook).await;
        app.put("/api/sys/webhooks", &with(off.clone(), &json!({ "Active": false }))).await;
        app.set_clock(&plus(MORNING, 4 * DAY + 1));
        assert_eq!(app.deliver().await, 0);
        app.put("/api/sys/webhooks", &off).await;
        note(&app, visit).await;
        app.deliver().await;
        let ends: Vec<_> = app.deliveries().await.iter().map(|one| (one.due_on, one.delivered_on.is_some())).collect();
        assert_eq!((ends, receiver.got().len()), (vec![(None, false), (None, true)], 1));
    }
}

on_both_stores! {
    async fn deliveries_are_kept_for_a_week(app: TestApp) {
        app.hook(47, "https://door.example/hook", &json!({})).await;
        happen(&app).await;
        app.set_clock(&plus(MORNING, DAY));
        app.hook(36, "https://door.example/hook", &json!({})).await;
        happen(&app).await;
        app.set_clock(&plus(MORNING, 7 * DAY + 1));
        app.deliverer().sweep().await.expect("swept");
        let left: Vec<_> = app.deliveries().await.iter().map(|one| one.action.number()).collect();
        assert_eq!(left, [47, 36]);
    }
}

on_both_stores! {
    async fn a_running_deliverer_is_woken_by_the_change_and_finishes_before_it_stops(app: TestApp) {
        let app = app.with_private_targets();
        let mut receiver = Receiver::shut(|_, _| status(200)).await;
        app.hook(47, &receiver.url, &json!({})).await;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let running = tokio::spawn(app.deliverer().run(async {
            let _ = stopped.await;
        }));
        happen(&app).await;
        receiver.arrival().await;
        drop(stop);
        receiver.open(1);
        running.await.expect("it ends");
        assert!(app.deliveries().await.iter().all(|one| one.delivered_on.is_some()));
    }
}
