//! A verdict of the door, first as it is kept with its key, then in the words of a screen.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use vestibule_records::SignalOutcome;
use vestibule_store::Reply;

use super::words::{Words, with};
use crate::public::checkin::verdict::{Action, Denial, Verdict};
use crate::public::checkin::{Left, TOO_LATE};
use crate::sources::Hearing;

/// What became of a tap, in no language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Came {
    /// Somebody came in.
    In { name: Option<String>, left: Option<Rest> },
    /// Somebody left.
    Out { name: Option<String>, left: Option<Rest> },
    /// Somebody was inside already.
    Inside { name: Option<String>, left: Option<Rest> },
    /// Somebody who is known may not come in, for the reason with this code.
    Refused { code: String },
    /// Nobody is known by what was shown.
    Unknown,
    /// Too many wrong guesses came before.
    Slowed { seconds: i64 },
    /// What was sent makes no sense.
    Nonsense { why: String },
}

/// What is left of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Rest {
    Minutes(i64),
    Days(i64),
}

/// What a screen shows: whether it is well, in a few words, and in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// In a word, for the script and the style.
    pub(super) kind: &'static str,
    pub(super) well: bool,
    pub(super) heading: String,
    pub(super) lines: Vec<String>,
}

/// A verdict as it is kept with the key of the tap.
pub(crate) fn reply(verdict: &Verdict, code: &str) -> Reply {
    let came = Came::of(verdict, code);
    // Nothing in it can fail to be written; were it so, nobody could read it, and that is an error.
    Reply { status: 200, body: serde_json::to_vec(&came).unwrap_or_default() }
}

impl Came {
    fn of(verdict: &Verdict, code: &str) -> Self {
        let session = match verdict {
            Verdict::Welcome(session) => session,
            Verdict::Denied(Denial::Unknown, _) => return Self::Unknown,
            Verdict::Denied(Denial::Refused, _) => return Self::Refused { code: code.to_owned() },
            Verdict::Denied(Denial::Slowed { seconds }, _) => return Self::Slowed { seconds: *seconds },
            Verdict::Denied(Denial::Nonsense | Denial::KeyReused, why) => {
                return Self::Nonsense { why: why.clone() };
            }
        };
        let name = session.name.clone();
        let left = session.left.map(|left| match left {
            Left::Minutes(minutes) => Rest::Minutes(minutes),
            Left::Days(days) => Rest::Days(days),
        });
        match session.action {
            Action::CheckIn => Self::In { name, left },
            Action::CheckOut => Self::Out { name, left },
            Action::None => Self::Inside { name, left },
        }
    }

    /// What [`reply`] wrote; `None` where something broke instead.
    pub(super) fn read(reply: &Reply) -> Option<Self> {
        serde_json::from_slice(&reply.body).ok()
    }

    /// What was heard late. Nobody stands before the screen by then.
    pub(super) fn heard(hearing: &Hearing) -> Self {
        match hearing.outcome {
            SignalOutcome::Opened => Self::In { name: None, left: None },
            SignalOutcome::Closed => Self::Out { name: None, left: None },
            SignalOutcome::Joined | SignalOutcome::Present => Self::Inside { name: None, left: None },
            SignalOutcome::Unknown => Self::Unknown,
            SignalOutcome::TooLate | SignalOutcome::TooEarly => Self::Refused { code: TOO_LATE.to_owned() },
            SignalOutcome::Refused | SignalOutcome::Contradicted | SignalOutcome::Unreadable => {
                Self::Refused { code: String::new() }
            }
        }
    }

    /// In the words of a screen.
    pub(super) fn said(&self, words: &Words) -> Said {
        let named = |name: &Option<String>, known: &str, all: &str| {
            name.as_ref().map_or_else(|| all.to_owned(), |name| with(known, name))
        };
        let moved = |kind, heading, what: &str, left: &Option<Rest>| {
            let lines = [Some(what.to_owned()), left.map(|left| left.said(words))].into_iter().flatten();
            Said { kind, well: true, heading, lines: lines.collect() }
        };
        let (kind, heading, lines) = match self {
            Self::In { name, left } => {
                return moved("in", named(name, words.welcome, words.welcome_all), words.came_in, left);
            }
            Self::Out { name, left } => {
                // What was the last day of a pass was said when they came.
                let left = left.filter(|left| *left != Rest::Days(0));
                return moved("out", named(name, words.goodbye, words.goodbye_all), words.left, &left);
            }
            Self::Inside { name, left } => {
                return moved("inside", named(name, words.welcome, words.welcome_all), words.inside, left);
            }
            Self::Refused { code } => ("refused", words.refused, words.why(code).map(str::to_owned).to_vec()),
            Self::Unknown => ("unknown", words.unknown, vec![words.try_again.to_owned()]),
            Self::Slowed { seconds } => ("slowed", words.refused, vec![with(words.slowed, seconds)]),
            Self::Nonsense { .. } => ("broken", words.refused, vec![words.ask.to_owned()]),
        };
        Said { kind, well: false, heading: heading.to_owned(), lines }
    }
}

impl Rest {
    fn said(self, words: &Words) -> String {
        match self {
            Self::Minutes(minutes) => words.minutes_left(minutes),
            Self::Days(days) => words.days_left(days),
        }
    }
}

impl Said {
    /// For the script.
    pub(super) fn json(&self) -> Json {
        json!({ "kind": self.kind, "well": self.well, "heading": self.heading, "lines": self.lines })
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::ENGLISH;
    use super::*;

    #[test]
    fn a_verdict_is_read_as_it_was_written() {
        let denied = Verdict::Denied(Denial::Refused, "Ann owes 20 pounds".to_owned());
        let kept = reply(&denied, "capacity_full");
        assert!(!String::from_utf8_lossy(&kept.body).contains("owes"));
        let came = Came::read(&kept).unwrap();
        assert_eq!(came, Came::Refused { code: "capacity_full".to_owned() });
        assert_eq!(came.said(&ENGLISH).lines[0], "We are full just now.");
    }

    #[test]
    fn who_comes_is_told_what_is_left() {
        let came = Came::In { name: Some("Ann Lee".to_owned()), left: Some(Rest::Minutes(45)) };
        let said = came.said(&ENGLISH);
        assert_eq!((said.heading.as_str(), said.well), ("Welcome, Ann Lee", true));
        assert_eq!(said.lines, ["You are checked in.", "45 minutes left"]);
    }
}
