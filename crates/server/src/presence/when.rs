//! Which days are asked about, on the clocks of the location.

use vestibule_domain::location::Location;
use vestibule_domain::occupancy::Window;
use vestibule_domain::time::{Date, Instant, TimeOfDay};
use vestibule_records::FieldError;

use super::place::Asked;
use crate::api::Failure;
use crate::api::envelope::quoted;

/// Days that are told of at most.
const MOST: i64 = 400;
/// Days that are told of unless said: four weeks.
const USUAL: i32 = 28;

/// Days one after the other, both ends included.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Days {
    /// The first.
    pub(crate) first: Date,
    /// The last.
    pub(crate) last: Date,
}

impl Days {
    /// Those from `from` to `to`; the last four weeks, or as many days before `to`, unless said.
    pub(super) fn asked(asked: &Asked) -> Result<Self, Failure> {
        let (today, _) = asked.place.zone.local(asked.now);
        let (from, to) = (asked.parameter("from")?, asked.parameter("to")?);
        Self::of(from.as_deref(), to.as_deref(), today).map_err(Failure::invalid)
    }

    /// The same, of texts that were sent.
    ///
    /// # Errors
    /// What does not fit, `from` or `to`.
    pub(crate) fn of(from: Option<&str>, to: Option<&str>, today: Date) -> Result<Self, FieldError> {
        let last = to.map(|sent| date("to", sent)).transpose()?.unwrap_or(today);
        let usual = last.plus_days(1 - USUAL).unwrap_or(last);
        let first = from.map(|sent| date("from", sent)).transpose()?.unwrap_or(usual);
        let days = last.days_since(first) + 1;
        let wrong = |message: String| FieldError::new("from", message, quoted(&first.to_string()));
        if days < 1 {
            return Err(wrong(format!("{first} is after {last}")));
        }
        if days > MOST {
            return Err(wrong(format!("from {first} to {last} are {days} days; {MOST} are told of at most")));
        }
        Ok(Self { first, last })
    }

    /// Each of them.
    pub(crate) fn each(self) -> impl Iterator<Item = Date> {
        let next = move |day: &Date| Some(day.tomorrow()).filter(|next| *next <= self.last && *next > *day);
        std::iter::successors(Some(self.first), next)
    }

    /// All of them, on the clocks of a location.
    pub(crate) fn whole(self, place: &Location) -> Window {
        let begin = |date: Date| place.zone.instant(date, TimeOfDay::MIDNIGHT);
        Window { from: begin(self.first), to: begin(self.last.tomorrow()) }
    }

    /// What has been of them by now.
    pub(crate) fn window(self, place: &Location, now: Instant) -> Window {
        let Window { from, to } = self.whole(place);
        Window { from, to: to.min(now).max(from) }
    }
}

/// Reads a date that was sent as `name`.
///
/// # Errors
/// When it is none.
pub(crate) fn date(name: &str, sent: &str) -> Result<Date, FieldError> {
    let wrong = || FieldError::new(name, format!("'{sent}' is not a date such as 2026-09-02"), quoted(sent));
    read(sent).ok_or_else(wrong)
}

/// Reads `2026-09-02`.
pub(crate) fn read(text: &str) -> Option<Date> {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let [year, month, day] = text.split('-').collect::<Vec<_>>()[..] else { return None };
    if [year.len(), month.len(), day.len()] != [4, 2, 2] || ![year, month, day].into_iter().all(digits) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_ten_letters_and_there_is_such_a_day() {
        assert_eq!(read("2028-02-29"), Date::new(2028, 2, 29));
        for wrong in
            ["2026-02-29", "2026-2-1", "+026-02-01", "2026-02-01T00:00", "", "----", "2026-02-0\u{661}"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
