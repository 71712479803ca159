//! `[limits]`: how many requests are taken from one caller.

use serde::Deserialize;
use vestibule_server::{RateLimits, ThrottleStatus};

use super::parsed;

/// The section; without `enabled` there are no limits, whatever else it says.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Limits {
    enabled: Option<bool>,
    status: Option<u16>,
    per_100_ms: Option<u32>,
    per_minute: Option<u32>,
    per_hour: Option<u32>,
    per_day: Option<u32>,
    writes_per_minute: Option<u32>,
    writes_per_day: Option<u32>,
}

impl Limits {
    /// Takes in what the environment says: `VESTIBULE_LIMITS_PER_MINUTE` and the like.
    pub(super) fn take(&mut self, variable: impl Fn(&str) -> Option<String>) -> Result<(), String> {
        if let Some(value) = variable("VESTIBULE_LIMITS_ENABLED") {
            self.enabled = Some(parsed("VESTIBULE_LIMITS_ENABLED", &value)?);
        }
        if let Some(value) = variable("VESTIBULE_LIMITS_STATUS") {
            self.status = Some(parsed("VESTIBULE_LIMITS_STATUS", &value)?);
        }
        for (name, number) in [
            ("VESTIBULE_LIMITS_PER_100_MS", &mut self.per_100_ms),
            ("VESTIBULE_LIMITS_PER_MINUTE", &mut self.per_minute),
            ("VESTIBULE_LIMITS_PER_HOUR", &mut self.per_hour),
            ("VESTIBULE_LIMITS_PER_DAY", &mut self.per_day),
            ("VESTIBULE_LIMITS_WRITES_PER_MINUTE", &mut self.writes_per_minute),
            ("VESTIBULE_LIMITS_WRITES_PER_DAY", &mut self.writes_per_day),
        ] {
            if let Some(value) = variable(name) {
                *number = Some(parsed(name, &value)?);
            }
        }
        Ok(())
    }

    /// What the server is told.
    pub(super) fn settings(&self) -> Result<Option<RateLimits>, String> {
        let usual = RateLimits::default();
        let status = match self.status {
            None | Some(429) => ThrottleStatus::TooManyRequests,
            Some(409) => ThrottleStatus::Conflict,
            Some(other) => return Err(format!("limits.status: {other} is neither 429 nor 409")),
        };
        Ok(self.enabled.unwrap_or_default().then_some(RateLimits {
            status,
            per_100_ms: self.per_100_ms.unwrap_or(usual.per_100_ms),
            per_minute: self.per_minute.unwrap_or(usual.per_minute),
            per_hour: self.per_hour.unwrap_or(usual.per_hour),
            per_day: self.per_day.unwrap_or(usual.per_day),
            writes_per_minute: self.writes_per_minute.unwrap_or(usual.writes_per_minute),
            writes_per_day: self.writes_per_day.unwrap_or(usual.writes_per_day),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(file: &str, environment: &[(&str, &str)]) -> Result<Option<RateLimits>, String> {
        let mut limits: Limits = toml::from_str(file).map_err(|error| error.to_string())?;
        let variable = |name: &str| environment.iter().find(|(known, _)| *known == name);
        limits.take(|name| variable(name).map(|(_, value)| (*value).to_owned()))?;
        limits.settings()
    }

    #[test]
    fn there_are_no_limits_unless_they_are_wanted() {
        assert_eq!(of("", &[]), Ok(None));
        assert_eq!(of("per_minute = 10", &[]), Ok(None));
        assert_eq!(of("enabled = true", &[]), Ok(Some(RateLimits::default())));
    }

    #[test]
    fn the_environment_goes_before_the_file() {
        let file = "enabled = true\nper_minute = 10\nper_hour = 20";
        let environment = [("VESTIBULE_LIMITS_PER_MINUTE", "30"), ("VESTIBULE_LIMITS_STATUS", "409")];
        let expected = RateLimits {
            status: ThrottleStatus::Conflict,
            per_minute: 30,
            per_hour: 20,
            ..RateLimits::default()
        };
        assert_eq!(of(file, &environment), Ok(Some(expected)));
        assert_eq!(of(file, &[("VESTIBULE_LIMITS_ENABLED", "false")]), Ok(None));
    }

    #[test]
    fn what_cannot_be_meant_is_said_by_name() {
        for (file, environment, expected) in [
            ("status = 503", [("", "")], "limits.status: 503 is neither 429 nor 409"),
            ("", [("VESTIBULE_LIMITS_PER_DAY", "many")], "VESTIBULE_LIMITS_PER_DAY: 'many'"),
            ("", [("VESTIBULE_LIMITS_ENABLED", "si")], "VESTIBULE_LIMITS_ENABLED: 'si'"),
        ] {
            let error = of(file, &environment).expect_err("refused");
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
