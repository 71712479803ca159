//! What is left of the pass that somebody is inside on, for those who like to be told.

use vestibule_domain::time::Instant;
use vestibule_domain::world::{CustomerPass, Origin, Right, Visit, World};

/// What is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// Minutes of a time pass; those of a visit that goes on are taken when it ends.
    Minutes(i64),
    /// Days of the same kind of pass, today left out.
    Days(i64),
}

impl Left {
    /// What is left after a visit, in a world as it is then. Of what was sold at the door nothing is, and what stands on no
    /// pass has nothing to leave.
    pub(super) fn of(world: &World, visit: &Visit, now: Instant) -> Option<Self> {
        let pass = world.passes.iter().find(|pass| Some(pass.id) == visit.pass)?;
        if pass.origin == Origin::PayAsYouGo {
            return None;
        }
        match pass.right {
            Right::Time { left, .. } => Some(Self::Minutes(left.get())),
            Right::Day { .. } => {
                let days = world.passes.iter().filter(|other| is_another(other, pass, now)).count();
                i64::try_from(days).ok().map(Self::Days)
            }
        }
    }
}

/// Whether it is one more day of the same kind, for the same people.
fn is_another(other: &CustomerPass, pass: &CustomerPass, now: Instant) -> bool {
    other.id != pass.id
        && other.terms.id == pass.terms.id
        && other.holder == pass.holder
        && other.right == Right::Day { used: None }
        && other.expires.is_none_or(|end| end > now)
}
