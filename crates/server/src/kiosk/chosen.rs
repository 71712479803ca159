//! What a location chose for its tablets.

use vestibule_store::Catalogue;

/// The setting of a location that says whether people find their name, and whether that alone lets them in.
const NAMES: &str = "Vestibule.Kiosk.NameSearch";
/// The setting of a location that says whether visitors register themselves.
const VISITORS: &str = "Vestibule.Kiosk.Visitors";

/// Whether people find their name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// They do not.
    Off,
    /// They do, and type their PIN.
    WithPin,
    /// They do, and that is enough.
    Alone,
}

impl Names {
    /// As a location set it; off unless it says so.
    pub(super) fn of(catalogue: &Catalogue, location: i64) -> Self {
        let set = catalogue.setting(location, NAMES).unwrap_or_default().trim().to_ascii_lowercase();
        match set.as_str() {
            "pin" => Self::WithPin,
            "name" => Self::Alone,
            _ => Self::Off,
        }
    }

    /// In a word, for the script.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::WithPin => "pin",
            Self::Alone => "name",
        }
    }
}

/// Whether visitors register themselves; they do unless the location says otherwise.
pub(super) fn visitors(catalogue: &Catalogue, location: i64) -> bool {
    catalogue.setting(location, VISITORS).is_none_or(|set| !set.trim().eq_ignore_ascii_case("false"))
}
