//! What is exposed, put together.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use vestibule_domain::Source;
use vestibule_domain::time::Instant;
use vestibule_records::Record as _;
use vestibule_records::kept::Job;
use vestibule_store::counted::{CameTo, Departed, Observed, Standing};
use vestibule_store::outbox::Addressee;
use vestibule_store::{Catalogue, Query, StoreError};

use super::exposition::{Exposition, seconds};
use super::process;
use crate::app::App;

/// How long to wait for what is read from the store; what takes longer is left out.
const PATIENCE: Duration = Duration::from_secs(5);
/// Webhooks and door systems whose deliveries are counted, at most.
const MOST_ADDRESSEES: usize = 500;
/// Jobs that are looked at, at most.
const MOST_JOBS: i64 = 5_000;

/// Everything there is to tell, as text.
pub(super) async fn scrape(app: &App) -> String {
    let mut out = Exposition::default();
    attempts(app, &mut out);
    requests(app, &mut out);
    store(app, &mut out);
    others(app, &mut out);
    let standing = tokio::time::timeout(PATIENCE, read(app)).await;
    let is_read = matches!(standing, Ok(Ok(_)));
    out.gauge("vestibule_store_readable", "1 if what stands in the database could be read for this scrape.")
        .sample(&[], i32::from(is_read));
    match standing {
        Ok(Ok(standing)) => standing.write(app.now(), &mut out),
        Ok(Err(error)) => {
            tracing::warn!(%error, "what stands in the database could not be read for a scrape")
        }
        Err(_) => tracing::warn!("what stands in the database was not read in time for a scrape"),
    }
    process::write(&mut out);
    out.text()
}

fn attempts(app: &App, out: &mut Exposition) {
    let counts = app.store.counts();
    let mut family = out.counter(
        "vestibule_attempts_total",
        "Attempts to come in that were decided and committed, by source, verdict and the reason of a refusal.",
    );
    for (attempted, count) in counts.attempts.each() {
        let (verdict, reason) = match attempted.came_to {
            CameTo::Admitted => ("admitted", ""),
            CameTo::Again => ("again", ""),
            CameTo::Refused(reason) => ("refused", reason),
        };
        let labels = [("source", source(attempted.source)), ("verdict", verdict), ("reason", reason)];
        family.sample(&labels, count.load(Ordering::Relaxed));
    }
    out.counter(
        "vestibule_attempts_replayed_total",
        "Attempts that came again under their idempotency key and were answered as the first time.",
    )
    .sample(&[], counts.attempts_replayed.load(Ordering::Relaxed));
    let mut family = out.counter("vestibule_departures_total", "Visits that ended, by how.");
    for (departed, how) in
        [(Departed::Asked, "asked"), (Departed::Idle, "idle"), (Departed::CutOff, "cut_off")]
    {
        family.sample(&[("how", how)], counts.departures.count(departed));
    }
}

fn requests(app: &App, out: &mut Exposition) {
    let requests = &app.metrics.requests;
    let mut family = out.counter(
        "vestibule_http_requests_total",
        "Requests that were answered, by method, template of the path and class of the status.",
    );
    for ((asked, status), count) in requests.answered.each() {
        let labels = [("method", asked.method), ("route", asked.route), ("status", status)];
        family.sample(&labels, count.load(Ordering::Relaxed));
    }
    let mut family = out.histogram(
        "vestibule_http_request_duration_seconds",
        "Time from the head of a request to its answer, in seconds.",
    );
    for (asked, took) in requests.took.each() {
        family.observed(&[("method", asked.method), ("route", asked.route)], &took.observed(), seconds);
    }
}

fn store(app: &App, out: &mut Exposition) {
    let counts = app.store.counts();
    let mut histogram = |name, help, observed: &Observed, unit: fn(u64) -> String| {
        out.histogram(name, help).observed(&[], observed, unit);
    };
    histogram(
        "vestibule_store_commit_duration_seconds",
        "Time to load, decide, write and commit the works of a batch, in seconds.",
        &counts.commit_micros.observed(),
        seconds,
    );
    histogram(
        "vestibule_store_batch_works",
        "Works that shared a commit.",
        &counts.batch_works.observed(),
        |works| works.to_string(),
    );
    let mut family = out.counter("vestibule_store_works_total", "Works, by how they ended.");
    for (outcome, count) in counts.works.each() {
        family.sample(&[("outcome", outcome)], count.load(Ordering::Relaxed));
    }
    let (waiting, most) = app.store.queue();
    out.gauge("vestibule_store_queue_works", "Works that wait to be decided.").sample(&[], waiting);
    out.gauge("vestibule_store_queue_limit_works", "Works that may wait before callers are turned away.")
        .sample(&[], most);
}

