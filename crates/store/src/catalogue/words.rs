//! Settings are text: what the rules read of it.

use vestibule_domain::location::Strictness;
use vestibule_domain::money::{Currency, Money};
use vestibule_domain::time::{CutOff, TimeOfDay};
use vestibule_records::Decimal;

use super::money;

/// `03:00` or `03:00:00`; anything else is as good as none.
pub(super) fn cut_off(text: &str) -> Option<CutOff> {
    let mut parts = text.trim().split(':').map(str::parse::<u8>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next().unwrap_or(Ok(0)).ok()?);
    TimeOfDay::new(hour, minute, 0, 0).map(CutOff)
}

/// Whether a text names a daily cut-off.
#[must_use]
pub fn is_cut_off(text: &str) -> bool {
    cut_off(text).is_some()
}

/// How strict a text says to be: `off`; `warn` or `flag`; `enforce` or `refuse`.
#[must_use]
pub fn strictness(text: &str) -> Option<Strictness> {
    Some(match text.trim().to_ascii_lowercase().as_str() {
        "off" => Strictness::Off,
        "warn" | "flag" => Strictness::Remark,
        "enforce" | "refuse" => Strictness::Refuse,
        _ => return None,
    })
}

pub(super) fn is_true(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("true")
}

pub(super) fn amount(text: &str, currency: Currency) -> Option<Money> {
    Decimal::parse(text.trim()).map(|amount| money(amount, currency))
}
