//! The page of a tile: what it does, who you are, and what came of it.

use askama::Template;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::header::LOCATION;
use http::{HeaderValue, Method, StatusCode};
use vestibule_domain::{Gesture, TileRefusal};
use vestibule_records::Coworker;
use vestibule_store::Catalogue;

use super::does::Then;
use super::form::{Sent, Use};
use super::found::{self, Found};
use super::phone;
use super::told::{Said, Told, refused};
use super::words::{ENGLISH, Words};
use crate::api::request::Write;
use crate::api::{Failure, envelope};
use crate::app::App;
use crate::limits::Guesser;
use crate::pages;
use crate::peer;
use crate::public::checkin::{Credential, Way, take};
use crate::reached::{PublicAddress, Reached};

/// What the page may load and do. The name of the page goes along when its form is sent, or a browser would not say
/// where that came from.
const PAGE: pages::Sent = pages::Sent {
    kind: "text/html; charset=utf-8",
    policy: "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; \
             form-action 'self'; frame-ancestors 'none'",
    referrer: "same-origin",
    cache: "no-store",
};
/// The same for a tile that leads elsewhere: where a form is led to counts as where it is sent.
const LEADING: pages::Sent = pages::Sent {
    policy: "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; \
             form-action 'self' https:; frame-ancestors 'none'",
    ..PAGE
};

#[derive(Template)]
#[template(path = "tiles/tile.html", whitespace = "minimize")]
struct Page<'a> {
    words: &'a Words,
    title: String,
    place: String,
    does: String,
    path: String,
    said: Option<Said>,
    form: Option<Form>,
    known: bool,
}

/// The form that uses the tile.
struct Form {
    /// Tells one page from another.
    once: String,
    /// Whether it sends where the phone is.
    near: bool,
    /// What its button says.
    button: &'static str,
    /// The same for somebody who is remembered, who need not say who they are.
    remembered: Option<String>,
}

#[derive(Template)]
#[template(path = "tiles/missing.html", whitespace = "minimize")]
struct Missing<'a> {
    words: &'a Words,
    title: &'a str,
}

/// Answers `/t/{TileNumber}`.
pub(super) async fn answer(app: &App, request: Request, number: &str) -> Response {
    let answered = match *request.method() {
        Method::GET | Method::HEAD => show(app, &request.map(drop), number).await,
        Method::POST => receive(app, request, number).await,
        _ => return envelope::method_not_allowed(request.method(), "GET, POST"),
    };
    answered.unwrap_or_else(Failure::respond)
}

/// The page of a number without a tile.
pub(super) fn missing() -> Response {
    let page = Missing { words: &ENGLISH, title: ENGLISH.no_such_tile };
    rendered(&page, PAGE, StatusCode::NOT_FOUND)
}

/// A page as a response.
pub(super) fn rendered(page: &impl Template, sent: pages::Sent, status: StatusCode) -> Response {
    match page.render() {
        Ok(text) => {
            let mut response = sent.with(text);
            *response.status_mut() = status;
            response
        }
        Err(error) => {
            tracing::error!(%error, "a page cannot be written");
            envelope::failure(StatusCode::INTERNAL_SERVER_ERROR, "An error has occurred.")
        }
    }
}

/// What a tile does, in a few words.
pub(super) fn does(found: &Found, words: &Words) -> String {
    match found.does.moves {
        Some(Gesture::Leave) => words.check_out_of(&found.location.name),
        Some(Gesture::Enter | Gesture::Toggle) => words.check_in_at(&found.location.name),
        None => found.tile.name.clone(),
    }
}

async fn show(app: &App, request: &http::Request<()>, number: &str) -> Result<Response, Failure> {
    let catalogue = app.store.catalogue().await?;
    let Some(found) = found::find(app, &catalogue, number).await? else { return Ok(missing()) };
    let known = match phone::carried(request.headers()) {
        Some(token) => phone::known(app, &token).await?,
        None => None,
    };
    let unsupported = || refused(&ENGLISH, vec![TileRefusal::Unsupported.sentence()]);
    let said = (!found.does.is_supported()).then(unsupported);
    Ok(Answer { app, found: &found, known: known.as_ref() }.page(said, StatusCode::OK))
}

