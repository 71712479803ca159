//! Passes that a plan will give, as far as that is known today (`domain.md` 2.6).
//!
//! Nothing is admitted on them: they are there once they are issued. They say what a later instant will bring, to whoever
//! asks about it and to whoever is refused until then.

use std::borrow::Cow;
use std::sync::Arc;

use crate::issuing::{Benefit, Clock, Contract, Set, due};
use crate::location::Location;
use crate::money::Money;
use crate::time::{Instant, Span};
use crate::world::{CustomerPass, Holder, Origin, PassRef, PassTerms, Right, World};

/// Passes that a contract of the customer brings, set after set.
#[derive(Debug, Clone, PartialEq)]
pub struct Coming {
    /// The name of the plan.
    pub plan: String,
    /// The passes.
    pub terms: Arc<PassTerms>,
    /// How many, and how often.
    pub benefit: Benefit,
    /// The contract.
    pub contract: Contract,
    /// The location that issued the contract: by its clocks the periods begin, and it issues the passes.
    pub issued_by: Arc<Location>,
    /// When the set that was given last lapses; `None` where none was given yet.
    pub lapses: Option<Instant>,
}

impl Coming {
    /// The set that will be there at an instant and is not yet: one that was given before the contract ends outlives it.
    #[must_use]
    pub fn due(&self, at: Instant) -> Option<Set> {
        let clock = Clock { zone: &self.issued_by.zone, cut_off: self.issued_by.cut_off };
        let last = self.contract.until.map_or(at, |until| at.min(until.minus(Span::micros(1))));
        due(&self.contract, &self.benefit, self.lapses, last, clock).filter(|set| at < set.until)
    }

    /// When the next set comes, if that is after this instant. One that is due by then comes with the round that follows,
    /// and nobody is told to wait for it.
    #[must_use]
    pub fn next(&self, after: Instant) -> Option<Instant> {
        let next = self.lapses.unwrap_or(self.contract.from);
        (next > after && self.due(next).is_some()).then_some(next)
    }

    /// One pass of a set; the others are like it. Paid for with the plan, as those that are issued.
    fn pass(&self, nth: usize, set: Set) -> CustomerPass {
        let right = match self.terms.minutes_included {
            None => Right::Day { used: None },
            Some(total) => Right::Time { left: total, total, used: None },
        };
        CustomerPass {
            id: PassRef::Coming(nth),
            terms: self.terms.clone(),
            holder: Holder::Own,
            used_by: None,
            issued_at: self.issued_by.id,
            right,
            expires: Some(set.until),
            price: Money::zero(self.terms.price.currency()),
            origin: Origin::Plan,
            checked_in: false,
            others_inside: false,
            invoiced: false,
            session: None,
        }
    }
}

impl World {
    /// The same world at a later instant: of what plans give until then, one pass of each set that has not lapsed by then.
    /// What else happens until then is not known.
    #[must_use]
    pub fn by(&self, at: Instant) -> Cow<'_, Self> {
        let mut world = Cow::Borrowed(self);
        for (nth, coming) in self.coming.iter().enumerate() {
            if let Some(set) = coming.due(at) {
                let world = world.to_mut();
                // The set before has lapsed.
                world.passes.retain(|pass| pass.id != PassRef::Coming(nth));
                world.passes.push(coming.pass(nth, set));
                world.coming[nth].lapses = Some(set.until);
            }
        }
        world
    }
}
