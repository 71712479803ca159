//! Who came and went: read in the order of arrival, and added up on the way.
//!
//! SQLite would group by sorting, which takes several times as long as adding up what it reads: there is no wire in
//! between.

use std::collections::HashMap;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use vestibule_domain::occupancy::Tally;
use vestibule_domain::time::Instant;
use vestibule_records::Value;
use vestibule_store::{Attendance, Attended, Of, StoreError};

use crate::connection::failed;

/// Visits that begin in a window (`?3`, `?4`) or within a day before it (`?2`), those that began still earlier and lasted
/// more than a day, and those that did and are open.
fn statement(of: Of) -> String {
    let what = of.expression();
    let select = format!("SELECT from_time, to_time, coworker_id IS NOT NULL, {what} FROM checkins");
    format!(
        "{select} INDEXED BY checkins_business
 WHERE business_id = ?1 AND from_time >= ?2 AND from_time < ?4 AND (to_time IS NULL OR to_time >= ?3)
UNION ALL {select} INDEXED BY checkins_long
 WHERE business_id = ?1 AND to_time >= ?3 AND to_time - from_time > 86400000000 AND from_time < ?2
UNION ALL {select} INDEXED BY checkins_inside WHERE business_id = ?1 AND to_time IS NULL AND from_time < ?2"
    )
}

/// A day in microseconds, as the statement and its index have it.
const DAY: i64 = 86_400_000_000;

/// Adds up what is asked for.
pub(crate) fn attendance(connection: &Connection, asked: Attendance) -> Result<Vec<Attended>, StoreError> {
    let Attendance { location, window, of } = asked;
    let (from, to) = (window.from.micros(), window.to.micros());
    let mut prepared = connection.prepare_cached(&statement(of)).map_err(failed)?;
    let mut found = prepared.query([location, from.saturating_sub(DAY), from, to]).map_err(failed)?;
    let mut groups = Groups::default();
    while let Some(row) = found.next().map_err(failed)? {
        let from: i64 = row.get(0).map_err(failed)?;
        let to: Option<i64> = row.get(1).map_err(failed)?;
        let tally = groups.of(row.get(2).map_err(failed)?, row.get_ref(3).map_err(failed)?);
        tally.count(window, Instant::from_micros(from), to.map(Instant::from_micros));
    }
    Ok(groups.all)
}

/// The groups, each found by what its visits have in common as it stands in the row: nothing is copied to look it up.
#[derive(Default)]
struct Groups {
    all: Vec<Attended>,
    texts: HashMap<(bool, Box<[u8]>), usize>,
}

impl Groups {
    fn of(&mut self, known: bool, what: ValueRef<'_>) -> &mut Tally {
        let nth = match what {
            ValueRef::Text(text) => self.of_text(known, text),
            ValueRef::Integer(number) => self.of_value(known, &Value::Int(number)),
            _ => self.of_value(known, &Value::Null),
        };
        &mut self.all[nth].tally
    }

    fn of_text(&mut self, known: bool, text: &[u8]) -> usize {
        let same = |group: &Attended| {
            group.known == known && group.what.text().is_some_and(|what| what.as_bytes() == text)
        };
        // A few groups are most of all visits.
        if let Some(nth) = self.all.iter().take(8).position(same) {
            return nth;
        }
        let key = (known, Box::from(text));
        if let Some(nth) = self.texts.get(&key) {
            return *nth;
        }
        let nth = self.add(known, Value::Text(String::from_utf8_lossy(text).into_owned()));
        self.texts.insert(key, nth);
        nth
    }

    fn of_value(&mut self, known: bool, what: &Value) -> usize {
        let same = |group: &Attended| group.known == known && group.what == *what;
        let nth = self.all.iter().position(same);
        nth.unwrap_or_else(|| self.add(known, what.clone()))
    }

    fn add(&mut self, known: bool, what: Value) -> usize {
        self.all.push(Attended { known, what, tally: Tally::default() });
        self.all.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::tests::plan_of;

    #[test]
    fn attendance_is_counted_from_an_index_that_has_all_of_it() {
        for of in [Of::All, Of::Plan, Of::Team, Of::Source] {
            let steps = plan_of(&statement(of), 4);
            let covering =
                "USING COVERING INDEX checkins_business (business_id=? AND from_time>? AND from_time<?)";
            assert!(steps.iter().any(|step| step.contains(covering)), "{of:?}: {steps:?}");
            for index in ["checkins_long (business_id=? AND to_time>?)", "checkins_inside (business_id=?)"] {
                assert!(steps.iter().any(|step| step.contains(index)), "{of:?}: {steps:?}");
            }
            let reads_all = |step: &String| step.starts_with("SCAN") || step.contains("TEMP B-TREE");
            assert!(!steps.iter().any(reads_all), "{of:?}: {steps:?}");
        }
    }
}
