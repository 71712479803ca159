//! The body of a write: named values, from JSON or from a form, names in any letter case.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::scalar::{Scalar, json_scalar};

/// How deep arrays and objects may nest. What is declared needs two.
const DEEPEST: usize = 16;
/// Ids in one collection at most; each is looked up.
const MOST_IDS: usize = 5000;

/// One value of a body.
#[derive(Debug, Clone)]
pub enum Input<'a> {
    /// JSON, as it was sent.
    Json(Cow<'a, str>),
    /// A form field; the same field twice is a list.
    Form(Vec<String>),
}

/// Named values, names in lower case; of a name that comes twice the last counts.
#[derive(Debug, Clone, Default)]
pub struct Body<'a> {
    entries: Vec<(String, Input<'a>)>,
}

/// Why a body cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyError(pub String);

impl fmt::Display for BodyError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for BodyError {}

impl<'a> Body<'a> {
    /// Members at most. The widest record takes a hundred.
    pub const MOST_MEMBERS: usize = 2000;

    /// Reads a JSON object.
    ///
    /// # Errors
    /// When it is not UTF-8, not JSON, not an object, or nests too deep.
    pub fn json(bytes: &'a [u8]) -> Result<Self, BodyError> {
        let text =
            std::str::from_utf8(bytes).map_err(|_| BodyError("The body is not valid UTF-8".to_owned()))?;
        shallow(text)?;
        let mut reader = serde_json::Deserializer::from_str(text);
        let entries = (&mut reader)
            .deserialize_map(Entries)
            .and_then(|entries| reader.end().map(|()| entries))
            .map_err(|error| BodyError(format!("The body is not a JSON object: {error}")))?;
        Ok(Self { entries })
    }

    /// Reads form fields that are already decoded.
    #[must_use]
    pub fn form(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut entries: Vec<(String, Input<'a>)> = Vec::new();
        for (name, value) in fields {
            let name = name.trim_end_matches("[]").to_ascii_lowercase();
            match entries.iter_mut().find(|(known, _)| *known == name) {
                Some((_, Input::Form(values))) => values.push(value),
                _ => entries.push((name, Input::Form(vec![value]))),
            }
        }
        Self { entries }
    }

    /// The value of a name, in any letter case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Input<'a>> {
        self.entries.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, input)| input)
    }
}

