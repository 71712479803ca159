//! What a listener asks for, and may.

use http::{HeaderMap, Request, Uri};
use vestibule_records::{Business, FieldError, Record as _};
use vestibule_store::{Catalogue, Viewer};

use super::log;
use super::told::{Kind, Told};
use crate::api::envelope::quoted;
use crate::api::{Failure, request, unknown};
use crate::app::App;
use crate::auth::Caller;

/// The header in which a browser says what it saw last.
const LAST_EVENT_ID: &str = "last-event-id";
/// The parameter for who cannot set a header.
const PARAMETER: &str = "last_event_id";

/// What a listener asks for.
pub(super) struct Asked {
    /// Of what they want to hear.
    pub(super) wanted: Wanted,
    /// The number they saw last, if they say one, and the name they say it under.
    last: Option<(&'static str, i64)>,
}

/// Of what a listener wants to hear, and may.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) kinds: Vec<Kind>,
    pub(super) places: Viewer,
}

/// What a listener missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Missed {
    /// The number they saw last; of who saw none, that of the last thing that happened before they asked.
    pub(super) last: i64,
    /// The last thing that happened before they asked.
    pub(super) head: i64,
    /// Whether all that came after what they saw last is kept.
    pub(super) is_kept: bool,
}

impl Wanted {
    /// Whether an event is one of these.
    pub(super) fn has(&self, told: &Told) -> bool {
        self.kinds.contains(&told.kind) && self.places.sees(told.location)
    }

    /// The locations that are listened to, as of now.
    pub(super) fn locations(&self, catalogue: &Catalogue) -> Vec<i64> {
        match &self.places {
            Viewer::Everything => catalogue.location_ids(),
            Viewer::Locations(locations) => locations.clone(),
        }
    }
}

impl Asked {
    /// Reads a request of this caller.
    ///
    /// # Errors
    /// 400 for what is no event, no number or no location of theirs; 401 without the role for an event.
    pub(super) fn read(
        request: &Request<()>,
        caller: &Caller,
        catalogue: &Catalogue,
    ) -> Result<Self, Failure> {
        let kinds = kinds(&listed(request.uri(), "events")?, caller)?;
        let places = places(&listed(request.uri(), "location")?, caller, catalogue)?;
        let last = last(request.uri(), request.headers())?;
        Ok(Self { wanted: Wanted { kinds, places }, last })
    }

    /// What they missed since the number they saw last.
    ///
    /// # Errors
    /// 400 for a number that nothing has yet.
    pub(super) async fn missed(&self, app: &App) -> Result<Missed, Failure> {
        let head = app.store.last_happened().await?;
        let Some((name, last)) = self.last else { return Ok(Missed { last: head, head, is_kept: true }) };
        if last > head {
            let message = format!("{last} has not happened yet: the last event is {head}");
            return Err(Failure::invalid(FieldError::new(name, message, last.to_string())));
        }
        let is_kept = last == head || log::oldest(app).await?.is_some_and(|oldest| oldest <= last + 1);
        Ok(Missed { last, head, is_kept })
    }
}

/// The values of a parameter that may come more than once and may list several.
fn listed(uri: &Uri, name: &'static str) -> Result<Vec<String>, Failure> {
    let pairs = request::form(uri.query().unwrap_or_default().as_bytes())
        .map_err(|error| Failure::invalid(FieldError::new("query", error.0, "null")))?;
    let values = pairs.into_iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
    let values: Vec<String> = values.map(|(_, value)| value).collect();
    let each = values.iter().flat_map(|value| value.split(',')).map(str::trim);
    Ok(each.filter(|one| !one.is_empty()).map(str::to_owned).collect())
}

/// The events that are named, each of which the caller may see; else all that they may.
fn kinds(named: &[String], caller: &Caller) -> Result<Vec<Kind>, Failure> {
    let may = |kind: &Kind| caller.may(kind.schema(), "List");
    if named.is_empty() {
        may(&Kind::Arrival)?;
        return Ok(Kind::ALL.into_iter().filter(|kind| may(kind).is_ok()).collect());
    }
    let mut kinds = Vec::new();
    for name in named {
        let known = Kind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name));
        let kind = known.ok_or_else(|| {
            let all = Kind::ALL.map(Kind::name).join(", ");
            let message = format!("'{name}' is none of {all}");
            Failure::invalid(FieldError::new("events", message, quoted(name)))
        })?;
        may(&kind)?;
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    Ok(kinds)
}

/// The locations that are named, each of which the caller sees; else all that they see.
fn places(named: &[String], caller: &Caller, catalogue: &Catalogue) -> Result<Viewer, Failure> {
    if named.is_empty() {
        return Ok(caller.viewer.clone());
    }
    let mut locations = Vec::new();
    let mut errors = Vec::new();
    for name in named {
        match name.parse() {
            Ok(id) if catalogue.location(id).is_some() && caller.viewer.sees(id) => locations.push(id),
            Ok(id) => errors.push(unknown("location", Business::schema(), id)),
            Err(_) => {
                let message = format!("'{name}' is not the id of a location");
                errors.push(FieldError::new("location", message, quoted(name)));
            }
        }
    }
    locations.sort_unstable();
    locations.dedup();
    if errors.is_empty() { Ok(Viewer::Locations(locations)) } else { Err(Failure::Invalid(errors)) }
}

/// The number that was seen last. A browser that comes back repeats the parameter and sends a header that is newer.
fn last(uri: &Uri, headers: &HeaderMap) -> Result<Option<(&'static str, i64)>, Failure> {
    let header =
        headers.get(LAST_EVENT_ID).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let (name, said) = match header {
        Some(said) => ("Last-Event-ID", Some(said)),
        None => (PARAMETER, request::parameter(uri, PARAMETER).map_err(Failure::invalid)?),
    };
    let said = said.as_deref().map(str::trim).filter(|said| !said.is_empty());
    let Some(said) = said else { return Ok(None) };
    match said.parse() {
        Ok(number) if number >= 0 => Ok(Some((name, number))),
        _ => {
            let message = format!("'{said}' is not the number of an event");
            Err(Failure::invalid(FieldError::new(name, message, quoted(said))))
        }
    }
}
