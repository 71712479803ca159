//! What is kept of a reading: what the sensor last said, and since when it sees somebody.

use std::sync::Arc;

use vestibule_domain::dwell::{Presence, Reading, after};
use vestibule_domain::ids::CustomerId;
use vestibule_domain::time::{Instant, Span};
use vestibule_records::kept::Presence as Kept;
use vestibule_records::{Base, Decimal, Filter, Id, Record, Row, Sensor, Test, Value};
use vestibule_store::{
    Answer, Change, Decision, Lookup, Mint, Outcome, Reply, RowRef, Scope, Snapshot, StoreError, Viewer, Work,
};

use super::Place;
use super::reading::Sent;
use crate::app::App;

/// What a reading changes of its sensor; nothing that is kept in memory, nor when somebody last edited it.
static WHAT_A_READING_CHANGES: [&str; 4] =
    ["ReceivedDataOn", "LastReceivedValue", "LastValueTriggeredAction", "BatteryLevel"];
/// What a reading changes of a presence.
static WHAT_A_SIGHTING_CHANGES: [&str; 3] = ["Since", "Seen", "UpdatedOn"];

/// Presence after a reading that lengthened it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sighting {
    /// Since when, and until when.
    pub(super) presence: Presence,
    /// Whether the sensor's rule makes a check-in of it.
    pub(super) is_enough: bool,
}

/// A reading on its way to disk.
struct Keeping {
    sensor: i64,
    name: String,
    customer: Option<CustomerId>,
    reading: Option<Reading>,
    value: String,
    battery: Option<Decimal>,
    at: Instant,
    dwell: Span,
    checks_in: bool,
}

/// Keeps a reading of an instant about a customer, or about nobody. The answer is the presence of that customer if they
/// were seen at that instant, and not later already.
///
/// # Errors
/// When the store fails.
pub(super) async fn keep_reading(
    app: &App,
    place: &Place,
    sent: &Sent,
    customer: Option<CustomerId>,
    at: Instant,
) -> Result<Option<Sighting>, StoreError> {
    let keeping = Keeping {
        sensor: place.sensor.base.id,
        name: place.origin().label(),
        customer,
        reading: sent.reading,
        value: sent.value.clone(),
        battery: sent.battery,
        at,
        dwell: place.dwell(),
        checks_in: place.sensor.action_check_in_or_out,
    };
    let scope = keeping.scope();
    let decide = move |snapshot: &Snapshot, mint: &mut Mint<'_>| keeping.decide(snapshot, mint);
    match app.store.transact(Work { scope, key: None, now: app.now(), decide: Arc::new(decide) }).await? {
        Outcome::Done(reply) | Outcome::Replayed(reply) => Ok(read(&reply.body)),
        Outcome::KeyReused => Err(StoreError::Database("a reading has no key".to_owned())),
    }
}

impl Keeping {
    /// The sensor, and the presence of the customer there.
    fn scope(&self) -> Scope {
        let rows = vec![RowRef { schema: Sensor::schema(), id: self.sensor, changes: true }];
        let is = |field, id| Filter::on::<Kept>(field, Test::Is(Value::Int(id)));
        let presence = self.customer.map(|customer| {
            let filters = vec![is("SensorId", self.sensor), is("CoworkerId", customer.get())];
            Lookup::all(Kept::schema(), filters)
        });
        Scope { viewer: Viewer::Everything, rows, lookups: Vec::from_iter(presence), visit: None }
    }

    fn decide(&self, snapshot: &Snapshot, mint: &mut Mint<'_>) -> Decision {
        let known = snapshot.found.iter().flatten().next();
        let before = known.and_then(presence);
        let presence = self.reading.map_or(before, |reading| after(before, reading, self.at, self.dwell));
        let is_sighting = self.customer.is_some() && self.reading == Some(Reading::Present);
        let sighting = presence.filter(|presence| is_sighting && presence.seen == self.at).map(|presence| {
            Sighting { presence, is_enough: self.checks_in && presence.has_lasted(self.dwell) }
        });
        let mut changes = Vec::new();
        if let Some(row) = snapshot.row(Sensor::schema(), self.sensor) {
            changes.push(self.read(row, sighting, mint));
            changes.extend(self.seen(known, before, presence, mint));
        }
        Decision { changes, answer: Answer::Ready(Reply { status: 200, body: written(sighting) }) }
    }

    /// The sensor with its last reading.
    fn read(&self, row: &Row, sighting: Option<Sighting>, mint: &Mint<'_>) -> Change {
        let mut row = row.clone();
        row.set("ReceivedDataOn", Value::Int(mint.now().micros()));
        row.set("LastReceivedValue", Value::Text(self.value.clone()));
        row.set("LastValueTriggeredAction", Value::Bool(sighting.is_some_and(|sighting| sighting.is_enough)));
        if let Some(level) = self.battery {
            row.set("BatteryLevel", Value::Int(level.ten_thousandths()));
        }
        Change::Amend(row, &WHAT_A_READING_CHANGES)
    }

    /// The presence as it is from now on.
    fn seen(
        &self,
        known: Option<&Row>,
        before: Option<Presence>,
        presence: Option<Presence>,
        mint: &mut Mint<'_>,
    ) -> Option<Change> {
        match (self.customer?, known, presence) {
            (_, Some(row), None) => Some(Change::Delete(Kept::schema(), row.id())),
            (_, Some(row), Some(presence)) if before != Some(presence) => {
                let mut row = row.clone();
                row.set("Since", Value::Int(presence.since.micros()));
                row.set("Seen", Value::Int(presence.seen.micros()));
                row.set("UpdatedOn", Value::Int(mint.now().micros()));
                Some(Change::Amend(row, &WHAT_A_SIGHTING_CHANGES))
            }
            (customer, None, Some(presence)) => {
                let kept = Kept {
                    sensor_id: Id::new(self.sensor),
                    coworker_id: Id::new(customer.get()),
                    since: presence.since,
                    seen: presence.seen,
                    base: Base::made(mint.id(), mint.guid(), mint.now(), &self.name),
                };
                Some(Change::Insert(kept.into_row()))
            }
            _ => None,
        }
    }
}

fn presence(row: &Row) -> Option<Presence> {
    let at = |name: &str| row.get(name).int().map(Instant::from_micros);
    Some(Presence { since: at("Since")?, seen: at("Seen")? })
}

/// A sighting, as the store gives it back.
fn written(sighting: Option<Sighting>) -> Vec<u8> {
    let numbers = sighting
        .map(|Sighting { presence, is_enough }| (presence.since.micros(), presence.seen.micros(), is_enough));
    numbers.map_or_else(Vec::new, |numbers| serde_json::json!(numbers).to_string().into_bytes())
}

/// What [`written`] wrote.
fn read(body: &[u8]) -> Option<Sighting> {
    let json: serde_json::Value = serde_json::from_slice(body).ok()?;
    let at = |place: usize| json[place].as_i64().map(Instant::from_micros);
    Some(Sighting { presence: Presence { since: at(0)?, seen: at(1)? }, is_enough: json[2].as_bool()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sighting_comes_back_as_it_was_written() {
        let at = Instant::from_micros;
        for is_enough in [true, false] {
            let sighting =
                Some(Sighting { presence: Presence { since: at(-1), seen: at(i64::MAX) }, is_enough });
            assert_eq!(read(&written(sighting)), sighting);
        }
        assert_eq!(read(&written(None)), None);
    }
}
