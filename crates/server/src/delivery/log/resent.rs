//! `POST /api/vestibule/deliveries/{id}/resend` and `POST /api/vestibule/webhooks/{id}/resend`: the same is sent again, at
//! once.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use http::{Method, Uri};
use serde_json::json;
use vestibule_domain::time::Instant;
use vestibule_records::kept::{Delivery, Job};
use vestibule_records::{
    FieldError, Filter, Record as _, Row, Test, Value, WebHook, WrongValue, parse_instant,
};
use vestibule_store::outbox::Addressee;
use vestibule_store::{
    Answer, Catalogue, Change, Decision, Key, Mint, Outcome, Query, Reply, RowRef, Scope, Snapshot,
    StoreError, Viewer, Work,
};

use super::{DELIVERY, ENTRY, State, delivery, entry};
use crate::api::Failure;
use crate::api::envelope::{self, quoted};
use crate::api::request::{self, Write};
use crate::app::App;
use crate::auth::{self, Caller};
use crate::delivery::schedule;
use crate::delivery::turns::job_name;
use crate::leases;
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb, member};

/// Deliveries in one write.
const AT_ONCE: usize = 500;
/// Deliveries in one request; whoever has more asks again.
const MOST: usize = 10_000;

/// What asking again changes of a delivery.
static OF_A_DELIVERY: [&str; 7] =
    ["Attempts", "DueOn", "DeliveredOn", "LastStatus", "LastError", "ResentOn", "UpdatedOn"];
/// What it changes of the job of an addressee: a pause is over.
static OF_A_JOB: [&str; 1] = ["DueOn"];

/// What is said about sending one again.
pub(super) const ENDPOINT_OF_ONE: Endpoint = Endpoint {
    tag: "Deliveries",
    about: "The same body under the same `webhook-id`, due at once and for three days, whatever became of it before. A \
            pause of the webhook is over with that. One that is switched off must be switched on first.",
    asker: Asker::Role(WebHook::schema, "Edit"),
    parameters: &[DELIVERY],
    answers: &[Answered::json(200, ENTRY, "It will be sent again.")],
    errors: &[400, 404, 409],
    ..Endpoint::new(
        Verb::Post,
        "/api/vestibule/deliveries/{id}/resend",
        "resendDelivery",
        "Send a delivery again",
    )
};

/// What is said about sending all again that did not arrive.
pub(super) const ENDPOINT_OF_ALL: Endpoint = Endpoint {
    tag: "Deliveries",
    about: "Everything that failed or was given up is due at once, the oldest first, 10,000 at most: `More` says that some \
            are left to ask for again. What was delivered is not sent again.",
    asker: Asker::Role(WebHook::schema, "Edit"),
    parameters: &[
        Said { name: "id", place: "path", shape: Shape::Integer, required: true, about: "The webhook." },
        Said::query(
            "since",
            Shape::Text,
            "Only what was made at this instant or later; else all that is kept.",
        ),
    ],
    answers: &[Answered::json(
        200,
        Shape::Object(&[
            member("WebHookId", Shape::Integer, "The webhook."),
            member("Queued", Shape::Integer, "How many deliveries are sent again."),
            member("More", Shape::Boolean, "Whether there are more."),
        ]),
        "They will be sent again.",
    )],
    errors: &[400, 404],
    ..Endpoint::new(
        Verb::Post,
        "/api/vestibule/webhooks/{id}/resend",
        "resendDeliveries",
        "Send again what a webhook did not get",
    )
};