async fn receive(app: &App, request: Request, number: &str) -> Result<Response, Failure> {
    let catalogue = app.store.catalogue().await?;
    let Some(found) = found::find(app, &catalogue, number).await? else { return Ok(missing()) };
    let (parts, body) = request.into_parts();
    let reached = Reached { uri: &parts.uri, headers: &parts.headers, extensions: &parts.extensions };
    let answer = Answer { app, found: &found, known: None };
    let Some(origin) = reached.own_origin(&app.settings) else {
        let why = "This form was not sent by the page of the tile: open that again".to_owned();
        return Ok(answer.page(Some(refused(&ENGLISH, vec![why])), StatusCode::FORBIDDEN));
    };
    let address = peer::address(&parts.extensions, &parts.headers, &app.settings);
    let guesser = Guesser { location: found.location.id.get(), address, device: None, relayed: false };
    let headers = parts.headers.clone();
    let write = match Write::read(Request::from_parts(parts, body), "tile").await {
        Ok(write) => write,
        Err(response) => return Ok(*response),
    };
    let read = write.body().map_err(|error| error.to_string());
    match read.and_then(|body| Sent::read(&body, &headers, found.tile.base.id)) {
        Ok(Sent::Forget) => forget(&answer, &headers, &origin).await,
        Ok(Sent::Use(used)) => tapped(&answer, &catalogue, guesser, used, &origin).await,
        Err(why) => Ok(answer.page(Some(refused(&ENGLISH, vec![why])), StatusCode::BAD_REQUEST)),
    }
}

async fn forget(
    answer: &Answer<'_>,
    headers: &http::HeaderMap,
    origin: &PublicAddress,
) -> Result<Response, Failure> {
    if let Some(token) = phone::carried(headers) {
        phone::forget(answer.app, &token).await?;
    }
    let lines = vec![ENGLISH.forgotten_why.to_owned()];
    let said = Said { well: true, heading: ENGLISH.forgotten.to_owned(), lines };
    let mut response = answer.page(Some(said), StatusCode::OK);
    response.headers_mut().extend(phone::take_back(origin.is_safe()));
    Ok(response)
}

/// Takes a use of the tile to the door, and says what came of it.
async fn tapped(
    answer: &Answer<'_>,
    catalogue: &Catalogue,
    guesser: Guesser,
    used: Use,
    origin: &PublicAddress,
) -> Result<Response, Failure> {
    let Answer { app, found, .. } = *answer;
    let way = Way::Tile(Box::new(found.used(app, catalogue, used.reading).await?));
    let ask = used.ask(found.does.moves);
    let carried = match &ask.credential {
        Credential::Phone(token) => Some(token.clone()),
        _ => None,
    };
    let Some(taken) = take(app, catalogue, guesser, ask, used.key, way).await? else { return Ok(missing()) };
    let Some(told) = Told::read(&taken.reply) else { return Ok(envelope::respond(taken.reply)) };
    let known = match &carried {
        Some(token) => phone::known(app, token).await?,
        None => None,
    };
    let handed = match (used.remember, taken.customer) {
        (Some(showed), Some(customer)) if told.well => phone::remember(app, customer.get(), showed).await?,
        _ => None,
    };
    let answer = Answer { known: known.as_ref(), ..*answer };
    let mut response = match &found.does.then {
        Then::Redirect(url) if told.well => lead(url.as_str()),
        _ => answer.page(Some(told.said(found, &ENGLISH, app.now())), StatusCode::OK),
    };
    let cookie = handed.and_then(|token| phone::hand_out(&token, origin.is_safe()));
    response.headers_mut().extend(cookie);
    Ok(response)
}

/// Leads on to another page.
fn lead(url: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(url) = HeaderValue::try_from(url) {
        response.headers_mut().insert(LOCATION, url);
    }
    response
}

/// A tile before whoever asks.
#[derive(Clone, Copy)]
struct Answer<'a> {
    app: &'a App,
    found: &'a Found,
    /// Whose phone it is, if it is remembered.
    known: Option<&'a Coworker>,
}

impl Answer<'_> {
    /// The page, with what is to be said first; the form is there unless all is done.
    fn page(&self, said: Option<Said>, status: StatusCode) -> Response {
        let words = &ENGLISH;
        let found = self.found;
        let does = does(found, words);
        let done = said.as_ref().is_some_and(|said| said.well) || !found.does.is_supported();
        let title = match &said {
            Some(said) => format!("{} – {}", said.heading, found.location.name),
            None => does.clone(),
        };
        let page = Page {
            title,
            place: format!("{} · {}", found.location.name, found.tile.name),
            path: found.path(),
            form: (!done).then(|| self.form(words)),
            known: self.known.is_some(),
            words,
            does,
            said,
        };
        let leads = matches!(found.does.then, Then::Redirect(_));
        rendered(&page, if leads { LEADING } else { PAGE }, status)
    }

    fn form(&self, words: &Words) -> Form {
        let mut chance = [0_u8; 16];
        self.app.entropy.fill(&mut chance);
        let button = match self.found.does.moves {
            Some(Gesture::Leave) => words.check_out,
            Some(Gesture::Enter | Gesture::Toggle) => words.check_in,
            None => words.go_on,
        };
        Form {
            once: chance.iter().map(|byte| format!("{byte:02x}")).collect(),
            near: self.found.tile.enable_geofence,
            button,
            remembered: self.known.map(|owner| words.as_somebody(button, &owner.full_name)),
        }
    }
}
