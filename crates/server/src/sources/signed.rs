//! The signature of what a thing sends: HMAC-SHA256 over the exact bytes, under the key of that thing.

use hmac::{Hmac, KeyInit as _, Mac as _};
use http::HeaderMap;
use sha2::Sha256;

/// The header in which things sign what they send: `sha256=` and the signature in hex.
pub(crate) const HEADER: &str = "X-Vestibule-Signature";

/// Whether a signature belongs to these bytes: hex in either case, with or without `sha256=` before it. Compared to the
/// end whatever differs, so that the time it takes tells nothing. An empty key signs nothing.
pub(crate) fn verify(secret: &[u8], body: &[u8], signature: &str) -> bool {
    verify_parts(secret, &[body], signature)
}

/// The same over several parts, one right after the other.
pub(crate) fn verify_parts(secret: &[u8], parts: &[&[u8]], signature: &str) -> bool {
    let signature = signature.trim();
    let sent = hex(signature.strip_prefix("sha256=").unwrap_or(signature)).unwrap_or_default();
    verify_bytes(secret, parts, &sent)
}

/// The same of a signature that is bytes already.
pub(crate) fn verify_bytes(secret: &[u8], parts: &[&[u8]], signature: &[u8]) -> bool {
    // Also where it cannot be right: what is unknown must not be answered sooner.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key may have any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.verify_slice(signature).is_ok() && !secret.is_empty()
}

/// What a header says, as far as it is text; nothing where it is missing.
pub(crate) fn sent<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Bytes from their hex.
fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|char| u8::try_from(char.to_digit(16)?).ok()).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    const PUBLISHED: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const WORDS: &[u8] = b"what do ya want for nothing?";

    #[test]
    fn a_body_is_signed_as_published() {
        assert!(verify(b"Jefe", WORDS, &format!("sha256={PUBLISHED}")));
        assert!(verify(b"Jefe", WORDS, &PUBLISHED.to_uppercase()));
        assert!(verify_parts(b"Jefe", &[b"what do ya ", b"want for nothing?"], PUBLISHED));
    }

    #[test]
    fn nothing_else_is() {
        let short = &PUBLISHED[..62];
        for wrong in ["", "sha256=", short, &PUBLISHED[1..], "sha1=5bdc", "zz", &PUBLISHED.replace('5', "6")]
        {
            assert!(!verify(b"Jefe", WORDS, wrong), "{wrong}");
        }
        assert!(!verify(b"Jefe", b"what do ya want for nothing", PUBLISHED));
        assert!(!verify(b"jefe", WORDS, PUBLISHED));
    }

    #[test]
    fn an_empty_key_signs_nothing() {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"").unwrap();
        mac.update(WORDS);
        let signature: String =
            mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!verify(b"", WORDS, &signature));
    }
}
