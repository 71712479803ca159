//! JSON, member after member into one buffer: nothing is printed apart first and copied.

use std::io::Write as _;

use vestibule_domain::time::Instant;
use vestibule_records::{write_instant, write_text};

/// A value of JSON.
pub(crate) trait Json {
    /// Writes it.
    fn write(&self, out: &mut Vec<u8>);
}

/// An object being written; its members come in the order in which they are put.
pub(crate) struct Members<'a> {
    out: &'a mut Vec<u8>,
    separator: &'static [u8],
}

/// Writes an object.
pub(crate) fn object(out: &mut Vec<u8>, members: impl FnOnce(&mut Members<'_>)) {
    out.push(b'{');
    members(&mut Members { out, separator: b"\"" });
    out.push(b'}');
}

impl Members<'_> {
    /// Puts a member.
    pub(crate) fn put(&mut self, name: &'static str, value: impl Json) {
        value.write(self.named(name));
    }

    /// Puts an object.
    pub(crate) fn put_object(&mut self, name: &'static str, members: impl FnOnce(&mut Members<'_>)) {
        object(self.named(name), members);
    }

    /// Puts what `write` makes of a value; null where there is none.
    pub(crate) fn put_or_null<T>(
        &mut self,
        name: &'static str,
        value: Option<T>,
        write: impl FnOnce(T, &mut Vec<u8>),
    ) {
        let out = self.named(name);
        match value {
            Some(value) => write(value, out),
            None => out.extend_from_slice(b"null"),
        }
    }

    /// Puts a list of what `write` makes of each.
    pub(crate) fn put_list<T>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
        mut write: impl FnMut(T, &mut Vec<u8>),
    ) {
        let out = self.named(name);
        out.push(b'[');
        for (nth, value) in values.into_iter().enumerate() {
            if nth > 0 {
                out.push(b',');
            }
            write(value, out);
        }
        out.push(b']');
    }

    /// Writes a name of ours, in which there is nothing to escape.
    fn named(&mut self, name: &'static str) -> &mut Vec<u8> {
        self.out.extend_from_slice(self.separator);
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.separator = b",\"";
        self.out
    }
}

/// A number that is printed already.
pub(crate) struct Number<'a>(pub(crate) &'a str);

impl Json for Number<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }
}

impl Json for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

impl Json for i64 {
    fn write(&self, out: &mut Vec<u8>) {
        // Writing into memory cannot fail.
        let _ = write!(out, "{self}");
    }
}

impl Json for &str {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(self, out);
    }
}

impl Json for Instant {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        write_instant(*self, out);
        out.push(b'"');
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut out = Vec::new();
        object(&mut out, |told| {
            told.put("Text", "Ann \"the\" \\ \u{1} \n é");
            told.put("Nothing", None::<i64>);
            told.put("At", Instant::from_micros(0));
            told.put_object("Empty", |_| {});
            told.put_object("Nested", |nested| nested.put("Truth", true));
            told.put_or_null("Price", Some("20.00"), |price, out| Number(price).write(out));
            told.put_or_null("None", None::<i64>, |number, out| number.write(out));
            told.put_list("Numbers", [1_i64, -2], |number, out| number.write(out));
            told.put_list("Nobody", [0_i64; 0], |number, out| number.write(out));
        });
        let expected = serde_json::json!({
            "Text": "Ann \"the\" \\ \u{1} \n é", "Nothing": null, "At": "1970-01-01T00:00:00Z", "Empty": {},
            "Nested": { "Truth": true }, "Price": 20.0, "None": null, "Numbers": [1, -2], "Nobody": [],
        });
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&out).unwrap(), expected);
        assert!(String::from_utf8(out).unwrap().contains("\"Price\":20.00,"));
    }
}
