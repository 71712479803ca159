//! Times, sources and passes in the words of the desk.

use vestibule_domain::minutes::Minutes;
use vestibule_domain::time::{Instant, Zone};
use vestibule_domain::world::{CustomerPass, Right};
use vestibule_records::CheckinSource;

/// How a visit came about.
pub(super) const fn source(source: CheckinSource) -> &'static str {
    match source {
        CheckinSource::None => "Other",
        CheckinSource::Manual => "By hand",
        CheckinSource::DoorAccess => "Door",
        CheckinSource::NetworkActivity => "Wi-Fi",
        CheckinSource::Tile => "Tile",
        CheckinSource::Sensor => "Sensor",
    }
}

/// What clocks there show: `09:15`.
pub(super) fn clock(zone: &Zone, at: Instant) -> String {
    zone.local(at).1.to_string()
}

/// A length: `35 min`, `1 h 05 min`.
pub(super) fn length(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes:02} min"),
    }
}

/// A pass with what would be left of it: `Two Hours, 1 h 15 min left`.
pub(super) fn pass(pass: &CustomerPass, left: Option<Minutes>) -> String {
    let name = &pass.terms.name;
    match (left, pass.right) {
        (Some(left), _) => format!("{name}, {} left", length(left.get())),
        (None, _) if pass.pay_as_you_go() => format!("{name}, pay as you go"),
        (None, Right::Day { .. }) => format!("{name}, for today"),
        (None, Right::Time { .. }) => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_told_apart_from_minutes() {
        assert_eq!([length(0), length(59), length(65)], ["0 min", "59 min", "1 h 05 min"]);
    }
}
