//! To the wire: a row as JSON, straight into a buffer (`contract.md 4` and `9`).

use std::io::Write as _;

use vestibule_domain::time::{Instant, TimeOfDay};

use crate::Row;
use crate::body::quoted;
use crate::reading::{write_instant, write_time_of_day};
use crate::schema::{Field, Kind, Role};
use crate::value::{Decimal, Value};

/// Writes a row as one JSON object: every key that is on the wire, in order, null when empty.
pub fn write_row(row: &Row, out: &mut Vec<u8>) {
    let mut separator = b'{';
    for (at, field) in row.schema.fields.iter().enumerate() {
        if matches!(field.role, Role::Internal | Role::Helper) {
            continue;
        }
        out.push(separator);
        separator = b',';
        out.push(b'"');
        out.extend_from_slice(field.name.as_bytes());
        out.extend_from_slice(b"\":");
        write_field(row, at, out);
    }
    out.push(b'}');
}

/// Writes the value of the field at a position, as it is shown.
pub fn write_field(row: &Row, at: usize, out: &mut Vec<u8>) {
    let field = &row.schema.fields[at];
    match field.role {
        Role::Computed => write_computed(field, row, out),
        _ => write_value(field.kind, &row.values[at], out),
    }
}

fn write_computed(field: &Field, row: &Row, out: &mut Vec<u8>) {
    match field.kind {
        Kind::Boolean => out.extend_from_slice(b"false"),
        Kind::Text => write_text(&row.title(), out),
        _ => out.extend_from_slice(b"null"),
    }
}

/// Writes one value as its kind is shown.
pub(crate) fn write_value(kind: Kind, value: &Value, out: &mut Vec<u8>) {
    match (value, kind) {
        (Value::Null, _) => out.extend_from_slice(b"null"),
        (Value::Bool(truth), _) => out.extend_from_slice(if *truth { b"true" } else { b"false" }),
        (Value::Text(text), _) => write_text(text, out),
        (Value::Ids(ids), _) => write_ids(ids, out),
        (Value::Int(micros), Kind::DateTime) => {
            out.push(b'"');
            write_instant(Instant::from_micros(*micros), out);
            out.push(b'"');
        }
        (Value::Int(micros), Kind::TimeOfDay) => {
            out.push(b'"');
            write_time_of_day(TimeOfDay::from_micros(*micros).unwrap_or(TimeOfDay::MIDNIGHT), out);
            out.push(b'"');
        }
        (Value::Int(number), Kind::Number) => write_shown(Decimal::from_ten_thousandths(*number), out),
        (Value::Int(number), Kind::EnumName(table)) => {
            write_text(table.name_of(*number).unwrap_or_default(), out)
        }
        (Value::Int(number), _) => write_shown(number, out),
    }
}

fn write_ids(ids: &[i64], out: &mut Vec<u8>) {
    out.push(b'[');
    for (nth, id) in ids.iter().enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        write_shown(id, out);
    }
    out.push(b']');
}

fn write_shown(shown: impl std::fmt::Display, out: &mut Vec<u8>) {
    // Writing into memory cannot fail.
    let _ = write!(out, "{shown}");
}

/// Writes a JSON string; the common case, nothing to escape, is copied as it is.
pub fn write_text(text: &str, out: &mut Vec<u8>) {
    if text.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        out.extend_from_slice(quoted(text).as_bytes());
    } else {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    }
}
