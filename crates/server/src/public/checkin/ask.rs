//! What a body asks for: who somebody says they are, and what they want.

use vestibule_domain::ids::CustomerId;
use vestibule_domain::{Gesture, Mac};
use vestibule_records::{Body, code};

/// The longest name, code or password that is looked at, in bytes.
const LONGEST: usize = 1024;
/// What fits, for whoever sent something else.
const FITTING: &str = "Send accessCardId, pincode, email with pincode, email with password, token with mac, or mac \
                       alone; with disconnect, one of accessCardId, pincode, email, token and mac";

/// What a body asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ask {
    /// Who somebody says they are.
    pub(crate) credential: Credential,
    /// The device it comes from.
    pub(crate) mac: Option<Mac>,
    /// What they want.
    pub(crate) gesture: Gesture,
    /// Only to know what would be answered.
    pub(crate) dry_run: bool,
}

/// What somebody shows to be known by.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Credential {
    /// The number of a card or a fob, letters and digits alone.
    Card(String),
    /// A PIN, which says who as well.
    Pin(String),
    /// An e-mail address and a PIN.
    EmailPin(String, String),
    /// An e-mail address and a password.
    EmailPassword(String, String),
    /// An e-mail address with a PIN or a password: what has one field for both does not say which.
    EmailSecret(String, String),
    /// An e-mail address alone, which is enough to leave.
    Email(String),
    /// The code of an access token or of a visitor.
    Token(String),
    /// What a phone carries that is remembered at tiles.
    Phone(String),
    /// What was typed at a tablet: a PIN, or the code of a visitor.
    Typed(String),
    /// A customer who chose their name at a tablet; with their PIN, where the location asks for it.
    Chosen(CustomerId, Option<String>),
    /// The device alone.
    Device,
}

/// By what means, and nothing of what is shown: that must not end up in a log.
impl std::fmt::Debug for Credential {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.means())
    }
}

impl Credential {
    /// By what means somebody is to be known, in a word.
    pub(crate) const fn means(&self) -> &'static str {
        match self {
            Self::Card(_) => "card",
            Self::Pin(_) => "pin",
            Self::EmailPin(..) => "email and pin",
            Self::EmailPassword(..) => "email and password",
            Self::EmailSecret(..) => "email and secret",
            Self::Email(_) => "email",
            Self::Token(_) => "token",
            Self::Phone(_) => "phone",
            Self::Typed(_) => "typed",
            Self::Chosen(..) => "chosen",
            Self::Device => "device",
        }
    }

    /// Whether it can be found by trying.
    pub(crate) const fn can_be_guessed(&self) -> bool {
        !matches!(self, Self::Card(_) | Self::Phone(_) | Self::Chosen(_, None) | Self::Device)
    }
}

impl Ask {
    /// Reads a body, names in any letter case (`contract.md` 13.1).
    ///
    /// # Errors
    /// With the sentence that says what is wrong, and what would fit.
    pub(crate) fn read(body: &Body<'_>) -> Result<Self, String> {
        if body.get("BusinessId").is_some() || body.get("FromTime").is_some() {
            return Err(
                "BusinessId and FromTime belong to POST /api/spaces/checkins, which needs a user's token; \
                        here the host names the location, and the time is now"
                    .to_owned(),
            );
        }
        let [email, password, pincode, token, card] = [
            text(body, "email")?,
            text(body, "password")?,
            text(body, "pincode")?,
            text(body, "token")?,
            text(body, "accessCardId")?,
        ];
        let [disconnect, toggle, dry_run] =
            [truth(body, "disconnect")?, truth(body, "toggle")?, truth(body, "doNotCheckIn")?];
        let gesture = match (disconnect, toggle) {
            (true, true) => return Err("disconnect and toggle exclude each other".to_owned()),
            (true, false) => Gesture::Leave,
            (false, true) => Gesture::Toggle,
            (false, false) => Gesture::Enter,
        };
        let mac = text(body, "mac")?.map(|text| address(&text)).transpose()?;
        let leaves = gesture == Gesture::Leave;
        let credential = match (email, password, pincode, token, card) {
            (None, None, None, None, Some(card)) if mac.is_none() => Credential::Card(number(&card)?),
            (None, None, Some(pin), None, None) => Credential::Pin(pin),
            (Some(email), None, Some(pin), None, None) => Credential::EmailPin(email, pin),
            (Some(email), Some(password), None, None, None) => Credential::EmailPassword(email, password),
            (Some(email), None, None, None, None) if leaves => Credential::Email(email),
            (None, None, None, Some(token), None) => Credential::Token(token),
            (None, None, None, None, None) if mac.is_some() => Credential::Device,
            _ => return Err(FITTING.to_owned()),
        };
        Ok(Self { credential, mac, gesture, dry_run })
    }
}

fn text(body: &Body<'_>, name: &str) -> Result<Option<String>, String> {
    let read = body.get(name).map_or(Ok(None), |input| input.text());
    match read.map_err(|wrong| format!("{name}: {wrong}"))? {
        Some(text) if text.len() > LONGEST => Err(format!("{name}: is longer than {LONGEST} bytes")),
        // An address means the same with spaces around it; a secret does not.
        Some(text) if name == "email" || name == "token" => {
            Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
        }
        text => Ok(text),
    }
}

fn truth(body: &Body<'_>, name: &str) -> Result<bool, String> {
    body.get(name).map_or(Ok(false), |input| input.truth()).map_err(|wrong| format!("{name}: {wrong}"))
}

