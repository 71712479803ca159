//! Whoever is signed in, and how they sign in: with a second factor, or without.

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode};

use super::asked::Asked;
use super::{Desk, Frame, Notice, Section, broken, lead_to, page};
use crate::api::request::Write;
use crate::api::{Failure, envelope};
use crate::app::App;
use crate::auth::proof::{Proof, Shown, proof};
use crate::auth::second_factor::{self, SecondFactor};
use crate::auth::user_of_email;
use crate::limits::Address;
use crate::tiles::picture;

#[derive(Template)]
#[template(path = "console/account.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    is_on: bool,
    /// What the phone is to be shown, where there is no second factor yet.
    offered: Option<Offered>,
    wrong: Option<Wrong>,
}

/// A second factor that is not in use before a code of it has come back.
struct Offered {
    secret: String,
    picture: String,
}

/// What is wrong with what was filled in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Password,
    Code,
}

impl Page {
    fn is_password(&self) -> bool {
        self.wrong == Some(Wrong::Password)
    }

    fn is_code(&self) -> bool {
        self.wrong == Some(Wrong::Code)
    }
}

/// Answers `/account`.
pub(super) async fn answer(app: &App, request: Request) -> Response {
    let desk = match Desk::of(app, &request).await {
        Ok(desk) => desk,
        Err(response) => return *response,
    };
    let answered = match *request.method() {
        Method::GET | Method::HEAD => {
            let saved = Asked::in_address(request.uri()).has("saved");
            show(&desk, None, saved.then(|| Notice::well("Saved.")), None).await
        }
        Method::POST => receive(&desk, request).await,
        _ => Ok(envelope::method_not_allowed(request.method(), "GET, POST")),
    };
    answered.unwrap_or_else(broken)
}

async fn receive(desk: &Desk<'_>, request: Request) -> Result<Response, Failure> {
    let address = Address::of(desk.app, &request);
    let write = Write::read(request, &desk.caller.email).await.map_err(Failure::Response)?;
    let sent = Asked::by_form(&write.bytes)?;
    let secret = sent.filled("secret");
    let (password, code) = (sent.whole("password"), sent.text("code"));
    match set(desk, secret, password, code, address).await {
        Ok(None) => Ok(lead_to("/account?saved")),
        Ok(wrong) => show(desk, secret, None, wrong).await,
        Err(Failure::TooOften(wait)) => {
            let text = format!("Too many wrong passwords or codes. Try again in {} seconds.", wait.seconds());
            show(desk, secret, Some(Notice::no(text)), None).await
        }
        Err(failure) => Err(failure),
    }
}

/// Turns codes on with a secret, off without; or says what is wrong.
async fn set(
    desk: &Desk<'_>,
    secret: Option<&str>,
    password: &str,
    code: &str,
    address: Address,
) -> Result<Option<Wrong>, Failure> {
    let (app, user) = (desk.app, desk.caller.user);
    // The code of a secret that is only offered proves nothing of who it is.
    let proved = if secret.is_some() { "" } else { code };
    let shown = Shown { email: &desk.caller.email, password, code: proved, address };
    match (proof(app, shown).await?, secret) {
        (Proof::No | Proof::ButResets, _) => return Ok(Some(Wrong::Password)),
        (Proof::ButCode | Proof::WrongCode, _) => return Ok(Some(Wrong::Code)),
        (Proof::Yes(_), None) => {
            second_factor::forget(app, user).await?;
        }
        (Proof::Yes(_), Some(secret)) => {
            if !second_factor::turn_on(app, user, secret, code).await? {
                return Ok(Some(Wrong::Code));
            }
        }
    }
    Ok(None)
}

/// The page; with the secret that was offered before, so that a phone need not be shown another for a typing error.
async fn show(
    desk: &Desk<'_>,
    secret: Option<&str>,
    notice: Option<Notice>,
    wrong: Option<Wrong>,
) -> Result<Response, Failure> {
    let email = &desk.caller.email;
    let user = user_of_email(&*desk.app.store, email).await?.ok_or(Failure::NotFound)?;
    let factor = match secret {
        _ if user.two_factor_enabled => None,
        Some(secret) => SecondFactor::of(secret, email),
        None => SecondFactor::made(&*desk.app.entropy, email),
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shown = Page {
        frame: desk.frame(Section::Outside, "Your account").saying(notice),
        is_on: user.two_factor_enabled,
        offered: factor.and_then(Offered::of),
        wrong,
    };
    Ok(page(&shown, status))
}

impl Offered {
    fn of(factor: SecondFactor) -> Option<Self> {
        let drawn = picture(&factor.address()?).ok()?;
        // Without what stands before it in a file of its own.
        let picture = drawn.get(drawn.find("<svg")?..)?.to_owned();
        Some(Self { secret: factor.secret(), picture })
    }
}
