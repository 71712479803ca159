//! Whether what a receiver hears comes from the server: by code that is not ours where there is some.

use axum::http::HeaderMap;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use standardwebhooks::Webhook;

/// What the receivers share with the server.
pub(super) const SECRET: &str = "rain, then more rain";

/// Why a message does not come from the server, if it does not: both of its signatures are looked at.
pub(super) fn wrong(headers: &HeaderMap, body: &[u8]) -> Option<&'static str> {
    let given = headers.get("x-nexudus-hook-signature").and_then(|value| value.to_str().ok());
    if given != Some(of_body(body).as_str()) {
        return Some("X-Nexudus-Hook-Signature does not verify");
    }
    let standard = Webhook::from_bytes(SECRET.as_bytes().to_vec());
    let verified = standard.and_then(|webhook| webhook.verify(body, headers));
    verified.is_err().then_some("webhook-signature does not verify")
}

/// HMAC-SHA256 under the text of the secret, in upper-case hex.
fn of_body(body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()) else {
        return String::new();
    };
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(body: &[u8]) -> HeaderMap {
        let now = jiff::Timestamp::now().as_second();
        let standard = Webhook::from_bytes(SECRET.as_bytes().to_vec()).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("webhook-id", "m1".parse().unwrap());
        headers.insert("webhook-timestamp", now.to_string().parse().unwrap());
        headers.insert("webhook-signature", standard.sign("m1", now, body).unwrap().parse().unwrap());
        headers.insert("x-nexudus-hook-signature", of_body(body).parse().unwrap());
        headers
    }

    #[test]
    fn both_signatures_must_verify() {
        assert_eq!(wrong(&signed(b"[{}]"), b"[{}]"), None);
        assert!(wrong(&signed(b"[{}]"), b"[{ }]").is_some());
        let mut headers = signed(b"[{}]");
        headers.insert("webhook-id", "m2".parse().unwrap());
        assert_eq!(wrong(&headers, b"[{}]"), Some("webhook-signature does not verify"));
        headers = signed(b"[{}]");
        headers.remove("x-nexudus-hook-signature");
        assert_eq!(wrong(&headers, b"[{}]"), Some("X-Nexudus-Hook-Signature does not verify"));
    }
}
