//! `GET /api/public/events`: the events of a location. None are kept here, and none is what a page that shows them
//! can use; it needs no credentials.

use axum::response::Response;
use vestibule_store::Reply;

use super::{Question, is_read};
use crate::api::envelope;
use crate::openapi::{Answered, Endpoint, Shape, Verb};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Portal",
    answers: &[Answered::json(200, Shape::List(&Shape::AnyObject), "An empty list: no events are kept.")],
    ..Endpoint::new(Verb::Get, "/api/public/events", "getEvents", "The events of a location")
};

/// Answers with an empty list.
pub(super) fn events(request: &Question) -> Response {
    if !is_read(request) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    envelope::respond(Reply { status: 200, body: b"[]".to_vec() })
}
