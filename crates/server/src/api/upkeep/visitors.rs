//! Visitors: when they came and left, and the code that lets an announced one in (`contract.md 16`).

use vestibule_domain::time::Instant;
use vestibule_records::{FieldError, Filter, Record, Row, Test, Value, Visitor};
use vestibule_store::{Entropy, Lookup};

use super::codes;
use super::rules::{Facts, Rules};
use crate::api::envelope;

pub(super) const VISITOR: Rules = Rules {
    new: |row, facts, _| {
        check_in_now(row, facts.now);
        Ok(())
    },
    agree: |row, before, facts| {
        note_arrival(row, before, facts.now);
        give_code(row, facts);
        Vec::from_iter(left_before_coming(row))
    },
    ..Rules::of::<Visitor>()
};

/// Codes drawn for a visitor. With ten thousand visitors expected at one location, all of them are taken once in ten
/// thousand draws; the last is given then.
const CODES: usize = 4;

/// Codes to choose from, for who will need one.
pub(super) fn codes(row: &Row, now: Instant, entropy: &dyn Entropy) -> Vec<String> {
    if needs_code(row, now) { codes::drawn(CODES, entropy) } else { Vec::new() }
}

/// Visitors of the location who have not left and hold one of these codes, code by code.
pub(super) fn holders(row: &Row, codes: &[String]) -> Vec<Lookup> {
    let holders = |code: &String| {
        let filters = vec![
            Filter::on::<Visitor>("VisitorCode", Test::Is(Value::Text(code.clone()))),
            Filter::on::<Visitor>("BusinessId", Test::Is(row.get("BusinessId").clone())),
            Filter::on::<Visitor>("DepartureDate", Test::IsNull),
        ];
        Lookup::two(Visitor::schema(), filters)
    };
    codes.iter().map(holders).collect()
}

/// Whoever stands at the door came now (`domain.md 6.3`).
fn check_in_now(row: &mut Row, now: Instant) {
    if row.get("CheckInNow").bool() == Some(true) {
        row.set("Arrived", Value::Bool(true));
        row.set("ArrivalDate", Value::Int(now.micros()));
        row.set("DepartureDate", Value::Null);
    }
}

/// Who arrived did so now, unless it is known when.
fn note_arrival(row: &mut Row, before: Option<&Row>, now: Instant) {
    if row.get("Arrived").bool() == Some(true) && row.get("ArrivalDate").is_null() {
        let known = before.map(|before| before.get("ArrivalDate")).filter(|came| !came.is_null());
        row.set("ArrivalDate", known.cloned().unwrap_or(Value::Int(now.micros())));
    }
}

/// Gives the first code that nobody holds.
fn give_code(row: &mut Row, facts: &Facts<'_>) {
    if needs_code(row, facts.now) {
        let codes = &facts.extra.codes;
        let free = codes.iter().zip(&facts.snapshot.found).find(|(_, holders)| holders.is_empty());
        if let Some(code) = free.map(|(code, _)| code).or(codes.last()) {
            row.set("VisitorCode", Value::Text(code.clone()));
        }
    }
}

fn left_before_coming(row: &Row) -> Option<FieldError> {
    let (came, left) = (row.get("ArrivalDate").int()?, row.get("DepartureDate").int()?);
    (left < came).then(|| {
        let shown = envelope::instant(Instant::from_micros(left));
        FieldError::new("DepartureDate", format!("{shown} is before ArrivalDate"), envelope::quoted(&shown))
    })
}

/// Whether a host expects them and they have no code yet.
fn needs_code(row: &Row, now: Instant) -> bool {
    let expected = row.get("ExpectedArrival").int().is_some_and(|at| at > now.micros());
    expected && !row.get("CoworkerId").is_null() && row.get("VisitorCode").is_null()
}
