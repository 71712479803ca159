//! An event of a person at a place, as a door sends it and as a batch holds it: names in any letter case, with or without
//! underlines.

use serde_json::value::RawValue;
use vestibule_domain::time::Instant;
use vestibule_domain::{Mac, Told};
use vestibule_records::{Body, FieldError, Input, Kind, Value};

use super::Known;

/// The longest name of an event, card, PIN or e-mail address, in characters.
const LONGEST: usize = 255;

/// Which way somebody passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    In,
    Out,
    Unknown,
}

impl Way {
    /// As it is sent.
    pub(super) const WORDS: [&'static str; 3] = ["in", "out", "unknown"];

    fn read(word: &str) -> Option<Self> {
        let ways = [Self::In, Self::Out, Self::Unknown];
        let known = Self::WORDS.iter().position(|known| known.eq_ignore_ascii_case(word))?;
        ways.get(known).copied()
    }

    /// In a word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::In => Self::WORDS[0],
            Self::Out => Self::WORDS[1],
            Self::Unknown => Self::WORDS[2],
        }
    }

    /// What is told by passing that way.
    pub(super) const fn told(self, at: Instant) -> Told {
        match self {
            Self::In => Told::In { at },
            Self::Out => Told::Out { at },
            Self::Unknown => Told::Passed { at },
        }
    }
}

/// Whom an event names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Named {
    /// A customer, by `Id`.
    Id(i64),
    /// A customer, by `UniqueId`.
    Guid(String),
    /// Somebody, by what they carry.
    By(Known),
}

/// Reads the members of an event, and gathers what is wrong.
pub(super) struct Reader<'a> {
    body: &'a Body<'a>,
    spelling: Spelling,
    /// Every member that does not fit.
    pub(super) errors: Vec<FieldError>,
}

/// How an error spells the names of members. Both are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `event_id`, as controllers have it.
    Snake,
    /// `EventId`, as the rest of the API has it.
    Pascal,
}

impl Spelling {
    fn of(self, name: &str) -> String {
        match self {
            Self::Pascal => name.to_owned(),
            Self::Snake => snake(name),
        }
    }
}

/// `EventId` as `event_id`.
fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

impl<'a> Reader<'a> {
    pub(super) const fn new(body: &'a Body<'a>, spelling: Spelling) -> Self {
        Self { body, spelling, errors: Vec::new() }
    }

    /// What stands under a name, which is given as `EventId`. Null is nothing.
    pub(super) fn get(&self, name: &str) -> Option<&'a Input<'a>> {
        let sent = self.body.get(name).or_else(|| self.body.get(&snake(name)));
        sent.filter(|input| !matches!(input, Input::Json(raw) if raw.trim() == "null"))
    }

    fn wrong(&mut self, name: &str, message: impl Into<String>, input: &Input<'_>) {
        self.errors.push(FieldError::new(&self.spelling.of(name), message, input.attempted()));
    }

    fn missing(&mut self, name: &str) {
        self.errors.push(FieldError::missing(&self.spelling.of(name)));
    }

