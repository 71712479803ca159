//! What a load consists of: the requests, one after the other, for all connections together.

use super::requests;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A visit in the past takes a minute, and the next one of the same customer begins this much later.
const STEP_SECONDS: i64 = 70;
/// More turns than this would reach from two hours ago into the future.
const TURNS: usize = 90;

/// The requests of one load.
pub(crate) enum Work {
    /// The same request again and again.
    Same(Vec<u8>),
    /// Each of these requests once.
    Each(Vec<Vec<u8>>, AtomicUsize),
    /// A check-in for each customer in turn.
    Visits(Visits),
}

/// Check-ins, each for the next customer.
pub(crate) struct Visits {
    /// The request line and the headers, up to the length.
    pub(crate) head: String,
    /// The location.
    pub(crate) business: i64,
    /// Who is checked in.
    pub(crate) customers: Vec<i64>,
    /// When the first visit of each begins.
    pub(crate) from: jiff::Timestamp,
    /// How often a customer comes: once and stays, or again and again for a minute.
    pub(crate) stay: Stay,
    /// How many were handed out.
    pub(crate) next: AtomicUsize,
}

/// How long a visit takes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Stay {
    /// It stays open, so every customer comes once.
    Open,
    /// One minute, in the past; when all have come they come again.
    Minute,
    /// It is refused, so everybody may try again with the same request.
    Refused,
    /// It is only asked about.
    Asked,
}

impl Stay {
    /// How often each customer may come.
    fn turns(self) -> usize {
        match self {
            Self::Open => 1,
            Self::Minute => TURNS,
            Self::Refused | Self::Asked => usize::MAX,
        }
    }
}

impl Work {
    /// Writes the next request into the buffer; false when there is none left.
    pub(crate) fn write_next(&self, buffer: &mut Vec<u8>) -> bool {
        match self {
            Self::Same(request) if buffer == request => true,
            Self::Same(request) => {
                buffer.clone_from(request);
                true
            }
            Self::Each(requests, next) => match requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                Some(request) => {
                    buffer.clone_from(request);
                    true
                }
                None => false,
            },
            Self::Visits(visits) => visits.write_next(buffer),
        }
    }
}

impl Visits {
    fn write_next(&self, buffer: &mut Vec<u8>) -> bool {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let turn = number / self.customers.len().max(1);
        if self.customers.is_empty() || turn >= self.stay.turns() {
            return false;
        }
        let customer = self.customers[number % self.customers.len()];
        requests::write(buffer, &self.head, &self.body(customer, turn));
        true
    }

    fn body(&self, customer: i64, turn: usize) -> String {
        if self.stay == Stay::Asked {
            return requests::question(self.business, customer);
        }
        let turn = if self.stay == Stay::Minute { i64::try_from(turn).unwrap_or(i64::MAX) } else { 0 };
        let from = self.from + jiff::SignedDuration::from_secs(turn.saturating_mul(STEP_SECONDS));
        let until = (self.stay == Stay::Minute).then(|| from + jiff::SignedDuration::from_secs(60));
        requests::check_in(self.business, customer, from, until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visits(stay: Stay) -> Work {
        Work::Visits(Visits {
            head: "POST / HTTP/1.1\r\n".into(),
            business: 1,
            customers: vec![7, 8],
            from: jiff::Timestamp::UNIX_EPOCH,
            stay,
            next: AtomicUsize::new(0),
        })
    }

    fn next(work: &Work) -> Option<String> {
        let mut buffer = Vec::new();
        work.write_next(&mut buffer).then(|| String::from_utf8(buffer).unwrap())
    }

    #[test]
    fn an_open_visit_is_asked_for_once_per_customer() {
        let work = visits(Stay::Open);
        assert!(next(&work).unwrap().contains(r#""CoworkerId":7,"#));
        assert!(next(&work).unwrap().contains(r#""CoworkerId":8,"#));
        assert_eq!(next(&work), None);
    }

    #[test]
    fn each_request_is_sent_once() {
        let work = Work::Each(vec![b"first".to_vec(), b"second".to_vec()], AtomicUsize::new(0));
        assert_eq!(
            (next(&work).as_deref(), next(&work).as_deref(), next(&work)),
            (Some("first"), Some("second"), None)
        );
    }

    #[test]
    fn a_closed_visit_comes_again_later() {
        let work = visits(Stay::Minute);
        let texts: Vec<String> = (0..3).filter_map(|_| next(&work)).collect();
        assert!(texts[0].ends_with(r#""FromTime":"1970-01-01T00:00:00Z","ToTime":"1970-01-01T00:01:00Z"}"#));
        assert!(texts[2].ends_with(r#""FromTime":"1970-01-01T00:01:10Z","ToTime":"1970-01-01T00:02:10Z"}"#));
    }
}
