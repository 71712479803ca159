//! Who asks, and what they may (`contract.md` 2 and 3).

mod caller;
mod passwords;
mod secret;
mod sessions;
mod token;

pub use caller::{Caller, Rights, user_of_email};
pub use passwords::Passwords;
pub use secret::{hash_of, issue, looks_right};
pub use sessions::Sessions;
pub use token::{password_grant, token_endpoint};

use http::HeaderMap;

use crate::api::Failure;
use crate::app::App;
use crate::openapi::Endpoint;

/// What is said about the endpoints of this room.
pub(crate) const ENDPOINTS: &[Endpoint] = &[token::ENDPOINT];

/// Who a request comes from: a bearer token, or Basic with e-mail and password.
///
/// # Errors
/// 401 without or with wrong credentials, 403 where the account may not use the API.
pub async fn caller(app: &App, headers: &HeaderMap) -> Result<Caller, Failure> {
    let header =
        headers.get(http::header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, credentials) = header.trim().split_once(' ').unwrap_or(("", ""));
    let credentials = credentials.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        sessions::by_token(app, credentials).await
    } else if scheme.eq_ignore_ascii_case("basic") {
        sessions::by_password(app, credentials).await
    } else {
        Err(denied())
    }
}

/// 401 that does not say what exactly is wrong.
fn denied() -> Failure {
    Failure::Unauthorized("Authorization has been denied for this request.".to_owned())
}
