//! From the changes of a decision to what there is to tell of it.

use std::collections::BTreeMap;

use vestibule_domain::time::Instant;
use vestibule_records::WebhookAction as Action;
use vestibule_records::{At, Coworker, Record, Row, Schema, Value};

use super::happening::Happening;
use crate::book;
use crate::catalogue::Catalogue;
use crate::change::Change;
use crate::work::Snapshot;

/// Something that happened to a record and that somebody may listen to.
#[derive(Debug, Clone)]
pub struct Event {
    /// What it is told as.
    pub action: Action,
    /// The record that is told.
    pub schema: &'static Schema,
    /// Its id.
    pub id: i64,
    /// How it was, if it is gone; otherwise it is told as it is after the write.
    pub(super) gone: Option<Row>,
    /// The locations it belongs to, where that is known before the write.
    pub(super) places: Option<Vec<i64>>,
    /// Locations where it is told beside those it belongs to.
    pub(super) also_at: Vec<i64>,
    /// Where it comes in the order of what is told.
    pub(super) on: Instant,
    /// Whether the record must be read after the write: a webhook shows it, or its locations are not known before.
    reads: bool,
}

impl Event {
    /// The row that must be read after the write to tell this.
    #[must_use]
    pub fn reads(&self) -> Option<(&'static Schema, i64)> {
        self.reads.then_some((self.schema, self.id))
    }

    /// The same, read no more than somebody needs; `None` where nobody wants to hear it.
    fn wanted(self, catalogue: &Catalogue) -> Option<Self> {
        let shown = self.is_heard(catalogue);
        let reads = self.gone.is_none() && (shown || self.places.is_none());
        (shown || self.is_for_doors(catalogue)).then_some(Self { reads, ..self })
    }

    /// Whether a webhook listens to it.
    fn is_heard(&self, catalogue: &Catalogue) -> bool {
        let hooks = catalogue.hooks();
        let Some(places) = &self.places else { return hooks.listening(self.action).next().is_some() };
        [places, &self.also_at].iter().any(|at| hooks.listening_at(self.action, at).next().is_some())
    }

    /// Whether a door system is told of it.
    fn is_for_doors(&self, catalogue: &Catalogue) -> bool {
        let doors = catalogue.doors();
        let Some(places) = &self.places else { return self.is_access_update() && !doors.is_empty() };
        self.is_access_update() && places.iter().chain(&self.also_at).any(|at| doors.at(*at).is_some())
    }

    /// Whether it says that somebody's access may be another.
    pub(super) const fn is_access_update(&self) -> bool {
        matches!(self.action, Action::AccessControlUpdate)
    }
}

/// What nobody has put into an order yet: it is told as of when it is written.
const BEFORE_ALL: Instant = Instant::from_micros(i64::MIN);

/// What the changes of a decision come to, as far as somebody listens: in their order, each customer whose access may
/// have changed once and last.
pub(crate) fn events(snapshot: &Snapshot, changes: &[Change], now: Instant) -> Vec<Event> {
    let catalogue = &*snapshot.catalogue;
    if catalogue.hooks().is_empty() && catalogue.doors().is_empty() {
        return Vec::new();
    }
    let on = after_what_was_there(snapshot, now);
    let mut events = Vec::new();
    let mut access: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.is_visible()) {
        let happening = Happening::of(change, snapshot);
        events.extend(happening.actions().into_iter().map(|action| told(&happening, action, snapshot)));
        for customer in happening.admits_anew(now) {
            access.entry(customer).or_default().extend(place(&happening));
        }
    }
    events.extend(access.into_iter().map(|(customer, also_at)| {
        access_update(customer, locations_of(customer, snapshot, changes), also_at)
    }));
    let told = events.into_iter().map(|event| Event { on, ..event });
    told.filter_map(|event| event.wanted(catalogue)).collect()
}

/// The moment of a change, for the order in which it is told: no earlier than whatever was found there. Two who ask for the
/// same customer at once need not be decided in the order in which they asked; what is of one moment is told by its number.
fn after_what_was_there(snapshot: &Snapshot, now: Instant) -> Instant {
    let known = snapshot.visit.iter().flat_map(|facts| facts.visits.iter().chain(&facts.passes));
    let last = known.filter_map(|row| row.get("UpdatedOn").int()).max();
    last.map_or(now, |last| now.max(Instant::from_micros(last)))
}

/// That the access of a customer, as their row is, changes by itself at these locations.
#[must_use]
pub fn by_itself(customer: &Row, also_at: Vec<i64>) -> Event {
    access_update(customer.id(), places(customer), also_at)
}

/// The locations a customer belongs to after the changes, as far as that is known without reading it: whoever comes or
/// leaves is loaded with theirs.
fn locations_of(customer: i64, snapshot: &Snapshot, changes: &[Change]) -> Option<Vec<i64>> {
    let is_theirs =
        |change: &&Change| change.id() == customer && std::ptr::eq(change.schema(), Coworker::schema());
    match changes.iter().rev().find(is_theirs) {
        Some(Change::Insert(row) | Change::Update(row)) => places(row),
        Some(Change::Amend(..) | Change::Redact(..) | Change::Delete(..)) => None,
        None => {
            let facts = snapshot.visit.as_ref().and_then(|facts| facts.customer.as_ref());
            facts.filter(|facts| facts.id == customer).map(|facts| facts.businesses.clone())
        }
    }
}

fn told(happening: &Happening<'_>, action: Action, snapshot: &Snapshot) -> Event {
    let Happening { schema, id, before, after, .. } = *happening;
    let gone = if after.is_none() { before.map(|row| named(row, snapshot)) } else { None };
    let places = after.or(before).and_then(places);
    Event { action, schema, id, reads: gone.is_none(), gone, places, also_at: Vec::new(), on: BEFORE_ALL }
}

/// What an access controller is told: the customer, wherever they belong and wherever it happened.
fn access_update(customer: i64, places: Option<Vec<i64>>, also_at: Vec<i64>) -> Event {
    let (action, schema) = (Action::AccessControlUpdate, Coworker::schema());
    Event { action, schema, id: customer, gone: None, places, also_at, reads: true, on: BEFORE_ALL }
}

/// The one location of the record, if it has just one.
fn place(happening: &Happening<'_>) -> Option<i64> {
    let row = happening.after.or(happening.before)?;
    matches!(row.schema.at, At::Column(_)).then(|| places(row)).flatten()?.pop()
}

/// The locations a row belongs to; `None` where that is not in it.
pub(super) fn places(row: &Row) -> Option<Vec<i64>> {
    match &row.schema.at {
        At::Everywhere => Some(Vec::new()),
        At::Column(joined) if joined.hops.is_empty() => {
            let at = row
                .schema
                .fields
                .iter()
                .position(|field| field.is_column() && field.column == joined.column)?;
            Some(row.values[at].int().into_iter().collect())
        }
        At::Column(_) => None,
        At::Set(link) => {
            let (at, ..) = row.schema.sets().find(|(_, _, set)| set == link)?;
            matches!(row.values[at], Value::Ids(_)).then(|| row.values[at].ids().to_vec())
        }
    }
}

/// A row that goes, with the names it joins. Visits are loaded without them.
fn named(row: &Row, snapshot: &Snapshot) -> Row {
    let facts = snapshot.visit.as_ref().filter(|_| row.schema.name == "Checkin");
    facts.map_or_else(
        || row.clone(),
        |facts| book::named(row.clone(), &snapshot.catalogue, facts.customer.as_ref()),
    )
}
