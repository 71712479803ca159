//! `[metrics]`: who may read what is measured.

use serde::Deserialize;
use vestibule_server::MetricsToken;

use super::Secret;

/// The section.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Metrics {
    token: Option<Secret>,
    /// Where it was given, for whoever is told that it is wrong.
    #[serde(skip)]
    from: Option<&'static str>,
}

impl Metrics {
    /// Takes in what the environment says.
    pub(super) fn take(&mut self, token: Option<String>) {
        if let Some(token) = token {
            (self.token, self.from) = (Some(Secret(token)), Some("VESTIBULE_METRICS_TOKEN"));
        }
    }

    /// What the server is told. What is wrong is said without the token.
    pub(super) fn token(&self) -> Result<Option<MetricsToken>, String> {
        let name = self.from.unwrap_or("metrics.token");
        let token = self.token.as_ref().map(|Secret(token)| MetricsToken::parse(token));
        token.transpose().map_err(|why| format!("{name}: it {why}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(file: &str, environment: Option<&str>) -> Result<Option<MetricsToken>, String> {
        let mut metrics: Metrics = toml::from_str(file).map_err(|error| error.to_string())?;
        metrics.take(environment.map(str::to_owned));
        metrics.token()
    }

    #[test]
    fn a_token_of_the_environment_goes_before_that_of_the_file() {
        assert_eq!(of("", None), Ok(None));
        let file = "token = 'of-the-file-0123456789'";
        assert_eq!(of(file, None), MetricsToken::parse("of-the-file-0123456789").map(Some));
        assert_eq!(
            of(file, Some("of-the-machine-0123")),
            MetricsToken::parse("of-the-machine-0123").map(Some)
        );
    }

    #[test]
    fn what_is_wrong_with_a_token_is_said_without_it() {
        assert_eq!(
            of("token = 'short'", None),
            Err("metrics.token: it is shorter than 16 characters".to_owned())
        );
        let told = of("", Some("a token with blanks")).expect_err("no token");
        assert_eq!(told, "VESTIBULE_METRICS_TOKEN: it has characters that no bearer token has");
        assert!(of("tokens = 'x'", None).is_err_and(|error| error.contains("tokens")));
    }
}
