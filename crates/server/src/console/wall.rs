//! Times as people read and write them: by the clock on the wall of a location.

use vestibule_domain::time::{Instant, Zone};
use vestibule_records::parse_instant;

/// A moment: `2026-09-02 09:15`.
pub(super) fn moment(at: Instant, zone: &Zone) -> String {
    let (date, time) = zone.local(at);
    format!("{date} {time}")
}

/// A moment, of which the date need not be said where it is this one: `09:15`.
pub(super) fn on(day: Option<vestibule_domain::time::Date>, at: Instant, zone: &Zone) -> String {
    let (date, time) = zone.local(at);
    if day == Some(date) { time.to_string() } else { format!("{date} {time}") }
}

/// A moment as a field for a date and a time has it: `2026-09-02T09:15`.
pub(super) fn field(at: Instant, zone: &Zone) -> String {
    let (date, time) = zone.local(at);
    format!("{date}T{time}")
}

/// What such a field holds; `None` when that is no moment. Of a time that the clock shows twice, the first.
pub(super) fn of_field(text: &str, zone: &Zone) -> Option<Instant> {
    let (date, time) = Zone::utc().local(parse_instant(&format!("{text}Z"))?);
    Some(zone.instant(date, time))
}
