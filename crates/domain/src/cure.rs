//! What would let somebody in who is refused: only what the rules say works, cheapest first.

use std::collections::HashSet;
use std::sync::Arc;

use crate::admission::{Verdict, admit};
use crate::arrival::Arrival;
use crate::coming::Coming;
use crate::departure::depart;
use crate::ids::{LocationId, PassId};
use crate::money::Money;
use crate::next::{WayIn, next_way_in};
use crate::pass::fits;
use crate::payg::issue;
use crate::source::Source;
use crate::time::Instant;
use crate::world::{Attempt, CustomerPass, Offer, Origin, PassRef, World};

/// Something that would let them in. What the customer can do themselves comes before what staff must, what works now
/// before waiting, and what is free before what costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cure {
    /// Leave it open which pass is used: another one serves.
    AnyPass,
    /// Check in otherwise than over the Wi-Fi.
    NotOverNetwork,
    /// Leave first where they are inside.
    Leave(LocationId),
    /// Let the Wi-Fi check them in.
    AllowNetwork,
    /// Make their account active again.
    Activate,
    /// Take their account out of the archive and make it active.
    Restore,
    /// Come again then.
    Wait(Instant),
    /// Come again then, on one of the passes that their plan has given anew.
    NewPasses {
        /// The name of the plan.
        plan: String,
        /// Which pass.
        pass: PassId,
        /// When they would be let in.
        at: Instant,
    },
    /// Buy a pass.
    Buy {
        /// Which one.
        pass: PassId,
        /// Its name.
        name: String,
        /// What they would pay: the price of their plan, less their discount.
        price: Money,
    },
}

/// An attempt as it would be if something were cured.
#[derive(Debug, Clone, PartialEq)]
pub struct Cured {
    /// The world then.
    pub world: World,
    /// The attempt then.
    pub attempt: Attempt,
    /// The instant then.
    pub now: Instant,
}

impl Cure {
    /// What it costs; `None` when it is free.
    pub const fn price(&self) -> Option<Money> {
        match self {
            Self::Buy { price, .. } => Some(*price),
            _ => None,
        }
    }

    /// Whether it is for the customer to do, and not for staff.
    pub const fn is_theirs(&self) -> bool {
        !matches!(self, Self::AllowNetwork | Self::Activate | Self::Restore)
    }

    /// The attempt if this were done; `None` where there is nothing of the kind to do. A pass is bought from
    /// `for_sale`.
    pub fn applied(
        &self,
        world: &World,
        attempt: &Attempt,
        now: Instant,
        for_sale: &[Offer],
    ) -> Option<Cured> {
        let mut cured = Cured { world: world.clone(), attempt: attempt.clone(), now };
        match self {
            Self::AnyPass => cured.attempt.pass = None,
            Self::NotOverNetwork => cured.attempt.source = Source::Manual,
            Self::Leave(_) => {
                let open = world.open_visit()?;
                let left = depart(world, open, attempt.from, false).ok()?;
                cured.world = world.after(&left);
            }
            Self::AllowNetwork => cured.world.customer.as_mut()?.network_check_in = true,
            Self::Activate => cured.world.customer.as_mut()?.active = true,
            Self::Restore => {
                let customer = cured.world.customer.as_mut()?;
                (customer.archived, customer.active) = (false, true);
            }
            Self::Wait(until) => (cured.attempt.from, cured.now) = (*until, now.max(*until)),
            Self::NewPasses { at, .. } => {
                cured.world = world.by(*at).into_owned();
                (cured.attempt.from, cured.now) = (*at, now.max(*at));
            }
            Self::Buy { pass, .. } => {
                let offer = for_sale.iter().find(|offer| offer.terms.id == *pass)?;
                cured.world.passes.push(bought(offer, world)?);
                cured.attempt.pass = None;
            }
        }
        Some(cured)
    }

    fn works(&self, world: &World, attempt: &Attempt, now: Instant, for_sale: &[Offer]) -> bool {
        self.applied(world, attempt, now, for_sale).is_some_and(|cured| {
            !matches!(admit(&cured.world, &cured.attempt, cured.now), Verdict::Refused(_))
        })
    }
}