    /// Text, neither empty nor too long.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let input = self.get(name)?;
        match input.text() {
            Ok(text) => {
                let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())?;
                if text.chars().count() > LONGEST {
                    self.wrong(name, format!("is longer than {LONGEST} characters"), input);
                    return None;
                }
                Some(text)
            }
            Err(message) => {
                self.wrong(name, message, input);
                None
            }
        }
    }

    fn needed<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.errors.len();
        let value = read(self);
        if value.is_none() && self.errors.len() == before {
            self.missing(name);
        }
        value
    }

    /// A value of a kind.
    pub(super) fn value(&mut self, name: &str, kind: Kind) -> Option<Value> {
        let input = self.get(name)?;
        match input.value(kind) {
            Ok(Value::Null) => None,
            Ok(value) => Some(value),
            Err(message) => {
                self.wrong(name, message, input);
                None
            }
        }
    }

    /// An instant, if one is there.
    pub(super) fn instant(&mut self, name: &str) -> Option<Instant> {
        self.value(name, Kind::DateTime)?.int().map(Instant::from_micros)
    }

    /// When it happened.
    pub(super) fn at(&mut self) -> Option<Instant> {
        self.needed("At", |reader| reader.instant("At"))
    }

    /// What it is called: told again under the same name, it is the same event.
    pub(super) fn event(&mut self) -> Option<String> {
        self.needed("EventId", |reader| reader.text("EventId"))
    }

    /// Which way; unknown unless said.
    pub(super) fn way(&mut self) -> Way {
        let Some(word) = self.text("Direction") else { return Way::Unknown };
        Way::read(&word).unwrap_or_else(|| {
            let message = format!("'{word}' is not one of {}", Way::WORDS.join(", "));
            if let Some(input) = self.get("Direction") {
                self.wrong("Direction", message, input);
            }
            Way::Unknown
        })
    }

    /// Whether they were let pass; they were, unless said.
    pub(super) fn granted(&mut self) -> bool {
        self.value("Granted", Kind::Boolean).and_then(|value| value.bool()).unwrap_or(true)
    }

    /// Whom it is about: `Customer`, or else `Credential`.
    pub(super) fn whom(&mut self) -> Option<Named> {
        match (self.get("Customer"), self.get("Credential")) {
            (Some(_), Some(both)) => {
                self.wrong("Credential", "either a customer or a credential names somebody, not both", both);
                None
            }
            (Some(customer), None) => self.customer(customer),
            (None, Some(credential)) => self.credential(credential).map(Named::By),
            (None, None) => {
                self.missing("Credential");
                None
            }
        }
    }

    fn customer(&mut self, input: &'a Input<'a>) -> Option<Named> {
        if let Ok(id) = input.integer() {
            return Some(Named::Id(id));
        }
        match input.value(Kind::Guid) {
            Ok(Value::Text(guid)) => Some(Named::Guid(guid)),
            _ => {
                self.wrong("Customer", "is neither the Id nor the UniqueId of a customer", input);
                None
            }
        }
    }

    fn credential(&mut self, input: &'a Input<'a>) -> Option<Known> {
        let read = match input {
            Input::Json(raw) if raw.trim_start().starts_with('{') => one_of(raw),
            _ => match input.text() {
                Ok(Some(text)) if text.chars().count() <= LONGEST => plain(text.trim()),
                Ok(Some(_)) => Err(format!("is longer than {LONGEST} characters")),
                Ok(None) => Err("is empty".to_owned()),
                Err(message) => Err(message),
            },
        };
        read.map_err(|message| self.wrong("Credential", message, input)).ok()
    }
}

/// A credential that is text: an e-mail address has an `@`, the address of a device six pairs with signs between them;
/// all else is the number of a card.
fn plain(text: &str) -> Result<Known, String> {
    let has_signs = text.contains([':', '-']);
    match Mac::parse(text).filter(|_| has_signs) {
        Some(mac) => Ok(Known::Device(mac)),
        None if text.contains('@') => Ok(Known::Email(text.to_owned())),
        None => card(text),
    }
}

fn card(text: &str) -> Result<Known, String> {
    let known = Known::Card(text.to_owned());
    if vestibule_records::code(text).is_empty() {
        Err("a card's number has letters or digits".to_owned())
    } else {
        Ok(known)
    }
}

/// A credential that says what it is: `{"pin":"0123"}`.
fn one_of(raw: &str) -> Result<Known, String> {
    const FITTING: &str = "is not an object with one of card, email, pin and mac";
    let body = Body::json(raw.as_bytes()).map_err(|_| FITTING.to_owned())?;
    let sent = ["card", "email", "pin", "mac"].map(|name| body.get(name));
    let read = |input: &Input<'_>| match input.required_text() {
        Ok(text) if text.chars().count() > LONGEST => Err(format!("is longer than {LONGEST} characters")),
        Ok(text) => Ok(text.trim().to_owned()),
        Err(message) => Err(message),
    };
    match sent {
        [Some(input), None, None, None] => read(input).and_then(|text| card(&text)),
        [None, Some(input), None, None] => read(input).map(Known::Email),
        [None, None, Some(input), None] => read(input).map(Known::Pin),
        [None, None, None, Some(input)] => {
            let text = read(input)?;
            let wrong =
                || format!("'{text}' is not six pairs of hexadecimal digits, such as aa:bb:cc:dd:ee:ff");
            Mac::parse(&text).map(Known::Device).ok_or_else(wrong)
        }
        _ => Err(FITTING.to_owned()),
    }
}

