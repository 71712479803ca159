//! The ways in of things: doors, the Wi-Fi, tiles and sensors (`domain.md` 6). Each adapter reads its own protocol, and
//! translates what it is told into a [`Heard`]; [`hear`] takes it down the one path and says what came of it. Nothing is
//! decided here that a rule decides, and nothing that is told is dropped without a trace.

#![expect(dead_code, reason = "the adapters that use them follow")]

mod decide;
mod heard;
mod keep;
pub mod mqtt;
pub(crate) mod sensors;
pub(crate) mod signed;
mod whose;
mod windows;

pub(crate) use heard::{Heard, Hearing, Origin, Whose};
pub(crate) use keep::keep_unreadable;
pub(crate) use sensors::endpoint as sensor_event;
pub(crate) use whose::{Known, whose};
pub(crate) use windows::{LONGEST as LONGEST_WINDOW, WORDS as WINDOW_WORDS};

use std::sync::Arc;

use vestibule_domain::Told;
use vestibule_domain::signal::timely;
use vestibule_records::{CheckinSource, Filter, Record, Signal, SignalOrigin, SignalOutcome, Test, Value};
use vestibule_store::{Lookup, Mint, Outcome, Scope, Snapshot, StoreError, Viewer, VisitScope, Work};

use crate::app::App;
use crate::openapi::Endpoint;

/// What is said about the endpoints of this room.
pub(crate) const ENDPOINTS: &[Endpoint] = &[sensors::ENDPOINT];

/// Takes a signal: decides it, records what it comes to, and says what that is once it is on disk. One that is told
/// again under the same name comes to the same, and changes nothing more.
///
/// # Errors
/// When the store fails; then nothing is known of the signal, and it may be told again.
pub(crate) async fn hear(app: &App, heard: Heard) -> Result<Hearing, StoreError> {
    let (now, catalogue) = (app.now(), app.store.catalogue().await?);
    let windows = windows::of(&catalogue, heard.location, heard.origin.kind);
    let late = match timely(heard.told, windows, now) {
        Ok(late) => late,
        Err(untimely) => return keep::untimely(app, &heard, untimely).await,
    };
    let network = catalogue.network_of(heard.location.get());
    let scope = scope(&heard);
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        decide::decide(&heard, late, &network, snapshot, mint)
    };
    run(app, Work { scope, key: None, now, decide: Arc::new(decide) }).await
}

/// Has a work done, and reads what it answers.
async fn run(app: &App, work: Work) -> Result<Hearing, StoreError> {
    match app.store.transact(work).await? {
        Outcome::Done(reply) | Outcome::Replayed(reply) => Hearing::read(&reply.body)
            .ok_or_else(|| StoreError::Database("a signal could not be decided".to_owned())),
        Outcome::KeyReused => Err(StoreError::Database("a signal has no key".to_owned())),
    }
}

/// What must be seen: the event if it was told before, departures that found no visit, and the customer's days.
fn scope(heard: &Heard) -> Scope {
    let mut lookups = vec![same_event(heard)];
    if let (Whose::Customer(customer), Told::In { at } | Told::Passed { at }) = (&heard.whose, heard.told) {
        lookups.push(Lookup::two(
            Signal::schema(),
            vec![
                Filter::on::<Signal>("CoworkerId", Test::Is(Value::Int(customer.get()))),
                Filter::on::<Signal>("At", Test::AtLeast(at.micros())),
                Filter::on::<Signal>("BusinessId", Test::Is(Value::Int(heard.location.get()))),
                Filter::on::<Signal>("Leaves", Test::Is(Value::Bool(true))),
            ],
        ));
    }
    let visit = VisitScope {
        location: heard.location.get(),
        customer: heard.customer().map(|customer| customer.get()),
        instants: vec![heard.told.since(), heard.told.at()],
        visit: None,
        pass: None,
        tap: Some(heard.tap()),
    };
    Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups, visit: Some(visit) }
}

/// The event itself, if it was told before.
fn same_event(heard: &Heard) -> Lookup {
    let event = heard.event.clone().map_or(Test::IsNull, |event| Test::Is(Value::Text(event)));
    Lookup::two(
        Signal::schema(),
        vec![
            Filter::on::<Signal>("Origin", Test::Is(Value::Int(heard.origin.kind.number()))),
            Filter::on::<Signal>("OriginId", Test::Is(Value::Int(heard.origin.id))),
            Filter::on::<Signal>("EventId", event),
        ],
    )
}

/// How what such a thing tells counts among the sources of a check-in.
pub(crate) const fn source_of(origin: SignalOrigin) -> CheckinSource {
    match origin {
        SignalOrigin::Door => CheckinSource::DoorAccess,
        SignalOrigin::RadiusServer => CheckinSource::NetworkActivity,
        SignalOrigin::Sensor => CheckinSource::Sensor,
        SignalOrigin::AutomationTile => CheckinSource::Tile,
        SignalOrigin::Batch => CheckinSource::Manual,
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
