//! A day of many visits that three receivers are told of: one well, one slow, one away for an hour; by two nodes, one of
//! which is killed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use vestibule_domain::time::{Instant, Span};

use crate::delivery_turns::jobs;
use crate::on_both_stores;
use crate::support::people::{number, plus};
use crate::support::receiver::{Got, Receiver, signature, status};
use crate::support::{MORNING, TestApp, at};

const SECRET: &str = "a shared secret";
const MINUTE: i64 = 60;
/// Customers of the day that everybody is told of.
const CUSTOMERS: i64 = 100;
/// How often each of them comes and goes.
const ROUNDS: i64 = 6;
/// Seconds from one round to the next.
const ROUND: i64 = 20 * MINUTE;
/// The hour for which one receiver is away, in seconds after the morning.
const AWAY: std::ops::Range<i64> = ROUND..ROUND + 60 * MINUTE;

fn written(at: Instant) -> String {
    let mut text = Vec::new();
    vestibule_records::write_instant(at, &mut text);
    String::from_utf8(text).expect("text")
}

/// A day with three receivers: one well, one slow, one away for an hour.
struct Day {
    app: TestApp,
    customers: Vec<i64>,
    receivers: [Receiver; 3],
    hooks: Vec<i64>,
    /// Of everybody, in the order they began.
    visits: Vec<i64>,
}

impl Day {
    async fn begin(app: TestApp) -> Self {
        let app = app.with_private_targets();
        app.set(app.loft, "WebHooks.SharedSecret", SECRET).await;
        app.set(app.loft, "Checkin.AlwaysRecordByMinute", "True").await;
        let kind = app.kind(&json!({})).await;
        let mut customers = Vec::new();
        for nth in 0..CUSTOMERS {
            let customer = app.customer(&format!("Ida {nth}")).await;
            app.give(customer, kind, &json!({})).await;
            customers.push(customer);
        }
        let clock = app.clock.clone();
        let away = move |_: usize, _: &Got| {
            let seconds = vestibule_server::Clock::now(&*clock).since(at(MORNING)) / 1_000_000;
            status(if AWAY.contains(&seconds) { 503 } else { 200 })
        };
        let receivers = [
            Receiver::pleased().await,
            Receiver::shut(|_, _| status(200)).await,
            Receiver::answering(away).await,
        ];
        let mut hooks = Vec::new();
        for receiver in &receivers {
            for action in [47, 48] {
                hooks.push(app.hook(action, &receiver.url, &json!({})).await);
            }
        }
        Self { app, customers, receivers, hooks, visits: Vec::new() }
    }

    /// Everybody comes, and goes ten minutes later.
    async fn round(&mut self, nth: i64) {
        let (comes, goes) = (plus(MORNING, nth * ROUND), plus(MORNING, nth * ROUND + 10 * MINUTE));
        self.app.set_clock(&comes);
        let mut visits = Vec::new();
        for some in self.customers.chunks(25) {
            let coming = some.iter().map(|customer| {
                let (app, customer, comes) = (self.app.clone(), *customer, comes.clone());
                tokio::spawn(async move { app.check_in(customer, &comes).await.id() })
            });
            for visit in coming.collect::<Vec<_>>() {
                visits.push(visit.await.expect("a visit"));
            }
        }
        self.app.set_clock(&goes);
        for some in visits.chunks(25) {
            let going = some.iter().map(|visit| {
                let (app, visit, goes) = (self.app.clone(), *visit, goes.clone());
                tokio::spawn(async move { assert_eq!(app.check_out(visit, &goes).await.status, 200) })
            });
            for gone in going.collect::<Vec<_>>() {
                gone.await.expect("gone");
            }
        }
        self.visits.extend(visits);
    }

