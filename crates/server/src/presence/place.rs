//! The location that is asked about, and who asks.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use vestibule_domain::location::Location;
use vestibule_domain::time::{Instant, day_bounds};
use vestibule_records::{Business, Checkin, FieldError, Record};
use vestibule_store::{Catalogue, Premises};

use crate::api::{Failure, envelope, request, unknown};
use crate::app::App;
use crate::auth::{self, Caller};

/// A request without its body, which no question has.
pub(super) type Question = http::Request<()>;

/// A question about a location that whoever asks may see.
pub(super) struct Asked {
    pub(super) question: Question,
    pub(super) caller: Caller,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) place: Arc<Location>,
    pub(super) now: Instant,
}

/// Answers a `GET` of somebody who may read check-ins.
pub(super) async fn asked(
    app: &App,
    request: Request,
    answer: impl AsyncFnOnce(Asked) -> Result<Response, Failure>,
) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return envelope::method_not_allowed(request.method(), "GET");
    }
    let question = request.map(drop);
    let answer = async {
        let caller = auth::caller(app, &question).await?;
        caller.may(Checkin::schema(), "Read")?;
        let catalogue = app.store.catalogue().await?;
        let place = place(&question, &caller, &catalogue)?;
        answer(Asked { question, caller, catalogue, place, now: app.now() }).await
    };
    answer.await.unwrap_or_else(Failure::respond)
}

impl Asked {
    /// A parameter of the query, if something stands in it.
    pub(super) fn parameter(&self, name: &str) -> Result<Option<String>, Failure> {
        let sent = request::parameter(self.question.uri(), name).map_err(Failure::invalid)?;
        Ok(sent.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()))
    }

    /// One of these words, in any letter case; the first of them unless said.
    pub(super) fn word<T: Copy>(&self, name: &str, words: &[(&'static str, T)]) -> Result<T, Failure> {
        let Some(sent) = self.parameter(name)? else { return Ok(words[0].1) };
        let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&sent));
        found.map(|(_, meant)| *meant).ok_or_else(|| {
            let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            wrong(name, format!("'{sent}' is none of {}", words.join(", ")), &sent)
        })
    }
}

/// A location, and since when its business day runs.
pub(crate) fn premises(place: &Location, now: Instant) -> Premises {
    let (since, _) = day_bounds(place.business_day(now), &place.zone, place.cut_off);
    Premises { location: place.id.get(), since: since.micros() }
}

/// A parameter that does not fit.
pub(super) fn wrong(name: &str, message: impl Into<String>, sent: &str) -> Failure {
    Failure::invalid(FieldError::new(name, message, envelope::quoted(sent)))
}

fn place(question: &Question, caller: &Caller, catalogue: &Catalogue) -> Result<Arc<Location>, Failure> {
    let sent = request::parameter(question.uri(), "location").map_err(Failure::invalid)?;
    let sent = sent.filter(|value| !value.trim().is_empty());
    let id = match &sent {
        Some(sent) => sent
            .trim()
            .parse()
            .map_err(|_| wrong("location", format!("'{sent}' is not a whole number"), sent))?,
        None => catalogue.only_location().ok_or_else(|| Failure::invalid(FieldError::missing("location")))?,
    };
    let seen = catalogue.location(id).filter(|_| caller.viewer.sees(id));
    seen.cloned().ok_or_else(|| Failure::invalid(unknown("location", Business::schema(), id)))
}
