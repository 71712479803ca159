//! What a page is asked, in its address or by a form.

use http::Uri;

use crate::api::{Failure, request};

/// Fields with their values.
pub(super) struct Asked(Vec<(String, String)>);

impl Asked {
    /// What stands in an address; nothing where that cannot be read.
    pub(super) fn in_address(uri: &Uri) -> Self {
        Self(request::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default())
    }

    /// What a form sent.
    ///
    /// # Errors
    /// When it is not a form.
    pub(super) fn by_form(bytes: &[u8]) -> Result<Self, Failure> {
        request::form(bytes).map(Self).map_err(|_| Failure::NotFound)
    }

    /// The value of a field, without the spaces around it; empty where it was not sent.
    pub(super) fn text(&self, name: &str) -> &str {
        self.whole(name).trim()
    }

    /// The value of a field as it was sent, spaces and all, as a password is; empty where it was not.
    pub(super) fn whole(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// The value of a field that has one.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// All fields, in the order in which they were sent.
    pub(super) fn fields(&self) -> &[(String, String)] {
        &self.0
    }

    /// Whether a field was sent.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
}

/// A text as it stands in an address.
pub(super) fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~');
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
