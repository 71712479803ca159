//! Who is on site now, who is to be called when the house is cleared, and how many were there when.
//!
//! All of it is asked about one location that the caller sees, with the right to read check-ins. It is read through
//! indexes: of who is there, and of who came and went.

mod attendance;
pub(crate) mod csv;
mod evidence;
mod inside;
mod now;
mod place;
mod rollcall;
mod when;

pub(crate) use attendance::{endpoint as attendance, groups, hundredths};
pub(crate) use inside::{Inside, inside_today};
pub(crate) use now::endpoint as presence;
pub(crate) use now::{Guest, counted};
pub(crate) use place::premises;
pub(crate) use rollcall::endpoint as rollcall;
pub(crate) use rollcall::{Person, people, places};
pub(crate) use when::{Days, date, read as read_date};

use vestibule_records::CheckinSource;

use crate::openapi::{Endpoint, Said, Shape};

/// What is said about the endpoints of this room.
pub(crate) const ENDPOINTS: &[Endpoint] = &[now::ENDPOINT, rollcall::ENDPOINT, attendance::ENDPOINT];

/// The parameter of every question.
const LOCATION: Said =
    Said::query("location", Shape::Integer, "The location. It need not be named where there is only one.");

/// What people call a source.
pub(crate) fn source_name(number: i64) -> &'static str {
    let known = CheckinSource::TABLE.values.iter().find(|(known, _)| *known == number);
    known.map_or("None", |(_, name)| *name)
}
