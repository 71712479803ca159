//! `GET /api/vestibule/failedcheckins/{id}/verdict`: everything that was tried when somebody was refused, as it was then.

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use vestibule_records::{FailedCheckin, Record};
use vestibule_store::{Query, Reply};

use crate::api::{Failure, envelope};
use crate::app::App;
use crate::auth;
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "FailedCheckin",
    about: "As it was written with the refusal. There is none where the rules were not asked: nobody was known, or the row \
            was made by hand.",
    asker: Asker::Role(FailedCheckin::schema, "Read"),
    parameters: &[Said {
        name: "id",
        place: "path",
        shape: Shape::Integer,
        required: true,
        about: "The refused attempt.",
    }],
    answers: &[Answered::json(200, Shape::Named("Explanation"), "The verdict and its reasons.")],
    errors: &[404],
    ..Endpoint::new(
        Verb::Get,
        "/api/vestibule/failedcheckins/{id}/verdict",
        "getFailedCheckinVerdict",
        "Why an attempt was refused, in full",
    )
};

/// Answers with the verdict of a refusal that the caller sees.
pub(crate) async fn endpoint(app: &App, request: Request, id: &str) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let request = request.map(drop);
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        caller.may(FailedCheckin::schema(), "Read")?;
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let query = Query::ids(FailedCheckin::schema(), caller.viewer.clone(), vec![id]);
        let row = app.store.list(query).await?.rows.pop().ok_or(Failure::NotFound)?;
        let body = FailedCheckin::from_row(&row)?.verdict.ok_or(Failure::NotFound)?.into_bytes();
        Ok(envelope::respond(Reply { status: 200, body }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}
