//! `POST /api/token`: password and refresh grants, with the bodies of OAuth (`contract.md 2.1`).

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode};
use vestibule_domain::time::{Instant, Span};
use vestibule_records::kept::{Token, TokenUse};
use vestibule_records::{Base, Filter, Id, Record, Row, Schema, Test, User, Value};
use vestibule_store::{
    Answer, Change, Decision, Lookup, Mint, Outcome, Query, Reply, RowRef, Scope, Snapshot, Viewer, Work,
};

use super::caller::user_of_id;
use super::proof::{Proof, Shown, proof};
use super::sessions::outlives_password;
use super::{hash_of, issue, looks_right};
use crate::api::envelope::{self, quoted};
use crate::api::{Failure, request};
use crate::app::App;
use crate::limits::Address;
use crate::openapi::{Answered, Endpoint, Said, Shape, Verb, member};

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Token",
    about: "A `client_id` header binds tokens to a client. Each refresh token works once.",
    parameters: &[Said {
        name: "client_id",
        place: "header",
        shape: Shape::Text,
        required: false,
        about: "The client the tokens are for; the user's e-mail unless said.",
    }],
    body: Some((&["application/x-www-form-urlencoded"], Shape::AnyOf(&[BY_PASSWORD, BY_REFRESH]))),
    answers: &[
        Answered::json(200, PAIR, "A pair of tokens."),
        Answered::json(400, Shape::AnyOf(&[DENIED, Shape::Named("Error")]), "No tokens, and why."),
    ],
    ..Endpoint::new(Verb::Post, "/api/token", "getToken", "Get a token")
};

const BY_PASSWORD: Shape = Shape::Object(&[
    member("grant_type", Shape::Exactly("password"), "By password."),
    member("username", Shape::Text, "The e-mail."),
    member("password", Shape::Text, "The password."),
    member("totp", Shape::Text, "The code of the second factor, where there is one.").optional(),
]);

const BY_REFRESH: Shape = Shape::Object(&[
    member("grant_type", Shape::Exactly("refresh_token"), "By a refresh token."),
    member("refresh_token", Shape::Text, "The refresh token, which is spent."),
]);

const PAIR: Shape = Shape::Object(&[
    member("access_token", Shape::Text, "What to send as `Authorization: Bearer`."),
    member("token_type", Shape::Exactly("bearer"), "Always `bearer`."),
    member("expires_in", Shape::Integer, "Seconds that the access token is good for."),
    member("refresh_token", Shape::Text, "What to trade in for the next pair."),
]);

const DENIED: Shape = Shape::Object(&[
    member(
        "error",
        Shape::Text,
        "`invalid_grant`, `unsupported_grant_type`, `two_factor_auth_check` or `must_reset_password`.",
    ),
    member("error_description", Shape::Text, "The same for people.").optional(),
]);

/// Answers `POST /api/token`.
pub async fn token_endpoint(app: &App, request: Request) -> Response {
    if request.method() != Method::POST {
        return envelope::method_not_allowed(request.method(), "POST");
    }
    let answer = async {
        let address = Address::of(app, &request);
        let client = request.headers().get("client_id").and_then(|id| id.to_str().ok()).map(str::to_owned);
        if !request::is_form(request.headers()) {
            return Err(Denial::Grant);
        }
        let write = request::Write::read(request, "")
            .await
            .map_err(|response| Denial::Other(Failure::Response(response)))?;
        let fields = request::form(&write.bytes).map_err(|_| Denial::Grant)?;
        let field = |name: &str| {
            fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
        };
        match field("grant_type") {
            Some("password") => {
                let shown = Shown {
                    email: field("username").unwrap_or_default(),
                    password: field("password").unwrap_or_default(),
                    code: field("totp").unwrap_or_default(),
                    address,
                };
                by_password(app, client, shown).await
            }
            Some("refresh_token") => {
                refresh_grant(app, client, field("refresh_token").unwrap_or_default()).await
            }
            _ => Err(Denial::Grant),
        }
    };
    answer.await.unwrap_or_else(Denial::respond)
}

