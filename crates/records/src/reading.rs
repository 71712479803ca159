//! From the wire: text and JSON scalars as values, by the kind of their field (`contract.md 9`).

use vestibule_domain::time::{Date, Instant, TimeOfDay};

use crate::Kind;
use crate::scalar::Scalar;
use crate::value::{Decimal, Guid, Value};

/// What an enum outside its table, or a null where none may be, is answered with (`contract.md 7`).
pub(crate) const REQUIRED: &str = "is a required field";

/// Reads one JSON scalar as a value of this kind.
pub(crate) fn read_scalar(kind: Kind, scalar: &Scalar<'_>) -> Result<Value, String> {
    match (kind, scalar) {
        (_, Scalar::Null) => Ok(Value::Null),
        (Kind::Boolean, Scalar::Bool(truth)) => Ok(Value::Bool(*truth)),
        (Kind::Text, Scalar::Number(digits)) => Ok(Value::Text((*digits).to_owned())),
        (Kind::Boolean | Kind::DateTime | Kind::TimeOfDay | Kind::Guid, Scalar::Number(digits)) => {
            Err(format!("'{digits}' is not {}", expected(kind)))
        }
        (_, Scalar::Number(digits)) => read_text(kind, digits),
        (_, Scalar::Text(text)) => read_text(kind, text),
        (_, Scalar::Bool(truth)) => Err(format!("'{truth}' is not {}", expected(kind))),
        (_, Scalar::Composite(_)) => Err(format!("an object or an array is not {}", expected(kind))),
    }
}

/// Reads text as a value of this kind: form fields, filters and JSON strings.
pub(crate) fn read_text(kind: Kind, text: &str) -> Result<Value, String> {
    let trimmed = text.trim();
    let wrong = || format!("'{}' is not {}", shortened(text), expected(kind));
    match kind {
        Kind::Integer | Kind::Reference(_) => read_integer(trimmed).map(Value::Int),
        Kind::Boolean => read_bool(trimmed).map(Value::Bool).ok_or_else(wrong),
        Kind::Text => storable(text).map(|text| Value::Text(text.to_owned())),
        Kind::DateTime => parse_instant(trimmed).map(|at| Value::Int(at.micros())).ok_or_else(wrong),
        Kind::TimeOfDay => parse_time_of_day(trimmed).map(|time| Value::Int(time.micros())).ok_or_else(wrong),
        Kind::Guid => Guid::parse(trimmed).map(|guid| Value::Text(guid.to_string())).ok_or_else(wrong),
        Kind::Number => Decimal::parse(trimmed).map(|n| Value::Int(n.ten_thousandths())).ok_or_else(wrong),
        Kind::Enum(table) | Kind::EnumName(table) => {
            let number = trimmed.parse().ok().filter(|number| table.has(*number));
            number.or_else(|| table.number(trimmed)).map(Value::Int).ok_or_else(|| REQUIRED.to_owned())
        }
        Kind::Set(_) | Kind::Nothing => Err(wrong()),
    }
}

/// Reads a whole number.
pub(crate) fn read_integer(text: &str) -> Result<i64, String> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    whole.parse().map_err(|_| format!("'{}' is not a whole number", shortened(text)))
}

fn read_bool(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") || text == "1" {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") || text == "0" {
        Some(false)
    } else {
        None
    }
}

/// Text that both databases can hold.
fn storable(text: &str) -> Result<&str, String> {
    if text.contains('\0') { Err("contains a NUL character".to_owned()) } else { Ok(text) }
}

/// Enough of a value to recognise it in a message.
pub(crate) fn shortened(text: &str) -> String {
    const ENOUGH: usize = 80;
    match text.char_indices().nth(ENOUGH) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

const fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer | Kind::Reference(_) => "a whole number",
        Kind::Boolean => "true or false",
        Kind::Text => "text",
        Kind::DateTime => "a date and time",
        Kind::TimeOfDay => "a time of day",
        Kind::Guid => "a guid",
        Kind::Number => "a number",
        Kind::Enum(_) | Kind::EnumName(_) => "one of the documented values",
        Kind::Set(_) => "a list of ids",
        Kind::Nothing => "null",
    }
}

