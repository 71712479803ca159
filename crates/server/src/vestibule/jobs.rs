//! `GET /api/vestibule/jobs`: what is done without anybody asking, when it is due, and which node is at it.

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use serde_json::{Value as Json, json};
use vestibule_records::Record as _;
use vestibule_records::kept::Job;
use vestibule_store::{Query, Reply};

use crate::api::Failure;
use crate::api::envelope::{self, instant};
use crate::app::App;
use crate::auth;
use crate::openapi::{Answered, Asker, Endpoint, Shape, Verb, member};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    about: "Each job by its name: `issue-passes`, `cut-off/` with a location, `sweep/` with what is removed. One that is due and \
            held by nobody is waiting for a node; one that failed says why and is tried again when it is due. For full \
            administrators of all locations.",
    asker: Asker::Administrator,
    answers: &[Answered::json(200, SHAPE, "The jobs, by name.")],
    ..Endpoint::new(Verb::Get, "/api/vestibule/jobs", "getJobs", "What falls due by itself")
};

const SHAPE: Shape = Shape::Object(&[member("Jobs", Shape::List(&JOB), "The jobs, by name.")]);

const INSTANT: Shape = Shape::OrNull(&Shape::Text);

const JOB: Shape = Shape::Object(&[
    member("Name", Shape::Text, "What is to be done, and to what."),
    member("DueOn", INSTANT, "When it is due; null while there is nothing to do."),
    member("Holder", Shape::OrNull(&Shape::Text), "The node that is at it; null while none is."),
    member("HeldUntil", INSTANT, "Until when it is left to that node, should that say nothing more."),
    member("BegunOn", INSTANT, "When it was last begun."),
    member("DoneOn", INSTANT, "When it was last finished."),
    member("Failures", Shape::Integer, "How often it failed since."),
    member("LastError", Shape::OrNull(&Shape::Text), "Why it failed last; null once it was finished."),
]);

/// Answers with the jobs.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let request = request.map(drop);
    let answer = async {
        auth::caller(app, &request).await?.must_see_everything()?;
        let order = (Job::schema().position("Name").unwrap_or_default(), false);
        let rows = app.store.list(Query { order, sets: false, ..Query::all(Job::schema()) }).await?.rows;
        let jobs = rows.iter().map(|row| Ok(told(&Job::from_row(row)?)));
        let jobs: Vec<Json> = jobs.collect::<Result<_, Failure>>()?;
        let body = json!({ "Jobs": jobs }).to_string().into_bytes();
        Ok(envelope::respond(Reply { status: 200, body }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

fn told(job: &Job) -> Json {
    json!({
        "Name": job.name,
        "DueOn": job.due_on.map(instant),
        "Holder": job.holder,
        "HeldUntil": job.held_until.map(instant),
        "BegunOn": job.begun_on.map(instant),
        "DoneOn": job.done_on.map(instant),
        "Failures": job.failures,
        "LastError": job.last_error,
    })
}