/// What would let in an attempt that is refused, cheapest first: all that is free, and the cheapest of the passes that
/// are for sale; each by itself. `next` is when it would be let in without any of it.
pub(crate) fn cures(world: &World, attempt: &Attempt, now: Instant, for_sale: &[Offer]) -> Vec<Cure> {
    let world = &one_of_each(world, attempt);
    let works = |cure: &Cure| cure.works(world, attempt, now, for_sale);
    let mut cures: Vec<_> = at_once(world, attempt).into_iter().flatten().filter(works).collect();
    cures.extend(next_way_in(world, attempt, now).map(|way_in| later(way_in, world)));
    cures.extend(purchases(world, attempt, for_sale).into_iter().find(works));
    cures
}

/// The passes for sale of which one, bought or given, would let in an attempt that is refused; the cheapest first. It
/// lets somebody in whatever is paid for it.
pub fn passes_that_cure(world: &World, attempt: &Attempt, now: Instant, for_sale: &[Offer]) -> Vec<Cure> {
    let world = &one_of_each(world, attempt);
    let mut passes = purchases(world, attempt, for_sale);
    passes.retain(|cure| cure.works(world, attempt, now, for_sale));
    passes
}

/// Waiting for a way in, and for what.
fn later(WayIn { at, on }: WayIn, world: &World) -> Cure {
    match on {
        Some(PassRef::Coming(nth)) => {
            let Coming { plan, benefit, .. } = &world.coming[nth];
            Cure::NewPasses { plan: plan.clone(), pass: benefit.pass, at }
        }
        _ => Cure::Wait(at),
    }
}

/// The same world, but of passes that serve or fail alike only the first: the rules are asked many times over, and a
/// customer may hold hundreds. One that is asked for, that a visit stands on, or that was sold at the door stays.
fn one_of_each(world: &World, attempt: &Attempt) -> World {
    let of_visits = world.visits.iter().filter_map(|visit| visit.pass);
    let asked = attempt.pass.map(PassRef::Existing);
    let named: Vec<PassRef> =
        of_visits.chain(world.taken.iter().map(|entry| entry.pass)).chain(asked).collect();
    let mut seen = HashSet::new();
    let mut sparse = world.clone();
    sparse.passes.retain(|pass| {
        named.contains(&pass.id)
            || pass.pay_as_you_go()
            || seen.insert((Arc::as_ptr(&pass.terms), pass.holder, pass.used_by, pass.right, pass.expires))
    });
    sparse
}

/// What is free and works at once, if it works.
fn at_once(world: &World, attempt: &Attempt) -> [Option<Cure>; 6] {
    let customer = world.customer.as_ref();
    let over_network = attempt.source == Source::NetworkActivity;
    let is = |yes: bool, cure| yes.then_some(cure);
    [
        is(attempt.pass.is_some(), Cure::AnyPass),
        is(over_network, Cure::NotOverNetwork),
        world.open_visit().filter(|_| attempt.to.is_none()).map(|open| Cure::Leave(open.location)),
        is(over_network && customer.is_some_and(|who| !who.network_check_in), Cure::AllowNetwork),
        is(customer.is_some_and(|who| !who.active && !who.archived), Cure::Activate),
        is(customer.is_some_and(|who| who.archived), Cure::Restore),
    ]
}

/// The passes that could be bought here and would serve, the cheapest first.
fn purchases(world: &World, attempt: &Attempt, for_sale: &[Offer]) -> Vec<Cure> {
    let Some(customer) = &world.customer else { return Vec::new() };
    let arrival = Arrival::new(world, customer, attempt.source, attempt.from);
    let price = |offer: &Offer| offer.price.discounted(customer.discount);
    let serves = |offer: &&Offer| {
        offer.price.currency() == world.location.currency && fits(&offer.terms, &arrival).is_ok()
    };
    let mut offers: Vec<_> = for_sale.iter().filter(serves).collect();
    offers.sort_by_key(|offer| (price(offer).minor(), offer.terms.id));
    let buy = |offer: &Offer| Cure::Buy {
        pass: offer.terms.id,
        name: offer.terms.name.clone(),
        price: price(offer),
    };
    offers.into_iter().map(buy).collect()
}

fn bought(offer: &Offer, world: &World) -> Option<CustomerPass> {
    let price = offer.price.discounted(world.customer.as_ref()?.discount);
    Some(CustomerPass { price, origin: Origin::Sold, ..issue(offer, &world.location) })
}
