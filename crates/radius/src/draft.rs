//! A packet that is being written.

use crate::packet::{HEAD, LONGEST, Packet};
use crate::proof::{authenticator, message_authenticator};
use crate::{Code, Secret, kind, password};

/// What one attribute holds at most.
const MOST: usize = 253;
/// What a `Message-Authenticator` takes up.
const PROOF: usize = 18;

/// A packet that is being written.
#[derive(Debug, Clone)]
pub struct Draft {
    code: Code,
    identifier: u8,
    password: Option<Vec<u8>>,
    attributes: Vec<u8>,
}

impl Draft {
    /// What it is.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// A packet without attributes.
    #[must_use]
    pub const fn new(code: Code, identifier: u8) -> Self {
        Self { code, identifier, password: None, attributes: Vec::new() }
    }

    /// A reply to a request. What proxies on the way want back goes with it (RFC 2865 5.33).
    #[must_use]
    pub fn answering(request: &Packet<'_>, code: Code) -> Self {
        let states = request.all(kind::PROXY_STATE);
        states.fold(Self::new(code, request.identifier), |reply, state| reply.with(kind::PROXY_STATE, state))
    }

    /// With an attribute; a long value becomes several. What has no room in a packet any more is left out.
    #[must_use]
    pub fn with(mut self, kind: u8, value: &[u8]) -> Self {
        for part in value.chunks(MOST) {
            if HEAD + PROOF + self.attributes.len() + 2 + part.len() > LONGEST {
                break;
            }
            let length = u8::try_from(part.len() + 2).unwrap_or(u8::MAX);
            self.attributes.extend([kind, length]);
            self.attributes.extend(part);
        }
        self
    }

    /// With an attribute that is a number.
    #[must_use]
    pub fn with_number(self, kind: u8, value: u32) -> Self {
        self.with(kind, &value.to_be_bytes())
    }

    /// With a password, which is hidden once it is known from whom.
    #[must_use]
    pub fn with_password(mut self, password: &[u8]) -> Self {
        self.password = Some(password.to_vec());
        self
    }

    /// The bytes of a request, as an access point sends it. `chance` is the authenticator of an Access-Request or a
    /// Status-Server, which have their `Message-Authenticator`; that of accounting is reckoned.
    #[must_use]
    pub fn request(self, secret: &Secret, chance: [u8; 16]) -> Vec<u8> {
        if self.code == Code::AccountingRequest {
            let mut bytes = self.bytes(&[0; 16], None);
            sign(&mut bytes, &[0; 16], secret);
            return bytes;
        }
        self.hiding(secret, &chance).bytes(&chance, Some(secret))
    }

    /// The bytes of an Access-Request of before there was a `Message-Authenticator`.
    #[must_use]
    pub fn unproved(self, secret: &Secret, chance: [u8; 16]) -> Vec<u8> {
        self.hiding(secret, &chance).bytes(&chance, None)
    }

    /// The bytes of the reply to a request. One to an Access-Request or a Status-Server has its `Message-Authenticator`,
    /// first of all attributes, and so has one to accounting that came with one.
    #[must_use]
    pub fn reply(self, request: &Packet<'_>, secret: &Secret) -> Vec<u8> {
        let proved =
            request.code != Code::AccountingRequest || request.first(kind::MESSAGE_AUTHENTICATOR).is_some();
        let mut bytes = self.bytes(&request.authenticator, proved.then_some(secret));
        sign(&mut bytes, &request.authenticator, secret);
        bytes
    }

    /// With the password, now that it can be hidden.
    fn hiding(mut self, secret: &Secret, chance: &[u8; 16]) -> Self {
        match self.password.take() {
            Some(password) => self.with(kind::USER_PASSWORD, &password::hidden(&password, secret, chance)),
            None => self,
        }
    }

    /// The packet with this in the place of its authenticator, and with a `Message-Authenticator` where there is a secret.
    fn bytes(&self, reference: &[u8; 16], secret: Option<&Secret>) -> Vec<u8> {
        let proof = if secret.is_some() { PROOF } else { 0 };
        let length = HEAD + proof + self.attributes.len();
        let mut bytes = Vec::with_capacity(length);
        bytes.extend([self.code.number(), self.identifier]);
        bytes.extend(u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
        bytes.extend(reference);
        if let Some(secret) = secret {
            bytes.extend([kind::MESSAGE_AUTHENTICATOR, 18]);
            bytes.extend([0; 16]);
            bytes.extend(&self.attributes);
            let proof = message_authenticator(&bytes, HEAD + 2, reference, secret);
            bytes[HEAD + 2..HEAD + PROOF].copy_from_slice(&proof);
        } else {
            bytes.extend(&self.attributes);
        }
        bytes
    }
}

/// Puts the authenticator in its place.
fn sign(bytes: &mut [u8], reference: &[u8; 16], secret: &Secret) {
    let proof = authenticator(bytes, reference, secret);
    bytes[4..HEAD].copy_from_slice(&proof);
}
