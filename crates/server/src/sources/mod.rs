//! The ways in of things: doors, the Wi-Fi, tiles and sensors (`domain.md` 6). Each adapter reads its own protocol, and
//! translates what it is told into a [`Heard`]; [`hear`] takes it down the one path and says what came of it. Nothing is
//! decided here that a rule decides, and nothing that is told is dropped without a trace.

mod batch;
mod decide;
mod doors;
mod event;
mod heard;
mod keep;
pub mod mqtt;
pub mod radius;
pub(crate) mod sensors;
pub(crate) mod signed;
mod whose;
mod windows;

pub(crate) use batch::endpoint as events;
pub(crate) use doors::{endpoint as door_event, of_system as door_system_event};
pub(crate) use heard::{Heard, Hearing, Manner, Origin, Whose};
pub(crate) use keep::keep_unreadable;
pub(crate) use sensors::endpoint as sensor_event;
use whose::named;
pub(crate) use whose::{Known, whose};
pub(crate) use windows::{LONGEST as LONGEST_WINDOW, WORDS as WINDOW_WORDS};

use std::sync::Arc;

use vestibule_domain::ids::{CustomerId, LocationId};
use vestibule_domain::signal::timely;
use vestibule_domain::time::Instant;
use vestibule_domain::{Told, Untimely};
use vestibule_records::{CheckinSource, Filter, Record, Signal, SignalOrigin, SignalOutcome, Test, Value};
use vestibule_store::{
    Catalogue, Key, Lookup, Mint, Outcome, Reply, Scope, Snapshot, StoreError, Take, Viewer, VisitScope, Work,
};

use crate::app::App;
use crate::openapi::Endpoint;

/// What is said about the endpoints of this room.
pub(crate) const ENDPOINTS: &[Endpoint] =
    &[batch::ENDPOINT, doors::ENDPOINT, doors::OF_SYSTEMS[0], doors::OF_SYSTEMS[1], sensors::ENDPOINT];

/// Takes a signal: decides it, records what it comes to, and says what that is once it is on disk. One that is told
/// again under the same name comes to the same, and changes nothing more.
///
/// # Errors
/// When the store fails; then nothing is known of the signal, and it may be told again.
pub(crate) async fn hear(app: &App, heard: Heard) -> Result<Hearing, StoreError> {
    let manner = Manner::of(heard.origin.kind);
    hear_as(app, heard, manner).await
}

/// Takes a signal that comes in a manner of its own: out of a log, or with a remark.
///
/// # Errors
/// As for [`hear`].
pub(crate) async fn hear_as(app: &App, heard: Heard, manner: Manner) -> Result<Hearing, StoreError> {
    heard_under(app, heard, manner, None).await?.map_err(|_| undecided())
}

/// Takes a signal that may have come in another way before, under the same key; then the reply is that of the other way.
///
/// # Errors
/// As for [`hear`].
pub(crate) async fn hear_once(
    app: &App,
    heard: Heard,
    manner: Manner,
    key: Key,
) -> Result<Result<Hearing, Reply>, StoreError> {
    let came = heard_under(app, heard, manner, Some(key)).await?;
    // Were it broken, nothing would be known of it.
    if matches!(&came, Err(reply) if reply.status >= 500) { Err(undecided()) } else { Ok(came) }
}

/// Whether what such a thing tells comes in time.
///
/// # Errors
/// With how late or how early it is.
pub(crate) fn in_time(
    catalogue: &Catalogue,
    location: LocationId,
    kind: SignalOrigin,
    told: Told,
    now: Instant,
) -> Result<(), Untimely> {
    timely(told, windows::of(catalogue, location, kind), now).map(drop)
}

async fn heard_under(
    app: &App,
    heard: Heard,
    manner: Manner,
    key: Option<Key>,
) -> Result<Result<Hearing, Reply>, StoreError> {
    let (now, catalogue) = (app.now(), app.store.catalogue().await?);
    let windows = windows::of(&catalogue, heard.location, manner.windows);
    let late = match timely(heard.told, windows, now) {
        Ok(late) => late,
        Err(untimely) => return keep::untimely(app, &heard, untimely).await.map(Ok),
    };
    let network = catalogue.network_of(heard.location.get());
    let until = catalogue.location(heard.location.get()).map(|place| place.day_end(heard.told.at()));
    let mut scope = scope(&heard, until.unwrap_or(now));
    if keep::is_sure(&heard, &manner, late) {
        scope.lookups.extend(same_event(&heard));
    }
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        decide::decide(&heard, &manner, late, &network, snapshot, mint)
    };
    answered(app, Work { scope, key, now, decide: Arc::new(decide) }).await
}

