//! Who and what bears witness of a visit: one line for each thing that spoke for it, kept with the visit.
//!
//! A visit that three things told of is one visit with three witnesses. When visits become one, so do their witnesses.

use serde::Serialize;
use serde_json::Value as Json;
use vestibule_domain::time::Instant;
use vestibule_records::{CheckinSource, Row, Value};

/// Witnesses that are kept of a visit, at most: more things than this do not see one person in a day.
const MOST: usize = 32;
/// Remarks that are kept of a witness, at most.
const MOST_REMARKS: usize = 4;

/// Something that spoke for a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Witness {
    /// How it counts among the sources.
    pub(crate) source: CheckinSource,
    /// What it is, such as `Door 7` or the e-mail of a user: one line for each.
    pub(crate) of: String,
    /// What people call it.
    pub(crate) name: Option<String>,
    /// The first moment it spoke of.
    pub(crate) first: Instant,
    /// The last moment it spoke of.
    pub(crate) last: Instant,
    /// What is remarkable about it.
    pub(crate) remarks: Vec<String>,
}

/// The witnesses of a visit, in the order in which they first spoke.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Witnesses(Vec<Witness>);

impl Witness {
    /// Something that spoke of one moment.
    pub(crate) fn at(source: CheckinSource, of: impl Into<String>, at: Instant) -> Self {
        Self { source, of: of.into(), name: None, first: at, last: at, remarks: Vec::new() }
    }

    /// Adds what the same one said.
    fn hear(&mut self, said: Self) {
        self.first = self.first.min(said.first);
        self.last = self.last.max(said.last);
        self.name = said.name.or(self.name.take());
        for remark in said.remarks {
            if !self.remarks.contains(&remark) && self.remarks.len() < MOST_REMARKS {
                self.remarks.push(remark);
            }
        }
    }
}

impl Witnesses {
    /// Those of a visit as it is stored. One from before witnesses were kept has none.
    pub(crate) fn of(visit: &Row) -> Self {
        let stored = visit.get("Witnesses").text().and_then(|text| serde_json::from_str::<Json>(text).ok());
        let known = stored.as_ref().and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        Self(known.iter().filter_map(read).collect())
    }

    /// Adds what one of them said, or a new one.
    pub(crate) fn hear(&mut self, said: Witness) {
        let is_it = |known: &&mut Witness| known.of == said.of && known.source == said.source;
        match self.0.iter_mut().find(is_it) {
            Some(known) => known.hear(said),
            None => self.0.push(said),
        }
        self.0.truncate(MOST);
        self.0.sort_by_key(|witness| witness.first);
    }

    /// Adds those of another visit.
    pub(crate) fn join(&mut self, others: Self) {
        others.0.into_iter().for_each(|witness| self.hear(witness));
    }

    /// Writes them into a visit.
    pub(crate) fn keep(&self, visit: &mut Row) {
        let lines: Vec<_> = self.0.iter().map(Line::of).collect();
        // Text and numbers can always be written.
        visit.set("Witnesses", Value::Text(serde_json::to_string(&lines).unwrap_or_default()));
    }

    /// Each of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Witness> {
        self.0.iter()
    }
}

/// A witness as it is stored.
#[derive(Serialize)]
struct Line<'a> {
    source: i64,
    of: &'a str,
    name: Option<&'a str>,
    first: i64,
    last: i64,
    remarks: &'a [String],
}

impl<'a> Line<'a> {
    fn of(witness: &'a Witness) -> Self {
        Self {
            source: witness.source.number(),
            of: &witness.of,
            name: witness.name.as_deref(),
            first: witness.first.micros(),
            last: witness.last.micros(),
            remarks: &witness.remarks,
        }
    }
}

fn read(line: &Json) -> Option<Witness> {
    let remarks = line["remarks"].as_array().map(Vec::as_slice).unwrap_or_default();
    Some(Witness {
        source: CheckinSource::from_number(line["source"].as_i64()?)?,
        of: line["of"].as_str()?.to_owned(),
        name: line["name"].as_str().map(str::to_owned),
        first: Instant::from_micros(line["first"].as_i64()?),
        last: Instant::from_micros(line["last"].as_i64()?),
        remarks: remarks.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
    })
}

#[cfg(test)]
mod tests {
    use vestibule_records::{Checkin, Record};

    use super::*;

    fn at(minute: i64) -> Instant {
        Instant::from_micros(minute * 60_000_000)
    }

    fn door(minute: i64) -> Witness {
        Witness::at(CheckinSource::DoorAccess, "Door 7", at(minute))
    }

    #[test]
    fn what_speaks_twice_is_one_witness_from_the_first_word_to_the_last() {
        let mut witnesses = Witnesses::default();
        witnesses.hear(door(30));
        witnesses.hear(Witness { remarks: vec!["late".into()], ..door(10) });
        witnesses.hear(Witness { remarks: vec!["late".into()], ..door(10) });
        let told: Vec<_> = witnesses.iter().cloned().collect();
        assert_eq!(told, [Witness { last: at(30), remarks: vec!["late".into()], ..door(10) }]);
    }

    #[test]
    fn they_are_kept_with_the_visit_as_they_are() {
        let mut witnesses = Witnesses::default();
        witnesses.hear(Witness { name: Some("Front \"door\"".into()), ..door(30) });
        witnesses.hear(Witness::at(CheckinSource::Manual, "ana@loft.example", at(20)));
        let mut row = Checkin::default().into_row();
        witnesses.keep(&mut row);
        assert_eq!(Witnesses::of(&row), witnesses);
        assert_eq!(Witnesses::of(&Checkin::default().into_row()), Witnesses::default());
    }

    #[test]
    fn a_visit_keeps_no_more_than_it_can_show() {
        let mut witnesses = Witnesses::default();
        for nth in 0..100 {
            witnesses.hear(Witness::at(CheckinSource::DoorAccess, format!("Door {nth}"), at(nth)));
        }
        assert_eq!(witnesses.iter().count(), MOST);
    }
}
