//! The door systems that are told whose access may have changed, as the catalogue keeps them.

use std::collections::BTreeMap;

/// The setting with the address that a location tells its door system at. Without it, or where it is empty, nothing is
/// told.
pub const URL: &str = "Vestibule.AccessUpdates.Url";
/// The setting with the bearer token that goes along, if it wants one.
pub const TOKEN: &str = "Vestibule.AccessUpdates.Token";

/// The door system of a location (`domain.md` 6.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorSystem {
    /// The location.
    pub location: i64,
    /// Where it is told.
    pub url: String,
    /// The bearer token it is shown.
    pub token: Option<String>,
}

/// The door systems of all locations that have one.
#[derive(Debug, Default)]
pub struct Doors {
    by_location: BTreeMap<i64, DoorSystem>,
}

impl Doors {
    /// Reads the settings of these locations.
    pub(crate) fn of<'a>(
        locations: impl Iterator<Item = i64>,
        setting: impl Fn(i64, &str) -> Option<&'a str>,
    ) -> Self {
        let filled = |location, name| {
            setting(location, name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
        };
        let system = |location| {
            let url = filled(location, URL)?;
            Some((location, DoorSystem { location, url, token: filled(location, TOKEN) }))
        };
        Self { by_location: locations.filter_map(system).collect() }
    }

    /// Whether no location has one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_location.is_empty()
    }

    /// That of a location.
    #[must_use]
    pub fn at(&self, location: i64) -> Option<&DoorSystem> {
        self.by_location.get(&location)
    }

    /// All of them, in the order of their locations.
    pub fn iter(&self) -> impl Iterator<Item = &DoorSystem> {
        self.by_location.values()
    }
}

/// Whom a delivery is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Addressee {
    /// A webhook, by its id.
    Hook(i64),
    /// The door system of a location.
    Doors(i64),
}

impl Addressee {
    /// Whom a `WebHookId` of a [`Delivery`](vestibule_records::kept::Delivery) means.
    #[must_use]
    pub const fn of(number: i64) -> Self {
        if number < 0 { Self::Doors(-number) } else { Self::Hook(number) }
    }

    /// The `WebHookId` that means them: ids are above zero, so that a location can stand below it.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Hook(id) => id,
            Self::Doors(location) => -location,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Addressee;

    #[test]
    fn a_webhook_and_a_door_system_of_the_same_number_are_told_apart() {
        for whom in [Addressee::Hook(7), Addressee::Doors(7)] {
            assert_eq!(Addressee::of(whom.number()), whom);
        }
        assert_ne!(Addressee::Hook(7).number(), Addressee::Doors(7).number());
    }
}
