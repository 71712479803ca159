//! An event as it goes out: what a listener chooses by, and its bytes, made once for all of them.

use axum::body::Bytes;
use vestibule_domain::time::Instant;
use vestibule_records::kept::{Happened, Happening};
use vestibule_records::{Checkin, FailedCheckin, Record as _, Row, Schema};

use crate::api::json::{Members, object};

/// What an event tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Arrival,
    Departure,
    Refusal,
    Correction,
    Occupancy,
}

impl Kind {
    /// All there are.
    pub(super) const ALL: [Self; 5] =
        [Self::Arrival, Self::Departure, Self::Refusal, Self::Correction, Self::Occupancy];

    /// As it is called on the wire.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Arrival => "arrival",
            Self::Departure => "departure",
            Self::Refusal => "refusal",
            Self::Correction => "correction",
            Self::Occupancy => "occupancy",
        }
    }

    /// The record whose list shows the same.
    pub(super) fn schema(self) -> &'static Schema {
        match self {
            Self::Refusal => FailedCheckin::schema(),
            _ => Checkin::schema(),
        }
    }

    /// What it is in the log; nothing for what is counted anew each time.
    pub(super) const fn happening(self) -> Option<Happening> {
        match self {
            Self::Arrival => Some(Happening::Arrival),
            Self::Departure => Some(Happening::Departure),
            Self::Refusal => Some(Happening::Refusal),
            Self::Correction => Some(Happening::Correction),
            Self::Occupancy => None,
        }
    }

    const fn of(happening: Happening) -> Self {
        match happening {
            Happening::Arrival => Self::Arrival,
            Happening::Departure => Self::Departure,
            Happening::Refusal => Self::Refusal,
            Happening::Correction => Self::Correction,
        }
    }
}

/// An event as it goes out.
#[derive(Debug)]
pub(super) struct Told {
    /// Its number in the log; zero for what has none.
    pub(super) id: i64,
    /// What it tells of.
    pub(super) kind: Kind,
    /// Where it happened.
    pub(super) location: i64,
    /// The bytes.
    pub(super) bytes: Bytes,
}

/// What is looked up for something that happened, as far as it is there.
pub(super) struct Known<'a> {
    /// The name of the location.
    pub(super) location: Option<&'a str>,
    /// The name of the customer.
    pub(super) customer: Option<&'a str>,
    /// The visit, or the refused attempt.
    pub(super) record: Option<&'a Row>,
}

impl Told {
    /// Something that happened.
    pub(super) fn of(happened: &Happened, known: &Known<'_>) -> Self {
        let kind = Kind::of(happened.kind);
        let location = happened.business_id.get();
        let bytes = event(Some(happened.base.id), kind.name(), |told| {
            told.put("At", happened.at);
            place(told, location, known.location);
            told.put("CoworkerId", happened.coworker_id);
            told.put("CoworkerFullName", known.customer);
            if kind == Kind::Refusal {
                told.put("FailedCheckinId", happened.record_id);
                told.put_or_null("FailedCheckin", known.record, refusal);
            } else {
                told.put("CheckinId", happened.record_id);
                told.put_or_null("Checkin", known.record, visit);
            }
        });
        Self { id: happened.base.id, kind, location, bytes }
    }

    /// How many are inside.
    pub(super) fn occupancy(location: i64, name: Option<&str>, inside: i64, now: Instant) -> Self {
        let bytes = event(None, Kind::Occupancy.name(), |told| {
            told.put("At", now);
            place(told, location, name);
            told.put("Inside", inside);
        });
        Self { id: 0, kind: Kind::Occupancy, location, bytes }
    }
}

/// That what came after a number is not all kept any more.
pub(super) fn reset(last_known: i64, now: Instant) -> Bytes {
    event(None, "reset", |told| {
        told.put("At", now);
        told.put("LastEventId", last_known);
    })
}

/// An event of a stream. The data is one line: JSON breaks none.
fn event(id: Option<i64>, name: &str, data: impl FnOnce(&mut Members<'_>)) -> Bytes {
    let mut out = Vec::with_capacity(512);
    if let Some(id) = id {
        out.extend_from_slice(format!("id: {id}\n").as_bytes());
    }
    out.extend_from_slice(format!("event: {name}\ndata: ").as_bytes());
    object(&mut out, data);
    out.extend_from_slice(b"\n\n");
    out.into()
}

fn place(told: &mut Members<'_>, location: i64, name: Option<&str>) {
    told.put("BusinessId", location);
    told.put("BusinessName", name);
}

/// The fields of a visit that are told.
pub(super) static OF_A_VISIT: [&str; 7] = [
    "Source",
    "FromTime",
    "ToTime",
    "AutoCheckout",
    "CoworkerTimePassGuid",
    "TariffAtTheTimeOfCheckin",
    "TeamsAtTheTimeOfCheckin",
];

fn visit(row: &Row, out: &mut Vec<u8>) {
    let instant = |name| row.get(name).int().map(Instant::from_micros);
    let (from, to) = (instant("FromTime"), instant("ToTime"));
    object(out, |told| {
        told.put("Source", row.get("Source").int());
        told.put("FromTime", from);
        told.put("ToTime", to);
        told.put("Minutes", from.zip(to).map(|(from, to)| to.since(from) / 60_000_000));
        told.put("AutoCheckout", row.get("AutoCheckout").bool().unwrap_or_default());
        for name in ["CoworkerTimePassGuid", "TariffAtTheTimeOfCheckin", "TeamsAtTheTimeOfCheckin"] {
            told.put(name, row.get(name).text());
        }
    });
}

/// The fields of a refused attempt that are told, or looked into.
pub(super) static OF_A_REFUSAL: [&str; 3] = ["Source", "Description", "Verdict"];

fn refusal(row: &Row, out: &mut Vec<u8>) {
    let verdict = row.get("Verdict").text().and_then(|text| serde_json::from_str(text).ok());
    let verdict: serde_json::Value = verdict.unwrap_or_default();
    object(out, |told| {
        told.put("Source", row.get("Source").int());
        told.put("Code", verdict["Code"].as_str());
        told.put("Description", row.get("Description").text());
        told.put("Cure", verdict["Cure"]["Text"].as_str());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_name_holds_an_event_is_one_line_of_data() {
        let told = Told::occupancy(7, Some("Loft\n\ndata: \u{2028}\r\"x\""), 3, Instant::from_micros(0));
        let text = String::from_utf8(told.bytes.to_vec()).expect("text");
        let (head, data) = text.split_once("data: ").expect("data");
        assert_eq!(head, "event: occupancy\n");
        assert_eq!(data.find(['\n', '\r']), Some(data.len() - 2), "{data}");
        let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
        assert_eq!((&data["Inside"], &data["BusinessId"]), (&3.into(), &7.into()));
    }
}
