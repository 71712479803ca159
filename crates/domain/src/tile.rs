//! Whom a tile on a wall is for, and which pass it lets in on (`domain.md` 6.6).
//!
//! A tile may be kept for plans, for kinds of pass and for desks. Each of these that is given must fit. It decides no
//! admission: who fits is put to the rules like everybody else.

use crate::arrival::Arrival;
use crate::ids::{CustomerId, CustomerPassId, PassId, PlanId};
use crate::pass::usable;
use crate::refusal::{NearMiss, Refusal};
use crate::selection::order;
use crate::world::{Attempt, CustomerPass, PassRef, Visit, World};

/// Whom a tile is kept for; what is empty keeps nobody away.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptFor {
    /// Members on one of these plans.
    pub plans: Vec<(PlanId, String)>,
    /// Visits on one of these kinds of pass.
    pub passes: Vec<(PassId, String)>,
    /// Whoever sits at one of these desks.
    pub desks: Vec<Desk>,
}

/// A desk, and who sits there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// What people call it.
    pub name: String,
    /// Whose it is.
    pub taken_by: Option<CustomerId>,
}

/// Why a tile does not work for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TileRefusal {
    /// It is kept for members on these plans.
    NotForPlan(Vec<String>),
    /// It is kept for these passes.
    NotForPass(Vec<String>),
    /// It is kept for these desks.
    NotForDesk(Vec<String>),
    /// It works only near its place, and nobody said where that is.
    Unplaced,
    /// It works only near its place, and the phone did not say where it is.
    NoPosition,
    /// The phone does not know well enough where it is.
    Inexact {
        /// How far off it may be, in metres.
        accuracy: u32,
        /// How far off it may be at most.
        needed: u32,
    },
    /// The phone is too far away.
    TooFar {
        /// How far, in metres.
        metres: u32,
        /// How far it may be.
        within: u32,
    },
    /// What it is set to do is not done here.
    Unsupported,
}

impl TileRefusal {
    /// Why in one word for machines (`domain.md` 5.4).
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotForPlan(_) | Self::NotForPass(_) | Self::NotForDesk(_) => "tile_restricted",
            Self::Unplaced | Self::NoPosition | Self::Inexact { .. } => "no_position",
            Self::TooFar { .. } => "too_far",
            Self::Unsupported => "tile_unsupported",
        }
    }
}

impl KeptFor {
    /// Whether the customer is somebody it is kept for, as far as that is a matter of plans and desks.
    ///
    /// # Errors
    /// [`TileRefusal::NotForPlan`], [`TileRefusal::NotForDesk`].
    pub fn admits(&self, world: &World) -> Result<(), TileRefusal> {
        let customer = world.customer.as_ref();
        let plans = customer.map_or(&[][..], |customer| &customer.plans);
        if !self.plans.is_empty() && !self.plans.iter().any(|(plan, _)| plans.contains(plan)) {
            return Err(TileRefusal::NotForPlan(names(&self.plans)));
        }
        let sits = |desk: &Desk| desk.taken_by.is_some() && desk.taken_by == customer.map(|who| who.id);
        if !self.desks.is_empty() && !self.desks.iter().any(sits) {
            return Err(TileRefusal::NotForDesk(self.desks.iter().map(|desk| desk.name.clone()).collect()));
        }
        Ok(())
    }

    /// The arrival as the tile brings it: on the best of the passes it is kept for, and on no other. Whoever is inside
    /// here already needs none.
    ///
    /// # Errors
    /// [`Refusal::AskedPassUnusable`] where they have such a pass and it does not serve, else
    /// [`TileRefusal::NotForPass`].
    pub fn arrival(&self, world: &World, attempt: Attempt) -> Result<Attempt, Refusal> {
        let here = |open: &Visit| open.location == world.location.id;
        let Some(customer) = world.customer.as_ref().filter(|_| !self.passes.is_empty()) else {
            return Ok(attempt);
        };
        if world.open_visit().is_some_and(here) {
            return Ok(attempt);
        }
        let arrival = Arrival::new(world, customer, attempt.source, attempt.from);
        let listed = || world.passes.iter().filter(|pass| self.takes(pass));
        let serves = |pass: &&CustomerPass| usable(pass, &arrival).is_ok();
        let best = listed().filter(serves).min_by(|a, b| order(a, b, &arrival));
        if let Some(pass) = best.and_then(existing) {
            return Ok(Attempt { pass: Some(pass), ..attempt });
        }
        let missed = listed().filter_map(|pass| NearMiss::of(pass, usable(pass, &arrival).err()?));
        let nearest = NearMiss::nearest(missed.collect::<Vec<_>>());
        Err(nearest.map_or_else(|| self.not_for_pass().into(), Refusal::AskedPassUnusable))
    }

    /// Whether somebody leaves by it who came on one of the passes it is kept for.
    ///
    /// # Errors
    /// [`TileRefusal::NotForPass`].
    pub fn lets_out(&self, world: &World, visit: &Visit) -> Result<(), TileRefusal> {
        let pass = visit.pass.and_then(|id| world.pass(id));
        if self.passes.is_empty() || pass.is_some_and(|pass| self.takes(pass)) {
            return Ok(());
        }
        Err(self.not_for_pass())
    }

    fn takes(&self, pass: &CustomerPass) -> bool {
        self.passes.iter().any(|(id, _)| *id == pass.terms.id)
    }

    fn not_for_pass(&self) -> TileRefusal {
        TileRefusal::NotForPass(names(&self.passes))
    }
}

impl From<TileRefusal> for Refusal {
    fn from(refusal: TileRefusal) -> Self {
        Self::Tile(refusal)
    }
}

const fn existing(pass: &CustomerPass) -> Option<CustomerPassId> {
    match pass.id {
        PassRef::Existing(id) => Some(id),
        PassRef::Sold | PassRef::Coming(_) => None,
    }
}

fn names<T>(kept_for: &[(T, String)]) -> Vec<String> {
    kept_for.iter().map(|(_, name)| name.clone()).collect()
}