/// Reads an instant in every accepted spelling: ISO 8601 with `T` or a space, to the minute or finer, with `Z`,
/// an offset or neither (then UTC), a date alone, and RFC 1123 (`contract.md 6.2`).
#[must_use]
pub fn parse_instant(text: &str) -> Option<Instant> {
    if text.as_bytes().first()?.is_ascii_digit() { iso(text) } else { rfc_1123(text) }
}

fn iso(text: &str) -> Option<Instant> {
    let mut scan = Scan(text);
    let (year, _, month, _, day) =
        (scan.digits(4)?, scan.one(b"-")?, scan.digits(2)?, scan.one(b"-")?, scan.digits(2)?);
    let date = date(year, month, day)?;
    if scan.0.is_empty() {
        return Some(Instant::from_utc(date, TimeOfDay::MIDNIGHT));
    }
    scan.one(b"Tt ")?;
    let time = scan.time()?;
    let offset = scan.offset()?;
    let at = Instant::from_micros(Instant::from_utc(date, time).micros() - offset);
    // An offset must not lead out of the years that UTC can show.
    let (shown, clock) = at.utc();
    (Instant::from_utc(shown, clock) == at).then_some(at)
}

/// `Thu, 27 Aug 2026 08:35:52 GMT`
fn rfc_1123(text: &str) -> Option<Instant> {
    let (_, rest) = text.split_once(", ")?;
    let mut parts = rest.split(' ');
    let day = parts.next()?.parse().ok()?;
    let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let name = parts.next()?;
    let month = 1 + month.iter().position(|known| known.eq_ignore_ascii_case(name))?;
    let year = parts.next()?.parse().ok()?;
    let mut time = Scan(parts.next()?);
    let time = time.time().filter(|_| time.0.is_empty())?;
    matches!(parts.next()?, "GMT" | "UTC").then_some(())?;
    Some(Instant::from_utc(date(year, i64::try_from(month).ok()?, day)?, time))
}

/// A wall-clock time, alone or as the time in a date-time; the date and the zone say nothing (`contract.md 9`).
fn parse_time_of_day(text: &str) -> Option<TimeOfDay> {
    let time = text.find(['T', 't', ' ']).map_or(text, |at| &text[at + 1..]);
    let mut scan = Scan(time);
    let time = scan.time()?;
    scan.offset()?;
    Some(time)
}

fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| *year >= 1)?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// What is still to be read.
struct Scan<'a>(&'a str);

impl Scan<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let digits = self.0.get(..count).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
        self.0 = &self.0[count..];
        digits.parse().ok()
    }

    fn one(&mut self, of: &[u8]) -> Option<u8> {
        let first = self.0.bytes().next().filter(|byte| of.contains(byte))?;
        self.0 = &self.0[1..];
        Some(first)
    }

    /// `08:35`, `08:35:52`, `08:35:52.4454253`
    fn time(&mut self) -> Option<TimeOfDay> {
        let (hour, _, minute) = (self.digits(2)?, self.one(b":")?, self.digits(2)?);
        let mut second = 0;
        let mut micros = 0;
        if self.one(b":").is_some() {
            second = self.digits(2)?;
            if self.one(b".,").is_some() {
                micros = self.fraction()?;
            }
        }
        TimeOfDay::new(
            u8::try_from(hour).ok()?,
            u8::try_from(minute).ok()?,
            u8::try_from(second).ok()?,
            u32::try_from(micros).ok()?,
        )
    }

    /// The digits of a fraction of a second, as microseconds; finer digits are cut off.
    fn fraction(&mut self) -> Option<i64> {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let digits = self.0.get(..count.min(6)).filter(|digits| !digits.is_empty())?;
        let micros = format!("{digits:0<6}").parse().ok();
        self.0 = &self.0[count..];
        micros
    }

    /// `Z`, `+01:00`, `-0530` or nothing, in microseconds east of UTC; nothing may follow.
    fn offset(&mut self) -> Option<i64> {
        let Some(sign) = self.one(b"Zz+-") else {
            return self.0.is_empty().then_some(0);
        };
        let mut minutes = 0;
        if matches!(sign, b'+' | b'-') {
            let hours = self.digits(2).filter(|hours| *hours <= 14)?;
            self.one(b":");
            let rest = if self.0.is_empty() { 0 } else { self.digits(2).filter(|rest| *rest < 60)? };
            minutes = hours * 60 + rest;
        }
        let micros = minutes * 60_000_000;
        self.0.is_empty().then_some(if sign == b'-' { -micros } else { micros })
    }
}