impl Named {
    /// Whether it is a secret, which is not kept where it could not be used.
    pub(super) const fn is_secret(&self) -> bool {
        matches!(self, Self::By(Known::Pin(_)))
    }

    /// The device that was seen.
    pub(super) const fn device(&self) -> Option<Mac> {
        match self {
            Self::By(Known::Device(mac)) => Some(*mac),
            _ => None,
        }
    }
}

/// The items of a list, as they were sent.
pub(super) fn items<'a>(input: &'a Input<'a>) -> Option<Vec<&'a RawValue>> {
    match input {
        Input::Json(raw) => serde_json::from_str(raw.trim()).ok(),
        Input::Form(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whom(json: &str) -> Result<Named, String> {
        let body = Body::json(json.as_bytes()).unwrap();
        let mut reader = Reader::new(&body, Spelling::Snake);
        let whom = reader.whom();
        whom.ok_or_else(|| format!("{}: {}", reader.errors[0].property, reader.errors[0].message))
    }

    fn by(known: Known) -> Result<Named, String> {
        Ok(Named::By(known))
    }

    #[test]
    fn a_credential_is_what_it_looks_like() {
        let mac = Mac::parse("aa:bb:cc:dd:ee:ff").unwrap();
        let is = |text: &str, known: Known| {
            assert!(whom(&format!(r#"{{"credential":{text}}}"#)) == by(known), "{text}");
        };
        is(r#""04:A1:B2:C3""#, Known::Card("04:A1:B2:C3".into()));
        is("12345", Known::Card("12345".into()));
        is(r#""aabbccddeeff""#, Known::Card("aabbccddeeff".into()));
        is(r#""aa:bb:cc:dd:ee:ff""#, Known::Device(mac));
        is(r#"" ann@loft.example ""#, Known::Email("ann@loft.example".into()));
        is(r#"{"pin":"0123"}"#, Known::Pin("0123".into()));
        is(r#"{"Mac":"aabbccddeeff"}"#, Known::Device(mac));
        is(r#"{"card":"ann@loft"}"#, Known::Card("ann@loft".into()));
    }

    #[test]
    fn somebody_is_named_in_one_way() {
        assert!(whom(r#"{"customer":7}"#) == Ok(Named::Id(7)));
        let guid = "f7f2bd2c-6e8c-4b4f-9b62-51f0f3a5e1aa";
        assert!(whom(&format!(r#"{{"CUSTOMER":"{guid}"}}"#)) == Ok(Named::Guid(guid.into())));
        let wrong = |json: &str| whom(json).err().unwrap_or_default();
        assert!(wrong("{}").starts_with("credential: "));
        assert!(wrong(r#"{"customer":null,"credential":null}"#).starts_with("credential: "));
        assert!(wrong(r#"{"customer":1,"credential":"2"}"#).contains("not both"));
        assert!(wrong(r#"{"customer":"Ann"}"#).starts_with("customer: "));
        assert!(wrong(r#"{"credential":{"card":"1","pin":"2"}}"#).contains("one of card"));
        assert!(wrong(r#"{"credential":{"mac":"1"}}"#).contains("six pairs"));
        assert!(wrong(r#"{"credential":" :-: "}"#).contains("letters or digits"));
        assert!(wrong(r#"{"credential":[1]}"#).starts_with("credential: "));
    }

    #[test]
    fn both_spellings_are_read_and_one_is_answered() {
        let body = Body::json(br#"{"event_id":"e","EVENTID":null,"at":"soon","direction":"up"}"#).unwrap();
        for (spelling, at) in [(Spelling::Snake, "at"), (Spelling::Pascal, "At")] {
            let mut reader = Reader::new(&body, spelling);
            assert_eq!(reader.at(), None);
            assert_eq!(reader.way(), Way::Unknown);
            let properties: Vec<_> = reader.errors.iter().map(|error| error.property.as_str()).collect();
            assert_eq!(properties, [at, if at == "at" { "direction" } else { "Direction" }]);
        }
        let body = Body::json(br#"{"event_id":"e"}"#).unwrap();
        assert_eq!(Reader::new(&body, Spelling::Pascal).event(), Some("e".into()));
        assert_eq!(snake("EventId"), "event_id");
    }
}
