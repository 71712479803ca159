//! Why somebody gets in or does not: the verdict, with everything that was tried on the way to it.

use crate::admission::{Verdict, watched};
use crate::arrival::Arrival;
use crate::cure::{Cure, cures};
use crate::ids::PassId;
use crate::money::Money;
use crate::pass::{Trial, trials, trials_of_terms};
use crate::payg::for_them;
use crate::refusal::Refusal;
use crate::selection::order;
use crate::time::Instant;
use crate::world::{Amount, Attempt, Changes, CustomerPass, Offer, PassRef, VisitRef, World};

/// A verdict with its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Examination {
    /// What was decided: what [`admit`](crate::admit) says of the same arguments, since it is the same code.
    pub verdict: Verdict,
    /// The customer's passes that could matter: those that serve, in the order in which they would be used, then the
    /// others; [`MOST_TOLD`] at most.
    pub passes: Vec<Tried>,
    /// What is on offer at the door.
    pub offers: Vec<OnOffer>,
    /// What would let them in, where they are refused; the cheapest first.
    pub cures: Vec<Cure>,
}

/// A pass, with all the rules that were put to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// Which one.
    pub pass: PassRef,
    /// Its definition.
    pub definition: PassId,
    /// Its name.
    pub name: String,
    /// The rules, in their order.
    pub rules: Vec<Ruled>,
}

/// A rule that was put to a pass, and when it will hold if it does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// The rule, and what it said.
    pub trial: Trial,
    /// When it will hold, where it does not and time cures that.
    pub next: Option<Instant>,
}

/// A pass on offer at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnOffer {
    /// Its definition.
    pub definition: PassId,
    /// Its name.
    pub name: String,
    /// What this customer pays for it, less their discount.
    pub price: Money,
    /// Why it is not sold to them whatever the rules say, if it is not.
    pub declined: Option<Declined>,
    /// The rules, in their order.
    pub rules: Vec<Ruled>,
}

/// Why a pass on offer is not sold to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declined {
    /// It is sold at the door to contacts only.
    NotToMembers,
    /// It is sold at the door to members only.
    NotToContacts,
    /// It is priced in another currency than the location's, or holds no minutes.
    NotSellable,
}

impl Tried {
    /// Whether all rules hold.
    pub fn serves(&self) -> bool {
        serve(&self.rules)
    }
}

impl OnOffer {
    /// Whether it could be sold now.
    pub fn serves(&self) -> bool {
        self.declined.is_none() && serve(&self.rules)
    }
}

fn serve(rules: &[Ruled]) -> bool {
    rules.iter().all(|ruled| ruled.trial.outcome.is_ok())
}

/// Passes that are told of at most: of hundreds of the same, the first tell enough, and a refusal is kept whole.
pub const MOST_TOLD: usize = 50;

/// Decides an attempt and says why. Where it is refused, `for_sale` is asked for all the passes this customer could buy
/// here, at the price they would pay before their discount.
pub fn examine(
    world: &World,
    attempt: &Attempt,
    now: Instant,
    for_sale: impl FnOnce() -> Vec<Offer>,
) -> Examination {
    let mut tried = None;
    let watch = &mut |world: &World, arrival: &Arrival<'_>| tried = Some(every(world, arrival));
    let verdict = watched(world, attempt, now, watch);
    let (passes, offers) = tried.unwrap_or_else(|| {
        // It did not come to choosing a pass; this is what there would have been.
        let customer = world.customer.as_ref();
        let arrival = customer.map(|who| Arrival::new(world, who, attempt.source, attempt.from));
        arrival.map(|arrival| every(world, &arrival)).unwrap_or_default()
    });
    let cures = match &verdict {
        Verdict::Refused(_) => cures(world, attempt, now, &for_sale()),
        _ => Vec::new(),
    };
    Examination { verdict, passes, offers, cures }
}

