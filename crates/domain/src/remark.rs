//! Something that ought not to be and that a location lets happen, and the one place where it becomes a sentence.

use crate::ids::{LocationId, VisitId};
use crate::world::World;

/// Something that ought not to be, and that the location lets happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// More people are inside than the location holds.
    Full {
        /// How many were inside before.
        inside: u32,
        /// How many it holds.
        most: u32,
    },
    /// It is outside the opening hours of the location.
    OutsideOpeningHours,
    /// They are inside here already.
    Passback {
        /// The visit that is open.
        visit: VisitId,
    },
    /// They are inside at another location.
    TwoPlaces {
        /// Which one.
        location: LocationId,
    },
}

impl Remark {
    /// What it is about in one word for machines: that of the refusal which a stricter location gives.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Full { .. } => "capacity_full",
            Self::OutsideOpeningHours => "outside_opening_hours",
            Self::Passback { .. } => "anti_passback",
            Self::TwoPlaces { .. } => "in_two_places",
        }
    }

    /// What happened as a sentence for people. `world` is the one that was decided on.
    pub fn sentence(&self, world: &World) -> String {
        let who = world.customer.as_ref().map_or("Somebody", |customer| customer.name.as_str());
        let here = &world.location.name;
        match self {
            Self::Full { inside, most } => {
                format!("{who} came in although {here} was full: {inside} were inside, and it holds {most}")
            }
            Self::OutsideOpeningHours => format!("{who} came in outside of the opening hours of {here}"),
            Self::Passback { .. } => format!("{who} came in at {here} again without having left"),
            Self::TwoPlaces { location } => {
                format!("{who} came in at {here} while inside at {}", world.name_of(*location))
            }
        }
    }
}