/// Why there is no token.
enum Denial {
    /// `unsupported_grant_type`
    Grant,
    /// `invalid_grant`, with words of what is wrong or without.
    Invalid(Option<&'static str>),
    /// `two_factor_auth_check`
    SecondFactor,
    /// `must_reset_password`
    MustResetPassword,
    /// Something else.
    Other(Failure),
}

impl Denial {
    fn respond(self) -> Response {
        match self {
            Self::Grant => oauth_error("unsupported_grant_type", None),
            Self::Invalid(what) => oauth_error("invalid_grant", what),
            Self::SecondFactor => oauth_error("two_factor_auth_check", None),
            Self::MustResetPassword => oauth_error("must_reset_password", None),
            Self::Other(failure) => failure.respond(),
        }
    }
}

impl<T: Into<Failure>> From<T> for Denial {
    fn from(failure: T) -> Self {
        Self::Other(failure.into())
    }
}

fn oauth_error(error: &str, description: Option<&str>) -> Response {
    let description =
        description.map(|text| format!(",\"error_description\":{}", quoted(text))).unwrap_or_default();
    let body = format!("{{\"error\":\"{error}\"{description}}}").into_bytes();
    envelope::respond(Reply { status: StatusCode::BAD_REQUEST.as_u16(), body })
}

/// The response to a password grant.
pub async fn password_grant(app: &App, client: Option<String>, email: &str, password: &str) -> Response {
    let shown = Shown { email, password, code: "", address: Address::default() };
    by_password(app, client, shown).await.unwrap_or_else(Denial::respond)
}

async fn by_password(app: &App, client: Option<String>, shown: Shown<'_>) -> Result<Response, Denial> {
    let user = match proof(app, shown).await? {
        Proof::Yes(user) => *user,
        Proof::No => return Err(Denial::Invalid(Some("The user name or password is incorrect."))),
        Proof::WrongCode => return Err(Denial::Invalid(Some("The code is incorrect, or was used before."))),
        Proof::ButCode => return Err(Denial::SecondFactor),
        Proof::ButResets => return Err(Denial::MustResetPassword),
    };
    let client = client.unwrap_or_else(|| user.email.to_ascii_lowercase());
    grant(app, &user, client, None).await
}

async fn refresh_grant(app: &App, client: Option<String>, refresh: &str) -> Result<Response, Denial> {
    const INVALID: Denial = Denial::Invalid(None);
    if !looks_right(refresh) {
        return Err(INVALID);
    }
    let found = app.store.list(Query::by::<Token>("Hash", Test::Same(hash_of(refresh)))).await?;
    let token = found.rows.first().map(Token::from_row).transpose()?;
    let token = token.filter(|token| token.purpose == TokenUse::Refresh).ok_or(INVALID)?;
    let user = user_of_id(&*app.store, token.user_id.get())
        .await?
        .filter(|user| user.active && outlives_password(&token, user))
        .ok_or(INVALID)?;
    let client = client.unwrap_or_else(|| user.email.to_ascii_lowercase());
    if client != token.client_id {
        return Err(INVALID);
    }
    grant(app, &user, client, Some(token.base.id)).await
}

/// Gives out a pair of tokens. The refresh token that is traded in, and any other of the same user and client, is
/// spent: of two that trade in the same one, one gets nothing.
async fn grant(app: &App, user: &User, client: String, traded: Option<i64>) -> Result<Response, Denial> {
    let now = app.now();
    let seconds = app.settings.access_token_seconds;
    let (access, refresh) = (issue(&*app.entropy), issue(&*app.entropy));
    let pair = Pair {
        user: Id::new(user.base.id),
        by: user.email.clone(),
        now,
        access: (hash_of(&access), now.plus(Span::micros(seconds * 1_000_000))),
        refresh: (hash_of(&refresh), now.plus(Span::micros(app.settings.refresh_token_seconds * 1_000_000))),
        body: format!(
            "{{\"access_token\":\"{access}\",\"token_type\":\"bearer\",\"expires_in\":{seconds},\"refresh_token\":\"{refresh}\"}}"
        ),
        client,
        traded,
    };
    let scope = Scope {
        viewer: Viewer::Everything,
        rows: traded
            .map(|id| held(Token::schema(), id))
            .into_iter()
            .chain([held(User::schema(), user.base.id)])
            .collect(),
        lookups: vec![pair.others()],
        visit: None,
    };
    let decide = Arc::new(move |snapshot: &Snapshot, mint: &mut Mint<'_>| pair.decide(snapshot, mint));
    match app.store.transact(Work { scope, key: None, now, decide }).await? {
        Outcome::Done(reply) if reply.status == 200 => Ok(envelope::respond(reply)),
        _ => Err(Denial::Invalid(None)),
    }
}

/// A row that no other grant may change meanwhile; holding the user makes grants to one user follow one another.
const fn held(schema: &'static Schema, id: i64) -> RowRef {
    RowRef { schema, id, changes: true }
}

/// A pair of tokens about to be given out.
struct Pair {
    user: Id<User>,
    by: String,
    now: Instant,
    access: (String, Instant),
    refresh: (String, Instant),
    body: String,
    client: String,
    traded: Option<i64>,
}

impl Pair {
    /// Refresh tokens of the same user and client that are still good.
    fn others(&self) -> Lookup {
        let is = |name: &str, value| Filter::on::<Token>(name, Test::Is(value));
        let filters = vec![
            is("UserId", Value::Int(self.user.get())),
            is("ClientId", Value::Text(self.client.clone())),
            is("Purpose", Value::Int(TokenUse::Refresh.number())),
            Filter::on::<Token>("SpentOn", Test::IsNull),
        ];
        Lookup::two(Token::schema(), filters)
    }

    fn decide(&self, snapshot: &Snapshot, mint: &mut Mint<'_>) -> Decision {
        let traded =
            self.traded.map(|id| snapshot.row(Token::schema(), id).and_then(|row| Token::from_row(row).ok()));
        if traded.is_some_and(|token| token.is_none_or(|token| !token.is_good(self.now))) {
            return Decision {
                changes: Vec::new(),
                answer: Answer::Ready(Reply { status: 400, body: Vec::new() }),
            };
        }
        let mut changes: Vec<Change> =
            snapshot.found.iter().flatten().map(|row| Change::Update(self.spent(row.clone()))).collect();
        for (purpose, (hash, expires_on)) in
            [(TokenUse::Access, &self.access), (TokenUse::Refresh, &self.refresh)]
        {
            let base = Base::made(mint.id(), mint.guid(), self.now, &self.by);
            let token = Token {
                hash: hash.clone(),
                purpose,
                user_id: self.user,
                client_id: self.client.clone(),
                expires_on: *expires_on,
                spent_on: None,
                base,
            };
            changes.push(Change::Insert(token.into_row()));
        }
        Decision {
            changes,
            answer: Answer::Ready(Reply { status: 200, body: self.body.clone().into_bytes() }),
        }
    }

    fn spent(&self, mut row: Row) -> Row {
        row.set("SpentOn", Value::Int(self.now.micros()));
        row.set("UpdatedOn", Value::Int(self.now.micros()));
        row
    }
}
