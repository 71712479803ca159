//! The id under which the log knows a request: that of whoever passed it on, where they gave it one.

use http::{HeaderMap, HeaderName};
use vestibule_store::Entropy;

/// The header in which it comes and goes.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The header of W3C Trace Context, whose trace stands in where no id is given.
const TRACE: HeaderName = HeaderName::from_static("traceparent");
/// The longest id that is taken over.
const LONGEST: usize = 64;

/// The id of a request.
pub(crate) fn of(headers: &HeaderMap, entropy: &dyn Entropy) -> String {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let given = text(&REQUEST_ID).filter(|id| is_sane(id));
    let trace = || text(&TRACE).and_then(trace_of);
    given.or_else(trace).map_or_else(|| made_up(entropy), str::to_owned)
}

/// An id that cannot break a line of the log or a header, nor hold an e-mail address.
fn is_sane(id: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=LONGEST).contains(&id.len()) && id.bytes().all(fits)
}

/// The trace of `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`.
fn trace_of(parent: &str) -> Option<&str> {
    let mut parts = parent.split('-');
    let (version, trace, span) = (parts.next()?, parts.next()?, parts.next()?);
    let is_hex = |text: &str, length| {
        text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_set = trace.bytes().any(|byte| byte != b'0');
    (is_hex(version, 2) && version != "ff" && is_hex(trace, 32) && is_hex(span, 16) && is_set)
        .then_some(trace)
}

fn made_up(entropy: &dyn Entropy) -> String {
    let mut bytes = [0_u8; 8];
    entropy.fill(&mut bytes);
    format!("{:016x}", u64::from_ne_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    struct Sevens;

    impl Entropy for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0x77);
        }
    }

    const OURS: &str = "7777777777777777";
    const TRACED: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn id(given: &[(HeaderName, &'static str)]) -> String {
        let headers = given.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        of(&headers.collect(), &Sevens)
    }

    #[test]
    fn an_id_that_came_along_is_kept() {
        assert_eq!(id(&[(REQUEST_ID, "edge-1_2.3")]), "edge-1_2.3");
        assert_eq!(id(&[(REQUEST_ID, "a"), (TRACE, TRACED)]), "a");
        assert_eq!(id(&[(TRACE, TRACED)]), "4bf92f3577b34da6a3ce929d0e0e4736");
    }

    #[test]
    fn what_is_no_id_is_not_taken_for_one() {
        assert_eq!(id(&[]), OURS);
        for wrong in ["", "a b", "kim@example.com", "a\tb", "\"a\"", "{}"] {
            assert_eq!(id(&[(REQUEST_ID, wrong)]), OURS, "{wrong}");
        }
        let long = String::from_utf8(vec![b'a'; LONGEST + 1]).unwrap();
        assert!(!is_sane(&long) && is_sane(&long[1..]));
        for wrong in [
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736",
        ] {
            assert_eq!(id(&[(TRACE, wrong)]), OURS, "{wrong}");
        }
    }
}
