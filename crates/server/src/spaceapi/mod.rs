//! `GET /spaceapi.json`: what a location tells the world of itself, after SpaceAPI v15 (<https://spaceapi.io>).
//!
//! It tells nothing unless its own setting says so, and of people only how many, only if they are enough that nobody
//! stands out, and only as of the full minute: whoever asks every second sees no more than who asks every minute. Whether
//! it is open goes by its opening hours alone, so that this tells nothing of people either.

mod told;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG};
use http::{HeaderValue, Method, StatusCode};
use vestibule_domain::occupancy::Window;
use vestibule_domain::time::Instant;
use vestibule_records::{Business, Country, Record};
use vestibule_store::{Attendance, Catalogue, Of, Query, Viewer};

use crate::api::{Failure, envelope, request};
use crate::app::App;
use crate::openapi::{Answered, Asker, Endpoint, Said, Shape, Verb, knows};
use crate::pages::file;
use crate::public;
use crate::reached::Reached;
use told::Told;

/// The setting of a location that says whether it tells anything. It holds for the location alone, not for those below.
const PUBLISH: &str = "Vestibule.SpaceApi.Publish";
/// The setting that says from how many people on their number is told.
const THRESHOLD: &str = "Vestibule.SpaceApi.Threshold";
/// What it is where none is set.
const USUAL_THRESHOLD: i64 = 5;

/// What is said about it.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        tag: TAG,
        about: "For any page on the web. A location tells it if its setting `Vestibule.SpaceApi.Publish` is `True` and it has \
                an e-mail or a telephone for the public. How many people are there is told from \
                `Vestibule.SpaceApi.Threshold` people on, 5 unless said, as of the last full minute.",
        asker: Asker::Anybody,
        parameters: &[
            Said::query("location", Shape::Text, "Its web address; the first label of the host unless said."),
            Said {
                name: "If-None-Match",
                place: "header",
                shape: Shape::Text,
                required: false,
                about: "The `ETag` of what is known already.",
            },
        ],
        answers: &[
            Answered { headers: &["ETag"], ..Answered::json(200, told::SHAPE, "What it tells.") },
            Answered { status: 304, content: None, headers: &["ETag"], about: "It is what is known." },
        ],
        errors: &[400, 404],
        ..Endpoint::new(
            Verb::Get,
            "/spaceapi.json",
            "getSpaceApi",
            "What a location tells the world, after SpaceAPI v15",
        )
    },
    Endpoint {
        tag: TAG,
        asker: Asker::Anybody,
        answers: &[file("image/svg+xml", "A door.")],
        ..Endpoint::new(Verb::Get, "/spaceapi.svg", "getSpaceLogo", "The logo of a location without one")
    },
];

const TAG: &str = "SpaceAPI";

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><path fill=\"none\" stroke=\"#246\" \
                    stroke-width=\"5\" d=\"M14 58V8h36v50M6 58h52M40 34h2\"/></svg>";

/// Answers with what a location tells.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let request = request.map(drop);
    let answer = async {
        let catalogue = app.store.catalogue().await?;
        let location = location(&catalogue, &request)?;
        let body = told(app, &catalogue, location, &request).await?.json().to_string().into_bytes();
        Ok(sent(&request, body))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

/// The location that is asked, if it tells anything.
fn location(catalogue: &Catalogue, question: &http::Request<()>) -> Result<i64, Failure> {
    let named = request::parameter(question.uri(), "location").map_err(Failure::invalid)?;
    let location = match named.as_deref().map(str::trim).filter(|named| !named.is_empty()) {
        Some(named) => catalogue.location_at(named),
        None => public::location_of(catalogue, question.uri(), question.headers()),
    };
    let publishes = |location: &i64| {
        let said = catalogue.own_setting(*location, PUBLISH);
        said.is_some_and(|said| said.trim().eq_ignore_ascii_case("true"))
    };
    location.filter(publishes).ok_or(Failure::NotFound)
}

async fn told(
    app: &App,
    catalogue: &Catalogue,
    location: i64,
    question: &http::Request<()>,
) -> Result<Told, Failure> {
    let place = catalogue.location(location).ok_or(Failure::NotFound)?.clone();
    let minute = full_minute(app.now());
    let row = |schema, id| async move {
        let query = Query { sets: false, ..Query::ids(schema, Viewer::Everything, vec![id]) };
        app.store.list(query).await?.rows.pop().ok_or(Failure::NotFound)
    };
    let business = Business::from_row(&row(Business::schema(), location).await?)?;
    let country = Country::from_row(&row(Country::schema(), business.country_id.get()).await?)?;
    let least = catalogue.setting(location, THRESHOLD).and_then(|least| least.trim().parse().ok());
    let least = least.unwrap_or(USUAL_THRESHOLD).max(1);
    let people = Some(inside(app, location, minute).await?).filter(|people| *people >= least);
    let (uri, headers, extensions) = (question.uri(), question.headers(), question.extensions());
    let address = Reached { uri, headers, extensions }.address(&app.settings);
    let address = address.map_or_else(String::new, |address| address.as_str().to_owned());
    Told::new(place, business, country, address, minute, people).ok_or(Failure::NotFound)
}

/// How many were inside at an instant.
async fn inside(app: &App, location: i64, at: Instant) -> Result<i64, Failure> {
    let window = Window { from: at, to: at };
    let attended = app.store.attendance(Attendance { location, window, of: Of::All }).await?;
    Ok(attended.iter().map(|group| group.tally.before()).sum())
}

const fn full_minute(now: Instant) -> Instant {
    const MINUTE: i64 = 60_000_000;
    Instant::from_micros(now.micros().div_euclid(MINUTE) * MINUTE)
}

fn sent(question: &http::Request<()>, body: Vec<u8>) -> Response {
    let tag = format!("\"{}\"", request::fingerprint(&[&body]));
    let tag = HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""));
    let known = knows(question.headers(), &tag);
    let mut response = Response::new(if known { Body::empty() } else { Body::from(body) });
    let headers = response.headers_mut();
    if !known {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    }
    headers.insert(ETAG, tag);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=60"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    response
}

/// Answers with the logo of a location that has none of its own.
pub(crate) fn logo(request: &Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let mut response = Response::new(Body::from(LOGO));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/svg+xml; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=86400"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
