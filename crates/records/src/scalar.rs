//! A JSON value as far as a flat record cares.

use std::borrow::Cow;

/// One JSON value; what is composite stays as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scalar<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    Text(Cow<'a, str>),
    Composite(&'a str),
}

/// What a piece of JSON is, by its first character.
pub(crate) fn json_scalar(raw: &str) -> Scalar<'_> {
    match raw.as_bytes().first() {
        Some(b'n') | None => Scalar::Null,
        Some(b't') => Scalar::Bool(true),
        Some(b'f') => Scalar::Bool(false),
        Some(b'"') => match serde_json::from_str::<Cow<'_, str>>(raw) {
            Ok(text) => Scalar::Text(text),
            Err(_) => Scalar::Composite(raw),
        },
        Some(b'[' | b'{') => Scalar::Composite(raw),
        Some(_) => Scalar::Number(raw),
    }
}
