//! Mail, as far as there is any: each message becomes a file in a folder, for the operator's own program to send.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use vestibule_domain::time::Instant;
use vestibule_records::Guid;

/// Octets of UTF-8 in one encoded word, so that a line with the name of its header stays within 76 (RFC 2047).
const WORD: usize = 39;
/// Characters in one line of a body in base64 (RFC 2045).
const LINE: usize = 76;

/// Where mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// `mail.folder`: messages are written there.
    pub folder: PathBuf,
    /// `mail.from`: the address they come from.
    pub from: String,
}

/// A message to one person, in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its name across systems: of its file, and in its headers.
    pub id: Guid,
    /// When it was written.
    pub at: Instant,
    /// The name it goes to.
    pub to_name: String,
    /// The address it goes to.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
}

/// Whether mail can be addressed so: plain ASCII with one `@`, and nothing that would mean something in a header.
///
/// ```
/// use vestibule_server::mail::is_address;
///
/// assert!(is_address("ann.lee+desk@example.com"));
/// assert!(!is_address("ann@example.com>\r\nBcc: <bob@example.com"));
/// ```
#[must_use]
pub fn is_address(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"<>()[]\\,;:\"".contains(&byte);
    let Some((name, host)) = text.split_once('@') else { return false };
    !name.is_empty()
        && !host.is_empty()
        && !host.contains('@')
        && text.bytes().all(plain)
        && text.len() <= 254
}

impl Message {
    /// As RFC 5322 has it: ASCII alone, short lines, UTF-8 encoded in the headers and in the body.
    ///
    /// The addresses must be ones that [`is_address`] takes.
    #[must_use]
    pub fn to_rfc5322(&self, from: &str) -> String {
        let host = from.rsplit_once('@').map_or("localhost", |(_, host)| host);
        let mut out = format!("Date: {}\r\nFrom: <{from}>\r\n", date(self.at));
        let _ = write!(out, "To:{}\r\n <{}>\r\n", words(&self.to_name), self.to);
        let _ = write!(out, "Subject:{}\r\nMessage-ID: <{}@{host}>\r\n", words(&self.subject), self.id);
        out.push_str("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
        out.push_str("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        let body = STANDARD.encode(self.text.replace("\r\n", "\n").replace('\n', "\r\n"));
        for line in body.as_bytes().chunks(LINE) {
            let _ = write!(out, "{}\r\n", String::from_utf8_lossy(line));
        }
        out
    }
}

/// Writes a message into the folder, whole or not at all.
///
/// # Errors
/// When the folder is not there or cannot be written.
pub async fn post(mail: &Mail, message: &Message) -> io::Result<()> {
    let (folder, text) = (mail.folder.clone(), message.to_rfc5322(&mail.from));
    let name = message.id.to_string();
    tokio::task::spawn_blocking(move || write(&folder, &name, &text)).await.map_err(io::Error::other)?
}

/// Whoever sends what is there looks for `.eml`, and so never finds half a message.
fn write(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let unfinished = folder.join(format!("{name}.tmp"));
    let mut file = std::fs::File::create_new(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&unfinished, folder.join(format!("{name}.eml")))
}

/// `Wed, 02 Sep 2026 08:15:00 +0000`
fn date(at: Instant) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (date, time) = at.utc();
    let month = usize::try_from(date.month() - 1).ok().and_then(|nth| MONTHS.get(nth)).unwrap_or(&"Jan");
    let weekday = date.weekday().to_string();
    format!(
        "{}, {:02} {month} {:04} {:02}:{:02}:{:02} +0000",
        weekday.get(..3).unwrap_or_default(),
        date.day(),
        date.year(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// Text in a header: encoded words (RFC 2047), each on a line of its own. A line end in a name would be one more
/// header to whoever decodes it, so nothing is left of what cannot be printed.
fn words(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    let mut out = String::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let end = rest.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let end = end.take_while(|end| *end <= WORD).last().unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        let fold = if out.is_empty() { "" } else { "\r\n" };
        let _ = write!(out, "{fold} =?utf-8?B?{}?=", STANDARD.encode(word));
        rest = tail;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(to_name: &str, subject: &str, text: &str) -> Message {
        Message {
            id: Guid::default(),
            at: Instant::from_micros(1_788_336_900_000_000),
            to_name: to_name.to_owned(),
            to: "ann@example.com".to_owned(),
            subject: subject.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_message_has_its_headers_and_its_body() {
        let written = message("José", "Your PIN", "48213\n").to_rfc5322("desk@example.com");
        assert_eq!(
            written,
            "Date: Wed, 02 Sep 2026 08:15:00 +0000\r\nFrom: <desk@example.com>\r\n\
             To: =?utf-8?B?Sm9zw6k=?=\r\n <ann@example.com>\r\nSubject: =?utf-8?B?WW91ciBQSU4=?=\r\n\
             Message-ID: <00000000-0000-0000-0000-000000000000@example.com>\r\n\
             Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nNDgyMTMNCg==\r\n"
        );
    }

    #[test]
    fn whatever_a_name_holds_the_lines_stay_short_and_ascii_and_nobody_adds_a_header() {
        let name = "Ünïcödé 🦀 \r\nBcc: <eve@example.com>".repeat(9);
        let written = message(&name, &name, &name).to_rfc5322("desk@example.com");
        assert!(written.is_ascii());
        assert!(written.split("\r\n").all(|line| line.len() <= 76 && !line.contains('\n')));
        assert!(!written.contains("Bcc"));
    }

    #[test]
    fn whoever_decodes_a_name_finds_no_line_end_in_it() {
        let written = message("Ann\r\nBcc: <eve@example.com>", "PIN", "").to_rfc5322("desk@example.com");
        let word = written.split("To: =?utf-8?B?").nth(1).and_then(|rest| rest.split("?=").next());
        let name = STANDARD.decode(word.unwrap_or_default()).expect("base64");
        assert_eq!(String::from_utf8_lossy(&name), "Ann  Bcc: <eve@example.com>");
    }

    #[test]
    fn addresses_are_plain() {
        for address in ["ann@example.com", "a+b@x.y", "o'neil@example.com"] {
            assert!(is_address(address), "{address}");
        }
        for nonsense in
            ["", "@", "ann", "ann@", "@example.com", "a@b@c", "josé@example.com", "a b@c", "a\n@b", "<a@b>"]
        {
            assert!(!is_address(nonsense), "{nonsense}");
        }
    }
}
