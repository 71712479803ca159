//! What a body of `POST /api/vestibule/explain` asks.

use vestibule_domain::time::Instant;
use vestibule_records::{Body, Checkin, CheckinSource, FieldError, Kind, Record, Value};

/// Why would this person get in there, or not?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The location.
    pub location: i64,
    /// The customer.
    pub customer: i64,
    /// The arrival; it may lie in the future. `None`: now.
    pub at: Option<Instant>,
    /// The departure, for a stay told afterwards.
    pub to: Option<Instant>,
    /// How the signal comes.
    pub source: CheckinSource,
    /// The guid of the pass that is to be used.
    pub pass: Option<String>,
}

impl Question {
    /// This person, there, now, by hand.
    #[must_use]
    pub const fn of(location: i64, customer: i64) -> Self {
        Self { location, customer, at: None, to: None, source: CheckinSource::Manual, pass: None }
    }

    /// Reads a body. Its values are read as those of a check-in are.
    pub(super) fn read(body: &Body<'_>) -> Result<Self, Vec<FieldError>> {
        let mut asked = Asked { body, errors: Vec::new() };
        let location = asked.needed("BusinessId");
        let customer = asked.needed("CoworkerId");
        let at = asked.value("At", Kind::DateTime).int().map(Instant::from_micros);
        let to = asked.value("ToTime", Kind::DateTime).int().map(Instant::from_micros);
        let source = asked.source();
        let pass = asked.value("CoworkerTimePassGuid", Kind::Guid).text().map(str::to_owned);
        match (location, customer, asked.errors) {
            (Some(location), Some(customer), errors) if errors.is_empty() => {
                Ok(Self { location, customer, at, to, source, pass })
            }
            (_, _, errors) => Err(errors),
        }
    }
}

/// A body, and what was wrong with it so far.
struct Asked<'a> {
    body: &'a Body<'a>,
    errors: Vec<FieldError>,
}

impl Asked<'_> {
    /// What stands under a name; null where nothing does, or nothing that fits.
    fn value(&mut self, name: &str, kind: Kind) -> Value {
        let Some(input) = self.body.get(name) else { return Value::Null };
        input.value(kind).unwrap_or_else(|message| {
            self.errors.push(FieldError::new(property(name), message, input.attempted()));
            Value::Null
        })
    }

    fn needed(&mut self, name: &str) -> Option<i64> {
        let before = self.errors.len();
        let id = self.value(name, Kind::Integer).int();
        if id.is_none() && self.errors.len() == before {
            self.errors.push(FieldError::missing(property(name)));
        }
        id
    }

    /// Left out it is by hand, as in a check-in; an empty one is none.
    fn source(&mut self) -> CheckinSource {
        let before = self.errors.len();
        let Some(kind) = Checkin::schema().field("Source").map(|field| field.kind) else {
            return CheckinSource::Manual;
        };
        let sent = self.body.get("Source").is_some();
        let source = self.value("Source", kind).int().and_then(CheckinSource::from_number);
        if sent && source.is_none() && self.errors.len() == before {
            self.errors.push(FieldError::missing("Source"));
        }
        source.unwrap_or(CheckinSource::Manual)
    }
}

/// The name an error uses, as in a check-in: the relation for a reference.
fn property(name: &str) -> &str {
    Checkin::schema().field(name).map_or(name, |field| field.property())
}
