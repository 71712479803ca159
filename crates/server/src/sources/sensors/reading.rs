//! What a sensor sends, read as its record says.

use std::fmt;

use serde_json::Value;
use vestibule_domain::dwell::Reading;
use vestibule_domain::time::Instant;
use vestibule_records::{Decimal, Sensor, parse_instant};

use super::path::Path;

/// Values, in any letter case, that say that somebody is there.
const PRESENT: [&str; 6] = ["true", "yes", "on", "open", "occupied", "present"];
/// Values that say that nobody is.
const ABSENT: [&str; 8] = ["false", "no", "off", "closed", "free", "vacant", "unoccupied", "absent"];
/// The largest message of a sensor that is read, in bytes.
const LARGEST: usize = 65_536;
/// The longest name, address or number of somebody, in bytes.
const LONGEST_NAME: usize = 320;
/// The longest value that is kept, in letters.
const LONGEST_VALUE: usize = 200;
/// Numbers from here on are milliseconds since 1970, below seconds; as seconds it is the year 5138.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// The field that holds a path of a sensor.
type Written = fn(&Sensor) -> Option<&str>;

/// The fields of a sensor that hold paths, by name.
pub(crate) const PATHS: [(&str, Written); 4] = [
    ("PayloadDataPath", |sensor| sensor.payload_data_path.as_deref()),
    ("PersonDataPath", |sensor| sensor.person_data_path.as_deref()),
    ("TimeDataPath", |sensor| sensor.time_data_path.as_deref()),
    ("BatteryDataPath", |sensor| sensor.battery_data_path.as_deref()),
];

/// Where in what a sensor sends stands what.
pub(super) struct Paths {
    value: Option<Path>,
    person: Option<Path>,
    time: Option<Path>,
    battery: Option<Path>,
}

/// What was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sent {
    /// The value, as it is shown.
    pub(super) value: String,
    /// What it says of presence, if it says anything.
    pub(super) reading: Option<Reading>,
    /// Who is named.
    pub(super) person: Option<Named>,
    /// When it was measured, if it says so.
    pub(super) at: Option<Instant>,
    /// How full the battery is, in percent.
    pub(super) battery: Option<Decimal>,
}

/// Somebody, as a sensor names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// By the id of the customer: a number.
    Id(i64),
    /// By a device, a card or an e-mail.
    By(String),
}

impl Sent {
    /// Who is named, as it was sent; nothing where nobody is.
    pub(super) fn named(&self) -> String {
        self.person.as_ref().map(ToString::to_string).unwrap_or_default()
    }
}

impl fmt::Display for Named {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(out),
            Self::By(text) => out.write_str(text),
        }
    }
}

impl Paths {
    /// The paths of a sensor.
    ///
    /// # Errors
    /// With the field that holds none, which was written before paths were looked at.
    pub(super) fn of(sensor: &Sensor) -> Result<Self, String> {
        let [value, person, time, battery] = PATHS.map(|(field, written)| {
            Path::read(written(sensor)).map_err(|wrong| format!("The sensor's {field} {wrong}"))
        });
        Ok(Self { value: value?, person: person?, time: time?, battery: battery? })
    }

    /// Reads what was sent.
    ///
    /// # Errors
    /// With what is wrong about it.
    pub(super) fn read(&self, payload: &[u8]) -> Result<Sent, String> {
        if payload.len() > LARGEST {
            return Err(format!("It is larger than {LARGEST} bytes"));
        }
        let sent = json(payload)?;
        let person = self.person.as_ref().and_then(|path| path.follow(&sent)).map(named).transpose()?;
        let time = self.time.as_ref().map(|path| time(path, &sent)).transpose()?;
        let battery = self.battery.as_ref().and_then(|path| path.follow(&sent));
        let (value, reading) = match self.value(&sent)? {
            Some(value) => (shown(value), presence(value)),
            // Whoever is named is there: that is the value.
            None if person.is_some() => (shown(&Value::Bool(true)), Some(Reading::Present)),
            None => {
                return Err("It is an object without a value: PayloadDataPath says where one stands".into());
            }
        };
        let battery = battery.and_then(|level| Decimal::parse(&shown(level)));
        Ok(Sent { value, reading, person, at: time, battery })
    }

