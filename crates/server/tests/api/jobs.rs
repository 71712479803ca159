//! What falls due by itself: shared by nodes, taken over from those that are gone, tried again where it failed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;
use vestibule_domain::time::{Instant, Span};
use vestibule_records::kept::Job;
use vestibule_records::{Base, CoworkerTimePass, Guid, Record as _};
use vestibule_server::App;
use vestibule_server::jobs::{Duty, Rounds};
use vestibule_store::{Change, StoreError};

use crate::on_both_stores;
use crate::support::broker::until;
use crate::support::people::{plus, text};
use crate::support::{Answer, MORNING, TestApp, at};

const MINUTE: Span = Span::minutes(1);
const JOBS: &str = "/api/vestibule/jobs";

/// Another node over the same store.
fn node(app: &TestApp, name: &str) -> App {
    App { node: name.into(), ..app.app.clone() }
}

/// How often something was done.
#[derive(Clone, Default)]
struct Count(Arc<AtomicUsize>);

impl Count {
    fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    /// A duty of every minute that counts.
    fn duty(&self, name: &str) -> Duty {
        let count = self.clone();
        Duty::every(MINUTE, name, move |_| {
            count.0.fetch_add(1, Ordering::SeqCst);
            async { Ok(()) }
        })
    }
}

/// A duty that says when it has begun, and never ends; `stopped` is told when it is broken off.
fn endless(name: &str, begun: &Arc<Notify>, stopped: &Arc<Notify>) -> Duty {
    let (begun, stopped) = (begun.clone(), stopped.clone());
    Duty::every(MINUTE, name, move |_| {
        let (begun, told) = (begun.clone(), WhenDropped(stopped.clone()));
        async move {
            let _told = told;
            begun.notify_one();
            std::future::pending().await
        }
    })
}

struct WhenDropped(Arc<Notify>);

impl Drop for WhenDropped {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

async fn turn(app: &App, duties: Vec<Duty>) -> usize {
    Rounds::over(app, duties).turn().await.expect("a turn")
}

async fn job(app: &TestApp, name: &str) -> Job {
    let rows = app.rows::<Job>().await;
    let jobs = rows.iter().map(|row| Job::from_row(row).expect("a job"));
    jobs.into_iter().find(|job| job.name == name).unwrap_or_else(|| panic!("no job {name}"))
}

fn shown(answer: &Answer, name: &str) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let jobs = answer.json()["Jobs"].as_array().cloned().unwrap_or_default();
    jobs.into_iter().find(|job| job["Name"] == name).unwrap_or_else(|| panic!("no job {name}"))
}

on_both_stores! {
    async fn nodes_share_what_is_due_and_each_job_is_done_once(app: TestApp) {
        let counts: Vec<Count> = (0..12).map(|_| Count::default()).collect();
        let duties: Vec<Duty> =
            counts.iter().enumerate().map(|(nth, count)| count.duty(&format!("count/{nth}"))).collect();
        let turns: Vec<_> = ["one", "two", "three"]
            .map(|name| {
                let (node, duties) = (node(&app, name), duties.clone());
                tokio::spawn(async move { turn(&node, duties).await })
            })
            .into();
        let mut done = 0;
        for turn in turns {
            done += turn.await.expect("no panic");
        }
        assert_eq!(counts.iter().map(Count::get).collect::<Vec<_>>(), vec![1; 12]);
        assert_eq!(done, 12);
        assert_eq!(turn(&node(&app, "one"), duties.clone()).await, 0, "not again before a minute is over");
        app.set_clock(&plus(MORNING, 60));
        assert_eq!(turn(&node(&app, "two"), duties).await, 12);
    }
}

on_both_stores! {
    async fn what_a_node_was_at_that_was_killed_is_taken_over_when_its_term_is_over_and_not_before(app: TestApp) {
        let (begun, stopped, count) = (Arc::default(), Arc::default(), Count::default());
        let killed = Rounds::over(&node(&app, "one"), vec![endless("work", &begun, &stopped)]);
        let killed = tokio::spawn(killed.run(std::future::pending()));
        begun.notified().await;
        killed.abort();
        stopped.notified().await;
        assert_eq!(job(&app, "work").await.holder.as_deref(), Some("one"), "it left nothing behind in order");
        let other = node(&app, "two");
        for (seconds, done) in [(0, 0), (29, 0), (30, 1), (31, 0)] {
            app.set_clock(&plus(MORNING, seconds));
            assert_eq!(turn(&other, vec![count.duty("work")]).await, done, "after {seconds} seconds");
        }
        let job = job(&app, "work").await;
        assert_eq!((job.holder, job.begun_on), (None, Some(at(&plus(MORNING, 30)))));
    }
}

on_both_stores! {
    async fn a_node_that_is_told_to_stop_leaves_what_it_was_at_to_the_others(app: TestApp) {
        let (begun, stopped, count) = (Arc::<Notify>::default(), Arc::default(), Count::default());
        let told = Rounds::over(&node(&app, "one"), vec![endless("work", &begun, &stopped)]);
        told.run(async { begun.notified().await }).await;
        stopped.notified().await;
        assert_eq!(turn(&node(&app, "two"), vec![count.duty("work")]).await, 1);
    }
}

