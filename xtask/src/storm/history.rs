//! What was acknowledged: the arrivals, departures and refusals that the server has answered.

use jiff::Timestamp;
use std::collections::{HashMap, HashSet};

/// What came of one request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Act {
    /// Somebody came in; on a visit of the day where there was one.
    In {
        /// The id of the visit.
        visit: i64,
        /// When it began, as answered.
        from: Timestamp,
    },
    /// Somebody left.
    Out {
        /// The id of the visit.
        visit: i64,
        /// When they left, as asked for.
        to: Timestamp,
    },
    /// Somebody was not let in.
    Refused,
}

/// An act that the server has answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Acknowledged {
    /// The id of the customer.
    pub(super) customer: i64,
    /// The location.
    pub(super) location: i64,
    /// What it was.
    pub(super) act: Act,
    /// Whether webhooks were to be told of it.
    pub(super) told: bool,
}

/// How a visit must stand after all that was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Expected {
    /// Whose it is.
    pub(super) customer: i64,
    /// When it began.
    pub(super) from: Timestamp,
    /// When it ended, if it did.
    pub(super) to: Option<Timestamp>,
}

/// Everything that was acknowledged; of each customer in the order in which it happened.
#[derive(Default)]
pub(super) struct History(Vec<Acknowledged>);

impl History {
    /// Adds what happened next.
    pub(super) fn extend(&mut self, acts: Vec<Acknowledged>) {
        self.0.extend(acts);
    }

    /// All of it.
    pub(super) fn all(&self) -> &[Acknowledged] {
        &self.0
    }

    /// The visits there must be, by id.
    pub(super) fn visits(&self) -> HashMap<i64, Expected> {
        let mut visits: HashMap<i64, Expected> = HashMap::new();
        for Acknowledged { customer, act, .. } in &self.0 {
            match *act {
                Act::In { visit, from } => {
                    let expected = Expected { customer: *customer, from, to: None };
                    visits.entry(visit).or_insert(expected).to = None;
                }
                Act::Out { visit, to } => {
                    if let Some(expected) = visits.get_mut(&visit) {
                        expected.to = Some(to);
                    }
                }
                Act::Refused => {}
            }
        }
        visits
    }

    /// How often each customer was refused.
    pub(super) fn refusals(&self) -> HashMap<i64, usize> {
        let mut refusals = HashMap::new();
        for refused in self.0.iter().filter(|acknowledged| acknowledged.act == Act::Refused) {
            *refusals.entry(refused.customer).or_default() += 1;
        }
        refusals
    }

    /// What happened, each with whether it began a visit.
    pub(super) fn with_beginnings(&self) -> impl Iterator<Item = (&Acknowledged, bool)> {
        let mut known = HashSet::new();
        self.0.iter().map(move |acknowledged| {
            let begins = matches!(acknowledged.act, Act::In { visit, .. } if known.insert(visit));
            (acknowledged, begins)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_that_goes_on_keeps_its_beginning_and_loses_its_end() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let act = |act| Acknowledged { customer: 1, location: 9, act, told: true };
        let mut history = History::default();
        history.extend(vec![
            act(Act::In { visit: 5, from: at(10) }),
            act(Act::Out { visit: 5, to: at(20) }),
            act(Act::In { visit: 5, from: at(10) }),
        ]);
        assert_eq!(history.visits()[&5], Expected { customer: 1, from: at(10), to: None });
        history.extend(vec![act(Act::Out { visit: 5, to: at(40) }), act(Act::Refused)]);
        assert_eq!(history.visits()[&5], Expected { customer: 1, from: at(10), to: Some(at(40)) });
        assert_eq!(history.refusals()[&1], 1);
        let beginnings: Vec<bool> = history.with_beginnings().map(|(_, begins)| begins).collect();
        assert_eq!(beginnings, [true, false, false, false, false]);
    }
}
