//! Settings from `vestibule.toml`. What is given on the command line or in the environment goes before it.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use vestibule_server::mail::{self, Mail};
use vestibule_server::{RefusalStatus, Settings};

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    pub(crate) database: Option<String>,
    pub(crate) listen: Option<String>,
    compat: Compat,
    tokens: Tokens,
    mail: Option<MailConfig>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Compat {
    refusal_status: Option<u16>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Tokens {
    access_seconds: Option<i64>,
    refresh_seconds: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MailConfig {
    folder: PathBuf,
    #[serde(default = "nobody")]
    from: String,
}

fn nobody() -> String {
    "vestibule@localhost".to_owned()
}

impl Config {
    /// Reads the file that was named, or `vestibule.toml` where there is one.
    pub(crate) fn read(path: Option<&Path>) -> Result<Self, String> {
        let usual = Path::new("vestibule.toml");
        let path = match path {
            None if !usual.exists() => return Ok(Self::default()),
            path => path.unwrap_or(usual),
        };
        let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
        toml::from_str(&text).map_err(|error| wrong(&error))
    }

    /// What the server is told.
    pub(crate) fn settings(&self) -> Result<Settings, String> {
        let refusal_status = match self.compat.refusal_status {
            None | Some(400) => RefusalStatus::BadRequest,
            Some(200) => RefusalStatus::Ok,
            Some(other) => return Err(format!("compat.refusal_status: {other} is neither 400 nor 200")),
        };
        let mut settings = Settings { refusal_status, ..Settings::default() };
        let positive = |name: &str, seconds: i64| {
            if seconds > 0 { Ok(seconds) } else { Err(format!("tokens.{name}: {seconds} is not positive")) }
        };
        if let Some(seconds) = self.tokens.access_seconds {
            settings.access_token_seconds = positive("access_seconds", seconds)?;
        }
        if let Some(seconds) = self.tokens.refresh_seconds {
            settings.refresh_token_seconds = positive("refresh_seconds", seconds)?;
        }
        settings.mail = self.mail.as_ref().map(MailConfig::checked).transpose()?;
        Ok(settings)
    }
}

impl MailConfig {
    /// A folder that is not there is found out now, and not when somebody waits for a message.
    fn checked(&self) -> Result<Mail, String> {
        let Self { folder, from } = self;
        if !folder.is_dir() {
            return Err(format!("mail.folder: {} is not a folder", folder.display()));
        }
        if !mail::is_address(from) {
            return Err(format!("mail.from: '{from}' is not an address"));
        }
        Ok(Mail { folder: folder.clone(), from: from.clone() })
    }
}
