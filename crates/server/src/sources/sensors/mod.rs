//! Readings of sensors, whichever way they come in (`domain.md` 6.7): what a sensor sends is read as its record says,
//! makes presence, and once that has lasted is told to the rules of admission as any other signal.

mod kept;
mod path;
mod person;
mod posted;
mod reading;

pub(crate) use path::Path;
pub(crate) use posted::{ENDPOINT, endpoint};
pub(crate) use reading::PATHS;

use vestibule_domain::signal::timely;
use vestibule_domain::time::{Instant, Span};
use vestibule_domain::{BusinessDay, Location, Told};
use vestibule_records::{
    CheckinSource, Filter, Record, Sensor, SignalOrigin, SignalOutcome, Test, Value, write_instant,
};
use vestibule_store::{Catalogue, Query, StoreError};

use super::{Heard, Hearing, Origin, Whose, hear, keep, keep_unreadable, windows};
use crate::app::App;
use kept::{Sighting, keep_reading};
use person::Found;
use reading::{Paths, Sent};

/// How long somebody must be seen before a reading checks them in, in seconds, where the sensor does not say.
pub(crate) const USUAL_DWELL: i64 = 300;
/// The longest that may be asked: a day.
pub(crate) const LONGEST_DWELL: i64 = 86_400;

/// What is looked at of what was sent, where it cannot be used, in bytes.
const LONGEST_CONTENT: usize = 8_192;

/// A sensor, and where it is.
pub(crate) struct Place {
    sensor: Sensor,
    location: std::sync::Arc<Location>,
}

/// A reading as it arrives.
pub(crate) struct Arrived<'a> {
    /// What was sent.
    pub(crate) payload: &'a [u8],
    /// It is a copy that somebody kept for whoever asks: nobody knows how old it is.
    pub(crate) is_retained: bool,
}

