//! Pay-as-you-go: what is sold at the door when no pass fits (`domain.md` 3.6), and how its charge is kept (8).
//!
//! A day pass is charged in full when it is sold. A timed pass is sold for one session: its charge opens at a
//! quarter of an hour, or at nothing within a booking that is left out, and is settled at departure for the quarters
//! used. All charges of a customer for one business day at one location share the day's minimum and maximum: their
//! sum is the sum of what each session is worth, clipped once. [`Charge`] is the reckoning.

use std::cmp::Ordering;

use crate::arrival::Arrival;
use crate::charge::{Charge, Session, bounded, of_day};
use crate::ids::PlanId;
use crate::limits::Reached;
use crate::location::Location;
use crate::minutes::Minutes;
use crate::money::{Money, Percent};
use crate::pass::{Why, fits};
use crate::world::{
    Amount, Changes, CustomerPass, Entry, Holder, Offer, Origin, PassRef, PassTerms, Right, Visit, World,
};

/// Why nothing was sold at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSold {
    /// The location does not sell passes at the door.
    SwitchedOff,
    /// It does, but has none on offer.
    NothingOffered,
    /// None on offer suits this customer, this hour or this source.
    NoneSuits,
    /// A limit of the customer's plan is reached, which money does not lift (`domain.md` 3.1).
    Limit(Reached),
}

/// Sells the pass with the lowest price per minute (`domain.md` 3.6). It comes unused and at no price; entering on
/// it sets both.
///
/// # Errors
/// [`NotSold`] says why there is nothing to sell.
pub fn sell(world: &World, arrival: &Arrival<'_>) -> Result<CustomerPass, NotSold> {
    if !arrival.location.pay_as_you_go {
        return Err(NotSold::SwitchedOff);
    }
    if world.offers.is_empty() {
        return Err(NotSold::NothingOffered);
    }
    let for_sale = || world.offers.iter().filter(|offer| for_them(offer, arrival));
    for_sale()
        .filter(|offer| fits(&offer.terms, arrival).is_ok())
        .min_by(|a, b| cheaper(a, b, arrival))
        .map(|offer| issue(offer, arrival.location))
        .ok_or_else(|| for_sale().find_map(|offer| limit(offer, arrival)).unwrap_or(NotSold::NoneSuits))
}

fn limit(offer: &Offer, arrival: &Arrival<'_>) -> Option<NotSold> {
    match fits(&offer.terms, arrival) {
        Err(Why::Limit(reached)) => Some(NotSold::Limit(reached)),
        _ => None,
    }
}

/// What somebody on these plans pays for a pass, before any discount: the cheapest price that one of the plans has for
/// it, and the catalogue price where none has (`domain.md` 2.3).
pub fn price_for(plans: &[PlanId], terms: &PassTerms, plan_prices: &[(PlanId, Money)]) -> Money {
    let theirs = plan_prices.iter().filter(|(plan, _)| plans.contains(plan)).map(|(_, price)| *price);
    theirs.min_by_key(|price| price.minor()).unwrap_or(terms.price)
}

/// Of the discounts that plans and teams give, the largest counts (`domain.md` 2.11).
pub fn best_discount(discounts: impl Iterator<Item = Percent>) -> Percent {
    discounts.max().unwrap_or(Percent::NONE)
}

/// Whether it may be sold to this person here at all, at whatever hour.
pub(crate) fn for_them(offer: &Offer, arrival: &Arrival<'_>) -> bool {
    let member = !arrival.customer.plans.is_empty();
    let for_them = if member { offer.for_members } else { offer.for_contacts };
    for_them
        && offer.price.currency() == arrival.location.currency
        && offer.terms.minutes_included != Some(Minutes::ZERO)
}

/// Compares price per minute as fractions, since a quotient would round; then price, then id.
fn cheaper(a: &Offer, b: &Offer, arrival: &Arrival<'_>) -> Ordering {
    let rate = |offer: &Offer, other: &Offer| {
        i128::from(offer.price.minor()) * i128::from(minutes_for_price(other, arrival).get())
    };
    rate(a, b)
        .cmp(&rate(b, a))
        .then_with(|| a.price.minor().cmp(&b.price.minor()))
        .then_with(|| a.terms.id.cmp(&b.terms.id))
}

/// The minutes a price buys: for a day pass those from now to the cut-off (`domain.md` 3.6).
fn minutes_for_price(offer: &Offer, arrival: &Arrival<'_>) -> Minutes {
    offer.terms.minutes_included.unwrap_or_else(|| {
        let rest = arrival.location.day_end(arrival.at).since(arrival.at);
        Minutes::new((rest / 60_000_000).max(1))
    })
}

pub(crate) fn issue(offer: &Offer, location: &Location) -> CustomerPass {
    let right = match offer.terms.minutes_included {
        None => Right::Day { used: None },
        Some(total) => Right::Time { left: total, total, used: None },
    };
    CustomerPass {
        id: PassRef::Sold,
        terms: offer.terms.clone(),
        holder: Holder::Own,
        used_by: None,
        issued_at: location.id,
        right,
        expires: None,
        price: Money::zero(offer.price.currency()),
        origin: Origin::PayAsYouGo,
        checked_in: false,
        others_inside: false,
        invoiced: false,
        session: None,
    }
}

/// Charges the uninvoiced passes of a day anew after one of its sessions changed or went, so that they again share
/// the day's minimum and maximum. Without either every session stands for itself and nothing changes. What the others
/// are worth stays as it was reckoned.
pub(crate) fn share_again(world: &World, at: &Visit) -> Changes {
    let Some(location) = world.place(at.location).filter(|place| bounded(place)) else {
        return Changes::default();
    };
    let day = location.business_day(at.from);
    let mut passes: Vec<_> = of_day(world, location, day).map(|pass| pass.id).collect();
    passes.sort_by_key(|id| (world.pass(*id).and_then(CustomerPass::used), *id));
    passes.into_iter().fold(Changes::default(), |sofar, id| {
        let again = charge_again(&world.after(&sofar), id);
        sofar.then(again)
    })
}

fn charge_again(world: &World, id: PassRef) -> Changes {
    let visits = world.visits_on(id);
    let (Some(pass), Some(visit)) = (world.pass(id), visits.first()) else {
        return Changes::default();
    };
    let (mut pass, charge) = (pass.clone(), Charge::of(world, pass, visit));
    let entries = carry(&mut pass, visit, &charge);
    if entries.is_empty() {
        return Changes::default();
    }
    Changes { passes: vec![pass], entries, ..Changes::default() }
}

/// Reckons what a pass is charged for a visit anew, at the price, the discount and the bookings of this moment.
pub(crate) fn reprice(world: &World, pass: &mut CustomerPass, visit: &Visit) -> Vec<Entry> {
    if pass.invoiced {
        return Vec::new();
    }
    pass.session = Some(Session::now(world, pass, visit));
    let charge = Charge::of(world, pass, visit);
    carry(pass, visit, &charge)
}

/// Sets the price of a pass to its charge; the entry is the difference. What is billed keeps its price.
fn carry(pass: &mut CustomerPass, visit: &Visit, charge: &Charge) -> Vec<Entry> {
    let difference = charge.charged.minus(pass.price).filter(|money| !money.is_zero());
    pass.price = charge.charged;
    let entry = |money| Entry { visit: visit.id, pass: pass.id, amount: Amount::Charge(money) };
    difference.map(entry).into_iter().collect()
}
