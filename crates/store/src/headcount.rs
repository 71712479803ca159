//! How many are inside, where a location wants to know before it lets one more in.

use vestibule_domain::location::Strictness;
use vestibule_domain::time::day_bounds;

use crate::catalogue::Catalogue;
use crate::facts::VisitScope;

/// Whom to count for a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Headcount {
    /// Whoever is inside at this location.
    pub location: i64,
    /// And came then or later, microseconds UTC: a visit of an earlier business day is over, whether or not a job has
    /// already seen to it.
    pub since: i64,
    /// Whether nobody else may be let in meanwhile.
    pub held: bool,
}

impl Headcount {
    /// Whom to count for this visit. `None` where nobody minds how many there are.
    #[must_use]
    pub fn of(scope: &VisitScope, catalogue: &Catalogue) -> Option<Self> {
        let location = catalogue.location(scope.location)?;
        if location.capacity.most.is_none() || location.capacity.when_full == Strictness::Off {
            return None;
        }
        // Whoever would be inside afterwards arrives on the business day that it is now.
        let day = location.business_day(*scope.instants.first()?);
        let (since, _) = day_bounds(day, &location.zone, location.cut_off);
        let held = location.capacity.when_full == Strictness::Refuse;
        Some(Self { location: scope.location, since: since.micros(), held })
    }

    /// Whether somebody who came then, and is inside at this location, is among them.
    #[must_use]
    pub fn includes(&self, location: i64, from: i64) -> bool {
        self.location == location && from >= self.since
    }
}
