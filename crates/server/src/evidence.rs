//! What bore witness last of somebody whose visit the system ended. It is kept with the visit, so that staff see that
//! somebody probably left at 17:40, though nobody said so and the visit lasts until the cut-off.

use serde_json::{Value as Json, json};
use vestibule_domain::Cause;
use vestibule_domain::time::Instant;
use vestibule_domain::world::World;
use vestibule_records::{Checkin, CheckinSource, Record, Row, Value};
use vestibule_store::{Book, Change};

use crate::witnesses::Witnesses;

/// The last that is known of somebody, when the system ended their visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// What ended it.
    pub(crate) cause: Cause,
    /// When it ended.
    pub(crate) until: Instant,
    /// When they were last known to be there, at the end at the latest.
    pub(crate) at: Instant,
    /// How whatever said so counts among the sources.
    pub(crate) source: CheckinSource,
    /// What said so, such as `Door 7`; nothing where that is not known.
    pub(crate) of: Option<String>,
    /// What people call it.
    pub(crate) name: Option<String>,
}

impl Evidence {
    /// What is kept with a visit. Nothing where a person ended it, or put right since when it ended.
    pub(crate) fn of(visit: &Row) -> Option<Self> {
        let kept = visit.get("Evidence").text().and_then(|text| serde_json::from_str(text).ok());
        let kept = kept.as_ref().and_then(read)?;
        let stands = visit.get("AutoCheckout").bool() == Some(true)
            && visit.get("ToTime").int() == Some(kept.until.micros());
        stands.then_some(kept)
    }

    /// What a visit that ends at `until` has to show.
    fn gathered(visit: &Row, cause: Cause, until: Instant) -> Option<Self> {
        let instant = |name: &str| visit.get(name).int().map(Instant::from_micros);
        let by_then = |at: &Instant| *at <= until;
        let from = instant("FromTime")?;
        let later = [instant("EnteredOn"), instant("LastActivity")].into_iter().flatten().filter(by_then);
        let known = later.fold(from, Instant::max);
        let witnesses = Witnesses::of(visit);
        let spoke = witnesses.iter().filter_map(|witness| {
            let at = [witness.last, witness.first].into_iter().find(by_then)?;
            Some((at, witness))
        });
        let last = spoke.max_by_key(|(at, _)| *at).filter(|(at, _)| *at >= known);
        let source = visit.get("Source").int().and_then(CheckinSource::from_number).unwrap_or_default();
        Some(match last {
            Some((at, witness)) => {
                let (of, name) = (Some(witness.of.clone()), witness.name.clone());
                Self { cause, until, at, source: witness.source, of, name }
            }
            None => Self { cause, until, at: known, source, of: None, name: None },
        })
    }

    /// Writes it into a visit, and the moment also where everybody looks for it, if nothing is there.
    fn keep(&self, visit: &mut Row) {
        visit.set("Evidence", Value::Text(written(self).to_string()));
        let after_arrival = visit.get("FromTime").int() < Some(self.at.micros());
        if after_arrival && visit.get("LastActivity").is_null() {
            visit.set("LastActivity", Value::Int(self.at.micros()));
        }
    }
}

/// Notes of each visit that the system ends here what bore witness of it last.
pub(crate) fn note(written: &mut [Change], book: &Book<'_>, world: &World) {
    for change in written {
        let Change::Update(visit) = change else { continue };
        if !std::ptr::eq(visit.schema, Checkin::schema()) {
            continue;
        }
        let was_open = book.row_of_visit(visit.id()).is_some_and(|before| before.get("ToTime").is_null());
        let by_itself = visit.get("AutoCheckout").bool() == Some(true);
        let until = visit.get("ToTime").int().map(Instant::from_micros);
        let Some(until) = until.filter(|_| was_open && by_itself) else { continue };
        let cause = cause(visit, until, world);
        if let Some(evidence) = Evidence::gathered(visit, cause, until) {
            evidence.keep(visit);
        }
    }
}

