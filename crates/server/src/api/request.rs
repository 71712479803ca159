//! What a request says, before anything is done about it.

use axum::body::Bytes;
use axum::extract::Request;
use axum::response::Response;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode, Uri};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use sha2::{Digest as _, Sha256};
use vestibule_records::{Body, BodyError, FieldError};
use vestibule_store::Key;

use super::envelope;

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 1 << 20;
/// The longest idempotency key.
pub(crate) const LONGEST_KEY: usize = 255;

/// A write as it came in: its bytes, and the key it was sent under.
#[derive(Debug, Clone)]
pub struct Write {
    /// The body.
    pub bytes: Bytes,
    /// Whether the body is a form.
    pub is_form: bool,
    /// The key, if one was sent.
    pub key: Option<Key>,
}

impl Write {
    /// Reads a write in full.
    ///
    /// # Errors
    /// With the response, when the body is too large, breaks off, or the key is unusable.
    pub async fn read(request: Request, actor: &str) -> Result<Self, Box<Response>> {
        let (parts, body) = request.into_parts();
        let too_large =
            || Box::new(envelope::failure(StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than 1 MB"));
        let announced =
            parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if announced.is_some_and(|length: usize| length > LARGEST_BODY) {
            return Err(too_large());
        }
        let bytes = match Limited::new(body, LARGEST_BODY).collect().await {
            Ok(collected) => collected.to_bytes(),
            Err(error) if error.is::<LengthLimitError>() => return Err(too_large()),
            Err(_) => {
                return Err(Box::new(envelope::failure(StatusCode::BAD_REQUEST, "The body broke off")));
            }
        };
        let key = match idempotency_key(&parts.headers) {
            Ok(key) => key.map(|key| Key {
                actor: actor.to_owned(),
                key,
                fingerprint: fingerprint(&[
                    parts.method.as_str().as_bytes(),
                    parts.uri.path().to_ascii_lowercase().as_bytes(),
                    &bytes,
                ]),
            }),
            Err(error) => return Err(Box::new(envelope::respond(envelope::invalid(&[error])))),
        };
        Ok(Self { bytes, is_form: is_form(&parts.headers), key })
    }

    /// The body as named values.
    ///
    /// # Errors
    /// When it is neither a JSON object nor a form.
    pub fn body(&self) -> Result<Body<'_>, BodyError> {
        if self.is_form { Ok(Body::form(form(&self.bytes)?)) } else { Body::json(&self.bytes) }
    }
}

/// Whether the body is declared to be a form.
#[must_use]
pub fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.trim().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, FieldError> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    match value.to_str().map(str::trim) {
        Ok(key) if !key.is_empty() && key.len() <= LONGEST_KEY => Ok(Some(key.to_owned())),
        _ => Err(FieldError::new(
            "Idempotency-Key",
            format!("is not 1 to {LONGEST_KEY} visible ASCII characters"),
            envelope::quoted(&String::from_utf8_lossy(value.as_bytes())),
        )),
    }
}

/// A hash over parts, each set off from the next, in hex.
#[must_use]
pub fn fingerprint(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    hash.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The fields of a form or of a query string, in their order.
///
/// # Errors
/// When an escape or the text it makes is not UTF-8, or when there are too many.
pub fn form(bytes: &[u8]) -> Result<Vec<(String, String)>, BodyError> {
    let pairs = || bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    if pairs().nth(Body::MOST_MEMBERS).is_some() {
        return Err(BodyError(format!("There are more than {} fields", Body::MOST_MEMBERS)));
    }
    pairs()
        .map(|pair| {
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let value = pair.get(at + 1..).unwrap_or_default();
            Ok((unescaped(&pair[..at])?, unescaped(value)?))
        })
        .collect()
}

/// The value of a parameter of the query, its name in any letter case; of one that comes twice the last counts.
///
/// # Errors
/// When the query cannot be read.
pub fn parameter(uri: &Uri, name: &str) -> Result<Option<String>, FieldError> {
    let pairs = form(uri.query().unwrap_or_default().as_bytes())
        .map_err(|error| FieldError::new("query", error.0, "null"))?;
    Ok(pairs.into_iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// A segment of a path, as it was meant; nothing where it is no text.
#[must_use]
pub fn segment(text: &str) -> Option<String> {
    // In a path, other than in a form, a plus is a plus.
    unescaped(text.replace('+', "%2B").as_bytes()).ok()
}

fn unescaped(bytes: &[u8]) -> Result<String, BodyError> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match first {
            b'+' => out.push(b' '),
            b'%' => match tail.get(..2).and_then(hex) {
                Some(byte) => {
                    out.push(byte);
                    rest = &tail[2..];
                }
                None => out.push(b'%'),
            },
            byte => out.push(*byte),
        }
    }
    String::from_utf8(out).map_err(|_| BodyError("A field is not valid UTF-8".to_owned()))
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}
