//! `GET /api/vestibule/deliveries/{id}`: one delivery, with what is sent.

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use serde_json::Value as Json;
use vestibule_records::{Record as _, WebHook};
use vestibule_store::Reply;

use super::{DELIVERY, ENTRY, delivery, entry};
use crate::api::{Failure, envelope};
use crate::app::App;
use crate::auth;
use crate::openapi::{Answered, Asker, Endpoint, Shape, Verb, member};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Deliveries",
    about: "What the list shows of it, and its body.",
    asker: Asker::Role(WebHook::schema, "Read"),
    parameters: &[DELIVERY],
    answers: &[Answered::json(200, Shape::AllOf(&[ENTRY, BODY]), "The delivery.")],
    errors: &[404],
    ..Endpoint::new(Verb::Get, "/api/vestibule/deliveries/{id}", "getDelivery", "One delivery with its body")
};

const BODY: Shape = Shape::Object(&[member(
    "Body",
    Shape::OrNull(&Shape::Text),
    "What is sent, byte for byte; null for a door system, which is told how things stand when it is told.",
)]);

/// Answers with a delivery that the caller sees.
pub(crate) async fn endpoint(app: &App, request: Request, id: &str) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let request = request.map(drop);
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        let delivery = delivery(app, &caller, "Read", id).await?;
        let mut told = entry(&delivery);
        told["Body"] = if delivery.payload.is_empty() { Json::Null } else { delivery.payload.into() };
        Ok(envelope::respond(Reply { status: 200, body: told.to_string().into_bytes() }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}
