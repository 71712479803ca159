//! Pay-as-you-go: what is sold at the door when no pass fits (`domain.md` 3.6), and what it costs (8).
//!
//! A day pass is charged in full when it is sold. A timed pass is sold for one session: its charge opens at a
//! quarter of an hour and is settled at departure for the quarters used. All charges of a customer for one business
//! day at one location share the day's minimum and maximum: their sum is the sum of what each session is worth,
//! clipped once.

use std::cmp::Ordering;

use crate::arrival::Arrival;
use crate::ids::PlanId;
use crate::limits::Reached;
use crate::location::Location;
use crate::minutes::{Minutes, quarters};
use crate::money::{Money, Percent};
use crate::pass::{Why, fits};
use crate::time::{BusinessDay, Instant};
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
    }
}

/// What this pass is charged for this visit, as far as it has gone: open, a quarter of an hour; closed, the quarters
/// used. With a daily minimum or maximum: what is still missing from the clipped sum of the day, never below zero.
///
/// `None` when it can not be computed (out of range, or a pass that has no minutes any more): the price then stays.
pub(crate) fn charge(world: &World, pass: &CustomerPass, visit: &Visit) -> Option<Money> {
    let own = worth(world, pass, visit)?;
    let Some(location) = world.place(visit.location).filter(|place| bounded(place)) else {
        return Some(own);
    };
    let day = location.business_day(visit.from);
    let mut total = own;
    let mut charged = Money::zero(own.currency());
    for other in of_day(world, location, day) {
        if other.id != pass.id && other.price.currency() == own.currency() {
            total = total.plus(worth_of_other(world, other))?;
            charged = charged.plus(other.price)?;
        }
    }
    let missing = clip(total, location).minus(charged)?;
    Some(Money::new(missing.minor().max(0), own.currency()))
}

/// Charges the uninvoiced passes of a day anew after one of its sessions changed or went, so that they again share
/// the day's minimum and maximum. Without either every session stands for itself and nothing changes.
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
    let mut pass = pass.clone();
    let entries = reprice(world, &mut pass, visit);
    if entries.is_empty() {
        return Changes::default();
    }
    Changes { passes: vec![pass], entries, ..Changes::default() }
}

/// Sets the price of a pass to its charge; the entry is the difference. What is billed keeps its price.
pub(crate) fn reprice(world: &World, pass: &mut CustomerPass, visit: &Visit) -> Vec<Entry> {
    if pass.invoiced {
        return Vec::new();
    }
    let price = charge(world, pass, visit).unwrap_or(pass.price);
    let difference = price.minus(pass.price).filter(|money| !money.is_zero());
    pass.price = price;
    let entry = |money| Entry { visit: visit.id, pass: pass.id, amount: Amount::Charge(money) };
    difference.map(entry).into_iter().collect()
}

/// The pay-as-you-go passes whose business day at this location is `day`.
fn of_day<'a>(
    world: &'a World,
    location: &Location,
    day: BusinessDay,
) -> impl Iterator<Item = &'a CustomerPass> {
    let on_day = move |used: Instant| location.business_day(used) == day;
    world.passes.iter().filter(move |pass| {
        pass.pay_as_you_go() && pass.issued_at == location.id && pass.used().is_some_and(on_day)
    })
}

/// What another session of the day is worth: by its visit, billed or not, or by its price when that is all we know.
fn worth_of_other(world: &World, other: &CustomerPass) -> Money {
    let visits = world.visits_on(other.id);
    visits.first().and_then(|visit| worth(world, other, visit)).unwrap_or(other.price)
}

/// The price of a session by itself, discounted; divided last and rounded once.
fn worth(world: &World, pass: &CustomerPass, visit: &Visit) -> Option<Money> {
    let price = price_for_customer(world, &pass.terms);
    let discount = world.customer.as_ref().map_or(Percent::NONE, |customer| customer.discount);
    let Some(included) = pass.terms.minutes_included else {
        return Some(price.discounted(discount));
    };
    let minutes = visit.to.map_or(Minutes::SHORTEST, |to| quarters(visit.from, to));
    price.share(
        minutes.get().checked_mul(discount.remainder())?,
        included.get().checked_mul(Percent::NONE.remainder())?,
    )
}

/// Plan prices come with the offers; a pass that is not on offer any more goes by the catalogue.
fn price_for_customer(world: &World, terms: &PassTerms) -> Money {
    world.offers.iter().find(|offer| offer.terms.id == terms.id).map_or(terms.price, |offer| offer.price)
}

const fn bounded(location: &Location) -> bool {
    location.day_minimum.is_some() || location.day_maximum.is_some()
}

/// The maximum wins over the minimum: the setting promises never to charge above it.
fn clip(total: Money, location: &Location) -> Money {
    let bound =
        |limit: Option<Money>| limit.filter(|limit| limit.currency() == total.currency()).map(Money::minor);
    let raised = bound(location.day_minimum).map_or(total.minor(), |min| total.minor().max(min));
    let clipped = bound(location.day_maximum).map_or(raised, |max| raised.min(max));
    Money::new(clipped, total.currency())
}
