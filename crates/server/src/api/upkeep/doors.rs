//! A door has a key of its own, which its controller signs with.

use std::fmt::Write as _;

use vestibule_records::{Door, FieldError, Row, Value};
use vestibule_store::Mint;

use super::rules::Rules;

/// The shortest key that is taken, in characters.
const SHORTEST: usize = 16;

pub(super) const DOOR: Rules = Rules {
    new: |row, _, mint| {
        with_key(row, mint);
        Ok(())
    },
    // An update that leaves the key out does not change it.
    changed: |row, before, _| {
        if row.get("SharedSecret").is_null() {
            row.set("SharedSecret", before.get("SharedSecret").clone());
        }
        Ok(())
    },
    agree: |row, _, _| Vec::from_iter(weak(row)),
    ..Rules::of::<Door>()
};

fn with_key(row: &mut Row, mint: &mut Mint<'_>) {
    if row.get("SharedSecret").text().is_none_or(str::is_empty) {
        row.set("SharedSecret", Value::Text(new_secret(mint)));
    }
}

/// A key that nobody guesses: 256 bits, in hex.
pub(super) fn new_secret(mint: &mut Mint<'_>) -> String {
    let mut bytes = [0_u8; 32];
    mint.secret(&mut bytes);
    bytes.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn weak(row: &Row) -> Option<FieldError> {
    let key = row.get("SharedSecret").text()?;
    let message = format!("has {} characters; at least {SHORTEST} are needed", key.chars().count());
    // What it is, is not said again.
    (key.chars().count() < SHORTEST).then(|| FieldError::new("SharedSecret", message, "null".to_owned()))
}