/// Has a delivery sent again.
pub(crate) async fn one(app: &App, request: Request, id: &str) -> Response {
    if request.method() != Method::POST {
        return envelope::method_not_allowed(request.method(), "POST");
    }
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        let delivery = delivery(app, &caller, "Edit", id).await?;
        let sent = Write::read(request, &caller.email).await.map_err(Failure::Response)?;
        Ok(envelope::respond(again(app, &delivery, sent.key).await?))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

/// Has a delivery sent again for a caller who may: the answer of the API.
///
/// # Errors
/// When there is none for them, when nobody would send it, and when the store fails.
pub(crate) async fn one_for(app: &App, caller: &Caller, id: &str) -> Result<Reply, Failure> {
    let delivery = delivery(app, caller, "Edit", id).await?;
    again(app, &delivery, None).await
}

async fn again(app: &App, delivery: &Delivery, key: Option<Key>) -> Result<Reply, Failure> {
    listens(&*app.store.catalogue().await?, delivery.web_hook_id)?;
    let again =
        Again { addressee: delivery.web_hook_id, deliveries: vec![delivery.base.id], which: |_| true };
    let told = |again: &[Delivery]| match again.first() {
        Some(delivery) => Reply { status: 200, body: entry(delivery).to_string().into_bytes() },
        None => Reply { status: 404, body: envelope::NOT_FOUND.to_vec() },
    };
    match app.store.transact(again.work(app, key, told)).await? {
        Outcome::Done(reply) | Outcome::Replayed(reply) => Ok(reply),
        Outcome::KeyReused => Err(Failure::KeyReused),
    }
}

/// Has everything sent again that a webhook did not get.
pub(crate) async fn all(app: &App, request: Request, id: &str) -> Response {
    if request.method() != Method::POST {
        return envelope::method_not_allowed(request.method(), "POST");
    }
    let request = request.map(drop);
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let Queued { queued, more } = all_for(app, &caller, id, || since(request.uri())).await?;
        let body = json!({ "WebHookId": id, "Queued": queued, "More": more }).to_string().into_bytes();
        Ok(envelope::respond(Reply { status: 200, body }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

/// What is sent again.
pub(crate) struct Queued {
    /// How many deliveries.
    pub(crate) queued: usize,
    /// Whether some are left to ask for again.
    pub(crate) more: bool,
}

/// Has everything sent again that a webhook did not get since an instant, for a caller who may.
///
/// # Errors
/// When there is no such webhook for them, when nobody would send it, and when the store fails.
pub(crate) async fn all_for(
    app: &App,
    caller: &Caller,
    hook: i64,
    since: impl FnOnce() -> Result<Instant, Failure>,
) -> Result<Queued, Failure> {
    caller.may(WebHook::schema(), "Edit")?;
    let query = Query::ids(WebHook::schema(), caller.viewer.clone(), vec![hook]);
    app.store.list(query).await?.rows.pop().ok_or(Failure::NotFound)?;
    let since = since()?;
    listens(&*app.store.catalogue().await?, hook)?;
    let mut missed = missed(app, hook, since).await?;
    let more = missed.len() > MOST;
    missed.truncate(MOST);
    let mut queued = 0;
    for deliveries in missed.chunks(AT_ONCE) {
        queued += resend(app, hook, deliveries).await?;
    }
    Ok(Queued { queued, more })
}

/// The instant that a query names; the beginning of time unless it does.
fn since(uri: &Uri) -> Result<Instant, Failure> {
    let Some(since) = request::parameter(uri, "since").map_err(Failure::invalid)? else {
        return Ok(Instant::from_micros(0));
    };
    parse_instant(since.trim()).ok_or_else(|| {
        Failure::invalid(FieldError::new(
            "since",
            format!("'{since}' is not a date and time"),
            quoted(&since),
        ))
    })
}

/// Refuses where nobody would send it.
fn listens(catalogue: &Catalogue, number: i64) -> Result<(), Failure> {
    let (is_there, message) = match Addressee::of(number) {
        Addressee::Hook(id) => (
            catalogue.hooks().get(id).is_some(),
            "this webhook is switched off, or gone: switch it on to have anything sent to it",
        ),
        Addressee::Doors(location) => {
            (catalogue.doors().at(location).is_some(), "this location has no door system any more")
        }
    };
    let wrong = || Failure::invalid(FieldError::new("WebHook", message, number.to_string()));
    if is_there { Ok(()) } else { Err(wrong()) }
}

/// What a webhook did not get since an instant, the oldest first: one more than is sent again at once.
async fn missed(app: &App, hook: i64, since: Instant) -> Result<Vec<i64>, StoreError> {
    let mut missed = Vec::new();
    for state in [State::GivenUp, State::Failed] {
        let limit = i64::try_from(MOST + 1 - missed.len()).unwrap_or_default();
        let rows = app.store.list(made(hook, state, since, limit)).await?.rows;
        missed.extend(rows.iter().map(Row::id));
    }
    Ok(missed)
}

fn made(hook: i64, state: State, since: Instant, limit: i64) -> Query {
    let mut filters = vec![
        Filter::on::<Delivery>("WebHookId", Test::Is(Value::Int(hook))),
        Filter::on::<Delivery>("CreatedOn", Test::AtLeast(since.micros())),
    ];
    filters.extend(state.filters());
    let order = (Delivery::schema().position("CreatedOn").unwrap_or_default(), false);
    Query { filters, order, limit, only: Some(&["Id"]), ..Query::all(Delivery::schema()) }
}

/// Has some deliveries of a webhook sent again, those that still did not arrive; says how many.
async fn resend(app: &App, hook: i64, deliveries: &[i64]) -> Result<usize, Failure> {
    let did_not_arrive = |state| matches!(state, State::Failed | State::GivenUp);
    let again = Again { addressee: hook, deliveries: deliveries.to_vec(), which: did_not_arrive };
    let told = |again: &[Delivery]| Reply { status: 200, body: again.len().to_string().into_bytes() };
    match app.store.transact(again.work(app, None, told)).await? {
        Outcome::Done(reply) | Outcome::Replayed(reply) => {
            Ok(String::from_utf8_lossy(&reply.body).parse().unwrap_or_default())
        }
        Outcome::KeyReused => Err(Failure::KeyReused),
    }
}

/// Deliveries of an addressee that are to be sent again.
struct Again {
    addressee: i64,
    deliveries: Vec<i64>,
    /// In which state.
    which: fn(State) -> bool,
}

impl Again {
    fn work(self, app: &App, key: Option<Key>, told: fn(&[Delivery]) -> Reply) -> Work {
        let row = |id: &i64| RowRef { schema: Delivery::schema(), id: *id, changes: true };
        let rows = self.deliveries.iter().map(row).collect();
        let lookups = vec![leases::named(&job_name(self.addressee))];
        let scope = Scope { viewer: Viewer::Everything, rows, lookups, visit: None };
        let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
            let (changes, answer) = match self.decided(snapshot, mint.now()) {
                Ok((changes, again)) => (changes, told(&again)),
                Err(wrong) => {
                    tracing::error!(error = %StoreError::Corrupt(wrong), "a delivery cannot be sent again");
                    (Vec::new(), envelope::plain_failure(500, "An error has occurred."))
                }
            };
            Decision { changes, answer: Answer::Ready(answer) }
        };
        Work { scope, key, now: app.now(), decide: Arc::new(decide) }
    }

    /// The changes, and the deliveries as they are then.
    fn decided(&self, snapshot: &Snapshot, now: Instant) -> Result<(Vec<Change>, Vec<Delivery>), WrongValue> {
        let (mut changes, mut again) = (Vec::new(), Vec::new());
        for row in self.deliveries.iter().filter_map(|id| snapshot.row(Delivery::schema(), *id)) {
            let mut delivery = Delivery::from_row(row)?;
            if (self.which)(State::of(&delivery)) {
                schedule::resend(&mut delivery, now);
                changes.push(Change::Amend(delivery.clone().into_row(), &OF_A_DELIVERY));
                again.push(delivery);
            }
        }
        let job = snapshot.found.first().and_then(|rows| rows.first()).map(Job::from_row).transpose()?;
        if let Some(job) = job.filter(|job| job.due_on.is_some() && !again.is_empty()) {
            changes.push(Change::Amend(Job { due_on: None, ..job }.into_row(), &OF_A_JOB));
        }
        Ok((changes, again))
    }
}
