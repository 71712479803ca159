//! Who asks, and what they may (`contract.md` 2 and 3).

mod browser;
mod caller;
mod passwords;
pub(crate) mod proof;
pub(crate) mod second_factor;
pub(crate) mod secret;
mod sessions;
mod token;
mod validate;

pub(crate) use browser::{forget_browser, know_browser, leave as sign_out, open as sign_in};
pub use caller::{Caller, Rights, user_of_email};
pub use passwords::{Login, Passwords};
pub use second_factor::forget_of as forget_second_factor;
pub use secret::{hash_of, issue, looks_right};
pub use sessions::Sessions;
pub use token::{password_grant, token_endpoint};
pub use validate::validate;

use http::{HeaderMap, Request};
use vestibule_records::kept::TokenUse;
use vestibule_records::{Id, User};

use crate::api::Failure;
use crate::app::App;
use crate::limits::Address;
use crate::openapi::Endpoint;

/// What is said about the endpoints of this room.
pub(crate) const ENDPOINTS: &[Endpoint] = &[token::ENDPOINT, validate::ENDPOINT];

/// Who a request comes from, for the REST API: a bearer token, or Basic with e-mail and password.
///
/// # Errors
/// 401 without or with wrong credentials, 403 where the account may not use the API.
pub fn caller<B>(app: &App, request: &Request<B>) -> impl Future<Output = Result<Caller, Failure>> + Send {
    let known = anybody(app, request);
    async {
        let caller = known.await?;
        if !caller.api_access {
            return Err(Failure::Forbidden("Access Denied: this account may not use the API".to_owned()));
        }
        Ok(caller)
    }
}

/// Who a request comes from, for the portal, which is open to every user.
///
/// # Errors
/// 401 without or with wrong credentials.
pub fn anybody<B>(app: &App, request: &Request<B>) -> impl Future<Output = Result<Caller, Failure>> + Send {
    // Read here: a body cannot be held while others wait for it.
    let (credentials, address) = (Credentials::of(request.headers()), Address::of(app, request));
    let is_ours = browser::is_of_a_page_of_ours(app, request);
    async move {
        let caller = match credentials.ok_or_else(denied)? {
            Credentials::Token(token) => sessions::by_token(app, token, TokenUse::Access).await,
            // A browser sends its cookie along with whatever any page has it send.
            Credentials::Browser(_) if !is_ours => {
                Err(Failure::Forbidden("This was not sent by a page of this server".to_owned()))
            }
            Credentials::Browser(token) => sessions::by_token(app, token, TokenUse::Session).await,
            Credentials::Password(password) => sessions::by_password(app, password, address).await,
        }?;
        tracing::Span::current().record("user", caller.user.get());
        Ok(caller)
    }
}

/// The user whose credentials came along, if they were good when they were last looked at.
pub(crate) fn remembered(app: &App, headers: &HeaderMap) -> Option<Id<User>> {
    sessions::remembered(app, Credentials::of(headers)?)
}

/// What stands in `Authorization`, or else in the cookie of a browser.
#[derive(Clone, Copy)]
enum Credentials<'a> {
    Token(&'a str),
    /// E-mail and password, in base64.
    Password(&'a str),
    /// The token of a browser in which somebody has signed in.
    Browser(&'a str),
}

impl<'a> Credentials<'a> {
    fn of(headers: &'a HeaderMap) -> Option<Self> {
        let Some(header) = headers.get(http::header::AUTHORIZATION) else {
            return browser::known(headers).map(Self::Browser);
        };
        let header = header.to_str().ok()?.trim();
        match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Some(Self::Token(token.trim())),
            Some((scheme, password)) if scheme.eq_ignore_ascii_case("basic") => {
                Some(Self::Password(password.trim()))
            }
            // One client leaves the word Basic out (contract.md 2.2).
            None if !header.is_empty() => Some(Self::Password(header)),
            _ => None,
        }
    }
}

/// 401 that does not say what exactly is wrong.
fn denied() -> Failure {
    Failure::Unauthorized("Authorization has been denied for this request.".to_owned())
}
