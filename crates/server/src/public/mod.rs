//! What kiosks, doors and the portal of a location ask (`contract.md 13`). At the door a credential is in the body;
//! what the portal asks follows `contract.md 13.2`. Every user may, with or without access to the REST API,
//! and sees what is theirs; some questions need no credentials at all. The first label of the host names the
//! location. Answers nest, and `_shape` says which of their members are wanted.

mod benefits;
pub(crate) mod checkin;
mod contracts;
mod countries;
mod customer;
mod events;
mod exists;
mod me;
mod plans;
mod profile;
mod profiles;
mod shown;
mod site;
mod visitors;

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use vestibule_store::{Catalogue, Reply};

use crate::api::{Failure, envelope, request};
use crate::app::App;
use crate::openapi::{self, Endpoint, Said};
use crate::tiles;
use shown::{Shape, Shown};

pub(crate) use checkin::{LONGEST_DEBOUNCE, spend};
pub use me::me;

/// What is said about them.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    checkin::ENDPOINT,
    me::BY_TOKEN,
    me::AS_USER,
    me::ON_PORTAL,
    profile::ENDPOINT,
    exists::ENDPOINT,
    profiles::LISTED,
    profiles::SWITCHED,
    benefits::ENDPOINT,
    contracts::ENDPOINT,
    visitors::ENDPOINT,
    countries::ENDPOINT,
    plans::ENDPOINT,
    events::ENDPOINT,
];

/// Answers of theirs that have a name in the description.
pub(crate) const SCHEMAS: &[(&str, openapi::Shape)] = &[
    ("Verdict", checkin::VERDICT),
    ("Me", me::SHAPE),
    ("Profiles", profiles::SHAPE),
    ("Benefits", benefits::SHAPE),
];

/// The parameter of every question.
const WANTED: Said = Said::query(
    "_shape",
    openapi::Shape::Text,
    "The members that are wanted, by their paths: `FullName,Country.Name`. Everything, unless said.",
);

/// A request without its body, which no question has.
type Question = http::Request<()>;

/// The location that the host of a request names, if it names one.
pub(crate) fn location_of(catalogue: &Catalogue, uri: &http::Uri, headers: &http::HeaderMap) -> Option<i64> {
    site::at(catalogue, uri, headers).ok()
}

/// Answers `/api/public/...`; `rest` is what follows, in lower case.
pub async fn answer(app: &App, request: Request, rest: &[&str]) -> Response {
    match rest {
        ["checkin"] => checkin::answer(app, request).await,
        ["coworkers", "profiles"] => profiles::list(app, &request.map(drop)).await,
        ["coworkers", "profiles", "current"] => profiles::switch(app, &request.map(drop)).await,
        ["coworkers", "profiles", "current", "benefits"] => benefits::benefits(app, &request.map(drop)).await,
        ["billing", "coworkercontracts"] => contracts::contracts(app, &request.map(drop)).await,
        ["countries"] => countries::countries(app, &request.map(drop)).await,
        ["plans", "published"] => plans::published(app, &request.map(drop)).await,
        ["tiles", number] => tiles::asked(app, request, number).await,
        ["visitors"] => visitors::visitors(app, &request.map(drop)).await,
        ["events"] => events::events(&request.map(drop)),
        _ => envelope::not_found(),
    }
}

/// Answers `/{language}/...`, the pages of the portal as far as they have a form for programs.
pub async fn page(app: &App, request: Request, rest: &[&str]) -> Response {
    match rest {
        ["user", "me"] => me(app, request).await,
        ["user", "exists"] => exists::exists(app, &request.map(drop)).await,
        ["profile"] => profile::profile(app, &request.map(drop)).await,
        _ => envelope::not_found(),
    }
}

/// Whether a segment of a path, in lower case, could name a language: `en`, `es`, `en-gb`.
pub fn is_language(segment: &str) -> bool {
    let two_letters = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let (language, region) = segment.split_once('-').unwrap_or((segment, "en"));
    two_letters(language) && two_letters(region)
}

/// A question: answered with what of it is wanted.
async fn asked(request: &Question, answer: impl Future<Output = Result<Shown, Failure>>) -> Response {
    if !is_read(request) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let answer = async {
        let shape = Shape::of(request.uri()).map_err(Failure::invalid)?;
        let body = answer.await?.bytes(&shape);
        Ok(envelope::respond(Reply { status: 200, body }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

fn is_read(request: &Question) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
}

/// A whole number in the query, if it is there.
fn number(request: &Question, name: &str) -> Result<Option<i64>, Failure> {
    let wrong = |value: &str| {
        let message = format!("'{value}' is not a whole number");
        Failure::invalid(vestibule_records::FieldError::new(name, message, envelope::quoted(value)))
    };
    let sent = request::parameter(request.uri(), name).map_err(Failure::invalid)?;
    let sent = sent.filter(|value| !value.trim().is_empty());
    sent.map(|value| value.trim().parse().map_err(|_| wrong(&value))).transpose()
}