/// Writes an instant as the wire wants it: UTC with `Z`, fraction digits without trailing zeros, none when whole.
pub fn write_instant(at: Instant, out: &mut Vec<u8>) {
    let (date, time) = at.utc();
    write_date(date, out);
    out.push(b'T');
    write_time(time, out);
    out.push(b'Z');
}

/// Writes a time of day as a date-time on the base date of the wire.
pub(crate) fn write_time_of_day(time: TimeOfDay, out: &mut Vec<u8>) {
    out.extend_from_slice(b"1976-01-01T");
    write_time(time, out);
    out.push(b'Z');
}

fn write_date(date: Date, out: &mut Vec<u8>) {
    padded(i64::from(date.year()), 4, out);
    out.push(b'-');
    padded(i64::from(date.month()), 2, out);
    out.push(b'-');
    padded(i64::from(date.day()), 2, out);
}

fn write_time(time: TimeOfDay, out: &mut Vec<u8>) {
    let micros = time.micros();
    let seconds = micros / 1_000_000;
    padded(seconds / 3600, 2, out);
    out.push(b':');
    padded(seconds / 60 % 60, 2, out);
    out.push(b':');
    padded(seconds % 60, 2, out);
    let fraction = micros % 1_000_000;
    if fraction > 0 {
        out.push(b'.');
        padded(fraction, 6, out);
        while out.last() == Some(&b'0') {
            out.pop();
        }
    }
}

fn padded(number: i64, width: usize, out: &mut Vec<u8>) {
    let mut place = 10_i64.pow(u32::try_from(width - 1).unwrap_or(0));
    while place > 0 {
        out.push(b'0' + u8::try_from(number / place % 10).unwrap_or(0));
        place /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let mut out = Vec::new();
        write_instant(parse_instant(text)?, &mut out);
        String::from_utf8(out).ok()
    }

    #[test]
    fn every_accepted_spelling_of_an_instant_is_read() {
        for (text, expected) in [
            ("2026-08-27T08:35:52.4454253Z", "2026-08-27T08:35:52.445425Z"),
            ("2026-08-27T08:35:52.500Z", "2026-08-27T08:35:52.5Z"),
            ("2026-08-27T08:35", "2026-08-27T08:35:00Z"),
            ("2026-08-27 08:35:52", "2026-08-27T08:35:52Z"),
            ("2026-08-27T10:35:52+02:00", "2026-08-27T08:35:52Z"),
            ("2026-08-27T03:05:52-0530", "2026-08-27T08:35:52Z"),
            ("2026-08-27", "2026-08-27T00:00:00Z"),
            ("Thu, 27 Aug 2026 08:35:52 GMT", "2026-08-27T08:35:52Z"),
            ("2024-02-29T23:59:59z", "2024-02-29T23:59:59Z"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn impossible_dates_are_not_read() {
        for text in [
            "",
            "tomorrow",
            "2026-02-30T00:00:00Z",
            "2026-13-01",
            "2026-08-27T25:00:00Z",
            "2026-08-27T08:60:00Z",
            "20260827",
            "12026-08-27",
            "2026-08-27T08:35:52Zoo",
            "2026-08-27T08:35:52+99:00",
            "0000-01-01",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "Thu, 32 Aug 2026 08:35:52 GMT",
            "2026-08-2é",
        ] {
            assert_eq!(parse_instant(text), None, "{text}");
        }
    }
}
