//! Who is told when: by one node at a time, by few tries while a receiver is away, and all of it once it is back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use vestibule_records::Record as _;
use vestibule_records::kept::Job;

use crate::on_both_stores;
use crate::support::people::plus;
use crate::support::receiver::{Receiver, status};
use crate::support::{MORNING, TestApp};

const MINUTE: i64 = 60;
/// A little longer than a lease.
const TERM: i64 = 31;

/// An event in a lane of its own.
async fn happen(app: &TestApp) -> i64 {
    app.attempt(&json!({ "FromTime": MORNING })).await.id()
}

/// What is held, and how it stands.
pub(crate) async fn jobs(app: &TestApp) -> Vec<Job> {
    app.rows::<Job>().await.iter().map(|row| Job::from_row(row).expect("a job")).collect()
}

on_both_stores! {
    async fn where_nobody_is_to_be_told_anything_nothing_is_written(app: TestApp) {
        happen(&app).await;
        app.deliver().await;
        app.hook(48, "https://door.example/hook", &json!({})).await;
        happen(&app).await;
        assert_eq!((app.deliver().await, jobs(&app).await), (0, Vec::new()));
    }
}

on_both_stores! {
    async fn what_one_node_holds_no_other_tries_until_its_term_is_over(app: TestApp) {
        let app = app.with_private_targets();
        let other = app.node("other");
        let mut receiver = Receiver::shut(|_, _| status(200)).await;
        let hook = app.hook(47, &receiver.url, &json!({})).await;
        let visit = happen(&app).await;
        let mut deliverer = app.deliverer();
        let killed = tokio::spawn(async move { deliverer.deliver_due().await });
        receiver.arrival().await;
        let held = jobs(&app).await;
        assert_eq!(held.iter().map(|job| job.name.clone()).collect::<Vec<_>>(), [format!("deliver/{hook}")]);
        assert_eq!(other.deliver().await, 0);
        killed.abort();
        assert!(killed.await.is_err_and(|error| error.is_cancelled()));
        assert_eq!(other.deliver().await, 0, "nobody knows that it is dead");
        app.set_clock(&plus(MORNING, TERM));
        receiver.open(9);
        assert_eq!(other.deliver().await, 1);
        assert_eq!(receiver.ids(), [visit, visit]);
        happen(&app).await;
        assert_eq!((app.deliver().await, other.deliver().await), (0, 1), "it is the other's now");
    }
}

on_both_stores! {
    async fn a_node_that_stops_leaves_its_turns_to_the_others(app: TestApp) {
        let app = app.with_private_targets();
        let other = app.node("other");
        let mut receiver = Receiver::pleased().await;
        app.hook(47, &receiver.url, &json!({})).await;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let running = tokio::spawn(app.deliverer().run(async {
            let _ = stopped.await;
        }));
        happen(&app).await;
        receiver.arrival().await;
        assert_eq!(other.deliver().await, 0);
        drop(stop);
        running.await.expect("it ends");
        assert!(jobs(&app).await.iter().all(|job| job.holder.is_none()));
        happen(&app).await;
        assert_eq!(other.deliver().await, 1);
    }
}

on_both_stores! {
    async fn a_receiver_that_is_away_fails_once_and_once_more_however_much_waits_for_it(app: TestApp) {
        let app = app.with_private_targets();
        let back = Arc::new(AtomicBool::new(false));
        let is_back = back.clone();
        let receiver = Receiver::answering(move |_, _| status(if is_back.load(Ordering::SeqCst) { 200 } else { 503 })).await;
        let hook = app.hook(47, &receiver.url, &json!({})).await;
        for _ in 0..40 {
            happen(&app).await;
        }
        assert_eq!(app.deliver().await, 17, "sixteen at once, and one when those had failed");
        let shown = app.shown_hook(hook).await;
        assert_eq!((&shown["ErrorCount"], &shown["Active"]), (&json!(2), &json!(true)));
        app.set_clock(&plus(MORNING, 29));
        assert_eq!(app.deliver().await, 0, "it pauses for more than half a minute, also after a restart");
        app.set_clock(&plus(MORNING, 75));
        assert_eq!(app.node("other").deliver().await, 1, "also with another node");
        assert_eq!(app.shown_hook(hook).await["ErrorCount"], 3);
        back.store(true, Ordering::SeqCst);
        assert_eq!(app.node("other").deliver().await, 0);
        app.set_clock(&plus(MORNING, 75 + 160));
        assert_eq!(app.deliver().await, 40);
        assert_eq!(app.shown_hook(hook).await["ErrorCount"], 0);
    }
}

on_both_stores! {
    async fn one_message_that_is_turned_away_keeps_nobody_else_waiting(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::answering(|nth, _| status(if nth == 0 { 400 } else { 200 })).await;
        let hook = app.hook(47, &receiver.url, &json!({})).await;
        for _ in 0..30 {
            happen(&app).await;
        }
        assert_eq!(app.deliver().await, 30);
        let left = app.deliveries().await.iter().filter(|one| one.due_on.is_some()).count();
        let shown = app.shown_hook(hook).await;
        assert_eq!((left, &shown["ErrorCount"], &shown["Active"]), (1, &json!(0), &json!(true)));
    }
}

on_both_stores! {
    async fn a_door_system_that_is_away_is_left_alone_as_a_whole_and_never_switched_off(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::answering(|_, _| status(503)).await;
        app.set(app.loft, "Vestibule.AccessUpdates.Url", &receiver.url).await;
        for nth in 0..5 {
            app.customer_with(&format!("Ida {nth}"), &json!({ "Businesses": [app.loft] })).await;
        }
        let mut tries = app.deliver().await;
        assert_eq!((tries, app.deliver().await), (5, 0));
        for minutes in 1..=60 {
            app.set_clock(&plus(MORNING, minutes * 15 * MINUTE));
            tries += app.deliver().await;
        }
        assert_eq!(tries, 65, "every quarter of an hour, whoever it is about");
    }
}

on_both_stores! {
    async fn the_jobs_of_webhooks_that_are_gone_are_swept_out(app: TestApp) {
        let app = app.with_private_targets();
        let receiver = Receiver::pleased().await;
        let hook = app.hook(47, &receiver.url, &json!({})).await;
        happen(&app).await;
        app.deliver().await;
        app.deliverer().sweep().await.expect("swept");
        assert_eq!(jobs(&app).await.len(), 1);
        app.delete(&format!("/api/sys/webhooks/{hook}")).await;
        app.deliverer().sweep().await.expect("swept");
        assert_eq!(jobs(&app).await, []);
    }
}