/// Has a work done, and reads what it answers.
async fn run(app: &App, work: Work) -> Result<Hearing, StoreError> {
    answered(app, work).await?.map_err(|_| undecided())
}

/// Has a work done, and reads what it answers; the reply as it is where it is not of a signal.
async fn answered(app: &App, work: Work) -> Result<Result<Hearing, Reply>, StoreError> {
    match app.store.transact(work).await? {
        Outcome::Done(reply) | Outcome::Replayed(reply) => Ok(Hearing::read(&reply.body).ok_or(reply)),
        Outcome::KeyReused => Err(StoreError::Database("the key of a signal is another's".to_owned())),
    }
}

fn undecided() -> StoreError {
    StoreError::Database("a signal could not be decided".to_owned())
}

/// What must be seen: first departures of the business day that found no visit, and the customer's days. The day ends
/// at `until`.
fn scope(heard: &Heard, until: Instant) -> Scope {
    // All of them: the first one by the clock may have been told last.
    let departures = arrival(heard).map(|(customer, at)| Lookup {
        schema: Signal::schema(),
        filters: vec![
            Filter::on::<Signal>("CoworkerId", Test::Is(Value::Int(customer.get()))),
            Filter::on::<Signal>("At", Test::AtLeast(at.micros())),
            Filter::on::<Signal>("At", Test::AtMost(until.micros())),
            Filter::on::<Signal>("BusinessId", Test::Is(Value::Int(heard.location.get()))),
            Filter::on::<Signal>("Leaves", Test::Is(Value::Bool(true))),
        ],
        take: Take::All,
    });
    let visit = VisitScope {
        location: heard.location.get(),
        customer: heard.customer().map(|customer| customer.get()),
        instants: vec![heard.told.since(), heard.told.at()],
        visit: None,
        pass: None,
        tap: Some(heard.tap()),
    };
    let lookups = departures.into_iter().collect();
    Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups, visit: Some(visit) }
}

/// Who may have come in, and when: their departure may have been told before.
const fn arrival(heard: &Heard) -> Option<(CustomerId, Instant)> {
    match (&heard.whose, heard.told) {
        (Whose::Customer(customer), Told::In { at } | Told::Passed { at } | Told::Tapped { at, .. }) => {
            Some((*customer, at))
        }
        _ => None,
    }
}

/// The event itself, if it was told before. One without a name is always new.
fn same_event(heard: &Heard) -> Option<Lookup> {
    let event = heard.event.clone()?;
    Some(Lookup::two(
        Signal::schema(),
        vec![
            Filter::on::<Signal>("Origin", Test::Is(Value::Int(heard.origin.kind.number()))),
            Filter::on::<Signal>("OriginId", Test::Is(Value::Int(heard.origin.id))),
            Filter::on::<Signal>("EventId", Test::Is(Value::Text(event))),
        ],
    ))
}

/// How what such a thing tells counts among the sources of a check-in.
pub(crate) const fn source_of(origin: SignalOrigin) -> CheckinSource {
    match origin {
        SignalOrigin::Door => CheckinSource::DoorAccess,
        SignalOrigin::RadiusServer => CheckinSource::NetworkActivity,
        SignalOrigin::Sensor => CheckinSource::Sensor,
        SignalOrigin::AutomationTile => CheckinSource::Tile,
        SignalOrigin::Batch | SignalOrigin::Tablet => CheckinSource::Manual,
    }
}

/// Whether what came of a signal is worth a line even where not every one is kept.
const fn is_remarkable(outcome: SignalOutcome) -> bool {
    matches!(
        outcome,
        SignalOutcome::Contradicted
            | SignalOutcome::TooLate
            | SignalOutcome::TooEarly
            | SignalOutcome::Unknown
            | SignalOutcome::Unreadable
    )
}