    /// Moves the clock on to when something is due, until nothing is.
    async fn until_all_is_told(&self, nodes: &[TestApp]) {
        for _ in 0..60 {
            for node in nodes {
                node.deliver().await;
            }
            let due = self.app.deliveries().await.iter().filter_map(|one| one.due_on).min();
            let Some(due) = due else { return };
            let pause = jobs(&self.app).await.iter().filter_map(|job| job.due_on).min();
            let now = self.app.app.now();
            let next = due.max(pause.unwrap_or(due)).max(now.plus(Span::minutes(1)));
            self.app.set_clock(&written(next));
        }
        panic!("something waits for ever");
    }

    /// Everything reached everybody, in order for each customer, with signatures that verify; nobody was switched off.
    async fn assert_all_told(&self) {
        for hook in &self.hooks {
            let shown = self.app.shown_hook(*hook).await;
            assert_eq!((&shown["Active"], &shown["ErrorCount"]), (&json!(true), &json!(0)), "{shown}");
        }
        for receiver in &self.receivers {
            for is_over in [false, true] {
                let told = first_told(receiver, is_over);
                let known: BTreeSet<i64> = told.values().flatten().copied().collect();
                let missing: Vec<_> = self.visits.iter().filter(|visit| !known.contains(visit)).collect();
                assert!(missing.is_empty(), "{} of {} are missing", missing.len(), self.visits.len());
                // Numbers of visits need not grow: a node takes them from more than one block.
                let nth = |visit: &i64| self.visits.iter().position(|known| known == visit);
                for (customer, visits) in told {
                    assert!(visits.is_sorted_by_key(nth), "{customer}: {visits:?}");
                }
            }
        }
    }
}

/// The visits of each customer in the order in which a receiver first heard that they began, or that they were over.
fn first_told(receiver: &Receiver, is_over: bool) -> BTreeMap<i64, Vec<i64>> {
    let mut told: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for got in receiver.got() {
        assert_eq!(got.header("x-nexudus-hook-signature"), signature(SECRET, got.body.as_bytes()));
        let record = got.record();
        if record["ToTime"].is_null() == is_over {
            continue;
        }
        let visits = told.entry(number(&record["CoworkerId"])).or_default();
        let visit = number(&record["Id"]);
        if !visits.contains(&visit) {
            visits.push(visit);
        }
    }
    told
}

on_both_stores! {
    async fn a_day_reaches_everybody_though_one_is_slow_and_one_is_away_for_an_hour_and_a_node_dies(app: TestApp) {
        let mut day = Day::begin(app).await;
        let mut nodes = [day.app.node("one"), day.app.node("two")];
        for nth in 0..ROUNDS {
            day.round(nth).await;
            let is_killed = nth == ROUNDS / 2;
            let [one, two] = nodes.clone().map(|node| tokio::spawn(async move { node.deliver().await }));
            // The slow one answers nobody before the quick one knows this much.
            for _ in 0..if is_killed { CUSTOMERS / 2 } else { 2 * CUSTOMERS } {
                day.receivers[0].arrival().await;
            }
            if is_killed {
                one.abort();
                nodes[0] = day.app.node("three");
            }
            day.receivers[1].open(3 * usize::try_from(CUSTOMERS).expect("not many"));
            assert!(one.await.is_ok() || is_killed);
            two.await.expect("delivered");
        }
        day.receivers[1].open(100_000);
        day.until_all_is_told(&nodes).await;
        day.assert_all_told().await;
    }
}

on_both_stores! {
    async fn two_nodes_that_live_send_nothing_twice(app: TestApp) {
        let mut day = Day::begin(app).await;
        day.receivers[1].open(100_000);
        let nodes = [day.app.node("one"), day.app.node("two")];
        for nth in 0..2 {
            day.round(nth).await;
            let delivering = nodes.clone().map(|node| tokio::spawn(async move { node.deliver().await }));
            for ended in delivering {
                ended.await.expect("delivered");
            }
        }
        for receiver in &day.receivers[..2] {
            let ids: Vec<String> = receiver.got().iter().map(|got| got.header("webhook-id").to_owned()).collect();
            let once: BTreeSet<&String> = ids.iter().collect();
            assert_eq!(ids.len(), once.len());
            assert_eq!(i64::try_from(once.len()), Ok(4 * CUSTOMERS));
        }
    }
}
