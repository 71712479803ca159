//! Where the broker is, and as whom we listen to it.

use std::fmt;

/// The port of brokers that say none.
const USUAL_PORT: u16 = 1883;
/// The longest client id that every broker takes is 23 letters; this is what they all take in practice.
const LONGEST_CLIENT: usize = 128;

/// What the operator chose about MQTT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mqtt {
    /// The broker.
    pub broker: Broker,
    /// As whom we are known there; what arrives while we are away is kept for this name.
    pub client: String,
    /// What our topics begin with.
    pub prefix: String,
}

impl Mqtt {
    /// Listens as `vestibule` to topics that begin with `vestibule`, unless told otherwise.
    ///
    /// # Errors
    /// With the setting that does not fit.
    pub fn new(url: &str, client: Option<&str>, prefix: Option<&str>) -> Result<Self, String> {
        let broker = Broker::parse(url).map_err(|wrong| format!("mqtt.url: {wrong}"))?;
        let client = client.unwrap_or("vestibule");
        if client.is_empty() || client.len() > LONGEST_CLIENT || client.chars().any(char::is_control) {
            return Err(format!("mqtt.client: '{client}' is not a name of 1 to {LONGEST_CLIENT} letters"));
        }
        let prefix = prefix.unwrap_or("vestibule");
        if !is_topic(prefix) {
            return Err(format!(
                "mqtt.prefix: '{prefix}' is not the beginning of a topic, such as site/vestibule"
            ));
        }
        Ok(Self { broker, client: client.to_owned(), prefix: prefix.to_owned() })
    }
}

/// Levels with something in each, and no wildcard.
fn is_topic(text: &str) -> bool {
    let is_plain =
        |level: &str| !level.is_empty() && !level.contains(['+', '#']) && !level.contains(char::is_control);
    text.len() <= 1000 && !text.starts_with('$') && text.split('/').all(is_plain)
}

/// The address of a broker, and how to sign in there. Shown without its password.
#[derive(Clone, PartialEq, Eq)]
pub struct Broker {
    /// Its name or address.
    pub(super) host: String,
    /// Its port.
    pub(super) port: u16,
    /// User and password.
    pub(super) login: Option<(String, String)>,
}

impl Broker {
    /// Reads `mqtt://user:password@host:port`; user, password and port may be left out. In user and password, `%40` is
    /// an `@`, and so on.
    ///
    /// # Errors
    /// With what is wrong, and nothing of the password.
    pub fn parse(url: &str) -> Result<Self, String> {
        if url.starts_with("mqtts://") {
            return Err(
                "mqtts:// is not spoken: put the broker, or a TLS proxy, on this machine or network".into()
            );
        }
        let place = url.strip_prefix("mqtt://").ok_or("it does not begin with mqtt://")?;
        let (login, place) = match place.rsplit_once('@') {
            Some((login, place)) => (Some(sign_in(login)?), place),
            None => (None, place),
        };
        let place = place.strip_suffix('/').unwrap_or(place);
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => {
                (host, port.parse().map_err(|_| format!("'{port}' is not a port"))?)
            }
            _ => (place, USUAL_PORT),
        };
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        if host.is_empty() || host.contains(['/', '?', '#', ' ']) || (bare.is_none() && host.contains(':')) {
            return Err(format!("'{host}' is not a host; mqtt://user:password@host:1883 is an address"));
        }
        Ok(Self { host: bare.unwrap_or(host).to_owned(), port, login })
    }
}

fn sign_in(login: &str) -> Result<(String, String), String> {
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    let read = |text: &str, what: &str| {
        unescaped(text).ok_or_else(|| format!("the {what} has a % that escapes nothing"))
    };
    Ok((read(user, "user")?, read(password, "password")?))
}

/// Text with `%40` read as `@`.
fn unescaped(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

impl fmt::Display for Broker {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, login } = self;
        out.write_str("mqtt://")?;
        if let Some((user, _)) = login {
            write!(out, "{user}@")?;
        }
        if host.contains(':') { write!(out, "[{host}]:{port}") } else { write!(out, "{host}:{port}") }
    }
}

impl fmt::Debug for Broker {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broker(host: &str, port: u16, login: Option<(&str, &str)>) -> Result<Broker, String> {
        let login = login.map(|(user, password)| (user.to_owned(), password.to_owned()));
        Ok(Broker { host: host.to_owned(), port, login })
    }

    #[test]
    fn addresses_are_read() {
        for (url, expected) in [
            ("mqtt://127.0.0.1:1884", broker("127.0.0.1", 1884, None)),
            ("mqtt://broker.local", broker("broker.local", 1883, None)),
            ("mqtt://broker.local/", broker("broker.local", 1883, None)),
            ("mqtt://ann:s3:cret@h:1", broker("h", 1, Some(("ann", "s3:cret")))),
            ("mqtt://ann:p%40ss%25@h", broker("h", 1883, Some(("ann", "p@ss%")))),
            ("mqtt://ann@h", broker("h", 1883, Some(("ann", "")))),
            ("mqtt://[::1]:1884", broker("::1", 1884, None)),
            ("mqtt://[::1]", broker("::1", 1883, None)),
        ] {
            assert_eq!(Broker::parse(url), expected, "{url}");
        }
    }

    #[test]
    fn what_is_no_address_is_told_why_without_its_password() {
        for url in [
            "http://h",
            "h:1883",
            "mqtt://",
            "mqtt://u:hunter2@",
            "mqtt://u:hunter2@h:port",
            "mqtt://u:hunter2@h:99999",
            "mqtt://u:hunter2%@h",
            "mqtt://u:hunter2%zz@h",
            "mqtt://u:hunter2@h/topic",
            "mqtt://u:hunter2@::1",
            "mqtts://u:hunter2@h",
        ] {
            let wrong = Broker::parse(url).expect_err(url);
            assert!(!wrong.contains("hunter2"), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let broker = Broker::parse("mqtt://ann:hunter2@[::1]:1884").unwrap();
        assert_eq!(broker.to_string(), "mqtt://ann@[::1]:1884");
        let settings = Mqtt::new("mqtt://ann:hunter2@h", None, None).unwrap();
        assert!(!format!("{settings:?}").contains("hunter2"));
    }

    #[test]
    fn a_name_and_a_prefix_must_be_usable() {
        let new = |client, prefix| Mqtt::new("mqtt://h", client, prefix);
        let usual = new(None, None).unwrap();
        assert_eq!((usual.client.as_str(), usual.prefix.as_str()), ("vestibule", "vestibule"));
        assert!(new(Some("node-2"), Some("site/vestibule")).is_ok());
        let long = "a".repeat(200);
        for client in ["", "a\nb", &long] {
            assert!(new(Some(client), None).unwrap_err().starts_with("mqtt.client: "));
        }
        for prefix in ["", "/a", "a/", "a//b", "+", "a/#", "$SYS"] {
            assert!(new(None, Some(prefix)).unwrap_err().starts_with("mqtt.prefix: "), "{prefix}");
        }
    }
}
