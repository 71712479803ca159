//! How late a signal may come, as each location sets it.

use vestibule_domain::Windows;
use vestibule_domain::ids::LocationId;
use vestibule_domain::time::Span;
use vestibule_records::SignalOrigin;
use vestibule_store::Catalogue;

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
/// The longest window there may be, in minutes: ten years.
pub(crate) const LONGEST: i64 = 3_660 * DAY;

/// The word for a kind of thing in the names of its settings.
pub(crate) const WORDS: [(SignalOrigin, &str); 6] = [
    (SignalOrigin::Door, "Door"),
    (SignalOrigin::RadiusServer, "Network"),
    (SignalOrigin::Sensor, "Sensor"),
    (SignalOrigin::AutomationTile, "Tile"),
    (SignalOrigin::Batch, "Batch"),
    (SignalOrigin::Tablet, "Tablet"),
];

/// The windows of a kind of thing at a location: the settings `Vestibule.Signals.{Door}.AcceptMinutes` and
/// `.FlagMinutes`, or what is usual. A controller tells at once or, after an outage, within days; a tablet without network keeps taps for
/// a day; a log is imported whenever somebody finds it.
pub(crate) fn of(catalogue: &Catalogue, location: LocationId, kind: SignalOrigin) -> Windows {
    let (accept, flag) = match kind {
        SignalOrigin::Door => (HOUR, 7 * DAY),
        SignalOrigin::RadiusServer | SignalOrigin::Sensor => (15, DAY),
        SignalOrigin::AutomationTile => (5, HOUR),
        SignalOrigin::Tablet => (DAY, DAY),
        SignalOrigin::Batch => (7 * DAY, 366 * DAY),
    };
    let word = WORDS.iter().find(|(known, _)| *known == kind).map_or("", |(_, word)| *word);
    let set = |what: &str, usual: i64| {
        let name = format!("Vestibule.Signals.{word}.{what}Minutes");
        let set = catalogue.setting(location.get(), &name).and_then(|text| text.trim().parse().ok());
        Span::minutes(set.unwrap_or(usual).clamp(0, LONGEST))
    };
    Windows { accept: set("Accept", accept), flag: set("Flag", flag) }
}
