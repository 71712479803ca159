//! How many came, left and were inside, then: counted by quarters of an hour, told by the clocks of the place.
//!
//! A [`Tally`] is what visits come to in a [`Window`], quarter by quarter. It is exact about how long people were inside,
//! since it keeps the instants added up. A [`Grid`] lays the quarters into buckets, such as the hours of a week. The
//! clocks of all zones differ from UTC by whole quarters, so no quarter is part of two hours.

mod grid;
mod tally;

pub use grid::{Bucket, By, Counts, Grid};
pub use tally::{Quarter, Tally, Window};

/// The names in a text that holds several, separated by commas: those of plans or teams, as visits keep them.
///
/// ```
/// use vestibule_domain::occupancy::names;
///
/// assert_eq!(names(Some("Hot desk, Mailbox")).collect::<Vec<_>>(), ["Hot desk", "Mailbox"]);
/// assert_eq!(names(None).count(), 0);
/// ```
pub fn names(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty())
}
