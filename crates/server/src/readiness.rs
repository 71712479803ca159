//! `GET /readyz`: whether this node can serve just now, for those who decide whether to send it requests. `/healthz` says
//! only that the process answers, and is for those who decide whether to start it anew.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use axum::response::Response;
use http::Method;
use serde_json::json;
use tokio::sync::Mutex;
use vestibule_domain::time::{Instant, Span};
use vestibule_store::{Answer, Decision, Mint, Promise, Reply, Scope, Snapshot, StoreError, Viewer, Work};

use crate::api::envelope;
use crate::app::App;
use crate::openapi::{Answered, Asker, Endpoint, Member, Shape, Verb, member};

/// How long a check is believed: however often it is asked, the store is asked this often.
const BELIEVED: Span = Span::micros(1_000_000);
/// How long the store may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// How far the clock may have been set back.
const SET_BACK: Span = Span::minutes(5);
/// The year 2025. A clock that says less was never set.
const SET_SINCE: Instant = Instant::from_micros(1_735_689_600_000_000);
/// The year 2100. A clock that says more is not to be believed.
const SET_UNTIL: Instant = Instant::from_micros(4_102_444_800_000_000);

const CHECK: &[Member] = &[
    member("Name", Shape::Words(&NAMES), "What was looked at."),
    member("Ok", Shape::Boolean, "Whether it is well."),
    member("Message", Shape::OrNull(&Shape::Text), "What is wrong with it."),
];
const ANSWER: Shape = Shape::Object(&[
    member("Ready", Shape::Boolean, "Whether all of it is well."),
    member("Checks", Shape::List(&Shape::Object(CHECK)), "What was looked at, and how it is."),
]);
static NAMES: [&str; 6] = ["running", "clock", "queue", "readable", "migrations", "writable"];

/// What is said about it.
pub(crate) const ENDPOINT: Endpoint = Endpoint {
    about: "The store is read, and asked for a write that changes nothing, once a second at most. While the server is \
            shutting down it is not ready.",
    asker: Asker::Always,
    answers: &[
        Answered::json(200, ANSWER, "It can."),
        Answered {
            headers: &["Retry-After"],
            ..Answered::json(503, ANSWER, "It cannot: the checks say why.")
        },
    ],
    ..Endpoint::new(Verb::Get, "/readyz", "isReady", "Whether the server can serve just now")
};

/// Whether a server can serve.
#[derive(Default)]
pub struct Readiness {
    closing: AtomicBool,
    /// The latest instant its clock was seen to say.
    latest: AtomicI64,
    last: Mutex<Option<(Instant, Vec<Check>)>>,
}

/// What was looked at, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Check {
    name: &'static str,
    wrong: Option<&'static str>,
}

impl Readiness {
    /// From now on it is not ready any more: it is shutting down.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Release);
    }

    fn running(&self) -> Check {
        let closing = self.closing.load(Ordering::Acquire);
        Check { name: NAMES[0], wrong: closing.then_some("The server is shutting down") }
    }

    fn clock(&self, now: Instant) -> Check {
        let latest = Instant::from_micros(self.latest.fetch_max(now.micros(), Ordering::AcqRel));
        let wrong = if now < SET_SINCE || now > SET_UNTIL {
            Some("The clock was never set")
        } else if now.plus(SET_BACK) < latest {
            Some("The clock was set back by more than five minutes")
        } else {
            None
        };
        Check { name: NAMES[1], wrong }
    }

    /// What the store was found to be, lately or now.
    async fn store(&self, app: &App) -> Vec<Check> {
        let now = app.now();
        // Whoever comes meanwhile waits, and finds it done.
        let mut last = self.last.lock().await;
        if let Some((at, checks)) = &*last
            && (0..BELIEVED.in_micros()).contains(&now.since(*at))
        {
            return checks.clone();
        }
        let checks = look(app).await;
        *last = Some((now, checks.clone()));
        checks
    }
}

/// Looks at the store.
async fn look(app: &App) -> Vec<Check> {
    let (waiting, most) = app.store.queue();
    let full = waiting.saturating_mul(10) >= most.saturating_mul(9);
    let queue = Check { name: NAMES[2], wrong: full.then_some("Too much is waiting to be decided") };
    let catalogue = app.store.catalogue().await.map(drop);
    let readable = match catalogue {
        Ok(()) => well(NAMES[3], "The store cannot be read", Box::pin(read(app))).await,
        Err(error) => Check { name: NAMES[3], wrong: failed(NAMES[3], "The store cannot be read", &error) },
    };
    let migrations = "The database has not the shape that this program knows";
    let migrations = well(NAMES[4], migrations, app.store.has_known_shape()).await;
    let writable = well(NAMES[5], "The store takes no writes", Box::pin(write(app))).await;
    vec![queue, readable, migrations, writable]
}

async fn read(app: &App) -> Result<(), StoreError> {
    let scope = Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups: Vec::new(), visit: None };
    app.store.look(scope).await.map(drop)
}

/// A write that changes nothing: it takes its turn like any other, and costs no wait for the disk.
async fn write(app: &App) -> Result<(), StoreError> {
    let decide = |_: &Snapshot, _: &mut Mint<'_>| Decision {
        changes: Vec::new(),
        answer: Answer::Ready(Reply { status: 200, body: Vec::new() }),
    };
    let scope = Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups: Vec::new(), visit: None };
    let work = Work { scope, key: None, now: app.now(), decide: Arc::new(decide) };
    app.store.transact(work).await.map(drop)
}

/// Whether something is done in time. What is wrong with it in detail is for the log: anybody may ask here.
async fn well(name: &'static str, wrong: &'static str, done: Promise<'_, ()>) -> Check {
    let wrong = match tokio::time::timeout(PATIENCE, done).await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => failed(name, wrong, &error),
        Err(_) => failed(name, wrong, &"it took too long"),
    };
    Check { name, wrong }
}

fn failed(check: &'static str, wrong: &'static str, error: &dyn std::fmt::Display) -> Option<&'static str> {
    tracing::warn!(check, %error, "the server is not ready");
    Some(wrong)
}

/// Answers `GET /readyz`.
pub(crate) async fn endpoint(app: &App, method: &Method) -> Response {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(method, "GET");
    }
    let mut checks = vec![app.readiness.running(), app.readiness.clock(app.now())];
    checks.extend(app.readiness.store(app).await);
    let ready = checks.iter().all(|check| check.wrong.is_none());
    let told =
        |check: &Check| json!({ "Name": check.name, "Ok": check.wrong.is_none(), "Message": check.wrong });
    let body = json!({ "Ready": ready, "Checks": checks.iter().map(told).collect::<Vec<_>>() });
    let status = if ready { 200 } else { 503 };
    let mut response = envelope::respond(Reply { status, body: body.to_string().into_bytes() });
    if !ready {
        response.headers_mut().insert(http::header::RETRY_AFTER, http::HeaderValue::from_static("1"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_back_or_never_set_is_found_out() {
        let readiness = Readiness::default();
        let noon = Instant::from_micros(1_788_345_600_000_000);
        let wrong = |at| readiness.clock(at).wrong;
        assert_eq!(wrong(noon), None);
        assert_eq!(wrong(noon.minus(Span::minutes(5))), None, "clocks are adjusted");
        assert_eq!(
            wrong(noon.minus(Span::minutes(6))),
            Some("The clock was set back by more than five minutes")
        );
        assert_eq!(wrong(Instant::from_micros(0)), Some("The clock was never set"));
        assert_eq!(wrong(noon.plus(Span::minutes(1))), None, "it goes on");
    }
}