fn address(text: &str) -> Result<Mac, String> {
    Mac::parse(text)
        .ok_or_else(|| "mac: is not six pairs of hexadecimal digits, such as aa:bb:cc:dd:ee:ff".to_owned())
}

fn number(card: &str) -> Result<String, String> {
    let number = code(card);
    if number.is_empty() {
        Err("accessCardId: has neither letters nor digits".to_owned())
    } else {
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Ask, String> {
        Ask::read(&Body::json(json.as_bytes()).unwrap())
    }

    fn ask(credential: Credential) -> Ask {
        Ask { credential, mac: None, gesture: Gesture::Enter, dry_run: false }
    }

    fn form(fields: &[(&str, &str)]) -> Result<Ask, String> {
        Ask::read(&Body::form(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))))
    }

    #[test]
    fn what_the_hardware_sends_is_a_card() {
        let card = ask(Credential::Card("04A1B2C3".into()));
        assert_eq!(read(r#"{"AccessCardID":"04A1B2C3"}"#), Ok(card.clone()));
        assert_eq!(read(r#"{"accesscardid":"04:a1-b2 c3","email":"","pincode":null}"#), Ok(card.clone()));
        assert_eq!(form(&[("AccessCardId", "04a1b2c3"), ("toggle", "")]), Ok(card.clone()));
        assert_eq!(
            read(r#"{"accessCardId":"04A1B2C3","toggle":true}"#),
            Ok(Ask { gesture: Gesture::Toggle, ..card })
        );
    }

    #[test]
    fn switches_come_in_many_spellings() {
        let pin = ask(Credential::Pin("01234".into()));
        for on in ["true", "\"true\"", "\"1\"", "1", "\"True\""] {
            let body = format!(r#"{{"Pincode":"01234","doNotCheckIn":{on}}}"#);
            assert_eq!(read(&body), Ok(Ask { dry_run: true, ..pin.clone() }), "{on}");
        }
        for off in ["false", "\"false\"", "\"0\"", "0", "null", "\"\""] {
            assert_eq!(
                read(&format!(r#"{{"pincode":"01234","disconnect":{off}}}"#)),
                Ok(pin.clone()),
                "{off}"
            );
        }
        assert_eq!(
            read(r#"{"pincode":"1","toggle":"perhaps"}"#),
            Err("toggle: 'perhaps' is not true or false".into())
        );
    }

    #[test]
    fn a_pin_is_text_and_stays_as_it_is() {
        assert_eq!(read(r#"{"pincode":"01234"}"#), Ok(ask(Credential::Pin("01234".into()))));
        assert_eq!(read(r#"{"pincode":48213}"#), Ok(ask(Credential::Pin("48213".into()))));
        assert_eq!(read(r#"{"pincode":" 1 "}"#), Ok(ask(Credential::Pin(" 1 ".into()))));
    }

    #[test]
    fn the_documented_combinations_fit() {
        let fits = [
            r#"{"disconnect":true,"mac":"AA:BB:CC:DD:EE:FF"}"#,
            r#"{"token":"GUEST-77","mac":"aabbccddeeff"}"#,
            r#"{"email":"a@b.io","password":"x"}"#,
            r#"{"email":"a@b.io","password":"x","mac":"AA-BB-CC-DD-EE-FF"}"#,
            r#"{"email":"a@b.io","pincode":"1"}"#,
            r#"{"pincode":"1"}"#,
            r#"{"accessCardId":"1"}"#,
            r#"{"mac":"AA:BB:CC:DD:EE:FF"}"#,
            r#"{"email":"a@b.io","disconnect":true}"#,
            r#"{"token":"12345","toggle":true}"#,
        ];
        for body in fits {
            assert!(read(body).is_ok(), "{body}");
        }
    }

    #[test]
    fn nothing_else_fits_and_the_answer_says_what_would() {
        let not = [
            "{}",
            r#"{"disconnect":true}"#,
            r#"{"email":"a@b.io"}"#,
            r#"{"password":"x"}"#,
            r#"{"email":"a@b.io","password":"x","pincode":"1"}"#,
            r#"{"pincode":"1","accessCardId":"2"}"#,
            r#"{"accessCardId":"2","mac":"aabbccddeeff"}"#,
            r#"{"token":"1","pincode":"2"}"#,
        ];
        for body in not {
            assert_eq!(read(body), Err(FITTING.to_owned()), "{body}");
        }
        assert!(read(r#"{"mac":"56:45:87:19:66"}"#).unwrap_err().starts_with("mac: "));
        assert!(read(r#"{"accessCardId":":-:"}"#).unwrap_err().starts_with("accessCardId: "));
        assert!(read(r#"{"pincode":"1","toggle":1,"disconnect":1}"#).unwrap_err().contains("exclude"));
        assert!(
            read(&format!(r#"{{"pincode":"{}"}}"#, "1".repeat(1025))).unwrap_err().starts_with("pincode: ")
        );
        assert!(read(r#"{"pincode":"1\u0000"}"#).unwrap_err().contains("NUL"));
        assert!(
            form(&[("BusinessId", "1"), ("FromTime", "now")]).unwrap_err().contains("/api/spaces/checkins")
        );
    }

    #[test]
    fn what_is_shown_is_never_printed() {
        let shown = format!("{:?}", read(r#"{"email":"a@b.io","password":"hunter2"}"#));
        assert!(!shown.contains("hunter2") && !shown.contains("a@b.io"), "{shown}");
    }
}
