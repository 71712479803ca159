//! Signals as they are kept: a line of each that is worth one, with what was sent where it could not be used.

use std::sync::Arc;

use vestibule_domain::Untimely;
use vestibule_domain::ids::LocationId;
use vestibule_domain::time::{Instant, Span};
use vestibule_records::{Base, CheckinSource, Id, Record, Row, Signal, SignalOutcome, Value};
use vestibule_store::{Answer, Change, Decision, Mint, Reply, Scope, Snapshot, StoreError, Viewer, Work};

use super::heard::{Heard, Hearing, Manner, Origin};
use super::{run, same_event};
use crate::app::App;

/// The most that is kept of what was sent, in characters.
const LONGEST_CONTENT: usize = 2_000;

/// The line of a signal, with the answer it is given.
pub(super) fn line(heard: &Heard, hearing: &Hearing, leaves: bool, mint: &mut Mint<'_>) -> Row {
    let remarks = hearing.flags.iter().map(String::as_str);
    let said = super::is_remarkable(hearing.outcome).then_some(hearing.message.as_str());
    let remark: Vec<_> = said.into_iter().chain(remarks).collect();
    let unusable = matches!(
        hearing.outcome,
        SignalOutcome::Unknown | SignalOutcome::Unreadable | SignalOutcome::TooLate | SignalOutcome::TooEarly
    );
    let signal = Signal {
        business_id: Id::new(heard.location.get()),
        origin: heard.origin.kind,
        origin_id: heard.origin.id,
        event_id: heard.event.clone(),
        source: heard.source,
        at: heard.told.at(),
        coworker_id: heard.customer().map(|customer| customer.get()),
        checkin_id: hearing.checkin,
        failed_checkin_id: hearing.failed,
        outcome: hearing.outcome,
        remark: Some(remark.join(". ")).filter(|remark| !remark.is_empty()),
        content: heard.content.as_deref().filter(|_| unusable).map(shortened),
        answer: Some(hearing.json().to_string()),
        leaves,
        base: Base::made(mint.id(), mint.guid(), mint.now(), &heard.origin.label()),
    };
    signal.into_row()
}

/// What somebody sent, at most so much of it.
fn shortened(content: &str) -> String {
    content.chars().filter(|char| *char != '\0').take(LONGEST_CONTENT).collect()
}

/// The answer that such an event was given before.
pub(super) fn before(heard: &Heard, snapshot: &Snapshot) -> Option<Hearing> {
    let known = Signal::from_row(kept_of(heard, snapshot)?).ok()?;
    let hearing = Hearing::read(known.answer?.as_bytes())?;
    Some(Hearing { replayed: true, ..hearing })
}

/// Whether a line of such an event is there.
pub(super) fn is_kept(heard: &Heard, snapshot: &Snapshot) -> bool {
    kept_of(heard, snapshot).is_some()
}

/// The line of such an event.
fn kept_of<'a>(heard: &Heard, snapshot: &'a Snapshot) -> Option<&'a Row> {
    let event = heard.event.as_deref()?;
    let (kind, id) = (Value::Int(heard.origin.kind.number()), Value::Int(heard.origin.id));
    let is_it = |row: &&Row| {
        std::ptr::eq(row.schema, Signal::schema())
            && row.get("EventId").text() == Some(event)
            && (row.get("Origin"), row.get("OriginId")) == (&kind, &id)
    };
    snapshot.found.iter().flatten().find(is_it)
}

/// Whether a line of it is kept whatever it comes to; of any other, whether there is one already is asked once it comes
/// to something that is worth a line.
pub(super) fn is_sure(heard: &Heard, manner: &Manner, late: Option<Span>) -> bool {
    heard.keep || heard.opened || late.is_some() || !manner.remarks.is_empty()
}

/// The answer, as the store gives it back.
pub(super) fn told(changes: Vec<Change>, hearing: &Hearing) -> Decision {
    Decision { changes, answer: Answer::Ready(Reply { status: 200, body: hearing.bytes() }) }
}

/// It cannot be decided: nothing is written, and whoever told it may tell it again.
pub(super) const fn broken() -> Decision {
    Decision { changes: Vec::new(), answer: Answer::Ready(Reply { status: 500, body: Vec::new() }) }
}

/// Keeps a signal that comes too late, or before it happened.
pub(super) async fn untimely(app: &App, heard: &Heard, untimely: Untimely) -> Result<Hearing, StoreError> {
    let outcome = match untimely {
        Untimely::Early { .. } => SignalOutcome::TooEarly,
        Untimely::Late { .. } => SignalOutcome::TooLate,
    };
    kept(app, heard.clone(), Hearing::new(outcome, untimely.sentence())).await
}

/// Keeps what somebody sent and nobody could read, with the reason.
///
/// # Errors
/// When the store fails.
pub(crate) async fn keep_unreadable(
    app: &App,
    origin: Origin,
    source: CheckinSource,
    location: LocationId,
    content: String,
    reason: String,
) -> Result<Hearing, StoreError> {
    tracing::info!(origin = %origin.label(), "a signal could not be read");
    let heard = Heard::unreadable(origin, source, location, content, app.now());
    kept(app, heard, Hearing::new(SignalOutcome::Unreadable, reason)).await
}

/// Keeps a signal that comes to nothing; one of the same name once.
///
/// # Errors
/// When the store fails.
pub(super) async fn kept(app: &App, heard: Heard, hearing: Hearing) -> Result<Hearing, StoreError> {
    let lookups = same_event(&heard).into_iter().collect();
    let scope = Scope { viewer: Viewer::Everything, rows: Vec::new(), lookups, visit: None };
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| {
        if is_kept(&heard, snapshot) {
            return told(Vec::new(), &before(&heard, snapshot).unwrap_or_else(|| hearing.clone()));
        }
        told(vec![Change::Insert(line(&heard, &hearing, false, mint))], &hearing)
    };
    run(app, Work { scope, key: None, now: app.now(), decide: Arc::new(decide) }).await
}

impl Heard {
    fn unreadable(
        origin: Origin,
        source: CheckinSource,
        location: LocationId,
        content: String,
        now: Instant,
    ) -> Self {
        Self {
            origin,
            event: None,
            location,
            source,
            whose: super::Whose::Nobody(String::new()),
            told: vestibule_domain::Told::Passed { at: now },
            device: None,
            opened: false,
            content: Some(content),
            keep: true,
        }
    }
}