    /// The value; `None` where it would be an object that has none.
    fn value<'a>(&self, sent: &'a Value) -> Result<Option<&'a Value>, String> {
        match (&self.value, sent) {
            (Some(path), _) => path
                .follow(sent)
                .map(Some)
                .ok_or_else(|| format!("Nothing stands at PayloadDataPath, {path}")),
            (None, Value::Object(members)) => Ok(members.get("value")),
            (None, sent) => Ok(Some(sent)),
        }
    }
}

/// JSON, or one of the words for presence without quotes, as simple devices send them.
fn json(payload: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(payload).or_else(|error| {
        let word = std::str::from_utf8(payload).map(str::trim).unwrap_or_default();
        let is_known = word_for(word).is_some();
        is_known.then(|| Value::String(word.to_owned())).ok_or_else(|| format!("It is not JSON: {error}"))
    })
}

/// What a value says of presence; `None` where it speaks of something else.
fn presence(value: &Value) -> Option<Reading> {
    match value {
        Value::Bool(truth) => Some(of_truth(*truth)),
        Value::Number(number) => number_for(&number.to_string()),
        Value::String(text) => word_for(text).or_else(|| number_for(text)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn word_for(text: &str) -> Option<Reading> {
    let is_among = |words: &[&str]| words.iter().any(|word| text.trim().eq_ignore_ascii_case(word));
    if is_among(&PRESENT) { Some(Reading::Present) } else { is_among(&ABSENT).then_some(Reading::Absent) }
}

fn number_for(text: &str) -> Option<Reading> {
    Decimal::parse(text.trim()).map(|number| of_truth(number != Decimal::default()))
}

const fn of_truth(truth: bool) -> Reading {
    if truth { Reading::Present } else { Reading::Absent }
}

/// As it is kept and shown: text as it is, anything else as JSON.
fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    // PostgreSQL keeps no NUL.
    text.chars().map(|letter| if letter == '\0' { '\u{fffd}' } else { letter }).take(LONGEST_VALUE).collect()
}

fn named(value: &Value) -> Result<Named, String> {
    let named = match value {
        Value::Number(number) => number.as_i64().map(Named::Id),
        Value::String(text) => {
            Some(text.trim()).filter(|text| is_a_name(text)).map(|text| Named::By(text.to_owned()))
        }
        _ => None,
    };
    named.ok_or_else(|| {
        let value = shown(value);
        format!("What stands at PersonDataPath, {value}, is neither the id of a customer nor a device, a card or an e-mail")
    })
}

fn is_a_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_NAME && !text.contains('\0')
}

/// An instant as the API reads it, or a number of seconds or milliseconds since 1970.
fn time(path: &Path, sent: &Value) -> Result<Instant, String> {
    let value = path.follow(sent).ok_or_else(|| format!("Nothing stands at TimeDataPath, {path}"))?;
    let read = match value {
        Value::String(text) => parse_instant(text.trim()).or_else(|| since_1970(text)),
        Value::Number(number) => since_1970(&number.to_string()),
        _ => None,
    };
    read.ok_or_else(|| format!("What stands at TimeDataPath, {}, is not a time", shown(value)))
}

fn since_1970(text: &str) -> Option<Instant> {
    let number = Decimal::parse(text.trim())?.ten_thousandths();
    let is_milliseconds = number.saturating_abs() / Decimal::SCALE >= MILLISECONDS_FROM;
    // A ten-thousandth of a second is a hundred microseconds, and one of a millisecond the tenth of one.
    let micros = if is_milliseconds { number / 10 } else { number.checked_mul(100)? };
    Some(Instant::from_micros(micros))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(value: &str, person: &str, time: &str) -> Paths {
        let some = |path: &str| Some(path.to_owned());
        let sensor = Sensor {
            payload_data_path: some(value),
            person_data_path: some(person),
            time_data_path: some(time),
            battery_data_path: some("battery"),
            ..Sensor::default()
        };
        Paths::of(&sensor).unwrap()
    }

    fn plain(payload: &str) -> Result<Sent, String> {
        paths("", "", "").read(payload.as_bytes())
    }

    fn says(payload: &str) -> Option<Reading> {
        plain(payload).unwrap().reading
    }

    #[test]
    fn plain_values_are_presence_or_absence() {
        for present in
            ["true", "1", "2.5", "-1", "\"occupied\"", "\"ON\"", " Open ", "ON", "\"3\"", r#"{"value":true}"#]
        {
            assert_eq!(says(present), Some(Reading::Present), "{present}");
        }
        for absent in ["false", "0", "0.0", "\"free\"", "\"Vacant\"", "OFF", "\"0\"", r#"{"value":0,"x":1}"#]
        {
            assert_eq!(says(absent), Some(Reading::Absent), "{absent}");
        }
        for neither in ["\"warm\"", "[1]", "\"\"", "null", r#"{"value":{"x":1}}"#] {
            assert_eq!(says(neither), None, "{neither}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_why() {
        assert!(plain("warm").unwrap_err().starts_with("It is not JSON: "));
        assert!(plain("").unwrap_err().starts_with("It is not JSON: "));
        assert!(plain(r#"{"state":1}"#).unwrap_err().contains("PayloadDataPath"));
        let read = |payload: &str| paths("$.a.b", "who", "at").read(payload.as_bytes()).unwrap_err();
        assert_eq!(read(r#"{"at":1}"#), "Nothing stands at PayloadDataPath, $.a.b");
        assert_eq!(read(r#"{"a":{"b":1}}"#), "Nothing stands at TimeDataPath, at");
        assert_eq!(read(r#"{"a":{"b":1},"at":"soon"}"#), "What stands at TimeDataPath, soon, is not a time");
        assert!(read(r#"{"who":[1],"at":1}"#).starts_with("What stands at PersonDataPath, [1], is neither"));
    }

    #[test]
    fn each_path_finds_its_own() {
        let payload =
            r#"{"a":[{"b":"on"}],"who":"AA:BB:CC:DD:EE:FF","at":"2026-09-02T10:00:00+02:00","battery":87.5}"#;
        let sent = paths("a[0].b", "who", "$.at").read(payload.as_bytes()).unwrap();
        assert_eq!((sent.value.as_str(), sent.reading), ("on", Some(Reading::Present)));
        assert_eq!(sent.person, Some(Named::By("AA:BB:CC:DD:EE:FF".to_owned())));
        assert_eq!(sent.at, parse_instant("2026-09-02T08:00:00Z"));
        assert_eq!(sent.battery, Decimal::parse("87.5"));
    }

    #[test]
    fn whoever_is_named_is_there() {
        let sent = paths("", "who", "").read(br#"{"who":7}"#).unwrap();
        assert_eq!((sent.reading, sent.person), (Some(Reading::Present), Some(Named::Id(7))));
        assert!(paths("", "who", "").read(br#"{"who":null}"#).is_err(), "nobody, and no value");
    }

    #[test]
    fn times_are_instants_or_counted_from_1970() {
        for at in
            ["1788336000", "1788336000000", "\"1788336000\"", "1788336000.0", "\"2026-09-02T08:00:00Z\""]
        {
            let sent = paths("v", "", "t").read(format!(r#"{{"v":1,"t":{at}}}"#).as_bytes()).unwrap();
            assert_eq!(sent.at, parse_instant("2026-09-02T08:00:00Z"), "{at}");
        }
        let half = paths("v", "", "t").read(br#"{"v":1,"t":1788336000.5}"#).unwrap();
        assert_eq!(half.at, parse_instant("2026-09-02T08:00:00.5Z"));
    }

    #[test]
    fn a_battery_that_says_nothing_does_not_matter() {
        for battery in ["null", "\"full\"", "[]"] {
            let sent =
                paths("v", "", "").read(format!(r#"{{"v":1,"battery":{battery}}}"#).as_bytes()).unwrap();
            assert_eq!(sent.battery, None);
        }
    }

    #[test]
    fn what_is_kept_of_a_value_is_short_and_fits_both_databases() {
        let sent = plain(&format!("\"\\u0000{}\"", "a".repeat(1000))).unwrap();
        assert_eq!(sent.value.chars().count(), LONGEST_VALUE);
        assert!(!sent.value.contains('\0'));
    }
}
