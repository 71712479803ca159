//! A verdict of the door, in the words of a page.

use serde_json::Value;
use vestibule_domain::Location;
use vestibule_domain::time::{Instant, Span, TimeOfDay};
use vestibule_records::parse_instant;
use vestibule_store::Reply;

use super::does::Then;
use super::found::Found;
use super::words::Words;

/// A verdict, read.
pub(super) struct Told {
    /// Whether it is well.
    pub(super) well: bool,
    message: String,
    action: String,
    name: Option<String>,
    ends: Option<Instant>,
}

/// What a page says first.
pub(super) struct Said {
    /// Whether it is well.
    pub(super) well: bool,
    /// In a few words.
    pub(super) heading: String,
    /// In full.
    pub(super) lines: Vec<String>,
}

impl Told {
    /// Reads the verdict; `None` when there is none, since something broke.
    pub(super) fn read(reply: &Reply) -> Option<Self> {
        let body: Value = serde_json::from_slice(&reply.body).ok()?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let session = &body["Value"];
        let ends = session["SessionExpire"].as_str().and_then(|text| text.strip_suffix(" UTC"));
        Some(Self {
            well: body["WasSuccessful"].as_bool().filter(|_| reply.status == 200)?,
            message: text(&body["Message"])?,
            action: text(&session["Action"]).unwrap_or_default(),
            name: text(&session["FullName"]),
            ends: ends.and_then(|ends| parse_instant(&format!("{ends}Z"))),
        })
    }

    /// As the page of a tile says it, with the words of the tile where it has its own.
    pub(super) fn said(&self, found: &Found, words: &Words, now: Instant) -> Said {
        if !self.well {
            return refused(words, found.tile.error_message.iter().chain([&self.message]).cloned().collect());
        }
        let (place, name) = (&found.location.name, self.name.as_deref());
        let own = |ours: String| found.tile.success_message.clone().unwrap_or(ours);
        let until = || words.until(self.ends.and_then(|ends| clock(&found.location, ends, now)));
        let (heading, mut lines) = match self.action.as_str() {
            "checkout" => (words.goodbye(name), vec![own(words.checked_out(place))]),
            "checkin" => (words.welcome(name), vec![own(words.checked_in(place)), until()]),
            _ => (words.welcome(name), vec![words.already_inside.to_owned(), until()]),
        };
        if found.does.then == Then::Unsupported {
            lines.push(words.check_in_alone.to_owned());
        }
        Said { well: true, heading, lines }
    }
}

/// Somebody was refused, and why.
pub(super) fn refused(words: &Words, lines: Vec<String>) -> Said {
    Said { well: false, heading: words.refused.to_owned(), lines }
}

/// The time on the wall at which a session ends, unless that is the end of the day: the last second of it.
fn clock(location: &Location, ends: Instant, now: Instant) -> Option<TimeOfDay> {
    let next = ends.plus(Span::micros(1_000_000));
    (next < location.day_end(now)).then(|| location.zone.local(ends).1)
}
