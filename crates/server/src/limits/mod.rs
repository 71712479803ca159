//! How often somebody may ask, and how often somebody may guess (`contract.md 8`).
//!
//! Two different things. [`Limits`] are the windows of the hosted service, off unless the operator wants them; each
//! request counts, by user where the credentials are known already, by address where they are not, and one that is
//! refused costs neither a hash nor a read. A [`Brake`] is always on and counts only guesses that were wrong.

mod address;
mod answer;
mod brake;
mod guessing;
mod window;

pub use address::Address;
pub use answer::too_often;
pub use brake::Brake;
pub(crate) use guessing::Guesser;
pub use guessing::Guesses;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;
use http::Method;

use crate::app::App;
use crate::auth;
use crate::clock::Clock;
use crate::settings::RateLimits;
use window::Window;

/// How long to wait before asking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait(pub Duration);

impl Wait {
    /// In whole seconds, at least one: what `Retry-After` can say.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.0.as_secs() + u64::from(self.0.subsec_nanos() > 0 || self.0.is_zero())
    }
}

/// Whose requests are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Asker {
    User(i64),
    Address(Address),
}

/// The windows an operator has chosen.
pub struct Limits {
    all: Vec<Window<Asker>>,
    writes: Vec<Window<Asker>>,
}

impl Limits {
    /// The windows of these settings, by this clock. A window of zero requests is none.
    #[must_use]
    pub fn new(limits: &RateLimits, clock: &Arc<dyn Clock>) -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        const HOUR: Duration = Duration::from_secs(3600);
        const DAY: Duration = Duration::from_secs(24 * 3600);
        let windows = |of: &[(u32, Duration)]| {
            of.iter().filter_map(|(most, per)| Window::new(*most, *per, clock.clone())).collect()
        };
        Self {
            // The short ones first: what they refuse must not use up the day.
            all: windows(&[
                (limits.per_100_ms, Duration::from_millis(100)),
                (limits.per_minute, MINUTE),
                (limits.per_hour, HOUR),
                (limits.per_day, DAY),
            ]),
            writes: windows(&[(limits.writes_per_minute, MINUTE), (limits.writes_per_day, DAY)]),
        }
    }

    fn count(&self, asker: Asker, method: &Method) -> Result<(), Wait> {
        let writes = matches!(*method, Method::POST | Method::PUT | Method::DELETE);
        let mut windows = self.all.iter().chain(self.writes.iter().filter(|_| writes));
        windows.try_for_each(|window| window.count(&asker))
    }
}

/// Counts a request; the refusal, if it came too soon.
pub fn refusal(app: &App, request: &Request) -> Option<Response> {
    let limits = app.limits.as_ref()?;
    let asker = match auth::remembered(app, request.headers()) {
        Some(user) => Asker::User(user.get()),
        None => Asker::Address(Address::of(app, request)),
    };
    let wait = limits.count(asker, request.method()).err()?;
    Some(too_often(wait, app.settings.limits.as_ref().map_or_else(Default::default, |limits| limits.status)))
}
