//! One person: whether they are inside, what they ask next, and what the answer means.

use crate::storm::caller::{Answer, Caller, Request};
use crate::storm::history::Act;
use crate::storm::town::{Customer, Kind};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// The path of check-ins.
const CHECKINS: &str = "/api/spaces/checkins";
/// What a time is told to.
const STEP: SignedDuration = SignedDuration::from_millis(1);

/// A customer, as they know themselves.
pub(super) struct Person {
    /// Who they are.
    pub(super) customer: Customer,
    /// The visit they are on, as it was answered.
    inside: Option<Value>,
    /// When they last came or left.
    last: Timestamp,
    /// What they asked last, and what was answered.
    answered: Option<(Request, Answer)>,
}

/// Something to be asked for.
pub(super) struct Doing {
    /// The request.
    pub(super) request: Request,
    /// Whether it is an arrival.
    pub(super) arrives: bool,
    body: String,
    at: Timestamp,
}

impl Doing {
    /// The same, asked by somebody else under another key.
    pub(super) fn under(&self, caller: &Caller, key: &str) -> Self {
        Self::new(caller, key, self.arrives, self.body.clone(), self.at)
    }

    fn new(caller: &Caller, key: &str, arrives: bool, body: String, at: Timestamp) -> Self {
        let method = if arrives { "POST" } else { "PUT" };
        Self { request: caller.request(method, CHECKINS, Some(key), &body), arrives, body, at }
    }
}

impl Person {
    /// Somebody who is not inside.
    pub(super) fn new(customer: Customer) -> Self {
        Self { customer, inside: None, last: Timestamp::UNIX_EPOCH, answered: None }
    }

    /// Whether they are inside, as far as they were told.
    pub(super) fn is_inside(&self) -> bool {
        self.inside.is_some()
    }

    /// What they asked last and what was answered.
    pub(super) fn answered(&self) -> Option<&(Request, Answer)> {
        self.answered.as_ref()
    }

    /// What they ask next: to come in, or to leave. No two of their times are the same.
    pub(super) fn next(&mut self, caller: &Caller, key: &str) -> Doing {
        let at = to_the_step(Timestamp::now()).max(self.last + STEP);
        self.last = at;
        let body = match &self.inside {
            None => json!({
                "BusinessId": self.customer.place.id,
                "CoworkerId": self.customer.id,
                "FromTime": at.to_string(),
            }),
            Some(visit) => {
                let mut visit = visit.clone();
                visit["ToTime"] = at.to_string().into();
                visit
            }
        };
        Doing::new(caller, key, self.inside.is_none(), body.to_string(), at)
    }

    /// What an answer means.
    ///
    /// # Errors
    /// When it should not have been answered.
    pub(super) fn hear(&mut self, doing: &Doing, answer: Answer) -> Result<Act, String> {
        let value = answer.json()["Value"].take();
        let meant = match (doing.arrives, answer.status) {
            (true, 200) => self.came_in(value),
            (true, 400) if self.customer.kind == Kind::Never => Some(Act::Refused),
            (false, 200) => self.left(&value, doing.at),
            _ => None,
        };
        let meant = meant.ok_or_else(|| {
            let did = if doing.arrives { "came" } else { "left" };
            format!("customer {} {did} at {} and was answered {}", self.customer.id, doing.at, answer.told())
        });
        self.answered = Some((doing.request.clone(), answer));
        meant
    }

    fn came_in(&mut self, visit: Value) -> Option<Act> {
        let id = visit["Id"].as_i64()?;
        let from = visit["FromTime"].as_str()?.parse().ok()?;
        let is_open = visit["ToTime"].is_null();
        let theirs = visit["CoworkerId"].as_i64() == Some(self.customer.id);
        self.inside = Some(visit);
        (is_open && theirs).then_some(Act::In { visit: id, from })
    }

    fn left(&mut self, visit: &Value, to: Timestamp) -> Option<Act> {
        let was = self.inside.take()?["Id"].as_i64()?;
        (visit["Id"].as_i64()? == was).then_some(Act::Out { visit: was, to })
    }
}

/// The time to the millisecond, as clients have it.
fn to_the_step(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}
