//! The log: lines on standard error, for people or for machines.

mod lines;

use clap::ValueEnum;
use serde::Deserialize;
use tracing_subscriber::EnvFilter;

pub(crate) use lines::Lines;

/// How a line looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// One object of JSON for each line.
    Json,
}

/// The variable that says what is worth a line: `info`, `warn`, or by target, `info,vestibule::access=warn`.
const LEVEL: &str = "VESTIBULE_LOG";

/// From here on the log is written.
///
/// # Errors
/// Says what is wrong with the level.
pub(crate) fn start(format: Format) -> Result<Lines, String> {
    let level = std::env::var(LEVEL).ok().filter(|level| !level.trim().is_empty());
    let filter = filter(level.as_deref().unwrap_or("info"))?;
    let lines = Lines::start().map_err(|error| format!("the log: {error}"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(lines.clone());
    match format {
        Format::Text => log.with_ansi(false).init(),
        Format::Json => log.json().flatten_event(true).with_current_span(true).with_span_list(false).init(),
    }
    Ok(lines)
}

fn filter(level: &str) -> Result<EnvFilter, String> {
    EnvFilter::builder().parse(level).map_err(|error| format!("{LEVEL}: '{level}': {error}"))
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn a_level_that_is_none_is_named() {
        assert!(filter("info,vestibule::access=warn").is_ok());
        let wrong = filter("info,vestibule=loud").map(drop).expect_err("no level");
        assert!(wrong.starts_with("VESTIBULE_LOG: 'info,vestibule=loud': "), "{wrong}");
    }
}
