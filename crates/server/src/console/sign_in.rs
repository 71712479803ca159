//! Signing in, and out.

use askama::Template;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::header::LOCATION;
use http::{HeaderValue, Method, StatusCode, Uri};

use super::asked::{Asked, escaped};
use super::broken;
use super::frame::{Frame, Notice, page};
use crate::api::request::Write;
use crate::api::{Failure, envelope};
use crate::app::App;
use crate::auth;
use crate::auth::proof::{Proof, Shown, proof};
use crate::limits::Address;
use crate::reached::{PublicAddress, Reached};

#[derive(Template)]
#[template(path = "console/sign_in.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    /// Where somebody wanted to go.
    next: String,
    email: String,
    wrong: Option<Wrong>,
}

/// What is wrong with what was filled in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// The password, or the e-mail.
    Password,
    /// There is no code, and one is asked for.
    NoCode,
    /// The code.
    Code,
}

impl Page {
    fn asked(next: String) -> Self {
        Self { frame: Frame::outside("Sign in"), next, email: String::new(), wrong: None }
    }

    fn is_password(&self) -> bool {
        self.wrong == Some(Wrong::Password)
    }

    fn is_code(&self) -> bool {
        matches!(self.wrong, Some(Wrong::Code | Wrong::NoCode))
    }

    fn once_more(self, wrong: Wrong) -> Response {
        page(&Self { wrong: Some(wrong), ..self }, StatusCode::UNPROCESSABLE_ENTITY)
    }

    fn saying(self, text: &str) -> Self {
        Self { frame: self.frame.saying(Some(Notice::no(text))), ..self }
    }
}

/// Answers `/sign-in`.
pub(super) async fn answer(app: &App, request: Request) -> Response {
    match *request.method() {
        Method::GET | Method::HEAD => page(&Page::asked(next_of(request.uri())), StatusCode::OK),
        Method::POST => receive(app, request).await.unwrap_or_else(broken),
        _ => envelope::method_not_allowed(request.method(), "GET, POST"),
    }
}

/// Answers `/sign-out`, which is a button: a link would be followed by whoever looks ahead.
pub(super) async fn leave(app: &App, request: Request) -> Response {
    if request.method() != Method::POST {
        return envelope::method_not_allowed(request.method(), "POST");
    }
    let Some(origin) = own_origin(app, &request) else {
        return page(&Page::asked("/".to_owned()).saying(ELSEWHERE), StatusCode::FORBIDDEN);
    };
    let headers = request.headers().clone();
    if let Err(error) = auth::sign_out(app, &headers).await {
        return broken(error.into());
    }
    let mut response = lead_to("/sign-in");
    response.headers_mut().extend(auth::forget_browser(origin.is_safe()));
    response
}

const ELSEWHERE: &str = "This form was not sent by a page of this server: try once more from here.";

async fn receive(app: &App, request: Request) -> Result<Response, Failure> {
    let address = Address::of(app, &request);
    let Some(origin) = own_origin(app, &request) else {
        return Ok(page(&Page::asked("/".to_owned()).saying(ELSEWHERE), StatusCode::FORBIDDEN));
    };
    let write = Write::read(request, "").await.map_err(Failure::Response)?;
    let sent = Asked::by_form(&write.bytes)?;
    let (email, next) = (sent.text("email").to_owned(), inside(sent.whole("next")));
    let asked = Page { email: email.clone(), ..Page::asked(next.clone()) };
    let shown = Shown { email: &email, password: sent.whole("password"), code: sent.text("code"), address };
    match proof(app, shown).await {
        // Whoever may not use the API has nothing to do at the desk.
        Ok(Proof::Yes(user)) if user.api_access => {
            let token = auth::sign_in(app, &user).await?;
            let mut response = lead_to(&next);
            response.headers_mut().extend(auth::know_browser(&token, origin.is_safe()));
            Ok(response)
        }
        Ok(Proof::Yes(_) | Proof::No) => Ok(asked.once_more(Wrong::Password)),
        Ok(Proof::ButCode) => Ok(asked.once_more(Wrong::NoCode)),
        Ok(Proof::WrongCode) => Ok(asked.once_more(Wrong::Code)),
        Ok(Proof::ButResets) => Ok(page(
            &asked.saying("This password has to be changed before it can be used here."),
            StatusCode::FORBIDDEN,
        )),
        Err(Failure::TooOften(wait)) => {
            let text = format!("Too many wrong passwords or codes. Try again in {} seconds.", wait.seconds());
            Ok(page(&asked.saying(&text), StatusCode::TOO_MANY_REQUESTS))
        }
        Err(failure) => Err(failure),
    }
}

fn own_origin(app: &App, request: &Request) -> Option<PublicAddress> {
    let reached =
        Reached { uri: request.uri(), headers: request.headers(), extensions: request.extensions() };
    reached.own_origin(&app.settings)
}

/// Leads to another page.
pub(crate) fn lead_to(path: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let location = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(LOCATION, location);
    response
}

/// Why somebody gets no page: who is not signed in is led to do that first.
pub(super) fn or_fail(method: &Method, uri: &Uri, failure: Failure) -> Response {
    match failure {
        Failure::Unauthorized(_) if matches!(*method, Method::GET | Method::HEAD) => first(uri),
        Failure::Unauthorized(_) => lead_to("/sign-in"),
        failure => broken(failure),
    }
}

/// To sign in, and then to where somebody wanted to go.
fn first(uri: &Uri) -> Response {
    let asked = uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    lead_to(&format!("/sign-in?next={}", escaped(asked)))
}

fn next_of(uri: &Uri) -> String {
    inside(Asked::in_address(uri).whole("next"))
}

/// A path of this server, or its first page: nobody is sent elsewhere.
fn inside(next: &str) -> String {
    let is_ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if is_ours { next.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_server() {
        for next in ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "", "x"] {
            assert_eq!(inside(next), "/", "{next}");
        }
        assert_eq!(inside("/customers?at=loft"), "/customers?at=loft");
    }

    #[test]
    fn where_somebody_wanted_to_go_is_remembered() {
        let first = first(&Uri::from_static("/customers?name=J%C3%BCrgen&at=loft"));
        let location = first.headers()[LOCATION].to_str().expect("text");
        assert_eq!(next_of(&location.parse().expect("an address")), "/customers?name=J%C3%BCrgen&at=loft");
    }
}
