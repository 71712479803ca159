//! Whether every visit is there that was acknowledged, once, at the times that were acknowledged, and no other.

use crate::storm::history::{Expected, History};
use crate::storm::kept::{Kept, Visit};
use std::collections::{BTreeMap, HashMap};

/// Everything that is wrong with visits and refusals.
pub(in crate::storm) fn judge(history: &History, kept: &Kept) -> Vec<String> {
    let mut violations = times(history, &kept.visits);
    violations.extend(open_twice(&kept.visits));
    violations.extend(refusals(history, kept));
    violations
}

fn times(history: &History, kept: &[Visit]) -> Vec<String> {
    let expected = history.visits();
    let mut found: HashMap<i64, &Visit> = HashMap::new();
    let mut violations = Vec::new();
    for visit in kept {
        if found.insert(visit.id, visit).is_some() {
            violations.push(format!("visit {} is there twice", visit.id));
        }
        if !expected.contains_key(&visit.id) {
            let Visit { id, customer, from, .. } = visit;
            violations.push(format!(
                "visit {id} of customer {customer} from {from} is there, and was acknowledged to nobody"
            ));
        }
    }
    let mut expected: Vec<_> = expected.into_iter().collect();
    expected.sort_by_key(|(id, _)| *id);
    violations
        .extend(expected.into_iter().filter_map(|(id, expected)| differs(id, expected, found.get(&id))));
    violations
}

fn differs(id: i64, expected: Expected, found: Option<&&Visit>) -> Option<String> {
    let Expected { customer, from, to } = expected;
    let Some(found) = found else {
        return Some(format!(
            "visit {id} of customer {customer} from {from} was acknowledged and is missing"
        ));
    };
    let is_same = found.customer == customer && found.from == from && found.to == to;
    (!is_same).then(|| {
        format!(
            "visit {id}: acknowledged of customer {customer} from {from} to {}, kept of customer {} from {} to {}",
            shown(to),
            found.customer,
            found.from,
            shown(found.to)
        )
    })
}

fn shown(to: Option<jiff::Timestamp>) -> String {
    to.map_or_else(|| "now".to_owned(), |to| to.to_string())
}

fn open_twice(visits: &[Visit]) -> Vec<String> {
    let mut open: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for visit in visits.iter().filter(|visit| visit.to.is_none()) {
        open.entry(visit.customer).or_default().push(visit.id);
    }
    let twice = open.into_iter().filter(|(_, visits)| visits.len() > 1);
    twice.map(|(customer, visits)| format!("customer {customer} has {visits:?} open at once")).collect()
}

fn refusals(history: &History, kept: &Kept) -> Vec<String> {
    let expected = history.refusals();
    let mut found: BTreeMap<i64, usize> = expected.keys().map(|customer| (*customer, 0)).collect();
    for (_, customer) in &kept.refusals {
        *found.entry(*customer).or_default() += 1;
    }
    let differs = |(customer, found): (i64, usize)| {
        let expected = expected.get(&customer).copied().unwrap_or_default();
        (found != expected)
            .then(|| format!("customer {customer} was refused {expected} times, and {found} are kept"))
    };
    found.into_iter().filter_map(differs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storm::history::{Acknowledged, Act};
    use jiff::Timestamp;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn history() -> History {
        let act = |customer, act| Acknowledged { customer, location: 9, act, told: true };
        let mut history = History::default();
        history.extend(vec![
            act(1, Act::In { visit: 5, from: at(10) }),
            act(1, Act::Out { visit: 5, to: at(20) }),
            act(1, Act::In { visit: 6, from: at(30) }),
            act(2, Act::Refused),
        ]);
        history
    }

    fn visit(id: i64, from: i64, to: Option<i64>) -> Visit {
        Visit { id, customer: 1, from: at(from), to: to.map(at), pass: None }
    }

    fn kept() -> Kept {
        let visits = vec![visit(5, 10, Some(20)), visit(6, 30, None)];
        Kept { visits, refusals: vec![(8, 2)], ..Kept::default() }
    }

    fn only(kept: &Kept) -> String {
        let violations = judge(&history(), kept);
        assert_eq!(violations.len(), 1, "{violations:?}");
        violations.into_iter().next().unwrap()
    }

    #[test]
    fn what_is_kept_as_it_was_acknowledged_is_well() {
        assert_eq!(judge(&history(), &kept()), [""; 0]);
    }

    #[test]
    fn a_visit_that_is_missing_is_found() {
        let mut kept = kept();
        kept.visits.remove(0);
        assert!(
            only(&kept)
                .starts_with("visit 5 of customer 1 from 1970-01-01T00:00:10Z was acknowledged and is")
        );
    }

    #[test]
    fn a_visit_that_nobody_was_told_of_is_found() {
        let mut kept = kept();
        kept.visits.push(visit(7, 30, Some(31)));
        assert!(only(&kept).starts_with("visit 7 of customer 1"));
    }

    #[test]
    fn a_visit_that_is_there_twice_is_found() {
        let mut kept = kept();
        kept.visits.push(visit(5, 10, Some(20)));
        assert_eq!(only(&kept), "visit 5 is there twice");
    }

    #[test]
    fn a_departure_that_is_lost_is_found() {
        let mut kept = kept();
        kept.visits[0].to = Some(at(21));
        assert!(only(&kept).contains("to 1970-01-01T00:00:20Z, kept of customer 1"));
        kept.visits[0].to = None;
        let violations = judge(&history(), &kept);
        assert!(violations.contains(&"customer 1 has [5, 6] open at once".to_owned()), "{violations:?}");
    }

    #[test]
    fn a_refusal_that_is_kept_twice_or_not_at_all_is_found() {
        let mut kept = kept();
        kept.refusals.push((9, 2));
        assert_eq!(only(&kept), "customer 2 was refused 1 times, and 2 are kept");
        kept.refusals.clear();
        assert_eq!(only(&kept), "customer 2 was refused 1 times, and 0 are kept");
    }
}
