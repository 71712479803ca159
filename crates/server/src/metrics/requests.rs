//! What is counted of HTTP requests: by method, by the template of the path and by the class of the status. The path itself
//! is never looked at, since some paths hold keys.

use std::sync::atomic::AtomicU64;

use http::{Method, StatusCode};
use vestibule_store::counted::{Family, Histogram};

/// The template of a path that nobody has.
pub(crate) const UNKNOWN: &str = "unknown";

/// Bounds of how long an answer takes, in microseconds.
static ANSWER_MICROS: [u64; 11] =
    [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000];
/// Places for requests: there are fewer paths times methods times classes that are ever asked.
const REQUESTS: usize = 2_048;

/// Which requests are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Asked {
    /// The method; `other` where it is none that anything takes.
    pub(crate) method: &'static str,
    /// The template of the path: `/api/spaces/checkins/{id}`.
    pub(crate) route: &'static str,
}

/// Requests that were answered.
pub(crate) struct Requests {
    pub(super) answered: Family<(Asked, &'static str), AtomicU64>,
    pub(super) took: Family<Asked, Histogram>,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            answered: Family::new(REQUESTS, AtomicU64::default),
            took: Family::new(REQUESTS / 2, || Histogram::new(&ANSWER_MICROS)),
        }
    }
}

impl Requests {
    /// Counts a request that was answered with a status after so many microseconds.
    pub(crate) fn answered(&self, asked: Asked, status: StatusCode, micros: u64) {
        self.answered.add((asked, class(status)), 1);
        if let Some(took) = self.took.of(asked) {
            took.observe(micros);
        }
    }
}

impl Asked {
    pub(crate) fn of(method: &Method, route: Option<&'static str>) -> Self {
        let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
        let method = methods.into_iter().find(|known| *known == method.as_str()).unwrap_or("other");
        Self { method, route: route.unwrap_or(UNKNOWN) }
    }
}

const fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}