impl Input<'_> {
    /// As a scalar.
    pub(crate) fn scalar(&self) -> Scalar<'_> {
        match self {
            Self::Form(values) => match values.last().map(String::as_str) {
                None | Some("") => Scalar::Null,
                Some(text) => Scalar::Text(Cow::Borrowed(text)),
            },
            Self::Json(raw) => json_scalar(raw.trim()),
        }
    }

    /// As a list of ids: `[1,2]`, `["1","2"]`, a repeated form field, or one comma-separated text.
    ///
    /// # Errors
    /// With the sentence that says what is wrong.
    pub fn ids(&self) -> Result<Vec<i64>, String> {
        let texts: Vec<String> = match self {
            Self::Form(values) => {
                values.iter().flat_map(|value| value.split(',')).map(str::to_owned).collect()
            }
            Self::Json(raw) => match json_scalar(raw.trim()) {
                Scalar::Null => Vec::new(),
                Scalar::Composite(list) => serde_json::from_str::<Vec<&RawValue>>(list)
                    .map_err(|_| "is not a list of ids".to_owned())?
                    .iter()
                    .map(|item| item.get().trim_matches('"').to_owned())
                    .collect(),
                _ => return Err("is not a list of ids".to_owned()),
            },
        };
        let texts = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
        let ids = texts.map(crate::reading::read_integer).collect::<Result<Vec<_>, _>>()?;
        if ids.len() > MOST_IDS {
            return Err(format!("lists {} ids, and {MOST_IDS} are the most", ids.len()));
        }
        Ok(ids)
    }

    /// As a whole number.
    ///
    /// # Errors
    /// With the sentence that says what is wrong.
    pub fn integer(&self) -> Result<i64, String> {
        match crate::reading::read_scalar(crate::Kind::Integer, &self.scalar())? {
            crate::Value::Int(number) => Ok(number),
            _ => Err(crate::reading::REQUIRED.to_owned()),
        }
    }

    /// As text; `None` where there is none or it is empty. A number counts as its digits.
    ///
    /// # Errors
    /// With the sentence that says what is wrong.
    pub fn text(&self) -> Result<Option<String>, String> {
        let read = crate::reading::read_scalar(crate::Kind::Text, &self.scalar())?;
        Ok(read.text().filter(|text| !text.is_empty()).map(str::to_owned))
    }

    /// As true or false, `1` and `0` among them; what is empty is false.
    ///
    /// # Errors
    /// With the sentence that says what is wrong.
    pub fn truth(&self) -> Result<bool, String> {
        let scalar = match self.scalar() {
            Scalar::Number(digits) => Scalar::Text(Cow::Borrowed(digits)),
            Scalar::Text(text) if text.trim().is_empty() => Scalar::Null,
            other => other,
        };
        let read = crate::reading::read_scalar(crate::Kind::Boolean, &scalar)?;
        Ok(read.bool().unwrap_or_default())
    }

    /// As text that must be there and not be empty; a number counts as its digits.
    ///
    /// # Errors
    /// With the sentence that says what is wrong.
    pub fn required_text(&self) -> Result<String, String> {
        match crate::reading::read_scalar(crate::Kind::Text, &self.scalar())? {
            crate::Value::Text(text) if !text.is_empty() => Ok(text),
            _ => Err(crate::reading::REQUIRED.to_owned()),
        }
    }

    /// As a value of a kind.
    ///
    /// # Errors
    /// With the sentence that says what is wrong.
    pub fn value(&self, kind: crate::Kind) -> Result<crate::Value, String> {
        crate::reading::read_scalar(kind, &self.scalar())
    }

    /// As a list of objects: `[{"Name":"a"},{"Name":"b"}]`, in a form as the text of one.
    ///
    /// # Errors
    /// With the sentence that says what is wrong.
    pub fn objects(&self) -> Result<Vec<Body<'_>>, String> {
        let text = match self {
            Self::Form(values) => values.last().map_or("", String::as_str).trim(),
            Self::Json(raw) => raw.trim(),
        };
        if matches!(text, "" | "null") {
            return Ok(Vec::new());
        }
        let not_objects = |_| "is not a list of objects".to_owned();
        let items: Vec<&RawValue> = serde_json::from_str(text).map_err(not_objects)?;
        items
            .iter()
            .map(|item| Body::json(item.get().as_bytes()).map_err(|_| "is not a list of objects".to_owned()))
            .collect()
    }

    /// As JSON, to be shown in an error.
    #[must_use]
    pub fn attempted(&self) -> String {
        const ENOUGH: usize = 200;
        match self {
            Self::Json(raw) if raw.len() <= ENOUGH && is_readable(raw) => raw.trim().to_owned(),
            Self::Json(raw) => quoted(&crate::reading::shortened(raw)),
            Self::Form(values) => quoted(&crate::reading::shortened(&values.join(","))),
        }
    }
}

/// Whether whoever gets it back can read it: `1e999` and half a surrogate pair fit the grammar and nothing else.
fn is_readable(raw: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(raw).is_ok()
}

/// Text as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Refuses what nests too deep before anything recursive reads it.
fn shallow(text: &str) -> Result<(), BodyError> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(BodyError(format!("The body nests deeper than {DEEPEST} levels")));
        }
    }
    Ok(())
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Vec<(String, Input<'de>)>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            if entries.len() == Body::MOST_MEMBERS {
                return Err(A::Error::custom(format!("more than {} members", Body::MOST_MEMBERS)));
            }
            let raw: &'de RawValue = map.next_value()?;
            entries.push((name.to_ascii_lowercase(), Input::Json(Cow::Borrowed(raw.get()))));
        }
        Ok(entries)
    }
}
