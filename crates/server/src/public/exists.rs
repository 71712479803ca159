//! `GET /{language}/user/exists?email=`: whether somebody can sign in with an e-mail (`contract.md 2.4`).
//!
//! The sign-up form of a portal asks this without credentials, so it tells everybody which e-mails have an account.
//! It tells nothing else, not even whether the account is in use, and each address gets few answers a minute.

use axum::response::Response;
use vestibule_records::FieldError;
use vestibule_store::Reply;

use super::{Question, is_read};
use crate::api::{Failure, envelope, request};
use crate::app::App;
use crate::auth;
use crate::limits::Address;
use crate::openapi::{Answered, Endpoint, LANGUAGE, Said, Shape, Verb};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Portal",
    about: "Anybody may ask, so one address is answered twenty times a minute.",
    parameters: &[LANGUAGE, Said::query("email", Shape::Text, "The e-mail.").needed()],
    answers: &[Answered::json(200, Shape::Boolean, "Whether somebody can.")],
    errors: &[400, 404],
    ..Endpoint::new(
        Verb::Get,
        "/{lang}/user/exists",
        "hasUser",
        "Whether somebody can sign in with an e-mail",
    )
};

/// Answers `true` or `false`.
pub(super) async fn exists(app: &App, request: &Question) -> Response {
    if !is_read(request) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let answer = async {
        let email = request::parameter(request.uri(), "email").map_err(Failure::invalid)?;
        let email = email.filter(|email| !email.trim().is_empty());
        let email = email.ok_or_else(|| Failure::invalid(FieldError::missing("email")))?;
        let address = Address::of(app, request);
        app.curious.check(&address, app.now())?;
        // Every question counts as a wrong guess: an answer that is no is worth as much as one that is yes.
        app.curious.missed(address, app.now());
        let known = auth::user_of_email(&*app.store, &email).await?.is_some();
        Ok(envelope::respond(Reply { status: 200, body: known.to_string().into_bytes() }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}
