//! Which days are asked about.

use http::Uri;
use vestibule_domain::time::Date;
use vestibule_records::FieldError;

use crate::api::request;
use crate::presence::{Days, date};

/// What stood in the form, as it was sent.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// The first day.
    pub(crate) from: String,
    /// The last day.
    pub(crate) to: String,
    /// The day whose hours are shown.
    pub(crate) day: String,
    /// Whose week is shown.
    pub(crate) customer: String,
    /// Some day of that week.
    pub(crate) week: String,
}

/// What is asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// The days of the period.
    pub(crate) days: Days,
    /// The day whose hours are shown.
    pub(crate) day: Date,
    /// The Monday of the week that is shown.
    pub(crate) monday: Date,
}

impl Sent {
    /// What a page was asked for with.
    pub(crate) fn read(uri: &Uri) -> Self {
        let fields = request::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
        let text = |name: &str| {
            let sent = fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            sent.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        Self {
            from: text("from"),
            to: text("to"),
            day: text("day"),
            customer: text("customer"),
            week: text("week"),
        }
    }

    /// The days that are meant, on a day that is today at the location: the last four weeks unless said, the last day of
    /// the period that has begun, and this week.
    ///
    /// # Errors
    /// What does not fit: `from`, `to`, `day` or `week`.
    pub(crate) fn days(&self, today: Date) -> Result<Asked, FieldError> {
        let said = |text| Some(text).filter(|text: &&str| !text.is_empty());
        let read = |name: &str, sent| said(sent).map(|sent| date(name, sent)).transpose();
        let days = Days::of(said(&self.from), said(&self.to), today)?;
        let day = read("day", &self.day)?.unwrap_or_else(|| days.last.min(today).max(days.first));
        let week = read("week", &self.week)?.unwrap_or(today);
        Ok(Asked { days, day, monday: monday(week) })
    }
}

/// The Monday of a day's week.
pub(crate) fn monday(day: Date) -> Date {
    let since = (i32::from(day.weekday().number()) + 6) % 7;
    day.plus_days(-since).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).expect("a date")
    }

    #[test]
    fn unless_said_it_is_the_last_four_weeks_today_and_this_week() {
        let asked = Sent::default().days(day(2026, 9, 2)).expect("days");
        assert_eq!((asked.days.first, asked.days.last), (day(2026, 8, 6), day(2026, 9, 2)));
        assert_eq!((asked.day, asked.monday), (day(2026, 9, 2), day(2026, 8, 31)));
    }

    #[test]
    fn weeks_begin_on_monday() {
        for (of, monday_of_it) in [(31, 31), (30, 24), (24, 24)] {
            assert_eq!(monday(day(2026, 8, of)), day(2026, 8, monday_of_it));
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (sent, property) in [
            (Sent { day: "today".to_owned(), ..Sent::default() }, "day"),
            (Sent { week: "36".to_owned(), ..Sent::default() }, "week"),
            (Sent { from: "2026-09-03".to_owned(), ..Sent::default() }, "from"),
        ] {
            assert_eq!(sent.days(day(2026, 9, 2)).expect_err("nonsense").property, property);
        }
    }
}
