//! `GET /api/utils/enums?name=eCheckinSource`: the numbers and names of an enum (`contract.md 12`).

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use serde_json::json;
use vestibule_records::schema::EnumTable;
use vestibule_records::{FieldError, enum_table, enum_tables};
use vestibule_store::Reply;

use super::failure::Failure;
use super::{envelope, request};
use crate::app::App;
use crate::auth;
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb, member};

/// What is said about it.
pub(crate) const ENDPOINTS: &[Endpoint] = &[Endpoint {
    asker: Asker::User,
    parameters: &[Said::query("name", Shape::Text, "Which enum, in any letter case: `eCheckinSource`.")],
    answers: &[Answered::json(
        200,
        Shape::AnyOf(&[Shape::List(&VALUE), Shape::List(&Shape::Text)]),
        "Its values; without a name, the names there are.",
    )],
    errors: &[400],
    ..Endpoint::new(Verb::Get, "/api/utils/enums", "getEnum", "The numbers and names of an enum")
}];

const VALUE: Shape =
    Shape::Object(&[member("Id", Shape::Integer, "The number."), member("Name", Shape::Text, "The name.")]);

/// Answers with one enum, or, without a name, with the names there are.
pub async fn enums(app: &App, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let request = request.map(drop);
    let answer = async {
        auth::anybody(app, &request).await?;
        let body = match request::parameter(request.uri(), "name").map_err(Failure::invalid)? {
            Some(name) if !name.trim().is_empty() => values(named(name.trim())?),
            _ => enum_tables().map(|table| table.name).collect(),
        };
        Ok(envelope::respond(Reply { status: 200, body: body.to_string().into_bytes() }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

fn named(name: &str) -> Result<&'static EnumTable, Failure> {
    enum_table(name).ok_or_else(|| {
        let message = format!("there is no enum '{name}'");
        Failure::invalid(FieldError::new("name", message, envelope::quoted(name)))
    })
}

fn values(table: &EnumTable) -> serde_json::Value {
    table.values.iter().map(|(number, name)| json!({"Id": number, "Name": name})).collect()
}
