//! The requests the bench sends, as bytes.

use jiff::Timestamp;
use serde_json::json;

/// The path of check-ins.
const CHECKINS: &str = "/api/spaces/checkins";

/// The first lines of a check-in, up to its length.
pub(crate) fn check_in_head(host: &str, token: &str) -> String {
    head("POST", CHECKINS, host, token)
}

/// The first lines of a question why somebody would get in, up to its length.
pub(crate) fn question_head(host: &str, token: &str) -> String {
    head("POST", "/api/vestibule/explain", host, token)
}

/// The first lines of a request to the echo, of the same kind as those of a check-in.
pub(crate) fn echo_head(host: &str) -> String {
    head("POST", "/", host, &"x".repeat(40))
}

/// The list of the 25 newest check-ins, whole.
pub(crate) fn list(host: &str, token: &str) -> Vec<u8> {
    get(&format!("{CHECKINS}?size=25&page=1"), host, token)
}

/// A question without a body, whole.
pub(crate) fn get(path: &str, host: &str, token: &str) -> Vec<u8> {
    let mut request = head("GET", path, host, token).into_bytes();
    request.extend_from_slice(b"\r\n");
    request
}

/// The request for the live stream, whole.
pub(crate) fn stream(host: &str, token: &str) -> Vec<u8> {
    let mut request = head("GET", "/api/vestibule/stream", host, token).into_bytes();
    request.extend_from_slice(b"\r\n");
    request
}

/// The request for a token, whole.
pub(crate) fn token(host: &str, email: &str, password: &str) -> Vec<u8> {
    let head = format!(
        "POST /api/token HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    );
    let (email, password) = (form_encoded(email), form_encoded(password));
    let mut request = Vec::new();
    write(&mut request, &head, &format!("grant_type=password&username={email}&password={password}"));
    request
}

/// The body of a check-in.
pub(crate) fn check_in(business: i64, customer: i64, from: Timestamp, until: Option<Timestamp>) -> String {
    let (from, until) = (wire_time(from), until.map(wire_time));
    let until = until.map(|until| format!(r#","ToTime":"{until}""#)).unwrap_or_default();
    format!(r#"{{"BusinessId":{business},"CoworkerId":{customer},"FromTime":"{from}"{until}}}"#)
}

/// The body of a question why somebody would get in.
pub(crate) fn question(business: i64, customer: i64) -> String {
    format!(r#"{{"BusinessId":{business},"CoworkerId":{customer}}}"#)
}

/// A card held to the door of the location that the host names, whole.
pub(crate) fn tap(host: &str, card: &str) -> Vec<u8> {
    let head =
        format!("POST /api/public/checkin HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n");
    let mut request = Vec::new();
    write(&mut request, &head, &format!(r#"{{"accessCardId":"{card}"}}"#));
    request
}

/// Writes a request with a body into the buffer, in place of what it held.
pub(crate) fn write(buffer: &mut Vec<u8>, head: &str, body: &str) {
    buffer.clear();
    buffer.extend_from_slice(head.as_bytes());
    buffer.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    buffer.extend_from_slice(body.as_bytes());
}

/// A request to the echo with a JSON body of this size.
pub(crate) fn echo(host: &str, size: usize) -> Vec<u8> {
    let empty = json!({ "BusinessId": 1, "CoworkerId": 1, "Text": "" }).to_string().len();
    let text = "x".repeat(size.saturating_sub(empty));
    let body = json!({ "BusinessId": 1, "CoworkerId": 1, "Text": text }).to_string();
    let mut request = Vec::new();
    write(&mut request, &echo_head(host), &body);
    request
}

fn head(method: &str, path: &str, host: &str, token: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
         Accept: application/json\r\nContent-Type: application/json\r\n"
    )
}

fn wire_time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn form_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' | b'_' => {
            encoded + &char::from(byte).to_string()
        }
        _ => encoded + &format!("%{byte:02X}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_in_has_its_length() {
        let mut request = Vec::new();
        let body = check_in(1, 2, Timestamp::UNIX_EPOCH, None);
        write(&mut request, &check_in_head("localhost", "t"), &body);
        let text = String::from_utf8(request).unwrap();
        assert!(text.starts_with("POST /api/spaces/checkins HTTP/1.1\r\nHost: localhost\r\n"), "{text}");
        assert!(text.ends_with(&format!("Content-Length: {}\r\n\r\n{body}", body.len())), "{text}");
    }

    #[test]
    fn credentials_survive_the_form() {
        let request = String::from_utf8(token("h", "a+b@c.io", "p&q")).unwrap();
        assert!(request.ends_with("grant_type=password&username=a%2Bb%40c.io&password=p%26q"), "{request}");
    }

    #[test]
    fn the_echo_gets_a_body_of_the_size() {
        assert!(echo("h", 120).windows(19).any(|text| text == b"Content-Length: 120"));
    }
}
