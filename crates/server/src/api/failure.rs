//! Why a request is not answered as asked, and how that is said.

use axum::response::Response;
use http::StatusCode;
use vestibule_records::{FieldError, WrongValue};
use vestibule_store::StoreError;

use super::envelope;
use crate::limits::{Wait, too_often};
use crate::settings::ThrottleStatus;

/// Why a request is not answered as asked.
#[derive(Debug)]
pub enum Failure {
    /// No credentials, or wrong ones, or the role is missing (`contract.md 3`).
    Unauthorized(String),
    /// The account may not use the API.
    Forbidden(String),
    /// Nothing there, or nothing there for this caller.
    NotFound,
    /// Properties or parameters that do not fit.
    Invalid(Vec<FieldError>),
    /// An idempotency key that was used for something else.
    KeyReused,
    /// A guess or a question too many.
    TooOften(Wait),
    /// The store could not.
    Store(StoreError),
    /// Already a response.
    Response(Box<Response>),
}

impl Failure {
    /// One property that does not fit.
    #[must_use]
    pub fn invalid(error: FieldError) -> Self {
        Self::Invalid(vec![error])
    }

    /// As a response.
    #[must_use]
    pub fn respond(self) -> Response {
        match self {
            Self::Unauthorized(message) => envelope::failure(StatusCode::UNAUTHORIZED, &message),
            Self::Forbidden(message) => envelope::failure(StatusCode::FORBIDDEN, &message),
            Self::NotFound => envelope::not_found(),
            Self::Invalid(errors) => envelope::respond(envelope::invalid(&errors)),
            Self::KeyReused => envelope::failure(
                StatusCode::CONFLICT,
                "Idempotency-Key: this key was used before for a different request",
            ),
            Self::TooOften(wait) => too_often(wait, ThrottleStatus::TooManyRequests),
            Self::Store(error) => of_store(&error),
            Self::Response(response) => *response,
        }
    }
}

fn of_store(error: &StoreError) -> Response {
    match error {
        StoreError::Busy => {
            envelope::failure(StatusCode::SERVICE_UNAVAILABLE, "Too much is waiting; try again in a second")
        }
        StoreError::Taken => {
            envelope::failure(StatusCode::BAD_REQUEST, "A value that must be unique is taken")
        }
        StoreError::StillReferred => envelope::respond(envelope::refused(
            "Other records refer to this one: you must delete them before you can delete it.",
        )),
        StoreError::Panicked | StoreError::Corrupt(_) | StoreError::Database(_) => {
            tracing::error!(%error, "the store failed");
            envelope::failure(StatusCode::INTERNAL_SERVER_ERROR, "An error has occurred.")
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<WrongValue> for Failure {
    fn from(wrong: WrongValue) -> Self {
        Self::Store(StoreError::Corrupt(wrong))
    }
}

impl From<Wait> for Failure {
    fn from(wait: Wait) -> Self {
        Self::TooOften(wait)
    }
}
