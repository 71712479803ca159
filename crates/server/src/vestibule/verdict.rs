//! `GET /api/vestibule/failedcheckins/{id}/verdict`: everything that was tried when somebody was refused, as it was then.

use axum::extract::Request;
use axum::response::Response;
use vestibule_records::{FailedCheckin, Record};

use super::about;
use crate::api::Failure;
use crate::app::App;
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
    about::<FailedCheckin>(app, request, id, async |_, row| {
        let verdict = FailedCheckin::from_row(&row)?.verdict;
        Ok(verdict.ok_or(Failure::NotFound)?.into_bytes())
    })
    .await
}
