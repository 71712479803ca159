//! Whether a receiver heard everything, each thing in its order, by messages that come from the server.
//!
//! Of what happened to one customer, each webhook must have heard the events of its action, every event at least once.
//! A message that comes again has the same `webhook-id`; that is allowed of what was told already. Two messages for one
//! event are not: somebody acted on both.

use crate::storm::history::{Acknowledged, Act, History};
use crate::storm::receiver::{Hook, Receipt};
use crate::storm::town::{CAME_IN, CREATED, REFUSED, UPDATED, WENT_OUT};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What an event tells, as far as it says which event it is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Mark {
    /// The id of the visit; none of a refusal, whose id is not answered.
    visit: Option<i64>,
    /// When it ended.
    to: Option<Timestamp>,
}

/// What one webhook says of one customer.
type Lane = (Hook, i64);

/// The events of each lane, in order.
type Events = BTreeMap<Lane, Vec<Mark>>;

/// What a receiver heard, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::storm) struct Heard {
    /// Messages that came for the first time.
    pub(in crate::storm) first: usize,
    /// Messages that came again.
    pub(in crate::storm) again: usize,
}

/// How much of what it must hear a receiver has not heard yet.
pub(in crate::storm) fn outstanding(history: &History, heard: &[Receipt]) -> usize {
    let (mut told, _) = firsts(heard);
    let missing = |(lane, expected): (Lane, Vec<Mark>)| {
        let told = told.remove(&lane).unwrap_or_default();
        expected.len() - in_order(&expected, &told)
    };
    expected(history).into_iter().map(missing).sum()
}

/// Everything that is wrong with what a receiver heard.
pub(in crate::storm) fn judge(name: &str, history: &History, heard: &[Receipt]) -> (Vec<String>, Heard) {
    let mut violations: Vec<String> = heard.iter().filter_map(badly_signed).collect();
    violations.extend(refusals_out_of_order(heard));
    let (mut told, numbers) = firsts(heard);
    let mut expected = expected(history);
    for lane in told.keys() {
        expected.entry(*lane).or_default();
    }
    for (lane, expected) in expected {
        let told = told.remove(&lane).unwrap_or_default();
        violations.extend(differs(lane, &expected, &told));
    }
    (violations.into_iter().map(|violation| format!("{name}: {violation}")).collect(), numbers)
}

fn badly_signed(receipt: &Receipt) -> Option<String> {
    let Receipt { delivery, customer, record, .. } = receipt;
    receipt.wrong.map(|why| format!("message {delivery} about {record} of customer {customer}: {why}"))
}

/// Refusals of one customer that are no further apart were tried at two doors at once: which is told first, nobody can say.
/// Whoever tries one door after the other waits for its answer in between.
const AT_ONCE: SignedDuration = SignedDuration::from_millis(20);

/// Which refusal is which is not answered; but each says when it was.
fn refusals_out_of_order(heard: &[Receipt]) -> Vec<String> {
    let mut known = HashSet::new();
    let mut last: HashMap<Lane, Timestamp> = HashMap::new();
    let mut violations = Vec::new();
    let refusals = heard.iter().filter(|receipt| receipt.hook.action == REFUSED);
    for receipt in refusals.filter(|receipt| known.insert((receipt.hook, &receipt.delivery))) {
        let Receipt { hook, customer, record, made, .. } = receipt;
        let before = last.insert((*hook, *customer), *made);
        if let Some(before) = before.filter(|before| before.duration_since(*made) > AT_ONCE) {
            violations.push(format!(
                "refusal {record} of customer {customer} at {made} is told after another at {before}"
            ));
        }
    }
    violations
}

/// What must have been heard.
fn expected(history: &History) -> Events {
    let mut events = Events::new();
    for (acknowledged, begins) in history.with_beginnings() {
        let Acknowledged { customer, location, act, told } = *acknowledged;
        let (actions, mark) = match act {
            _ if !told => continue,
            Act::In { visit, .. } => {
                let actions = if begins { [CREATED, CAME_IN] } else { [UPDATED, CAME_IN] };
                (actions.to_vec(), Mark { visit: Some(visit), to: None })
            }
            Act::Out { visit, to } => (vec![UPDATED, WENT_OUT], Mark { visit: Some(visit), to: Some(to) }),
            Act::Refused => (vec![REFUSED], Mark { visit: None, to: None }),
        };
        for action in actions {
            events.entry((Hook { location, action }, customer)).or_default().push(mark);
        }
    }
    events
}

/// What was heard, without what came again.
fn firsts(heard: &[Receipt]) -> (HashMap<Lane, Vec<Mark>>, Heard) {
    let mut known: HashSet<(Hook, &str)> = HashSet::new();
    let mut lanes: HashMap<Lane, Vec<Mark>> = HashMap::new();
    for receipt in heard {
        if known.insert((receipt.hook, &receipt.delivery)) {
            let visit = (receipt.hook.action != REFUSED).then_some(receipt.record);
            let mark = Mark { visit, to: receipt.to };
            lanes.entry((receipt.hook, receipt.customer)).or_default().push(mark);
        }
    }
    let first = known.len();
    (lanes, Heard { first, again: heard.len() - first })
}

/// How many of the expected were told one after the other.
fn in_order(expected: &[Mark], told: &[Mark]) -> usize {
    let mut told = told.iter();
    expected.iter().take_while(|mark| told.any(|found| found == *mark)).count()
}

