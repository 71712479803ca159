//! Settings from `vestibule.toml`. What is given on the command line or in the environment goes before it.

mod limits;
mod metrics;
mod retention;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use vestibule_server::mail::{self, Mail};
use vestibule_server::sources::mqtt::Mqtt;
use vestibule_server::{PublicAddress, Radius, RadiusPorts, RefusalStatus, Settings};

use crate::logs;
use crate::radius::Addresses;
use limits::Limits;
use metrics::Metrics;
use retention::Kept;

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    pub(crate) database: Option<String>,
    pub(crate) listen: Option<String>,
    pub(crate) log_format: Option<logs::Format>,
    url: Option<String>,
    proxies: Vec<IpAddr>,
    drain_seconds: Option<u64>,
    compat: Compat,
    limits: Limits,
    metrics: Metrics,
    tokens: Tokens,
    webhooks: Webhooks,
    radius: RadiusConfig,
    mail: Option<MailConfig>,
    mqtt: MqttConfig,
    retention: Kept,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Compat {
    refusal_status: Option<u16>,
    largest_page: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Tokens {
    access_seconds: Option<i64>,
    refresh_seconds: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Webhooks {
    allow_private: Option<bool>,
}

/// `[radius]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RadiusConfig {
    listen: Option<SocketAddr>,
    auth_listen: Option<SocketAddr>,
    require_message_authenticator: Option<bool>,
}

/// `[mqtt]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct MqttConfig {
    url: Option<Secret>,
    client: Option<String>,
    prefix: Option<String>,
}

/// An address with a password in it, which is not to be seen.
#[derive(Deserialize)]
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("...")
    }
}

impl MqttConfig {
    fn checked(&self) -> Result<Option<Mqtt>, String> {
        let Self { url, client, prefix } = self;
        let mqtt = |Secret(url): &Secret| Mqtt::new(url, client.as_deref(), prefix.as_deref());
        url.as_ref().filter(|Secret(url)| !url.is_empty()).map(mqtt).transpose()
    }
}

impl Compat {
    fn largest_page(&self) -> Result<i64, String> {
        /// A page is made in memory before it is sent.
        const LARGEST: i64 = 10_000;
        match self.largest_page {
            None => Ok(Settings::default().largest_page),
            Some(rows) if (1..=LARGEST).contains(&rows) => Ok(rows),
            Some(rows) => Err(format!("compat.largest_page: {rows} is not between 1 and {LARGEST}")),
        }
    }
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
    /// Reads the file that was named, or `vestibule.toml` where there is one, and the environment.
    pub(crate) fn read(path: Option<&Path>) -> Result<Self, String> {
        let mut config = Self::read_file(path)?;
        config.take(|name| std::env::var(name).ok())?;
        Ok(config)
    }

    /// With the broker that was named on the command line, if one was.
    pub(crate) fn with_broker(mut self, url: Option<String>) -> Self {
        self.mqtt.url = url.map(Secret).or(self.mqtt.url);
        self
    }

    fn read_file(path: Option<&Path>) -> Result<Self, String> {
        let usual = Path::new("vestibule.toml");
        let path = match path {
            None if !usual.exists() => return Ok(Self::default()),
            path => path.unwrap_or(usual),
        };
        let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
        toml::from_str(&text).map_err(|error| wrong(&error))
    }

    /// Takes in what the environment says.
    fn take(&mut self, environment: impl Fn(&str) -> Option<String>) -> Result<(), String> {
        let variable = |name: &str| environment(name).filter(|value| !value.trim().is_empty());
        if let Some(value) = variable("VESTIBULE_PROXIES") {
            let addresses = value.split(',').map(|address| parsed("VESTIBULE_PROXIES", address));
            self.proxies = addresses.collect::<Result<_, _>>()?;
        }
        if let Some(url) = variable("VESTIBULE_URL") {
            self.url = Some(url);
        }
        if let Some(seconds) = variable("VESTIBULE_DRAIN_SECONDS") {
            self.drain_seconds = Some(parsed("VESTIBULE_DRAIN_SECONDS", &seconds)?);
        }
        self.metrics.take(variable("VESTIBULE_METRICS_TOKEN"));
        self.limits.take(variable)
    }

    /// Where access points are listened to, as far as the file says.
    pub(crate) fn radius_addresses(&self) -> Addresses {
        Addresses { account: self.radius.listen, auth: self.radius.auth_listen }
    }

    /// What a server is told that listens to access points there.
    pub(crate) fn settings(&self, radius: Addresses) -> Result<Settings, String> {
        let refusal_status = match self.compat.refusal_status {
            None | Some(400) => RefusalStatus::BadRequest,
            Some(200) => RefusalStatus::Ok,
            Some(other) => return Err(format!("compat.refusal_status: {other} is neither 400 nor 200")),
        };
        let mut settings = Settings {
            refusal_status,
            limits: self.limits.settings()?,
            proxies: self.proxies.clone(),
            largest_page: self.compat.largest_page()?,
            url: self.url.as_deref().map(address).transpose()?,
            radius: self.radius.settings(radius),
            metrics_token: self.metrics.token()?,
            drain: self.drain()?,
            ..Settings::default()
        };
        let positive = |name: &str, seconds: i64| {
            if seconds > 0 { Ok(seconds) } else { Err(format!("tokens.{name}: {seconds} is not positive")) }
        };
        if let Some(seconds) = self.tokens.access_seconds {
            settings.access_token_seconds = positive("access_seconds", seconds)?;
        }
        if let Some(seconds) = self.tokens.refresh_seconds {
            settings.refresh_token_seconds = positive("refresh_seconds", seconds)?;
        }
        settings.allow_private_targets = self.webhooks.allow_private.unwrap_or_default();
        settings.mqtt = self.mqtt.checked()?;
        settings.retention = self.retention.settings()?;
        settings.mail = self.mail.as_ref().map(MailConfig::checked).transpose()?;
        Ok(settings)
    }

    fn drain(&self) -> Result<Duration, String> {
        /// Longer than any balancer needs; who stops a server does not want to wait for ever.
        const LONGEST: u64 = 600;
        match self.drain_seconds {
            Some(seconds) if seconds > LONGEST => {
                Err(format!("drain_seconds: {seconds} is more than {LONGEST}"))
            }
            seconds => Ok(Duration::from_secs(seconds.unwrap_or_default())),
        }
    }

    /// What the server of a demo network is told: it runs on somebody's own machine, and so do the receivers they
    /// try, unless the file says otherwise.
    pub(crate) fn demo_settings(&self, radius: Addresses) -> Result<Settings, String> {
        let allow_private_targets = self.webhooks.allow_private.unwrap_or(true);
        Ok(Settings { allow_private_targets, ..self.settings(radius)? })
    }
}

impl RadiusConfig {
    fn settings(&self, addresses: Addresses) -> Radius {
        // Port 0 is any that is free, and which one is not known yet.
        let port =
            |address: Option<SocketAddr>| address.map(|address| address.port()).filter(|port| *port != 0);
        let ports = RadiusPorts { account: port(addresses.account), auth: port(addresses.auth) };
        Radius { require_message_authenticator: self.require_message_authenticator.unwrap_or(true), ports }
    }
}

/// The address people reach the server by.
fn address(url: &str) -> Result<PublicAddress, String> {
    let wrong =
        || format!("url: '{url}' is not an address without a path, such as https://checkin.example.com");
    PublicAddress::parse(url).ok_or_else(wrong)
}

/// A value of the environment, which is text.
fn parsed<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    value.trim().parse().map_err(|error| format!("{name}: '{value}': {error}"))
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
