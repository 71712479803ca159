//! What an adapter hands over, and what it gets back.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value as Json, json};
use vestibule_domain::ids::{CustomerId, LocationId};
use vestibule_domain::{Mac, Told};
use vestibule_records::{CheckinSource, SignalOrigin, SignalOutcome};

/// A signal, read from whatever protocol it came in.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    /// What told it.
    pub(crate) origin: Origin,
    /// What it calls the event; a repetition is answered as the first time where every signal is kept, and kept once
    /// where only what is remarkable is.
    pub(crate) event: Option<String>,
    /// Where.
    pub(crate) location: LocationId,
    /// How it counts among the sources of a check-in.
    pub(crate) source: CheckinSource,
    /// Whom it is about.
    pub(crate) whose: Whose,
    /// What is told.
    pub(crate) told: Told,
    /// The device that was seen.
    pub(crate) device: Option<Mac>,
    /// It let them pass already, whatever the rules say of it.
    pub(crate) opened: bool,
    /// What was sent, for what cannot be used.
    pub(crate) content: Option<String>,
    /// Keep a line of every signal, or only of what is remarkable.
    pub(crate) keep: bool,
}

/// What goes with a signal beside what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Manner {
    /// Whose windows it must come in: a log that somebody imports may be older than what a door tells itself.
    pub(crate) windows: SignalOrigin,
    /// What is remarkable about it already.
    pub(crate) remarks: Vec<String>,
    /// The thing did not let them pass: nobody came or went, and it is recorded that they tried.
    pub(crate) turned_away: bool,
}

impl Manner {
    /// Told by such a thing itself, and nothing else to say of it.
    pub(crate) const fn of(kind: SignalOrigin) -> Self {
        Self { windows: kind, remarks: Vec::new(), turned_away: false }
    }
}

/// The thing that told a signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// What kind of thing.
    pub(crate) kind: SignalOrigin,
    /// Which, by the id of its record; of a batch, of the user who sends it.
    pub(crate) id: i64,
    /// What people call it.
    pub(crate) name: String,
}

/// Whom a signal is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whose {
    /// A customer.
    Customer(CustomerId),
    /// A customer, known by nothing but a device of theirs: where devices are not let in by themselves, it opens nothing.
    Owner(CustomerId),
    /// Nobody that is known, and why.
    Nobody(String),
}

/// What came of a signal; as JSON an answer, for whoever told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Hearing {
    /// In a word.
    #[serde(serialize_with = "outcome_name", deserialize_with = "outcome_of")]
    pub(crate) outcome: SignalOutcome,
    /// The check-in that it made, ended, bears witness of or contradicts.
    #[serde(rename = "CheckinId")]
    pub(crate) checkin: Option<i64>,
    /// The failed check-in that it came to.
    #[serde(rename = "FailedCheckinId")]
    pub(crate) failed: Option<i64>,
    /// In a sentence.
    pub(crate) message: String,
    /// What is remarkable about it.
    pub(crate) flags: Vec<String>,
    /// It was told before, and this is what came of it then.
    pub(crate) replayed: bool,
}

impl Origin {
    /// What it is, as a witness and as whoever writes: `Door 7`.
    pub(crate) fn label(&self) -> String {
        let kind = match self.kind {
            SignalOrigin::Door => "Door",
            SignalOrigin::RadiusServer => "RadiusServer",
            SignalOrigin::Sensor => "Sensor",
            SignalOrigin::AutomationTile => "AutomationTile",
            SignalOrigin::Batch => "User",
            SignalOrigin::Tablet => "Tablet",
        };
        format!("{kind} {}", self.id)
    }
}

impl Heard {
    /// The customer, if it is about one.
    pub(crate) const fn customer(&self) -> Option<CustomerId> {
        match self.whose {
            Whose::Customer(customer) | Whose::Owner(customer) => Some(customer),
            Whose::Nobody(_) => None,
        }
    }

    /// What refusals of it have in common, so that what is told over and over is refused on record once a day.
    pub(crate) fn tap(&self) -> String {
        let whose = match &self.whose {
            Whose::Customer(customer) | Whose::Owner(customer) => customer.get().to_string(),
            Whose::Nobody(why) => why.clone(),
        };
        let session = self.event.as_deref().unwrap_or_default();
        crate::api::request::fingerprint(&[
            self.origin.label().as_bytes(),
            whose.as_bytes(),
            session.as_bytes(),
        ])
    }
}

impl Hearing {
    /// Something came of it for the first time.
    pub(crate) const fn new(outcome: SignalOutcome, message: String) -> Self {
        Self { outcome, checkin: None, failed: None, message, flags: Vec::new(), replayed: false }
    }

    /// As an answer.
    pub(crate) fn json(&self) -> Json {
        json!(self)
    }

    /// The bytes of the answer.
    pub(super) fn bytes(&self) -> Vec<u8> {
        // Nothing in it can fail to be written; were it so, nobody could read it, and that is an error.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// What [`Hearing::bytes`] wrote.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde has it")]
fn outcome_name<S: Serializer>(outcome: &SignalOutcome, serializer: S) -> Result<S::Ok, S::Error> {
    let mut values = SignalOutcome::TABLE.values.iter();
    serializer
        .serialize_str(values.find(|(number, _)| *number == outcome.number()).map_or("", |(_, name)| name))
}

fn outcome_of<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SignalOutcome, D::Error> {
    let name = String::deserialize(deserializer)?;
    let known = SignalOutcome::TABLE.values.iter().find(|(_, known)| *known == name);
    let outcome = known.and_then(|(number, _)| SignalOutcome::from_number(*number));
    outcome.ok_or_else(|| serde::de::Error::custom(format!("'{name}' is no outcome")))
}
