//! What a write was answered with, for pages, which show it as the API says it.

use std::collections::HashMap;

use axum::response::Response;
use serde_json::Value;
use vestibule_records::{Checkin, Record as _, Row, Schema};
use vestibule_store::{Reply, StoreError};

use super::envelope;
use super::failure::Failure;
use super::request::Write;
use super::visits::{self, Foreseen};
use super::write;
use crate::app::App;
use crate::auth::Caller;

/// What a write was answered with.
pub(crate) enum Said {
    /// It is done, to the record with this id; zero where the answer names none.
    Well(i64),
    /// It is not.
    No {
        /// Why, in all.
        message: String,
        /// Why, by property.
        errors: HashMap<String, String>,
    },
}

/// Creates a record as `POST` does.
///
/// # Errors
/// When the caller may not, or the store fails.
pub(crate) async fn created(
    app: &App,
    caller: &Caller,
    schema: &'static Schema,
    write: Write,
) -> Result<Said, Failure> {
    caller.may(schema, "Create")?;
    read(write::create(app, caller, schema, write).await?).await
}

/// Updates a record as `PUT` does.
///
/// # Errors
/// When the caller may not, there is no such record, or the store fails.
pub(crate) async fn updated(
    app: &App,
    caller: &Caller,
    schema: &'static Schema,
    write: Write,
    id: i64,
) -> Result<Said, Failure> {
    caller.may(schema, "Edit")?;
    read(write::update(app, caller, schema, write, Some(id)).await?).await
}

/// Deletes a record as `DELETE` does.
///
/// # Errors
/// When the caller may not, there is no such record, or the store fails.
pub(crate) async fn deleted(
    app: &App,
    caller: &Caller,
    schema: &'static Schema,
    write: Write,
    id: i64,
) -> Result<Said, Failure> {
    caller.may(schema, "Delete")?;
    read(write::delete(app, caller, schema, write, id).await?).await
}

/// What [`updated`] would come to with a visit: nothing is written.
///
/// # Errors
/// When the caller may not, or the store fails.
pub(crate) async fn foreseen(
    app: &App,
    caller: &Caller,
    sent: &Write,
    visit: i64,
) -> Result<Result<Foreseen, Said>, Failure> {
    let schema = Checkin::schema();
    caller.may(schema, "Edit")?;
    let draft = match write::read_update(schema, sent, Some(visit)) {
        Ok((_, draft)) => draft,
        Err(errors) => return Ok(Err(read(envelope::respond(envelope::invalid(&errors))).await?)),
    };
    told(visits::foresee(app, caller, sent, visit, &draft).await?).await
}

/// What [`deleted`] would come to with a visit: nothing is written.
///
/// # Errors
/// When the caller may not, or the store fails.
pub(crate) async fn foreseen_deleted(
    app: &App,
    caller: &Caller,
    visit: &Row,
) -> Result<Result<Foreseen, Said>, Failure> {
    caller.may(Checkin::schema(), "Delete")?;
    told(visits::foresee_deleted(app, caller, visit).await?).await
}

async fn told(foreseen: Result<Foreseen, Reply>) -> Result<Result<Foreseen, Said>, Failure> {
    match foreseen {
        Ok(foreseen) => Ok(Ok(foreseen)),
        Err(reply) => Ok(Err(read(envelope::respond(reply)).await?)),
    }
}

async fn read(response: Response) -> Result<Said, Failure> {
    let (parts, body) = response.into_parts();
    let unread = |error: axum::Error| Failure::Store(StoreError::Database(error.to_string()));
    let bytes = axum::body::to_bytes(body, usize::MAX).await.map_err(unread)?;
    // What is not an answer of a write is passed on as it is.
    let Some(envelope) = serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object) else {
        return Err(Failure::Response(Box::new(Response::from_parts(parts, bytes.into()))));
    };
    if envelope["WasSuccessful"] == true {
        return Ok(Said::Well(envelope["Value"]["Id"].as_i64().unwrap_or_default()));
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let errors = envelope["Errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let errors = errors.iter().map(|error| (text(&error["PropertyName"]), text(&error["Message"]))).collect();
    Ok(Said::No { message: text(&envelope["Message"]), errors })
}