impl Examination {
    /// A refusal for which no rule of admission was asked: somebody who wants to leave is not inside, a code is not
    /// valid yet.
    pub fn of(refusal: Refusal, world: &World, now: Instant) -> Self {
        let cures = refusal.next(world, now).map(Cure::Wait).into_iter().collect();
        Self { verdict: Verdict::Refused(refusal), passes: Vec::new(), offers: Vec::new(), cures }
    }

    /// Whether they get in, or are inside already.
    pub const fn lets_in(&self) -> bool {
        !matches!(self.verdict, Verdict::Refused(_))
    }

    /// The next instant at which they would be let in if nothing changed but the time, and plans gave what they give.
    pub fn next(&self) -> Option<Instant> {
        self.cures.iter().find_map(|cure| match cure {
            Cure::Wait(at) | Cure::NewPasses { at, .. } => Some(*at),
            _ => None,
        })
    }

    /// The cheapest thing that would let them in.
    pub fn cure(&self) -> Option<&Cure> {
        self.cures.first()
    }

    /// The pass on which they are let in, as `world` and the verdict know it.
    pub fn pass<'a>(&'a self, world: &'a World) -> Option<&'a CustomerPass> {
        let (visit, changes) = self.outcome()?;
        let visits = changes.visits.iter().chain(&world.visits);
        let id = visits.filter(|one| one.id == visit).find_map(|one| one.pass)?;
        changes.passes.iter().chain(&world.passes).find(|pass| pass.id == id)
    }

    /// What the visit takes at once: days, minutes and money, in the order of the ledger.
    pub fn takes(&self) -> impl Iterator<Item = Amount> + '_ {
        let outcome = self.outcome();
        let entries = outcome.map_or(&[][..], |(_, changes)| &changes.entries);
        entries
            .iter()
            .filter(move |entry| Some(entry.visit) == outcome.map(|(visit, _)| visit))
            .map(|entry| entry.amount)
    }

    fn outcome(&self) -> Option<(VisitRef, &Changes)> {
        match &self.verdict {
            Verdict::Admitted { visit, changes, .. } => Some((*visit, changes)),
            Verdict::AlreadyInside { visit, changes, .. } => Some((VisitRef::Existing(*visit), changes)),
            Verdict::Refused(_) => None,
        }
    }
}

fn every(world: &World, arrival: &Arrival<'_>) -> (Vec<Tried>, Vec<OnOffer>) {
    let tried = |pass: &CustomerPass| Tried {
        pass: pass.id,
        definition: pass.terms.id,
        name: pass.terms.name.clone(),
        rules: ruled(trials(pass, arrival), arrival),
    };
    let mut passes: Vec<_> = world.passes.iter().map(|pass| (pass, tried(pass))).collect();
    passes.sort_by(|(a, tried_a), (b, tried_b)| {
        tried_b.serves().cmp(&tried_a.serves()).then_with(|| order(a, b, arrival))
    });
    let offers = world.offers.iter().map(|offer| on_offer(offer, arrival));
    (passes.into_iter().map(|(_, tried)| tried).take(MOST_TOLD).collect(), offers.collect())
}

fn on_offer(offer: &Offer, arrival: &Arrival<'_>) -> OnOffer {
    let declined = match arrival.customer.plans.is_empty() {
        false if !offer.for_members => Some(Declined::NotToMembers),
        true if !offer.for_contacts => Some(Declined::NotToContacts),
        _ => (!for_them(offer, arrival)).then_some(Declined::NotSellable),
    };
    OnOffer {
        definition: offer.terms.id,
        name: offer.terms.name.clone(),
        price: offer.price.discounted(arrival.customer.discount),
        declined,
        rules: ruled(trials_of_terms(&offer.terms, arrival), arrival),
    }
}

fn ruled(trials: impl Iterator<Item = Trial>, arrival: &Arrival<'_>) -> Vec<Ruled> {
    let next = |trial: &Trial| trial.outcome.as_ref().err().and_then(|why| why.next(arrival));
    trials.map(|trial| Ruled { next: next(&trial), trial }).collect()
}
