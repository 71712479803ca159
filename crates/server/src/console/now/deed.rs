//! What the buttons of the first screen do: the code of the API does it, and says why not.

use std::collections::HashMap;

use serde_json::{Value as Json, json};
use vestibule_records::{Checkin, Record, Row, Visitor};

use super::{cured, words};
use crate::api::request::Write;
use crate::api::{self, Failure, Said, envelope};
use crate::console::{Desk, listed};

/// What somebody at the desk wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// A customer comes in here.
    In(i64),
    /// A visit ends.
    Out(i64),
    /// A visitor has come.
    Came(i64),
    /// A visitor has left.
    Left(i64),
    /// What would let in whoever was refused, in the words of the button.
    Cure { refusal: i64, words: String },
}

/// What came of it.
pub(super) enum Outcome {
    Well(Done),
    /// Why not, for people.
    No(String),
}

/// Something that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Done {
    pub(super) what: What,
    /// The visit, or the visitor.
    pub(super) id: i64,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// They came in.
    In,
    /// They were given a pass, and came in.
    Given,
    /// They were sold a pass, and came in.
    Sold,
    /// They were let in against the rules, with a note.
    Anyway,
    /// Their account is active again, and they came in.
    Activated,
    /// They left.
    Out,
    /// A visitor came.
    Came,
    /// A visitor left.
    Left,
}

impl What {
    const WORDS: [(Self, &'static str); 8] = [
        (Self::In, "in"),
        (Self::Given, "given"),
        (Self::Sold, "sold"),
        (Self::Anyway, "anyway"),
        (Self::Activated, "activated"),
        (Self::Out, "out"),
        (Self::Came, "came"),
        (Self::Left, "left"),
    ];

    /// As it stands in an address.
    pub(super) fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(what, _)| *what == self).map_or("in", |(_, word)| word)
    }

    /// Reads what stands in an address.
    pub(super) fn read(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(what, _)| *what)
    }
}

impl Done {
    /// The page that says so.
    pub(super) fn path(self, location: i64) -> String {
        format!("/?at={location}&did={}&of={}", self.what.word(), self.id)
    }
}

impl Deed {
    /// What a form asks for; nothing where it asks for nothing that is known.
    pub(super) fn read(fields: &[(String, String)]) -> Option<Self> {
        fields.iter().find_map(|(name, value)| {
            let id = || value.parse().ok();
            match name.as_str() {
                "in" => id().map(Self::In),
                "out" => id().map(Self::Out),
                "came" => id().map(Self::Came),
                "left" => id().map(Self::Left),
                "cure" => {
                    let (refusal, words) = value.split_once(':')?;
                    Some(Self::Cure { refusal: refusal.parse().ok()?, words: words.to_owned() })
                }
                _ => None,
            }
        })
    }

    /// Does it.
    ///
    /// # Errors
    /// When the caller may not, there is nothing of the kind, or the store fails.
    pub(super) async fn done(&self, desk: &Desk<'_>) -> Result<Outcome, Failure> {
        let now = || envelope::instant(desk.app.now());
        match self {
            Self::In(customer) => comes_in(desk, desk.here.id, *customer, What::In).await,
            Self::Out(visit) => leaves(desk, *visit).await,
            Self::Came(id) => receive(desk, *id, ("Arrived", json!(true)), What::Came).await,
            Self::Left(id) => receive(desk, *id, ("DepartureDate", json!(now())), What::Left).await,
            Self::Cure { refusal, words } => cured::by_words(desk, *refusal, words).await,
        }
    }
}

/// Checks a customer in by hand.
pub(super) async fn comes_in(
    desk: &Desk<'_>,
    location: i64,
    customer: i64,
    what: What,
) -> Result<Outcome, Failure> {
    let visit = json!({
        "BusinessId": location,
        "CoworkerId": customer,
        "FromTime": envelope::instant(desk.app.now()),
        "Source": "Manual",
    });
    let said = api::created(desk.app, &desk.caller, Checkin::schema(), body(&visit)).await?;
    Ok(outcome(said, |visit| Done { what, id: visit }))
}

/// Ends a visit that is open. What is over is not ended anew: that would be a correction, which has a page of its own.
async fn leaves(desk: &Desk<'_>, id: i64) -> Result<Outcome, Failure> {
    let row = listed::one::<Checkin>(desk, id).await?;
    let visit = Checkin::from_row(&row)?;
    if let Some(left) = visit.to_time {
        let name = row.get("CoworkerFullName").text().unwrap_or("Whoever it was");
        let zone = desk.catalogue.location(visit.business_id.get()).map(|place| place.zone.clone());
        let left = words::clock(&zone.unwrap_or_else(|| desk.zone()), left);
        return Ok(Outcome::No(format!("{name} left at {left} already.")));
    }
    let end = changed(&row, &[("ToTime", json!(envelope::instant(desk.app.now())))])?;
    let said = api::updated(desk.app, &desk.caller, Checkin::schema(), end, id).await?;
    Ok(outcome(said, |_| Done { what: What::Out, id }))
}

async fn receive(
    desk: &Desk<'_>,
    id: i64,
    change: (&'static str, Json),
    what: What,
) -> Result<Outcome, Failure> {
    let row = listed::one::<Visitor>(desk, id).await?;
    let write = changed(&row, &[change])?;
    let said = api::updated(desk.app, &desk.caller, Visitor::schema(), write, id).await?;
    Ok(outcome(said, |_| Done { what, id }))
}

/// A body as the API takes it.
pub(super) fn body(body: &Json) -> Write {
    Write { bytes: body.to_string().into(), is_form: false, key: None }
}

/// A record as a `GET` shows it, but for some of its fields: what is left out of an update is missing.
///
/// # Errors
/// When the row cannot be written as JSON.
pub(super) fn changed(row: &Row, changes: &[(&'static str, Json)]) -> Result<Write, Failure> {
    let mut shown = listed::shown(row)?;
    for (name, value) in changes {
        shown.insert((*name).to_owned(), value.clone());
    }
    Ok(body(&Json::Object(shown)))
}

fn outcome(said: Said, done: impl FnOnce(i64) -> Done) -> Outcome {
    match said {
        Said::Well(id) => Outcome::Well(done(id)),
        Said::No { message, errors } => Outcome::No(why(message, &errors)),
    }
}

/// Why something was not done, for people.
pub(super) fn why(message: String, errors: &HashMap<String, String>) -> String {
    let mut errors: Vec<&str> = errors.values().map(String::as_str).collect();
    errors.sort_unstable();
    if errors.is_empty() { message } else { errors.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_asks_for_one_thing() {
        let read = |name: &str, value: &str| Deed::read(&[(name.to_owned(), value.to_owned())]);
        assert_eq!(read("in", "7"), Some(Deed::In(7)));
        let words = "buy Day: Pass for 20.00 GBP".to_owned();
        assert_eq!(read("cure", &format!("9:{words}")), Some(Deed::Cure { refusal: 9, words }));
        for (name, value) in [("in", "x"), ("cure", "9"), ("delete", "7"), ("", "")] {
            assert_eq!(read(name, value), None, "{name}={value}");
        }
    }

    #[test]
    fn what_was_done_is_read_back_from_an_address() {
        for (what, word) in What::WORDS {
            assert_eq!((What::read(word), what.word()), (Some(what), word));
        }
    }
}