impl Place {
    /// The sensor that is known by a reference at a location, by its web address, if its readings are taken.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn find(
        app: &App,
        web_address: &str,
        reference: &str,
    ) -> Result<Option<Self>, StoreError> {
        let catalogue = app.store.catalogue().await?;
        let location = catalogue.location_at(web_address).and_then(|id| catalogue.location(id));
        let Some(location) = location.cloned() else { return Ok(None) };
        Self::at(app, location, reference).await
    }

    /// The sensor that is known by a reference at a location, if its readings are taken.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn at(
        app: &App,
        location: std::sync::Arc<Location>,
        reference: &str,
    ) -> Result<Option<Self>, StoreError> {
        let schema = Sensor::schema();
        let is = |field, value| Filter::on::<Sensor>(field, Test::Is(value));
        let query = Query {
            filters: vec![
                is("BusinessId", Value::Int(location.id.get())),
                is("Reference", Value::Text(reference.to_owned())),
                is("Active", Value::Bool(true)),
            ],
            order: (schema.position("Id").unwrap_or_default(), false),
            limit: 1,
            ..Query::all(schema)
        };
        let found = app.store.list(query).await?.rows;
        let sensor = found.first().map(Sensor::from_row).transpose()?;
        Ok(sensor.map(|sensor| Self { sensor, location }))
    }

    /// Takes a reading: says what it came to once that is on disk. The same reading again changes nothing more.
    ///
    /// # Errors
    /// When the store fails; the reading may be sent again.
    pub(crate) async fn take(&self, app: &App, arrived: &Arrived<'_>) -> Result<Hearing, StoreError> {
        let content = shortened(arrived.payload);
        let sent = match Paths::of(&self.sensor).and_then(|paths| paths.read(arrived.payload)) {
            Ok(sent) => sent,
            Err(reason) => return self.unreadable(app, content, reason).await,
        };
        if arrived.is_retained && sent.at.is_none() {
            return Ok(recorded("It was kept by the broker and says no time: nobody knows how old it is"));
        }
        let catalogue = app.store.catalogue().await?;
        let at = sent.at.unwrap_or_else(|| app.now());
        let told = Told::Present { since: at, seen: at };
        if let Err(untimely) =
            timely(told, windows::of(&catalogue, self.location.id, SignalOrigin::Sensor), app.now())
        {
            let heard = self.heard(
                told,
                Whose::Nobody(String::new()),
                event(&format!("reading of {}", sent.named()), at),
            );
            return keep::untimely(app, &Heard { content: Some(content), ..heard }, untimely).await;
        }
        self.take_timely(app, &catalogue, &sent, at, content).await
    }

    /// Keeps what was sent although it cannot be taken.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn put_aside(
        &self,
        app: &App,
        payload: &[u8],
        error: &StoreError,
    ) -> Result<Hearing, StoreError> {
        self.unreadable(app, shortened(payload), format!("It could not be taken: {error}")).await
    }

    async fn take_timely(
        &self,
        app: &App,
        catalogue: &Catalogue,
        sent: &Sent,
        at: Instant,
        content: String,
    ) -> Result<Hearing, StoreError> {
        let found = person::find(app, catalogue, self, sent.person.as_ref()).await?;
        let customer = match &found {
            Found::Customer { id, .. } => Some(*id),
            Found::Nobody => None,
            Found::Stranger(sentence) => return self.strange(app, sent, content, sentence).await,
        };
        if self.sensor.action_check_in_or_out && customer.is_some() && sent.reading.is_none() {
            let reason = format!("{} says neither that somebody is there nor that nobody is", sent.value);
            return self.unreadable(app, content, reason).await;
        }
        let sighting = keep_reading(app, self, sent, customer, at).await?;
        match (customer, sighting) {
            (Some(customer), Some(Sighting { presence, is_enough: true })) => {
                let told = Told::Present { since: presence.since, seen: presence.seen };
                let event = event(&format!("presence of {}", customer.get()), presence.since);
                let heard = self.heard(told, Whose::Customer(customer), event);
                hear(app, Heard { device: found.device(), content: Some(content), ..heard }).await
            }
            (Some(_), Some(Sighting { presence, .. })) => {
                Ok(recorded(&self.awaited(presence.since, presence.seen)))
            }
            _ => Ok(recorded("The reading is recorded")),
        }
    }

    /// What a reading tells, to be put to the rules.
    fn heard(&self, told: Told, whose: Whose, event: String) -> Heard {
        Heard {
            origin: self.origin(),
            event: Some(event),
            location: self.location.id,
            source: CheckinSource::Sensor,
            whose,
            told,
            device: None,
            opened: false,
            content: None,
            keep: false,
        }
    }

    async fn unreadable(&self, app: &App, content: String, reason: String) -> Result<Hearing, StoreError> {
        keep_unreadable(app, self.origin(), CheckinSource::Sensor, self.location.id, content, reason).await
    }

    /// Somebody who is not known: phones of strangers pass by all day, so each is written down once a day.
    async fn strange(
        &self,
        app: &App,
        sent: &Sent,
        content: String,
        why: &str,
    ) -> Result<Hearing, StoreError> {
        let named = sent.named();
        let BusinessDay(day) = self.location.business_day(app.now());
        let told = Told::Passed { at: app.now() };
        let heard = self.heard(told, Whose::Nobody(why.to_owned()), format!("stranger {named} on {day}"));
        let hearing = Hearing::new(SignalOutcome::Unknown, why.to_owned());
        keep::kept(app, Heard { content: Some(content), ..heard }, hearing).await
    }

    /// The key that it signs with where it posts by itself; one that is blank signs nothing.
    fn key(&self) -> &[u8] {
        self.sensor.shared_secret.as_deref().unwrap_or_default().as_bytes()
    }

    fn origin(&self) -> Origin {
        Origin { kind: SignalOrigin::Sensor, id: self.sensor.base.id, name: self.sensor.name.clone() }
    }

    /// How long somebody must be seen.
    fn dwell(&self) -> Span {
        let seconds = self.sensor.dwell_seconds.unwrap_or(USUAL_DWELL).clamp(0, LONGEST_DWELL);
        Span::micros(seconds * 1_000_000)
    }

    fn awaited(&self, since: Instant, seen: Instant) -> String {
        let seconds = Span::micros(seen.since(since)).in_seconds();
        if self.sensor.action_check_in_or_out {
            format!("They are seen for {seconds} seconds, and checked in after {}", self.dwell().in_seconds())
        } else {
            format!("They are seen for {seconds} seconds; the sensor checks nobody in")
        }
    }
}

/// The beginning of what was sent, as text.
fn shortened(payload: &[u8]) -> String {
    String::from_utf8_lossy(&payload[..payload.len().min(LONGEST_CONTENT)]).into_owned()
}

/// Taken down, and nothing more.
fn recorded(message: &str) -> Hearing {
    Hearing::new(SignalOutcome::Present, message.to_owned())
}

/// What happened at an instant, as a name: told again, it is the same.
fn event(what: &str, at: Instant) -> String {
    let mut name = format!("{what} at ").into_bytes();
    write_instant(at, &mut name);
    String::from_utf8_lossy(&name).into_owned()
}
