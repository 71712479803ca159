//! What the page of a tile sends.

use http::HeaderMap;
use vestibule_domain::{Gesture, Reading};
use vestibule_records::Body;
use vestibule_store::Key;

use super::phone::{self, Showed};
use super::position;
use crate::api::request::fingerprint;
use crate::public::checkin::{Ask, Credential};

/// The longest of what is sent, in bytes.
const LONGEST: usize = 1024;

/// What the page sends.
pub(super) enum Sent {
    /// Forget this phone.
    Forget,
    /// Use the tile.
    Use(Use),
}

/// Somebody uses a tile.
pub(super) struct Use {
    /// Who they say they are.
    pub(super) credential: Credential,
    /// Where their phone says it is.
    pub(super) reading: Option<Reading>,
    /// By what they are to be remembered, if they want to be.
    pub(super) remember: Option<Showed>,
    /// The page and who sent it: the same again has no second effect.
    pub(super) key: Option<Key>,
}

impl Sent {
    /// Reads a form, and what the phone carries.
    ///
    /// # Errors
    /// With the sentence that says what is missing or wrong.
    pub(super) fn read(body: &Body<'_>, headers: &HeaderMap, tile: i64) -> Result<Self, String> {
        if text(body, "forget")?.is_some() {
            return Ok(Self::Forget);
        }
        let (email, pin, password) = (text(body, "email")?, text(body, "pincode")?, text(body, "password")?);
        let remember = text(body, "remember")?.is_some();
        let email = email.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
        let (credential, showed) = match (text(body, "phone")?, email, pin, password) {
            (Some(_), ..) => (Credential::Phone(phone::carried(headers).unwrap_or_default()), None),
            (None, None, ..) => return Err("Say who you are: your e-mail address is missing".to_owned()),
            (None, Some(email), Some(pin), None) => (Credential::EmailPin(email, pin), Some(Showed::Pin)),
            (None, Some(email), None, Some(password)) => {
                (Credential::EmailPassword(email, password), Some(Showed::Password))
            }
            (None, Some(_), None, None) => return Err("Send your PIN or your password too".to_owned()),
            (None, Some(_), Some(_), Some(_)) => {
                return Err("Send either your PIN or your password, not both".to_owned());
            }
        };
        let key = text(body, "once")?.map(|once| Key {
            actor: format!("tile/{tile}"),
            key: fingerprint(&[once.as_bytes(), &shown(&credential)]),
            fingerprint: String::new(),
        });
        let remember = showed.filter(|_| remember);
        Ok(Self::Use(Use { credential, reading: position::read(body)?, remember, key }))
    }
}

impl Use {
    /// As the door is asked.
    pub(super) fn ask(&self, gesture: Option<Gesture>) -> Ask {
        let gesture = gesture.unwrap_or(Gesture::Enter);
        Ask { credential: self.credential.clone(), mac: None, gesture, dry_run: false }
    }
}

/// What was shown, as nobody can read it.
fn shown(credential: &Credential) -> Vec<u8> {
    let parts: [&str; 2] = match credential {
        Credential::EmailPin(email, secret) | Credential::EmailPassword(email, secret) => [email, secret],
        Credential::Phone(carried) => ["", carried],
        _ => ["", ""],
    };
    fingerprint(&parts.map(str::as_bytes)).into_bytes()
}

fn text(body: &Body<'_>, name: &str) -> Result<Option<String>, String> {
    let read = body.get(name).map_or(Ok(None), |input| input.text());
    match read.map_err(|wrong| format!("{name}: {wrong}"))? {
        Some(text) if text.len() > LONGEST => Err(format!("{name}: is longer than {LONGEST} bytes")),
        text => Ok(text),
    }
}
