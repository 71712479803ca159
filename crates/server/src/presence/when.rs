//! Which days are asked about, on the clocks of the location.

use vestibule_domain::location::Location;
use vestibule_domain::occupancy::Window;
use vestibule_domain::time::{Date, Instant, TimeOfDay};

use super::place::{Asked, wrong};
use crate::api::Failure;

/// Days that are told of at most.
const MOST: i64 = 400;
/// Days that are told of unless said: four weeks.
const USUAL: i32 = 28;

/// Days one after the other, both ends included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    pub(super) first: Date,
    pub(super) last: Date,
}

impl Days {
    /// Those from `from` to `to`; the last four weeks, or as many days before `to`, unless said.
    pub(super) fn asked(asked: &Asked) -> Result<Self, Failure> {
        let (today, _) = asked.place.zone.local(asked.now);
        let last = date(asked, "to")?.unwrap_or(today);
        let first = date(asked, "from")?.unwrap_or(last.plus_days(1 - USUAL).unwrap_or(last));
        let days = last.days_since(first) + 1;
        if days < 1 {
            return Err(wrong("from", format!("{first} is after {last}"), &first.to_string()));
        }
        if days > MOST {
            let message = format!("from {first} to {last} are {days} days; {MOST} are told of at most");
            return Err(wrong("from", message, &first.to_string()));
        }
        Ok(Self { first, last })
    }

    /// Each of them.
    pub(super) fn each(self) -> impl Iterator<Item = Date> {
        let next = move |day: &Date| Some(day.tomorrow()).filter(|next| *next <= self.last && *next > *day);
        std::iter::successors(Some(self.first), next)
    }

    /// What has been of them by now.
    pub(super) fn window(self, place: &Location, now: Instant) -> Window {
        let begin = |date: Date| place.zone.instant(date, TimeOfDay::MIDNIGHT);
        let from = begin(self.first);
        Window { from, to: begin(self.last.tomorrow()).min(now).max(from) }
    }
}

fn date(asked: &Asked, name: &str) -> Result<Option<Date>, Failure> {
    let Some(sent) = asked.parameter(name)? else { return Ok(None) };
    let read =
        read(&sent).ok_or_else(|| wrong(name, format!("'{sent}' is not a date such as 2026-09-02"), &sent));
    read.map(Some)
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
