//! What attributes mean.

use std::borrow::Cow;

use crate::packet::Packet;
use crate::{Secret, kind, password};

/// What an Accounting-Request tells (RFC 2866 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// A session begins.
    Start,
    /// It is over.
    Stop,
    /// It goes on.
    Interim,
    /// The access point was switched on.
    On,
    /// It is about to be switched off.
    Off,
    /// Something that is not about a session of a person.
    Other(u32),
}

impl Packet<'_> {
    /// The first attribute of a type, as a number.
    #[must_use]
    pub fn number(&self, kind: u8) -> Option<u32> {
        self.first(kind)?.try_into().ok().map(u32::from_be_bytes)
    }

    /// The first attribute of a type, as text. What is not UTF-8 is replaced, and so is nobody's name.
    #[must_use]
    pub fn text(&self, kind: u8) -> Option<Cow<'_, str>> {
        self.first(kind).map(String::from_utf8_lossy)
    }

    /// What accounting tells.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        Some(match self.number(kind::ACCT_STATUS_TYPE)? {
            1 => Status::Start,
            2 => Status::Stop,
            3 => Status::Interim,
            7 => Status::On,
            8 => Status::Off,
            other => Status::Other(other),
        })
    }

    /// The password of an Access-Request, found with the secret (RFC 2865 5.2). With another secret it is garbage.
    #[must_use]
    pub fn password(&self, secret: &Secret) -> Option<Vec<u8>> {
        password::found(self.first(kind::USER_PASSWORD)?, secret, &self.authenticator)
    }
}
