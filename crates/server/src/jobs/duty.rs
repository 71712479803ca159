//! What a duty is: something that is done without anybody asking, again and again.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use vestibule_domain::ids::LocationId;
use vestibule_domain::location::Location;
use vestibule_domain::time::{Instant, Span};
use vestibule_store::{Catalogue, StoreError};

use crate::app::App;

/// The longest anybody waits before looking whether there is something to do.
pub(super) const MINUTE: Span = Span::minutes(1);
/// Between now and later, at least.
const AT_ONCE: Span = Span::micros(1);

type Asked<T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send>>;
type Does = dyn Fn(App, Option<LocationId>) -> Asked<()> + Send + Sync;
type Asks = dyn Fn(App, Instant) -> Asked<Option<Instant>> + Send + Sync;

/// Something that is done without anybody asking. It may be cut off anywhere and done again by another node, and must stand
/// that.
#[derive(Clone)]
pub struct Duty {
    name: String,
    due: Due,
    does: Arc<Does>,
}

/// When a duty is due again after it was done.
#[derive(Clone)]
enum Due {
    /// So much later.
    Every(Span),
    /// When this says, and a minute later at the latest.
    When(Arc<Asks>),
    /// At each location by itself, when this says.
    AtEach(fn(&Location, Instant) -> Instant),
}

impl Duty {
    /// A duty that is done once for all locations, at these intervals.
    pub fn every<Doing>(
        interval: Span,
        name: impl Into<String>,
        does: impl Fn(App) -> Doing + Send + Sync + 'static,
    ) -> Self
    where
        Doing: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        let does = Arc::new(move |app, _: Option<LocationId>| -> Asked<()> { Box::pin(does(app)) });
        Self { name: name.into(), due: Due::Every(interval), does }
    }

    /// A duty that is done once for all locations, when `next` says after an instant, and a minute after that instant at
    /// the latest.
    pub fn when<Asking, Doing>(
        name: impl Into<String>,
        next: impl Fn(App, Instant) -> Asking + Send + Sync + 'static,
        does: impl Fn(App) -> Doing + Send + Sync + 'static,
    ) -> Self
    where
        Asking: Future<Output = Result<Option<Instant>, StoreError>> + Send + 'static,
        Doing: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        let asks = move |app, now| -> Asked<Option<Instant>> { Box::pin(next(app, now)) };
        Self { due: Due::When(Arc::new(asks)), ..Self::every(MINUTE, name, does) }
    }

    /// A duty of each location, at the instant that `next` says after another. It is a job of its own at each of them, by
    /// the name `{name}/{location}`.
    pub fn at_each_location<Doing>(
        name: impl Into<String>,
        next: fn(&Location, Instant) -> Instant,
        does: impl Fn(App, LocationId) -> Doing + Send + Sync + 'static,
    ) -> Self
    where
        Doing: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        let does = move |app, location: Option<LocationId>| -> Asked<()> {
            match location {
                Some(location) => Box::pin(does(app, location)),
                None => Box::pin(std::future::ready(Ok(()))),
            }
        };
        Self { name: name.into(), due: Due::AtEach(next), does: Arc::new(does) }
    }

    /// Its name, and that of its job unless there is one at each location.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The first word of the names of its jobs: whatever begins with it is kept by this timetable.
    pub(super) fn kind(&self) -> &str {
        kind(&self.name)
    }

    /// The jobs it comes to.
    pub(super) fn errands(&self, catalogue: &Catalogue) -> Vec<Errand> {
        let errand = |name, location| Errand { name, location, duty: self.clone() };
        match self.due {
            Due::Every(_) | Due::When(_) => vec![errand(self.name.clone(), None)],
            Due::AtEach(_) => {
                let mut locations: Vec<_> = catalogue.locations().map(|location| location.id).collect();
                locations.sort_unstable();
                let named = |at: LocationId| errand(format!("{}/{}", self.name, at.get()), Some(at));
                locations.into_iter().map(named).collect()
            }
        }
    }
}

/// The first word of a job's name.
pub(super) fn kind(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}

impl fmt::Debug for Duty {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Duty").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A duty where it is done: one job.
#[derive(Debug, Clone)]
pub(super) struct Errand {
    /// The name of the job.
    pub(super) name: String,
    location: Option<LocationId>,
    duty: Duty,
}

impl Errand {
    /// Does it.
    pub(super) fn run(&self, app: App) -> Asked<()> {
        (self.duty.does)(app, self.location)
    }

    /// When it is next due after an instant: later than that.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub(super) async fn next(&self, app: &App, now: Instant) -> Result<Instant, StoreError> {
        let next = match &self.duty.due {
            Due::Every(interval) => now.plus(*interval),
            Due::When(asks) => {
                let at_the_latest = now.plus(MINUTE);
                asks(app.clone(), now).await?.map_or(at_the_latest, |next| next.min(at_the_latest))
            }
            Due::AtEach(next) => {
                let catalogue = app.store.catalogue().await?;
                let location = self.location.and_then(|id| catalogue.location(id.get()));
                location.map_or(now.plus(MINUTE), |location| next(location, now))
            }
        };
        Ok(next.max(now.plus(AT_ONCE)))
    }
}