fn others(app: &App, out: &mut Exposition) {
    let metrics = &app.metrics;
    let help = "RADIUS packets, by what they asked or told and how they were answered.";
    let mut family = out.counter("vestibule_radius_packets_total", help);
    for ((kind, answer), count) in metrics.radius.each() {
        family.sample(&[("kind", kind), ("answer", answer)], count.load(Ordering::Relaxed));
    }
    let mut family = out.counter("vestibule_mqtt_messages_total", "MQTT messages, by what they came to.");
    for (outcome, count) in metrics.mqtt.each() {
        family.sample(&[("outcome", outcome)], count.load(Ordering::Relaxed));
    }
    out.gauge("vestibule_streams_open", "Live streams that somebody reads.")
        .sample(&[], metrics.streams.load(Ordering::Relaxed));
    out.gauge("vestibule_build_info", "Always 1, with the version of the program.")
        .sample(&[("version", env!("CARGO_PKG_VERSION"))], 1);
    let up = u64::try_from(app.now().since(metrics.since)).unwrap_or_default();
    out.gauge("vestibule_uptime_seconds", "Time since the server was started, in seconds.")
        .sample(&[], seconds(up));
}

/// What was read for a scrape.
struct Read {
    catalogue: std::sync::Arc<Catalogue>,
    standing: Standing,
    jobs: Vec<Job>,
}

async fn read(app: &App) -> Result<Read, StoreError> {
    let catalogue = app.store.catalogue().await?;
    let hooks = catalogue.hooks().iter().map(|hook| Addressee::Hook(hook.id));
    let doors = catalogue.doors().iter().map(|doors| Addressee::Doors(doors.location));
    let addressees = hooks.chain(doors).map(Addressee::number).take(MOST_ADDRESSEES).collect();
    let standing = app.store.standing(addressees).await?;
    let jobs = app.store.list(Query { limit: MOST_JOBS, ..Query::all(Job::schema()) }).await?;
    let jobs = jobs.rows.iter().map(Job::from_row).collect::<Result<_, _>>()?;
    Ok(Read { catalogue, standing, jobs })
}

impl Read {
    fn write(&self, now: Instant, out: &mut Exposition) {
        let mut inside: BTreeMap<i64, i64> =
            self.catalogue.locations().map(|location| (location.id.get(), 0)).collect();
        inside.extend(self.standing.inside.iter().copied());
        let mut family =
            out.gauge("vestibule_people_inside", "Visits that are open, by the id of the location.");
        for (location, people) in inside {
            family.sample(&[("location", &location.to_string())], people);
        }
        self.write_outbox(now, out);
        self.write_jobs(now, out);
    }

    fn write_outbox(&self, now: Instant, out: &mut Exposition) {
        let waiting = &self.standing.waiting;
        let help = "Deliveries that wait for a webhook or a door system, by its id; counted up to 100000.";
        let mut family = out.gauge("vestibule_outbox_deliveries", help);
        for one in waiting {
            let (kind, id) = named(one.addressee);
            family.sample(&[("kind", kind), ("id", &id)], one.deliveries);
        }
        let help = "Age of the oldest delivery that waits for a webhook or a door system, in seconds.";
        let mut family = out.gauge("vestibule_outbox_oldest_seconds", help);
        for one in waiting {
            let (kind, id) = named(one.addressee);
            family.sample(&[("kind", kind), ("id", &id)], age(now, one.since));
        }
    }

    fn write_jobs(&self, now: Instant, out: &mut Exposition) {
        let mut jobs: BTreeMap<&str, (u64, i64)> = BTreeMap::new();
        for job in &self.jobs {
            // Jobs of one kind are many, one for each location: the kind stands before the stroke.
            let kind = job.name.split('/').next().unwrap_or_default();
            let (lag, failures) = jobs.entry(kind).or_default();
            *lag = (*lag).max(job.due_on.map_or(0, |due| micros(now, due)));
            *failures += job.failures;
        }
        let help = "How long the job of this kind that is due longest has been due, in seconds.";
        let mut family = out.gauge("vestibule_job_lag_seconds", help);
        for (kind, (lag, _)) in &jobs {
            family.sample(&[("job", kind)], seconds(*lag));
        }
        let help = "How often jobs of this kind failed since they were last finished.";
        let mut family = out.gauge("vestibule_job_failures", help);
        for (kind, (_, failures)) in &jobs {
            family.sample(&[("job", kind)], failures);
        }
    }
}

/// Microseconds from one instant on; none before it.
fn micros(now: Instant, since: Instant) -> u64 {
    u64::try_from(now.since(since)).unwrap_or_default()
}

fn age(now: Instant, since: Instant) -> String {
    seconds(micros(now, since))
}

/// The kind and the id of an addressee (`kept::Delivery`).
fn named(addressee: i64) -> (&'static str, String) {
    let kind = if addressee < 0 { "doors" } else { "webhook" };
    (kind, addressee.unsigned_abs().to_string())
}

const fn source(source: Source) -> &'static str {
    match source {
        Source::None => "none",
        Source::Manual => "manual",
        Source::DoorAccess => "door",
        Source::NetworkActivity => "network",
        Source::Tile => "tile",
        Source::Sensor => "sensor",
    }
}