fn differs((hook, customer): Lane, expected: &[Mark], told: &[Mark]) -> Option<String> {
    let Hook { location, action } = hook;
    let whom = format!("action {action} at {location} of customer {customer}");
    let (mut missing, mut more) = (Vec::new(), counted(told));
    for mark in expected {
        match more.get_mut(mark) {
            Some(count) if *count > 0 => *count -= 1,
            _ => missing.push(*mark),
        }
    }
    // Somebody who is inside and comes in again is seen again, and that is told as a change.
    more.retain(|mark, count| *count > 0 && (action != UPDATED || mark.to.is_some()));
    if let Some(mark) = missing.first() {
        return Some(format!("{whom}: {} is not told ({} such)", shown(mark), missing.len()));
    }
    if let Some(mark) = more.keys().next() {
        let count: usize = more.values().sum();
        return Some(format!(
            "{whom}: {} is told and did not happen, or not so often ({count} such)",
            shown(mark)
        ));
    }
    let reached = in_order(expected, told);
    expected.get(reached).map(|mark| format!("{whom}: {} is told out of order", shown(mark)))
}

fn counted(marks: &[Mark]) -> HashMap<Mark, usize> {
    let mut counted = HashMap::new();
    for mark in marks {
        *counted.entry(*mark).or_default() += 1;
    }
    counted
}

fn shown(mark: &Mark) -> String {
    match (mark.visit, mark.to) {
        (None, _) => "a refusal".to_owned(),
        (Some(visit), None) => format!("visit {visit}, open"),
        (Some(visit), Some(to)) => format!("visit {visit} until {to}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// Before anybody is told, somebody comes; then they leave, come back and leave, and another is refused twice.
    fn history() -> History {
        let act = |customer, act, told| Acknowledged { customer, location: 9, act, told };
        let mut history = History::default();
        history.extend(vec![
            act(1, Act::In { visit: 5, from: at(10) }, false),
            act(1, Act::Out { visit: 5, to: at(20) }, true),
            act(1, Act::In { visit: 5, from: at(10) }, true),
            act(1, Act::Out { visit: 5, to: at(30) }, true),
            act(1, Act::In { visit: 6, from: at(40) }, true),
            act(2, Act::Refused, true),
            act(2, Act::Refused, true),
        ]);
        history
    }

    fn receipt(action: i64, delivery: &str, record: i64, to: Option<i64>) -> Receipt {
        let customer = if action == REFUSED { 2 } else { 1 };
        let hook = Hook { location: 9, action };
        let made = at(record);
        Receipt { hook, delivery: delivery.to_owned(), customer, record, made, to: to.map(at), wrong: None }
    }

    fn heard() -> Vec<Receipt> {
        vec![
            receipt(UPDATED, "a", 5, Some(20)),
            receipt(WENT_OUT, "b", 5, Some(20)),
            receipt(UPDATED, "c", 5, None),
            receipt(CAME_IN, "d", 5, None),
            receipt(UPDATED, "e", 5, Some(30)),
            receipt(WENT_OUT, "f", 5, Some(30)),
            receipt(CREATED, "g", 6, None),
            receipt(CAME_IN, "h", 6, None),
            receipt(REFUSED, "i", 70, None),
            receipt(REFUSED, "j", 71, None),
        ]
    }

    fn said(heard: &[Receipt]) -> String {
        judge("good", &history(), heard).0.join("; ")
    }

    #[test]
    fn what_is_told_in_order_is_well_and_may_come_again() {
        let mut heard = heard();
        assert_eq!((said(&heard), outstanding(&history(), &heard)), (String::new(), 0));
        heard.insert(1, heard[0].clone());
        heard.push(heard[0].clone());
        assert_eq!(said(&heard), "");
        assert_eq!(judge("good", &history(), &heard).1, Heard { first: 10, again: 2 });
    }

    #[test]
    fn somebody_who_is_seen_again_is_told_as_a_change() {
        let mut heard = heard();
        heard.push(receipt(UPDATED, "z", 6, None));
        assert_eq!(said(&heard), "");
    }

    #[test]
    fn every_message_that_is_missing_is_found() {
        for nth in 0..heard().len() {
            let mut heard = heard();
            heard.remove(nth);
            assert!(said(&heard).contains("is not told (1 such)"), "{nth}: {}", said(&heard));
            assert!(outstanding(&history(), &heard) > 0, "{nth}");
        }
    }

    #[test]
    fn a_second_message_for_one_event_is_found() {
        for nth in 0..heard().len() {
            let mut heard = heard();
            // Of what is told as a change, an open visit may be told more often.
            if heard[nth].hook.action == UPDATED && heard[nth].to.is_none() {
                continue;
            }
            heard.insert(nth, Receipt { delivery: "again".to_owned(), ..heard[nth].clone() });
            assert!(
                said(&heard).contains("did not happen, or not so often (1 such)"),
                "{nth}: {}",
                said(&heard)
            );
        }
    }

    #[test]
    fn what_is_told_of_somebody_who_never_came_is_found() {
        let mut heard = heard();
        heard.push(Receipt { customer: 3, ..receipt(CREATED, "z", 8, None) });
        assert!(
            said(&heard).starts_with("good: action 47 at 9 of customer 3: visit 8, open is told and did not")
        );
    }

    #[test]
    fn what_is_told_out_of_order_is_found() {
        for (one, other) in [(0, 4), (1, 5), (3, 7)] {
            let mut heard = heard();
            heard.swap(one, other);
            assert!(said(&heard).contains("is told out of order"), "{}", said(&heard));
        }
    }

    #[test]
    fn refusals_that_are_told_out_of_order_are_found() {
        let mut heard = heard();
        heard.swap(8, 9);
        assert!(
            said(&heard).starts_with("good: refusal 70 of customer 2 at 1970-01-01T00:01:10Z is told after")
        );
    }

    #[test]
    fn a_signature_that_does_not_verify_is_found() {
        let mut heard = heard();
        heard[3].wrong = Some("webhook-signature does not verify");
        assert_eq!(said(&heard), "good: message d about 5 of customer 1: webhook-signature does not verify");
    }
}
