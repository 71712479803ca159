//! `[retention]`: for how long things are kept.

use serde::Deserialize;
use vestibule_domain::time::Span;
use vestibule_server::Retention;

/// The longest time there may be, in days: a hundred years.
const LONGEST: i64 = 36_500;
/// Deliveries are tried for three days, and must be there for as long.
const SHORTEST_OF_DELIVERIES: i64 = 4;

/// The section, in days.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Kept {
    signals_days: Option<i64>,
    failed_checkins_days: Option<i64>,
    mac_addresses_days: Option<i64>,
    deliveries_days: Option<i64>,
    stream_days: Option<i64>,
}

impl Kept {
    /// What the server is told.
    pub(super) fn settings(&self) -> Result<Retention, String> {
        let usual = Retention::default();
        let deliveries = span(SHORTEST_OF_DELIVERIES, "deliveries_days", self.deliveries_days)?;
        Ok(Retention {
            signals: span(1, "signals_days", self.signals_days)?,
            failed_checkins: span(1, "failed_checkins_days", self.failed_checkins_days)?,
            mac_addresses: span(1, "mac_addresses_days", self.mac_addresses_days)?,
            deliveries: deliveries.unwrap_or(usual.deliveries),
            stream: span(1, "stream_days", self.stream_days)?.unwrap_or(usual.stream),
        })
    }
}

fn span(shortest: i64, name: &str, days: Option<i64>) -> Result<Option<Span>, String> {
    match days {
        Some(days) if !(shortest..=LONGEST).contains(&days) => {
            Err(format!("retention.{name}: {days} is not between {shortest} and {LONGEST}"))
        }
        days => Ok(days.map(Retention::days)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(file: &str) -> Result<Retention, String> {
        let kept: Kept = toml::from_str(file).map_err(|error| error.to_string())?;
        kept.settings()
    }

    #[test]
    fn what_is_not_set_is_kept_for_good_but_for_what_was_told() {
        let week = Retention::days(7);
        let expected = Retention {
            signals: None,
            failed_checkins: None,
            mac_addresses: None,
            deliveries: week,
            stream: week,
        };
        assert_eq!(of(""), Ok(expected));
        let set = "signals_days = 90\nfailed_checkins_days = 30\nmac_addresses_days = 1\ndeliveries_days = 4\nstream_days = 2";
        let expected = Retention {
            signals: Some(Retention::days(90)),
            failed_checkins: Some(Retention::days(30)),
            mac_addresses: Some(Retention::days(1)),
            deliveries: Retention::days(4),
            stream: Retention::days(2),
        };
        assert_eq!(of(set), Ok(expected));
    }

    #[test]
    fn a_time_that_cannot_be_meant_is_said_by_name() {
        for (file, expected) in [
            ("signals_days = 0", "retention.signals_days: 0 is not between 1 and 36500"),
            ("failed_checkins_days = -1", "retention.failed_checkins_days: -1 is not between 1 and 36500"),
            ("mac_addresses_days = 40000", "retention.mac_addresses_days: 40000 is not between 1 and 36500"),
            ("deliveries_days = 3", "retention.deliveries_days: 3 is not between 4 and 36500"),
            ("stream_days = 0", "retention.stream_days: 0 is not between 1 and 36500"),
        ] {
            assert_eq!(of(file), Err(expected.to_owned()));
        }
        let error = of("signal_days = 90").expect_err("no such key");
        assert!(error.contains("signal_days"), "{error}");
    }
}