on_both_stores! {
    async fn who_is_long_at_a_job_keeps_it(app: TestApp) {
        let (begun, stopped, count) = (Arc::<Notify>::default(), Arc::default(), Count::default());
        let busy = Rounds::over(&node(&app, "one"), vec![endless("work", &begun, &stopped)]);
        let busy = tokio::spawn(busy.renewing(Duration::from_millis(1)).run(std::future::pending()));
        begun.notified().await;
        app.set_clock(&plus(MORNING, 29));
        until("the lease is renewed", async || job(&app, "work").await.held_until == Some(at(&plus(MORNING, 59)))).await;
        app.set_clock(&plus(MORNING, 45));
        assert_eq!(turn(&node(&app, "two"), vec![count.duty("work")]).await, 0);
        busy.abort();
    }
}

on_both_stores! {
    async fn work_stops_when_another_node_has_taken_it_over(app: TestApp) {
        let (begun, stopped) = (Arc::<Notify>::default(), Arc::<Notify>::default());
        let slow = Rounds::over(&node(&app, "one"), vec![endless("work", &begun, &stopped)]);
        let slow = tokio::spawn(slow.renewing(Duration::from_millis(1)).run(std::future::pending()));
        begun.notified().await;
        let taken = Job { holder: Some("two".to_owned()), ..job(&app, "work").await };
        app.write(vec![Change::Amend(taken.into_row(), &["Holder"])]).await;
        stopped.notified().await;
        let job = job(&app, "work").await;
        assert_eq!((job.holder.as_deref(), job.done_on, job.failures), (Some("two"), None, 0));
        slow.abort();
    }
}

on_both_stores! {
    async fn a_job_that_is_done_twice_has_one_effect(app: TestApp) {
        let plan = app.plan("Desk", &json!({})).await;
        let kind = app.kind(&json!({})).await;
        let benefit =
            json!({ "TariffId": plan, "TimePassId": kind, "PassesIncluded": 2, "PassRenewalTime": "Week" });
        app.post("/api/billing/tarifftimepasses", &benefit).await.id();
        let customer = app.customer("Ann").await;
        app.join(customer, plan, &json!({})).await;
        app.set_clock("2026-09-08T08:00:00Z");
        let rounds = ["one", "two", "one", "two"].map(|name| {
            let node = node(&app, name);
            tokio::spawn(async move { Rounds::new(&node).round().await })
        });
        for round in rounds {
            round.await.expect("no panic").expect("a round");
        }
        assert_eq!(app.rows::<CoworkerTimePass>().await.len(), 4);
        // As if the node had been killed after the work and before it was written down.
        let again = Job { due_on: Some(at(MORNING)), done_on: None, ..job(&app, "issue-passes").await };
        app.write(vec![Change::Amend(again.into_row(), &["DueOn", "DoneOn"])]).await;
        Rounds::new(&node(&app, "two")).turn().await.expect("a turn");
        assert!(job(&app, "issue-passes").await.done_on.is_some());
        assert_eq!(app.rows::<CoworkerTimePass>().await.len(), 4);
    }
}

on_both_stores! {
    async fn a_duty_that_fails_says_why_and_does_not_keep_the_others_from_theirs(app: TestApp) {
        let (well, mended) = (Count::default(), Arc::new(AtomicBool::new(false)));
        let broken = {
            let mended = mended.clone();
            Duty::every(MINUTE, "broken", move |_| {
                let well = mended.load(Ordering::SeqCst);
                async move { if well { Ok(()) } else { Err(StoreError::Database("the disk is full".to_owned())) } }
            })
        };
        let panics = Duty::every(MINUTE, "panics", |_| async { panic!("on purpose") });
        let duties = vec![broken, panics, well.duty("well")];
        assert_eq!(turn(&app.app, duties.clone()).await, 3);
        let seen = app.get(JOBS).await;
        let broken = shown(&seen, "broken");
        assert_eq!((&broken["Failures"], &broken["LastError"]), (&json!(1), &json!("the disk is full")));
        assert_eq!((&broken["DoneOn"], &broken["Holder"], &broken["BegunOn"]), (&json!(null), &json!(null), &json!(MORNING)));
        assert_eq!(shown(&seen, "panics")["LastError"], "it panicked");
        let due = at(text(&broken["DueOn"])).since(at(MORNING));
        assert!((500_000..=1_000_000).contains(&due), "again within a second, and not at once: {due}");
        let fine = shown(&seen, "well");
        assert_eq!((&fine["DoneOn"], &fine["DueOn"]), (&json!(MORNING), &json!(plus(MORNING, 60))));
        app.set_clock(&plus(MORNING, 1));
        assert_eq!(turn(&app.app, duties.clone()).await, 2);
        assert_eq!(shown(&app.get(JOBS).await, "panics")["Failures"], 2);
        mended.store(true, Ordering::SeqCst);
        app.set_clock(&plus(MORNING, 3));
        assert_eq!(turn(&app.app, duties).await, 2);
        let broken = shown(&app.get(JOBS).await, "broken");
        assert_eq!((&broken["Failures"], &broken["LastError"]), (&json!(0), &json!(null)));
        assert_eq!(well.get(), 1);
    }
}

