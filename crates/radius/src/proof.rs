//! What proves that a packet comes from whoever knows the secret.

use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use subtle::ConstantTimeEq as _;

use crate::packet::{HEAD, Packet};
use crate::{Code, Secret, kind};

/// Whether a packet comes from whoever knows a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// It does.
    Right,
    /// It does not, or was changed on the way.
    Wrong,
    /// Nothing in it could say: an Access-Request without `Message-Authenticator`.
    None,
}

impl Packet<'_> {
    /// Whether this request comes from whoever knows the secret: by its authenticator (RFC 2866 3) or its
    /// `Message-Authenticator` (RFC 3579 3.2, RFC 5997 3), and by both where it has both.
    #[must_use]
    pub fn proof(&self, secret: &Secret) -> Proof {
        let accounting = self.code == Code::AccountingRequest;
        let reference = if accounting { [0; 16] } else { self.authenticator };
        let by_message = self.by_message(secret, &reference);
        if !accounting {
            return by_message;
        }
        let right = self.authenticator.ct_eq(&authenticator(self.bytes(), &reference, secret));
        if bool::from(right) && by_message != Proof::Wrong { Proof::Right } else { Proof::Wrong }
    }

    /// Whether this packet is the reply of whoever knows the secret to that request.
    #[must_use]
    pub fn answers(&self, request: &[u8], secret: &Secret) -> bool {
        let Ok(request) = Packet::parse(request) else { return false };
        let right = self.authenticator.ct_eq(&authenticator(self.bytes(), &request.authenticator, secret));
        let by_message = self.by_message(secret, &request.authenticator);
        bool::from(right) && by_message != Proof::Wrong && self.identifier == request.identifier
    }

    fn by_message(&self, secret: &Secret, reference: &[u8; 16]) -> Proof {
        let mut claims = self.attributes().filter(|attribute| attribute.kind == kind::MESSAGE_AUTHENTICATOR);
        let Some(claim) = claims.next() else { return Proof::None };
        if claim.value.len() != 16 || claims.next().is_some() {
            return Proof::Wrong;
        }
        let expected = message_authenticator(self.bytes(), claim.at, reference, secret);
        if bool::from(claim.value.ct_eq(&expected)) { Proof::Right } else { Proof::Wrong }
    }
}

/// The authenticator of a packet: of a reply against that of the request, of accounting against zeros.
pub(crate) fn authenticator(packet: &[u8], reference: &[u8; 16], secret: &Secret) -> [u8; 16] {
    let hash = Md5::new().chain_update(&packet[..4]).chain_update(reference);
    hash.chain_update(&packet[HEAD..]).chain_update(secret.bytes()).finalize().into()
}

/// The `Message-Authenticator` of a packet whose own begins at byte `at`.
pub(crate) fn message_authenticator(
    packet: &[u8],
    at: usize,
    reference: &[u8; 16],
    secret: &Secret,
) -> [u8; 16] {
    let mut mac = Hmac::<Md5>::new_from_slice(secret.bytes()).expect("a key may have any length");
    for part in [&packet[..4], reference, &packet[HEAD..at], &[0; 16], &packet[at + 16..]] {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
