//! How a signal came in.

/// How an attempt reached the house (`domain.md` 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Source {
    /// Not stated.
    None,
    /// A person at a desk, a tablet or the API; the default.
    #[default]
    Manual,
    /// A door.
    DoorAccess,
    /// A device on the Wi-Fi; only passes that allow it serve (`domain.md` 3.3).
    NetworkActivity,
    /// A tile that was tapped or scanned.
    Tile,
    /// A sensor.
    Sensor,
}
