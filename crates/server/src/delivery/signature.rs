//! The signatures of a delivery, over its exact bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// What a secret of Standard Webhooks begins with; the rest is its key in base64.
const PREFIX: &str = "whsec_";

/// `X-Nexudus-Hook-Signature`: HMAC-SHA256 under the text of the secret, in upper-case hex (`contract.md 14`).
pub(super) fn of_body(secret: &str, body: &str) -> String {
    mac(secret.as_bytes(), &[body]).iter().map(|byte| format!("{byte:02X}")).collect()
}

/// `webhook-signature` of Standard Webhooks: the id and the second of the try are signed too, so that it cannot be
/// replayed later.
pub(super) fn of_message(secret: &str, id: &str, seconds: i64, body: &str) -> String {
    let decoded = secret.strip_prefix(PREFIX).and_then(|key| STANDARD.decode(key).ok());
    let key = decoded.unwrap_or_else(|| secret.as_bytes().to_vec());
    format!("v1,{}", STANDARD.encode(mac(&key, &[id, ".", &seconds.to_string(), ".", body])))
}

fn mac(key: &[u8], parts: &[&str]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
    parts.iter().for_each(|part| mac.update(part.as_bytes()));
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    #[test]
    fn a_body_is_signed_as_published() {
        let expected = "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843";
        assert_eq!(of_body("Jefe", "what do ya want for nothing?"), expected);
    }

    /// The example of the Standard Webhooks specification.
    #[test]
    fn a_message_is_signed_as_published() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let (id, seconds, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(of_message(secret, id, seconds, body), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