/// The cut-off, where it ends then.
fn cause(visit: &Row, until: Instant, world: &World) -> Cause {
    let place = visit.get("BusinessId").int();
    let place = [&world.location].into_iter().chain(&world.elsewhere).find(|one| Some(one.id.get()) == place);
    let entered = visit.get("EnteredOn").int().or_else(|| visit.get("FromTime").int());
    let day_end = place.zip(entered).map(|(place, entered)| place.day_end(Instant::from_micros(entered)));
    if day_end == Some(until) { Cause::CutOff } else { Cause::Silence }
}

/// The word for what ended a visit.
pub(crate) const fn word(cause: Cause) -> &'static str {
    match cause {
        Cause::CutOff => CUT_OFF,
        Cause::Silence => SILENCE,
    }
}

const CUT_OFF: &str = "cut-off";
const SILENCE: &str = "silence";

/// The words there are.
pub(crate) const WORDS: &[&str] = &[CUT_OFF, SILENCE];

fn written(evidence: &Evidence) -> Json {
    json!({
        "cause": word(evidence.cause),
        "until": evidence.until.micros(),
        "at": evidence.at.micros(),
        "source": evidence.source.number(),
        "of": evidence.of,
        "name": evidence.name,
    })
}

fn read(kept: &Json) -> Option<Evidence> {
    let cause = [Cause::CutOff, Cause::Silence].into_iter().find(|cause| kept["cause"] == word(*cause))?;
    let text = |name: &str| kept[name].as_str().map(str::to_owned);
    Some(Evidence {
        cause,
        until: Instant::from_micros(kept["until"].as_i64()?),
        at: Instant::from_micros(kept["at"].as_i64()?),
        source: CheckinSource::from_number(kept["source"].as_i64()?)?,
        of: text("of"),
        name: text("name"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::witnesses::Witness;

    fn at(minute: i64) -> Instant {
        Instant::from_micros(minute * 60_000_000)
    }

    /// Somebody who came at ten, with these witnesses, until ninety.
    fn visit(said: Vec<Witness>) -> Row {
        let visit = Checkin {
            source: CheckinSource::Manual,
            from_time: at(10),
            to_time: Some(at(90)),
            auto_checkout: true,
            ..Checkin::default()
        };
        let mut witnesses = Witnesses::default();
        said.into_iter().for_each(|witness| witnesses.hear(witness));
        let mut row = visit.into_row();
        witnesses.keep(&mut row);
        row
    }

    fn door(first: i64, last: i64) -> Witness {
        Witness {
            last: at(last),
            name: Some("Front".into()),
            ..Witness::at(CheckinSource::DoorAccess, "Door 7", at(first))
        }
    }

    fn last(visit: &Row) -> (Instant, Option<String>) {
        let evidence = Evidence::gathered(visit, Cause::CutOff, at(90)).expect("evidence");
        (evidence.at, evidence.of)
    }

    #[test]
    fn whatever_spoke_last_by_the_end_is_the_evidence() {
        let desk = || Witness::at(CheckinSource::Manual, "ana@loft.example", at(10));
        assert_eq!(last(&visit(vec![])), (at(10), None), "their arrival at least");
        assert_eq!(last(&visit(vec![desk(), door(12, 40)])), (at(40), Some("Door 7".into())));
        assert_eq!(last(&visit(vec![desk(), door(12, 95)])), (at(12), Some("Door 7".into())), "not of later");
        let mut seen = visit(vec![desk(), door(12, 40)]);
        seen.set("LastActivity", Value::Int(at(55).micros()));
        assert_eq!(last(&seen), (at(55), None), "nobody knows what saw them");
    }

    #[test]
    fn it_is_kept_as_it_is_until_the_end_is_put_right() {
        let mut row = visit(vec![door(12, 40)]);
        let evidence = Evidence::gathered(&row, Cause::Silence, at(90)).expect("evidence");
        evidence.keep(&mut row);
        assert_eq!(Evidence::of(&row), Some(evidence));
        assert_eq!(row.get("LastActivity").int(), Some(at(40).micros()));
        row.set("ToTime", Value::Int(at(45).micros()));
        assert_eq!(Evidence::of(&row), None);
    }
}
