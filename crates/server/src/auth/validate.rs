//! `POST /api/sys/users/validate`: whether an e-mail and a password belong together (`contract.md 2.4`).

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use vestibule_records::{Body, FieldError, Record, User};
use vestibule_store::Query;

use super::caller::user_of_email;
use super::{Caller, Login, caller};
use crate::api::envelope::{self, Written};
use crate::api::{Failure, request::Write};
use crate::app::App;
use crate::limits::Address;
use crate::openapi::{Answered, Asker, Endpoint, JSON_OR_FORM, Shape, Verb, member};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Token",
    about: "A user of locations that the caller does not see is answered like a wrong password.",
    asker: Asker::Role(User::schema, "Read"),
    body: Some((JSON_OR_FORM, LOGIN)),
    answers: &[Answered::json(200, CHECKED, "Whether they do; `WasSuccessful` is false when they do not.")],
    errors: &[400],
    ..Endpoint::new(
        Verb::Post,
        "/api/sys/users/validate",
        "validateUser",
        "Whether an e-mail and a password belong together",
    )
};

const LOGIN: Shape = Shape::Object(&[
    member("Email", Shape::Text, "The e-mail."),
    member("Password", Shape::Text, "The password."),
]);

const CHECKED: Shape = Shape::AllOf(&[
    Shape::Named("Written"),
    Shape::Object(&[member(
        "Value",
        Shape::OrNull(&Shape::Named("User")),
        "The user; null when they do not.",
    )]),
]);

const WRONG: &str = "The email address or password you entered is not valid.";

/// Answers with the user's record, for who may read users. A user out of the caller's sight is as good as none.
pub async fn validate(app: &App, request: Request) -> Response {
    if request.method() != Method::POST {
        return envelope::method_not_allowed(request.method(), "POST");
    }
    let answer = async {
        let caller = caller(app, &request).await?;
        caller.may(User::schema(), "Read")?;
        let address = Address::of(app, &request);
        let write = Write::read(request, &caller.email).await.map_err(Failure::Response)?;
        let (email, password) = credentials(&write).map_err(Failure::Invalid)?;
        checked(app, &caller, &email, &password, address).await
    };
    answer.await.unwrap_or_else(Failure::respond)
}

fn credentials(write: &Write) -> Result<(String, String), Vec<FieldError>> {
    let body = write.body().map_err(|error| vec![FieldError::new("Body", error.to_string(), "null")])?;
    match (text(&body, "Email"), text(&body, "Password")) {
        (Ok(email), Ok(password)) => Ok((email, password)),
        (email, password) => Err([email.err(), password.err()].into_iter().flatten().collect()),
    }
}

fn text(body: &Body<'_>, name: &str) -> Result<String, FieldError> {
    let input = body.get(name).ok_or_else(|| FieldError::missing(name))?;
    // What was sent is not repeated: it may be a password.
    input.required_text().map_err(|message| FieldError::new(name, message, "null"))
}

async fn checked(
    app: &App,
    caller: &Caller,
    email: &str,
    password: &str,
    address: Address,
) -> Result<Response, Failure> {
    let user = user_of_email(&*app.store, email).await?.filter(|user| user.active);
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    if !app.passwords.guess(Login::of(email, address), password, hash).await? {
        return Ok(envelope::respond(envelope::refused(WRONG)));
    }
    let ids = user.iter().map(|user| user.base.id).collect();
    let seen = app.store.list(Query::ids(User::schema(), caller.viewer.clone(), ids)).await?;
    let reply = match seen.rows.first() {
        Some(row) => {
            let value = envelope::row(row);
            Written { message: "OK".to_owned(), value, now: app.now(), by: &caller.email }.reply()
        }
        None => envelope::refused(WRONG),
    };
    Ok(envelope::respond(reply))
}
