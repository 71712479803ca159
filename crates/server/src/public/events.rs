//! `GET /api/public/events`: the events of a location. None are kept here, and none is what a page that shows them
//! can use; it needs no credentials.

use axum::response::Response;
use vestibule_store::Reply;

use super::{Question, is_read};
use crate::api::envelope;

/// Answers with an empty list.
pub(super) fn events(request: &Question) -> Response {
    if !is_read(request) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    envelope::respond(Reply { status: 200, body: b"[]".to_vec() })
}