/// A duty at the end of each business day of each location.
fn closing(count: &Count) -> Duty {
    let count = count.clone();
    Duty::at_each_location(
        "closing",
        |location, now| location.day_end(now),
        move |_, _| {
            count.0.fetch_add(1, Ordering::SeqCst);
            async { Ok(()) }
        },
    )
}

async fn due(app: &TestApp, name: &str) -> Option<Instant> {
    job(app, name).await.due_on
}

on_both_stores! {
    async fn each_location_has_its_own_job_and_a_cut_off_that_is_set_sooner_brings_it_forward(app: TestApp) {
        let count = Count::default();
        assert_eq!(turn(&app.app, vec![closing(&count)]).await, 2, "at once, where nobody knows when it was last done");
        let (loft, yard) = (format!("closing/{}", app.loft), format!("closing/{}", app.yard));
        assert_eq!(due(&app, &loft).await, Some(at("2026-09-02T23:00:00Z")), "midnight in London");
        assert_eq!(due(&app, &yard).await, Some(at("2026-09-02T22:00:00Z")), "midnight in Berlin");
        app.set(app.yard, "Checkin.DailyCutOffTime", "18:00").await;
        assert_eq!(turn(&app.app, vec![closing(&count)]).await, 0);
        assert_eq!(due(&app, &yard).await, Some(at("2026-09-02T16:00:00Z")));
        assert_eq!(due(&app, &loft).await, Some(at("2026-09-02T23:00:00Z")));
        app.set_clock("2026-09-02T16:00:00Z");
        assert_eq!(turn(&app.app, vec![closing(&count)]).await, 1);
        assert_eq!(due(&app, &yard).await, Some(at("2026-09-03T16:00:00Z")));
    }
}

on_both_stores! {
    async fn the_job_of_what_there_is_no_longer_goes_and_those_of_others_stay(app: TestApp) {
        let count = Count::default();
        let nowhere = Job { name: "closing/7".to_owned(), base: made(1), ..Job::default() };
        let of_others = Job { name: "deliver/7".to_owned(), base: made(2), ..Job::default() };
        app.write([nowhere, of_others].map(|job| Change::Insert(job.into_row())).into()).await;
        turn(&app.app, vec![closing(&count)]).await;
        let rows = app.rows::<Job>().await;
        let mut names: Vec<_> = rows.iter().map(|row| row.get("Name").text().unwrap_or_default()).collect();
        names.sort();
        assert_eq!(names, [&*format!("closing/{}", app.loft), &*format!("closing/{}", app.yard), "deliver/7"]);
    }
}

/// The fields every record has.
fn made(id: i64) -> Base {
    let guid = Guid::parse(&format!("00000000-0000-4000-8000-{id:012}")).expect("a guid");
    Base::made(id, guid, at(MORNING), "")
}

on_both_stores! {
    async fn a_contract_brings_the_passes_it_gives_forward(app: TestApp) {
        let plan = app.plan("Desk", &json!({})).await;
        let kind = app.kind(&json!({})).await;
        let benefit =
            json!({ "TariffId": plan, "TimePassId": kind, "PassesIncluded": 5, "PassRenewalTime": "Week" });
        app.post("/api/billing/tarifftimepasses", &benefit).await.id();
        let rounds = Rounds::new(&app.app);
        rounds.turn().await.expect("a turn");
        assert_eq!(due(&app, "issue-passes").await, Some(at(&plus(MORNING, 60))));
        let customer = app.customer("Ann").await;
        let start = plus(MORNING, 20);
        app.join(customer, plan, &json!({ "StartDate": start })).await;
        rounds.turn().await.expect("a turn");
        assert_eq!(due(&app, "issue-passes").await, Some(at(&start)));
        app.set_clock(&start);
        rounds.turn().await.expect("a turn");
        assert_eq!(app.passes(customer).await.len(), 5);
    }
}

on_both_stores! {
    async fn full_administrators_of_all_locations_see_the_jobs(app: TestApp) {
        Rounds::new(&app.app).round().await.expect("a round");
        let seen = app.get(JOBS).await;
        for name in ["issue-passes", "idle-check-out", "collect", "access-boundaries", "sweep/tokens", "sweep/keys"] {
            let job = shown(&seen, name);
            assert_eq!((&job["DoneOn"], &job["Failures"]), (&json!(MORNING), &json!(0)), "{name}");
        }
        let manager = app.manager_of("mo@example.com", &[app.loft]).await;
        let refused = manager.get(JOBS).await;
        assert_eq!((refused.status, refused.text.contains("full administrator")), (401, true), "{}", refused.text);
        assert_eq!(app.with_authorization(JOBS, "").await.status, 401);
        assert_eq!(app.post(JOBS, &json!({})).await.status, 405);
    }
}
