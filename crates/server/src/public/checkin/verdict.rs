//! What is answered: HTTP 200 always, since the hardware at the door reads only the body (`contract.md` 13.1).

use std::io::Write as _;

use axum::response::Response;
use vestibule_domain::time::{Instant, Span};
use vestibule_store::{Reply, StoreError};

use super::left::Left;
use crate::api::envelope::{self, quoted};

/// What somebody at the door is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is well.
    Welcome(Session),
    /// It is not, and why.
    Denied(Denial, String),
}

/// Why not, as far as a machine cares: the `Status` of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denial {
    /// What was sent makes no sense.
    Nonsense,
    /// Nobody is known by what was shown.
    Unknown,
    /// Somebody who is known may not.
    Refused,
    /// The idempotency key was used for something else.
    KeyReused,
    /// Too many wrong guesses: this one was not looked at.
    Slowed {
        /// For so many seconds.
        seconds: i64,
    },
}

/// A session that begins, goes on, or is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session {
    /// What the tap did.
    pub(crate) action: Action,
    /// Until when it lasts.
    pub(crate) ends: Instant,
    /// When that was said.
    pub(crate) now: Instant,
    /// Whose it is; `None` for a guest without a name.
    pub(crate) name: Option<String>,
    /// The check-in behind it: its id and its guid.
    pub(crate) visit: Option<(i64, String)>,
    /// What is left of the pass it stands on.
    pub(crate) left: Option<Left>,
}

/// What a tap did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Somebody came in.
    CheckIn,
    /// Somebody left.
    CheckOut,
    /// Somebody is inside, and was before.
    None,
}

impl Verdict {
    /// As a reply.
    pub(crate) fn reply(&self) -> Reply {
        let body = match self {
            Self::Welcome(session) => said(200, &moment(session.ends), &session.value(), true),
            Self::Denied(denial, sentence) => said(denial.status(), sentence, "null", false),
        };
        Reply { status: 200, body }
    }

    /// As a response.
    pub(crate) fn respond(&self) -> Response {
        envelope::respond(self.reply())
    }
}

/// The answer when there is no verdict: the same body, and the HTTP status says so too.
pub(crate) fn failed(error: &StoreError) -> Response {
    let (status, sentence) = match error {
        StoreError::Busy => (503, "Too much is waiting; try again in a second"),
        _ => (500, "An error has occurred."),
    };
    if status == 500 {
        tracing::error!(%error, "a tap could not be decided");
    }
    envelope::respond(Reply { status, body: said(status, sentence, "null", false) })
}

/// The sentence for who has to wait.
pub(super) fn slowed(wait: Span) -> Verdict {
    let seconds = wait.in_micros().saturating_add(999_999) / 1_000_000;
    let wait = match seconds {
        1 => "1 second".to_owned(),
        seconds if seconds < 120 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", (seconds + 59) / 60),
    };
    Verdict::Denied(Denial::Slowed { seconds }, format!("Too many wrong tries: wait {wait} and try again"))
}

impl Denial {
    const fn status(self) -> u16 {
        match self {
            Self::Nonsense => 400,
            Self::Unknown => 401,
            Self::Refused => 403,
            Self::KeyReused => 409,
            Self::Slowed { .. } => 429,
        }
    }
}

impl Session {
    fn value(&self) -> String {
        let action = match self.action {
            Action::CheckIn => "checkin",
            Action::CheckOut => "checkout",
            Action::None => "none",
        };
        let name = self.name.as_deref().map_or_else(|| "null".to_owned(), quoted);
        let (id, guid) = self.visit.as_ref().map_or_else(
            || ("null".to_owned(), "null".to_owned()),
            |(id, guid)| (id.to_string(), quoted(guid)),
        );
        format!(
            "{{\"SessionExpire\":\"{}\",\"SessionTimeOut\":{},\"FullName\":{name},\"Action\":\"{action}\",\
             \"CheckinId\":{id},\"CheckinUniqueId\":{guid}}}",
            moment(self.ends),
            seconds(self.ends.since(self.now)),
        )
    }
}

/// The five documented keys.
fn said(status: u16, message: &str, value: &str, success: bool) -> Vec<u8> {
    let mut body = Vec::with_capacity(value.len() + message.len() + 96);
    let _ = write!(
        body,
        "{{\"Status\":{status},\"Message\":{},\"Value\":{value},\"Errors\":null,\"WasSuccessful\":{success}}}",
        quoted(message)
    );
    body
}

/// `2015-09-11T21:59:59 UTC`
fn moment(at: Instant) -> String {
    let (date, time) = at.utc();
    format!("{date}T{:02}:{:02}:{:02} UTC", time.hour(), time.minute(), time.second())
}

/// Seconds with a fraction, none when they are over.
fn seconds(micros: i64) -> String {
    let micros = micros.max(0);
    let fraction = format!("{:06}", micros % 1_000_000);
    let fraction = fraction.trim_end_matches('0');
    format!("{}.{}", micros / 1_000_000, if fraction.is_empty() { "0" } else { fraction })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_has_the_documented_form() {
        let now = Instant::from_micros(1_441_962_344_647_850);
        let ends = Instant::from_micros(1_442_008_799_000_000);
        let session = Session {
            action: Action::CheckIn,
            ends,
            now,
            name: Some("José".into()),
            visit: Some((7, "g".into())),
            left: None,
        };
        let reply = Verdict::Welcome(session).reply();
        assert_eq!(
            (reply.status, String::from_utf8(reply.body).unwrap().as_str()),
            (
                200,
                "{\"Status\":200,\"Message\":\"2015-09-11T21:59:59 UTC\",\"Value\":{\"SessionExpire\":\"2015-09-11T21:59:59 \
                 UTC\",\"SessionTimeOut\":46454.35215,\"FullName\":\"José\",\"Action\":\"checkin\",\"CheckinId\":7,\
                 \"CheckinUniqueId\":\"g\"},\"Errors\":null,\"WasSuccessful\":true}"
            )
        );
    }

    #[test]
    fn seconds_have_a_fraction_and_are_never_negative() {
        assert_eq!(
            [seconds(0), seconds(-5), seconds(1_500_000), seconds(7)],
            ["0.0", "0.0", "1.5", "0.000007"]
        );
    }

    #[test]
    fn who_has_to_wait_is_told_how_long() {
        let told = |seconds: i64| match slowed(Span::micros(seconds * 1_000_000 - 1)) {
            Verdict::Denied(Denial::Slowed { .. }, sentence) => sentence,
            other => panic!("{other:?}"),
        };
        assert_eq!(told(1), "Too many wrong tries: wait 1 second and try again");
        assert_eq!(told(20), "Too many wrong tries: wait 20 seconds and try again");
        assert_eq!(told(301), "Too many wrong tries: wait 6 minutes and try again");
    }
}
