//! The values a field can hold, in the few physical shapes that both databases share.

use std::fmt;

/// A value as it is stored. What it means, its field's [`Kind`](crate::Kind) says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Value {
    /// Nothing there.
    #[default]
    Null,
    /// Integers, references, enums; instants and times of day in microseconds; decimals in ten-thousandths.
    Int(i64),
    /// True or false.
    Bool(bool),
    /// Text, and guids in lower case with hyphens.
    Text(String),
    /// The ids in a collection, ascending.
    Ids(Vec<i64>),
}

impl Value {
    /// The integer in it.
    #[must_use]
    pub const fn int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The text in it.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The truth in it.
    #[must_use]
    pub const fn bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The ids in it; none when it holds no collection.
    #[must_use]
    pub fn ids(&self) -> &[i64] {
        match self {
            Self::Ids(ids) => ids,
            _ => &[],
        }
    }

    /// Whether nothing is there.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// A decimal number with four digits after the point, as an integer of ten-thousandths.
///
/// Four digits hold every currency's minor unit exactly; no binary float is involved anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i64);

impl Decimal {
    /// Ten-thousandths in one.
    pub const SCALE: i64 = 10_000;

    /// From ten-thousandths.
    #[must_use]
    pub const fn from_ten_thousandths(number: i64) -> Self {
        Self(number)
    }

    /// In ten-thousandths.
    #[must_use]
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }

    /// From the minor units of a currency with `exponent` digits (2 for GBP); `None` when it does not fit.
    #[must_use]
    pub fn from_minor(minor: i64, exponent: u8) -> Option<Self> {
        let factor = 10_i64.checked_pow(4_u32.checked_sub(u32::from(exponent))?)?;
        minor.checked_mul(factor).map(Self)
    }

    /// In minor units of a currency with `exponent` digits, rounded half away from zero.
    #[must_use]
    pub fn minor(self, exponent: u8) -> i64 {
        let factor = 10_i64.pow(4_u32.saturating_sub(u32::from(exponent)));
        // The remainder is rounded by itself: the sum with the whole could leave the range.
        self.0 / factor + (self.0 % factor + self.0.signum() * (factor / 2)) / factor
    }

    /// Reads `25`, `25.5`, `-0.0001` and `1e3`; digits past the fourth are rounded half away from zero.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = || whole.bytes().chain(fraction.bytes());
        if all().next().is_none() || !all().all(|digit| digit.is_ascii_digit()) || all().count() > 40 {
            return None;
        }
        let point = i32::try_from(whole.len()).ok()?.checked_add(exponent)?.checked_add(4)?;
        let magnitude = scaled(all(), point)?;
        Some(Self(if negative { -magnitude } else { magnitude }))
    }
}

/// The first `point` digits as an integer, rounded by the digit after them; zeros are added where digits lack.
fn scaled(digits: impl Iterator<Item = u8>, point: i32) -> Option<i64> {
    let mut number = 0_i64;
    let mut place = 0_i32;
    for digit in digits {
        let digit = i64::from(digit - b'0');
        if place < point {
            number = number.checked_mul(10)?.checked_add(digit)?;
        } else if place == point && digit >= 5 {
            number = number.checked_add(1)?;
        }
        place += 1;
    }
    while place < point && number != 0 {
        number = number.checked_mul(10)?;
        place += 1;
    }
    Some(number)
}

impl fmt::Display for Decimal {
    /// With at least one digit after the point, as the wire wants it: `25.0`, `0.0375`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let (whole, rest) = (magnitude / 10_000, magnitude % 10_000);
        let digits = format!("{rest:04}");
        let digits = digits.trim_end_matches('0');
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(out, "{sign}{whole}.{}", if digits.is_empty() { "0" } else { digits })
    }
}

/// A globally unique id, in lower case with hyphens on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Guid(uuid::Uuid);

impl Guid {
    /// From its sixteen bytes.
    #[must_use]
    pub const fn from_uuid(uuid: uuid::Uuid) -> Self {
        Self(uuid)
    }

    /// Reads any usual spelling: with or without hyphens or braces, in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        uuid::Uuid::try_parse(text.trim()).ok().map(Self)
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_and_show_a_fraction_digit() {
        for (text, shown) in [
            ("25", "25.0"),
            ("25.50", "25.5"),
            ("-0.0001", "-0.0001"),
            ("1e3", "1000.0"),
            ("12.5e-1", "1.25"),
            ("0.03745", "0.0375"),
            ("0", "0.0"),
            ("1E-9", "0.0"),
        ] {
            assert_eq!(
                Decimal::parse(text).map(|number| number.to_string()).as_deref(),
                Some(shown),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_number_or_too_large_is_refused() {
        for text in ["", ".", "-", "1.2.3", "NaN", "0x10", "1e99", "99999999999999999999", "١"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn minor_units_follow_the_currency() {
        let price = Decimal::parse("12.345").expect("a number");
        assert_eq!((price.minor(0), price.minor(2), price.minor(3)), (12, 1235, 12_345));
        for (end, minor) in [(i64::MAX, i64::MAX / 100), (i64::MIN, i64::MIN / 100)] {
            let end = Decimal::from_ten_thousandths(end);
            assert_eq!((end.minor(2), end.minor(4)), (minor, end.ten_thousandths()));
        }
        assert_eq!(Decimal::from_minor(1234, 2).map(|price| price.to_string()).as_deref(), Some("12.34"));
    }
}
