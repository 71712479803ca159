//! Instants, zones and business days. The only place that knows the library behind them.
//!
//! An [`Instant`] is a point in time, the same everywhere. A [`Date`] and a [`TimeOfDay`] are what a clock on
//! a wall shows and mean nothing without a [`Zone`]. A [`BusinessDay`] runs from cut-off to cut-off in the zone
//! of a location; every rule that says "per day" means it (`domain.md` 3.8).

mod business_day;
mod civil;
mod instant;
mod slot;
mod zone;

pub(crate) use business_day::Calendar;
pub use business_day::{BusinessDay, CutOff, business_day, day_bounds};
pub use civil::{Date, TimeOfDay, Weekday};
pub use instant::{Instant, Span};
pub use slot::Slot;
pub use zone::Zone;
